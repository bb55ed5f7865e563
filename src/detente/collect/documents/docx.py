"""DOCX: the paragraphs of the body in order, those in tables too (ECMA-376, WordprocessingML)."""

import io
from collections.abc import Iterator
from typing import Any

from detente.collect.article import Refusal
from detente.collect.documents.opened import Document, damaged, filled, joined, parts

_HEADINGS = ("title", "heading 1", "заголовок", "название", "заголовок 1")
_DEPTH = 20  # tables in one another that are read


def opened(data: bytes) -> Document | Refusal | None:
    """The document; None where the ZIP is another file."""
    archive = parts(data, "word/document.xml")
    if archive is None or isinstance(archive, Refusal):
        return archive
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = list(_paragraphs(document))
        about = document.core_properties
        created = about.created.isoformat() if about.created else ""
        properties = filled(
            title=about.title,
            author=about.author,
            created=created,
            heading=next((p.text for p in paragraphs if _is_heading(p) and p.text.strip()), ""),
        )
    except Exception as error:  # noqa: BLE001 - python-docx raises anything on a damaged file; it goes to the ledger
        return damaged(error)
    return Document(kind="docx", text=joined(p.text for p in paragraphs), properties=properties)


def _paragraphs(container: Any, depth: int = 0) -> Iterator[Any]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            if depth < _DEPTH:
                yield from _of_table(block, depth)
        else:
            yield block


def _of_table(table: Any, depth: int) -> Iterator[Any]:
    """Paragraphs of the cells, those of a cell that spans others once."""
    seen = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:  # noqa: SLF001 - the only name for the cell that spans
                seen.add(cell._tc)  # noqa: SLF001 - the same
                yield from _paragraphs(cell, depth + 1)


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.style
    return bool(style is not None and style.name and style.name.lower() in _HEADINGS)
