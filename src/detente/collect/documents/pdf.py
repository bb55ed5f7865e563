"""PDF: the text of the pages by pypdf (ISO 32000), its lines joined to paragraphs."""

import io
import re
from collections import Counter
from collections.abc import Iterator

from detente.collect.article import Refusal
from detente.collect.documents.opened import Document, damaged, filled, joined

_MOST_PAGES = 5000
_EDGE = 2  # lines at the top and at the foot of a page that can be a running head
_OFTEN = 3  # pages on which a running head stands at least
_SHORT = 0.85  # share of the width of the column: a shorter line can end a paragraph
_ENDS = re.compile(r"[.!?…:][\"”»’)\]]*$")
_HYPHENED = re.compile(r"(?<=[^\W\d_])[-‐]$")  # a letter and a hyphen end the line


def opened(data: bytes) -> Document | Refusal:
    """The document."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            seen = "a PDF that asks for a password; save it without one"
            return Refusal(place="", reason="unreadable", seen=seen)
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
        about = reader.metadata
        properties = filled(
            title=str((about and about.title) or ""), author=str((about and about.author) or "")
        )
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on a damaged file; it goes to the ledger
        return damaged(error)
    if not any(page.strip() for page in pages):
        seen = "a PDF of pictures; run text recognition (OCR) over it first"
        return Refusal(place="", reason="no text", seen=seen)
    lines = [[line.strip() for line in page.split("\n")] for page in pages]
    heads = _running_heads(lines)
    kept = [[ln for n, ln in enumerate(page) if not _is_head(n, page, heads)] for page in lines]
    cut = tuple(("furniture", f"running head: {head}") for head in sorted(heads))
    text = joined(_paragraphs([line for page in kept for line in page]))
    return Document(kind="pdf", text=text, properties=(*properties, *cut))


def _running_heads(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the edge of several pages, page numbers apart."""
    counts = Counter(
        _bare(line) for page in pages for line in {*page[:_EDGE], *page[-_EDGE:]} if line
    )
    return {line for line, count in counts.items() if count >= max(_OFTEN, len(pages) / 3)}


def _is_head(place: int, page: list[str], heads: set[str]) -> bool:
    return (place < _EDGE or place >= len(page) - _EDGE) and _bare(page[place]) in heads


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends with a short line that ends a sentence, or a gap."""
    full = [len(line) for line in lines if line]
    width = sorted(full)[int(len(full) * 0.9)] if full else 0
    paragraph = ""
    for line in lines:
        if not line:
            yield paragraph
            paragraph = ""
            continue
        if _HYPHENED.search(paragraph) and line[:1].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}" if paragraph else line
        short = len(line) < width * _SHORT
        if short and (_ENDS.search(line) or len(line) < width / 2):
            yield paragraph
            paragraph = ""
    yield paragraph
