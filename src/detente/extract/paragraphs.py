"""One paragraph being read for speech: its stretches in marks, its cues and its sentences."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from detente.extract import antecedents, attribution, dialogue, quote_marks, speech_cues
from detente.extract.antecedents import Speaker
from detente.extract.evidence import QuoteKind
from detente.extract.quote_marks import Marked
from detente.extract.reading import Reading
from detente.extract.slots import Blotted
from detente.extract.speech_cues import Cue

# No sentence ends after an initial, a title or U.S., unless a mark opens the next.
_SENTENCE_END = re.compile(
    r"[.!?…](?:(?<![\s.(][A-ZА-ЯЁ]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSen\.)"
    r"(?<!\bRep\.)(?<!\bGen\.)(?<!\bGov\.)[)\"”»’“]*\s+(?=[A-ZА-ЯЁ\ue000])|"
    r"[)\"”»’“]*\s+(?=[\"“«„‘(][A-ZА-ЯЁ\ue000]))"
)
_INSET = re.compile(r"[,!?…]\s+[—–-]\s+([^«»„“—–]{3,120}?)[,.]\s+[—–-]\s+")


Spans = tuple[tuple[int, int], tuple[int, int]]


class Said(NamedTuple):
    """A stretch of speech, attributed."""

    start: int
    end: int
    cue: str
    speaker: Speaker | None
    kind: QuoteKind


class Paragraph:
    """One paragraph being read for speech, with the span of the one before it."""

    def __init__(self, reading: Reading, blotted: Blotted, spans: Spans) -> None:
        before, self.span = spans
        self.reading, self.blotted, self.body = reading, blotted, reading.body
        self.before = before[0]
        text = reading.body[slice(*self.span)]
        self.first = self.span[1] - len(text.lstrip())
        span = self.span
        marked = quote_marks.find(reading.body, *span)
        self.marked = [part for mark in marked for part in self._parted(mark)]
        opened = [mark for mark in self.marked if mark.holder < 0]
        self.cues = speech_cues.cues(blotted, span, opened)
        self.cue_starts = [cue.start for cue in self.cues]
        self.ends = [m.end() for m in _SENTENCE_END.finditer(blotted.text, *span)]
        if dashed := dialogue.find(reading.body, span, self.cues):
            self.marked = dashed

    def sentences(self) -> list[tuple[int, int]]:
        """Offsets of the sentences of the paragraph."""
        return list(zip([self.span[0], *self.ends], [*self.ends, self.span[1]], strict=True))

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Cues that begin in a stretch of the paragraph."""
        first, last = bisect_left(self.cue_starts, start), bisect_left(self.cue_starts, end)
        return self.cues[first:last]

    def sentence_begin(self, at: int) -> int:
        """Offset at which the sentence around an offset begins."""
        index = bisect_right(self.ends, at)
        return self.ends[index - 1] if index else self.span[0]

    def sentence_end(self, at: int) -> int:
        """Offset at which the sentence around an offset ends."""
        index = bisect_right(self.ends, at)
        return self.ends[index] if index < len(self.ends) else self.span[1]

    def text(self, start: int, length: int) -> str:
        """Some characters of the body."""
        return self.body[max(start, 0) : start + length]

    def words(self, span: Cue | Speaker) -> str:
        """The words of a cue or a speaker."""
        return self.body[span.start : span.end]

    def speaker(self, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
        """Subject of a cue inside a zone of the text."""
        return attribution.speaker(self.blotted, cue, zone)

    def resolved(self, one: Said, said: list[Said]) -> Said:
        """The same speech, its speaker resolved if it is a pronoun; `said` is what came before."""
        speaker = one.speaker
        if speaker is None or speaker.actor_id:
            return one
        actor_id = antecedents.antecedent(self.blotted, speaker, self.marked)
        last = said[-1] if said else None
        pronoun = antecedents.is_pronoun(self.words(speaker))
        near = pronoun and last and speaker.start - last.end < _SAME_TALK
        if near and last and last.speaker and not actor_id:
            actor_id = antecedents.same_person(last.speaker.actor_id, self.words(speaker))
        return one._replace(speaker=Speaker(actor_id, speaker.start, speaker.end))

    def _parted(self, mark: Marked) -> list[Marked]:
        """Two stretches where the speaker stands between dashes inside one pair of marks."""
        for inset in _INSET.finditer(self.body, mark.start, mark.end):
            if speech_cues.cues(self.blotted, inset.span(1), []):
                end = inset.start() + (self.body[inset.start()] != ",")
                first = mark._replace(end=end, after=inset.start() + 1)
                return [first, mark._replace(start=inset.end(), opening=inset.end() - 1)]
        return [mark]


_SAME_TALK = 440
