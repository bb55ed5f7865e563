"""Work in other processes: its results in order, a few at a time, and no process left behind."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TypeVar

_SAFE = "PYTHONSAFEPATH"
"""Lets Python import nothing from the current folder."""
Job = TypeVar("Job")
Done = TypeVar("Done")


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[Job], Done], jobs: Iterable[Job], count: int) -> Iterator[Done]:
    """Result of each job, in order; jobs are drawn as workers take them, not all at once.

    One worker is this process; another one that is killed raises BrokenProcessPool.
    """
    if count == 1:
        yield from map(work, jobs)
        return
    # spawn: a fork of a process in which Arrow has started threads can hang.
    with without_main():
        pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin)
    waiting: deque[Future[Done]] = deque()
    jobs = iter(jobs)
    try:
        while True:
            for job in islice(jobs, 3 * count - len(waiting)):
                with without_main(), _uninterrupted():
                    waiting.append(pool.submit(work, job))
            if not waiting:
                return
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """Let this worker end when the command is killed; it would wait for work for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _begin() -> None:
    """Let the command alone be stopped from the keyboard: it ends its workers in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait while a worker starts, and the worker start with it blocked."""
    if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    pressed: list[int] = []
    kept = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, kept)
    if pressed:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def without_main() -> Iterator[None]:
    """Let a worker that starts here run nothing of the user's: no script, no module of a folder.

    Python imports from the current folder before its own: a `struct.py` that lies beside the data,
    or in a bundle, would run.
    """
    main, path = sys.modules["__main__"], sys.path
    kept = {name: main.__dict__.get(name) for name in ("__file__", "__spec__")}
    safe = os.environ.get(_SAFE)
    main.__dict__.update(dict.fromkeys(kept))
    sys.path = [folder for folder in path if not _is_here(folder)]
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        sys.path = path
        os.environ.pop(_SAFE) if safe is None else os.environ.update({_SAFE: safe})
        main.__dict__.update(kept)
        if kept["__file__"] is None:
            main.__dict__.pop("__file__", None)


def _is_here(folder: str) -> bool:
    """Whether a place that modules are imported from is the current folder, and not our own."""
    here = Path.cwd()
    return not folder or (Path(folder).resolve() == here and here != Path(__file__).parents[1])
