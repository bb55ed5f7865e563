"""A bundle: a study's pages with the data and all that they were made with, in one ZIP file.

It is written with the hash of every file in it, and described as an RO-Crate; `verify` tells
whether one that was fetched or handed on is whole.
"""

import html
import json
import lzma
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from urllib.parse import quote

import pyarrow.parquet as pq

from detente import files
from detente.collect.containers.stream import HARMLESS, RATIO, odd_name
from detente.collect.corpus import TABLES, Corpus, Manifest, manifest_of
from detente.collect.text import shown
from detente.errors import BundleError
from detente.present.exports import to_csv
from detente.present.plan import Result
from detente.present.report import made_before
from detente.present.templates import filled
from detente.tables import aside, hash_of
from detente.wording import counted

SUMS = "SHA256SUMS"
RUN = "run.json"
FORMAT = 1
"""Version of the bundle; another one is not read."""
_TEXTS = {"articles": ("summary", "body", "furniture")}
"""Columns that hold the text of an article."""
_MARKS = ("annotated-from", "names-from", "names-read.parquet", "sums.json")
"""What says of a corpus that it is whole, and its evidence up to date."""
_BESIDE = ("index.html", "changes.html", "changes.xml")
"""Files in a folder of reports that are none of them."""
_NO_LICENCE = (
    "No licence is given. Headlines, quotations and texts of articles are their publishers'; ask "
    "whoever made this bundle before you pass it on."
)
_BEGIN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can hold: the true one would change with each run."""
_PACKED = {".parquet": zipfile.ZIP_STORED}
"""Files that are packed already."""
_SHORTEST = 20
"""Characters of a sentence that is looked for: a shorter one stands anywhere by chance."""
_TAG = re.compile(r"<[^>]*>")
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_MOST = 100_000
"""Files that a bundle may hold."""
_ENCRYPTED = 1
_CUT = (
    *(zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, struct.error, OverflowError),
    *(RuntimeError, ValueError, TypeError, OSError, MemoryError),
)
"""What Python raises of a file that was cut off or made up; RecursionError is a RuntimeError."""
NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_SPECIFICATION}/context", {"sha256": "http://schema.org/sha256"}]
"""The context of RO-Crate 1.1 has no word for the hash; 1.2 took schema.org's."""
_FORMATS = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".toml": "application/toml",
    ".md": "text/markdown",
    ".xml": "application/xml",
}
Entity = dict[str, Any]
Said = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One file of an archive."""

    name: str
    """Its path in the archive."""
    size: int
    """Bytes, unpacked."""
    sha256: str
    """Hash of its bytes."""
    title: str = ""
    """What it is, in a few words."""


class Packing:
    """An archive that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: list[Packed] = []

    def text(self, name: str, text: str, *, title: str = "") -> None:
        """Add a file by its text."""
        self._add(name, BytesIO(text.encode()), title)

    def file(self, name: str, path: Path, *, title: str = "") -> None:
        """Add a file from disk."""
        with path.open("rb") as source:
            self._add(name, source, title)

    def _add(self, name: str, source: BinaryIO, title: str) -> None:
        entry = zipfile.ZipInfo(name, _BEGIN)
        entry.compress_type = _PACKED.get(Path(name).suffix, zipfile.ZIP_DEFLATED)
        entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Linux, anywhere
        digest, size = sha256(), 0
        with self._archive.open(entry, "w", force_zip64=True) as target:
            while block := source.read(2**20):
                target.write(block)
                digest.update(block)
                size += len(block)
        self.files.append(Packed(name=name, size=size, sha256=digest.hexdigest(), title=title))


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as part, zipfile.ZipFile(part, "w") as archive:
        bundle = Packing(archive)
        of_all = "{:,} of the {:,} sentences".format(*count)
        failed = [row.name for row in results if row.status == "failed"]
        said = {"results": results, "failed": failed, "texts": asked.texts, "of_all": of_all}
        readme = filled("bundle.md.j2", **about, **said)
        bundle.text("README.md", readme, title="What is in this bundle")
        _pack_reports(bundle, reports, results)
        _pack_data(bundle, study, texts=asked.texts)
        _pack_settings(bundle)
        run = _run(corpus, results, asked)
        bundle.text(RUN, _json(run), title="Reports, their parameters and versions of packages")
        bundle.text(NAME, metadata(bundle.files, about, run["versions"]["detente"]))
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in bundle.files)
        bundle.text(SUMS, sums)  # in the form that `sha256sum -c` reads
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


def quoted(notebooks: Iterable[Path], corpus: Corpus) -> tuple[int, int]:
    """Number of sentences of a corpus that notebooks as they were run quote, and of all.

    Sentences of the same words count once.
    """
    from ahocorasick_rs import AhoCorasick

    sentences = _sentences(corpus)
    if not sentences:
        return 0, 0
    finder, found = AhoCorasick(sentences), set[int]()
    for path in notebooks:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join(_strings([cell.get("outputs", []) for cell in cells]))
        plain = html.unescape(_TAG.sub("", text))
        found.update(m[0] for m in finder.find_matches_as_indexes(plain, overlapping=True))
    return len(found), len(sentences)


def _sentences(corpus: Corpus) -> list[str]:
    if not (corpus.folder / "sentences.parquet").is_file():
        return []
    bodies = corpus.articles.set_index("article_id")["body"].to_dict()
    texts = {
        bodies[row.article_id][row.start : row.end].strip() for row in corpus.sentences.itertuples()
    }
    return sorted(text for text in texts if len(text) >= _SHORTEST)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def metadata(files: Sequence[Packed], about: dict[str, str], version: str) -> str:
    """JSON-LD of a bundle.

    Parameters
    ----------
    about
        `name`, `description`, `datePublished`, `license`, `author` (empty for none) and `endTime`
        (the day of the run, empty where it is not known).
    version
        Version of détente that made it.
    """
    author = _named("#author", "Person", about["author"])
    license_ = _named(about["license"], "CreativeWork", about["license"])
    is_address = about["license"].startswith(("https://", "http://"))
    by_whom = {"@id": "#author"} if author["name"] else {}
    root = _named("./", "Dataset", about["name"]) | {
        "description": about["description"],
        "datePublished": about["datePublished"],
        "license": {"@id": license_["@id"]} if is_address else license_["name"],
        "author": by_whom,
        "hasPart": [{"@id": _id(file.name)} for file in files],
        "mentions": {"@id": "#run"},
    }
    run = _named("#run", "CreateAction", "The notebooks run on the corpus") | {
        "instrument": {"@id": "#detente"},
        "agent": by_whom,
        "result": {"@id": "./"},
        "endTime": about["endTime"],
    }
    graph = [
        {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}}
        | {"conformsTo": {"@id": _SPECIFICATION}},
        root,
        *map(_file, files),
        run,
        _named("#detente", "SoftwareApplication", "détente") | {"version": version},
        *([license_] if is_address else []),
        *([author] if by_whom else []),
    ]
    said = [{key: value for key, value in entity.items() if value} for entity in graph]
    return json.dumps({"@context": _CONTEXT, "@graph": said}, indent=1, ensure_ascii=False) + "\n"


def _named(id_: str, kind: str, name: str) -> Entity:
    return {"@id": id_, "@type": kind, "name": name}


def _file(file: Packed) -> Entity:
    kind = _FORMATS.get(PurePosixPath(file.name).suffix, "text/plain")
    return _named(_id(file.name), "File", file.title or file.name) | {
        "encodingFormat": kind,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _id(name: str) -> str:
    """Path as a URI, in which letters of any script stay as they are."""
    return "".join(c if c.isalnum() else quote(c, safe="/-._~") for c in name)


def verify(path: Path, *, said: Said = lambda _line: None) -> list[str]:
    """What is wrong with a bundle, a sentence each; BundleError for what is none.

    `said` is called with what there is to know besides.
    """
    with opened(path) as archive:
        found = list(map(shown, _changed(archive, path)))
        said(shown(_told(archive, path)))
        return found


def _changed(archive: zipfile.ZipFile, path: Path) -> list[str]:
    """Files that are missing, too many, damaged or changed."""
    lines = [_SUM.fullmatch(line) for line in _text(archive, path, SUMS).splitlines()]
    if not all(lines):
        raise BundleError(f"{SUMS} is no list of hashes; it was damaged or is no bundle's.")
    sums = {line[2]: line[1] for line in lines if line}
    there = {name: _hash(archive, name) for name in archive.namelist() if name != SUMS}
    found = [f"{name} is missing." for name in sorted(sums.keys() - there.keys())]
    found += [f"{name} was added." for name in sorted(there.keys() - sums.keys())]
    for name in sorted(sums.keys() & there.keys()):
        if not there[name]:
            found.append(f"{name} is damaged: it cannot be unpacked.")
        elif there[name] != sums[name]:
            found.append(f"{name} was changed after the bundle was made.")
    return found


def _told(archive: zipfile.ZipFile, path: Path) -> str:
    run, files = _run_of(archive, path), archive.namelist()
    count, failed = len(run["reports"]), sum(r["status"] == "failed" for r in run["reports"])
    not_whole = f", {failed} of them failed" if failed else ""
    return (
        f"{path}: {counted(count, 'report')}{not_whole}, {counted(len(files), 'file')}, "
        f"made with détente {run['versions']['detente']}; sha256 {hash_of(path)}"
    )


def _run_of(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        run = json.loads(_text(archive, path, RUN))
        fits = run["format"] == FORMAT and all(row["status"] for row in run["reports"])
        fits = fits and isinstance(run["versions"]["detente"], str)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise BundleError(f"{RUN} is not what this version of détente writes (format {FORMAT}).")
    return dict(run)


def _text(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    """A file as text; BundleError where it is not there, or is none."""
    try:
        return archive.read(name).decode()
    except KeyError:
        raise BundleError(f"{path}: {name} is not in it; it is no bundle.") from None
    except (*_CUT, UnicodeDecodeError) as error:
        raise BundleError(f"{path}: {name} cannot be read ({shown(str(error))}).") from None


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    """Hash of a file; empty for a damaged one."""
    digest = sha256()
    try:
        with archive.open(name) as file:
            while block := file.read(2**20):
                digest.update(block)
    except _CUT:
        return ""
    return digest.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive to read from; BundleError where it is cut off, leads elsewhere, or is a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except _CUT as error:
        raise BundleError(
            f"{path}: this is no whole ZIP file ({error}). Fetch it again: its end may be missing."
        ) from None
    with archive:
        _check(archive, path)
        yield archive


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST:
        raise BundleError(f"{path}: {len(entries)} files are more than a bundle holds.")
    if sum(e.file_size for e in entries) > max(HARMLESS, RATIO * path.stat().st_size):
        raise BundleError(f"{path}: it unpacks to more than {RATIO} times its size; not opened.")
    if len(set(map(str.casefold, names))) < len(names):
        raise BundleError(f"{path}: two files in it have one name; not opened.")
    for entry in entries:
        name = entry.filename
        linked = stat.S_ISLNK(entry.external_attr >> 16)
        if odd_name(name) or linked or not name.isprintable() or ":" in name or "\\" in name:
            raise BundleError(f"{path}: {shown(name)!r} leads out of the bundle; not opened.")
        if entry.flag_bits & _ENCRYPTED or entry.is_dir():
            raise BundleError(f"{path}: {shown(name)!r} is none of a bundle's files; not opened.")
