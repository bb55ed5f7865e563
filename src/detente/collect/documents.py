"""Documents: DOCX, RTF, PDF and ODT opened into text, workbooks named, told by their first bytes.

A paragraph is one line, a blank line stands between two, a form feed between two pages.

- DOCX (ECMA-376, WordprocessingML): the paragraphs of the body in order, those in tables too.
- ODT (ISO/IEC 26300, OpenDocument): headings and paragraphs of the body in order.
- PDF (ISO 32000): the text of the pages by pypdf, its lines joined to paragraphs.
- RTF 1.9: plain text by striprtf, which knows code pages, letters by number and tables. Every line
  of the result is a paragraph: RTF ends both with the same mark in practice.
- XLSX, XLSB, XLS and ODS are told by their parts; the reader of workbooks opens the sheets.
"""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from detente.collect.article import Refusal

LARGEST_PART = 2**28
"""Bytes of one part of a DOCX or ODT, unpacked, that are read at most."""
Properties = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a document and what it says of itself."""

    kind: str
    """docx, rtf, pdf, odt or workbook, whose text is empty."""
    text: str
    """A paragraph a line, with a blank line between two and a form feed between two pages."""
    properties: Properties = ()
    """(title, author, created, heading, furniture …, as printed)."""


_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OPEN = b"application/vnd.oasis.opendocument."


def opened(data: bytes) -> Document | Refusal | None:
    """The document that some bytes are, or why it cannot be read; None for another file."""
    try:
        if data.startswith(b"{\\rtf"):
            return _rtf(data)
        if data[:1024].lstrip().startswith(b"%PDF-"):
            return _pdf(data)
        if data.startswith(_ZIP):
            return _zipped(data)
    except Exception as error:  # noqa: BLE001 - parsers raise anything on a damaged or hostile file; it goes to the ledger
        seen = f"not as its format has it: {str(error) or type(error).__name__}"[:120]
        return Refusal(place="", reason="damaged", seen=seen)
    if data.startswith(_OLD_OFFICE) and "WordDocument".encode("utf-16-le") in data:
        seen = "an old Word file; save it as .docx or .txt"
        return Refusal(place="", reason="not text", seen=seen)
    is_workbook = data.startswith(_OLD_OFFICE) and "Workbook".encode("utf-16-le") in data
    return Document(kind="workbook", text="") if is_workbook else None


def _zipped(data: bytes) -> Document | Refusal | None:
    """A ZIP by the part that holds the text, unless a part unpacks to more than is read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return None  # the reader of archives says what is wrong with it
    texts = ("word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "content.xml")
    text = next((name for name in texts if name in sizes), "")
    if text and max(sizes.values()) > LARGEST_PART:
        seen = f"a document with a part of {max(sizes.values()):,} bytes"
        return Refusal(place="", reason="too large", seen=seen)
    kind = archive.read("mimetype") if text and "mimetype" in sizes else _OPEN + b"text"
    if text == "word/document.xml":
        return _docx(data)
    if text.startswith("xl/") or (text and kind.startswith(_OPEN + b"spreadsheet")):
        return Document(kind="workbook", text="")
    return _odt(archive) if text and kind.startswith(_OPEN + b"text") else None


_HEADINGS = ("title", "heading 1", "заголовок", "название", "заголовок 1")
_DEPTH = 20  # tables in one another that are read


def _docx(data: bytes) -> Document:
    import docx

    document = docx.Document(io.BytesIO(data))
    paragraphs = list(_paragraphs(document))
    about = document.core_properties
    styled = ((p.text, p.style.name) for p in paragraphs if p.style is not None and p.text.strip())
    headings = (text for text, style in styled if style and style.lower() in _HEADINGS)
    properties = _filled(
        title=about.title,
        author=about.author,
        created=about.created.isoformat() if about.created else "",
        heading=next(headings, ""),
    )
    return Document(kind="docx", text=_joined(p.text for p in paragraphs), properties=properties)


def _paragraphs(container: Any, depth: int = 0) -> Iterator[Any]:
    """Paragraphs in order; those of a cell that spans others once."""
    for block in container.iter_inner_content():
        if not hasattr(block, "rows"):
            yield block
            continue
        cells = [cell for row in block.rows for cell in row.cells] if depth < _DEPTH else []
        once = {cell._tc: cell for cell in cells}  # noqa: SLF001 - the only name for the cell that spans
        for cell in once.values():
            yield from _paragraphs(cell, depth + 1)


_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BESIDE = (f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}table-of-content")


def _odt(archive: zipfile.ZipFile) -> Document | Refusal:
    body = _tree(archive.read("content.xml")).find(f".//{_OFFICE}text")
    if body is None:
        return Refusal(place="", reason="no text", seen="an OpenDocument file without text")
    etree.strip_elements(body, *_BESIDE, with_tail=False)
    blocks = [(e, "".join(_pieces(e))) for e in body.iter(f"{_TEXT}h", f"{_TEXT}p")]
    heading = next((line for e, line in blocks if e.tag == f"{_TEXT}h"), "")
    about = dict[str, str]()
    if "meta.xml" in archive.namelist():
        tree = _tree(archive.read("meta.xml"))
        names = {"title": f"{_DC}title", "author": f"{_META}initial-creator"}
        names["created"] = f"{_META}creation-date"
        about = {name: tree.findtext(f".//{tag}") or "" for name, tag in names.items()}
    properties = _filled(**about, heading=heading)
    return Document(kind="odt", text=_joined(line for _, line in blocks), properties=properties)


def _tree(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _pieces(element: Any) -> Iterator[str]:
    """Text of a paragraph; spaces, tabs and line breaks are elements in OpenDocument."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\t" if child.tag == f"{_TEXT}tab" else "\n"
        elif child.tag not in (f"{_TEXT}p", f"{_TEXT}h"):  # a text frame's come by themselves
            yield from _pieces(child)
        yield child.tail or ""


_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_MOST_PAGES = 5000
_EDGE = 2  # lines at the top and at the foot of a page that can be a running head
_OFTEN = 3  # pages on which a running head stands at least
_SHORT = 0.85  # share of the width of the column: a shorter line can end a paragraph
_ENDS = re.compile(r"[.!?…:][\"”»’)\]]*$")
_HYPHENED = re.compile(r"(?<=[^\W\d_])[-‐]$")  # a letter and a hyphen end the line


def _pdf(data: bytes) -> Document | Refusal:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        seen = "a PDF that asks for a password; save it without one"
        return Refusal(place="", reason="unreadable", seen=seen)
    pages = [page.extract_text().translate(_LIGATURES) for page in reader.pages[:_MOST_PAGES]]
    about = reader.metadata
    title, author = (about.title, about.author) if about else (None, None)
    properties = _filled(title=str(title or ""), author=str(author or ""))
    if not any(page.strip() for page in pages):
        seen = "a PDF of pictures; run text recognition (OCR) over it first"
        return Refusal(place="", reason="no text", seen=seen)
    lines = [[line.strip() for line in page.split("\n")] for page in pages]
    heads = _running_heads(lines)
    kept = [
        line
        for page in lines
        for n, line in enumerate(page)
        if _EDGE <= n < len(page) - _EDGE or _bare(line) not in heads
    ]
    cut = tuple(("furniture", f"running head: {head}") for head in sorted(heads))
    return Document(kind="pdf", text=_joined(_joined_lines(kept)), properties=(*properties, *cut))


def _running_heads(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the edge of several pages, page numbers apart."""
    edges = ({*page[:_EDGE], *page[-_EDGE:]} for page in pages)
    counts = Counter(_bare(line) for edge in edges for line in edge if line)
    return {line for line, count in counts.items() if count >= max(_OFTEN, len(pages) / 3)}


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _joined_lines(lines: list[str]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends with a short line that ends a sentence, or a gap."""
    full = [len(line) for line in lines if line]
    width = sorted(full)[int(len(full) * 0.9)] if full else 0
    paragraph = ""
    for line in lines:
        if _HYPHENED.search(paragraph) and line[:1].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}".strip()
        short = len(line) < width * _SHORT
        if not line or (short and (_ENDS.search(line) or len(line) < width / 2)):
            yield paragraph
            paragraph = ""
    yield paragraph


_INFO = re.compile(rb"\{\\(title|author)\s+((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?\??)*)\}")
_ADDRESS = re.compile(r"(?<=\S)\(\"?https?://[^\s()]*\)")


def _rtf(data: bytes) -> Document:
    lines = _text_of_rtf(data.rstrip(b"\0")).split("\n")
    head = data[: 2**16]
    page = re.search(rb"\\ansicpg\d+", head)
    found = dict[str, str]()
    for name, value in _INFO.findall(head):
        one = b"{\\rtf1\\ansi" + (page[0] if page else b"") + b" " + value + b"}"
        found.setdefault(name.decode(), _text_of_rtf(one))
    text = _joined(_ADDRESS.sub("", line) for line in lines)
    return Document(kind="rtf", text=text, properties=_filled(**found))


def _text_of_rtf(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(data.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]


def _joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs with a blank line between two."""
    return "\n\n".join(text for one in paragraphs if (text := one.strip()))


def _filled(**properties: str | None) -> Properties:
    """The properties that say something."""
    return tuple((name, value.strip()) for name, value in properties.items() if value)
