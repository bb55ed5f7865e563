"""What stands before the reports: first page, page and feed of changes, kept up to date."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detente.content import key_of, write_aside
from detente.present.jobs import Result
from detente.present.study import Study

_KEY = Path(".data") / "made-from"


def bring_up_to_date(
    out: Path,
    corpus: Path,
    results: Mapping[str, Result],
    *,
    study: Study,
    current: Collection[str],
    whole: str,
) -> None:
    """Write `index.html`, `changes.html` and `changes.xml` if anything in them has changed.

    Parameters
    ----------
    results
        What became of every report of the folder, by name.
    current
        Names of the reports of this run: these are as the data are.
    whole
        Hash of the data.
    """
    rows = {
        name: asdict(result)
        | {"seconds": 0, "page": "", "earlier": name not in current and result.whole != whole}
        for name, result in sorted(results.items())
    }
    key = key_of([], json.dumps(rows, sort_keys=True), whole, str(study))
    mark = out / _KEY
    if (out / "index.html").is_file() and mark.is_file() and mark.read_text("utf-8") == key:
        return
    (out / _KEY.parent).mkdir(exist_ok=True)
    mark.unlink(missing_ok=True)
    _write(out, corpus, rows=rows, study=study)
    write_aside(mark, key)


def _write(out: Path, folder: Path, *, rows: dict[str, dict[str, Any]], study: Study) -> None:
    # They import what is slow to import, and most runs that change nothing do without.
    from detente.collect.corpus import Corpus
    from detente.present.changelog import as_page
    from detente.present.changes import changes
    from detente.present.feed import follow, write_feed
    from detente.present.index import pages_of, write_index
    from detente.present.snapshot import keep, kept, snapshot_of

    corpus = Corpus.open(folder)
    now = snapshot_of(corpus)
    _, last = kept(out)
    if last and last != now:
        follow(out, changes(last, now))
    keep(out, now)
    before, _ = kept(out)
    found = changes(before, now) if before else None
    if found:
        write_aside(out / "changes.html", as_page(found, pages_of(rows)))
    write_feed(out, study)
    write_index(out, study, corpus, now=now, found=found, rows=rows)
