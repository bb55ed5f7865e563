"""Freezes the evidence: a hash and a row count for every table of some corpora.

They are read anew, in a temporary folder, and written to tests/data/frozen.json: a change of the
library that changes what it says of a text is a change of that file in the same commit. Besides
the sample these are the open corpora of ../shared (or DETENTE_SHARED) where it is, and `open-quick`:
all of them in one, with a part of the largest. The entries of other corpora stay as they are.
`--check` writes nothing, and exits with 1 where a table differs. `--dump FOLDER` writes every
table as JSON lines, so that those of two versions can be compared row by row.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).parents[1]
FROZEN = ROOT / "tests" / "data" / "frozen.json"
SHARED = Path(os.environ.get("DETENTE_SHARED") or ROOT.parent / "shared") / "corpora"
QUICK = "open-quick"
PARTS = {"white-house": 20}  # in the quick one, one document in so many: a fifth of the work
WORKERS = {"white-house": 2}  # of the others each is read sooner than a second process starts
NOT_EVIDENCE = {"annotated": {"key"}, "files": {"digest", "publishers"}}  # of the code, of bytes

Tables = dict[str, str]
"""Rows and hash of each table of a corpus, by the table's name."""


def main() -> None:
    asked = _arguments()
    frozen = json.loads(FROZEN.read_text("utf-8")) if FROZEN.is_file() else {}
    differing = []
    for name in ("sample", QUICK) if asked.quick else asked.only or ("sample", QUICK, *OPEN):
        if name != "sample" and not SHARED.is_dir():
            print(f"{name}: not looked at, there is no {SHARED}")
            continue
        began = _processor()
        found = tables(name, asked.dump)
        print(f"{name}: {len(found)} tables, {_processor() - began:.0f} s of processor", flush=True)
        differing += [f"{name}: {line}" for line in differences(frozen.get(name, {}), found)]
        frozen[name] = found
    if not asked.check:
        FROZEN.write_text(json.dumps(frozen, indent=1, sort_keys=True) + "\n", "utf-8")
    print("\n".join(differing) or "no table differs")
    sys.exit(bool(differing) and asked.check)


def tables(name: str, dump: Path | None = None) -> Tables:
    """The tables of one corpus, read and annotated from scratch."""
    import pyarrow.parquet as pq

    import detente

    os.environ["DETENTE_REVIEW"] = os.devnull  # corrections of the person who runs this
    with tempfile.TemporaryDirectory() as scratch:
        corpus, articles = Path(scratch, "corpus"), Path(scratch, "articles")
        if name == "sample":
            sample = ROOT / "data" / "sample"
            detente.load([sample / "articles"], corpus, publishers=sample / "publishers.csv")
        else:
            _write(articles, name)
            detente.load([articles], corpus, workers=WORKERS.get(name, 1))
        detente.annotate(detente.Corpus.open(corpus), workers=WORKERS.get(name, 1))
        lines = {p.stem: _lines(pq.read_table(p), p.stem) for p in corpus.glob("*.parquet")}
    for table, text in lines.items() if dump else ():
        (dump / name).mkdir(parents=True, exist_ok=True)
        (dump / name / f"{table}.jsonl").write_text(text, "utf-8")
    return {table: _short(text) for table, text in sorted(lines.items())}


def differences(old: Tables, new: Tables) -> list[str]:
    """What differs between two sets of tables, a line each."""
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return [f"{name}: {old.get(name, 'absent')} -> {new.get(name, 'absent')}" for name in names]


def _lines(table: Any, name: str) -> str:
    """Names of the columns, then a line of JSON for each row, in the order of the table."""
    kept = table.drop_columns(sorted(NOT_EVIDENCE.get(name, ())))
    rows = [kept.column_names, *(list(row.values()) for row in kept.to_pylist())]
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)


def _short(text: str) -> str:
    rows = text.count("\n") - 1
    return f"{rows} rows {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _write(folder: Path, corpus: str) -> None:
    """The documents of an open corpus, or of the quick one, as files of JSON lines."""
    folder.mkdir()
    for name in OPEN if corpus == QUICK else [corpus]:
        step = PARTS.get(name, 1) if corpus == QUICK else 1
        lines = list(OPEN[name]())[::step]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")


def _white_house() -> Iterator[str]:
    for path in sorted((SHARED / "white-house").glob("*.jsonl.gz")):
        yield from gzip.decompress(path.read_bytes()).decode().splitlines()


def _meantime() -> Iterator[str]:
    for path in sorted(SHARED.glob("meantime/*/intra_cross-doc_annotation/*/*.xml")):
        root = etree.parse(path).getroot()
        sentences: dict[str, list[str]] = {}
        for token in root.iter("token"):
            sentences.setdefault(token.get("sentence"), []).append(token.text)
        days = root.xpath("//TIMEX3[@functionInDocument='CREATION_TIME']/@value")
        text = "\n".join(" ".join(words) for words in sentences.values())
        yield _record(root.get("doc_name").replace("_", " "), (days or ["2010-01-01"])[0], text)


def _factrueval() -> Iterator[str]:
    for path in sorted((SHARED / "factrueval-dev" / "devset").glob("*.txt")):
        yield _record(path.stem, "2014-01-01", path.read_text("utf-8"))


def _open_news() -> Iterator[str]:
    yield from (SHARED / "open-news" / "documents.jsonl").read_text("utf-8").splitlines()


def _record(title: str, day: str, text: str) -> str:
    return json.dumps({"title": title, "published": day, "text": text}, ensure_ascii=False)


OPEN: dict[str, Callable[[], Iterator[str]]] = {
    "open-news": _open_news,
    "meantime": _meantime,
    "factrueval": _factrueval,
    "white-house": _white_house,
}


def _processor() -> float:
    """Seconds of processor that this process and those it started have used."""
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--quick", action="store_true", help=f"the sample and {QUICK} alone")
    parser.add_argument("--only", nargs="+", choices=["sample", QUICK, *OPEN], help="these alone")
    parser.add_argument("--dump", type=Path, metavar="FOLDER", help="write the tables there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))  # this checkout's own, whichever is installed
    main()
