"""Rules for times counted from publication or from another time, and for lengths of time."""

import re
from datetime import timedelta
from typing import Any

from detente.extract import intervals
from detente.extract.timescene import Resolved, Scene

_STEPS = {"L": -1, "T": 0, "X": 1}


def weekday(m: re.Match[str], scene: Scene) -> Resolved | None:
    """On Wednesday, last Monday, в следующую среду."""
    if not scene.published:
        return None
    behind = (scene.published.weekday() - int(scene.word(m, "w").value)) % 7
    relation = m.groupdict().get("rel")
    if relation == "X" or (relation != "L" and scene.looks_ahead(m)):
        return intervals.day(scene.published + timedelta(7 - behind)), "weekday after publication"
    when = scene.published - timedelta(behind or (7 if relation == "L" else 0))
    return intervals.day(when), "weekday before publication"


def deictic(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Today, yesterday, накануне, завтра."""
    word = scene.word(m, "j")
    in_a_name = scene.body[word.start].isupper() and scene.letters[m.start() - 1] == "_"
    return None if in_a_name else scene.from_publication("D", int(word.value))


def day_part(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last night, this morning."""
    return scene.from_publication("D", _STEPS[m["rel"]])


def unit_near(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last week, this year, next month, в прошлом году, на следующий день."""
    relation, unit = scene.word(m, "rel"), scene.word(m, "u").value
    if unit != "D":
        return scene.from_publication(unit, _STEPS[relation.letter])
    if relation.value != "text":
        return None
    return scene.from_text(unit, _STEPS[relation.letter])


def part_of_unit(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The end of the year, late last year, в начале месяца."""
    unit, relation = scene.word(m, "u").value, m.groupdict().get("rel") or "T"
    if not scene.published or unit not in ("M", "Y"):
        return None
    when = intervals.shifted(scene.published, unit, _STEPS[relation]).begin or scene.published
    part: Any = m["part"]
    if unit == "Y":
        return intervals.year(when.year, part), "counted from publication"
    return intervals.month(when.year, when.month, part), "counted from publication"


def ago(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two days ago, a week earlier, два года назад, двумя днями ранее."""
    count = _count(m, scene)
    if count is None:
        return None
    unit = scene.word(m, "u").value
    if scene.word(m, "a").value == "now":
        return scene.from_publication(unit, -count)
    return scene.from_text(unit, -count)


def later(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two days later, спустя неделю, через два дня."""
    count, unit = _count(m, scene), scene.word(m, "u").value
    if count is None:
        return None
    if m[0][0] == "I" and scene.looks_ahead(m):
        return scene.from_publication(unit, count)
    return scene.from_text(unit, count)


def length(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Almost two hours, one hour and 45 minutes, полтора часа, пять лет."""
    got = m.groupdict()
    count = scene.number(m, "n1") + (0.5 if got.get("b1") else 0)
    first = scene.word(m, "u1")
    value = f"{'PT' if first.letter in 'hH' else 'P'}{count:g}{first.value}"
    if got.get("u2"):
        value += f"{scene.number(m, 'n2'):g}{scene.word(m, 'u2').value}"
    return intervals.duration(value), _duration_basis(m)


def hours_and_quarters(m: re.Match[str], scene: Scene) -> Resolved | None:
    """An hour and three quarters, two hours and a quarter."""
    if scene.word(m, "u1").value != "H":
        return None
    quarters = 1 if m["n2"] == "a" else scene.number(m, "n2")
    return intervals.duration(f"PT{scene.number(m, 'n1'):g}H{15 * quarters:g}M"), _duration_basis(m)


def half_hour(m: re.Match[str], _scene: Scene) -> Resolved | None:
    """Half an hour, полчаса."""
    return intervals.duration("PT30M"), _duration_basis(m)


def _duration_basis(m: re.Match[str]) -> str:
    return "duration, about" if "~" in m[0] else "duration"


def _count(m: re.Match[str], scene: Scene) -> int | None:
    """How many units, None for "years ago" and for hours and minutes, which stay in their day."""
    unit = scene.word(m, "u").letter
    return None if unit in "hH" or (unit == "U" and not m["n1"]) else scene.whole(m, "n1")
