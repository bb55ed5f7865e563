"""One load at a time: two into one corpus would each write what the other had not read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from detente.errors import CorpusError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other loads out of a corpus folder, which is made; CorpusError where one is in it.

    The lock goes with the process that holds it, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".loading.lock").open("a+b") as file:
        try:
            _lock(file)
        except OSError:
            raise CorpusError(
                "is being loaded into by another process. Wait for it to end, or load into "
                "another folder.",
                folder=folder,
            ) from None
        yield


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
