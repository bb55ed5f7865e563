"""What a reader hands on: the fields of one record as they stand in the file."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from detente.collect.ledger import Reason

Unit = Literal["", "line", "row"]
"""What a record is in a file so large that it is read in blocks; empty: it cannot be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One article as a reader found it, before cleaning."""

    place: str
    """Place in the file, such as `line 3`; empty where the file is the record."""
    body: str
    """Text with paragraphs, not yet cleaned."""
    title: str = ""
    """Headline as printed."""
    summary: str = ""
    """Deck."""
    byline: str = ""
    """Authors as printed."""
    section: str = ""
    """Rubric."""
    url: str = ""
    """Address."""
    publisher: str = ""
    """Publisher as the record names it."""
    dates: tuple[tuple[str, str], ...] = ()
    """Candidates for the time of publication, best first: (basis, as printed)."""
    updated: tuple[tuple[str, str], ...] = ()
    """Candidates for the time of the last change, best first: (basis, as printed)."""
    retrieved: str = ""
    """When the record was fetched, as printed; nothing in it was published later."""
    partial: str = ""
    """What says that the source gives only the beginning of the text; empty where nothing does."""
    furniture: tuple[str, ...] = ()
    """What the reader cut already, each as `reason: the text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One record that cannot be read, and why."""

    place: str
    """Place in the file."""
    reason: Reason
    """Why."""
    seen: str = ""
    """What was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One input file in memory."""

    source: str
    """Path relative to the folder that was loaded."""
    data: bytes
    """Content, unpacked."""
    text: str
    """Content as text, that of a document with a line a paragraph and a form feed a page; empty
    for a file that is not text."""
    kind: str = ""
    """What was opened to get the text: docx, rtf, pdf, odt …; empty for a file of plain text."""
    url: str = ""
    """Address that the file was fetched from, where its container says."""
    retrieved: str = ""
    """When it was fetched, where its container says."""
    columns: tuple[tuple[str, str], ...] = ()
    """(field, column) as the user named them; they come before what is guessed."""
    properties: tuple[tuple[str, str], ...] = ()
    """What the document says of itself: (title, author, created …, as printed)."""


def sound(found: Draft | Refusal) -> Draft | Refusal:
    """The same with halves of letters, which JSON can hold and Parquet cannot, as U+FFFD."""
    fields = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    return dataclasses.replace(found, **{name: _sound(value) for name, value in fields.items()})


def _sound(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_sound, value))
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
