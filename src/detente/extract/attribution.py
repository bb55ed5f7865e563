"""Who speaks: the cue of speech beside a stretch of text, and the actor who is its subject."""

import csv
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from detente import files
from detente.extract import described
from detente.extract.quote_marks import Marked
from detente.extract.slots import BLOT, Blotted, gender, is_governed

REACH = 200
_NEAR = 5
_BACK = 2
_PRONOUNS = {"he": "m", "she": "f", "он": "m", "она": "f", "его": "m", "её": "f", "ее": "f"}
_CAPITALS = (
    r"(?!(?:The|An?|His|Her|Its|Their|This|That|It|They|In|On|At|But|And|As|When|If|For|To|We|I|"
    r"Это|В|На|По|Как|Но|И|Они|\w+day|You|There|So|What|Who)\b)"
    r"[A-ZА-ЯЁ][\w’'-]+(?:\s+[A-ZА-ЯЁ][\w’'-]+){0,3}"
)
_TIMES = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tonight|this|last|week|month|"
    r"morning|afternoon|evening|night|day|year|weekend"
)
# Words that may stand between an English subject and its verb of speech.
_BETWEEN_EN = re.compile(
    r"(?:\s*[,–—(][^.;]{1,120}?[,–—)])?(?:[\s,(]+(?:also|later|then|has|had|have|himself|herself|itself|"
    rf"repeatedly|once|again|earlier|was|were|is|been|being|as|quoted|who|would|did|not|on|in|at|"
    rf"late|early|{_TIMES}|\w+ly|{BLOT}+|told|reporters|to|the|a|an|his|her|its)\)?){{0,8}}[\s,]*",
    re.IGNORECASE,
)
# A capital in the gap is another name, unless a preposition makes it a place.
_WORD_RU = r"\s+(?:(?:в|во|на|из|с|со|о|об|для|по|к|от|у|после|до|при)\s+)?[а-яё\d][\w-]*"
_PLACE_RU = r"\s+(?:в|во|на|из|с|со|к|от|после|до|при)\s+[\w\ue000-]+"
_GAP_RU = rf"(?:{_WORD_RU}|{_PLACE_RU})"
_BETWEEN_RU = re.compile(rf"{_GAP_RU}{{0,5}}(?:\s*[,–—(][^.;]{{1,150}}?[,–—)])?{_GAP_RU}{{0,7}}\s*")
# Forms that are verbs in any place: reports and states may be nouns.
_FINITE = re.compile(r"\w+ed|said|says|told|wrote|spoke|saw|sought|found|[а-яё]+", re.IGNORECASE)
_AFTER_EN = re.compile(r"\s+(?:the\s+)?(?:Mr\.?\s+|Mrs\.?\s+|Ms\.?\s+)?")
_AFTER_RU = re.compile(r"(?:\s+[\w-]+){0,4}\s+")
_ANY_PRONOUN = "|".join(_PRONOUNS)
_TAIL = re.compile(rf"\b((?i:{_ANY_PRONOUN})|{_CAPITALS})\s+(?:\w+\s+){{0,1}}$")
_NAMED = {
    "en": re.compile(rf"\s+(?:the\s+)?({_CAPITALS})"),
    "ru": re.compile(rf"\s+((?i:{_ANY_PRONOUN})\b|{_CAPITALS})"),
}
_WORDS = re.compile(r"\w+")
_CHAINED = re.compile(r"\b(?:and|but|then|и|а|но)\s+(?:also\s+|также\s+|\w+ly\s+)?$", re.IGNORECASE)


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
    """say; mark (speech only if there are marks); call (what follows is how somebody is named);
    wish (another verb may report it); phrase (according to)."""


def cues(blotted: Blotted, span: tuple[int, int], marked: list[Marked]) -> list[Cue]:
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
            found.append(Cue(at, end, kind))
    return found


def speaker(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Subject of a cue inside a zone of the text; None where nobody can be."""
    before = None if cue.kind == "phrase" else _before(blotted, cue, zone)
    return before or _after(blotted, cue, zone) or _described(blotted, cue, zone)


def pronoun(blotted: Blotted, at: Speaker, marked: list[Marked]) -> str | None:
    """The first person who acts in the nearest sentence before a pronoun, if the gender fits.

    Its own sentence comes first, then the two before it; what is in quote marks does not count.
    """
    sentences = blotted.reading.sentences
    own = blotted.reading.sentence_at(at.start)
    for start, end in sentences[max(own - _BACK, 0) : own + 1][::-1]:
        for slot in blotted.between(start, min(end, at.start)):
            quoted = any(mark.start <= slot.start < mark.end for mark in marked)
            if slot.person and not quoted and blotted.may_act(slot):
                return same_person(slot.actor_id, blotted.body[at.start : at.end])
    return None


def same_person(actor_id: str | None, words: str) -> str | None:
    """The actor, if a pronoun can stand for it."""
    return actor_id if gender(actor_id) == _PRONOUNS[words.lower()] else None


def is_finite(cue: str) -> bool:
    """Whether a cue is a verb even where its subject is not known."""
    return _FINITE.fullmatch(cue) is not None


def is_pronoun(words: str) -> bool:
    """Whether some words are a pronoun that can be resolved."""
    return words.lower() in _PRONOUNS


def _before(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    between = _BETWEEN_RU if blotted.language == "ru" else _BETWEEN_EN
    floor = max(zone[0], cue.start - REACH)
    near = blotted.between(floor, cue.start)
    actors = [slot for slot in near if not slot.adjective and blotted.may_act(slot)]
    if actors and _CHAINED.search(blotted.text, actors[-1].end, cue.start):
        return Speaker(actors[0].actor_id, actors[0].start, actors[0].end)
    for slot in actors[:-_NEAR:-1]:
        gap = blotted.text[slot.end : cue.start]
        if between.fullmatch(gap) and not gap.startswith(("'s", "’s")):
            return Speaker(slot.actor_id, slot.start, slot.end)
    return _other(blotted.body, (actors[-1].end if actors else floor, cue.start))


def _other(body: str, span: tuple[int, int]) -> Speaker | None:
    """A pronoun or a capitalised name just before a cue."""
    match = _TAIL.search(body, *span)
    if not match or is_governed(body, match.start(1)):
        return None
    return Speaker(None, match.start(1), match.end(1))


def _after(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    verbal = cue.kind != "phrase"
    gap = _AFTER_RU if verbal and blotted.language == "ru" else _AFTER_EN
    end = min(zone[1], cue.end + REACH)
    slots = blotted.between(cue.end, end)
    for slot in slots[:1]:
        fits = gap.fullmatch(blotted.text, cue.end, slot.start)
        if fits and not slot.adjective and (not verbal or blotted.may_act(slot)):
            return Speaker(slot.actor_id, slot.start, slot.end)
    match = _NAMED[blotted.language].match(blotted.text, cue.end, end)
    return Speaker(None, match.start(1), match.end(1)) if match else None


def _described(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    span = None
    if cue.kind != "phrase":
        span = described.before(blotted.text, (zone[0], cue.start), blotted.language)
    span = span or described.after(blotted.text, (cue.end, zone[1]), blotted.language)
    return Speaker(None, *span) if span else None


@cache
def _lexicon(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Kinds of the cues by their first word, and a pattern of those that have several words."""
    with (files.REFERENCE / "speech_verbs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    kinds = {form.split()[0]: row["kind"] for row in rows for form in row["forms"].split("|")}
    phrases = "|".join(
        re.escape(row["forms"]).replace(r"\ ", r"\s+") for row in rows if row["kind"] == "phrase"
    )
    return kinds, re.compile(rf"(?:{phrases})(?!\w)", re.IGNORECASE)
