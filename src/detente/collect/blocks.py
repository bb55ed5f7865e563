"""Blocks of a file: it whole where it is small, else whole records, so that memory stays flat.

A file of a record a line, or a row, is cut between records; several workers can read it then.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.collect.containers.stream import Stream, TooLarge
from detente.collect.draft import Refusal, Unit

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
    names += next(each, "") if _TOLD_DELIMITER.fullmatch(taken[0]) else ""
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
