"""Speech without marks: X said that it is so; it is so, X said; по словам X, это так.

The speaker must be printed beside the cue: an actor, a name, a pronoun or a description.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from detente.extract import antecedents, attribution, speech_cues
from detente.extract.antecedents import Speaker
from detente.extract.paragraphs import Paragraph, Said
from detente.extract.speech_cues import Cue

LONGEST = 500
SHORTEST = 2
_REST = 60
_LONGEST_NAME = 160
_LONGEST_SENTENCE = 1500
_HEAD = 3
_FEW_WORDS = 4
_SAID = {"said", "says", "say", "saying"}
_TOLD = {"told", "tells", "assured", "reminded", "informed"}
_SAY_THE = re.compile(
    r"\s+(?=(?:the|an?|it(?!\s+(?:today|again|all|to|in|on|at|loud))|he|she|they|there|both|his|her|"
    r"its|their|this|these|no|some|all|we)\b(?!\s+(?:day|week|month|year|same|other|following|last|morning|afternoon|evening)\b)"
    r"|\ue000)"
)
# Words between a verb and its that: no noun, whose clause it would be (the changes that …).
_ADVERB_EN = (
    r"(?:(?:on|in|at|to|during|after|by|from|with)\s+(?:(?:the|a|an|his|her|its)\s+)?"
    r"[\w\ue000’'-]+(?:\s+[\w\ue000’'-]+){0,2}?|\w+ly|\w+day|today|yesterday|again|also|earlier|"
    r"later|then|too|reporters|journalists|lawmakers|officials|him|her|them|us|me|you|\ue000+)"
)
_TO_WHOM_EN = re.compile(r"(?:\s+[\w\ue000’'.-]+){1,5}?\s+that\s+(?=[\w\ue000’']+\s+[\w\ue000])")
_UNSAID = re.compile(
    r"\b(?:would|could|can|will|may|might|should|must|did|does|do|not|never|\w+n[’']t|не|бы|мог\w*)\b"
    r"(?:\s+\w+)?\s*\Z",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"\b(?:whether|if)\s+(?:the\s+)?\Z", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\b[^.,;:]{0,40}\Z", re.IGNORECASE)
_LINKS = {"you know,", "look,", "well,", "and then,", "so,", "значит,", "кстати,"}
_BASE = {"say", "believe", "claim", "argue", "warn", "insist", "explain", "note", "report", "state"}
_LABEL = re.compile(r"(?:Q\s{2,}|[A-Z][A-Z.’' -]+:\s+)")
_THAT = {
    "en": re.compile(rf"(?:\s+{_ADVERB_EN}){{0,4}}\s+that\s+(?=[\w\ue000’']+\s+[\w\ue000])"),
    "ru": re.compile(
        r"(?:\s+(?!что\b)[\w\ue000.-]+){0,8}?(?:,(?:\s+(?!что\b)[\w\ue000.-]+){1,6},?)??,\s+что\s+|"
        r"(?:\s+[\w\ue000.-]+){0,6}?\s+(?:о|об|на|в)\s+то[мй]?,\s+что\s+"
    ),
}
_COMMA = re.compile(r",\s+")
_AS = re.compile(r"(?:^|\s)(?:как|as)(?:\s+[а-яё]+){0,3}\s+\Z", re.IGNORECASE)
_TOLD_BY = re.compile(
    r",\s+(?:как\s+)?(?:сообща|переда[её]т|пиш[уе]т|цитиру)\w*\s[^,]*\Z|"
    r",\s+(?:according to|as reported by)\s[^,]*\Z"
)

Span = tuple[int, int]


class _By(NamedTuple):
    """A cue with its speaker, and the sentence around them."""

    cue: Cue
    speaker: Speaker
    begin: int
    end: int

    @property
    def first(self) -> int:
        """Where cue and speaker begin."""
        return min(self.cue.start, self.speaker.start)

    @property
    def last(self) -> int:
        """Where they end."""
        return max(self.cue.end, self.speaker.end)


def find(part: Paragraph, found: list[Said], earlier: list[Said]) -> list[Said]:
    """Indirect speech in the sentences of a paragraph that have no marked speech."""
    said: list[Said] = []
    spoken = [one.end for one in found]
    for begin, end in part.sentences():
        first = bisect_left(spoken, begin + 1)
        marked = first < len(found) and found[first].start < end
        if marked or end - begin > _LONGEST_SENTENCE:
            continue
        for cue in part.cues_in(begin, end):
            one = _clause(part, cue, (begin, end))
            if one:
                said.append(part.resolved(one, [*earlier, *found, *said][-1:]))
                break
    return said


def _clause(part: Paragraph, cue: Cue, sentence: Span) -> Said | None:
    if cue.kind not in {"say", "phrase", "text"}:
        return None
    speaker = part.speaker(cue, sentence)
    if speaker is None or not _names(part, cue, speaker) or _is_unsaid(part, cue, speaker):
        return None
    by = _By(cue, speaker, *sentence)
    if cue.kind == "phrase":
        span = _of_phrase(part, by)
    else:
        span = (
            _behind_as(part, by)
            or _behind_that(part, by)
            or _before_closing(part, by)
            or _around(part, by)
        )
    words = span and _trimmed(part.body, span)
    return Said(*words, part.words(cue), speaker, "indirect") if words else None


def _names(part: Paragraph, cue: Cue, speaker: Speaker) -> bool:
    """Whether the speaker is an actor, or words that can name somebody."""
    words = part.words(speaker)
    if speaker.actor_id or cue.kind in {"phrase", "text"}:
        return True
    if antecedents.is_person(words):
        return antecedents.is_pronoun(words)
    return attribution.is_namelike(words, part.blotted.language)


def _is_unsaid(part: Paragraph, cue: Cue, speaker: Speaker) -> bool:
    """Whether the cue is denied or only possible: would he say that, не сказал, что."""
    near = (max(cue.start - _REST, part.span[0]), cue.start)
    if _UNSAID.search(part.body, *near) or _WHETHER.search(part.body, near[0], speaker.start):
        return True
    if part.words(cue).lower() in _TOLD and _PASSIVE.search(part.body, *near):
        return True
    singular = not part.words(speaker).endswith("s") or speaker.actor_id is not None
    return part.words(cue).lower() in _BASE and singular


def _of_phrase(part: Paragraph, by: _By) -> Span | None:
    """What is said according to somebody: behind the phrase, before it, or around it."""
    last = max(by.speaker.end, by.cue.end)
    if (
        by.begin + _HEAD >= by.cue.start
        and by.speaker.end <= by.cue.end
        and part.text(last, 1) != ","
    ):
        return last, by.end  # По его мнению страны Балтии
    comma = _COMMA.search(part.body, last, min(by.end, last + _LONGEST_NAME))
    before = part.body[by.begin : by.cue.start].strip(" \n\t—–-(")
    if not comma:
        return by.begin, by.cue.start
    if before.endswith(","):
        return by.begin, by.end
    return (comma.end(), by.end) if len(before.split()) < _FEW_WORDS else None


def _behind_that(part: Paragraph, by: _By) -> Span | None:
    """X said that it is so, and X said the talks are over."""
    text = part.blotted.text
    that = _THAT[part.blotted.language].match(text, by.cue.end, by.end)
    if part.words(by.cue).lower() in _SAID:
        that = _SAY_THE.match(text, by.cue.end, by.end) or that
    elif part.words(by.cue).lower() in _TOLD:
        that = _TO_WHOM_EN.match(text, by.cue.end, by.end) or that
    if not that or by.speaker.start > that.end():
        return None
    return that.end(), by.end


def _behind_as(part: Paragraph, by: _By) -> Span | None:
    """Как сообщил X, это так; as X said, it is so."""
    before = part.body[by.begin : by.first]
    if not _AS.search(before) or len(before.split()) > _FEW_WORDS:
        return None
    comma = _COMMA.search(part.body, by.last, by.end)
    return (comma.end(), by.end) if comma else None


def _before_closing(part: Paragraph, by: _By) -> Span | None:
    """It is so, X said on Monday."""
    before = part.body[by.begin : by.first].rstrip().removesuffix(" the")
    rest = part.body[by.last : by.end]
    if (
        before.lower() in _LINKS
        or not before.endswith(",")
        or "," in rest.rstrip(" ,")
        or len(rest) > _REST
    ):
        return None
    return (by.begin, by.first) if speech_cues.is_finite(part.words(by.cue)) else None


def _around(part: Paragraph, by: _By) -> Span | None:
    """It is so, said X, and stays so: all, or what follows where only a link came before."""
    before = part.body[by.begin : by.first].rstrip()
    comma = part.body.find(",", by.last, min(by.end, by.last + _REST))
    if by.speaker.start < by.cue.start or not before.endswith(",") or comma < 0:
        return None
    return (comma + 1, by.end) if len(before.split()) < _FEW_WORDS else (by.begin, by.end)


def _trimmed(body: str, span: Span) -> Span | None:
    """The clause without what surrounds it, and without who else told it."""
    begin, end = span
    clause = body[begin : min(end, begin + LONGEST + 1)]
    label = _LABEL.match(clause.lstrip())
    begin += len(clause) - len(clause.lstrip()) + (label.end() if label else 0)
    clause = body[begin : min(end, begin + LONGEST + 1)].strip()
    if len(clause) > LONGEST:
        return None
    told = _TOLD_BY.search(clause.rstrip(" \n\t.!?…"))
    clause = (clause[: told.start()] if told else clause).rstrip(" \n\t,.;:!?…—–-")
    clause = clause.removesuffix(", the")
    return (begin, begin + len(clause)) if len(clause.split()) >= SHORTEST else None
