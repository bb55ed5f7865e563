"""Who speaks: the cue of speech beside a stretch of text, and the actor who is its subject."""

import re

from detente.extract import described, documents, nouns, speech_cues
from detente.extract.antecedents import PERSONS, SUBJECTS, Speaker, is_person
from detente.extract.slots import BLOT, Blotted, depends, is_governed, is_nominative, is_verb
from detente.extract.speech_cues import Cue

REACH = 200
_FAR = 300
_VERBS = {"say", "mark", "call", "wish"}
_NEAR = 5
_CAPITALS = (
    r"(?!(?:The|An?|His|Her|Its|Their|This|That|It|They|In|On|At|But|And|As|When|If|For|To|We|I|"
    r"Сам|Сама|Это|В|На|По|Как|Но|И|Они|\w+day|You|There|So|What|Who|Why|How|Where|Which|Yes|No|Not|Okay|Well)\b)"
    r"(?:[A-ZА-ЯЁ]\.\s?){0,2}[A-ZА-ЯЁ][\w’'-]+(?:\s+(?:[A-ZА-ЯЁ]\.\s?){0,2}[A-ZА-ЯЁ][\w’'-]+){0,5}"
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
# The US automobile manufacturer Ford: the first name only qualifies the second.
_QUALIFIES = re.compile(
    r"\s+(?!\w+ed\b|said\b|says\b|has\b|had\b|have\b|is\b|was\b|were\b|are\b|will\b|would\b|did\b|and\b|or\b|"
    r"that\b|to\b|in\b|on\b|at\b|as\b|of\b|for\b|who\b)(?:[a-z-]+\s+){1,3}[A-Z]"
)
# I say, you mean: no report of speech; I said, you told are.
_PAST = re.compile(r"\w+ed|said|told|wrote|spoke|[а-яё]+л[аи]?", re.IGNORECASE)
_AFTER_EN = re.compile(r"\s+(?:the\s+)?(?:Mr\.?\s+|Mrs\.?\s+|Ms\.?\s+)?")
_AFTER_RU = re.compile(r"(?:\s+[\w-]+){0,4}\s+")
_ANY_PRONOUN = "|".join(SUBJECTS)
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
_NAME_RU = re.compile(r"(?<![\w-])[A-ZА-ЯЁ][\w-]+(?:\s+[A-ZА-ЯЁ][\w-]+){0,3}")
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
_HEADING = 60
_LONG_WORDS = 40
_CHAINED = re.compile(r"\b(?:and|but|then|и|а|но)\s+(?:also\s+|также\s+|\w+ly\s+)?$", re.IGNORECASE)


def speaker(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Subject of a cue inside a zone of the text; None where nobody can be."""
    zone = (max(zone[0], cue.start - _FAR), min(zone[1], cue.end + _FAR))
    if cue.kind == "cite":
        return documents.cited(blotted, cue, zone)
    if cue.kind == "text":
        return documents.document(blotted, cue, zone)
    if cue.kind == "phrase":
        possessed = _POSSESSED.search(blotted.body, cue.start, cue.end)
        if possessed:
            return Speaker(None, *possessed.span())
        return (
            _after(blotted, cue, zone)
            or _described(blotted, cue, zone)
            or nouns.subject(blotted, cue, zone)
        )
    return (
        _subject(blotted, cue, zone)
        or nouns.subject(blotted, cue, zone)
        or _chained(blotted, cue, zone)
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


def _subject(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    inset = blotted.text[max(zone[0], cue.start - _NEAR) : cue.start].rstrip()[-1:] in {",", "—"}
    return (
        (documents.document(blotted, cue, zone) if blotted.language == "en" else None)
        or (_after(blotted, cue, zone) if inset else None)
        or _before(blotted, cue, zone)
        or _after(blotted, cue, zone)
        or _described(blotted, cue, zone)
        or _farther(blotted, cue, zone)
    )


def first_name(blotted: Blotted, zone: tuple[int, int]) -> Speaker | None:
    """The first name or person of a stretch that a verb follows, and nothing governs."""
    for match in _NAME_ANY.finditer(blotted.text, *zone):
        slots = blotted.between(match.start(), match.start() + 1)
        labelled = blotted.text[match.end() : match.end() + 1] == ":"
        if slots and not labelled and slots[0].person and blotted.may_act(slots[0]):
            return Speaker(slots[0].actor_id, slots[0].start, slots[0].end)
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


def _before(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    between = _BETWEEN_RU if blotted.language == "ru" else _BETWEEN_EN
    floor = max(zone[0], cue.start - REACH)
    near = blotted.between(floor, cue.start)
    actors = [slot for slot in near if not slot.adjective and blotted.may_act(slot)]
    actors = [slot for slot in actors if not _QUALIFIES.match(blotted.text, slot.end, cue.start)]
    if actors and _CHAINED.search(blotted.text, actors[-1].end, cue.start):
        return Speaker(actors[0].actor_id, actors[0].start, actors[0].end)
    for slot in actors[:-_NEAR:-1]:
        gap = blotted.text[slot.end : cue.start]
        if between.fullmatch(gap) and not gap.startswith(("'s", "’s")):
            return Speaker(slot.actor_id, slot.start, slot.end)
    other = _other(blotted.body, (actors[-1].end if actors else floor, cue.start), cue)
    if other and blotted.language == "ru":
        whole = described.before(blotted.text, (zone[0], cue.start), "ru")
        if whole and whole[0] < other.start < whole[1] and _is_subject(blotted, whole[0]):
            return Speaker(None, *whole)
    return other


def _other(body: str, span: tuple[int, int], cue: Cue) -> Speaker | None:
    """A pronoun or a capitalised name just before a cue."""
    for tail in _TAILS:
        match = tail.search(body, *span)
        if match and _may_speak(body, match, cue):
            return Speaker(None, *match.span(1))
        last = _LAST_TWO.search(match[1]) if match else None
        if last and match and is_governed(body, match.start(1)):  # for Competition Neelie Kroes
            return Speaker(None, match.start(1) + last.start(), match.end(1))
    return None


def _may_speak(body: str, match: re.Match[str], cue: Cue) -> bool:
    words = match[1]
    noun = _NOUNS.fullmatch(body, cue.start, cue.end)
    if noun and " " not in words and not is_person(words):
        return False
    if words.lower() in PERSONS and not _PAST.fullmatch(body, cue.start, cue.end):
        return False
    russian = "а" <= words[-1].lower() <= "ё"
    named = not russian or is_person(words) or is_nominative(words.split()[-1])
    return named and not is_governed(body, match.start(1))


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
    if match and (whole := described.after_name(blotted.text, (match.end(1), end))):
        return Speaker(None, whole[0] or match.start(1), whole[1])
    return Speaker(None, match.start(1), match.end(1)) if match else None


def _chained(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Who spoke before an and or a participle: X said so and predicted; заявил X, добавив."""
    participle = _PARTICIPLE.fullmatch(blotted.body, cue.start, cue.end)
    if not participle and not _CHAINED.search(blotted.text, zone[0], cue.start):
        return None
    verbs = [c for c in speech_cues.cues(blotted, (zone[0], cue.start), []) if c.kind in _VERBS]
    return _subject(blotted, verbs[-1], zone) if verbs else first_name(blotted, zone)


def _is_inverted(blotted: Blotted, cue: Cue) -> bool:
    """Whether an English verb stands where its subject may follow: “…,” said X; …, said X."""
    before = blotted.text[max(0, cue.start - _NEAR) : cue.start].rstrip()
    inverts = _INVERTS.fullmatch(blotted.body, cue.start, cue.end) is not None
    return inverts and before[-1:] in set(",.”\"’'?!—–…*-")


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
        if is_nominative(last) and not depends(blotted.body, match.start()):
            return Speaker(None, *match.span())
    for span in described.head(blotted.text, (cue.end, end)):
        if is_nominative(blotted.body[slice(*span)]) and not depends(blotted.body, span[0]):
            return Speaker(None, *span)
    begun = _BEGUN.match(blotted.body, zone[0], cue.start)
    if begun and is_nominative(begun[1].split()[-1]) and is_verb(begun[2]):
        slots = blotted.between(begun.start(1), begun.end(1))
        actor_id = slots[0].actor_id if slots else None
        return Speaker(actor_id, *begun.span(1))
    return None
