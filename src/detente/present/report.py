"""Reports: the pages of a study made side by side, and the index that leads to them.

What has not changed is not run again: each report keeps a key of all that it was made from. Each
result is written as it comes, so that a run that was killed goes on where it stopped.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from detente.present.plan import (
    KINDS,
    Given,
    Job,
    Limits,
    Planned,
    Result,
    Study,
    base_key,
    digest_of,
    jobs_of,
    notebooks,
    parameters_of,
    planned,
    read_plan,
    read_study,
    stamp,
    whole_key,
    with_key,
)
from detente.processes import cores
from detente.tables import LOCK, WAIT, key_of, locked, write_aside
from detente.wording import counted

__all__ = ["Limits", "Order", "Result", "carry_out", "make", "notebooks"]

PLAN = "reports.toml"
_MADE_FROM = Path(".data") / "made-from"
_SMALL = 20_000
"""Bytes of a table of articles below which it may be empty: looking takes time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made, of which corpus, and where."""

    plan: Sequence[Planned]
    """The entries of the plan."""
    note: str = ""
    """What the user should know before."""
    corpus: Path
    """Folder of the corpus, annotated."""
    out: Path
    """Folder for the pages."""
    only: str = ""
    """Words that the name of a report is to have."""
    study: Study = field(default_factory=Study)
    """What the study says of itself on the first page."""


def make(
    names: Iterable[str], *, corpus: Path, out: Path, given: Given | None = None, **how: Any
) -> list[Result]:
    """Make the reports of the named notebooks (of all for no names), and the index.

    All else is as for `carry_out`.
    """
    return carry_out(Order(plan=planned(names, given or {}), corpus=corpus, out=out), **how)


def carry_out(
    order: Order,
    *,
    force: bool = False,
    at_once: int | None = None,
    limits: Limits | None = None,
    said: Callable[[str], None] = lambda _line: None,
    progress: bool = False,
) -> list[Result]:
    """Make the reports that are ordered, and the index; one result a report, in the plan's order.

    A notebook that fails fails alone: the others are made, its own page of an earlier run is
    taken away, and what it had made stands in `NAME.failed.html`.

    Parameters
    ----------
    force
        Whether to make also what has not changed.
    at_once
        Reports made side by side; one for each processor by default.
    said
        Called with a line for each report that is made.
    progress
        Whether a terminal shows how far it is: reports made, and the cell of each that runs.
    """
    how = {"at_once": at_once or cores(), "limits": limits or Limits()}
    with (
        locked(order.out, ".reports.lock", wait=WAIT),
        locked(order.corpus, LOCK, wait=WAIT, shared=True),
    ):
        return _carried_out(order, said=said, progress=progress, force=force, how=how)


def _carried_out(
    order: Order, *, force: bool, said: Callable[[str], None], progress: bool, how: dict[str, Any]
) -> list[Result]:
    earlier = _earlier(order.out)
    jobs = _jobs(order, earlier)
    kept = {} if force else {j.name: earlier[j.name] for j in jobs if _fresh(j, earlier)}
    results = {name: replace(was, status="unchanged") for name, was in kept.items()}
    # The corpus has changed elsewhere than in the articles of a report that is kept.
    moved = {
        job.name: replace(kept[job.name], whole=job.whole)
        for job in jobs
        if job.name in kept and kept[job.name].whole != job.whole
    }
    if moved:
        _remember(order.out, moved)
    todo = [job for job in jobs if job.name not in kept]
    for result in _run(todo, progress=progress, **how):
        results[result.name] = result
        _remember(order.out, {result.name: result})
        said(result.message or f"{result.name}: {result.status} in {result.seconds:.1f} s")
    whole = jobs[0].whole if jobs else whole_key(order.corpus)
    _lead_to(order, current={job.name for job in jobs}, whole=whole)
    return [results[job.name] for job in jobs]


def listing(order: Order) -> str:
    """A line for each report: its name, and what a run would do."""
    earlier = _earlier(order.out)
    lines = []
    for job in _jobs(order, earlier):
        was = earlier.get(job.name)
        state = "unchanged" if _fresh(job, earlier) else "to be made"
        state = "to be made; failed last time" if was and was.status == "failed" else state
        lines.append(f"{job.name:60} {state}")
    return "\n".join(lines) or "no report has these words in its name"


def made_before(out: Path, corpus: Path) -> list[tuple[Result, bool]]:
    """Results of earlier runs by name, each with whether a run would make the same now."""
    earlier, known = _earlier(out), notebooks()
    jobs = _keyed(
        [
            Job(
                name=name,
                notebook=known[row.notebook],
                parameters=row.parameters,
                corpus=corpus,
                scope=row.scope,
                out=out,
            )
            for name, row in earlier.items()
            if row.notebook in known
        ],
        earlier,
    )
    same = {
        job.name: _fresh(job, earlier)
        or (earlier[job.name].status == "failed" and earlier[job.name].key == job.key)
        for job in jobs
    }
    return [(row, same.get(name, False)) for name, row in sorted(earlier.items())]


def _lead_to(order: Order, *, current: set[str], whole: str) -> None:
    """Write first page, page and feed of changes anew if anything in them has changed.

    The reports in `current` are as the data are, whose hash is `whole`.
    """
    out = order.out
    with locked(out, ".results.lock"):
        rows = {
            name: asdict(row)
            | {"seconds": 0, "page": "", "earlier": name not in current and row.whole != whole}
            for name, row in sorted(_earlier(out).items())
        }
        key = key_of([], json.dumps(rows, sort_keys=True), whole, str(order.study))
        mark = out / _MADE_FROM
        if (out / "index.html").is_file() and mark.is_file() and mark.read_text("utf-8") == key:
            return
        from detente.present.front import write_front  # slow to import

        mark.parent.mkdir(exist_ok=True)
        mark.unlink(missing_ok=True)
        write_front(out, order.corpus, rows=rows, study=order.study)
        write_aside(mark, key)


def _jobs(order: Order, earlier: dict[str, Result]) -> list[Job]:
    jobs = jobs_of(order.plan, order.corpus, order.out)
    return _keyed([job for job in jobs if order.only in job.name], earlier)


def _keyed(jobs: list[Job], earlier: dict[str, Result]) -> list[Job]:
    if not jobs:
        return []
    base, whole = base_key(jobs[0].corpus), whole_key(jobs[0].corpus)
    return [with_key(job, base, whole, was=earlier.get(job.name)) for job in jobs]


def _earlier(out: Path) -> dict[str, Result]:
    """Results of earlier runs; one that cannot be read counts as none."""
    names = {f.name for f in fields(Result)}
    try:
        rows = json.loads((out / ".results.json").read_text("utf-8"))
        return {
            name: Result(**{k: v for k, v in row.items() if k in names})
            for name, row in rows.items()
        }
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _fresh(job: Job, earlier: dict[str, Result]) -> bool:
    """Whether the page on disk is what a run would make, and is the one that was written."""
    was, page = earlier.get(job.name), job.out / f"{job.name}.html"
    if was is None or was.key != job.key or was.status == "failed" or not was.page:
        return False
    return was.page == stamp(page) or was.digest == digest_of(page) != ""


def _remember(out: Path, results: dict[str, Result]) -> None:
    """Put results beside those on disk, which another run may have written meanwhile."""
    with locked(out, ".results.lock"):
        everything = {name: asdict(row) for name, row in (_earlier(out) | results).items()}
        write_aside(out / ".results.json", json.dumps(everything, indent=1, sort_keys=True))


def _run(jobs: list[Job], *, progress: bool, **how: Any) -> Iterator[Result]:
    if not jobs:
        return
    from tqdm import tqdm

    from detente.present.making import make_one, not_made, side_by_side

    def watched(running: list[Any]) -> None:
        bar.set_postfix_str(", ".join(f"{one.job.name} {one.cell}/{one.cells}" for one in running))

    hidden = None if progress else True  # None: where the error stream is no terminal
    with tqdm(total=len(jobs), unit="report", dynamic_ncols=True, disable=hidden) as bar:
        for job, done, seconds in side_by_side(jobs, make_one, watched=watched, **how):
            bar.update()
            result = not_made(job, done) if isinstance(done, str) else done
            yield replace(result, seconds=round(seconds, 2))


def order(
    names: Sequence[str],
    given: Given,
    *,
    plan: Path | None,
    corpus: Path | None,
    out: Path,
    only: str,
) -> Order:
    """What is asked for, checked before any work; the corpus is then brought up to date.

    Named notebooks are made with the given parameters. Without names, and without parameters,
    the plan is followed: `plan`, or the file reports.toml here if it is there, or each notebook
    once.
    """
    from detente.embedded import fresh_folder, open_corpus

    entries = planned(names, given)
    if not names and not given and (plan or Path(PLAN).is_file()):
        entries = read_plan(plan or Path(PLAN))
    folder = fresh_folder(corpus) or open_corpus(corpus or "", progress=True).folder
    note = ""
    if not names and (folder / "articles.parquet").stat().st_size < _SMALL and _is_empty(folder):
        entries = [Planned(notebook="01_corpus")]
        note = "The corpus holds no articles; 01_corpus says what became of each input."
    about = read_study(plan or Path(PLAN))
    return Order(plan=entries, corpus=folder, out=out, only=only, note=note, study=about)


def help_of(names: Sequence[str]) -> str:
    """The parameters of some notebooks: name, type, default and what they mean."""
    planned(names, {})
    parts = []
    for name in names:
        known = [p for p in parameters_of(notebooks()[name]).values() if p.name != "corpus_dir"]
        lines = [f"  -p {p.name}={p.default!s:<28} {KINDS[p.kind]}; {p.help}" for p in known]
        parts.append(
            "\n".join(
                [f"{name} has these parameters:", *lines]
                if lines
                else [f"{name} has no parameters."]
            )
        )
    return "\n\n".join(parts)


def told(order: Order, *, said: Callable[[str], None], **how: Any) -> bool:
    """Carry out an order, with a line for each report and a summary; whether none failed."""
    begun = time.monotonic()

    def say(line: str) -> None:
        from tqdm import tqdm

        with tqdm.external_write_mode():  # the bar is taken away and drawn anew
            said(line)

    if order.note:
        said(order.note)
    results = carry_out(order, said=say, progress=True, **how)
    failed = sum(r.status == "failed" for r in results)
    unchanged = sum(r.status == "unchanged" for r in results)
    said(
        f"{order.out / 'index.html'}: {counted(len(results), 'report')}, {unchanged} unchanged, "
        f"{failed} failed, in {time.monotonic() - begun:.1f} s"
    )
    return not failed


def reports_of(corpus: Path | None) -> Path:
    """Folder for the reports of a corpus: its name, and its folder's where another has that.

    That of the embedded corpus, for None, is `reports` itself.
    """
    if not corpus:
        return Path("reports")
    corpus = corpus.resolve()
    for name in (corpus.name, f"{corpus.parent.name}-{corpus.name}"):
        folder = Path("reports") / name
        mark = folder / ".corpus"
        if not folder.exists() or (mark.is_file() and mark.read_text("utf-8") == str(corpus)):
            break
    folder.mkdir(parents=True, exist_ok=True)
    write_aside(mark, str(corpus))
    return folder


def _is_empty(folder: Path) -> bool:
    from detente.collect.corpus import Corpus

    return Corpus.open(folder).articles.empty
