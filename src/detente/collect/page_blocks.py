"""The blocks of a web page: its paragraphs, headings, items and rows in the order of reading."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "iframe", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_SILENT = frozenset((
    "audio", "button", "head", "iframe", "noscript", "object", "option", "script", "select",
    "style", "svg", "template", "textarea", "video",
))  # fmt: skip
_WORDS = re.compile(r"\w+")


@dataclass(slots=True)
class Block:
    """One paragraph, heading, item or row of a table."""

    element: Any
    """The element that holds it."""
    text: str
    """What it says, on one line."""
    key: str
    """Its words, by which blocks are compared."""
    linked: float
    """Share of it that is in links."""
    home: tuple[str, str]
    """Element and class that it stands in; of an item, what its list stands in."""
    chosen: bool = False
    """Whether it is part of the article."""


def blocks_of(root: Any) -> list[Block]:
    """Every block below an element that has text, in order."""
    return _Walk(root).found


def key_of(text: str) -> str:
    """Words of a text in small letters, without soft hyphens."""
    return " ".join(_WORDS.findall(text.replace("\xad", "").lower()))


class _Walk:
    """One walk over a page, however deep."""

    def __init__(self, root: Any) -> None:
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._owner = root
        self._links = 0
        self._linked = 0
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if element.tag in _SILENT:
                    walker.skip_subtree()
                self._open(element)
                continue
            if event == "end":
                self._close(element)
            if element.tail and element is not root:
                self._add(element.tail)
        self._end()

    def _open(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end()
            self._owner = element
        elif element.tag in ("td", "th") and self._parts:
            self._parts.append(" | ")
        self._links += element.tag == "a"
        if element.text and element.tag not in _SILENT:
            self._add(element.text)

    def _close(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end()
            self._owner = element.getparent()
        self._links -= element.tag == "a"

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _end(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text and (key := key_of(text)):
            share = self._linked / len(text)
            self.found.append(Block(self._owner, text, key, share, _home(self._owner)))
        self._parts.clear()
        self._linked = 0


def _home(element: Any) -> tuple[str, str]:
    parent = element.getparent()
    if element.tag == "li" and parent is not None:
        parent = parent.getparent()
    return ("", "") if parent is None else (str(parent.tag), str(parent.get("class") or ""))
