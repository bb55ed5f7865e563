"""ODT: headings and paragraphs of the body in order (ISO/IEC 26300, OpenDocument)."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from detente.collect.article import Refusal
from detente.collect.documents.opened import Document, damaged, filled, joined, parts

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BESIDE = (f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}table-of-content")
_TYPE = b"application/vnd.oasis.opendocument.text"


def opened(data: bytes) -> Document | Refusal | None:
    """The document; None where the ZIP is another file."""
    archive = parts(data, "content.xml")
    if archive is None or isinstance(archive, Refusal):
        return archive
    if "mimetype" in archive.namelist() and not archive.read("mimetype").startswith(_TYPE):
        return None
    try:
        body = _tree(archive.read("content.xml")).find(f".//{_OFFICE}text")
        if body is None:
            return Refusal(place="", reason="no text", seen="an OpenDocument file without text")
        for beside in list(body.iter(*_BESIDE)):
            beside.getparent().remove(_without_tail(beside))
        blocks = [(e, _line(e)) for e in body.iter(f"{_TEXT}h", f"{_TEXT}p")]
        about = _about(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else {}
    except Exception as error:  # noqa: BLE001 - a damaged part raises anything; it goes to the ledger
        return damaged(error)
    heading = next((line for e, line in blocks if e.tag == f"{_TEXT}h"), "")
    properties = filled(**about, heading=heading)
    return Document(kind="odt", text=joined(line for _, line in blocks), properties=properties)


def _tree(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _about(data: bytes) -> dict[str, str]:
    tree = _tree(data)
    names = {"title": f"{_DC}title", "author": f"{_META}initial-creator"}
    names |= {"created": f"{_META}creation-date"}
    return {name: tree.findtext(f".//{tag}") or "" for name, tag in names.items()}


def _without_tail(element: Any) -> Any:
    """An element after what follows it has been handed to its neighbour."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    return element


def _line(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    """Text of a paragraph; spaces, tabs and line breaks are elements in OpenDocument."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in (
            f"{_TEXT}p",
            f"{_TEXT}h",
        ):  # those of a text frame come by themselves
            yield from _pieces(child)
        yield child.tail or ""
