"""Speech without marks: X said that …; …, X said; по словам X, …; как сообщил X, …

The speaker must be printed beside the cue: an actor, a name, a pronoun or a description.
"""

import re
from bisect import bisect_left

from detente.extract import attribution
from detente.extract.attribution import Cue, Speaker
from detente.extract.paragraphs import Paragraph, Said

LONGEST = 500
SHORTEST = 2
_REST = 60
_SAID = {"said", "says", "say", "saying"}
_SAY_THE = re.compile(
    r"\s+(?=(?:the|an?|it(?!\s+(?:today|again|all|to|in|on|at|loud))|he|she|they|there|both|his|her|"
    r"its|their|this|these|no|some|all|we)\b|\ue000)"
)
_THAT = {
    "en": re.compile(
        r"(?:\s[^.,;:“\"]{1,60}?)??(?<!about)(?<!of)(?<!with)(?<!for)(?<!to)\s+that\s+(?=\w+\s+\w)"
    ),
    "ru": re.compile(r"[^.;:«„\"]{0,80}?,\s+что\s+"),
}
_COMMA = re.compile(r",\s+")
_AS = re.compile(r"(?:^|\s)(?:как|as)(?:\s+[а-яё]+){0,3}\s+\Z", re.IGNORECASE)
_TOLD_BY = re.compile(
    r",\s+(?:как\s+)?(?:сообща|переда[её]т|пиш[уе]т|цитиру)\w*\s[^,]*\Z|"
    r",\s+(?:according to|as reported by)\s[^,]*\Z"
)


def find(part: Paragraph, found: list[Said], earlier: list[Said]) -> list[Said]:
    """Indirect speech in the sentences of a paragraph that have no marked speech."""
    spoken = [one.start for one in found]
    said: list[Said] = []
    for begin, end in part.sentences():
        if bisect_left(spoken, begin) < bisect_left(spoken, end):
            continue
        for cue in part.cues_in(begin, end):
            one = _clause(part, cue, (begin, end))
            if one:
                said.append(part.resolved(one, [*earlier, *found, *said][-1:]))
                break
    return said


def _clause(part: Paragraph, cue: Cue, sentence: tuple[int, int]) -> Said | None:
    if cue.kind not in {"say", "phrase", "text"}:
        return None
    speaker = part.speaker(cue, sentence)
    if speaker is None or not _names(part, cue, speaker):
        return None
    if cue.kind == "phrase":
        span = _of_phrase(part, cue, speaker, sentence)
    else:
        span = (
            _behind_that(part, cue, speaker, sentence)
            or _behind_as(part, cue, speaker, sentence)
            or _before_closing(part, cue, speaker, sentence)
        )
    return _said(part, cue, speaker, span) if span else None


def _names(part: Paragraph, cue: Cue, speaker: Speaker) -> bool:
    """Whether the speaker is an actor, or words that can name somebody."""
    words = part.words(speaker)
    if speaker.actor_id or cue.kind in {"phrase", "text"}:
        return True
    return attribution.is_person(words) or attribution.is_namelike(words, part.blotted.language)


def _of_phrase(
    part: Paragraph, cue: Cue, speaker: Speaker, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """What is said according to somebody: behind the phrase, before it, or around it."""
    begin, end = sentence
    comma = _COMMA.search(part.body, max(speaker.end, cue.end), min(end, speaker.end + 160))
    before = part.body[begin : cue.start].strip(" \n\t,—–-(")
    if comma and before and part.body[begin : cue.start].rstrip().endswith(","):
        return begin, end
    if comma and (not before or len(before.split()) < 4 and not before.endswith(",")):
        return comma.end(), end
    return None if comma else (begin, cue.start)


def _behind_that(
    part: Paragraph, cue: Cue, speaker: Speaker, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """X said that …, and X said the …"""
    that = _THAT[part.blotted.language].match(part.blotted.text, cue.end, sentence[1])
    if part.words(cue).lower() in _SAID:
        that = _SAY_THE.match(part.blotted.text, cue.end, sentence[1]) or that
    if not that or speaker.start > that.end():
        return None
    return that.end(), sentence[1]


def _behind_as(
    part: Paragraph, cue: Cue, speaker: Speaker, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """Как сообщил X, …; as X said, …"""
    begin, end = sentence
    first = min(cue.start, speaker.start)
    if not _AS.search(part.body[begin:first]) or len(part.body[begin:first].split()) > 4:
        return None
    comma = _COMMA.search(part.body, max(cue.end, speaker.end), end)
    return (comma.end(), end) if comma else None


def _before_closing(
    part: Paragraph, cue: Cue, speaker: Speaker, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """…, X said on Monday."""
    begin, end = sentence
    first, last = min(cue.start, speaker.start), max(cue.end, speaker.end)
    before = part.body[begin:first].rstrip().removesuffix(" the")
    rest = part.body[last:end]
    if not before.endswith(",") or "," in rest.rstrip(" ,") or len(rest) > _REST:
        return None
    return (begin, first) if attribution.is_finite(part.words(cue)) else None


def _said(part: Paragraph, cue: Cue, speaker: Speaker, span: tuple[int, int]) -> Said | None:
    begin, end = span
    clause = part.body[begin : min(end, begin + LONGEST + 1)]
    begin += len(clause) - len(clause.lstrip())
    clause = clause.strip()
    if len(clause) > LONGEST:
        return None
    told = _TOLD_BY.search(clause.rstrip(" \n\t.!?…"))
    clause = (clause[: told.start()] if told else clause).rstrip(" \n\t,.;:!?…—–-")
    clause = clause.removesuffix(", the")
    if len(clause.split()) < SHORTEST:
        return None
    return Said(begin, begin + len(clause), part.words(cue), speaker, "indirect")
