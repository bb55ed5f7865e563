"""An article while its names are decided: what is named where, and of which day it speaks."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from detente.extract import times
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.scan import Hit, scan
from detente.extract.taken import without

_ADVERBIAL = re.compile(r"(?:\A\W*|\b(?:in|on|during|of|в|во)\s+(?:the\s+)?)\Z", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_LEAD = 20
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
        return self._scanned(self.reading.body)

    @cached_property
    def named(self) -> dict[str, int]:
        """Where each actor is first named in full; -1 for the headline."""
        first: dict[str, int] = {}
        headline = self._scanned(self.reading.title)
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

    def is_quoted(self, offset: int) -> bool:
        """Whether a quote mark of the paragraph is open at an offset."""
        said = self.reading.body[self.reading.body.rfind("\n\n", 0, offset) + 1 : offset]
        opened = sum(map(said.count, "“«„")) > sum(map(said.count, "”»"))
        return opened or said.count('"') % 2 == 1

    def days_of(self, hit: Hit) -> tuple[date, ...]:
        """First and last day of the past time that the words before a hit speak of.

        Where its sentence has none before it, that of the sentence if it has one; else the day
        of publication; nothing where that is not known.
        """
        past = self._past.get(self.sentence(hit), [])
        before = bisect_left(past, hit.start, key=lambda time: time[0])
        if before or len(past) == 1:
            return past[max(before - 1, 0)][1]
        return (self.reading.day,) if self.reading.day else ()

    def is_soviet_time(self, hit: Hit) -> bool:
        """Whether the sentence speaks of a day on which there was a Soviet Union."""
        days = self.days_of(hit)
        return bool(days) and days[-1] < _SOVIET_END

    def _scanned(self, text: str) -> tuple[Hit, ...]:
        """Known strings of a text, as the user's review leaves them."""
        hits = scan(self.reference, self.reading.language, text)
        taken = self.reference.reviewed.taken
        return tuple(without(hit, taken, self.reading) for hit in hits) if taken else hits

    @cached_property
    def _past(self) -> dict[int, list[tuple[int, tuple[date, date]]]]:
        """Clearly past times with a year, by sentence: where each begins, and its days."""
        found: dict[int, list[tuple[int, tuple[date, date]]]] = {}
        for span in times.find(self.reading, self.reference):
            if not (span.begin and span.until and _YEAR.search(span.surface)):
                continue
            begin, until = date.fromisoformat(span.begin), date.fromisoformat(span.until)
            recent = self.reading.day and until > self.reading.day - _CLEARLY_PAST
            first = self.reading.sentences[span.sentence][0]
            lead = self.reading.body[max(first, span.start - _LEAD) : span.start]
            if not recent and _ADVERBIAL.search(lead):
                found.setdefault(span.sentence, []).append((span.start, (begin, until)))
        return found
