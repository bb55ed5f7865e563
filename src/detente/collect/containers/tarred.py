"""TAR archives, read from front to back."""

import tarfile
from collections.abc import Iterator

from detente.collect.article import Refusal
from detente.collect.containers.stream import (
    Member,
    Names,
    Stream,
    is_hidden,
    member,
    odd_name,
    shown,
)

NAME = "TAR archive"

_HEADER = 512


def recognises(stream: Stream) -> bool:
    """By a first header whose sum is right."""
    head = stream.begins[:_HEADER]
    if len(head) < _HEADER:
        return False
    try:
        return bool(tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape").name)
    except tarfile.HeaderError:
        return False


def members(stream: Stream) -> Iterator[Member | Refusal]:
    """Every file; links and devices are refused."""
    names = Names()
    with tarfile.open(fileobj=stream, mode="r|", ignore_zeros=False) as archive:
        while entry := archive.next():
            archive.members = []  # type: ignore[attr-defined]  # or it would keep a million of them
            if entry.isdir() or is_hidden(entry.name):
                continue
            if odd := odd_name(entry.name):
                yield odd
            elif not entry.isreg():
                seen = "a link in an archive" if entry.islnk() or entry.issym() else "a device"
                yield Refusal(place=shown(entry.name), reason="unreadable", seen=seen)
            elif file := archive.extractfile(entry):
                yield member(names.of(entry.name), file)
