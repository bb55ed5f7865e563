"""What is in a document, whatever its format."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from detente.collect.article import Refusal

LARGEST_PART = 2**28
"""Bytes of one part of a DOCX or ODT, unpacked, that are read at most."""
Properties = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a document and what it says of itself."""

    kind: str
    """docx, rtf, pdf or odt."""
    text: str
    """A paragraph a line, with a blank line between two and a form feed between two pages."""
    properties: Properties = ()
    """(title, author, created, heading, furniture …, as printed)."""


def joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs with a blank line between two."""
    return "\n\n".join(text for one in paragraphs if (text := one.strip()))


def filled(**properties: str | None) -> Properties:
    """The properties that say something."""
    return tuple((name, value.strip()) for name, value in properties.items() if value)


def parts(data: bytes, text: str) -> zipfile.ZipFile | Refusal | None:
    """The parts of a DOCX or ODT, none of which unpacks to more than is read.

    None where there is no part of the name that holds the text: the ZIP is another file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return None  # the reader of archives says what is wrong with it
    if text in sizes and max(sizes.values()) > LARGEST_PART:
        seen = f"a document with a part of {max(sizes.values()):,} bytes"
        return Refusal(place="", reason="too large", seen=seen)
    return archive if text in sizes else None


def damaged(error: Exception) -> Refusal:
    """A document that its package cannot open."""
    return Refusal(place="", reason="damaged", seen=f"{type(error).__name__}: {error}"[:120])
