"""Who speaks: the cue of speech beside a stretch of text, and the actor who is its subject."""

import re

from detente.extract import described, documents
from detente.extract.antecedents import PERSONS, SUBJECTS, Speaker, is_person
from detente.extract.slots import BLOT, Blotted, is_governed, is_nominative, is_verb
from detente.extract.speech_cues import Cue

REACH = 200
_NEAR = 5
_CAPITALS = (
    r"(?!(?:The|An?|His|Her|Its|Their|This|That|It|They|In|On|At|But|And|As|When|If|For|To|We|I|"
    r"Это|В|На|По|Как|Но|И|Они|\w+day|You|There|So|What|Who|Why|How|Where|Which|Yes|No|Not|Okay|Well)\b)"
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
# I say, you mean: no report of speech; I said, you told are.
_PAST = re.compile(r"\w+ed|said|told|wrote|spoke|[а-яё]+л[аи]?", re.IGNORECASE)
_AFTER_EN = re.compile(r"\s+(?:the\s+)?(?:Mr\.?\s+|Mrs\.?\s+|Ms\.?\s+)?")
_AFTER_RU = re.compile(r"(?:\s+[\w-]+){0,4}\s+")
_ANY_PRONOUN = "|".join(SUBJECTS)
_POSSESSED = re.compile(r"\b(?:his|her|его|её|ее|их)\b", re.IGNORECASE)
_TAIL = re.compile(rf"\b((?i:{_ANY_PRONOUN})|{_CAPITALS})\s+(?:\w+\s+){{0,1}}$")
_NAMED = {
    "en": re.compile(rf"\s+(?:the\s+)?({_CAPITALS})"),
    "ru": re.compile(rf"\s+((?i:{_ANY_PRONOUN})\b|{_CAPITALS})"),
}
_STOP = re.compile(r"[.,;:!?«»\"(—–]")
_NAME_RU = re.compile(r"(?<![\w-])[A-ZА-ЯЁ][\w-]+(?:\s+[A-ZА-ЯЁ][\w-]+){0,3}")
_BEGUN = re.compile(
    r"\W*(?:[А-ЯЁа-яё][а-яё]*\s+[а-яё]+\s+)?([А-ЯЁ][\w-]+(?:\s+[А-ЯЁ][\w-]+){0,2})\s+([а-яё]+)\b[^.;:]*?"
    r"(?:,\s+(?:где|после чего|когда|а|и|но|причём|причем)|\sи)\s[^.;:]*\Z"
)
_FUNCTION = re.compile(
    r"Also|Then|Later|Still|Meanwhile|Yet|Which|What|That|This|It|There|And|But|So|Not|Never|Ever|"
    r"\w+ly|That's|Having|Being|Earlier|Once|Even|Just|Again|Instead|Here|Why|How",
)
_INVERTS = re.compile(r"\w+ed|said|says|told|wrote|writes|adds|notes|warns|explains")
_HEADING = 60
_LONG_WORDS = 40
_CHAINED = re.compile(r"\b(?:and|but|then|и|а|но)\s+(?:also\s+|также\s+|\w+ly\s+)?$", re.IGNORECASE)


def speaker(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Subject of a cue inside a zone of the text; None where nobody can be."""
    if cue.kind == "phrase":
        possessed = _POSSESSED.search(blotted.body, cue.start, cue.end)
        if possessed:
            return Speaker(None, *possessed.span())
        return _after(blotted, cue, zone) or _described(blotted, cue, zone)
    if cue.kind == "cite":
        return documents.cited(blotted, cue, zone)
    if cue.kind == "text":
        return documents.document(blotted, cue, zone)
    return (
        (documents.document(blotted, cue, zone) if blotted.language == "en" else None)
        or _before(blotted, cue, zone)
        or _after(blotted, cue, zone)
        or _described(blotted, cue, zone)
        or _farther(blotted, cue, zone)
    )


def heading(blotted: Blotted, start: int, end: int) -> Speaker | None:
    """The person named between the start of a line and a colon: Lavrov: “We are ready”."""
    line = blotted.body.rfind("\n", start, end) + 1 or start
    if end - line > _HEADING:
        return None
    for slot in blotted.between(line, end)[:1]:
        alone = blotted.text[line : slot.start].strip() == ""
        if alone and blotted.text[slot.end : end].strip() == ":":
            return Speaker(slot.actor_id, slot.start, slot.end)
    named = re.compile(rf"\s*({_CAPITALS}):\s+").fullmatch(blotted.body, line, end)
    return Speaker(None, *named.span(1)) if named and " " in named[1] else None


def is_namelike(words: str, language: str) -> bool:
    """Whether words can name or describe a speaker: no adverb or conjunction with a capital."""
    first = words.split(maxsplit=1)[0]
    if " " in words or language != "ru":
        return _FUNCTION.fullmatch(first) is None
    return is_nominative(first)


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
    return _other(blotted.body, (actors[-1].end if actors else floor, cue.start), cue)


def _other(body: str, span: tuple[int, int], cue: Cue) -> Speaker | None:
    """A pronoun or a capitalised name just before a cue."""
    match = _TAIL.search(body, *span)
    if match and match[1].lower() in PERSONS and not _PAST.fullmatch(body, cue.start, cue.end):
        return None
    if not match or is_governed(body, match.start(1)):
        return None
    russian = "а" <= match[1][-1].lower() <= "ё"
    if russian and not is_person(match[1]) and not is_nominative(match[1].split()[-1]):
        return None
    return Speaker(None, match.start(1), match.end(1))


def _after(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    verbal = cue.kind != "phrase"
    if verbal and blotted.language == "en" and not _is_inverted(blotted, cue):
        return None
    gap = _AFTER_RU if verbal and blotted.language == "ru" else _AFTER_EN
    end = min(zone[1], cue.end + REACH)
    slots = blotted.between(cue.end, end)
    for slot in slots[:1]:
        fits = gap.fullmatch(blotted.text, cue.end, slot.start)
        if fits and not slot.adjective and (not verbal or blotted.may_act(slot)):
            return Speaker(slot.actor_id, slot.start, slot.end)
    match = _NAMED[blotted.language].match(blotted.text, cue.end, end)
    return Speaker(None, match.start(1), match.end(1)) if match else None


def _is_inverted(blotted: Blotted, cue: Cue) -> bool:
    """Whether an English verb stands where its subject may follow: “…,” said X; …, said X."""
    before = blotted.text[max(0, cue.start - _NEAR) : cue.start].rstrip()
    inverts = _INVERTS.fullmatch(blotted.body, cue.start, cue.end) is not None
    return inverts and before[-1:] in set(",.”\"’'?!—–…-")


def _described(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    span = None
    if cue.kind != "phrase":
        span = described.before(blotted.text, (zone[0], cue.start), blotted.language)
        span = span if span and _is_subject(blotted, span[0]) else None
    if not span:
        inverted = cue.kind == "phrase" or blotted.language == "ru" or _is_inverted(blotted, cue)
        ahead = (cue.end, zone[1])
        span = described.after(blotted.text, ahead, blotted.language) if inverted else None
        span = span if span and (cue.kind == "phrase" or _is_subject(blotted, span[0])) else None
    return Speaker(None, *span) if span else None


def _is_subject(blotted: Blotted, start: int) -> bool:
    """Whether a Russian noun phrase can be a subject: корреспондентами and в докладе cannot."""
    if blotted.language != "ru":
        return True
    words = blotted.body[start : start + _LONG_WORDS].split()
    return not is_governed(blotted.text, start) and is_nominative(words[0])


def _farther(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """A Russian name some words behind its verb, or the subject that a sentence began with."""
    if blotted.language != "ru":
        return None
    stop = _STOP.search(blotted.body, cue.end, zone[1])
    end = min(stop.start() if stop else zone[1], cue.end + REACH)
    for match in _NAME_RU.finditer(blotted.body, cue.end, end):
        last = match.group().split()[-1]
        if is_nominative(last) and not is_governed(blotted.body, match.start()):
            return Speaker(None, *match.span())
    begun = _BEGUN.match(blotted.body, zone[0], cue.start)
    if begun and is_nominative(begun[1].split()[-1]) and is_verb(begun[2]):
        slots = blotted.between(begun.start(1), begun.end(1))
        actor_id = slots[0].actor_id if slots else None
        return Speaker(actor_id, *begun.span(1))
    return None
