"""Files packed alone: gzip, bzip2 and xz."""

import bz2
import gzip
import lzma
from collections.abc import Iterator
from typing import IO, cast

from detente.collect.containers.stream import Member, Stream, member

NAME = "packed file"

_MARKS = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")


def recognises(stream: Stream) -> bool:
    """By its first bytes."""
    return stream.begins.startswith(_MARKS)


def members(stream: Stream) -> Iterator[Member]:
    """The one file in it, which has no name of its own."""
    yield member("", _opened(stream))


def _opened(stream: Stream) -> IO[bytes]:
    if stream.begins.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if stream.begins.startswith(b"\xfd7z"):
        return lzma.LZMAFile(stream)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
