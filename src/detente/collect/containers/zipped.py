"""ZIP archives. DOCX, XLSX, ODT and EPUB are ZIP files too, and are no archives here."""

import stat
import struct
import zipfile
from collections.abc import Iterator

from detente.collect.article import Refusal
from detente.collect.containers.stream import (
    CUT,
    Member,
    Names,
    Stream,
    is_hidden,
    member,
    odd_name,
    page_beside,
    shown,
)

NAME = "ZIP archive"
MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of a ZIP file, and of one with nothing in it."""
_DOCUMENT = ("[Content_Types].xml", "mimetype", "META-INF/container.xml")
_BEFORE_NAME = 30
"""Bytes of the header of a file up to its name."""
_ENCRYPTED = 1
_MENDED = "the end of the archive is missing; fetch it again, or mend it with zip -FF and unpack it"
_NO_DIRECTORY = (*CUT, NotImplementedError, struct.error, ValueError)


def recognises(stream: Stream) -> bool:
    """By its first bytes, unless a name in it is that of a part which every document has."""
    head = stream.begins
    if not head.startswith(MARKS):
        return False
    if head[_BEFORE_NAME:].startswith(tuple(name.encode() for name in _DOCUMENT)):
        return False  # also of one that is cut off
    return not any(name in _DOCUMENT for name in names_in(stream))


def members(stream: Stream) -> Iterator[Member | Refusal]:
    """Every file, in the order of the directory that stands at the end."""
    try:
        archive = zipfile.ZipFile(stream)
    except _NO_DIRECTORY:
        raise zipfile.BadZipFile(_MENDED) from None
    with archive:
        yield from _files(archive)


def names_in(stream: Stream) -> list[str]:
    """Names in the directory of an archive; none where it is cut off."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except _NO_DIRECTORY:
        return []
    finally:
        stream.seek(0)


def _files(archive: zipfile.ZipFile) -> Iterator[Member | Refusal]:
    names, everyone = Names(), frozenset(archive.namelist())
    for entry in archive.infolist():
        name = entry.filename
        if entry.is_dir() or is_hidden(name):
            continue
        if why := _why_not(entry, everyone):
            yield why
            continue
        place = names.of(name)
        try:
            file = archive.open(entry)
        except (*CUT, NotImplementedError, RuntimeError) as error:
            yield Refusal(place=place, reason="damaged", seen=str(error))
        else:
            with file:
                yield member(place, file)


def _why_not(entry: zipfile.ZipInfo, names: frozenset[str]) -> Refusal | None:
    name, place = entry.filename, shown(entry.filename)
    if odd := odd_name(name):
        return odd
    if entry.flag_bits & _ENCRYPTED:
        return Refusal(place=place, reason="unreadable", seen="encrypted; unpack it yourself")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Refusal(place=place, reason="unreadable", seen="a link in an archive")
    if page := page_beside(name, names):
        return Refusal(place=place, reason="part of a page", seen=page)
    return None
