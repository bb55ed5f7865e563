"""Limits: what one article may take, and what is said of a step that takes more or that fails.

Time is the processor's. In the main thread of a process a timer raises `TookTooLong` where Python
runs or a pattern is matched. It does not stop other code, so the system ends a worker at twice the
time, and the piece is left out (`processes.in_order`); nor may a worker have more memory than this.
Windows has neither limit, macOS none of memory, and a load in a thread none of time.
"""

import signal
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, TypeVar

from detente.wording import counted

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 60.0
"""Of processor, for one step of one article: a page of four million letters is read in five."""
MEMORY = 2**32
"""Bytes that a worker may have beside what it began with."""
MEBIBYTE = 2**20
"""Bytes of a file that may take SECONDS more to read."""
Made = TypeVar("Made")


class TookTooLong(BaseException):
    """A step went on for longer than it may. No `Exception`: parsers go on after any of those."""


class FaultWarning(UserWarning):
    """A step failed on one article, and what it would have found is missing; the rest is done."""


FAULTS = (Exception, TookTooLong)
"""What a barrier holds: all but the end of the run itself."""
_at: Any = None


def begin(at: Any = None) -> None:
    """Limit the memory of this worker, and let it note at which part of its job it is."""
    global _at  # noqa: PLW0603 - a worker has one job at a time
    _at = at
    statm = Path("/proc/self/statm")
    if resource and statm.is_file():
        most = MEMORY + int(statm.read_text().split()[0]) * resource.getpagesize()
        with suppress(ValueError, OSError):  # less is allowed already
            resource.setrlimit(
                resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1])
            )


def begun(part: int, times: float = 1) -> None:
    """Note at which part of its job this worker is, and let the system end it after twice the time.

    Parameters
    ----------
    times
        How many times SECONDS the part may take.
    """
    if _at is not None:
        _at.value = part
    if resource and parent_process():
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + 2 * SECONDS * times) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


@contextmanager
def bounded(seconds: float = 0) -> Iterator[None]:
    """Raise TookTooLong where the work inside takes more processor time, by default SECONDS."""
    seconds = seconds or SECONDS
    if current_thread() is not main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    if signal.getsignal(signal.SIGVTALRM) is not _stop:
        signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def attempted(step: str, work: Callable[..., Made], *given: Any) -> Made | None:
    """What a step makes of one article or pair; where it fails, None and a FaultWarning."""
    try:
        return work(*given)
    except FAULTS as fault:
        warnings.warn(f"{step}: {in_words(fault)}", FaultWarning, stacklevel=2)
        return None


@contextmanager
def told(said: Callable[[str], None]) -> Iterator[None]:
    """Say which steps inside failed, and how often; other warnings are given as they are."""
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always", FaultWarning)
        yield
    failed = Counter(str(one.message) for one in given if issubclass(one.category, FaultWarning))
    for words, count in failed.most_common():
        said(f"A step failed {counted(count, 'time')}, and what it finds is missing. {words}")
    for one in given:
        if not issubclass(one.category, FaultWarning):
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


def in_words(fault: BaseException) -> str:
    """What went wrong, for a person who reads the ledger."""
    if isinstance(fault, TookTooLong):
        return "took more than a minute of processor"
    if isinstance(fault, MemoryError):
        return "needs more memory than there is"
    if isinstance(fault, RecursionError):
        return "nested too deeply"
    name = type(fault).__name__
    return f"{name}: {' '.join(str(fault).split())}"[:120]


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong
