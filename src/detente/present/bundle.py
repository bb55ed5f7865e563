"""A bundle: a study's pages with the data and all that they were made with, in one ZIP file."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from detente import files
from detente.collect.corpus import TABLES, Corpus
from detente.collect.manifest import Manifest, manifest_of
from detente.errors import BundleError
from detente.present import crate
from detente.present.exports import to_csv
from detente.present.jobs import Result
from detente.present.packing import Packing, packing
from detente.present.quoting import quoted
from detente.present.report import made_before

SUMS = "SHA256SUMS"
RUN = "run.json"
FORMAT = 1
"""Version of the bundle; another one is not read."""
_TEXTS = {"articles": ("summary", "body", "furniture")}
"""Columns that hold the text of an article."""
_MARKS = ("annotated-from", "names-from", "names-read.parquet")
"""What says of a corpus that its evidence is up to date."""
_BESIDE = ("index.html", "changes.html", "changes.xml")
"""Files in a folder of reports that are none of them."""
_NO_LICENCE = (
    "No licence is given. Headlines, quotations and texts of articles are their publishers'; ask "
    "whoever made this bundle before you pass it on."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a bundle is to be like."""

    date: str
    """Day that it is dated, YYYY-MM-DD."""
    texts: bool = False
    """Whether the texts of the articles go in."""
    license: str = ""
    """An address or a sentence; empty for none."""
    author: str = ""
    """Who made it; empty for no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that was written."""

    files: int
    """How many files it holds."""
    size: int
    """Its bytes."""
    quoted: int
    """Sentences of the articles that its pages and notebooks quote."""
    sentences: int
    """Sentences of the articles in all."""


def write(path: Path, *, corpus: Path, reports: Path, asked: Asked) -> Written:
    """Write a bundle.

    BundleError where a report was not made from what the corpus holds now: a bundle says of its
    pages and of its data that they belong together.
    """
    if path.suffix != ".zip":
        raise BundleError(f"{path}: a bundle is a .zip file.")
    results = _results(reports, corpus)
    about = _about(corpus, results, asked) | {"endTime": _day_of_run(reports, results)}
    study = Corpus.open(corpus)
    count = quoted((reports / ".runs" / f"{row.name}.ipynb" for row in results), study)
    with packing(path) as bundle:
        of_all = "{:,} of the {:,} sentences".format(*count)
        readme = _readme(about, results, asked, of_all=of_all)
        bundle.text("README.md", readme, title="What is in this bundle")
        _pack_reports(bundle, reports, results)
        _pack_data(bundle, study, texts=asked.texts)
        _pack_settings(bundle)
        run = _run(corpus, results, asked)
        bundle.text(RUN, _json(run), title="Reports, their parameters and versions of packages")
        bundle.text(crate.NAME, crate.metadata(bundle.files, about, run["versions"]["detente"]))
        bundle.text(SUMS, bundle.sums())
        files_in_it = len(bundle.files)
    return Written(files=files_in_it, size=path.stat().st_size, quoted=count[0], sentences=count[1])


def versions() -> dict[str, str]:
    """Version of Python, of détente and of every package that it needs, by name."""
    found: dict[str, str] = {}
    waiting = ["detente"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # needed on other systems
        lines = [line for line in requires(name) or [] if "extra ==" not in line]
        waiting += [re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in lines]
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python} | dict(sorted(found.items()))


def _results(reports: Path, corpus: Path) -> list[Result]:
    rows = made_before(reports, corpus)
    if not rows:
        raise BundleError(f"{reports}: no reports are here. Make them: detente report")
    stale = [row.name for row, same in rows if not same]
    if stale:
        raise BundleError(
            f"{reports}: of {len(rows)} reports {len(stale)} not as a run would make now of the "
            f"corpus {corpus}: {', '.join(stale[:5])}. Make them first: detente report"
        )
    return [row for row, _ in rows]


def _pack_reports(bundle: Packing, reports: Path, results: list[Result]) -> None:
    for name in _BESIDE:
        if (reports / name).is_file():
            bundle.file(f"reports/{name}", reports / name)
    for row in results:
        failed = ".failed" if row.status == "failed" else ""
        page = f"{row.name}{failed}.html"
        bundle.file(f"reports/{page}", reports / page, title=row.title)
    for row in results:
        notebook = reports / ".runs" / f"{row.name}.ipynb"
        bundle.file(f"notebooks/{row.name}.ipynb", notebook, title=f"{row.name} as it was run")


def _pack_data(bundle: Packing, corpus: Corpus, *, texts: bool) -> None:
    folder = f"data/{corpus.folder.name}"
    there = [name for name in TABLES if (corpus.folder / f"{name}.parquet").is_file()]
    for name in sorted(there):
        left_out = () if texts else _TEXTS.get(name, ())
        with _without(corpus, name, left_out) as path:
            bundle.file(f"{folder}/{name}.parquet", path, title=f"Table {name}, Parquet")
    for name in sorted(there):
        rows = corpus.table(name).drop(columns=[] if texts else list(_TEXTS.get(name, ())))
        bundle.text(f"tables/{name}.csv", f"\ufeff{to_csv(rows)}", title=f"Table {name}, CSV")
    if texts:
        kept = asdict(Manifest(copies=manifest_of(corpus.folder).copies))  # no folders of yours
        bundle.text(f"{folder}/corpus.json", _json(kept), title="What makes a corpus of the tables")
        for name in _MARKS:
            if (corpus.folder / name).is_file():
                bundle.file(f"{folder}/{name}", corpus.folder / name)


def _pack_settings(bundle: Packing) -> None:
    for path in sorted(files.REFERENCE.glob("*.csv")):
        bundle.file(f"reference/{path.name}", path, title=f"Reference table {path.stem}")
    plan, review = Path("reports.toml"), files.review()
    if plan.is_file():
        bundle.file("settings/reports.toml", plan, title="Plan of the reports")
    if review.is_file():
        bundle.file("settings/review.csv", review, title="Corrections by the user")


@contextmanager
def _without(corpus: Corpus, name: str, columns: tuple[str, ...]) -> Iterator[Path]:
    """A table on disk, some columns left out."""
    if not columns:
        yield corpus.folder / f"{name}.parquet"
        return
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{name}.parquet"
        pq.write_table(corpus.arrow(name).drop_columns(list(columns)), path, compression="zstd")
        yield path


def _run(corpus: Path, results: list[Result], asked: Asked) -> dict[str, Any]:
    fields = ("name", "title", "finding", "status", "message", "notebook", "parameters", "scope")
    return {
        "format": FORMAT,
        "corpus": corpus.name,
        "texts": asked.texts,
        "versions": versions(),
        "platform": sys.platform,
        "reports": [{name: getattr(row, name) for name in fields} for row in results],
    }


def _about(corpus: Path, results: list[Result], asked: Asked) -> dict[str, str]:
    return {
        "corpus": corpus.name,
        "name": f"{corpus.name}: a study of news coverage of US–Russia relations",
        "description": " ".join(filter(None, (row.finding for row in results[:5])))
        or "Reports on news coverage.",
        "datePublished": asked.date,
        "license": asked.license or _NO_LICENCE,
        "author": asked.author,
    }


def _day_of_run(reports: Path, results: list[Result]) -> str:
    """Day on which the last report was made; empty where that was not kept."""
    days = []
    for row in results:
        beside = reports / ".runs" / f"{row.name}.json"
        if beside.is_file():
            days.append(str(json.loads(beside.read_text("utf-8")).get("end_time", ""))[:10])
    return max(days, default="")


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _readme(about: dict[str, str], results: list[Result], asked: Asked, *, of_all: str) -> str:
    failed = [row.name for row in results if row.status == "failed"]
    told = f"\n**Not whole:** {', '.join(failed)} did not run to the end.\n" if failed else ""
    texts = _WITH_TEXTS.format(**about) if asked.texts else _WITHOUT_TEXTS.format(of_all=of_all)
    reports = "\n".join(f"- `{row.name}`: {row.title}" for row in results)
    return _README.format(**about, texts=texts, reports=reports, told=told)


_WITH_TEXTS = """**The texts of the articles are in this bundle.** Most are under copyright: share
it only with those who may read them. To repeat the study, unpack it and run in its folder

    export DETENTE_REFERENCE="$PWD/reference" DETENTE_REVIEW="$PWD/settings/review.csv"
    detente report --corpus "data/{corpus}" --out again --plan settings/reports.toml
    diff -q reports again

With the versions of détente and of the packages that `run.json` names, no page differs. Where
`settings/` has no plan, leave `--plan` out; reports that were made one by one are made so again,
with the parameters of `run.json`."""
_WITHOUT_TEXTS = """**The table of articles in this bundle has no texts**, because most are
under copyright: no body, no summary and no list of what was cut. What is left of them are
headlines, the spans and quotations that the tables record, and what the pages and notebooks quote
as evidence: **{of_all} of the articles**. Look at that figure before you publish the bundle. The
reports cannot be made again from it; one made with `--with-texts` can."""
_README = """# {name}

Made with détente; dated {datePublished}. Open `reports/index.html`: the pages need no network.

{reports}
{told}
| folder | what it holds |
|---|---|
| `reports/` | the pages |
| `notebooks/` | the notebooks as they were run, without times and folders of the machine |
| `data/{corpus}/` | the tables, Parquet |
| `tables/` | the same tables, CSV (UTF-8) for spreadsheets and R |
| `reference/` | the tables of actors, offices, events and rules that were used |
| `settings/` | the plan of the reports and the corrections, where there were any |
| `run.json` | each report with its parameters; versions of the packages |
| `ro-crate-metadata.json` | all of this for machines (RO-Crate 1.1) |
| `SHA256SUMS` | a hash of every file |

{texts}

To check it: `detente verify FILE.zip`, or unpack it and run `sha256sum -c SHA256SUMS`.

Rights: {license}
"""
