"""Stretches of text between quote marks, paragraph by paragraph, whatever marks are missing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

CLOSES = {"«": "»", "“": "”“", "„": "“”", "‘": "’", '"': '"', "'": "'"}
_MARK = re.compile("[«»“”„‘’\"']")
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_DEEP = 6
_ODD_SPACE = " \t\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


class Marked(NamedTuple):
    """A stretch between marks."""

    start: int
    """Offset of the first word."""
    end: int
    """Offset after the last one."""
    opening: int
    """Offset of the opening mark."""
    after: int
    """Offset after the closing mark."""
    depth: int
    """0, or how many stretches hold this one."""
    closed: bool
    """Whether the closing mark is there; without it, the stretch ends with the paragraph."""


def paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs, which a blank line parts."""
    at = 0
    for gap in _BREAK.finditer(body):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if at < len(body):
        yield at, len(body)


def find(body: str, start: int, end: int) -> list[Marked]:
    """Stretches of one paragraph, in order of their opening marks."""
    found: list[Marked] = []
    opened: list[int] = []
    for mark in _MARK.finditer(body, start, end):
        at = mark.start()
        depth = _closes(body, at, opened, end)
        if depth is not None:
            found.append(_marked(body, opened[depth], at, depth))
            del opened[depth:]
        elif _opens(body, at, start, end):
            opened.append(at)
    found += _unclosed(body, opened, found, (start, end))
    return sorted(found)


def _closes(body: str, at: int, opened: list[int], end: int) -> int | None:
    """Place in the stack of the mark that this one closes."""
    mark, after = body[at], body[at + 1 : min(at + 2, end)]
    if mark in "’'\"“" and after.isalnum():
        return None
    for depth in reversed(range(max(0, len(opened) - _DEEP), len(opened))):
        if mark in CLOSES[body[opened[depth]]]:
            spaced = mark == "“" and body[at - 1] in _ODD_SPACE
            return None if opened[depth] == at - 1 or spaced else depth
    return None


def _opens(body: str, at: int, start: int, end: int) -> bool:
    mark = body[at]
    before = body[at - 1] if at > start else " "
    after = body[at + 1] if at + 1 < end else " "
    if mark in "«„":
        return True
    if mark in "“\"‘'":
        return not before.isalnum() and before not in ".,!?" and not after.isspace()
    return False


def _unclosed(
    body: str, opened: list[int], found: list[Marked], paragraph: tuple[int, int]
) -> list[Marked]:
    """The first mark without a partner, where it is plain that speech begins there."""
    start, end = paragraph
    for at in opened[:1]:
        if body[at] in "‘'":
            continue
        inner = [m for m in found if m.opening > at and body[m.opening] == body[at] == "«"]
        if inner:  # «… «Северный поток», — сказал он: one mark closes both
            return [_marked(body, at, inner[-1].after - 1, 0)]
        if at == start or body[max(start, at - 2) : at].rstrip()[-1:] in {":", ","}:
            return [_marked(body, at, end, 0)._replace(after=end, closed=False)]
    return []


def _marked(body: str, opening: int, closing: int, depth: int) -> Marked:
    inside = body[opening + 1 : closing]
    start = opening + 1 + len(inside) - len(inside.lstrip())
    return Marked(
        start=start,
        end=start + len(inside.strip()),
        opening=opening,
        after=closing + 1,
        depth=depth,
        closed=True,
    )
