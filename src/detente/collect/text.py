"""Clean text: Unicode, spaces and paragraphs."""

import re
import unicodedata
from itertools import pairwise

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060"
    "\u2066-\u2069\ufeff]"
)
_NARROWEST, _WIDEST = 50, 100  # characters of a hard-wrapped line
_FULL = 0.8  # share of the width that a wrapped line fills with the next word
_ODD = "\t\u00a0\u2000-\u200a\u202f\u3000"
_SPACES = re.compile(f"[{_ODD}][ {_ODD}]*| [ {_ODD}]+")


def cleaned(text: str) -> str:
    """Text in NFC with plain spaces, no invisible characters, and paragraphs one blank line apart.

    Lines that belong to one paragraph (as in hard-wrapped text) are joined.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    blocks = re.split(r"\n[ ]*\n\s*", text)
    width = wrapped_at(text)
    return "\n\n".join(filter(None, (_joined(block, width) for block in blocks)))


def wrapped_at(text: str) -> int:
    """Width at which a text is hard-wrapped; 0 where its lines are whole paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    return width if _NARROWEST <= width <= _WIDEST else 0


def one_line(text: str) -> str:
    """Text of a headline or a name: clean, on one line."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(cleaned(text).split())


def _joined(block: str, width: int) -> str:
    """Paragraphs of a block: a line is a paragraph, unless it ends where the width made it end."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    out = lines[:1]
    for before, line in pairwise(lines):
        full = len(before) + 1 + len(line.split(maxsplit=1)[0]) > width * _FULL
        if width and full:
            out[-1] += f" {line}"
        else:
            out.append(line)
    return "\n\n".join(out)
