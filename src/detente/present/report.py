"""Reports: notebooks run by papermill and written as single HTML files, with an index.

What has not changed is not run again: each report keeps a key of all that it was made from.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

from detente import files
from detente.content import key_of, write_aside
from detente.errors import NothingFoundError, ReportError, UnknownNameError
from detente.present.parameters import checked, parameters_of
from detente.processes import end_with_parent

_OF_MODELS = ("candidate", "names-")
_PACKAGES = ("detente", "pandas", "plotly", "networkx", "papermill", "nbconvert", "nh3", "mistune")
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to be made."""

    name: str
    """Name of the notebook, without `.ipynb`; the page has the same name."""
    notebook: Path
    """The notebook."""
    parameters: dict[str, Any]
    """Values in place of the notebook's own."""
    corpus: Path
    """Folder of the corpus."""
    out: Path
    """Folder for the page."""
    key: str
    """Hash of all that the report is made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one report."""

    name: str
    """Name of the report."""
    title: str
    """Title of the page."""
    finding: str
    """First lines of the page, as plain text."""
    status: Literal["made", "unchanged", "failed"]
    """made; unchanged (the page on disk is what a run would make); failed."""
    message: str
    """Why it failed: notebook, cell, heading, exception; empty otherwise."""
    key: str
    """Hash of all that the report was made from."""


def notebooks() -> dict[str, Path]:
    """The project's notebooks by name, in reading order."""
    return {path.stem: path for path in sorted(files.NOTEBOOKS.glob("[0-9]*.ipynb"))}


def make(
    names: Iterable[str],
    *,
    corpus: Path,
    out: Path,
    given: dict[str, str] | None = None,
    force: bool = False,
    said: Callable[[str], None] = lambda _line: None,
) -> list[Result]:
    """Make the named reports (all of them for no names) and the index; one result a report.

    A notebook that fails fails alone: the others are made, its own page of an earlier run is
    taken away, and what it had made stands in `NAME.failed.html`.
    """
    out.mkdir(parents=True, exist_ok=True)
    jobs = _jobs(list(names), corpus=corpus, out=out, given=given or {})
    earlier = _earlier(out)
    kept = {} if force else {j.name: earlier[j.name] for j in jobs if _fresh(j, earlier)}
    results = {name: Result(**row | {"status": "unchanged"}) for name, row in kept.items()}
    for result in _run([job for job in jobs if job.name not in kept]):
        said(result.message or f"{result.name}: {result.status}")
        results[result.name] = result
        _remember(out, {r.name: asdict(r) for r in results.values()})
    ordered = [results[job.name] for job in jobs]
    if len(kept) < len(jobs) or not (out / "index.html").is_file():
        from detente.present.index import write_index  # it imports what is slow to import

        write_index(out, corpus, _earlier(out))
    return ordered


def asked(names: list[str], given: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Parameters of each report that is asked for, checked; all reports for no names."""
    known = notebooks()
    for name in names:
        if name not in known:
            raise UnknownNameError("notebook", name, list(known))
    chosen = {name: known[name] for name in names} if names else known
    fits = {name: parameters_of(path) for name, path in chosen.items()}
    if len(chosen) == 1 or not given:
        return {name: checked(given, fits[name], notebook=name) for name in chosen}
    # a parameter of several reports goes to those that have it
    anywhere = {k: v for parameters in fits.values() for k, v in parameters.items()}
    checked(given, anywhere, notebook="none of the notebooks")
    return {
        name: checked(
            {k: v for k, v in given.items() if k in fits[name]}, fits[name], notebook=name
        )
        for name in chosen
    }


def _jobs(names: list[str], *, corpus: Path, out: Path, given: dict[str, str]) -> list[Job]:
    values, known = asked(names, given), notebooks()
    common = _common_key(corpus)
    return [
        Job(
            name=name,
            notebook=known[name],
            parameters=parameters,
            corpus=corpus,
            out=out,
            key=key_of([known[name]], common, json.dumps(parameters, sort_keys=True)),
        )
        for name, parameters in values.items()
    ]


def _common_key(corpus: Path) -> str:
    # What models found is made from the other tables, and a report makes it.
    tables = sorted(p for p in corpus.glob("*.parquet") if not p.name.startswith(_OF_MODELS))
    versions = ";".join(f"{name} {version(name)}" for name in _PACKAGES)
    source = Path(__file__).parents[1]
    mine = [path for path in [files.review()] if path.is_file()]
    return key_of([*tables, source, files.REFERENCE, *mine], versions, sys.version)


def _earlier(out: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads((out / ".results.json").read_text("utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _fresh(job: Job, earlier: dict[str, dict[str, Any]]) -> bool:
    was = earlier.get(job.name, {})
    same = was.get("key") == job.key and was.get("status") != "failed"
    return same and (job.out / f"{job.name}.html").is_file()


def _remember(out: Path, results: dict[str, dict[str, Any]]) -> None:
    """Put results beside those on disk, which another run may have written meanwhile."""
    everything = _earlier(out) | results
    write_aside(out / ".results.json", json.dumps(everything, indent=1, sort_keys=True))


def _run(jobs: list[Job]) -> Iterator[Result]:
    if not jobs:
        return
    with ProcessPoolExecutor(
        min(_AT_ONCE, len(jobs)), get_context("spawn"), initializer=end_with_parent
    ) as pool:
        for done in as_completed([pool.submit(_make_one, job) for job in jobs]):
            yield done.result()


def _make_one(job: Job) -> Result:
    from detente.present.page import finding_of, render

    nb, message, nothing = _execute(job)
    nb.metadata["detente"] = {"facts": _facts(job), "error": message, "nothing": nothing}
    nb.cells = [c for c in nb.cells if not _hidden(c)]
    page = job.out / f"{job.name}.html"
    failed = job.out / f"{job.name}.failed.html"
    for stale in (page, failed) if message else (failed,):
        stale.unlink(missing_ok=True)
    write_aside(failed if message else page, render(nb))
    return Result(
        name=job.name,
        title=nb.cells[0].source.partition("\n")[0].lstrip("# "),
        finding=nothing or finding_of(nb),
        status="failed" if message else "made",
        message=message,
        key=job.key,
    )


def _execute(job: Job) -> tuple[Any, str, str]:
    """The executed notebook, why it failed, and why there is nothing to report (both or empty)."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    kept = job.out / ".runs" / f"{job.name}.ipynb"
    kept.parent.mkdir(exist_ok=True)
    run = kept.with_name(f".{job.name}.{os.getpid()}.ipynb")  # another run may make the same one
    with kept.with_suffix(".log").open("w") as log:
        os.dup2(log.fileno(), 2)  # a kernel writes to the error stream of this worker
    values = job.parameters | {"corpus_dir": str(job.corpus.resolve())}
    message = nothing = ""
    try:
        papermill.execute_notebook(
            job.notebook,
            run,
            values,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=run.parent,
            kernel_manager_class="detente.present.kernels.LocalKernelManager",
        )
    except PapermillExecutionError as error:
        if error.ename == NothingFoundError.__name__:
            nothing = error.evalue
        else:
            message = str(_error_of(job, error))
    nb = nbformat.read(run, as_version=4)  # type: ignore[no-untyped-call]
    run.replace(kept)
    nb.cells = nb.cells if not nothing else _without_stop(nb.cells)
    return nb, message, nothing


def _without_stop(cells: list[Any]) -> list[Any]:
    """Cells up to the one that found nothing."""
    stopped = next(n for n, cell in enumerate(cells) if _has_error(cell))
    return cells[:stopped]


def _has_error(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _error_of(job: Job, error: Any) -> ReportError:
    cells = json.loads(job.notebook.read_text("utf-8"))["cells"]
    index = next((i for i, c in enumerate(cells) if "".join(c["source"]) == error.source), 0)
    before = "\n".join("".join(c["source"]) for c in cells[:index] if c["cell_type"] == "markdown")
    heading = (re.findall(r"^#+ (.*)", before, flags=re.MULTILINE) or ["the top"])[-1]
    return ReportError(
        f"{job.name}, cell {index + 1} under “{heading}”: {error.ename}: {error.evalue}",
        notebook=job.name,
        cell=index + 1,
    )


def _hidden(cell: Any) -> bool:
    """Cells that papermill adds: the values are shown in the block of parameters."""
    tags = cell.metadata.get("tags", [])
    return "injected-parameters" in tags or "papermill-error-cell-tag" in tags


def _facts(job: Job) -> dict[str, str]:
    from detente.collect.corpus import Corpus

    articles = Corpus.open(job.corpus).articles
    days = articles["published"].dropna()
    known = parameters_of(job.notebook)
    values = {name: job.parameters.get(name, p.default) for name, p in known.items()}
    shown = {name: str(value) for name, value in values.items() if name != "corpus_dir"}
    return shown | {
        "corpus": job.corpus.name,
        "articles": f"{len(articles)}, of which {int(articles['is_origin'].sum())} independent",
        "publishers": str(articles["publisher"].nunique()),
        "dated": f"{_day(days.min())} to {_day(days.max())}" if len(days) else "none",
    }


def _day(when: Any) -> str:
    return f"{when.day} {when:%B %Y}"
