"""The bytes of a file in a container, counted while they are read."""

import io
import lzma
import tarfile
import zipfile
import zlib
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

RATIO = 200
"""Bytes that one byte of a file may unpack to; texts come to about 10."""
HARMLESS = 2**26
"""Bytes that any file may unpack to, whatever the ratio."""
ALL = 2**40
"""Bytes that one file may unpack to in all."""
COUNT = 5_000_000
"""Members of one file that are read."""
CUT = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile)
"""What is raised by archives that are cut off or damaged."""
_BUFFER = 2**16
_IN_MEMORY = 2**26


class TooLarge(Exception):  # noqa: N818 - it ends the reading of a file, and becomes a row
    """A file unpacks to more than is read of one."""


class Budget:
    """What one file may still unpack to, its containers in one another taken together."""

    def __init__(self, size: int) -> None:
        self._left = min(ALL, max(HARMLESS, RATIO * size))
        self._members = COUNT

    def take(self, count: int) -> None:
        """Count some bytes."""
        self._left -= count
        if self._left < 0:
            raise TooLarge(f"unpacks to more than {RATIO} times its size, as an archive bomb does")

    def count(self) -> None:
        """Count a member."""
        self._members -= 1
        if self._members < 0:
            raise TooLarge(f"more than {COUNT:,} files in it")


class Stream(io.BufferedReader):
    """A file that ends where it is cut off, and says so afterwards in `cut`."""

    def __init__(self, file: IO[bytes], *, rewindable: bool = False) -> None:
        self._counted = _Counted(file, rewindable=rewindable)
        super().__init__(self._counted, _BUFFER)

    @property
    def cut(self) -> str:
        """Why it ended early; empty where it did not."""
        return self._counted.cut

    @property
    def begins(self) -> bytes:
        """Its first bytes, which stay to be read."""
        return self.peek(_BUFFER)

    def counted(self, budget: Budget) -> "Stream":
        """The same, what is read of it counted from now on."""
        self._counted.budget = budget
        return self

    def rewound(self) -> "Stream":
        """The same, or where it cannot go back a copy that can, in memory or on disk."""
        if self.seekable():
            return self
        copy = scratch()
        while block := self.read(2**20):
            copy.write(block)
        copy.seek(0)
        stream = Stream(copy, rewindable=True)
        stream._counted.cut_before = self.cut
        return stream


def scratch() -> IO[bytes]:
    """A file without a name, in memory as long as it is small."""
    return cast("IO[bytes]", SpooledTemporaryFile(_IN_MEMORY))


class _Counted(io.RawIOBase):
    def __init__(self, file: IO[bytes], *, rewindable: bool) -> None:
        self.budget: Budget | None = None
        self.cut = self.cut_before = ""
        self._file = file
        # read1 gives what was there before a cut, where read gives nothing.
        self._read = getattr(file, "read1", file.read)
        self._rewindable = rewindable

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._rewindable

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        view, filled = memoryview(buffer), 0
        while filled < len(view) and not self.cut:
            try:
                part = self._read(len(view) - filled)
            except CUT as error:
                self.cut = str(error) or type(error).__name__
                break
            if not part:
                self.cut = self.cut_before
                break
            view[filled : filled + len(part)] = part
            filled += len(part)
        if self.budget:
            self.budget.take(filled)
        return filled
