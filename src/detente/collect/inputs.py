"""Inputs: every file below what the user named, in a fixed order, unpacked and cut into pieces.

A piece is what a worker reads at once: a file, a file in a container, or a block of lines or rows
of one that is large. What cannot be read is a piece too, that says why.
"""

import csv
import dataclasses
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from pathlib import Path

import xxhash

from detente.collect.article import RawFile, Refusal, Unit
from detente.collect.containers import container_of, leaves
from detente.collect.containers.stream import Stream, TooLarge, is_hidden, page_beside
from detente.collect.readers import reader_of
from detente.collect.text import decoded, shown
from detente.errors import InputError

UNREADABLE = "unreadable"
"""Digest of a file that cannot be opened."""
CHANGED = "changed"
"""Digest of a file that was written to while it was read."""
LARGEST = 2**28
"""Bytes of one file, unpacked, that are read at most where it cannot be cut."""
BLOCK = 2**20
"""Bytes of a block, about; a smaller file is not cut."""
LONGEST_LINE = 2**26
"""Bytes of one line that are read at most."""
_LONGEST_CELL = 2**24
_DELIMITERS = ",;\t|"
_TOLD_DELIMITER = re.compile(rb"(\xef\xbb\xbf)?sep=.\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to read."""

    source: str
    """Name in the ledger: the path relative to the folder that was loaded."""
    path: Path
    """Where it is."""
    named: str
    """Names of its folders and its file, that of the loaded folder included."""
    leads_out: bool
    """Whether it is a link to a file outside the folder, which is not followed."""
    page: str = ""
    """The saved page that it belongs to, as a picture or a script; empty if to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was read, so that the next load knows whether it has changed."""

    source: str
    """Path relative to the folder that was loaded."""
    digest: str
    """Hash of its bytes."""
    publishers: str
    """Hash of the user's publishers table that it was read with; empty without one."""
    reader: str
    """Name of the reader; empty for a file that no reader took."""
    records: int
    """Records in it, which is rows in the ledger."""
    columns: str
    """Columns that were guessed, as `title from 'Headline', …`; empty for other formats."""


def found(paths: Sequence[Path], folders: dict[str, str], corpus: Path) -> list[Input]:
    """Every file, sorted; hidden ones and those of the corpus itself are left out.

    Links to folders, pipes and folders that may not be opened are inputs too, so that the ledger
    has them.

    Parameters
    ----------
    folders
        Prefix of the source names of each folder that was ever loaded, by its path as seen from
        the corpus; new folders are added.
    """
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path))
    roots = [path if path.is_dir() else path.parent for path in paths]
    for root in roots:
        key = _seen_from(corpus, root)
        if key not in folders:
            alone = not folders and len({r.resolve() for r in roots}) == 1
            folders[key] = "" if alone else _prefix(root.resolve(), folders, corpus)
    inputs = {}
    for path, root in zip(paths, roots, strict=True):
        prefix = folders[_seen_from(corpus, root)]
        files = {file.relative_to(root).as_posix(): file for file in _files(path)}
        for name, file in files.items():
            real = Path(os.path.realpath(file))  # of a link that leads to itself too
            if corpus.resolve() in real.parents:
                continue
            inside = shown(name)
            inputs[prefix + inside] = Input(
                source=prefix + inside,
                path=file,
                named=f"{root.resolve().name}/{inside}",
                page=page_beside(name, files.keys()),
                leads_out=not real.is_relative_to(root.resolve()),
            )
    if not inputs:
        raise InputError("there is no file in it", where=", ".join(map(str, paths)))
    return list(inputs.values())


def gone(paths: Sequence[Path], folders: dict[str, str], corpus: Path) -> Callable[[str], bool]:
    """Tells of the name of an input whether it was in one of some folders and is no more."""
    roots = {folders[_seen_from(corpus, path)]: path for path in paths if path.is_dir()}

    def is_gone(source: str) -> bool:
        inside = [prefix for prefix in folders.values() if source.startswith(prefix)]
        prefix = max(inside, key=len, default="")
        return prefix in roots and not (roots[prefix] / source[len(prefix) :]).exists()

    return is_gone


def digest_of_input(item: Input) -> str:
    """Hash of an input, or "not followed"."""
    return "not followed" if item.leads_out else digest_of(item.path)


def mark_of(item: Input) -> tuple[int, int]:
    """Size of an input and when it was last written to; zeros where it is no file to be read."""
    try:
        found = item.path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def digest_of(path: Path) -> str:
    """Hash of a file's bytes; "unreadable" where it cannot be opened."""
    if not path.is_file():  # to open a pipe would be to wait for ever
        return UNREADABLE
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()
    except OSError:
        return UNREADABLE


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        walked = file.is_dir() and not file.is_symlink() and os.access(file, os.R_OK | os.X_OK)
        if not walked and not is_hidden(file.relative_to(path)):
            yield file


def _seen_from(corpus: Path, folder: Path) -> str:
    """Path that stays true when the corpus and the folder are moved together."""
    try:
        return Path(os.path.relpath(folder.resolve(), corpus.resolve())).as_posix()
    except ValueError:  # another drive
        return folder.resolve().as_posix()


def _prefix(root: Path, folders: dict[str, str], corpus: Path) -> str:
    """Prefix of a new folder: as part of a known one, or a name that nothing else has."""
    known = {(corpus / path).resolve(): prefix for path, prefix in folders.items()}
    for folder, prefix in known.items():
        if root.is_relative_to(folder):
            return f"{prefix}{root.relative_to(folder).as_posix()}/"
    names = chain([root.name], (f"{root.name}-{n}" for n in count(2)))
    return next(
        f"{name}/"
        for name in names
        if f"{name}/" not in folders.values() and not any((k / name).exists() for k in known)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a worker reads at once."""

    source: str
    """The input as the ledger names it."""
    named: str
    """Names of its folders and its file, and its place in a container."""
    content: bytes | Path | Refusal
    """Its bytes, or a file that the worker opens, or why there is nothing to read."""
    digest: str
    """Hash of the input, which a file that the worker opens must still have."""
    place: str = ""
    """Place in a container; empty for a file that is in none."""
    url: str = ""
    """Address that it was fetched from."""
    retrieved: str = ""
    """When it was fetched."""
    before: int = 0
    """Lines or rows of the file that stand before this block."""
    size: int = 0
    """Bytes that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRead:
    """What became of one piece."""

    source: str
    """The input."""
    place: str
    """Place of the file in a container; a file in blocks is in several pieces."""
    records: int
    """Rows in the ledger."""
    reader: str = ""
    """Name of the reader; empty where none took the file."""
    columns: str = ""
    """The columns that were guessed, in a sentence; empty for other formats."""
    month_first: bool | None = None
    """Order of numeric dates in it, where its values tell."""
    changed: bool = False
    """Whether the file is no more the one whose digest was taken."""


def pieces_of(item: Input, digest: str) -> Iterator[Piece]:
    """All pieces of an input, in order."""
    piece = partial(Piece, source=item.source, named=item.named, digest=digest)
    refusal = _closed(item)
    if refusal is None:
        try:
            size = item.path.stat().st_size
            with item.path.open("rb") as file:
                stream = Stream(file, rewindable=True)
                if _is_whole(item, stream, size):
                    yield piece(content=item.path, size=size)
                else:
                    yield from _opened(piece, stream, size)
        except OSError as error:
            seen = error.strerror or str(error)
            refusal = Refusal(place="", reason="unreadable", seen=seen)
    if refusal:
        yield piece(content=refusal)


def _closed(item: Input) -> Refusal | None:
    path = item.path
    if item.leads_out:
        return Refusal(place="", reason="unreadable", seen="a link that leads out of the folder")
    if item.page:
        return Refusal(place="", reason="part of a page", seen=item.page)
    if path.exists() and not path.is_file():
        kind = "a link to a folder, not followed" if path.is_symlink() else "a closed folder"
        seen = kind if path.is_dir() else "a pipe or a device"
        return Refusal(place="", reason="unreadable", seen=seen)
    return None


def _is_whole(item: Input, stream: Stream, size: int) -> bool:
    """Whether a worker opens a file itself and reads it at once."""
    if container_of(stream):
        return False
    return size <= BLOCK or (size <= LARGEST and not _unit(item.source, stream.begins))


def _opened(piece: partial[Piece], stream: Stream, size: int) -> Iterator[Piece]:
    """Pieces of the files in a container, or of a large file in blocks."""
    source, named = piece.keywords["source"], piece.keywords["named"]
    for found in leaves(stream, size=size):
        if isinstance(found, Refusal):
            yield piece(content=found)
            continue
        inside = partial(piece, place=found.place, url=found.url, retrieved=found.retrieved)
        if found.place:
            inside = partial(inside, named=f"{named}/{found.place}")
        unit = partial(_unit, f"{source}#{found.place}" if found.place else source)
        for block in blocks(found.stream, unit):
            if isinstance(block, Refusal):
                yield inside(content=block)
            else:
                yield inside(content=block.data, before=block.before, size=len(block.data))


def _unit(name: str, head: bytes) -> Unit:
    """What the records of a large file are, by the reader that takes its beginning."""
    if b"\0" in head[:4096]:  # two bytes a letter, or no text
        return ""
    text, _ = decoded(head)
    beginning = RawFile(source=name, data=head, text=text)
    return reader_of(beginning).unit(beginning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some records of a file, or all of it."""

    data: bytes
    """Its bytes, those of a table with the line of column names before them."""
    before: int = 0
    """Lines or rows that stand before it."""


def blocks(stream: Stream, unit: Callable[[bytes], Unit]) -> Iterator[Block | Refusal]:
    """Blocks of a file in order, and then why its end was not read, where it was not.

    Parameters
    ----------
    unit
        Tells of the beginning of a large file what its records are: a line each, a row each of
        a table with column names, or "" for a file that cannot be cut.
    """
    place = ""
    try:
        head = stream.read(BLOCK + 1)
        kind = unit(head) if len(head) > BLOCK or stream.cut else ""
        if not kind:
            yield _whole(head, stream)
            return
        lines = _Lines(head, stream, kind)
        for block in lines.blocks() if kind == "line" else _rows(lines):
            yield block
            place = f"after {kind} {lines.read}"
        if stream.cut:
            yield Refusal(place=place, reason="damaged", seen=f"cut off: {stream.cut}")
    except TooLarge as error:
        yield Refusal(place=place, reason="too large", seen=str(error))


def _whole(head: bytes, stream: Stream) -> Block | Refusal:
    data = head + stream.read(LARGEST + 1 - len(head)) if len(head) > BLOCK else head
    if stream.cut:
        seen = f"cut off after {len(data):,} bytes: {stream.cut}"
        return Refusal(place="", reason="damaged", seen=seen)
    if len(data) > LARGEST:
        return Refusal(place="", reason="too large", seen=f"over {LARGEST:,} bytes")
    return Block(data=data)


class _Lines:
    """Lines of a file; one that is too long is passed over, one that is cut off left out."""

    def __init__(self, head: bytes, stream: Stream, kind: str) -> None:
        self.read = 0
        """Lines or rows that were handed on."""
        self._carry = head
        self._stream = stream
        self._kind = kind

    def blocks(self) -> Iterator[Block | Refusal]:
        """Whole lines, a block of them at a time."""
        while True:
            if end := self._carry.rfind(b"\n") + 1:
                data, self._carry = self._carry[:end], self._carry[end:]
                yield Block(data=data, before=self.read)
                self._count(data.count(b"\n"))
            elif len(self._carry) > LONGEST_LINE:
                yield self._passed()
            more = self._stream.read(BLOCK)
            if not more:
                break
            self._carry += more
        if self._carry and not self._stream.cut:
            yield Block(data=self._carry, before=self.read)
            self._count(1)

    def _count(self, lines: int) -> None:
        self.read += lines if self._kind == "line" else 0

    def _passed(self) -> Refusal:
        """What is said of a line that is too long to be read."""
        size = len(self._carry)
        while (more := self._stream.read(BLOCK)) and b"\n" not in more:
            size += len(more)
        end = more.find(b"\n") + 1
        self._carry = more[end:]
        self._count(1)
        seen = f"a line of {size + end:,} bytes"
        return Refusal(place=f"{self._kind} {self.read}", reason="too large", seen=seen)


def _rows(lines: _Lines) -> Iterator[Block | Refusal]:
    """Whole rows of a table: a cell in quotation marks can go on over several lines."""
    taken, long = list[bytes](), list[Refusal]()
    each = _each(lines, taken, long)
    names = next(each, "")
    if taken and _TOLD_DELIMITER.fullmatch(taken[0]):
        names += next(each, "")
    header, before, count = b"".join(taken), 0, 0
    taken.clear()
    for row in _survived(each, max(_DELIMITERS, key=names.count)):
        count += bool(row)
        if sum(map(len, taken)) > BLOCK:
            yield Block(data=header + b"".join(taken), before=before)
            lines.read = before = before + count
            count = 0
            taken.clear()
        while long:
            yield dataclasses.replace(long.pop(), place=f"after row {before + count}")
    if taken:
        yield Block(data=header + b"".join(taken), before=before)
        lines.read = before + count


def _each(lines: _Lines, taken: list[bytes], long: list[Refusal]) -> Iterator[str]:
    """Lines as text in which only commas and quotation marks count; they are noted as well."""
    for block in lines.blocks():
        if isinstance(block, Refusal):
            long.append(block)
            continue
        for line in io.BytesIO(block.data):
            taken.append(line)
            yield line.decode("latin-1")


def _survived(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Rows; one that is no row, such as a quotation mark that never closes, is passed over."""
    csv.field_size_limit(_LONGEST_CELL)
    while True:
        try:
            yield from csv.reader(lines, delimiter=delimiter)
        except csv.Error:
            yield ["not a row"]
        else:
            return
