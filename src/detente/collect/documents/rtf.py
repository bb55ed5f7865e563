r"""RTF 1.9: plain text by striprtf, which knows code pages, \u letters and tables.

Every line of the result is a paragraph: RTF ends both with the same mark in practice.
"""

import re

from detente.collect.article import Refusal
from detente.collect.documents.opened import Document, Properties, damaged, filled, joined

_INFO = re.compile(rb"\{\\(title|author)\s+((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?\??)*)\}")
_ADDRESS = re.compile(r"(?<=\S)\(\"?https?://[^\s()]*\)")


def opened(data: bytes) -> Document | Refusal:
    """The document."""
    try:
        text = _text(data.rstrip(b"\0"))
    except Exception as error:  # noqa: BLE001 - striprtf raises anything on a damaged file; it goes to the ledger
        return damaged(error)
    lines = re.split(r"\n", text)
    return Document(
        kind="rtf",
        text=joined(_ADDRESS.sub("", line) for line in lines),
        properties=_about(data),
    )


def _text(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(data.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]


def _about(data: bytes) -> Properties:
    head = data[: 2**16]
    page = re.search(rb"\\ansicpg\d+", head)
    found = dict[str, str]()
    for name, value in _INFO.findall(head):
        one = b"{\\rtf1\\ansi" + (page[0] if page else b"") + b" " + value + b"}"
        found.setdefault(name.decode(), _text(one))
    return filled(**found)
