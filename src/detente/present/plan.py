"""What is to be made: one job a report, with a key of all that its page depends on.

The plan of a study is `reports.toml`: notebooks, each with its parameters, or once for each event
or actor that enough articles report. A report on one event or actor gets only the articles on it,
so that its page changes when they do, and not with every article of the corpus.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from detente import files
from detente.errors import ParameterError, UnknownNameError
from detente.tables import hash_of, key_of, write_aside

_PACKAGES = ("detente", "pandas", "plotly", "networkx", "papermill", "nbconvert", "nh3", "mistune")
_OF_MODELS = ("candidate", "names-")
_SCOPES = ("event", "actor")
_KEYS: dict[str, type] = dict.fromkeys(("notebook", "name", "for_each"), str)
_KEYS |= {"parameters": dict, "least": int, "most": int}
_WRITTEN = {str: "a text in quotes", int: "a whole number above 0", dict: "{ name = value, … }"}
_TAKEN = ("index", "changes")
"""Names of pages that stand beside the reports."""
_NAME = re.compile(rf"(?i)(?!\.|.*\.failed$|(?:{'|'.join(_TAKEN)})$)[\w.-]+")
Given = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What tells one report from another, and from one made of other data."""

    name: str
    """Name of the page, without `.html`."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """Values in place of the notebook's own."""
    scope: str = ""
    """`event=ID` or `actor=ID` where the report gets only the articles on it; else empty."""
    key: str = ""
    """Hash of all that the report is made from."""
    whole: str = ""
    """Hash of the data of the whole corpus when it was made, or last found not to matter."""
    made_by: str = ""
    """Hash of all that the report is made from besides the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Report):
    """One report to be made."""

    notebook: Path
    """The notebook."""
    corpus: Path
    """Folder of the corpus."""
    out: Path
    """Folder for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Report):
    """What became of one report."""

    title: str
    """Title of the page."""
    finding: str
    """First lines of the page, as plain text."""
    status: Literal["made", "unchanged", "failed"]
    """made; unchanged (the page on disk is what a run would make); failed."""
    message: str
    """Why it failed: notebook, cell, heading, line, exception; empty otherwise."""
    page: str = ""
    """Size and time of the page on disk, by which a page that was damaged is told."""
    digest: str = ""
    """Hash of the page, for a page that was copied or came out of a cache with another time."""
    seconds: float = 0.0
    """How long it took."""
    notebook: str = ""
    """Name of the notebook."""
    until: str = ""
    """Day of its latest article, YYYY-MM-DD; empty where none is dated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One entry of a plan."""

    notebook: str
    """Name of the notebook."""
    name: str = ""
    """Name of the page; that of the notebook without it."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """Values in place of the notebook's own."""
    for_each: Literal["", "event", "actor"] = ""
    """Make one page for each event or actor."""
    least: int = 3
    """Fewest independent articles that an event or actor needs."""
    most: int = 20
    """Most pages; the events and actors with most independent articles come first."""


def notebooks() -> dict[str, Path]:
    """The project's notebooks by name, in reading order."""
    return {path.stem: path for path in sorted(files.NOTEBOOKS.glob("[0-9]*.ipynb"))}


def planned(names: Iterable[str], given: Given) -> list[Planned]:
    """The notebooks asked for, all for no names, with their parameters checked."""
    known = notebooks()
    names = list(names)
    for name in names:
        if name not in known:
            raise UnknownNameError("notebook", name, list(known))
    fits = {name: parameters_of(known[name]) for name in names or known}
    alone = len(fits) == 1
    if not alone:  # a parameter of several reports goes to those that have it
        anywhere = {k: v for parameters in fits.values() for k, v in parameters.items()}
        checked(given, anywhere, notebook="none of the notebooks")
    plan = []
    for name, own in fits.items():
        mine = {k: v for k, v in given.items() if alone or k in own}
        plan.append(Planned(notebook=name, parameters=checked(mine, own, notebook=name)))
    return plan


def read_plan(path: Path) -> list[Planned]:
    """Entries of a `reports.toml`; ParameterError names the entry, what is wrong and what fits."""
    rows = _toml(path).get("report", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParameterError(f"{path}: each report begins with [[report]].", parameter="report")
    return [_entry(row, f"{path}, report {number}") for number, row in enumerate(rows, start=1)]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParameterError(f"{path}: {error}", parameter="") from None


def jobs_of(plan: Iterable[Planned], corpus: Path, out: Path) -> list[Job]:
    """One job for each page of a plan, in its order; a name that comes twice is an error."""
    jobs: dict[str, Job] = {}
    for entry in plan:
        for job in _jobs(entry, corpus, out):
            if job.name.casefold() in map(str.casefold, jobs):  # on some disks one file
                raise ParameterError(
                    f"two reports are called {job.name!r}: give one of them a name",
                    parameter="name",
                )
            jobs[job.name] = job
    return list(jobs.values())


def base_key(corpus: Path) -> str:
    """Hash of all that every report depends on besides its notebook and the articles."""
    versions = ";".join(f"{name} {version(name)}" for name in _PACKAGES)
    source = Path(__file__).parents[1]
    mine = [path for path in [files.review()] if path.is_file()]
    return key_of([source, files.REFERENCE, *mine], versions, sys.version, corpus.name)


def whole_key(corpus: Path) -> str:
    """Hash of all tables of a corpus, but for those that models found, which a report makes."""
    return key_of(p for p in sorted(corpus.glob("*.parquet")) if not p.name.startswith(_OF_MODELS))


def with_key(job: Job, base: str, whole: str, *, was: Result | None = None) -> Job:
    """The job with its keys: where it gets only some articles, the data are these.

    They are not looked at where nothing at all has changed since `was`.
    """
    values = json.dumps(job.parameters, sort_keys=True)
    made_by = key_of([job.notebook], base, values, job.scope)
    if was and (was.whole, was.made_by) == (whole, made_by):
        key = was.key
    else:
        key = key_of([], made_by, _content_key(job) if job.scope else whole)
    return replace(job, key=key, whole=whole, made_by=made_by)


def stamp(page: Path) -> str:
    """Size and time of a page on disk; empty where there is none."""
    try:
        found = page.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def digest_of(page: Path) -> str:
    """Hash of a page on disk; empty where there is none."""
    try:
        return hash_of(page)
    except FileNotFoundError:
        return ""


def _entry(row: dict[str, Any], where: str) -> Planned:
    known = notebooks()
    _check_types(row, where)
    if row.get("notebook") not in known:
        raise UnknownNameError("notebook", str(row.get("notebook")), list(known))
    if row.get("for_each", "event") not in _SCOPES:
        raise ParameterError(
            f"{where}: for_each is to be event or actor, not {row['for_each']!r}.",
            parameter="for_each",
        )
    name = str(row.get("name", row["notebook"]))
    if not _NAME.fullmatch(name):
        raise ParameterError(
            f"{where}: a name is made of letters, digits, - and _, and {' and '.join(_TAKEN)} are "
            f"other pages; {name!r} is none.",
            parameter="name",
        )
    given = {key: str(value) for key, value in row.get("parameters", {}).items()}
    fits = parameters_of(known[row["notebook"]])
    if row.get("for_each") and row["for_each"] not in fits:
        raise ParameterError(
            f"{where}: {row['notebook']} has no parameter {row['for_each']!r}.",
            parameter="for_each",
        )
    values = checked(given, fits, notebook=f"{where}: {row['notebook']}")
    return Planned(**row | {"name": name, "parameters": values})


def _check_types(row: dict[str, Any], where: str) -> None:
    if unknown := row.keys() - _KEYS.keys():
        raise ParameterError(
            f"{where} has {sorted(unknown)}; it may have {', '.join(sorted(_KEYS))}.",
            parameter=min(unknown),
        )
    for key, value in row.items():
        if type(value) is not _KEYS[key] or (isinstance(value, int) and value < 1):
            raise ParameterError(
                f"{where}: {key} is to be {_WRITTEN[_KEYS[key]]}, not {value!r}.", parameter=key
            )
    for key, value in row.get("parameters", {}).items():
        if isinstance(value, list | dict):
            raise ParameterError(f"{where}: {key} is to be one value.", parameter=key)


def _jobs(entry: Planned, corpus: Path, out: Path) -> list[Job]:
    notebook = notebooks()[entry.notebook]
    name = entry.name or entry.notebook

    whole = Job(name=name, notebook=notebook, parameters=entry.parameters, corpus=corpus, out=out)
    if not entry.for_each:
        return [whole]
    return [
        replace(
            whole,
            name=f"{name}-{each}",
            parameters=entry.parameters | {entry.for_each: each},
            scope=f"{entry.for_each}={each}",
        )
        for each in _covered(corpus, entry, out)
    ]


def _covered(corpus: Path, entry: Planned, out: Path) -> list[str]:
    """Events or actors that enough independent articles report, most first.

    What was found is kept beside the pages, by the data that it was found in.
    """
    kept = out / ".data" / "covered.json"
    what = f"{entry.for_each}, {entry.least}, {entry.most}, {whole_key(corpus)}"
    try:
        known = dict(json.loads(kept.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        known = {}
    if what not in known:
        known = {k: v for k, v in known.items() if k.endswith(what.rpartition(", ")[2])}
        known[what] = _covered_now(corpus, entry)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_aside(kept, json.dumps(known, indent=1, sort_keys=True))
    return [str(name) for name in known[what]]


def _covered_now(corpus: Path, entry: Planned) -> list[str]:
    from detente.collect.corpus import Corpus
    from detente.present.evidence import reports_naming

    study = Corpus.open(corpus)
    if entry.for_each == "event":
        events = study.events.dropna(subset=["known"])
        counts = events.set_index("event_id")["independent"]
    else:
        counts = reports_naming(study)
    enough = counts[counts >= entry.least].sort_index()
    return [str(name) for name in enough.sort_values(ascending=False, kind="stable").index][
        : entry.most
    ]


def _content_key(job: Job) -> str:
    from detente.collect.corpus import Corpus

    return Corpus.open(f"{job.corpus}#{job.scope}").content_key()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Title, purpose and address of a study, as its first page and its feed show them."""

    title: str = "What the coverage of US–Russia relations says, and how we know"
    """Heading of the first page."""
    about: str = ""
    """What the study asks, in a sentence or two of plain text."""
    address: str = ""
    """Where the reports are published: https://… ; empty where they are not."""


def read_study(plan: Path) -> Study:
    """What a plan says of its study; the defaults where it says nothing or is not there."""
    row = _toml(plan).get("study", {}) if plan.is_file() else {}
    if not isinstance(row, dict):
        raise ParameterError(f"{plan}: the study begins with [study].", parameter="study")
    names = [field.name for field in fields(Study)]
    for name, value in row.items():
        if name not in names or not isinstance(value, str):
            raise ParameterError(
                f"{plan}, [study], {name} = {value!r}: it may have {', '.join(names)}, each a "
                "text in quotes.",
                parameter=name,
            )
    study = Study(**row)
    if study.address and urlsplit(study.address).scheme not in ("http", "https"):
        raise ParameterError(
            f"{plan}, [study]: address is to begin with https://, and {study.address!r} does not.",
            parameter="address",
        )
    return study


_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
"""What a value of each type is called."""
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One typed parameter of a notebook."""

    name: str
    """Its name."""
    kind: type
    """str, int, float or bool."""
    default: Any
    """The value written in the notebook."""
    help: str
    """The comment behind it."""


def parameters_of(notebook: Path) -> dict[str, Parameter]:
    """Parameters of a notebook by name, from the cell tagged `parameters`."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    source = "".join("".join(c["source"]) for c in tagged)
    lines = source.splitlines()
    found = [
        Parameter(
            name=ast.unparse(node.target),
            kind=_TYPES[ast.unparse(node.annotation)],
            default=ast.literal_eval(node.value) if node.value else None,
            help=lines[node.lineno - 1].partition("#")[2].strip(),
        )
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign)
    ]
    return {parameter.name: parameter for parameter in found}


def checked(given: dict[str, str], known: dict[str, Parameter], *, notebook: str) -> dict[str, Any]:
    """The given values in the types that the notebook declares; ParameterError otherwise."""
    return {
        name: _value(name, text, known, notebook=notebook) for name, text in sorted(given.items())
    }


def _value(name: str, text: str, known: dict[str, Parameter], *, notebook: str) -> Any:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        has = f"It has: {', '.join(known)}." if known else "It has none."
        raise ParameterError(f"{notebook} has no parameter {name!r}.{hint} {has}", parameter=name)
    kind = known[name].kind
    try:
        value = _WORDS[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError):
        raise ParameterError(
            f"{notebook}: {name} is to be {KINDS[kind]}, and {text!r} is not.", parameter=name
        ) from None
    if why := _unfit(value, known[name].help):
        raise ParameterError(f"{notebook}: {name} is to be {why}, not {text!r}.", parameter=name)
    return value


def _unfit(value: Any, said: str) -> str:
    """What a value is to be by the help of its parameter; empty where it is."""
    least = re.search(r"at least (\d+)", said)
    if least and value < int(least[1]):
        return least[0]
    if "YYYY-MM-DD" in said and value:
        from detente.extract.reference import first_day

        try:
            first_day(value)
        except ValueError:
            return "a day, YYYY-MM-DD"
    choice = re.search(r"one of ([\w, ]+)", said)
    if choice and value not in choice[1].replace(" or ", ", ").split(", "):
        return choice[0]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time and memory of one report; over a limit it is stopped, and its page says so."""

    seconds: float = 600
    """Time until a report is stopped."""
    megabytes: int = 4096
    """Memory of its own at which a report is stopped (Linux only)."""
