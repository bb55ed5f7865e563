"""The bytes of a file in a container, counted while they are read, and what its name says."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from detente.collect.article import Refusal
from detente.collect.text import shown

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
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of a ZIP file, and of one with nothing in it."""
_BUFFER = 2**16
_IN_MEMORY = 2**26
_HIDDEN = (".", "~$", "Thumbs.db", "__MACOSX")
_PAGES = (".html", ".htm", ".xhtml", ".mhtml")


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
        copy = _scratch()
        while block := self.read(2**20):
            copy.write(block)
        copy.seek(0)
        stream = Stream(copy, rewindable=True)
        stream._counted.cut_before = self.cut
        return stream


def _scratch() -> IO[bytes]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in a container, or the file that was named where it is none."""

    place: str
    """Where in the container: `inner/page.html`, `record 12`, `archive.tar#page.html`."""
    stream: Stream
    """Its bytes, to be read before the next member is asked for."""
    url: str = ""
    """Address that it was fetched from."""
    retrieved: str = ""
    """When it was fetched, as ISO time."""


def is_hidden(name: str | PurePath) -> bool:
    """Whether a name is one that systems and programmes leave behind."""
    return any(part.startswith(_HIDDEN) and part != ".." for part in PurePosixPath(name).parts)


def odd_name(name: str) -> Refusal | None:
    """Why a member is not read: its name leads out of the archive."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or parts[0].endswith(":"):
        seen = "its name leads out of the archive"
        return Refusal(place=shown(name), reason="unreadable", seen=seen)
    return None


def page_beside(name: str, names: Collection[str]) -> str:
    """The saved page that a file belongs to, by its folder `NAME_files`; empty if to none."""
    for folder in PurePosixPath(name).parents:
        stem = str(folder).removesuffix("_files").removesuffix(".files")
        if stem != str(folder):
            for page in (stem + ending for ending in _PAGES):
                if page in names:
                    return page
    return ""
