"""Reports made side by side: each in a process of its own, watched, and ended if it must be.

On Linux the processes are forked from one that has the imports done (`warm`) and run the notebook
in themselves (`engine`); elsewhere they are started anew and use papermill's own engine.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

from detente.present.limits import Limits
from detente.processes import end_with_parent, without_main

FORKS = sys.platform == "linux"
"""Whether reports are forked: macOS forbids it to processes with threads, Windows has none."""
GRACE = 5.0
"""Seconds in which a report that is over a limit may end itself, before it is killed."""
_TICK = 0.2
Job = TypeVar("Job")
Done = TypeVar("Done")
Tell = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class Running(Generic[Job]):
    """A report that is being made."""

    job: Job
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
    jobs: Sequence[Job],
    work: Callable[[Job, Tell], Done],
    *,
    at_once: int,
    limits: Limits,
    watched: Callable[[list[Running[Job]]], None] = lambda _running: None,
) -> Iterator[tuple[Job, Done | str, float]]:
    """Each job with what its work gave, or why it gave nothing, and its seconds; as they end.

    `work` runs in a process of its own, with a function to call at each cell. `watched` is called
    a few times a second with what runs.
    """
    context: Any = get_context("forkserver" if FORKS else "spawn")
    if FORKS:
        context.set_forkserver_preload(["detente.present.warm"])
    waiting, running = list(jobs), list[Running[Job]]()
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
        signal.signal(signal.SIGALRM, _out_of_time(told.limits.seconds))
        signal.signal(signal.SIGUSR1, _out_of_memory(told.limits.megabytes))
        signal.setitimer(signal.ITIMER_REAL, told.limits.seconds)
    done = told.work(told.job, lambda cell, cells: told.pipe.send((cell, cells)))
    if os.name == "posix":
        signal.setitimer(signal.ITIMER_REAL, 0)
    told.pipe.send(done)


def _out_of_time(seconds: float) -> Callable[[int, Any], None]:
    def stop(_signal: int, _frame: Any) -> None:
        raise LimitError(f"did not end within {seconds:g} seconds")

    return stop


def _out_of_memory(megabytes: int) -> Callable[[int, Any], None]:
    def stop(_signal: int, _frame: Any) -> None:
        raise LimitError(f"needed more than {megabytes} MB of memory")

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
        one.ending, one.why = now - GRACE, f"did not end within {limits.seconds:g} seconds"
    elif _megabytes(one.process.pid) > limits.megabytes:
        one.ending, one.why = now, f"needed more than {limits.megabytes} MB of memory"
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
    return f"was killed (signal {-code})" if code and code < 0 else f"ended without a page ({code})"
