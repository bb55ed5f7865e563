"""Speech with its speaker: direct and mixed in quote marks, indirect where the rule is safe.

A stretch in marks is speech only if a cue of speech governs it: beside it, before it in its
sentence, or through the stretch before it that it continues. Titles and scare quotes have none.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from detente.extract import attribution, quote_marks
from detente.extract.attribution import Cue, Speaker
from detente.extract.evidence import Mention, Quote, QuoteKind
from detente.extract.quote_marks import Marked
from detente.extract.reading import Reading
from detente.extract.slots import Blotted

REACH = 220
BESIDE = 150
NAMING = 80
LONGEST_INDIRECT = 500
Attributed = tuple[Cue, Speaker | None]
_SENTENCE_END = re.compile(r"[.!?…][)\"”»’“]*\s+(?=[\"“«„‘(]?[A-ZА-ЯЁ\ue000])")
_TITLE = re.compile(
    r"(?!(?:I|We|You|He|It|This|That|No|Yes|Я|Мы|Вы|Он|Это|Нет|Да)\b)"
    r"(?:[A-ZА-ЯЁ\ue000][\w\ue000’'&.-]*[\s—–-]*){1,5}(?:[\w-]+[\s—–-]*){0,2}"
)
_SO_CALLED = re.compile(r"\b(?:so[-—–\s]called|так называем\w+)\s*$", re.IGNORECASE)
_OPENING = re.compile(r"[\s,—–-]*(?:the\s+)?", re.IGNORECASE)
_SOMEBODY = re.compile(r"\s*(?:[,—–-]\s*)?[^,.;:!?“”«»\"]{0,60}")
_CLAUSE = re.compile(
    r"(?:[\w’'-]+\s+){1,4}(?:is|are|was|were|cannot|can|must|will|would|has|have|had|do|did|may|should|"
    r"может|будет|должн\w+|есть|было|можно|нельзя|надо|нужно)\b\s+\w+\s+\w+|(?:да|нет|yes|no)$",
    re.IGNORECASE,
)
_INSET = re.compile(r"[,!?…]\s+[—–]\s+([^«»„“—–]{3,120})[,.]\s+[—–]\s+")
_NOT_WORDS = re.compile(r"[\s\W]*")
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


class Said(NamedTuple):
    """A stretch of speech, attributed."""

    start: int
    end: int
    cue: str
    speaker: Speaker | None
    kind: QuoteKind


def find(reading: Reading, mentions: Iterable[Mention]) -> list[Quote]:
    """Quotes of an article in order, each inside one paragraph."""
    blotted = Blotted(reading, mentions)
    said: list[Said] = []
    for span in quote_marks.paragraphs(reading.body):
        said += _Paragraph(reading, blotted, span).read(said[-1:])
    return [_quote(reading, blotted, one) for one in said]


class _Paragraph:
    """One paragraph being read for speech."""

    def __init__(self, reading: Reading, blotted: Blotted, span: tuple[int, int]) -> None:
        self.reading, self.blotted, self.span = reading, blotted, span
        self.marked = [
            part for mark in quote_marks.find(reading.body, *span) for part in self._parted(mark)
        ]
        opened = [mark for mark in self.marked if mark.holder < 0]
        self.cues = attribution.cues(blotted, span, opened)
        self.cue_starts = [cue.start for cue in self.cues]
        self.ends = [m.end() for m in _SENTENCE_END.finditer(blotted.text, *span)]

    def read(self, earlier: list[Said]) -> list[Said]:
        """Speech of the paragraph; `earlier` is the last that was found before it."""
        found: list[Said] = []
        last: Marked | None = None
        for mark in self.marked:
            one = self._attributed(mark) or self._continued(mark, last, [*earlier, *found])
            if one:
                found.append(self._named(one, [*earlier, *found]))
                last = mark
        found += self._indirect(found, earlier)
        return sorted(found, key=lambda one: one.start)

    def _parted(self, mark: Marked) -> list[Marked]:
        """Two stretches where the speaker stands between dashes inside one pair of marks."""
        for inset in _INSET.finditer(self.reading.body, mark.start, mark.end):
            if attribution.cues(self.blotted, inset.span(1), []):
                end = inset.start() + (self.reading.body[inset.start()] != ",")
                first = mark._replace(end=end, after=inset.start() + 1)
                return [first, mark._replace(start=inset.end(), opening=inset.end() - 1)]
        return [mark]

    def _attributed(self, mark: Marked) -> Said | None:
        if _SO_CALLED.search(self.reading.body, max(0, mark.opening - 20), mark.opening):
            return None
        nearby = self._text(mark.after, 3).lstrip(" \N{NO-BREAK SPACE}")
        closing = self.reading.body[mark.end - 1] in ",!?…" or nearby.startswith((",", "—", "–"))
        after, before = self._cue_after(mark), self._cue_before(mark)
        named = [pair for pair in (after, before) if pair and pair[1]]
        anonymous = [pair for pair in (after, before) if pair and not pair[1]]
        if self.reading.body[mark.start].isupper() and closing and after:
            named = [after]
        if not closing:
            named.reverse()
            anonymous.reverse()
        for cue, speaker in [*named, *anonymous][:1]:
            return self._said(mark, self.reading.body[cue.start : cue.end], speaker)
        return None

    def _cue_after(self, mark: Marked) -> Attributed | None:
        """Cue right after the marks: “…,” said Blinken; «…», — отметил он."""
        body = self.reading.body
        beside = self._text(mark.after, 3).lstrip()[:1]
        spoken = body[mark.end - 1] in ",!?…" or beside in {",", "—", "–"} or not self._title(mark)
        if mark.holder >= 0 or body[mark.end - 1] == "." or not spoken:
            return None
        end = self._sentence_end(mark.after + 2)
        for cue in self._cues_in(mark.after, min(end, mark.after + BESIDE))[:1]:
            speaker = self._speaker(cue, (mark.after, end))
            if speaker and _OPENING.fullmatch(body, mark.after, min(cue.start, speaker.start)):
                return cue, speaker
            finite = attribution.is_finite(body[cue.start : cue.end])
            if finite and _SOMEBODY.fullmatch(body, mark.after, cue.start):
                return cue, None
        return None

    def _cue_before(self, mark: Marked) -> Attributed | None:
        """Cue in the sentence before the marks, or one that closes it: …, the Kremlin said."""
        begin, end = self._sentence_begin(mark.opening), self._sentence_end(mark.after)
        if mark.holder >= 0:
            begin = mark.holder
        whole = self.reading.body[mark.start : mark.start + 1].isupper()
        if not whole and mark.holder < 0 and (closing := self._closing(mark.after, end)):
            return closing
        nearest: Attributed | None = None
        for cue in reversed(self._cues_before(mark, max(begin, mark.opening - REACH))):
            speaker = self._speaker(cue, (begin, mark.opening))
            finite = attribution.is_finite(self.reading.body[cue.start : cue.end])
            if not (speaker or finite) or (whole and not self._introduces(mark)):
                continue
            if cue.kind in {"say", "mark"} and speaker:
                return nearest if nearest and nearest[0].kind != "wish" else (cue, speaker)
            near = speaker or mark.opening - cue.end < NAMING
            nearest = nearest or ((cue, speaker) if near else None)
        return nearest

    def _cues_before(self, mark: Marked, start: int) -> list[Cue]:
        if mark.holder < 0:
            return self._cues_in(start, mark.opening)
        return attribution.cues(self.blotted, (start, mark.opening), [])

    def _speaker(self, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
        return attribution.speaker(self.blotted, cue, zone)

    def _closing(self, start: int, end: int) -> Attributed | None:
        """Cue and speaker that end a sentence."""
        for cue in self._cues_in(max(start, end - BESIDE), end)[-1:]:
            zone = (max(start, cue.start - NAMING), end)
            speaker = self._speaker(cue, zone)
            if speaker:
                before = self.blotted.text[start : min(cue.start, speaker.start)].rstrip()
                if before.removesuffix(" the")[-1:] in {",", "—", "–"}:
                    return cue, speaker
        return None

    def _introduces(self, mark: Marked) -> bool:
        """Whether what is before a whole sentence in marks leads up to it, as to no title."""
        if _is_headline(self.reading.body[mark.start : mark.end]):
            return False
        return self._text(mark.opening - 3, 3).rstrip()[-1:] in {":", ","} or not self._title(mark)

    def _title(self, mark: Marked) -> bool:
        return _TITLE.fullmatch(self.blotted.text, mark.start, mark.end) is not None

    def _continued(self, mark: Marked, last: Marked | None, said: list[Said]) -> Said | None:
        """Speech that goes on after its speaker was named."""
        if not said or self._title(mark) or _is_headline(self.reading.body[mark.start : mark.end]):
            return None
        body, before = self.reading.body, said[-1]
        if last and last.after <= mark.opening <= last.after + BESIDE:
            one_sentence = self._sentence_end(last.after) > mark.opening
            split = body[mark.start].isupper() and self._cues_in(last.after, mark.opening)
            beside = _NOT_WORDS.fullmatch(body, last.after, mark.opening)
            goes_on = bool(one_sentence or split or beside)
        else:
            gap = body[before.end : self.span[0]]
            first = mark.opening == self.span[0] and before.kind != "indirect"
            whole = _NOT_WORDS.fullmatch(body, mark.after, self.span[1])
            next_to = "\n" in gap and "\n\n" not in gap.strip('\n ”»".')
            alone = whole or _NOT_WORDS.fullmatch(gap)
            goes_on = bool(first and next_to and alone)
        return self._said(mark, before.cue, before.speaker) if goes_on else None

    def _said(self, mark: Marked, cue: str, speaker: Speaker | None) -> Said:
        words = self.reading.body[mark.start : mark.end]
        parted = self.reading.body[mark.opening] == " " or self._text(mark.after - 1, 1) in ",!?…"
        whole = parted or (words[:1].isupper() and " " in words) or _CLAUSE.match(words)
        return Said(mark.start, mark.end, cue, speaker, "direct" if whole else "mixed")

    def _named(self, one: Said, said: list[Said]) -> Said:
        """The same speech, its speaker resolved if it is a pronoun."""
        speaker = one.speaker
        if speaker is None or speaker.actor_id or not attribution.is_pronoun(self._words(speaker)):
            return one
        actor_id = attribution.pronoun(self.blotted, speaker, self.marked)
        if said and not actor_id and speaker.start - said[-1].end < 2 * REACH and said[-1].speaker:
            actor_id = attribution.same_person(said[-1].speaker.actor_id, self._words(speaker))
        return one._replace(speaker=Speaker(actor_id, speaker.start, speaker.end))

    def _indirect(self, found: list[Said], earlier: list[Said]) -> list[Said]:
        spoken = [one.start for one in found]
        said: list[Said] = []
        for begin, end in zip([self.span[0], *self.ends], [*self.ends, self.span[1]], strict=True):
            if bisect_left(spoken, begin) < bisect_left(spoken, end):
                continue
            for cue in self._cues_in(begin, end):
                one = self._clause(cue, (begin, end))
                one = one and self._named(one, [*earlier, *found, *said][-1:])
                if one and one.speaker and one.speaker.actor_id:
                    said.append(one)
                    break
        return said

    def _clause(self, cue: Cue, sentence: tuple[int, int]) -> Said | None:
        begin, end = sentence
        speaker = self._speaker(cue, sentence)
        words = self.reading.body[cue.start : cue.end]
        if cue.kind in {"call", "wish", "mark"} or speaker is None:
            return None
        if cue.kind == "phrase":
            comma = re.compile(r",\s+").match(self.reading.body, speaker.end, end)
            begin, end = (comma.end(), end) if comma else (begin, cue.start)
        else:
            that = _THAT[self.blotted.language].match(self.blotted.text, cue.end, end)
            if words.lower() in {"said", "says", "say", "saying"}:
                that = _SAY_THE.match(self.blotted.text, cue.end, end) or that
            if not that or speaker.start > that.end():
                return None
            begin = that.end()
        clause = self.reading.body[begin : min(end, begin + LONGEST_INDIRECT + 1)]
        length = len(clause.rstrip(" \n\t,.;:!?…—–-"))
        if not 0 < length <= LONGEST_INDIRECT:
            return None
        return Said(begin, begin + length, words, speaker, "indirect")

    def _cues_in(self, start: int, end: int) -> list[Cue]:
        first, last = bisect_left(self.cue_starts, start), bisect_left(self.cue_starts, end)
        return self.cues[first:last]

    def _sentence_begin(self, at: int) -> int:
        index = bisect_right(self.ends, at)
        return self.ends[index - 1] if index else self.span[0]

    def _sentence_end(self, at: int) -> int:
        index = bisect_right(self.ends, at)
        return self.ends[index] if index < len(self.ends) else self.span[1]

    def _text(self, start: int, length: int) -> str:
        return self.reading.body[max(start, 0) : start + length]

    def _words(self, speaker: Speaker) -> str:
        return self.reading.body[speaker.start : speaker.end]


def _is_headline(words: str) -> bool:
    """Whether every longer word has a capital, as in an English title."""
    longer = [word for word in words[:BESIDE].split() if len(word) > len("With")]
    return len(longer) > 1 and all(word[0].isupper() for word in longer)


def _quote(reading: Reading, blotted: Blotted, one: Said) -> Quote:
    about = (slot.actor_id for slot in blotted.between(one.start, one.end))
    return Quote(
        article_id=reading.article_id,
        sentence=reading.sentence_at(one.start),
        start=one.start,
        end=one.end,
        surface=reading.body[one.start : one.end],
        cue=one.cue,
        speaker_id=one.speaker.actor_id if one.speaker else None,
        speaker_surface=reading.body[one.speaker.start : one.speaker.end] if one.speaker else None,
        kind=one.kind,
        about=tuple(dict.fromkeys(actor for actor in about if actor)),
    )
