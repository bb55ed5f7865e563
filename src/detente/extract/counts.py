"""Numbers of counted things: ten Russian diplomats, четыре судна."""

import re
from dataclasses import dataclass
from functools import cache

from detente.extract import timewords
from detente.extract.cues import Cue
from detente.extract.evidence import TimeSpan
from detente.extract.reading import Reading

BETWEEN = 3
"""How many words (adjectives) may stand between a number and what it counts."""
_NUMERAL = timewords.LETTERS["number"]
_TOKEN = re.compile(r"\d{1,3}(?:[,\u00a0 ]\d{3})+|\d+|[^\W\d_]+(?:-[^\W\d_]+)*")
_COLLECTIVE = {"двое": 2, "двоих": 2, "трое": 3, "троих": 3, "четверо": 4, "четверы": 4, "пятер": 5}
_COLLECTIVE |= {"шестер": 6, "семер": 7, "восьмер": 8, "девятер": 9, "десятер": 10}
_STOPS = re.compile(r"[.;:!?()«»“”\"]|,\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of counted things, as printed."""

    article_id: str
    """The article."""
    sentence: int
    """The sentence that holds the span."""
    start: int
    """Offset of the number in the body."""
    end: int
    """Offset after the counted noun."""
    surface: str
    """The span as printed: ten Russian diplomats."""
    number: int
    """How many."""
    noun: str
    """The counted noun, as `counted_nouns.csv` names it."""


def find(reading: Reading, cues: list[Cue], times: list[TimeSpan]) -> list[Count]:
    """Counted things of an article, in order; a noun without a number before it is left out.

    A number inside a time (in December 2016 diplomats …) counts nothing.
    """
    rows = []
    taken = [(time.start, time.end) for time in times]
    for cue in (cue for cue in cues if cue.what == "noun"):
        low, _ = reading.sentences[reading.sentence_at(cue.start)]
        found = _number_before(reading.body, low, cue.start)
        if found and not any(start <= found[0] < end for start, end in taken):
            rows.append(
                Count(
                    article_id=reading.article_id,
                    sentence=reading.sentence_at(cue.start),
                    start=found[0],
                    end=cue.end,
                    surface=reading.body[found[0] : cue.end],
                    number=found[1],
                    noun=cue.name,
                )
            )
    return rows


def _number_before(body: str, low: int, noun: int) -> tuple[int, int] | None:
    words = list(_TOKEN.finditer(body, low, noun))[-BETWEEN - 1 :]
    for word in reversed(words):
        if _STOPS.search(body, word.end(), noun):
            return None
        number = _value(word[0])
        if number is not None:
            return word.start(), number
    return None


@cache
def _value(word: str) -> int | None:
    digits = re.sub(r"\D", "", word)
    if digits:
        return int(digits)
    for stem, number in _COLLECTIVE.items():
        if word.lower().startswith(stem):
            return number
    letter, value = timewords.lexicon().get(word.lower(), ("", ""))
    return int(float(value)) if letter == _NUMERAL and float(value).is_integer() else None
