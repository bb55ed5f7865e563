"""Expressions of time with the interval that each stands for, in English and Russian.

One grammar reads both languages: it runs over the class letters of `timewords`, in which
`19 May 2021` and `19 мая 2021` are the same letters.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from detente.extract import datedtimes as dated
from detente.extract import relativetimes as relative
from detente.extract.evidence import TimeSpan
from detente.extract.intervals import Interval
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.timescene import Resolved, Scene
from detente.extract.timewords import words

_NUMBER = "(?:[DN]|n-?n?)"
_HALF = "(?:&ab|&b|Fb)"
_WEEKDAY = "(?:[Ww],?)?"
_MONTH = "(?P<m>[Mm])"
_YEAR = "(?:,?(?P<y>Y)g?|O?(?P<yrel>[LXT])(?P<yu>[ug]))?"
_GRAMMAR: tuple[tuple[Callable[[re.Match[str], Scene], Resolved | None], str], ...] = (
    (dated.numeric_date, "C"),
    (dated.day_of_month, f"{_WEEKDAY}(?P<d>[Dd]|nd)O?{_MONTH}{_YEAR}"),
    (dated.day_of_month, f"{_WEEKDAY}{_MONTH};?(?P<d>D){_YEAR}"),
    (dated.day_of_month, f"(?P<d>D)[-V&](?P<e>D)O?{_MONTH}{_YEAR}"),
    (dated.day_of_month, f"{_MONTH};?(?P<d>D)[-V&](?P<e>D)(?!-?[_hUu]){_YEAR}"),
    (dated.day_of_month, f"(?P<d>D){_MONTH}[-V](?P<e>D)(?P<n>[Mm]){_YEAR}"),
    (dated.day_of_month, f"{_MONTH};?(?P<d>D)[-V](?P<n>[Mm]);?(?P<e>D){_YEAR}"),
    (dated.month, f"(?P<part>[EKZ])-?O?t?{_MONTH}O?{_YEAR}"),
    (dated.month, f"{_MONTH}O?,?(?P<y>Y)g?"),
    (dated.month, f"{_MONTH}O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (dated.month, f"(?P<rel>[LXT]){_MONTH}"),
    (dated.month, "(?P<m>M)"),
    (dated.month, "(?<=[PFVO])(?P<m>m)"),
    (dated.year, "(?P<part>[EKZ])-?O?t?(?P<y>Y)g?"),
    (dated.year, "(?P<y>Y)[-V](?P<z>Y)g?"),
    (dated.year, "(?<=B)(?P<y>Y)&(?P<z>Y)g?"),
    (dated.year, "(?P<y>Y)g?"),
    (dated.quarter, "t?(?P<q>[rdD])-?q(?:O?(?:(?P<y>Y)g?|(?P<rel>[LXT])[ug]))?"),
    (dated.season, "(?P<s>[sS])O?,?(?P<y>Y)g?"),
    (dated.season, "(?P<s>[sS])O?(?P<yrel>[LXT])(?P<yu>[ug])"),
    (dated.season, "(?P<rel>[LXT])(?P<s>s)"),
    (dated.season, "(?P<s>S)"),
    (dated.season, "(?:(?<=P)|(?<=Pt))(?P<s>s)(?!O)"),
    (relative.weekday, "(?P<w>W)p?"),
    (relative.weekday, "(?P<rel>[LXT])(?P<w>[Ww])p?"),
    (relative.weekday, "(?<=[PFVI])(?P<w>w)p?"),
    (relative.deictic, "[AR]?(?P<j>J)p?"),
    (relative.day_part, "(?P<rel>[LT])p"),
    (relative.unit_near, "t?[AR]?(?P<rel>[LXT])(?P<u>[ug])"),
    (relative.part_of_unit, "t?(?P<part>[EKZ])-?(?:Ot?)?(?P<rel>[LXT])?(?P<u>[ug])"),
    (relative.ago, f"~*(?P<n1>{_NUMBER}|a)?-?(?P<u>[uUghH])(?P<a>A)"),
    (relative.later, f"~*(?P<n1>{_NUMBER}|a)-?(?P<u>[uUghH])R"),
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
    (relative.length, f"~*(?P<n1>{_NUMBER})-?(?P<b1>{_HALF})?-?(?P<u1>[uUg])(?!-?o)"),
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
    spans = []
    for resolve, match in _longest(letters):
        resolved = _resolved(resolve, match, scene)
        if resolved:
            _remember(resolved[0], scene)
            first, last = scene.words[match.start()], scene.words[match.end() - 1]
            spans.append(_span((first.start, last.end), resolved, reading))
    return tuple(spans)


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
    return found


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


def _span(span: tuple[int, int], resolved: Resolved, reading: Reading) -> TimeSpan:
    (start, end), (interval, basis) = span, resolved
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
        basis=basis,
    )
