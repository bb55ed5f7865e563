"""Time of publication: from what was printed to UTC and to the publisher's place.

What months, weekdays and zones are called, and what is printed beside a date, stands in
`data/reference/date_words.csv`; the patterns here know the order of things alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, partial
from typing import Any, Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from detente import files
from detente.collect.article import Draft, LocalBasis, Precision
from detente.tables import read

BASES = (
    *("json-ld", "meta", "label", "time-element", "url", "feed", "header", "column", "text"),
    "htmldate",
)
"""Where a date can be found, the most trustworthy first."""

CLOCKS = ("second", "minute")
"""Precisions of a date with a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """A row of `date_words.csv`: what one thing is called in one language."""

    kind: Literal["beside", "half", "month", "published", "updated", "weekday", "zone"]
    """What the words are. Beside: they stand in a line with a date and no other text, as at does;
    published, updated: the same, and say what the date is; half: of a clock with twelve hours."""
    of: str | None
    """Two-letter language; of a zone the country of the publishers that mean this by it, blank for
    what it means where that country has no row of its own."""
    value: str | None
    """Number of the month, am or pm, the zone as in the tz database or as an offset."""
    words: tuple[str, ...]
    """The words; those of a zone in the case in which they are printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time that was printed."""

    when: datetime
    """In UTC; a day alone is its midnight."""
    precision: Precision
    """How much was printed."""
    local: datetime
    """Day and clock where it was published, without a zone."""
    offset: str | None
    """How far `local` is ahead of UTC, as +03:00; None where that is not known."""
    basis: LocalBasis
    """What tells `local`."""
    assumed: str = ""
    """What had to be assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """A day in a text, with its clock."""

    start: int = 0
    end: int = 0
    """From where to where it stands."""
    when: datetime
    """The day, with the time where there is a clock, and the offset where a machine wrote it."""
    precision: Precision = "day"
    """How much was printed."""
    zone: str = ""
    """The zone as printed."""


_WORD = r"([^\W\d_][^\s\d.,;:/()|–—-]{0,15})"
_SHORT = r"(?:\s{1,2}[^\W\d_]{2,3}\.?(?=\s))?"  # 19 de mayo de 2021
_IN_WORDS = {
    "dmy": re.compile(
        rf"(?<!\d)(\d{{1,2}})(?:[.ºª°]|-?[^\W\d_]{{1,2}}\b)?,?{_SHORT}[\s-]{{0,3}}{_WORD}"
        rf"(?:/\w{{2,12}})?[.,]{{0,2}}{_SHORT}(?:\s{{1,3}}|-)(\d{{4}}|'\d\d|(?<=-)\d\d)(?!\d)"
    ),
    "mdy": re.compile(
        rf"(?<!\w){_WORD}\.?[\s-]{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}}|'\d\d)(?!\d)"
    ),
    "ymd": re.compile(
        rf"(?<!\d)(\d{{4}})\W{{1,2}}(?:[^\W\d_]{{1,4}}\W{{1,2}})?{_WORD}\s(\d{{1,2}})(?!\d)\.?"
    ),
    "ydm": re.compile(rf"(?<!\d)(\d{{4}})\. \w{{2,5}} (\d{{1,2}})\. {_WORD}"),
}
"""Days with the month in words, by the order of day, month and year."""
_UNIX = re.compile(
    rf"(?<!\w){_WORD} {{1,2}}(\d{{1,2}})(,? \d\d?:\d\d(?::\d\d)?(?: [A-Z]{{1,5}})?) (\d{{4}})(?!\d)"
)
_EASTERN = re.compile("[぀-ヿ一-鿿가-힣]")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_NUMERIC = re.compile(
    r"(?<![\d.])(?<!\d[/-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d|[.]\d|\2\d)\.?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z|[+-]\d{2}:?\d{2})?)?")
_MONTH = re.compile(rf"{_WORD}[.,]{{0,2}}{_SHORT}\s(\d{{4}})(?:\s(?:года|г\.?))?")
_ISO = re.compile(
    r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2}| ?UTC)?)?)?)?"
)
_EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")
_IN_ADDRESS = (
    re.compile(r"/[a-z]{0,2}((?:19|20)\d\d)[/_.-](\d{1,2}|[a-z]{3,9})[/_-](\d{1,2})(?!\d)"),
    re.compile(r"/((?:19|20)\d\d)/[a-z_-]{1,30}/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/[a-z]{0,2}((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?!\d)"),
)
_OFFSET = r"(?:(?:UTC|GMT)\s?[+−-]\d{1,2}(?::?\d{2})?|[+−-]\d{2}:?\d{2})(?!\d)"
_ZONE = rf"{_OFFSET}|[^\W\d_]{{1,5}}(?!\w)"
_TIME = (
    r"(?<!\d)(\d{1,2})(?:[:h]|\.(?=\d\d(?:$|\s?[^\W\d_]|\s?\()))(\d{2})"
    r"(?::(\d{2})(?:[.,]\d{1,9})?)?(?!\d)(?:\s?([AaPp]\.?\s?[Mm]\b\.?))?"
    r"(?:(?!(?<=\d\d)(?<!:\d\d:\d\d)[−-])"  # 10:15-11:30 has no zone
    rf"\s{{0,2}}(?:[^\W\d_]{{1,4}}\.?\s)?\(?({_ZONE}))?"
)
_CLOCK = re.compile(
    rf"(\W{{0,4}}(?:[^\W\d_]{{1,12}}\.?\W{{1,3}}){{0,2}}(?:T|[^\W\d_]{{2}})?){_TIME}"
)
_CLOCK_BEFORE = re.compile(rf"{_TIME}\)?(\W{{1,4}}(?:[^\W\d_]{{1,12}}\W{{1,3}}){{0,2}})$")
_ZONE_AFTER = re.compile(rf"\W{{1,2}}(?:[^\W\d_]{{1,3}}\s)?({_ZONE})")
_BEFORE = 40  # characters before a day in which its clock can stand
_PLACE = re.compile(r"[A-ZА-ЯЁ][\w-]{1,20}(?: [A-ZА-ЯЁ][\w-]{1,20})?, ")
_ANOTHER_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CENTURY, _PIVOT = 2000, 69  # 5/19/21 is 2021, 5/19/89 is 1989
_TWELVE = 12
_SECONDS = 10  # digits of an epoch in seconds; one in milliseconds has 13
_FARTHEST = 14  # hours ahead of UTC
_QUARTER = timedelta(minutes=15)  # zones are so far apart
_LAST_DAY = 31


def published(
    raw: str,
    *,
    country: str | None = None,
    zone: str | None = None,
    month_first: bool | None = None,
) -> Moment | None:
    """The time that `raw` says; None where it is no date.

    A time without a zone is the publisher's, else UTC; 05/06/2021 is month first for a US
    publisher, unless `month_first` says otherwise.

    Parameters
    ----------
    country
        Where the publisher is; it decides what CST means.
    zone
        Of the publisher's place, as in the tz database.
    """
    order = country == "US" if month_first is None else month_first
    try:
        found = _parsed(_in_order(raw), month_first=order)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or not _FIRST_YEAR <= found.when.year < _LAST_YEAR:
        return None
    return _placed(found, country, ZoneInfo(zone) if zone else None)


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else but a place, a weekday or "Published"."""
    text = _in_order(text)
    found = None if "©" in text else _located(text, month_first=False)
    if found is None:
        return False
    before = text[: found.start]
    place = _PLACE.match(before)
    beside = f"{before[place.end() if place else 0 :]} {text[found.end :]}"
    beside = _ANOTHER_CLOCK.sub(" ", beside)
    return not any(map(str.isdigit, beside)) and _is_beside(beside)


def stamp_of(text: str) -> str:
    """The day and the clock that a line begins with; empty where it does not."""
    found = _located(text, month_first=False)
    return text[: found.end] if found and not found.start and found.precision in CLOCKS else ""


def is_update_line(text: str) -> bool:
    """Whether a date line says when an article was changed, not when it was published."""
    return _says(text, "updated")


def says_published(text: str) -> bool:
    """Whether a date line says that it is the day of publication."""
    return _says(text, "published") and not _says(text, "updated")


def _says(text: str, kind: str) -> bool:
    first = map(_folded, _LETTERS.findall(text)[:3])
    return any(word in _words(kind) for word in first) and is_date_line(text)


def in_address(url: str) -> str:
    """Day that stands in an address, as /2021/05/19/ does; empty where there is none."""
    for pattern in _IN_ADDRESS:
        for found in pattern.finditer(unquote(url).lower()):
            year, month, day = found.groups()
            month = month if month.isdigit() else _words("month").get(month, "0")
            if 1 <= int(month) <= _TWELVE and 1 <= int(day) <= _LAST_DAY:
                return f"{year}-{month:0>2}-{day:0>2}"
    return ""


def order_of(values: list[str]) -> bool | None:
    """Whether a column of numeric dates is month first; None where its values do not tell."""
    pairs = [(int(m[1]), int(m[3])) for m in map(_NUMERIC.search, values) if m]
    if any(b > _TWELVE for _, b in pairs):
        return True
    if any(a > _TWELVE for a, _ in pairs):
        return False
    return None


@cache
def _rows() -> tuple[DateWords, ...]:
    return read(DateWords, files.REFERENCE / "date_words.csv")


@cache
def _words(kind: str) -> dict[str, str]:
    """Words of a kind, folded, with the value of each."""
    rows = (row for row in _rows() if row.kind == kind)
    return {_folded(word): row.value or "" for row in rows for word in row.words}


@cache
def _beside() -> frozenset[str]:
    """What a line with a date can hold besides."""
    kinds = ("beside", "half", "published", "updated", "weekday")
    return frozenset(word for kind in kinds for word in _words(kind)) | {
        word.casefold() for word, _ in _zones()
    }


@cache
def _zones() -> dict[tuple[str, str], str]:
    """Zones by their name and the country of those who mean them; the country can be empty."""
    rows = (row for row in _rows() if row.kind == "zone")
    return {(word, row.of or ""): row.value or "" for row in rows for word in row.words}


def _folded(word: str) -> str:
    """A word in small letters without accents: août, AOUT; Mayıs, MAYIS."""
    low = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(c for c in low if not "\u0300" <= c <= "\u036f")


def _parsed(raw: str, *, month_first: bool) -> _Printed | None:
    if _EPOCH.fullmatch(raw):
        seconds = float(raw) / (1 if len(raw.partition(".")[0]) == _SECONDS else 1000)
        return _Printed(when=datetime.fromtimestamp(seconds, UTC), precision="second")
    if found := _COMPACT.fullmatch(raw):
        year, month, day, hour, minute, second, zone = found.groups()
        raw = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}{zone or ''}" if hour else "")
    if _ISO.fullmatch(raw):
        return _iso(raw)
    if day := _located(raw, month_first=month_first):
        return day
    if (found := _MONTH.fullmatch(raw)) and (month := _words("month").get(_folded(found[1]))):
        return _Printed(when=_day(found[2], month, "1"), precision="month")
    return None


def _located(raw: str, *, month_first: bool) -> _Printed | None:
    """The first day in a text, with the clock that stands behind it or before it."""
    for found, year, month, day in _days(raw, month_first=month_first):
        try:
            when = _day(year, month, day)
        except ValueError:
            continue
        return _with_clock(raw, _Printed(start=found.start(), end=found.end(), when=when))
    return None


def _days(raw: str, *, month_first: bool) -> Iterator[tuple[re.Match[str], str, str, str]]:
    """Where days stand in a text, with year, month and day of each."""
    for order, pattern in _IN_WORDS.items():
        for found in pattern.finditer(raw):
            part = dict(zip(order, found.groups(), strict=True))
            if month := _words("month").get(_folded(part["m"])):
                yield found, part["y"], month, part["d"]
    if east_asian := _EAST_ASIAN.search(raw):
        yield east_asian, east_asian[1], east_asian[2], east_asian[3]
    if numeric := _YEAR_FIRST.search(raw):
        yield numeric, numeric[1], numeric[3], numeric[4]
    if numeric := _NUMERIC.search(raw):
        first, mark, second, year = numeric.groups()
        if len(year) == len("21") and _EASTERN.search(raw):
            first, year = year, first
        is_first = int(second) > _TWELVE or (month_first and mark != ".")
        day, month = (second, first) if is_first and int(first) <= _TWELVE else (first, second)
        yield numeric, year, month, day


def _day(year: str, month: str, day: str) -> datetime:
    number = int(year.lstrip("'"))
    if len(year) < len("2021"):
        number += _CENTURY if number < _PIVOT else _CENTURY - 100
    return datetime(number, int(month), int(day))  # noqa: DTZ001 - the caller settles the zone


def _with_clock(raw: str, found: _Printed) -> _Printed:
    """A day with its clock, where there is one that a clock can show."""
    if (clock := _CLOCK.match(raw, found.end)) and _is_beside(clock[1], "updated"):
        words, *parts = clock.groups()
        end = max(clock.end(group) for group in (3, 4, 5))
        zone = parts[4] or ""
        if _zone(zone, None)[0]:
            end = clock.end()
        return _timed(replace(found, end=end), words, parts)
    before = raw[max(0, found.start - _BEFORE) : found.start]
    if (clock := _CLOCK_BEFORE.search(before)) and _is_beside(clock[6], "updated"):
        *parts, words = clock.groups()
        behind = None if parts[4] else _ZONE_AFTER.match(raw, found.end)
        if behind and _zone(behind[1], None)[0]:
            parts[4], found = behind[1], replace(found, end=behind.end())
        start = found.start - len(before) + clock.start()
        return _timed(replace(found, start=start), words, parts)
    return found


def _timed(found: _Printed, words: str, parts: list[str | None]) -> _Printed:
    hour, minute, second, half, zone = parts
    hours, minutes = int(hour or 0), int(minute or 0)
    if hours > 24 or minutes > 59:  # noqa: PLR2004 - no clock shows that
        return found
    said = [_words("half").get(_folded(word)) for word in _LETTERS.findall(words)]
    if half or any(said):
        is_late = "pm" in said or (half or "")[:1] in ("P", "p")
        hours = hours % _TWELVE + (_TWELVE if is_late else 0)
    when = found.when + timedelta(hours=hours, minutes=minutes, seconds=int(second or 0))
    precision: Precision = "second" if second else "minute"
    return replace(found, when=when, precision=precision, zone=zone or "")


def _is_beside(text: str, *others: str) -> bool:
    """Whether all words of a text can stand beside a date, and none is of some other kinds."""
    words = {_folded(word) for word in _LETTERS.findall(text)} - {"t"}
    return all(word in _beside() and all(word not in _words(o) for o in others) for word in words)


def _in_order(text: str) -> str:
    """A text on one line, with Jul 30 2019 09:35 for Jul 30 09:35 2019."""
    return _UNIX.sub(r"\1 \2 \4\3", " ".join(text.split()))


def _iso(raw: str) -> _Printed:
    of_length: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    if precision := of_length.get(len(raw)):
        raw += "-01-01"[len(raw) - 4 :]
    else:
        precision = "second" if re.search(r"\d{2}:\d{2}:\d{2}", raw) else "minute"
        raw = re.sub(r" ?UTC$", "+00:00", raw).replace(" +", "+")
    return _Printed(when=datetime.fromisoformat(raw), precision=precision)


def _zone(name: str, country: str | None) -> tuple[tzinfo | None, str]:
    """Zone of a name or of an offset such as GMT+3, and what was assumed; None where it is none."""
    value = _zones().get((name, country)) if country else None
    assumed = ""
    if value is None and (value := _zones().get((name, ""))):
        is_of_others = any(word == name and of for word, of in _zones())
        assumed = f"{name} read as {value}" if is_of_others else ""
    if value and "/" in value:
        return ZoneInfo(value), assumed
    found = re.fullmatch(r"(?:UTC|GMT)?\s?([+−-])(\d{1,2}):?(\d{2})?", value or name)
    if found is None or int(found[2]) > _FARTHEST:
        return None, ""
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(ahead if found[1] == "+" else -ahead), assumed


def _placed(found: _Printed, country: str | None, home: ZoneInfo | None) -> Moment:
    """A clock in the zone that is printed, else in the publisher's; a day as it is."""
    printed, assumed = _zone(found.zone, country)
    printed = found.when.tzinfo or printed
    when = found.when.replace(tzinfo=printed or home or UTC)
    basis: LocalBasis = "as printed"
    local = when
    if found.precision not in CLOCKS:
        when, printed, home = found.when.replace(tzinfo=UTC), None, None
    elif printed is None:
        place = str(home or UTC).rpartition("/")[2].replace("_", " ")
        assumed = f"{place} time assumed" if home else "UTC assumed"
    elif not when.utcoffset() and (found.when.tzinfo or found.precision == "second"):
        local = when.astimezone(home or UTC)  # machines write UTC, whatever the place
        basis = "publisher's place" if home else "UTC"
    ahead = local.utcoffset() if printed or home else None
    return Moment(
        when=when.astimezone(UTC),
        precision=found.precision,
        local=local.replace(tzinfo=None),
        offset=None if ahead is None else _offset(ahead),
        basis=basis,
        assumed=assumed,
    )


def _offset(ahead: timedelta) -> str:
    minutes = abs(ahead) // timedelta(minutes=1)
    return f"{'-' if ahead < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


_FAR = timedelta(days=31)
_DAY = timedelta(days=1)  # a clock without a zone, and a day without a clock, can be this far off


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One date that could be read."""

    basis: str
    """Where it was found, and what was assumed."""
    raw: str
    """As printed."""
    moment: Moment
    """What it says."""


def settled(
    draft: Draft,
    url: str | None,
    *,
    country: str | None,
    zone: str | None = None,
    month_first: bool | None = None,
) -> dict[str, Any]:
    """The fields of an article for its dates, from the most trustworthy candidates.

    A date later than the retrieval is passed over, and one that is far from the day in the address;
    the basis says so. A day gives way to a later candidate that has a clock on that day.
    """
    read = partial(published, country=country, zone=zone, month_first=month_first)
    limit = read(draft.retrieved)
    in_order = sorted(draft.dates, key=lambda date: _rank(date[0]))
    place = next((n for n, d in enumerate(in_order) if _rank(d[0]) > _rank("url")), len(in_order))
    in_order.insert(place, ("url", in_address(url or draft.url)))
    dates, passed = _read(in_order, limit, read)
    changes, _ = _read(draft.updated, limit, read)
    best = _best(dates)
    if best and _is_far(best, read(in_order[place][1])):
        passed.append(f"{best.basis} {best.raw[:25]!r} is far from the address")
        best = _best(_read(in_order[place:], limit, read)[0])
    change = _best(changes)
    moment = best.moment if best else None
    if moment and moment.basis == "UTC":
        moment = _as_shown(moment, filter(None, (read(raw) for _, raw in in_order)))
    is_later = change and (moment is None or change.moment.when > moment.when)
    return {
        **times_of(moment),
        "published_precision": moment.precision if moment else "none",
        "published_basis": "; ".join([best.basis if best else "none", *passed]),
        "published_raw": best.raw if best else next((raw for _, raw in in_order if raw), None),
        "updated": change.moment.when if change and is_later else None,
    }


def _as_shown(moment: Moment, others: Iterable[Moment]) -> Moment:
    """A moment of which only UTC is known, with the clock that the page shows for it elsewhere."""
    for other in others:
        ahead = other.local - moment.local.replace(second=other.local.second)
        is_zone = abs(ahead) <= timedelta(hours=_FARTHEST) and not ahead % _QUARTER
        if other.basis == "as printed" and other.precision in CLOCKS and is_zone:
            return replace(moment, local=other.local, offset=_offset(ahead), basis="as printed")
    return moment


def times_of(moment: Moment | None) -> dict[str, Any]:
    """The fields of an article for when it was published, in UTC and in the publisher's place."""
    return {
        "published": moment.when if moment else None,
        "published_local": moment.local if moment else None,
        "published_offset": moment.offset if moment else None,
        "published_local_basis": moment.basis if moment else "none",
    }


def _read(
    dates: Iterable[tuple[str, str]],
    limit: Moment | None,
    read: Callable[[str], Moment | None],
) -> tuple[list[_Found], list[str]]:
    """What can be read of some candidates, and what had to be passed over, in a sentence each."""
    found: list[_Found] = []
    passed: list[str] = []
    for basis, raw in dates:
        if found and found[0].moment.precision in CLOCKS:
            break
        moment = read(raw)
        if not moment:
            passed += [f"{basis} {raw[:25]!r} is no date"] if any(map(str.isdigit, raw)) else []
            continue
        is_sure = moment.precision in CLOCKS and not moment.assumed
        if limit and moment.when > limit.when + (timedelta() if is_sure else _DAY):
            passed.append(f"{basis} {raw[:25]!r} is later than the retrieval")
            continue
        where = f"{basis}, {moment.assumed}" if moment.assumed else basis
        found.append(_Found(basis=where, raw=raw, moment=moment))
    return found, list(dict.fromkeys(passed))


def _is_far(found: _Found, address: Moment | None) -> bool:
    """Whether a date is not that of the address: pages that moved tell the day of the move."""
    basis = found.basis.partition(",")[0]
    if address is None or _rank(basis) > _rank("url"):
        return False
    away = found.moment.when - address.when
    return away > _FAR or (away < -_FAR and basis in ("label", "time-element"))


def _best(found: list[_Found]) -> _Found | None:
    """The first, or one with a clock that is on the same day where the first has none."""
    if not found:
        return None
    first = found[0]
    if first.moment.precision in CLOCKS:
        return first
    span = {"day": 1, "month": 31, "year": 366}.get(first.moment.precision, 0)
    for other in found[1:]:
        away = other.moment.when - first.moment.when
        if other.moment.precision in CLOCKS and -_DAY < away < timedelta(days=span):
            return other
    return first


def _rank(basis: str) -> int:
    return BASES.index(basis) if basis in BASES else BASES.index("column")
