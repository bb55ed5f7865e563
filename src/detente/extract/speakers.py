"""Who speaks: the cue of speech beside a stretch of text, and the actor who is its subject.

A cue asks for its subject in turns: a name or pronoun right before it, right after it, a
description of somebody who can speak (`speaker_nouns.csv`), a name farther off, any noun that is
alive, and at last the subject of the verb that it is chained to. The first that is found speaks.
Pronouns and descriptions (the diplomat) then stand for the last person named whom they fit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from detente import files
from detente.extract import speech
from detente.extract.evidence import QuoteKind
from detente.extract.pronouns import GENDERS
from detente.extract.slots import (
    BLOT,
    Blotted,
    Slot,
    depends,
    is_adjective,
    is_governed,
    is_living,
    is_nominative,
    is_verb,
)
from detente.extract.speech import Marked, SpeechCue
from detente.tables import read

Span = tuple[int, int]
# Speakers that no rule resolves; the words are kept.
_PERSONS = ("it", "i", "you", "we", "they", "я", "вы", "мы", "они", "ты")
REACH = 200
_FAR = 300
_VERBS = {"say", "mark", "call", "wish"}
_NEAR = 5
_NEAR_NOUN = 80
_MOST_ADJECTIVES = 3
_LONGEST = 110
_SENTENCES_BACK = 2
_HEADING = 60
_LONG_WORDS = 40
_CAPITALS = (
    r"(?!(?:The|An?|His|Her|Its|Their|This|That|It|They|In|On|At|But|And|As|When|If|For|To|We|I|"
    r"Сам|Сама|Это|В|На|По|Как|Но|И|Они|\w+day|You|There|So|What|Who|Why|How|Where|Which|Yes|No|Not|Okay|Well)\b)"
    r"(?:[A-ZА-ЯЁ]\.\s?){0,2}[A-ZА-ЯЁ][\w’'-]+(?:\s+(?:[A-ZА-ЯЁ]\.\s?){0,2}[A-ZА-ЯЁ][\w’'-]+){0,5}"
)
# Words that may stand between an English subject and its verb of speech.
_BETWEEN_EN = re.compile(
    r"(?:\s*[,–—(][^.;]{1,120}?[,–—)])?(?:[\s,(]++(?:also|later|then|has|had|have|himself|herself|itself|"
    r"repeatedly|once|again|earlier|was|were|is|been|being|as|quoted|who|would|did|not|on|in|at|"
    r"late|early|\w+day|tonight|this|last|week|month|morning|afternoon|evening|night|day|year|weekend|"
    rf"\w+ly|{BLOT}+|told|reporters|to|the|a|an|his|her|its)\)?){{0,8}}[\s,]*+",
    re.IGNORECASE,
)
# A capital in the gap is another name, unless a preposition makes it a place.
_WORD_RU = r"\s+(?:(?:в|во|на|из|с|со|о|об|для|по|к|от|у|после|до|при)\s+)?[а-яё\d][\w-]*"
_PLACE_RU = r"\s+(?:в|во|на|из|с|со|к|от|после|до|при)\s+[\w\ue000-]+"
_GAP_RU = rf"(?:{_WORD_RU}|{_PLACE_RU})"
_BETWEEN_RU = re.compile(rf"{_GAP_RU}{{0,5}}(?:\s*[,–—(][^.;]{{1,150}}?[,–—)])?{_GAP_RU}{{0,7}}\s*")
# The US automobile manufacturer Ford: the first name only qualifies the second.
_QUALIFIES = re.compile(
    r"\s+(?!\w+ed\b|said\b|says\b|has\b|had\b|have\b|is\b|was\b|were\b|are\b|will\b|would\b|did\b|and\b|or\b|"
    r"that\b|to\b|in\b|on\b|at\b|as\b|of\b|for\b|who\b)(?:[a-z-]+\s+){1,3}[A-Z]"
)
# I say, you mean: no report of speech; I said, you told are.
_PAST = re.compile(r"\w+ed|said|told|wrote|spoke|[а-яё]+л[аи]?", re.IGNORECASE)
_AFTER_EN = re.compile(r"\s+(?:the\s+)?(?:Mr\.?\s+|Mrs\.?\s+|Ms\.?\s+)?")
_AFTER_RU = re.compile(r"(?:\s+[\w-]+){0,4}\s+")
_ANY_PRONOUN = "|".join(("he", "she", "он", "она", *_PERSONS))
_POSSESSED = re.compile(r"\b(?:his|her|его|её|ее|их)\b", re.IGNORECASE)
_PLACING = "in|on|at|after|during|from|в|во|на|после|по|из|с"
_TAILS = tuple(
    re.compile(rf"\b((?i:{_ANY_PRONOUN})|{_CAPITALS})\s+(?:\([^()]{{1,40}}\)\s+)?{gap}$")
    for gap in ("", r"\w+\s+", rf"(?:{_PLACING})\s+[^,.;:!?]{{1,60}}?\s+")
)
_NAMED = {
    "en": re.compile(rf"\s+(?:the\s+)?({_CAPITALS})"),
    "ru": re.compile(
        rf"(?:\s+|(?=«))((?i:{_ANY_PRONOUN})\b|{_CAPITALS}(?:\s+«[^«»]{{1,30}}»)?|«[^«»\s]{{1,30}}»|"
        r"[\w-]+\.(?:ru|com|org|net|info|рф)\b)"
    ),
}
_STOP = re.compile(r"[.,;:!?«»\"(—–]")
_NAMES = re.compile(r"(?<![\w-])[A-ZА-ЯЁ][\w-]+(?:\s+[A-ZА-ЯЁ][\w-]+){0,3}")
_BEGUN = re.compile(
    r"\W*(?:[А-ЯЁа-яё][а-яё]*\s+[а-яё]+\s+)?([А-ЯЁ][\w-]+(?:\s+[А-ЯЁ][\w-]+){0,2})\s+([а-яё]+)\b[^.;:]*?"
    r"(?:,\s+(?:где|после чего|когда|а|и|но|причём|причем)|\sи)\s[^.;:]*\Z"
)
_FUNCTION = re.compile(
    r"Also|Then|Later|Still|Meanwhile|Yet|Which|What|That|This|It|There|And|But|So|Not|Never|Ever|"
    r"\w+ly|That's|Having|Being|Earlier|Once|Even|Just|Again|Instead|Here|Why|How",
)
_PARTICIPLE = re.compile(r"\w+ing|[а-яё]+(?:ив|ав|ув|ев|яя|ая|уя|ёв)", re.IGNORECASE)
_INVERTS = re.compile(r"\w+ed|said|says|told|wrote|writes|adds|notes|warns|explains")
_NAME_ANY = re.compile(rf"{BLOT}+|\b(?!\w+day\b){_CAPITALS}(?!\w|['’]s)")
_VERB = re.compile(r"\s+([\w-]+)")
_ACTS = re.compile(r"[a-z]+ed|was|is|went|has|had|made|took|gave|did|came|began")
# Forms that are plural nouns as often: foreign states that hold hostages.
_NOUNS = re.compile(
    r"states|reports|claims|notes|comments|voices|labels|names|stresses", re.IGNORECASE
)
_LAST_TWO = re.compile(r"(?<=\s)[A-Z][\w’'-]+\s+[A-Z][\w’'-]+$")
_CHAINED = re.compile(r"\b(?:and|but|then|и|а|но)\s+(?:also\s+|также\s+|\w+ly\s+)?$", re.IGNORECASE)
_NAME = r"[A-ZА-ЯЁ][\w’'.-]+(?:\s+(?:[a-zа-яё]{2,3}\s+)?[A-ZА-ЯЁ][\w’'.-]*\w)+"
_WORD = r"(?:[\w’'.&/-]|\ue000)+"
_APPOSED = re.compile(rf"\A\W*({_NAME}),\s[^.;:“”«»\"]{{2,110}},\s+\Z")
_NOUN_RU = re.compile(r"\s+([а-яё-]+)", re.IGNORECASE)
_BEFORE_NOUN_RU = re.compile(
    r"(?<![\w-])([а-яё-]{3,})\s+(?:(?:также|ещё|еще|позже|уже|тогда)\s+)?\Z", re.IGNORECASE
)
_BEFORE_NOUN_EN = re.compile(
    rf"(?:^\W*|[,;“”.]\s*|\b(?:but|and|that|as)\s+)((?:the|an?|his|her|one|another)\s+"
    rf"(?:(?!(?:of|in|on|to|for|at|by|is|was|and|who|that)\b)[\w{BLOT}’'-]+\s+){{1,3}})"
    r"(?:(?:also|later|then|has|had)\s+)?\Z",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"said|says|told|added|wrote|explained", re.IGNORECASE)
_WORK = (
    r"во?\s+(?:[а-яё-]+\s+){0,2}?(?:заявлени|сообщени|доклад|документ|письм|текст|релиз|пресс-релиз|"
    r"отчёт|отчет|стать|материал|указ|постановлени|резолюци|обращени|комментари|коммюнике|послани)"
    r"[а-яё]*"
)
_WHOSE = rf"((?:[\w{BLOT}-]|\s(?!(?:по|о|об|в|на|от|за)\s)|[«»])+)"
_IN_WORK = re.compile(rf"\s+(?:также\s+)?{_WORK}\s+{_WHOSE}", re.IGNORECASE)
_WORK_BEFORE = re.compile(
    rf"{_WORK}\s+((?:[\w{BLOT}«»-]+\s+){{1,6}}?)(?:,[^.;:]{{1,80}},)?\s*(?:также\s+)?\Z",
    re.IGNORECASE,
)
_WORK_EN = re.compile(
    rf"(?:(?:statement|report|communiqu[eé]|letter|readout|press release|document)\s+"
    rf"(?:issued\s+|released\s+|published\s+)?(?:by|from)\s+(?:the\s+)?({BLOT}+)|((?<!{BLOT}){BLOT}+)['’]s?\s+"
    rf"(?:statement|report|communiqu[eé]|letter|readout|press release))\s+(?:also\s+)?\Z"
)
_HIM = re.compile(r"\s+(его|её|ее)\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a cue says has spoken."""

    actor_id: str | None
    """The actor; None where it is nobody known, or not decided."""
    start: int
    """Offset of the words that name the speaker."""
    end: int
    """Offset after them."""


class Said(NamedTuple):
    """A stretch of speech, attributed."""

    start: int
    """Offset of its first word."""
    end: int
    """Offset after the last one."""
    cue: str
    """The words of the cue, or the colon."""
    speaker: Speaker | None
    """Who a cue says has spoken; None where nobody is named."""
    kind: QuoteKind
    """Whether it is between marks, in whole or in part, or indirect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerNoun:
    """A row of `speaker_nouns.csv`."""

    language: Literal["en", "ru"]
    """Language of the noun."""
    noun: str
    """A noun of somebody who can speak: official; `министр*` with any ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedOffice:
    """A row of `described_offices.csv`."""

    language: Literal["en", "ru"]
    """Language of the description."""
    description: str
    """What somebody is called: the diplomat."""
    offices: tuple[str, ...]
    """Parts of the ids of the offices that it fits."""


class _Descriptions(NamedTuple):
    """Patterns of the nouns of somebody who can speak, with the words around them."""

    after: tuple[re.Pattern[str], ...]
    """Right behind a cue: …, said a senior official; заявил глава ведомства."""
    before: tuple[re.Pattern[str], ...]
    """Right before a cue, with a name perhaps: X, an analyst at Y, said."""
    noun: re.Pattern[str]
    """A noun alone; in English, one that goes on after a name, with the name of who is meant."""


def speaker(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """Subject of a cue inside a zone of the text; None where nobody can be."""
    zone = (max(zone[0], cue.start - _FAR), min(zone[1], cue.end + _FAR))
    if cue.kind == "cite":
        return _cited(blotted, cue, zone)
    if cue.kind == "text":
        return _document(blotted, cue, zone)
    if cue.kind != "phrase":
        return _first((_subject, _living, _chained), (blotted, cue, zone))
    possessed = _POSSESSED.search(blotted.body, cue.start, cue.end)
    if possessed:
        return Speaker(None, *possessed.span())
    return _first((_after, _described, _living), (blotted, cue, zone))


def heading(blotted: Blotted, start: int, end: int) -> Speaker | None:
    """The person named between the start of a line and a colon: Lavrov: “We are ready”."""
    line = blotted.body.rfind("\n", start, end) + 1 or start
    if end - line > _HEADING:
        return None
    for slot in blotted.between(line, end)[:1]:
        alone = blotted.text[line : slot.start].strip() == ""
        if alone and blotted.text[slot.end : end].strip() == ":":
            return _of(slot)
    named = re.compile(rf"\s*({_CAPITALS}):\s+").fullmatch(blotted.body, line, end)
    return Speaker(None, *named.span(1)) if named and " " in named[1] else None


def is_namelike(words: str, language: str) -> bool:
    """Whether words can name or describe a speaker: no adverb or conjunction with a capital."""
    first = words.split(maxsplit=1)[0]
    if " " in words or language != "ru":
        return _FUNCTION.fullmatch(first) is None
    return is_nominative(first)


def first_name(blotted: Blotted, zone: Span) -> Speaker | None:
    """The first name or person of a stretch that a verb follows, and nothing governs."""
    for match in _NAME_ANY.finditer(blotted.text, *zone):
        slots = blotted.between(match.start(), match.start() + 1)
        labelled = blotted.text[match.end() : match.end() + 1] == ":"
        if slots and not labelled and slots[0].person and blotted.may_act(slots[0]):
            return _of(slots[0])
        follows = _VERB.match(blotted.text, match.end(), zone[1])
        alone = blotted.language == "en" and " " not in match[0]
        if (
            slots
            or alone
            or not follows
            or not (_ACTS.fullmatch(follows[1]) or is_verb(follows[1]))
        ):
            continue
        last = _LAST_TWO.search(match[0])
        start = match.start() + (last.start() if last else 0)
        if is_nominative(match[0].split()[-1]) and (last or not is_governed(blotted.text, start)):
            return Speaker(None, start, match.end())
    return None


def antecedent(blotted: Blotted, at: Speaker, marked: list[Marked]) -> str | None:
    """The actor that a pronoun or a description stands for; None where no rule decides.

    Its own sentence comes first, then the two before it; what is in quote marks does not count.
    """
    words = blotted.body[at.start : at.end]
    own = blotted.reading.sentence_at(at.start)
    spans = blotted.reading.sentences[max(own - _SENTENCES_BACK, 0) : own + 1]
    people = [
        slot.actor_id
        for start, end in spans[::-1]
        for slot in blotted.between(start, min(end, at.start))
        if slot.person
        and not any(mark.start <= slot.start < mark.end for mark in marked)
        and blotted.may_act(slot)
    ]
    if is_pronoun(words):
        return same_person(blotted, people[0], words) if people else None
    wanted = _offices_by_description().get(words.lower().removeprefix("the ").strip())
    if not wanted or None in people:
        return None
    held = {actor: blotted.offices(actor) for actor in people}
    fits = {a for a in people if any(part in one for one in held[a] for part in wanted)}
    return fits.pop() if len(fits) == 1 else None


def same_person(blotted: Blotted, actor_id: str | None, words: str) -> str | None:
    """The actor, if a pronoun can stand for it."""
    return actor_id if blotted.gender(actor_id) == GENDERS[words.lower()] else None


def is_person(words: str) -> bool:
    """Whether some words are a pronoun that stands for a speaker."""
    return is_pronoun(words) or words.lower() in _PERSONS


def is_pronoun(words: str) -> bool:
    """Whether some words are a pronoun that can be resolved."""
    return words.lower() in GENDERS


Finder = Callable[[Blotted, SpeechCue, Span], Speaker | None]


def _first(finders: tuple[Finder, ...], asked: tuple[Blotted, SpeechCue, Span]) -> Speaker | None:
    return next((found for find in finders if (found := find(*asked))), None)


def _of(slot: Slot) -> Speaker:
    return Speaker(slot.actor_id, slot.start, slot.end)


def _subject(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    finders: tuple[Finder, ...] = (_before, _after, _described, _farther)
    if blotted.text[max(zone[0], cue.start - _NEAR) : cue.start].rstrip()[-1:] in {",", "—"}:
        finders = (_after, *finders)
    if blotted.language == "en":
        finders = (_document, *finders)
    return _first(finders, (blotted, cue, zone))


def _before(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    between = _BETWEEN_RU if blotted.language == "ru" else _BETWEEN_EN
    floor = max(zone[0], cue.start - REACH)
    near = blotted.between(floor, cue.start)
    actors = [slot for slot in near if not slot.adjective and blotted.may_act(slot)]
    actors = [slot for slot in actors if not _QUALIFIES.match(blotted.text, slot.end, cue.start)]
    if actors and _CHAINED.search(blotted.text, actors[-1].end, cue.start):
        return _of(actors[0])
    for slot in actors[:-_NEAR:-1]:
        gap = blotted.text[slot.end : cue.start]
        if between.fullmatch(gap) and not gap.startswith(("'s", "’s")):
            return _of(slot)
    other = _other(blotted.body, (actors[-1].end if actors else floor, cue.start), cue)
    if other and blotted.language == "ru":
        whole = _description_before(blotted, (zone[0], cue.start))
        if whole and whole[0] < other.start < whole[1] and _is_subject(blotted, whole[0]):
            return Speaker(None, *whole)
    return other


def _other(body: str, span: Span, cue: SpeechCue) -> Speaker | None:
    """A pronoun or a capitalised name just before a cue."""
    for tail in _TAILS:
        match = tail.search(body, *span)
        if match and _may_speak(body, match, cue):
            return Speaker(None, *match.span(1))
        last = _LAST_TWO.search(match[1]) if match else None
        if last and match and is_governed(body, match.start(1)):  # for Competition Neelie Kroes
            return Speaker(None, match.start(1) + last.start(), match.end(1))
    return None


def _may_speak(body: str, match: re.Match[str], cue: SpeechCue) -> bool:
    words = match[1]
    noun = _NOUNS.fullmatch(body, cue.start, cue.end)
    if noun and " " not in words and not is_person(words):
        return False
    if words.lower() in _PERSONS and not _PAST.fullmatch(body, cue.start, cue.end):
        return False
    russian = "а" <= words[-1].lower() <= "ё"
    named = not russian or is_person(words) or is_nominative(words.split()[-1])
    return named and not is_governed(body, match.start(1))


def _after(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    verbal = cue.kind != "phrase"
    if verbal and blotted.language == "en" and not _is_inverted(blotted, cue):
        return None
    gap = _AFTER_RU if verbal and blotted.language == "ru" else _AFTER_EN
    end = min(zone[1], cue.end + REACH)
    slots = blotted.between(cue.end, end)
    for slot in slots[:1]:
        fits = gap.fullmatch(blotted.text, cue.end, slot.start)
        if fits and not slot.adjective and (not verbal or blotted.may_act(slot)):
            return _of(slot)
    match = _NAMED[blotted.language].match(blotted.text, cue.end, end)
    if not match:
        return None
    # Barclays economists have no name; in Uralsib analyst Chris Weafer it is the last.
    described = _descriptions("en").noun.match(blotted.text, match.end(1), end)
    if described and described[1]:
        return Speaker(None, *described.span(1))
    return Speaker(None, match.start(1), described.end() if described else match.end(1))


def _is_inverted(blotted: Blotted, cue: SpeechCue) -> bool:
    """Whether an English verb stands where its subject may follow: “…,” said X; …, said X."""
    before = blotted.text[max(0, cue.start - _NEAR) : cue.start].rstrip()
    inverts = _INVERTS.fullmatch(blotted.body, cue.start, cue.end) is not None
    return inverts and before[-1:] in set(",.”\"’'?!—–…*-")


def _described(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """Somebody described right before a cue or right behind it."""
    phrase = cue.kind == "phrase"
    span = None if phrase else _description_before(blotted, (zone[0], cue.start))
    if span and _is_subject(blotted, span[0]):
        return Speaker(None, *span)
    if not phrase and blotted.language == "en" and not _is_inverted(blotted, cue):
        return None
    for pattern in _descriptions(blotted.language).after:
        if found := pattern.match(blotted.text, cue.end, min(zone[1], cue.end + _LONGEST)):
            stands = phrase or _is_subject(blotted, found.start(1))
            return Speaker(None, *found.span(1)) if stands else None
    return None


def _description_before(blotted: Blotted, span: Span) -> Span | None:
    """The description that ends a stretch, or the name in front of it."""
    start = max(span[0], span[1] - 2 * _LONGEST)
    for pattern in (_APPOSED, *_descriptions(blotted.language).before):
        if found := pattern.search(blotted.text[start : span[1]]):
            group = found.lastindex or 1
            return found.start(group) + start, found.end(group) + start
    return None


def _is_subject(blotted: Blotted, start: int) -> bool:
    """Whether a Russian noun phrase can be a subject: корреспондентами and в докладе cannot."""
    if blotted.language != "ru":
        return True
    words = blotted.body[start : start + _LONG_WORDS].split()
    return not is_governed(blotted.text, start) and is_nominative(words[0])


def _farther(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """A Russian name some words behind its verb, or the subject that a sentence began with."""
    if blotted.language != "ru":
        return None
    stop = _STOP.search(blotted.body, cue.end, zone[1])
    end = min(stop.start() if stop else zone[1], cue.end + REACH)
    for match in _NAMES.finditer(blotted.body, cue.end, end):
        last = match.group().split()[-1]
        if is_nominative(last) and not depends(blotted.body, match.start()):
            return Speaker(None, *match.span())
    for match in _descriptions("ru").noun.finditer(blotted.text, cue.end, end):
        start = match.start()
        if is_nominative(blotted.body[start : match.end()]) and not depends(blotted.body, start):
            return Speaker(None, *match.span())
    begun = _BEGUN.match(blotted.body, zone[0], cue.start)
    if begun and is_nominative(begun[1].split()[-1]) and is_verb(begun[2]):
        slots = blotted.between(begun.start(1), begun.end(1))
        actor_id = slots[0].actor_id if slots else None
        return Speaker(actor_id, *begun.span(1))
    return None


def _living(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """The noun beside a cue, if it is somebody living; None where there is none."""
    begin = max(zone[0], cue.start - _NEAR_NOUN)
    if blotted.language == "en":
        plain = cue.kind != "phrase" and _PLAIN.fullmatch(blotted.body, cue.start, cue.end)
        found = plain and _BEFORE_NOUN_EN.search(blotted.text, begin, cue.start)
        return (
            Speaker(None, found.start(1), found.start(1) + len(found[1].rstrip()))
            if found
            else None
        )
    case = "gent" if cue.kind == "phrase" else "nomn"
    before = case == "nomn" and _BEFORE_NOUN_RU.search(blotted.text, begin, cue.start)
    if before and is_living(before[1], case) and not depends(blotted.text, before.start(1)):
        return Speaker(None, *before.span(1))
    start, at = 0, cue.end
    for _ in range(_MOST_ADJECTIVES):
        word = _NOUN_RU.match(blotted.text, at, zone[1])
        if not word:
            return None
        start, at = start or word.start(1), word.end()
        if is_living(word[1], case):
            return Speaker(None, start, at)
        if not is_adjective(word[1]):
            return None
    return None


def _chained(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """Who spoke before an and or a participle: X said so and predicted; заявил X, добавив."""
    participle = _PARTICIPLE.fullmatch(blotted.body, cue.start, cue.end)
    if not participle and not _CHAINED.search(blotted.text, zone[0], cue.start):
        return None
    verbs = [c for c in speech.cues(blotted, (zone[0], cue.start), []) if c.kind in _VERBS]
    return _subject(blotted, verbs[-1], zone) if verbs else first_name(blotted, zone)


def _cited(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """Who is cited, not who cites: цитирует агентство министра, цитирует его агентство."""
    stop = _STOP.search(blotted.body, cue.end, zone[1])
    end = stop.start() if stop else zone[1]
    if pronoun := _HIM.match(blotted.body, cue.end, end):
        return Speaker(None, *pronoun.span(1))
    for slot in blotted.between(cue.end, end):
        if slot.person:
            return _of(slot)
    names = list(_NAMES.finditer(blotted.body, cue.end, end))
    if not names or (len(names) == 1 and len(names[0][0].split()) == 1):
        return None
    # ИА Regnum Минченко: the agency first.
    last = names[-1].end() - len(names[-1][0].split()[-1])
    return Speaker(None, last if len(names) == 1 else names[-1].start(), names[-1].end())


def _document(blotted: Blotted, cue: SpeechCue, zone: Span) -> Speaker | None:
    """Whose document says it: говорится в заявлении МИД, a statement by the ministry said."""
    if blotted.language == "en":
        found = _WORK_EN.search(blotted.text, max(zone[0], cue.start - REACH), cue.start)
    else:
        found = _IN_WORK.match(blotted.text, cue.end, zone[1]) or _WORK_BEFORE.search(
            blotted.text, zone[0], cue.start
        )
    if not found:
        return None
    start, end = found.span(found.lastindex or 0)
    for slot in blotted.between(start, end)[:1]:
        return _of(slot)
    end -= len(blotted.text[start:end]) - len(blotted.text[start:end].rstrip())
    return Speaker(None, start, end)


@cache
def _descriptions(language: str) -> _Descriptions:
    rows = read(SpeakerNoun, files.REFERENCE / "speaker_nouns.csv")
    nouns = "|".join(row.noun.replace("*", r"\w*") for row in rows if row.language == language)
    return (
        _in_russian(rf"(?:[а-яё]+-)?(?:{nouns})")
        if language == "ru"
        else _in_english(rf"(?:{nouns})(?:e?s)?")
    )


def _in_english(noun: str) -> _Descriptions:
    named = re.compile(
        rf"\s+(?:(?:the|an?|its|his|her|their)\s+)?(?:{_WORD}\s+){{0,5}}?{noun}\b(?:\s+{_WORD}){{0,9}}?"
        rf",\s+({_NAME})(?=\s*(?:[,.;:!?\n“\"—–]|$))"
    )
    after = re.compile(
        rf"\s+(?!(?:that|how|if|whether|it|we|they|he|she|I|you|this|there|what|why|\w+[’'](?:re|s|t|ve))\b)"
        rf"((?:(?:the|an?|one|another|its|his|her|their|some|several|two|many)\s+)?"
        rf"(?:{_WORD}\s+){{0,5}}?{noun}\b(?:\s+{_WORD}){{0,9}}?)(?=\s*(?:[,.;:!?(\n“\"—–]|$|\b(?:on|in|at|during|after|before|when|who|as)\b))",
        re.IGNORECASE,
    )
    before = re.compile(
        rf"(?:^\s*|[,;:—–“”\"(]\s*|\b(?:but|and|that|as|while|when|what|which)\s+|[.?!]\s+)"
        rf"((?!(?:what|which|who|that|as|when|if|whether)\b)"
        rf"(?:(?:the|an?|one|another|its|his|her|their|some|several|two|many|most)\s+)?"
        rf"(?:{_WORD}\s+){{0,4}}?{noun}\b(?:\s+(?:of|for|at|in|from|close|familiar|with|to)\b"
        rf"(?:\s+{_WORD}){{1,6}}?)?)"
        rf"(?:,\s+({_NAME}),|,[^,.;]{{1,80}},)?"
        r"(?:\s+(?:also|later|then|has|had|have|\w+ly|told|reporters|on|\w+day|in|noted))*\s+\Z",
        re.IGNORECASE,
    )
    on = re.compile(rf"(?:['’]s?)?\s+(?:[a-z-]+\s+){{0,3}}?{noun}\b(?:\s+({_NAME}))?(?=\s|[.,]|$)")
    return _Descriptions((named, after), (before,), on)


def _in_russian(noun: str) -> _Descriptions:
    after = re.compile(
        rf"\s+((?:{_WORD}\s+){{0,3}}?{noun}(?![\w-])(?:\s+[«\"]?{_WORD}[»\"]?){{0,9}}?)"
        r"(?=\s*(?:[,.;:!?(—–\n]|$))",
        re.IGNORECASE,
    )
    before = re.compile(
        rf"(?:^|[\s«(])({noun}(?:\s+[«\"]?{_WORD}[»\"]?){{0,7}}?)"
        r"(?:\s+(?:также|ещё|еще|позже|ранее|сегодня|вчера|же|тогда|в\s+\w+|на\s+\w+))?\s+\Z",
        re.IGNORECASE,
    )
    alone = re.compile(rf"(?<![\w-]){noun}(?![\w-])", re.IGNORECASE)
    return _Descriptions((after,), (before,), alone)


@cache
def _offices_by_description() -> dict[str, tuple[str, ...]]:
    """Parts of the ids of offices by the description that fits them."""
    rows = read(DescribedOffice, files.REFERENCE / "described_offices.csv")
    return {row.description: row.offices for row in rows}
