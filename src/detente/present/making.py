"""Reports made side by side: each notebook run by papermill in a process of its own.

A process is held to its limits of time and memory, and its page is written whole or not at all.
The notebook as it was run is kept without what is of one run alone, so that two runs give the
same bytes.
"""

import json
import os
import re
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from sysconfig import get_path
from tempfile import gettempdir
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from detente import files
from detente.errors import NothingFoundError, ReportError
from detente.present.plan import Job, Limits, Report, Result, digest_of, parameters_of, stamp
from detente.processes import end_with_parent, without_main
from detente.tables import write_aside

FORKED = "detente"
"""Name of the engine of `engine.py`, where reports are forked."""
FORKS = sys.platform == "linux"
"""Whether reports are forked: macOS forbids it to processes with threads, Windows has none."""
GRACE = 5.0
"""Seconds in which a report that is over a limit may end itself, before it is killed."""
_TICK = 0.2
_TIME = "did not end within {0.seconds:g} seconds (--limit gives it more)"
_MEMORY = "needed more than {0.megabytes} MB of memory (--memory gives it more)"
Task = TypeVar("Task")
Done = TypeVar("Done")
Tell = Callable[[int, int], None]
_OF_ONE_RUN = (
    "start_time",
    "end_time",
    "duration",
    "input_path",
    "output_path",
    "environment_variables",
)
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}\b")
_KERNEL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")
_ADDED = ("injected-parameters", "papermill-error-cell-tag")


def make_one(job: Job, tell: Callable[[int, int], None]) -> Result:
    """Run a notebook and write its page, or the page of what it made before it failed."""
    nb, message, nothing = _execute(job, tell, engine=FORKED if FORKS else None)
    return _written(job, nb, message=message, nothing=nothing)


def not_made(job: Job, why: str) -> Result:
    """Result of a report whose process ended without one; its page shows what was saved."""
    import nbformat

    try:
        nb = nbformat.read(_run_of(job), as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, AttributeError):  # cut short, or not begun
        nb = nbformat.read(job.notebook, as_version=4)  # type: ignore[no-untyped-call]
    _keep_run(job, nb)
    return _written(job, nb, message=f"{job.name} {why}.")


def _written(job: Job, nb: Any, *, message: str = "", nothing: str = "") -> Result:
    from detente.collect.corpus import Corpus
    from detente.present.page import finding_of, render

    articles = Corpus.open(f"{job.corpus}{_scope(job)}").articles
    days = articles["published_local"].dropna()
    nb.metadata["detente"] = {"facts": _facts(job, articles), "error": message, "nothing": nothing}
    # Cells that papermill adds are left out: the block of parameters shows the values.
    nb.cells = [c for c in nb.cells if not set(_ADDED) & set(c.metadata.get("tags", []))]
    page = job.out / f"{job.name}.html"
    failed = job.out / f"{job.name}.failed.html"
    for stale in (page, failed) if message else (failed,):
        stale.unlink(missing_ok=True)
    write_aside(failed if message else page, render(nb))
    return Result(
        **{each.name: getattr(job, each.name) for each in fields(Report)},
        title=nb.cells[0].source.partition("\n")[0].lstrip("# "),
        finding=nothing or finding_of(nb),
        status="failed" if message else "made",
        message=message,
        page=stamp(page),
        digest=digest_of(page),
        notebook=job.notebook.stem,
        until=f"{days.max():%Y-%m-%d}" if len(days) else "",
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
    values = job.parameters | {"corpus_dir": f"{job.corpus.resolve()}{_scope(job)}"}
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
            kernel_manager_class="detente.present.making.LocalKernelManager",
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
    if nothing:  # what stands before the cell that found nothing is shown
        shown = [[o.output_type for o in cell.get("outputs", [])] for cell in nb.cells]
        nb.cells = nb.cells[: next(n for n, kinds in enumerate(shown) if "error" in kinds)]
    return nb, message, nothing


def _scope(job: Job) -> str:
    """What stands behind the folder of a corpus where a report gets only some articles."""
    return f"#{job.scope}" if job.scope else ""


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


def _error_of(job: Job, error: Any) -> ReportError:
    cells = json.loads(job.notebook.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    index = next((i for i, source in enumerate(sources) if source == error.source), 0)
    kinds = [cell["cell_type"] for cell in cells[:index]]
    before = "\n".join(s for s, k in zip(sources, kinds, strict=False) if k == "markdown")
    heading = (re.findall(r"^#+ (.*)", before, flags=re.MULTILINE) or ["the top"])[-1]
    line = _line_of(error, sources[index])
    return ReportError(
        f"{job.name}, cell {index + 1} under “{heading}”{line}: {error.ename}: {error.evalue}",
        notebook=job.name,
        cell=index + 1,
    )


def _line_of(error: Any, source: str) -> str:
    """The line of the cell that failed, as written: the last one of the cell in the traceback."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    numbers = [int(n) for n in re.findall(r"^-+> (\d+) ", plain, flags=re.MULTILINE)]
    lines = source.splitlines()
    if len(lines) < 2 or not numbers or not 0 < numbers[0] <= len(lines):  # noqa: PLR2004
        return ""
    return f", line {numbers[0]} ({lines[numbers[0] - 1].strip()})"


def _facts(job: Job, articles: Any) -> dict[str, str]:
    days = articles["published_local"].dropna()
    known = parameters_of(job.notebook)
    values = {name: job.parameters.get(name, p.default) for name, p in known.items()}
    shown = {name: str(value) for name, value in values.items() if name != "corpus_dir"}
    of_all = f", those on {job.scope.partition('=')[2]}" if job.scope else ""
    first, last = (
        (f"{when.day} {when:%B %Y}" for when in (days.min(), days.max())) if len(days) else ("", "")
    )
    return shown | {
        "corpus": f"{job.corpus.name}{of_all}",
        "articles": f"{len(articles)}, of which {int(articles['is_origin'].sum())} independent",
        "publishers": str(articles["publisher"].nunique()),
        "dated": f"{first} to {last}" if first else "none",
    }


@dataclass(slots=True, kw_only=True)
class Running(Generic[Task]):
    """A report that is being made."""

    job: Task
    """What is made."""
    process: Any
    """Its process."""
    pipe: Connection
    """Where it tells of its cells, and at last what it made."""
    begun: float
    """When it began, in seconds of a steady clock."""
    cell: int = 0
    """Number of the cell that runs."""
    cells: int = 0
    """How many cells there are."""
    ending: float = 0.0
    """When it was asked to end; 0 if it was not."""
    why: str = ""
    """Why it was asked to end."""


class _Work(NamedTuple):
    """What a process is given."""

    job: Any
    work: Callable[[Any, Tell], Any]
    pipe: Connection
    limits: Limits


class LimitError(Exception):
    """A limit of a report; raised in the cell that runs, so that what was made before is kept."""


def side_by_side(
    jobs: Sequence[Task],
    work: Callable[[Task, Tell], Done],
    *,
    at_once: int,
    limits: Limits,
    watched: Callable[[list[Running[Task]]], None] = lambda _running: None,
) -> Iterator[tuple[Task, Done | str, float]]:
    """Each job with what its work gave, or why it gave nothing, and its seconds; as they end.

    `work` runs in a process of its own, with a function to call at each cell. `watched` is called
    a few times a second with what runs.
    """
    context: Any = get_context("forkserver" if FORKS else "spawn")
    if FORKS:
        context.set_forkserver_preload(["detente.present.warm"])
    waiting, running = list(jobs), list[Running[Task]]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                ours, theirs = context.Pipe(duplex=False)
                told = _Work(waiting.pop(0), work, theirs, limits)
                running.append(_started(context.Process(target=_child, args=(told,)), told, ours))
            wait([one.pipe for one in running], timeout=_TICK)
            for one in list(running):
                alive = one.process.is_alive()  # asked first: what it sent at last is then heard
                done = _heard(one)
                if done is None and alive:
                    _hold_to(one, limits)
                else:
                    running.remove(one)
                    one.process.join()
                    ended = done if done is not None else _killed(one)
                    yield one.job, ended, time.monotonic() - one.begun
            watched(running)
    finally:
        for one in running:
            one.process.kill()


def _started(process: Any, told: _Work, pipe: Connection) -> Running[Any]:
    process.daemon = True
    with without_main():
        process.start()
    told.pipe.close()
    return Running(job=told.job, process=process, pipe=pipe, begun=time.monotonic())


def _child(told: _Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    if os.name == "posix":
        signal.signal(signal.SIGALRM, _over(_TIME.format(told.limits)))
        signal.signal(signal.SIGUSR1, _over(_MEMORY.format(told.limits)))
        signal.setitimer(signal.ITIMER_REAL, told.limits.seconds)
    try:
        done = told.work(told.job, lambda cell, cells: told.pipe.send((cell, cells)))
    except LimitError as error:
        done = str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the user is told
        traceback.print_exc()  # into the log of the report
        said = (str(error).strip() or "no more is known").splitlines()[-1]
        done = f"ended without a page ({type(error).__name__}: {said})"
    if os.name == "posix":
        signal.setitimer(signal.ITIMER_REAL, 0)
    told.pipe.send(done)


def _over(limit: str) -> Callable[[int, Any], None]:
    def stop(_signal: int, _frame: Any) -> None:
        raise LimitError(limit)

    return stop


def _heard(one: Running[Any]) -> Any:
    """What a report gave, if it has ended; the cells it told of are taken in."""
    try:
        while one.pipe.poll():
            told = one.pipe.recv()
            if not isinstance(told, tuple):
                return told
            one.cell, one.cells = told
    except EOFError:
        one.process.join(_TICK)
    return None


def _hold_to(one: Running[Any], limits: Limits) -> None:
    """Ask a report over a limit to end; kill it if it does not."""
    now = time.monotonic()
    if one.ending and now - one.ending > GRACE:
        one.process.kill()
    if one.ending:
        return
    if now - one.begun > limits.seconds + GRACE:
        one.ending, one.why = now - GRACE, _TIME.format(limits)
    elif _megabytes(one.process.pid) > limits.megabytes:
        one.ending, one.why = now, _MEMORY.format(limits)
        os.kill(one.process.pid, signal.SIGUSR1)


def _megabytes(pid: int) -> float:
    """Memory of a process that is its own; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - five times a second
            _, resident, shared = file.read().split()[:3]
    except OSError:
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _killed(one: Running[Any]) -> str:
    if one.why:
        return one.why
    code = one.process.exitcode
    if not code or code > 0:
        return f"ended without a page: a cell ended its process (status {code})"
    return f"was killed (signal {-code}), most often for want of memory: try --jobs 1"


class LocalKernelManager(AsyncKernelManager):
    """Kernel manager whose channels are files where the system has such sockets (not Windows).

    A port on the network could be read by others on the machine, and two kernels that start at
    once can race for one. The files have a name of their own and go with the kernel.
    """

    transport = "ipc" if os.name == "posix" else "tcp"

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """Command of a kernel that imports nothing from the folder it runs in."""
        return [*super().format_kernel_cmd(extra_arguments), "--IPKernelApp.ignore_cwd=True"]

    @default("ip")
    def _ip_default(self) -> str:
        if self.transport == "tcp":
            return "127.0.0.1"
        return str(Path(tempfile.gettempdir()) / f"detente-{uuid4().hex[:12]}")


def settle(nb: Any, folders: Mapping[Path, str]) -> dict[str, Any]:
    """Take out of a notebook what is of one run alone; gives its times and folders.

    Parameters
    ----------
    folders
        Folders of this machine, with the words that stand for them in the notebook.
    """
    names = _names(folders)
    run = nb.metadata.get("papermill", {})
    about = {name: run.pop(name) for name in _OF_ONE_RUN if name in run}
    times = []
    for number, cell in enumerate(nb.cells):
        own = cell.metadata.get("papermill", {})
        times.append({name: own.pop(name, None) for name in _OF_ONE_RUN[:3]})
        if set(_ADDED) & set(cell.metadata.get("tags", [])):
            cell["id"] = f"added-{number:02}"  # papermill draws one by lot
            cell["source"] = _settled(cell["source"], names)
        for output in cell.get("outputs", []):
            _settle(output, names)
    for name, value in run.get("parameters", {}).items():
        run["parameters"][name] = _settled(value, names) if isinstance(value, str) else value
    return {name: value for name, value in about.items() if value} | {"cells": times}


def keep(nb: Any, path: Path, about: dict[str, Any]) -> None:
    """Write a settled notebook, and its times beside it."""
    import nbformat

    write_aside(path, f"{nbformat.writes(nb)}\n")  # type: ignore[no-untyped-call]
    write_aside(path.with_suffix(".json"), json.dumps(about, indent=1, sort_keys=True))


def _names(folders: Mapping[Path, str]) -> list[tuple[str, str]]:
    """Folders as text with the words for them, the longest first."""
    known = {
        Path(__file__).parents[1]: "detente",
        files.NOTEBOOKS: "notebooks",
        files.REFERENCE: "data/reference",
        Path(get_path("stdlib")): "python",
        Path(get_path("purelib")): "packages",
        Path(sys.prefix): "environment",
        Path.home(): "~",
        Path(gettempdir()): "tmp",
    }
    named = {str(folder): name for folder, name in (known | dict(folders)).items()}
    return sorted(named.items(), key=lambda item: -len(item[0]))


def _settle(output: Any, names: list[tuple[str, str]]) -> None:
    """Settle what a cell wrote; what it shows as table, chart or prose is data and stays."""
    for where, field in ((output, "text"), (output, "evalue"), (output.get("data"), "text/plain")):
        if where and isinstance(where.get(field), str):
            where[field] = _settled(where[field], names)
    if "traceback" in output:
        output["traceback"] = [_settled(line, names) for line in output["traceback"]]


def _settled(text: str, names: list[tuple[str, str]]) -> str:
    text = _KERNEL_FILE.sub("<cell>", _ADDRESS.sub("0x…", text))
    for folder, name in names:
        if folder in text:
            text = re.sub(rf"(?<![\w./]){re.escape(folder)}(?![\w-])", name, text)
    return text
