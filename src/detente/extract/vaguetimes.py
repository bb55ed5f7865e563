"""Rules for times without a length, and for what comes again and again."""

import re
from datetime import date

from detente.extract import intervals
from detente.extract.intervals import Interval
from detente.extract.timescene import Resolved, Scene
from detente.extract.timewords import Word

_REFERENCES = {"L": "PAST_REF", "0": "PAST_REF", "9": "PAST_REF", "X": "FUTURE_REF"}
_BY_WORD = {"past": "PAST_REF", "прошлом": "PAST_REF", "будущем": "FUTURE_REF"}


def reference(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Now, recently, in the future, сейчас, недавно, в ближайшее время."""
    word = scene.words[m.start()]
    if word.letter == "v":
        return _referring(word.value, scene)
    return _referring(_REFERENCES.get(m[0][0], "PRESENT_REF"), scene)


def past_or_future(m: re.Match[str], scene: Scene) -> Resolved | None:
    """In the past, in the near future, в будущем, в прошлом."""
    word = scene.words[m.end() - 1]
    value = word.value if word.letter == "G" else _BY_WORD.get(_printed(word, scene))
    return _referring(value, scene) if value else None


def one_of_these_days(m: re.Match[str], scene: Scene) -> Resolved | None:
    """На днях, which is behind or ahead as the verb says."""
    return _referring("FUTURE_REF" if scene.looks_ahead(m) else "PAST_REF", scene)


def some_units(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Recent weeks, the past few days, in the coming months, последние годы."""
    ahead = m["rel"] == "X"
    value = f"{some(scene.word(m, 'u')).value}"
    if not scene.published:
        return intervals.vague(value), "vague"
    if ahead:
        return intervals.vague(value, scene.published, None), "vague, after publication"
    return intervals.vague(value, None, scene.published), "vague, before publication"


def some_ago(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Years ago, a few days ago, несколько дней назад."""
    until: date | None = scene.published
    return intervals.vague(some(scene.word(m, "u")).value, None, until), "vague, before publication"


def some_long(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Several hours, a few weeks, несколько лет."""
    return intervals.duration(some(scene.word(m, "u")).value), "duration, vague"


def repeated(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Every year, each Monday, twice a week, ежегодно."""
    got, last = m.groupdict(), scene.words[m.end() - 1]
    if last.letter == "Q":
        return intervals.repeated(last.value), "repeated"
    if got.get("w"):
        return intervals.repeated(f"XXXX-WXX-{int(scene.word(m, 'w').value) + 1}"), "repeated"
    if got.get("p"):
        return intervals.repeated(f"XXXX-XX-XX{last.value}"), "repeated"
    unit, count = scene.word(m, "u"), scene.whole(m, "n1") if got.get("n1") else 1
    clock = "T" if unit.letter in "hH" else ""
    return intervals.repeated(f"P{clock}{count}{unit.value}"), "repeated"


def some(unit: Word) -> Interval:
    """A length of some units: PXD, PTXH."""
    return intervals.duration(f"P{'T' if unit.letter in 'hH' else ''}X{unit.value}")


def _referring(value: str, scene: Scene) -> Resolved:
    day = scene.published
    begin, until = (day, None) if value == "FUTURE_REF" else (None, day)
    if value == "PRESENT_REF":
        begin = until = None
    return intervals.vague(value, begin, until), "vague"


def _printed(word: Word, scene: Scene) -> str:
    return scene.body[word.start : word.end].lower()
