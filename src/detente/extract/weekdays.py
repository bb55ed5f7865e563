"""Weekdays that do not belong to the date beside them: Wednesday, 20 May 2021."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from detente.extract import timewords
from detente.extract.evidence import Check, TimeSpan
from detente.extract.reading import Reading

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\d{4}")
_LETTERS = (timewords.LETTERS["weekday"], timewords.LETTERS["weekday after a preposition"])
_RECENT = timedelta(200)


def find(reading: Reading, spans: list[TimeSpan]) -> Iterator[Check]:
    """Dates of an article whose printed weekday is another than the calendar's."""
    for span in spans:
        day = _whole_date(span, reading)
        printed = _weekdays(span.surface)
        if day and len(printed) == 1 and printed[0] != day.weekday():
            right = NAMES[day.weekday()]
            yield Check(
                article_id=reading.article_id,
                sentence=span.sentence,
                start=span.start,
                end=span.end,
                surface=span.surface,
                attribute="weekday",
                printed=NAMES[printed[0]],
                record=right,
                reason=f"{day.day} {day:%B %Y} was a {right}, not a {NAMES[printed[0]]}",
                source="calendar",
            )


def _whole_date(span: TimeSpan, reading: Reading) -> date | None:
    """The day of a span that prints one, with its year or close to the day of publication."""
    if not span.begin or span.begin != span.until or not re.search(r"\d", span.surface):
        return None
    day = date.fromisoformat(span.begin)
    near = reading.day is not None and abs(reading.day - day) < _RECENT
    return day if near or _YEAR.search(span.surface) else None


def _weekdays(surface: str) -> list[int]:
    """Weekdays named in a surface, Monday is 0."""
    known = timewords.lexicon()
    words = (word[0] for word in _WORD.finditer(surface))
    found = (known.get(word, known.get(word.lower(), ("", ""))) for word in words)
    return [int(value) for letter, value in found if letter in _LETTERS]
