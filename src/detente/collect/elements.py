"""XML: the element that a file begins with, and its tree, in which no entity is ever opened."""

import html
import re
from typing import Any
from xml.parsers import expat

from lxml import etree

_NEAR = 2000  # characters in which the XML begins; a server's warnings can stand before it
_AT_ONCE = 2**16  # characters; most files name their first element in the first few
_DECLARES = re.compile(r"<!ENTITY\b")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z]\w{1,30};)")


def root(text: str) -> str:
    """Name of the first element as it is printed, prefix and all; empty where there is none.

    Comments, style sheets and a document type of any length may stand before it.
    """
    begin = max(text.find("<?xml", 0, _NEAR), 0)
    text = text[begin:].lstrip("\ufeff \r\n\t") if begin or text[:1] != "<" else text
    if not text.startswith("<"):
        return ""
    names = list[str]()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _attributes: names.append(name)
    try:
        for at in range(0, len(text), _AT_ONCE):
            parser.Parse(text[at : at + _AT_ONCE].encode("utf-8", "replace"))
            if names:
                break
    except expat.ExpatError:
        pass
    return names[0] if names else ""


def local(name: str) -> str:
    """Name of an element without its prefix, in small letters."""
    return name.rpartition(":")[2].lower()


def declares_entities(text: str) -> bool:
    """Whether a file has entities of its own before its first element, as a bomb does."""
    return bool(_DECLARES.search(text, 0, text.find(f"<{root(text)}") + 1))


def undeclared(text: str) -> bytes:
    """A file in UTF-8, without the line that may declare another encoding."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")


def tree(text: str) -> Any:
    """Tree of a file whose elements have no namespaces; None where there is no element.

    What is not well formed is read as far as it goes; letters that HTML names are letters.
    """
    text = _NAMED.sub(lambda found: html.unescape(found[0]), text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    found = etree.fromstring(undeclared(text), parser)
    for element in () if found is None else found.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return found
