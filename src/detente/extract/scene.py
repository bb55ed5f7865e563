"""An article while its names are decided: what is named where, and of which day it speaks."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from detente.extract import times
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.scan import Hit, scan

_ADVERBIAL = re.compile(r"(?:\A\W*|\b(?:in|on|during|of|в|во)\s+(?:the\s+)?)\Z", re.IGNORECASE)
_CLEARLY_PAST = timedelta(60)
_SOVIET_END = date(1991, 12, 26)


@dataclass(frozen=True)
class Scene:
    """One article with its hits."""

    reading: Reading
    reference: Reference

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Known strings of the body, in order."""
        return scan(self.reference, self.reading.language, self.reading.body)

    @cached_property
    def named(self) -> dict[str, int]:
        """Where each actor is first named in full; -1 for the headline."""
        first: dict[str, int] = {}
        headline = scan(self.reference, self.reading.language, self.reading.title)
        for hits, offset in ((headline, -1), (self.hits, None)):
            for hit in hits:
                form = hit.known.form
                if form and form.strength == "full" and len(form.actor_ids) == 1:
                    first.setdefault(form.actor_ids[0], hit.start if offset is None else offset)
        return first

    def sentence(self, hit: Hit) -> int:
        """Number of the sentence that holds a hit."""
        return self.reading.sentence_at(hit.start)

    def sentence_start(self, hit: Hit) -> int:
        """Offset of the sentence that holds a hit."""
        sentences = self.reading.sentences
        return sentences[self.sentence(hit)][0] if sentences else 0

    def between(self, first: Hit, second: Hit) -> str:
        """Text between two hits."""
        return self.reading.body[first.end : second.start]

    def near(self, index: int) -> tuple[Hit | None, Hit | None]:
        """The hits before and after the one at an index."""
        before = self.hits[index - 1] if index else None
        after = self.hits[index + 1] if index + 1 < len(self.hits) else None
        return before, after

    def days_of(self, hit: Hit) -> tuple[date, ...]:
        """First and last day of the past time that the sentence of a hit speaks of.

        The day of publication where it speaks of none; nothing where that is not known.
        """
        past = self._past.get(self.sentence(hit))
        if past:
            return past
        return (self.reading.day,) if self.reading.day else ()

    def is_soviet_time(self, hit: Hit) -> bool:
        """Whether the sentence speaks of a day on which there was a Soviet Union."""
        days = self.days_of(hit)
        return bool(days) and days[-1] < _SOVIET_END

    @cached_property
    def _past(self) -> dict[int, tuple[date, ...]]:
        by_sentence: dict[int, set[tuple[date, ...]]] = {}
        body = self.reading.body
        for span in times.find(self.reading, self.reference):
            if span.begin is None or span.until is None:
                continue
            until = date.fromisoformat(span.until)
            start = self.reading.sentences[span.sentence][0]
            dated = re.search(r"\d{4}", span.surface)
            recent = not dated or (self.reading.day and until > self.reading.day - _CLEARLY_PAST)
            if not recent and _ADVERBIAL.search(body[max(start, span.start - 20) : span.start]):
                days = (date.fromisoformat(span.begin), until)
                by_sentence.setdefault(span.sentence, set()).add(days)
        return {n: min(days) for n, days in by_sentence.items() if len(days) == 1}
