"""Mailboxes (MBOX): letters one after another, each after a line that begins with `From `.

The layout is documented in RFC 4155 and at https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml.
"""

import io
import re
from collections.abc import Iterator

from detente.collect.article import Refusal
from detente.collect.containers import Container
from detente.collect.containers.stream import Member, Stream

LARGEST = 2**26
"""Bytes of one letter that are read at most."""

_FIRST = re.compile(rb"From \S+.*\r?\n(?:>?[!-9;-~]+:.*\r?\n)")
_HEADER = re.compile(rb">?[!-9;-~]+:")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def _recognises(stream: Stream) -> bool:
    """By a first line `From ` and a header below it."""
    return bool(_FIRST.match(stream.begins))


def _members(stream: Stream) -> Iterator[Member | Refusal]:
    """Every letter, without the line that begins it.

    That line need not have a date: it stands after a blank one, and a header follows it.
    """
    number, lines, size, blank, line = 0, list[bytes](), 0, True, stream.readline(LARGEST)
    while line:
        after = stream.readline(LARGEST)
        if blank and line.startswith(b"From ") and _HEADER.match(after):
            if number:
                yield _letter(number, lines, size)
            number, lines, size = number + 1, [], 0
        else:
            size += len(line)
            if size <= LARGEST:
                lines.append(line)
        blank, line = not line.strip(), after
    if stream.cut:
        raise EOFError(stream.cut)
    yield _letter(number, lines, size)


def _letter(number: int, lines: list[bytes], size: int) -> Member | Refusal:
    place = f"message {number}"
    if size > LARGEST:
        return Refusal(place=place, reason="too large", seen=f"{size:,} bytes")
    return Member(place=place, stream=Stream(io.BytesIO(_QUOTED.sub(rb"\1", b"".join(lines)))))


CONTAINERS = (Container(name="MBOX", rank=500, recognises=_recognises, members=_members),)
