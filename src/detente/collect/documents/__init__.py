"""Documents: DOCX, RTF, PDF and ODT opened into text, workbooks named, told by their first bytes.

A paragraph is one line, a blank line stands between two, a form feed between two pages.
"""

from detente.collect.article import Refusal
from detente.collect.documents import docx, odt, pdf, rtf, workbook
from detente.collect.documents.opened import Document, damaged

__all__ = ["Document", "opened"]

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def opened(data: bytes) -> Document | Refusal | None:
    """The document that some bytes are, or why it cannot be read; None for another file."""
    try:
        return _opened(data)
    except Exception as error:  # noqa: BLE001 - parsers raise anything on a hostile file; it goes to the ledger
        return damaged(error)


def _opened(data: bytes) -> Document | Refusal | None:
    if data.startswith(b"{\\rtf"):
        return rtf.opened(data)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return pdf.opened(data)
    if data.startswith(_OLD_OFFICE) and "WordDocument".encode("utf-16-le") in data:
        seen = "an old Word file; save it as .docx or .txt"
        return Refusal(place="", reason="not text", seen=seen)
    if data.startswith(_ZIP):
        return docx.opened(data) or workbook.opened(data) or odt.opened(data)
    return workbook.opened(data) if data.startswith(_OLD_OFFICE) else None
