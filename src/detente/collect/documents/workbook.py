"""Workbooks: XLSX, XLSB, XLS and ODS, told by their parts; their reader opens the sheets."""

import zipfile

from detente.collect.article import Refusal
from detente.collect.documents.opened import Document, parts

_OLD = (b"\xd0\xcf\x11\xe0", "Workbook".encode("utf-16-le"))
_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"


def opened(data: bytes) -> Document | Refusal | None:
    """A document without text, whose reader is that of workbooks; None for another file."""
    if data.startswith(_OLD[0]):
        return Document(kind="workbook", text="") if _OLD[1] in data else None
    for text in ("xl/workbook.xml", "xl/workbook.bin", "content.xml"):
        archive = parts(data, text)
        if isinstance(archive, Refusal):
            return archive
        if archive is not None and (text != "content.xml" or _is_sheets(archive)):
            return Document(kind="workbook", text="")
    return None


def _is_sheets(archive: zipfile.ZipFile) -> bool:
    return "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_SHEETS)
