"""Stretches of text between quote marks, paragraph by paragraph, whatever marks are missing."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from detente import files
from detente.extract.slots import Blotted
from detente.tables import read


class SpeechCue(NamedTuple):
    """A verb or phrase of speech in the text."""

    start: int
    end: int
    kind: str
    """The kind of its row of `speech_verbs.csv`."""


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
    closed: bool
    """Whether the closing mark is there; without it, the stretch ends with the paragraph."""


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
    found: list[Marked] = []
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        at = mark.start()
        depth = _closes(text, at, opened)
        if depth is not None:
            holder = opened[depth - 1] if depth else -1
            found.append(_marked(text, opened[depth], at, holder=holder))
            del opened[depth:]
        elif _opens(text, at):
            opened.append(at)
    next_one = _NEXT.match(body, end)
    if opened and next_one and text[opened[-1]] == next_one[1]:
        found.append(_open_ended(text, opened[-1]))  # a mark at each paragraph, closed at the last
    else:
        found += _unclosed(text, opened, found)
    return sorted(_moved(mark, start) for mark in found if _HAS_WORD.search(text, *mark[:2]))


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


def _unclosed(text: str, opened: list[int], found: list[Marked]) -> list[Marked]:
    """The first mark without a partner, where it is plain that speech begins there."""
    for at in opened[:1]:
        if text[at] in "‘'":
            continue
        inner = [m for m in found if m.opening > at and text[m.opening] == text[at] == "«"]
        if inner:  # «… «Северный поток», — сказал он: one mark closes both
            return [_marked(text, at, inner[-1].after - 1, holder=-1)]
        if not at or text[max(0, at - 2) : at].rstrip()[-1:] in {":", ","}:
            return [_open_ended(text, at)]
    return []


def _open_ended(text: str, at: int) -> Marked:
    """From a mark to the end of the paragraph."""
    return _marked(text, at, len(text), holder=-1)._replace(after=len(text), closed=False)


def _marked(text: str, opening: int, closing: int, *, holder: int) -> Marked:
    inside = text[opening + 1 : closing]
    start = opening + 1 + len(inside) - len(inside.lstrip())
    return Marked(
        start=start,
        end=start + len(inside.strip()),
        opening=opening,
        after=closing + 1,
        holder=holder,
        closed=True,
    )


def _moved(mark: Marked, by: int) -> Marked:
    return mark._replace(
        start=mark.start + by,
        end=mark.end + by,
        opening=mark.opening + by,
        after=mark.after + by,
        holder=mark.holder + by if mark.holder >= 0 else -1,
    )


_OPENING = re.compile(r"[—–-][^\S\n]+(?=\S)")
_ASIDE = re.compile(r"[,!?…]\s+[—–-]\s+([^—–\n]{3,150}?)(?:[,.]\s+[—–-]\s+|[.:]?\s*\Z)")


def find_dialogue(body: str, span: tuple[int, int], cues: list[SpeechCue]) -> list[Marked]:
    """Stretches of a paragraph that a dash opens, where words of speech stand after a second one.

    A dash alone opens the items of a list too, so that without those words nothing is found.
    """
    opening = _OPENING.match(body, *span)
    aside = opening and _ASIDE.search(body, opening.end(), span[1])
    if not opening or not aside or not any(aside.start(1) <= c.start < aside.end(1) for c in cues):
        return []
    end = aside.start() + (body[aside.start()] != ",")
    found = [_marked_dialogue(opening.end(), end, span[0])]
    rest = body[aside.end() : span[1]].rstrip()
    if rest:
        found.append(_marked_dialogue(aside.end(), aside.end() + len(rest), aside.end() - 1))
    return found


def _marked_dialogue(start: int, end: int, opening: int) -> Marked:
    return Marked(start=start, end=end, opening=opening, after=end, holder=-1, closed=True)


# Forms that are verbs in any place: reports and states may be nouns.
_FINITE = re.compile(
    r"\w+ed|said|says|reads|told|wrote|spoke|saw|sought|found|[а-яё]+", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


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
