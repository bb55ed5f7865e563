"""ZIP archives. DOCX, XLSX, ODT and EPUB are ZIP files too, and are no archives here."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from detente.collect.containers.member import (
    Member,
    Names,
    is_hidden,
    member,
    odd_name,
    page_beside,
    shown,
)
from detente.collect.containers.stream import CUT, HARMLESS, RATIO, Stream, TooLarge, scratch
from detente.collect.draft import Refusal

NAME = "ZIP archive"
MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of a ZIP file, and of one with nothing in it."""
_DOCUMENT = ("[Content_Types].xml", "mimetype", "META-INF/container.xml")
_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED, _SIZES_AFTER, _UTF8 = 1, 8, 0x800
_STORED, _DEFLATED = 0, 8
_NO_DIRECTORY = (*CUT, NotImplementedError, struct.error, ValueError)


def recognises(stream: Stream) -> bool:
    """By its first bytes, unless a name in it is that of a part which every document has."""
    head = stream.begins
    if not head.startswith(MARKS):
        return False
    if head[_HEADER.size :].startswith(tuple(name.encode() for name in _DOCUMENT)):
        return False  # also of one that is cut off
    return not any(name in _DOCUMENT for name in names_in(stream))


def members(stream: Stream) -> Iterator[Member | Refusal]:
    """Every file, in the order of the directory; without one, as far as the archive goes."""
    try:
        archive = zipfile.ZipFile(stream)
    except _NO_DIRECTORY:
        stream.seek(0)
        yield from _without_directory(stream)
        raise zipfile.BadZipFile("the directory at its end is missing") from None
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


def _without_directory(file: IO[bytes]) -> Iterator[Member | Refusal]:
    """Files of an archive that was cut off: each has a header of its own."""
    names = Names()
    while len(head := file.read(_HEADER.size)) == _HEADER.size:
        mark, _, flags, method, _, _, crc, packed, _, long, extra = _HEADER.unpack(head)
        if mark != MARKS[0]:
            return
        name = file.read(long).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        file.read(extra)
        if flags & _ENCRYPTED or (method != _DEFLATED and (method or flags & _SIZES_AFTER)):
            return
        content = _unpacked(file, packed, method, crc=0 if flags & _SIZES_AFTER else crc)
        if flags & _SIZES_AFTER:
            _pass_sizes(file)
        if not name.endswith("/") and not is_hidden(name):
            yield odd_name(name) or member(names.of(name), content)


def _unpacked(file: IO[bytes], packed: int, method: int, *, crc: int) -> IO[bytes]:
    """A file's bytes."""
    content, found = scratch(), 0
    with ExitStack() as stack:
        stack.callback(content.close)
        for part in _inflated(file) if method == _DEFLATED else _copied(file, packed):
            found = zlib.crc32(part, found)
            content.write(part)
            if content.tell() > max(HARMLESS, RATIO * file.tell()):
                raise TooLarge("unpacks to more than its size allows")
        if crc not in (0, found):
            raise zipfile.BadZipFile("bad CRC-32")
        stack.pop_all()  # it is whole, and stays open
    content.seek(0)
    return content


def _inflated(file: IO[bytes]) -> Iterator[bytes]:
    """Bytes up to the end that deflate marks; what was read too far is given back."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflate.eof:
        block = inflate.unconsumed_tail or file.read(2**16)
        if not block:
            raise EOFError("the end is missing")
        yield inflate.decompress(block, 2**20)
    file.seek(-len(inflate.unused_data), io.SEEK_CUR)


def _copied(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left:
        block = file.read(min(left, 2**20))
        if not block:
            raise EOFError("the end is missing")
        left -= len(block)
        yield block


def _pass_sizes(file: IO[bytes]) -> None:
    """Pass the sizes that follow a file whose header did not know them."""
    after = file.read(24)
    mark = 4 if after.startswith(b"PK\x07\x08") else 0
    length = next((n for n in (12, 20) if after[mark + n :].startswith(b"PK")), 12)
    file.seek(mark + length - len(after), io.SEEK_CUR)
