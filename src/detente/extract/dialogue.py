"""Speech that a dash opens: — Мы готовы, — сказал он. — Очень."""

import re

from detente.extract.quote_marks import Marked
from detente.extract.speech_cues import Cue

_OPENING = re.compile(r"[—–-][^\S\n]+(?=\S)")
_ASIDE = re.compile(r"[,!?…]\s+[—–-]\s+([^—–\n]{3,150}?)(?:[,.]\s+[—–-]\s+|[.:]?\s*\Z)")


def find(body: str, span: tuple[int, int], cues: list[Cue]) -> list[Marked]:
    """Stretches of a paragraph that a dash opens, where words of speech stand after a second one.

    A dash alone opens the items of a list too, so that without those words nothing is found.
    """
    opening = _OPENING.match(body, *span)
    aside = opening and _ASIDE.search(body, opening.end(), span[1])
    if not opening or not aside or not any(aside.start(1) <= c.start < aside.end(1) for c in cues):
        return []
    end = aside.start() + (body[aside.start()] != ",")
    found = [_marked(opening.end(), end, span[0])]
    rest = body[aside.end() : span[1]].rstrip()
    if rest:
        found.append(_marked(aside.end(), aside.end() + len(rest), aside.end() - 1))
    return found


def _marked(start: int, end: int, opening: int) -> Marked:
    return Marked(start=start, end=end, opening=opening, after=end, holder=-1, closed=True)
