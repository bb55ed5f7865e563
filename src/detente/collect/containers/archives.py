"""Archives: ZIP and TAR, files packed alone (gzip, bzip2, xz), and WACZ, a ZIP of crawls.

DOCX, XLSX, ODT and EPUB are ZIP files too, and are no archives here. TAR is read from front to
back. Of a WACZ the crawls in `archive/` are read, and not its indexes and lists of pages; the
layout is documented at https://specs.webrecorder.net/wacz/1.1.1/.
"""

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from detente.collect.article import Refusal
from detente.collect.containers import Container
from detente.collect.containers.stream import (
    CUT,
    ZIP,
    Member,
    Stream,
    is_hidden,
    odd_name,
    page_beside,
)
from detente.collect.text import shown

_DOCUMENT = ("[Content_Types].xml", "mimetype", "META-INF/container.xml")
_WACZ = (b"datapackage.json", b"archive/", b"indexes/", b"pages/", b"fuzzy.json")
_CRAWLS = "archive/"
_BEFORE_NAME = 30  # bytes of the header of a file in a ZIP up to its name
_ENCRYPTED = 1
_MENDED = "the end of the archive is missing; fetch it again, or mend it with zip -FF and unpack it"
_NO_DIRECTORY = (*CUT, NotImplementedError, struct.error, ValueError)
_TAR_HEADER = 512
_OPENERS: dict[bytes, Callable[[Stream], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
"""What opens a packed file, by its first bytes."""
_LINK = "a link in an archive"


def _is_zip(stream: Stream) -> bool:
    """By its first bytes, unless a name in it is that of a part which every document has."""
    head = stream.begins
    if not head.startswith(ZIP):
        return False
    if head[_BEFORE_NAME:].startswith(tuple(name.encode() for name in _DOCUMENT)):
        return False  # also of one that is cut off
    return not any(name in _DOCUMENT for name in _names_in(stream))


def _zipped(stream: Stream) -> Iterator[Member | Refusal]:
    """Every file, in the order of the directory that stands at the end."""
    try:
        archive = zipfile.ZipFile(stream)
    except _NO_DIRECTORY:
        raise zipfile.BadZipFile(_MENDED) from None
    seen, everyone = Counter[str](), frozenset(archive.namelist())
    with archive:
        for entry in archive.infolist():
            if entry.is_dir() or is_hidden(entry.filename):
                continue
            if why := _why_not(entry, everyone):
                yield why
                continue
            place = _place(entry.filename, seen)
            try:
                file = archive.open(entry)
            except (*CUT, NotImplementedError, RuntimeError) as error:
                yield Refusal(place=place, reason="damaged", seen=str(error))
            else:
                with file:
                    yield Member(place=place, stream=Stream(file))


def _names_in(stream: Stream) -> list[str]:
    """Names in the directory of a ZIP; none where it is cut off."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except _NO_DIRECTORY:
        return []
    finally:
        stream.seek(0)


def _why_not(entry: zipfile.ZipInfo, names: frozenset[str]) -> Refusal | None:
    place = shown(entry.filename)
    if odd := odd_name(entry.filename):
        return odd
    if entry.flag_bits & _ENCRYPTED:
        return Refusal(place=place, reason="unreadable", seen="encrypted; unpack it yourself")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Refusal(place=place, reason="unreadable", seen=_LINK)
    if page := page_beside(entry.filename, names):
        return Refusal(place=place, reason="part of a page", seen=page)
    return None


def _place(name: str, seen: Counter[str]) -> str:
    """Name of a file in an archive, a second one of it with a number."""
    name = shown(name)
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _is_wacz(stream: Stream) -> bool:
    """A ZIP that begins with a part that each WACZ has, and has crawls."""
    head = stream.begins
    if not head.startswith(ZIP) or not head[_BEFORE_NAME:].startswith(_WACZ):
        return False
    names = _names_in(stream)
    cut_off = not names  # then its first part has to do
    return cut_off or any(name.startswith(_CRAWLS) for name in names)


def _crawls(stream: Stream) -> Iterator[Member | Refusal]:
    return (found for found in _zipped(stream) if found.place.startswith(_CRAWLS))


def _is_tar(stream: Stream) -> bool:
    """By a first header whose sum is right."""
    head = stream.begins[:_TAR_HEADER]
    if len(head) < _TAR_HEADER:
        return False
    try:
        return bool(tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape").name)
    except tarfile.HeaderError:
        return False


def _tarred(stream: Stream) -> Iterator[Member | Refusal]:
    """Every file; links and devices are refused."""
    seen = Counter[str]()
    with tarfile.open(fileobj=stream, mode="r|", ignore_zeros=False) as archive:
        while entry := archive.next():
            archive.members = []  # type: ignore[attr-defined]  # or it would keep a million of them
            if entry.isdir() or is_hidden(entry.name):
                continue
            if odd := odd_name(entry.name):
                yield odd
            elif not entry.isreg():
                kind = _LINK if entry.islnk() or entry.issym() else "a device"
                yield Refusal(place=shown(entry.name), reason="unreadable", seen=kind)
            elif file := archive.extractfile(entry):
                yield Member(place=_place(entry.name, seen), stream=Stream(file))


def _is_packed(stream: Stream) -> bool:
    return stream.begins.startswith(tuple(_OPENERS))


def _packed(stream: Stream) -> Iterator[Member]:
    """The one file in it, which has no name of its own."""
    opener = next(opener for mark, opener in _OPENERS.items() if stream.begins.startswith(mark))
    with opener(stream) as file:
        yield Member(place="", stream=Stream(file))


CONTAINERS = (
    Container(name="WACZ", rank=100, recognises=_is_wacz, members=_crawls),
    Container(name="ZIP archive", rank=200, recognises=_is_zip, members=_zipped),
    Container(name="packed file", rank=300, recognises=_is_packed, members=_packed),
    Container(name="TAR archive", rank=600, recognises=_is_tar, members=_tarred),
)
