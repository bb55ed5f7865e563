"""One report made: its notebook run by papermill, its page written whole or not at all."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.content import write_aside
from detente.errors import NothingFoundError, ReportError
from detente.present.jobs import Job, Result
from detente.present.kept import keep, settle
from detente.present.parameters import parameters_of

FORKED = "detente"
"""Name of the engine of `engine.py`, where reports are forked."""


def make_one(job: Job, tell: Callable[[int, int], None]) -> Result:
    """Run a notebook and write its page, or the page of what it made before it failed."""
    from detente.present.workers import FORKS

    nb, message, nothing = _execute(job, tell, engine=FORKED if FORKS else None)
    return _written(job, nb, message=message, nothing=nothing)


def not_made(job: Job, why: str) -> Result:
    """Result of a report whose process ended without one; its page shows what was saved."""
    import nbformat

    saved = next(
        (path for path in (_run_of(job), job.notebook) if path.is_file() and _is_whole(path)),
        job.notebook,
    )
    nb = nbformat.read(saved, as_version=4)  # type: ignore[no-untyped-call]
    _keep_run(job, nb)
    return _written(job, nb, message=f"{job.name} {why}.")


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
        return hashlib.sha256(page.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _written(job: Job, nb: Any, *, message: str = "", nothing: str = "") -> Result:
    from detente.present.page import finding_of, render

    articles = _articles(job)
    days = articles["published"].dropna()
    nb.metadata["detente"] = {"facts": _facts(job, articles), "error": message, "nothing": nothing}
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
        page=stamp(page),
        digest=digest_of(page),
        notebook=job.notebook.stem,
        parameters=job.parameters,
        scope=job.scope,
        until=f"{days.max():%Y-%m-%d}" if len(days) else "",
        whole=job.whole,
        made_by=job.made_by,
    )


def _execute(
    job: Job, tell: Callable[[int, int], None], *, engine: str | None
) -> tuple[Any, str, str]:
    """The executed notebook, why it failed, and why there is nothing to report (both or empty)."""
    import nbformat
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from detente.present.engine import ShellEngine

    papermill_engines.register(FORKED, ShellEngine)
    run = _run_of(job)
    run.parent.mkdir(parents=True, exist_ok=True)
    with run.with_suffix(".log").open("w") as log:
        os.dup2(log.fileno(), 2)  # a kernel writes to the error stream of this worker
    scope = f"#{job.scope}" if job.scope else ""
    values = job.parameters | {"corpus_dir": f"{job.corpus.resolve()}{scope}"}
    own = {"on_cell": tell, "kept_at": str(run)} if engine else {}
    message = nothing = ""
    try:
        papermill.execute_notebook(
            job.notebook,
            run,
            values,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=run.parent,
            request_save_on_cell_execute=engine is None,
            kernel_manager_class="detente.present.kernels.LocalKernelManager",
            **own,
        )
    except PapermillExecutionError as error:
        if error.ename == NothingFoundError.__name__:
            nothing = error.evalue
        else:
            message = str(_error_of(job, error))
    nb = nbformat.read(run, as_version=4)  # type: ignore[no-untyped-call]
    _keep_run(job, nb)
    run.with_suffix(".log").replace(run.with_name(f"{job.name}.log"))
    nb.cells = nb.cells if not nothing else _without_stop(nb.cells)
    return nb, message, nothing


def _run_of(job: Job) -> Path:
    """The notebook as it is being run."""
    return job.out / ".runs" / f".{job.name}.running.ipynb"


def _keep_run(job: Job, nb: Any) -> None:
    """Keep the notebook as it was run in place of the one that is being run."""
    run = _run_of(job)
    about = settle(nb, {job.corpus.resolve(): job.corpus.name, job.out.resolve(): "reports"})
    run.parent.mkdir(parents=True, exist_ok=True)
    keep(nb, run.with_name(f"{job.name}.ipynb"), about)
    run.unlink(missing_ok=True)


def _is_whole(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text("utf-8"))["cells"])
    except (ValueError, KeyError):
        return False


def _without_stop(cells: list[Any]) -> list[Any]:
    """Cells up to the one that found nothing."""
    stopped = next(n for n, cell in enumerate(cells) if _has_error(cell))
    return cells[:stopped]


def _has_error(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _error_of(job: Job, error: Any) -> ReportError:
    cells = json.loads(job.notebook.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    index = next((i for i, source in enumerate(sources) if source == error.source), 0)
    before = "\n".join(s for s, c in zip(sources[:index], cells, strict=False) if _is_prose(c))
    heading = (re.findall(r"^#+ (.*)", before, flags=re.MULTILINE) or ["the top"])[-1]
    line = _line_of(error, sources[index])
    return ReportError(
        f"{job.name}, cell {index + 1} under “{heading}”{line}: {error.ename}: {error.evalue}",
        notebook=job.name,
        cell=index + 1,
    )


def _is_prose(cell: dict[str, Any]) -> bool:
    return bool(cell["cell_type"] == "markdown")


def _line_of(error: Any, source: str) -> str:
    """The line of the cell that failed, as written: the last one of the cell in the traceback."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    numbers = [int(n) for n in re.findall(r"^-+> (\d+) ", plain, flags=re.MULTILINE)]
    lines = source.splitlines()
    if len(lines) < 2 or not numbers or not 0 < numbers[0] <= len(lines):  # noqa: PLR2004
        return ""
    return f", line {numbers[0]} ({lines[numbers[0] - 1].strip()})"


def _hidden(cell: Any) -> bool:
    """Cells that papermill adds: the values are shown in the block of parameters."""
    tags = cell.metadata.get("tags", [])
    return "injected-parameters" in tags or "papermill-error-cell-tag" in tags


def _articles(job: Job) -> Any:
    """The articles that a report is made from."""
    from detente.collect.corpus import Corpus

    scope = f"#{job.scope}" if job.scope else ""
    return Corpus.open(f"{job.corpus}{scope}").articles


def _facts(job: Job, articles: Any) -> dict[str, str]:
    days = articles["published"].dropna()
    known = parameters_of(job.notebook)
    values = {name: job.parameters.get(name, p.default) for name, p in known.items()}
    shown = {name: str(value) for name, value in values.items() if name != "corpus_dir"}
    of_all = f", those on {job.scope.partition('=')[2]}" if job.scope else ""
    return shown | {
        "corpus": f"{job.corpus.name}{of_all}",
        "articles": f"{len(articles)}, of which {int(articles['is_origin'].sum())} independent",
        "publishers": str(articles["publisher"].nunique()),
        "dated": f"{_day(days.min())} to {_day(days.max())}" if len(days) else "none",
    }


def _day(when: Any) -> str:
    return f"{when.day} {when:%B %Y}"
