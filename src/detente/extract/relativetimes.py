"""Rules for times counted from publication or from another time, and for lengths of time."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from detente.extract import intervals
from detente.extract import vaguetimes as vague
from detente.extract.timescene import Resolved, Scene
from detente.extract.timewords import Word

_STEPS = {"L": -1, "T": 0, "X": 1}


def weekday(m: re.Match[str], scene: Scene) -> Resolved | None:
    """On Wednesday, late Wednesday, last Monday, в следующую среду."""
    if not scene.published:
        return None
    behind = (scene.published.weekday() - int(scene.word(m, "w").value)) % 7
    relation = m.groupdict().get("rel")
    if relation == "X" or (relation != "L" and scene.looks_ahead(m)):
        return intervals.day(scene.published + timedelta(7 - behind)), "weekday after publication"
    when = scene.published - timedelta(behind or (7 if relation == "L" else 0))
    return intervals.day(when), "weekday before publication"


def weekdays(m: re.Match[str], scene: Scene) -> Resolved | None:
    """From Monday to Wednesday, с понедельника по среду."""
    found = weekday(m, scene)
    if not found or not found[0].begin:
        return None
    days = (int(scene.word(m, "x").value) - found[0].begin.weekday()) % 7
    return intervals.days(found[0].begin, found[0].begin + timedelta(days)), found[1]


def weekend(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Over the weekend, last weekend, в эти выходные."""
    if not scene.published:
        return None
    relation = m.groupdict().get("rel") or ""
    this = intervals.weekend(scene.published)
    behind = relation == "L" or (this.begin or scene.published) > scene.published
    if relation == "X" or (scene.looks_ahead(m) and relation != "L"):
        weeks = int(relation == "X" and this.begin is not None and this.begin <= scene.published)
    else:
        weeks = -int(behind)
    return intervals.weekend(scene.published + timedelta(weeks=weeks)), "weekend from publication"


def deictic(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Today, yesterday, накануне, завтра."""
    word = scene.word(m, "j")
    in_a_name = scene.body[word.start].isupper() and scene.letters[m.start() - 1] == "_"
    if in_a_name:
        return None
    days, _, part = word.value.partition(" ")
    found = scene.from_publication("D", int(days))
    return found and (replace(found[0], value=found[0].value + part), found[1])


def eve(_m: re.Match[str], scene: Scene) -> Resolved | None:
    """On the eve."""
    return scene.from_publication("D", -1)


def day_beside(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The day before, the day before yesterday, the day after tomorrow, за день до этого."""
    if scene.word(m, "u").value != "D":
        return None
    step = 1 if "7" in m[0] else -1
    if m.groupdict().get("j"):
        return scene.from_publication("D", step + int(scene.word(m, "j").value.partition(" ")[0]))
    return scene.from_text("D", step) if scene.last_day else None


def same_unit(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The same day, that week, в тот же день, в том году."""
    return scene.from_text(scene.word(m, "u").value, 0) if scene.last_day else None


def day_part(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last night, this morning."""
    return scene.from_publication("D", _STEPS[m["rel"]])


def unit_near(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Last week, this year, next month, в прошлом году, на следующий день."""
    relation, unit = scene.word(m, "rel"), scene.word(m, "u").value
    if relation.value == "many":
        return vague.some_units(m, scene)
    if unit == "E" and relation.letter != "T":
        return stretch(m, scene)
    if unit != "D":
        return scene.from_publication(unit, _STEPS[relation.letter])
    if relation.value != "text" and not (m[0][0] == "t" and relation.letter == "X"):
        return None
    return scene.from_text(unit, _STEPS[relation.letter])


def stretch(m: re.Match[str], scene: Scene) -> Resolved | None:
    """The past nine days, over the next four years, за последние пять лет."""
    unit, ahead = scene.word(m, "u"), m["rel"] == "X"
    if not scene.published:
        return None
    basis = "counted on from publication" if ahead else "counted back from publication"
    count, sign = scene.whole(m, "n1"), 1 if ahead else -1
    if unit.letter in "hH":
        days = -(-count // {"H": 24, "M": 24 * 60, "S": 24 * 3600}[unit.value])
        found = intervals.stretch(scene.published, "D", sign * days)
        return replace(found, value=f"PT{count}{unit.value}", precision="minute"), basis
    return intervals.stretch(scene.published, unit.value, sign * count), basis


def from_now(m: re.Match[str], scene: Scene) -> Resolved | None:
    """A week from now, two months from now."""
    return scene.from_publication(scene.word(m, "u").value, scene.whole(m, "n1"))


def half_year_ago(_m: re.Match[str], scene: Scene) -> Resolved | None:
    """Half a year ago, полгода назад."""
    return scene.from_publication("M", -6)


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
    before = scene.words[m.start() - 1]
    within = scene.body[before.start : before.end].lower() == "in" and first.letter in "uU"
    if within and scene.looks_ahead(m):
        return scene.from_publication(first.value, int(count))
    value = _length(count, first)
    if got.get("u2"):
        value += f"{scene.number(m, 'n2'):g}{scene.word(m, 'u2').value}"
    return intervals.duration(value), _duration_basis(m)


def quarters(m: re.Match[str], scene: Scene) -> Resolved | None:
    """Two consecutive quarters."""
    return intervals.duration(f"P{scene.whole(m, 'n1')}Q"), "duration"


def half_year(_m: re.Match[str], _scene: Scene) -> Resolved | None:
    """Half a year, полгода."""
    return intervals.duration("P6M"), "duration"


def period(m: re.Match[str], scene: Scene) -> Resolved | None:
    """A month-long, трёхдневный, 45-минутный."""
    word = scene.words[m.end() - 1]
    if word.letter == ">":
        return intervals.duration(word.value), "duration"
    if word.letter == "/":
        return intervals.duration(word.value.replace("%", scene.word(m, "n1").value)), "duration"
    unit = scene.word(m, "u1")
    if unit.letter in "UH" and not m["n1"]:
        return vague.some(unit), "duration, vague"
    return intervals.duration(_length(scene.number(m, "n1"), unit)), "duration"


def hours_and_quarters(m: re.Match[str], scene: Scene) -> Resolved | None:
    """An hour and three quarters, two hours and a quarter."""
    if scene.word(m, "u1").value != "H":
        return None
    quarters = 1 if m["n2"] == "a" else scene.number(m, "n2")
    return intervals.duration(f"PT{scene.number(m, 'n1'):g}H{15 * quarters:g}M"), _duration_basis(m)


def half_hour(m: re.Match[str], _scene: Scene) -> Resolved | None:
    """Half an hour, полчаса."""
    return intervals.duration("PT30M"), _duration_basis(m)


def _length(count: float, unit: Word) -> str:
    if unit.value == "E":
        return f"P{10 * count:g}Y"
    return f"{'PT' if unit.letter in 'hH' else 'P'}{count:g}{unit.value}"


def _duration_basis(m: re.Match[str]) -> str:
    return "duration, about" if "~" in m[0] else "duration"


def _count(m: re.Match[str], scene: Scene) -> int | None:
    """How many units, None for "years ago" and for hours and minutes, which stay in their day."""
    unit = scene.word(m, "u").letter
    return None if unit in "hH" or (unit == "U" and not m["n1"]) else scene.whole(m, "n1")
