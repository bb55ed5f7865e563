"""The cues of speech in a text and the stretches between quote marks, whatever marks are missing.

A paragraph is read mark by mark: each closes the nearest open one of its kind, or opens another;
one that stays open holds the rest of the paragraph where it is plain that speech begins there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from detente import files
from detente.extract.slots import Blotted
from detente.tables import read

CLOSES = {"«": "»", "“": "”“", "„": "“”", "‘": "’", '"': '"', "'": "'"}
_MARK = re.compile("[«»“”„‘’\"']")
_HAS_WORD = re.compile(r"\w")
# A line that begins with a dash or a label, after one that ended, is a paragraph of its own.
_BREAK = re.compile(
    r"\n[^\S\n]*\n\s*|(?<=[.!?…:»”\")])[^\S\n]*\n\s*(?=[—–-]\s|[A-ZА-ЯЁ][\w.’' -]{0,40}:\s)"
)
_NEXT = re.compile(r"\s*([«“„\"])")
_DEEP = 6
_ODD_SPACE = " \t\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_OPENING = re.compile(r"[—–-][^\S\n]+(?=\S)")
_ASIDE = re.compile(r"[,!?…]\s+[—–-]\s+([^—–\n]{3,150}?)(?:[,.]\s+[—–-]\s+|[.:]?\s*\Z)")
# Forms that are verbs in any place: reports and states may be nouns.
_FINITE = re.compile(
    r"\w+ed|said|says|reads|told|wrote|spoke|saw|sought|found|[а-яё]+", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechVerb:
    """A row of `speech_verbs.csv`."""

    language: Literal["en", "ru"]
    """Language of the word."""
    lemma: str
    """The verb or the phrase."""
    forms: tuple[str, ...]
    """Its forms."""
    kind: Literal["call", "cite", "mark", "phrase", "say", "text", "wish"]
    """say; mark (speech only if there are marks); call (what follows is how somebody is named);
    wish (another verb may report it); phrase (according to); text (a document says it);
    cite (the speaker is its object)."""


class SpeechCue(NamedTuple):
    """A verb or phrase of speech in the text."""

    start: int
    end: int
    kind: str
    """The kind of its row of `speech_verbs.csv`."""


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
    holder: int
    """Opening mark of the stretch that holds this one; -1 for none."""


def paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs, which a blank line parts, or a dash or a label at its start."""
    at = 0
    for gap in _BREAK.finditer(body):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if at < len(body):
        yield at, len(body)


def find(body: str, start: int, end: int) -> list[Marked]:
    """Stretches of one paragraph, in order of their opening marks."""
    text = body[start:end]
    pairs: list[_Pair] = []
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        at = mark.start()
        depth = _closes(text, at, opened)
        if depth is not None:
            pairs.append(_Pair(opened[depth], at, opened[depth - 1] if depth else None))
            del opened[depth:]
        elif _opens(text, at):
            opened.append(at)
    next_one = _NEXT.match(body, end)
    if opened and next_one and text[opened[-1]] == next_one[1]:
        pairs.append(_Pair(opened[-1], len(text), None))  # closed after the last paragraph only
    elif opened and (closing := _closing_of(text, opened[0], pairs)):
        pairs.append(_Pair(opened[0], closing, None))
    found = [_marked(text, pair, start) for pair in pairs]
    return sorted(one for one in found if _HAS_WORD.search(body, one.start, one.end))


def find_dialogue(body: str, span: tuple[int, int], cues: list[SpeechCue]) -> list[Marked]:
    """Stretches of a paragraph that a dash opens, where words of speech stand after a second one.

    A dash alone opens the items of a list too, so that without those words nothing is found.
    """
    opening = _OPENING.match(body, *span)
    aside = opening and _ASIDE.search(body, opening.end(), span[1])
    if not opening or not aside or not any(aside.start(1) <= c.start < aside.end(1) for c in cues):
        return []
    end = aside.start() + (body[aside.start()] != ",")
    rest = aside.end() + len(body[aside.end() : span[1]].rstrip())
    parts = [(opening.end(), end, span[0]), (aside.end(), rest, aside.end() - 1)]
    return [
        Marked(start=start, end=end, opening=opening, after=end, holder=-1)
        for start, end, opening in parts
        if start < end
    ]


def cues(blotted: Blotted, span: tuple[int, int], marked: list[Marked]) -> list[SpeechCue]:
    """Cues in a stretch of text, in order, save those inside quote marks."""
    kinds, phrases = _lexicon(blotted.language)
    starts = [mark.opening for mark in marked]
    found = []
    for match in _WORDS.finditer(blotted.text, *span):
        at, end, kind = match.start(), match.end(), kinds.get(match.group().lower())
        if kind == "phrase":
            phrase = phrases.match(blotted.text, at, span[1])
            kind, end = ("phrase", phrase.end()) if phrase else (None, end)
        before = bisect_right(starts, at) if kind else 0
        if kind and (not before or marked[before - 1].after <= at):
            found.append(SpeechCue(at, end, kind))
    return found


def is_finite(cue: str) -> bool:
    """Whether a cue is a verb even where its subject is not known."""
    return _FINITE.fullmatch(cue) is not None


@cache
def verbs(language: str) -> tuple[SpeechVerb, ...]:
    """Verbs and phrases of a language that report speech."""
    rows = read(SpeechVerb, files.REFERENCE / "speech_verbs.csv")
    return tuple(row for row in rows if row.language == language)


class _Pair(NamedTuple):
    """Offsets in a paragraph of two marks, and of the opening mark around them."""

    opening: int
    closing: int
    holder: int | None


def _closes(text: str, at: int, opened: list[int]) -> int | None:
    """Place in the stack of the mark that this one closes."""
    mark = text[at]
    if mark in "’'\"“" and text[at + 1 : at + 2].isalnum():
        return None
    for depth in reversed(range(max(0, len(opened) - _DEEP), len(opened))):
        if mark in CLOSES[text[opened[depth]]]:
            spaced = mark == "“" and text[at - 1] in _ODD_SPACE
            return None if opened[depth] == at - 1 or spaced else depth
    return None


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2] or " "
    if mark in "«„":
        return True
    if mark in "“\"‘'":
        return not before.isalnum() and before not in ".,!?" and not after.isspace()
    return False


def _closing_of(text: str, at: int, pairs: list[_Pair]) -> int | None:
    """Where a mark without a partner closes, if it is plain that speech begins there."""
    if text[at] in "‘'":
        return None
    inner = [p for p in pairs if p.opening > at and text[p.opening] == text[at] == "«"]
    if inner:  # «… «Северный поток», — сказал он: one mark closes both
        return inner[-1].closing
    begins = not at or text[max(0, at - 2) : at].rstrip()[-1:] in {":", ","}
    return len(text) if begins else None


def _marked(text: str, pair: _Pair, base: int) -> Marked:
    """What stands between two marks, in a paragraph that begins at `base`."""
    inside = text[pair.opening + 1 : pair.closing]
    start = base + pair.opening + 1 + len(inside) - len(inside.lstrip())
    return Marked(
        start=start,
        end=start + len(inside.strip()),
        opening=base + pair.opening,
        after=base + min(pair.closing + 1, len(text)),
        holder=-1 if pair.holder is None else base + pair.holder,
    )


@cache
def _lexicon(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Kinds of the cues by their first word, and a pattern of those that have several words."""
    rows = verbs(language)
    kinds: dict[str, str] = {form.split()[0]: row.kind for row in rows for form in row.forms}
    phrases = "|".join(
        re.escape(form).replace(r"\ ", r"\s+")
        for row in rows
        if row.kind == "phrase"
        for form in row.forms
    )
    return kinds, re.compile(rf"(?:{phrases})(?!\w)", re.IGNORECASE)
