"""Expressions of time with the interval that each stands for, in English and Russian.

One grammar reads both languages: it runs over the class letters of `timewords`, in which
`19 May 2021` and `19 мая 2021` are the same letters.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from detente.extract import clocktimes as clock
from detente.extract import datedtimes as dated
from detente.extract import relativetimes as relative
from detente.extract import vaguetimes as vague
from detente.extract.evidence import TimeSpan
from detente.extract.intervals import Interval
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.timescene import Resolved, Scene
from detente.extract.timewords import words

_NUMBER = "(?:[DN']|n-?n?)"
_HALF = "(?:&ab|&b|Fb)"
_WEEKDAY = "(?:[Ww],?)?"
_MONTH = "(?P<m>[Mm])"
_ZONE = "(?P<z>z|_i|Vz?_?j)?"
_YEAR = "(?:,?(?P<y>Y)g?|O?(?P<yrel>[LXT])(?P<yu>[ug]))?"
_GRAMMAR: tuple[tuple[Callable[[re.Match[str], Scene], Resolved | None], str], ...] = (
    (dated.numeric_date, "C"),
    (dated.day_of_month, f"{_WEEKDAY}(?P<d>[Dd]|nd)O?{_MONTH}{_YEAR}"),
    (dated.day_of_month, f"{_WEEKDAY}{_MONTH};?(?P<d>D){_YEAR}"),
    (dated.day_of_month, f"(?P<d>D)[-V&](?P<e>D)O?{_MONTH}{_YEAR}"),
    (dated.day_of_month, f"{_MONTH};?(?P<d>D)[-V&](?P<e>D)(?!-?[_hUu]){_YEAR}"),
    (dated.day_of_month, f"(?P<d>D){_MONTH}[-V](?P<e>D)(?P<n>[Mm]){_YEAR}"),
    (dated.day_of_month, f"{_MONTH};?(?P<d>D)[-V](?P<n>[Mm]);?(?P<e>D){_YEAR}"),
    (dated.month, f"t?(?P<part>[EKZ])-?O?t?{_MONTH}O?{_YEAR}"),
    (dated.month, f"{_MONTH}O?,?(?P<y>Y)g?"),
    (dated.month, f"{_MONTH}O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (dated.month, f"(?P<rel>[LXT]){_MONTH}"),
    (dated.month, "(?P<m>M)"),
    (dated.month, "(?<=[PFVO])(?P<m>m)"),
    (dated.year, "t?(?P<part>[EKZ])-?O?t?(?P<y>Y)g?"),
    (dated.year, "(?P<y>Y)[-V](?P<z>Y)[gU]?"),
    (dated.year, "(?P<y>')g"),
    (dated.year, "(?<=B)(?P<y>Y)&(?P<z>Y)g?"),
    (dated.year, "(?P<y>Y)g?"),
    (dated.months, f"(?P<m>[Mm])[-V](?P<n>M){_YEAR}"),
    (dated.half_of_month, f"t?(?P<h>r)-?bO?(?P<m>[Mm]){_YEAR}"),
    (dated.half_of_year, "t?(?P<h>r)-?bO?(?P<y>Y)g?"),
    (dated.half_of_year, "(?P<h>r)1(?:O?(?P<y>Y)g?)?"),
    (dated.week_of_month, f"t?(?P<which>[L0rd])-?(?P<u>u)(?:O(?P<m>[Mm])){_YEAR}"),
    (dated.week_of_month, f"(?P<which>[L0rd])(?P<u>u)(?P<m>M){_YEAR}"),
    (dated.decade, "t?(?:(?P<part>[EKZ])-?O?t?_?)?(?P<y>y)U?"),
    (dated.century, "t?(?P<n>[rdDN])-?x"),
    (dated.quarter, "#(?P<q>D)(?:,?(?P<y>Y))?"),
    (dated.quarter, "t?(?P<q>[rdD])-?q(?:O?(?:(?P<y>Y)g?|(?P<rel>[LXT])[ug]))?"),
    (dated.season, "t?(?P<s>[sS])O?,?(?P<y>Y)g?"),
    (dated.season, "(?P<s>[sS])O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (dated.season, "(?P<rel>[LXT])(?P<s>[sS])"),
    (dated.season, "(?P<s>S)"),
    (dated.season, "(?:(?<=P)|(?<=Pt))(?P<s>s)(?!O)"),
    (relative.weekdays, "(?P<w>[Ww])[-V](?P<x>[Ww])"),
    (relative.weekday, "[EKZ]?(?P<w>W)p?"),
    (relative.weekday, "(?P<rel>[LXT])(?P<w>[Ww])p?"),
    (relative.weekday, "(?<=[PFVI])(?P<w>w)p?"),
    (relative.eve, "t2(?!O)"),
    (relative.weekend, "t?(?P<rel>[LXT])?e"),
    (relative.day_beside, "t?(?P<u>u)[67](?P<j>J)"),
    (relative.day_beside, "t?(?P<u>u)[67](?=[,;|<]|\\Z)"),
    (relative.day_beside, "(?P<u>u)VT(?![ugUMmWwspj])"),
    (relative.same_unit, "t?5?4(?P<u>[ug])(?!a)"),
    (relative.same_unit, "5(?P<u>[ug])(?!-)"),
    (relative.from_now, f"(?P<n1>{_NUMBER}|a)(?P<u>[uU])Fv"),
    (relative.half_year_ago, "(?:1|bau|ab-?u)A"),
    (relative.deictic, "[AR]?(?P<j>J)p?"),
    (relative.day_part, "(?P<rel>[LT])p"),
    (relative.unit_near, "t?[AR]?(?P<rel>[LXT])(?P<u>[ug])"),
    (relative.part_of_unit, "t?(?P<part>[EKZ])-?(?:Ot?)?(?P<rel>[LXT])?(?P<u>[ug])"),
    (relative.stretch, f"t?(?P<rel>[LX])(?P<n1>{_NUMBER})@?-?(?P<u>[uUghH])"),
    (vague.some_units, "t?(?P<rel>[LX9])8?(?P<u>[UH])"),
    (vague.some_units, "t?(?P<rel>[LX])8(?P<u>[uh])"),
    (vague.some_ago, "a?8(?P<u>[uUhH])A"),
    (vague.some_ago, "(?<![DNn8Y])(?P<u>[UH])A"),
    (vague.some_long, "~*a?8O?(?P<u>[UHh])"),
    (vague.some_long, "(?<=\\^)(?P<u>[UH])"),
    (vague.reference, "v(?![-7])|(?<=P)tl(?!O)|[LX0k][jl]"),
    (vague.past_or_future, "(?<=P)t_?G|(?<=P)tL(?=[,;|]|\\Z)|(?<=P)[LX](?=[,;|<]|\\Z)"),
    (vague.one_of_these_days, 'P"'),
    (vague.repeated, "Q"),
    (vague.repeated, f"%(?P<n1>{_NUMBER}|r)?(?P<u>[ugUhH])"),
    (vague.repeated, "%(?P<w>[Ww])"),
    (vague.repeated, "%(?P<p>p)"),
    (vague.repeated, f"(?:{_NUMBER})?3(?:a|P)(?P<u>u)"),
    (relative.ago, f"~*(?P<n1>{_NUMBER}|a)?-?(?P<u>[uUghH])(?P<a>A)"),
    (relative.later, f"~*(?P<n1>{_NUMBER}|a)-?(?P<u>[uUghH])R"),
    (relative.later, "(?P<u>u)R"),
    (relative.later, f"[RI](?P<n1>{_NUMBER})?(?P<u>[uUghH])"),
    (
        relative.length,
        f"~*(?P<n1>{_NUMBER})-?(?P<b1>{_HALF})?-?(?P<u1>[hH])(?:;?,?&?(?P<n2>{_NUMBER})-?(?P<u2>[hH]))?",
    ),
    (
        relative.hours_and_quarters,
        f"~*(?:a|(?P<n1>{_NUMBER})-?)(?P<u1>[hH])&(?P<n2>{_NUMBER}|a)-?q",
    ),
    (relative.length, f"~*a?(?P<u1>h)&?(?P<n2>{_NUMBER})(?P<u2>[hH])"),
    (relative.length, "(?:~+|(?<=[\\^P&]))a?(?P<u1>h)"),
    (relative.length, "(?<![DNYn])~*a(?P<u1>h)(?P<b1>&ab)?"),
    (relative.length, f"~*(?P<n1>{_NUMBER})@?-?(?P<b1>{_HALF})?-?(?P<u1>[uUg])(?!-?o)"),
    (relative.length, "~+a(?P<u1>[ug])"),
    (relative.length, "a(?P<u1>u)(?=[67])"),
    (relative.quarters, f"~*(?P<n1>{_NUMBER})(?:@-?q|-?q(?!O))"),
    (relative.half_year, "~*(?:1|bau|ab-?u)"),
    (relative.period, f"(?P<n1>{_NUMBER}|a)?-?(?P<u1>[uUhH])-="),
    (relative.period, ">|(?P<n1>[DN])-/"),
    (clock.clock, f"(?:pP)?(?P<c>c)(?P<p>p)?{_ZONE}"),
    (clock.clock, "(?P<c>[NY])(?P<z>z)"),
    (clock.clock, "(?:pP)?(?P<c>N)(?P<z>V_j)"),
    (clock.clock, f"(?<=P)(?P<c>D)h?(?P<p>p){_ZONE}"),
    (clock.part_of_day, "t?p"),
    (relative.half_hour, "~*(?:f|ba-?h|ab-?h|b-?h)"),
)
_RULES = tuple((resolve, re.compile(pattern)) for resolve, pattern in _GRAMMAR)


def find(reading: Reading, reference: Reference) -> list[TimeSpan]:
    """Times of an article, in order; what cannot be resolved without a guess is left out."""
    del reference
    return list(_found(reading))


@lru_cache(maxsize=2)
def _found(reading: Reading) -> tuple[TimeSpan, ...]:
    """Times of an article; roles ask for them too, so the last ones are kept."""
    found, letters = words(reading.body, reading.sentences)
    scene = Scene(reading.body, found, letters, reading.day, reading.country == "US")
    resolved = []
    for resolve, match in _longest(letters):
        time = _resolved(resolve, match, scene)
        if time:
            _remember(time[0], scene)
            resolved.append(clock.Found(match.start(), match.end(), *time))
    return tuple(_span(time, scene, reading) for time in clock.joined(resolved, scene))


def _longest(letters: str) -> Iterable[tuple[Callable[..., Resolved | None], re.Match[str]]]:
    """Matches of all rules, the longest where several overlap, from left to right."""
    matches = [(resolve, m) for resolve, rule in _RULES for m in rule.finditer(letters)]
    matches.sort(key=lambda found: found[1].start() - found[1].end())
    taken = bytearray(len(letters))
    kept = []
    for resolve, match in matches:
        if not any(taken[match.start() : match.end()]):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            kept.append((resolve, match))
    return sorted(kept, key=lambda found: found[1].start())


def _resolved(
    resolve: Callable[[re.Match[str], Scene], Resolved | None], match: re.Match[str], scene: Scene
) -> Resolved | None:
    try:
        found = resolve(match, scene)
    except (ValueError, OverflowError):  # 31 June, 13/13/2021, 9999 years ago
        return None
    if found and _has_no_end(match, scene) and found[0].until:
        return replace(found[0], until=None), f"since, {found[1]}"
    return found and clock.with_part(found, match, scene)


def _has_no_end(match: re.Match[str], scene: Scene) -> bool:
    """Whether "since" stands before a match, and no "until" after it."""
    before = scene.words[match.start() - 1]
    until = scene.letters[match.end() : match.end() + 1] == "V" or re.search("[-V]", match[0])
    return before.letter == "F" and before.value == "open" and not until


def _remember(interval: Interval, scene: Scene) -> None:
    if interval.begin:
        scene.last_year = interval.begin.year
        if interval.precision == "day" and interval.begin == interval.until:
            scene.last_day = interval.begin


def _span(time: clock.Found, scene: Scene, reading: Reading) -> TimeSpan:
    start, end = scene.words[time.first].start, scene.words[time.end - 1].end
    interval = time.interval
    return TimeSpan(
        article_id=reading.article_id,
        sentence=reading.sentence_at(start),
        start=start,
        end=end,
        surface=reading.body[start:end],
        value=interval.value,
        begin=interval.begin.isoformat() if interval.begin else None,
        until=interval.until.isoformat() if interval.until else None,
        precision=interval.precision,
        basis=time.basis,
    )
