"""Markup inside a text field: HTML and Markdown to plain paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html

from detente.collect.text import wrapped_at

_TAG = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|strong|a|em)>|<br\s*/?>|<p>", re.IGNORECASE)
_BLOCKS = (
    "p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "section",
    "article", "ul", "ol", "pre", "dt", "dd", "figure", "aside", "table", "hr",
)  # fmt: skip
_NOTHING = (
    "script", "style", "title", "noscript", "iframe", "svg", "button", "form", "template", "nav",
)  # fmt: skip
_MARK = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)")
_UNSEEN = "//comment() | //*[contains(translate(@style, ' ', ''), 'display:none')]"
_BOXES = ("figcaption", "figure", "aside", "div", "section", "p", "ins")
_IN_FIGURE = "blockquote | .//table | .//pre"  # an embedded post, or another text
_ADVERTISING = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|ad-?slots?|sponsor\w*|promo\w*)(?:$|[\s_-])", re.IGNORECASE
)
_ADDRESS = r"(?:https?:|mailto:|/|#)(?:[^()\s]|\([^()\s]*\))*"
_LINK = re.compile(rf"!?\[([^\[\]]*)\]\(\s*<?{_ADDRESS}>?(?:\s+\"[^\"]*\")?\s*\)")
_RULE = re.compile(r"^[ \t]*(?:(?:[-*_][ \t]*){3,}|#{3,})$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]++(.*[^ \t#\n])[ \t#]*$", re.MULTILINE)
_STRONG = re.compile(r"(?<!\\)\*{2,3}|</?(?:u|b|i|sup|sub|span)\b[^<>\n]*>")
_BOLD = re.compile(r"(?<!\w)\*\*\S[^*\n]*\*\*")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]+(?:\n[^*\n]+)*)(?<=\S)\*(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>;~-])")
_SIGNS = (
    ("](", _LINK),
    ("---", _RULE),
    ("***", _RULE),
    ("###", _RULE),
    ("# ", _HEADING),
    ("**", _BOLD),
    ("\\", _ESCAPED),
)
_SOFT_BREAK = re.compile(r"(?<=[^\n])(?<!  )\n(?=[^\n])(?![ \t]*(?:[-*+>#|]|\d+[.)])[ \t])")


def plain(text: str) -> str:
    """Text without the tags of HTML or the marks of Markdown, where it is written in one."""
    if is_html(text):
        return from_html(text)
    marked = any(sign in text and mark.search(text) for sign, mark in _SIGNS)
    return _from_markdown(text) if marked else text


def is_html(text: str) -> bool:
    """Whether a text is written in HTML."""
    return "<" in text and bool(_TAG.search(text))


def from_html(fragment: str) -> str:
    """Text of a fragment of HTML, with block elements as paragraphs."""
    return opened(fragment)[0]


def opened(fragment: str) -> tuple[str, tuple[str, ...]]:
    """Text of a fragment of HTML, and what stood in it beside the text, as `reason: text`.

    Captions, boxes of related articles and advertising are beside it; embedded posts are text.
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip(), ()
    closed, mark, rest = fragment.rpartition("-->")
    fragment = closed + mark + rest.replace("<!--", "")
    tree = lxml.html.fromstring(f"<div>{fragment}</div>")
    # What nothing closes has all that follows inside: its mark alone goes then.
    counts = Counter(mark.lower() for mark in _MARK.findall(fragment))
    kept = {name for name in counts if counts[name] > counts[f"/{name}"]}
    for element in tree.xpath(_UNSEEN):
        if element.tag not in kept:
            element.drop_tree()
    for element in list(tree.iter(*_NOTHING)):
        (element.drop_tag if element.tag in kept else element.drop_tree)()
    beside = [f"{what}: {text}" for what, text in _taken_out(tree, kept) if text][::-1]
    for element in tree.iter(*_BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    return str(tree.text_content()).strip(), tuple(beside)


def _taken_out(tree: Any, kept: set[str]) -> Iterator[tuple[str, str]]:
    """Take out what is beside the text, from the end; what it is, and its words."""
    for element in [box for box in tree.iter(*_BOXES) if box.tag not in kept or box.tag == "p"][
        ::-1
    ]:
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag in ("figcaption", "aside"):
            what = "caption" if element.tag == "figcaption" else "beside"
        elif element.tag == "figure":
            what = "" if element.xpath(f".//{_IN_FIGURE}") else "caption"
        else:
            what = "advertising" if _ADVERTISING.search(named) else ""
        if what and element.getparent() is not None:
            yield what, " ".join(str(element.text_content()).split())
            element.drop_tree()


def _from_markdown(text: str) -> str:
    text = text.replace("\r\n", "\n")
    marks = [(_RULE, ""), (_HEADING, r"\1\n"), (_STRONG, ""), (_LINK, r"\1")]
    marks += [(_EMPHASIS, r"\1"), (_ESCAPED, r"\1")]
    if wrapped_at(text):
        marks.insert(2, (_SOFT_BREAK, " "))
    for pattern, instead in marks:
        text = pattern.sub(instead, text)
    return text
