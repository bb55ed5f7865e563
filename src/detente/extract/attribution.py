"""Who speaks: the cue of speech beside a stretch of text, and the actor who is its subject."""

import csv
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from detente import files
from detente.extract.quote_marks import Marked
from detente.extract.slots import BLOT, Blotted, gender

REACH = 200
_PRONOUNS = {"he": "m", "she": "f", "он": "m", "она": "f", "его": "m", "её": "f", "ее": "f"}
_CAPITALS = r"[A-ZА-ЯЁ][\w’'-]+(?:\s+[A-ZА-ЯЁ][\w’'-]+){0,3}"
_TIMES = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tonight|this|last|week|month|"
    r"morning|afternoon|evening|night|day|year|weekend"
)
# Words that may stand between an English subject and its verb of speech.
_BETWEEN_EN = re.compile(
    r"(?:,[^,.;]{1,120},)?(?:[\s,(]+(?:also|later|then|has|had|have|himself|herself|itself|"
    rf"repeatedly|once|again|earlier|was|were|is|been|being|as|quoted|who|would|did|not|on|in|at|"
    rf"late|early|{_TIMES}|\w+ly|{BLOT}+|told|reporters|and|to|the|a|an|his|her|its)\)?){{0,8}}[\s,]*",
    re.IGNORECASE,
)
_BETWEEN_RU = re.compile(r"(?:,[^.;]{1,150},)?(?:\s+[\w-]+){0,7}\s*(?:\([^)]{1,40}\)\s*)?")
_AFTER_EN = re.compile(r"\s+(?:the\s+)?(?:Mr\.?\s+|Mrs\.?\s+|Ms\.?\s+)?")
_AFTER_RU = re.compile(r"(?:\s+[\w-]+){0,4}\s+")
_CHAINED = re.compile(r"\s*,?\s*(?:and|but|then|и|а|но)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a cue says has spoken."""

    actor_id: str | None
    """The actor; None where it is nobody known, or not decided."""
    start: int
    """Offset of the words that name the speaker."""
    end: int
    """Offset after them."""


class Cue(NamedTuple):
    """A verb or phrase of speech in the text."""

    start: int
    end: int
    kind: str
    """say; call (what follows is how somebody is named); phrase (according to)."""


def cues(
    blotted: Blotted, span: tuple[int, int], marked: list[Marked], language: str
) -> list[Cue]:
    """Cues in a stretch of text, in order, save those inside quote marks."""
    kinds, pattern = _lexicon(language)
    starts = [mark.opening for mark in marked]
    found = []
    for match in pattern.finditer(blotted.text, *span):
        before = bisect_right(starts, match.start())
        if not before or marked[before - 1].after <= match.start():
            words = " ".join(match.group().lower().split())
            found.append(Cue(match.start(), match.end(), kinds[words]))
    return found


def speaker(blotted: Blotted, cue: Cue, zone: tuple[int, int], language: str) -> Speaker | None:
    """Subject of a cue inside a zone of the text; None where nobody can be."""
    if cue.kind == "phrase":
        return _after(blotted, cue, zone, re.compile(r"\s+(?:the\s+)?"), case=False)
    between = _BETWEEN_RU if language == "ru" else _BETWEEN_EN
    after = _AFTER_RU if language == "ru" else _AFTER_EN
    return _before(blotted, cue, zone, between) or _after(blotted, cue, zone, after, case=True)


def pronoun(blotted: Blotted, at: Speaker, floor: int, marked: list[Marked]) -> str | None:
    """The one person who acts in the text before a pronoun, and whose gender fits."""
    sex = _PRONOUNS[blotted.body[at.start : at.end].lower()]
    fits = {
        slot.actor_id
        for slot in blotted.between(floor, at.start)
        if slot.person and gender(slot.actor_id) in {None, sex} and blotted.may_act(slot)
        if not any(mark.start <= slot.start < mark.end for mark in marked)
    }
    return fits.pop() if len(fits) == 1 else None


def same_person(actor_id: str | None, words: str) -> str | None:
    """The actor, if a pronoun can stand for it."""
    return actor_id if gender(actor_id) == _PRONOUNS[words.lower()] else None


def is_pronoun(words: str) -> bool:
    """Whether some words are a pronoun that can be resolved."""
    return words.lower() in _PRONOUNS


def _before(
    blotted: Blotted, cue: Cue, zone: tuple[int, int], between: re.Pattern[str]
) -> Speaker | None:
    floor = max(zone[0], cue.start - REACH)
    actors = [slot for slot in blotted.between(floor, cue.start) if blotted.may_act(slot)]
    gap_from = floor
    for slot in reversed(actors):
        gap = blotted.text[slot.end : cue.start]
        if _CHAINED.match(gap) and slot is not actors[0]:
            continue
        if between.fullmatch(gap) and not gap.startswith(("'s", "’s")):
            return Speaker(slot.actor_id, slot.start, slot.end)
        gap_from = slot.end
        break
    return _other(blotted.body, (gap_from, cue.start))


def _other(body: str, span: tuple[int, int]) -> Speaker | None:
    """A pronoun or a capitalised name just before a cue."""
    words = "|".join(_PRONOUNS)
    tail = re.compile(rf"\b((?i:{words})|{_CAPITALS})\s+(?:\w+\s+){{0,1}}$")
    match = tail.search(body, *span)
    return Speaker(None, match.start(1), match.end(1)) if match else None


def _after(
    blotted: Blotted, cue: Cue, zone: tuple[int, int], gap: re.Pattern[str], *, case: bool
) -> Speaker | None:
    end = min(zone[1], cue.end + REACH)
    slots = blotted.between(cue.end, end)
    for slot in slots[:1]:
        fits = gap.fullmatch(blotted.text, cue.end, slot.start)
        if fits and (not case or blotted.may_act(slot)):
            return Speaker(slot.actor_id, slot.start, slot.end)
    words = "|".join(_PRONOUNS)
    named = re.compile(rf"\s+(?:the\s+)?((?i:{words})\b|{_CAPITALS})")
    match = named.match(blotted.text, cue.end, end)
    return Speaker(None, match.start(1), match.end(1)) if match else None


@cache
def _lexicon(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    with (files.REFERENCE / "speech_verbs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    kinds = {form: row["kind"] for row in rows for form in row["forms"].split("|")}
    forms = "|".join(
        re.escape(form).replace(r"\ ", r"\s+") for form in sorted(kinds, key=len, reverse=True)
    )
    return kinds, re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)

