"""Markup inside a text field: HTML and Markdown to plain paragraphs."""

import re

import lxml.html

from detente.collect.text import wrapped_at

_TAG = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|strong|a|em)>|<br\s*/?>|<p>", re.IGNORECASE)
_BLOCKS = ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "blockquote", "tr")
_ADDRESS = r"(?:https?:|mailto:|/|#)(?:[^()\s]|\([^()\s]*\))*"
_LINK = re.compile(rf"!?\[([^\[\]]*)\]\(\s*<?{_ADDRESS}>?(?:\s+\"[^\"]*\")?\s*\)")
_RULE = re.compile(r"^[ \t]*(?:(?:[-*_][ \t]*){3,}|#{3,})$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
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
    if "<" in text and _TAG.search(text):
        return from_html(text)
    marked = any(sign in text and mark.search(text) for sign, mark in _SIGNS)
    return _from_markdown(text) if marked else text


def from_html(fragment: str) -> str:
    """Text of a fragment of HTML, with block elements as paragraphs."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    tree = lxml.html.fromstring(f"<div>{fragment}</div>")
    for element in tree.xpath("//script | //style | //title | //comment()"):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS):
        element.tail = f"\n\n{element.tail or ''}"
    return str(tree.text_content()).strip()


def _from_markdown(text: str) -> str:
    text = text.replace("\r\n", "\n")
    marks = [(_RULE, ""), (_HEADING, r"\1\n"), (_STRONG, ""), (_LINK, r"\1")]
    marks += [(_EMPHASIS, r"\1"), (_ESCAPED, r"\1")]
    if wrapped_at(text):
        marks.insert(2, (_SOFT_BREAK, " "))
    for pattern, instead in marks:
        text = pattern.sub(instead, text)
    return text
