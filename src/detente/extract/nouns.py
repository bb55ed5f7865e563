"""A plain noun as the speaker: говорит скульптор, по мнению скульптора, the sculptor said."""

import re

from detente.extract.antecedents import Speaker
from detente.extract.slots import BLOT, Blotted, depends, is_adjective, is_living
from detente.extract.speech_cues import Cue

_WORD = re.compile(r"\s+([а-яё-]+)", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?<![\w-])([а-яё-]{3,})\s+(?:(?:также|ещё|еще|позже|уже|тогда)\s+)?\Z", re.IGNORECASE
)
_BEFORE_EN = re.compile(
    rf"(?:^\W*|[,;“”.]\s*|\b(?:but|and|that|as)\s+)((?:the|an?|his|her|one|another)\s+"
    rf"(?:(?!(?:of|in|on|to|for|at|by|is|was|and|who|that)\b)[\w{BLOT}’'-]+\s+){{1,3}})"
    r"(?:(?:also|later|then|has|had)\s+)?\Z",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"said|says|told|added|wrote|explained", re.IGNORECASE)
_NEAR = 80
_MOST_ADJECTIVES = 3


def subject(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """The noun beside a cue, if it is somebody living; None where there is none."""
    if blotted.language != "ru":
        return _english(blotted, cue, zone)
    case = "gent" if cue.kind == "phrase" else "nomn"
    before = (
        _BEFORE.search(blotted.text, max(zone[0], cue.start - _NEAR), cue.start)
        if case == "nomn"
        else None
    )
    if before and is_living(before[1], case) and not depends(blotted.text, before.start(1)):
        return Speaker(None, *before.span(1))
    start = at = cue.end
    for number in range(_MOST_ADJECTIVES):
        word = _WORD.match(blotted.text, at, zone[1])
        if not word:
            return None
        start = word.start(1) if number == 0 else start
        if is_living(word[1], case):
            return Speaker(None, start, word.end(1))
        if not is_adjective(word[1]):
            return None
        at = word.end()
    return None


def _english(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    if cue.kind == "phrase" or not _PLAIN.fullmatch(blotted.body, cue.start, cue.end):
        return None
    found = _BEFORE_EN.search(blotted.text, max(zone[0], cue.start - _NEAR), cue.start)
    if not found:
        return None
    return Speaker(None, found.start(1), found.start(1) + len(found[1].rstrip()))
