"""Work in other processes: its results in order, a few at a time, and no process left behind."""

import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any, TypeVar

from detente import limits
from detente.errors import WorkerError

_SAFE = "PYTHONSAFEPATH"
"""Lets Python import nothing from the current folder."""
Job = TypeVar("Job")
Done = TypeVar("Done")
# spawn: a fork of a process in which Arrow has started threads can hang.
_CONTEXT = get_context("spawn")


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    work: Callable[[Job], Done],
    jobs: Iterable[Job],
    count: int,
    *,
    without: Callable[[Job, int], Job],
) -> Iterator[Done]:
    """Result of each job, in order; jobs are drawn as workers take them, not all at once.

    One worker is this process. Where another is killed, what it and its neighbours had is done
    again, each job alone, `without` the part at which it is killed again (`limits.bounded`);
    BrokenProcessPool where it is killed before any part, or in spite of that.
    """
    if count == 1:
        yield from map(work, jobs)
        return
    pool = _pool(count)
    waiting: deque[tuple[Job, Future[Done]]] = deque()
    jobs = iter(jobs)
    try:
        while True:
            for job in islice(jobs, 3 * count - len(waiting)):
                waiting.append((job, _submitted(pool, work, job)))
            if not waiting:
                return
            try:
                done = waiting[0][1].result()
            except BrokenProcessPool:
                pool.shutdown(cancel_futures=True)
                while waiting:
                    job, future = waiting.popleft()
                    is_done = future.done() and not future.cancelled() and not future.exception()
                    yield future.result() if is_done else _alone(work, job, without)
                pool = _pool(count)
                continue
            waiting.popleft()
            yield done
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[Job], Done], job: Job, without: Callable[[Job, int], Job]) -> Done:
    """Result of a job in a process of its own, without the parts that end the process."""
    lost = set[int]()
    while True:
        at = _CONTEXT.Value("q", -1, lock=False)
        pool = _pool(1, at)
        try:
            return _submitted(pool, work, job).result()
        except BrokenProcessPool:
            if at.value < 0 or at.value in lost:
                raise
            lost.add(at.value)
            job = without(job, at.value)
        finally:
            pool.shutdown(cancel_futures=True)


def _pool(count: int, at: Any = None) -> ProcessPoolExecutor:
    with without_main():
        return ProcessPoolExecutor(count, _CONTEXT, initializer=_begin, initargs=(at,))


def _submitted(pool: ProcessPoolExecutor, work: Callable[[Job], Done], job: Job) -> Future[Done]:
    try:
        with without_main(), _uninterrupted():
            return pool.submit(_told, work, job)
    except BrokenProcessPool as error:
        failed: Future[Done] = Future()
        failed.set_exception(error)
        return failed


def _told(work: Callable[[Job], Done], job: Job) -> Done:
    """The result of a job; an error that cannot be sent to the command as its words."""
    try:
        return work(job)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - its own error
        except Exception:  # noqa: BLE001 - an error can refuse in any way
            raise WorkerError(f"{type(error).__name__}: {error}") from None
        raise


def end_with_parent() -> None:
    """Let this worker end when the command is killed; it would wait for work for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _begin(at: Any = None) -> None:
    """Let the command alone be stopped from the keyboard: it ends its workers in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    limits.begin(at)


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
