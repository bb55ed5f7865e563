"""Time of publication: from what was printed to UTC, with its precision and what was assumed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from detente.collect.article import Draft, Precision

BASES = ("json-ld", "meta", "time-element", "url", "feed", "header", "column", "text", "htmldate")
"""Where a date can be found, the most trustworthy first."""
_ENGLISH = "january february march april may june july august september october november december"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_PLAIN = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
_SHORT = "янв фев мар апр мая июн июл авг сен окт ноя дек"
_UKRAINIAN = (
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
)
_LISTS = (_ENGLISH, _RUSSIAN, _PLAIN, _SHORT, _UKRAINIAN)
_MONTHS = {name: n for names in _LISTS for n, name in enumerate(names.split(), 1)}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items() if name.isascii()}
_MONTHS |= {"sept": 9, "сент": 9, "нояб": 11, "февр": 2}
_HOME = {"RU": "Europe/Moscow"}
_ZONES = {"ET": "America/New_York", "PT": "America/Los_Angeles", "МСК": "Europe/Moscow"}
_HOURS = {"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}
_HOURS |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "PST": -8, "PDT": -7}
_ZONE = rf"(?:(?:UTC|GMT)\s?)?[+-]\d{{1,2}}(?::?\d{{2}})?\b|(?:{'|'.join((*_ZONES, *_HOURS))})\b"
_CLOCK = (
    r"(?:[\s,|·—–-]*(?:at|в|T)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    rf"\s*([AaPp]\.?[Mm]\.?)?(?:\s*\(?({_ZONE}|Z\b))?)?"
)
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_NAMES})\.?,?[\s-]+(\d{{4}})(?:\s*(?:года|г\.?)(?!\w))?"
    rf"{_CLOCK}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}", re.IGNORECASE
)
_NUMERIC = re.compile(
    rf"(?<![\d.])(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?![\d.]\d){_CLOCK}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z|[+-]\d{2}:?\d{2})?)?")
_MONTH = re.compile(rf"({_NAMES})\.?,?\s+(\d{{4}})(?:\s*г\.?)?", re.IGNORECASE)
_ISO = re.compile(
    r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2}| ?UTC)?)?)?)?"
)
_CLOCK_FIRST = re.compile(
    rf"(\d{{1,2}}:\d{{2}}(?: \(?(?:{_ZONE})\)?)?)[\s,|·—–-]+(?=\D*\d{{1,4}}\D)(.+?)( (?:{_ZONE}))?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(:\d{2})? ([+-]\d{4}|[A-Z]{1,4})"
)
_EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")
_BESIDE = re.compile(
    r"(?:[A-ZА-ЯЁ][\w-]+(?: [A-ZА-ЯЁ][\w-]+)?, )?"  # the place
    r"(?i:\W|\d{1,2}:\d{2}|last|first|published|updated|posted|date|on|at|utc|gmt|msk|мск|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|"
    r"опубликовано|обновлено|дата|публикации|понедельник|вторник|среда|четверг|пятница|"
    r"суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)*",
)
_UPDATED = re.compile(
    r"\W*(?:last )?(?:updated?|modified)\b|\W*(?:обновлен|изменен)", re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CENTURY, _PIVOT = 2000, 69  # 5/19/21 is 2021, 5/19/89 is 1989
_TWELVE = 12
_SECONDS = 10  # digits of an epoch in seconds; one in milliseconds has 13


def published(
    raw: str, *, country: str | None, month_first: bool | None = None
) -> tuple[datetime, Precision, str] | None:
    """Time in UTC, its precision, and what had to be assumed; None where `raw` is no date.

    A time without a zone is Moscow time for a Russian publisher and UTC for any other; 05/06/2021
    is month first for a US publisher, unless `month_first` says otherwise.
    """
    order = country == "US" if month_first is None else month_first
    found = _parsed(" ".join(raw.split()), month_first=order)
    if found is None or not _FIRST_YEAR <= found[0].year < _LAST_YEAR:
        return None
    when, precision = found
    if when.tzinfo is not None:
        return when.astimezone(UTC), precision, ""
    if precision not in ("second", "minute"):
        return when.replace(tzinfo=UTC), precision, ""
    zone = _HOME.get(country or "")
    local = when.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return local.astimezone(UTC), precision, f"{'Moscow time' if zone else 'UTC'} assumed"


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else but a place, a weekday or "Published"."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _NUMERIC):
        if found := pattern.search(text):
            beside = f"{text[: found.start()]} {text[found.end() :]}"
            return "©" not in text and bool(_BESIDE.fullmatch(beside))
    return False


def is_update_line(text: str) -> bool:
    """Whether a date line says when an article was changed, not when it was published."""
    return bool(_UPDATED.match(text)) and is_date_line(text)


def in_address(url: str) -> str:
    """Day that stands in an address, as /2021/05/19/ does; empty where there is none."""
    day = re.search(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=[/_-])", url)
    return "-".join(day.groups()) if day else ""


def order_of(values: list[str]) -> bool | None:
    """Whether a column of numeric dates is month first; None where its values do not tell."""
    pairs = [(int(m[1]), int(m[3])) for m in map(_NUMERIC.search, values) if m]
    if any(b > _TWELVE for _, b in pairs):
        return True
    if any(a > _TWELVE for a, _ in pairs):
        return False
    return None


def _parsed(raw: str, *, month_first: bool) -> tuple[datetime, Precision] | None:
    try:
        if _EPOCH.fullmatch(raw):
            seconds = float(raw) / (1 if len(raw.partition(".")[0]) == _SECONDS else 1000)
            return datetime.fromtimestamp(seconds, UTC), "second"
        if _ISO.fullmatch(raw):
            return _iso(raw)
        if _RFC822.fullmatch(raw):
            return parsedate_to_datetime(raw), "second"
        if clock := _CLOCK_FIRST.fullmatch(raw):
            raw = f"{clock[2]} {clock[1]}{clock[3] or ''}"
        return _in_words(raw) or _in_numbers(raw, month_first=month_first)
    except (ValueError, OverflowError, OSError):
        return None


def _in_words(raw: str) -> tuple[datetime, Precision] | None:
    if found := _DAY_FIRST.search(raw):
        day, month, year, *clock = found.groups()
    elif found := _MONTH_FIRST.search(raw):
        month, day, year, *clock = found.groups()
    elif found := _MONTH.fullmatch(raw):
        return _day(found[2], str(_MONTHS[found[1].lower()]), "1"), "month"
    else:
        return None
    return _at(_day(year, str(_MONTHS[month.lower()]), day), clock)


def _in_numbers(raw: str, *, month_first: bool) -> tuple[datetime, Precision] | None:
    if found := _COMPACT.fullmatch(raw):
        year, month, day, hour, minute, second, zone = found.groups()
        return _at(_day(year, month, day), [hour, minute, second, None, zone])
    if found := _YEAR_FIRST.search(raw):
        year, _, month, day, *clock = found.groups()
        return _at(_day(year, month, day), clock)
    if not (found := _NUMERIC.search(raw)):
        return None
    first, mark, second, year, *clock = found.groups()
    month_first = mark == "/" and (month_first or int(second) > _TWELVE) and int(first) <= _TWELVE
    day, month = (second, first) if month_first else (first, second)
    return _at(_day(year, month, day), clock)


def _day(year: str, month: str, day: str) -> datetime:
    number = int(year)
    if number < 100:  # noqa: PLR2004 - two digits
        number += _CENTURY if number < _PIVOT else _CENTURY - 100
    return datetime(number, int(month), int(day))  # noqa: DTZ001 - the caller settles the zone


def _iso(raw: str) -> tuple[datetime, Precision]:
    if len(raw) == len("2021"):
        return _day(raw, "1", "1"), "year"
    if len(raw) == len("2021-05"):
        return datetime.fromisoformat(f"{raw}-01"), "month"
    when = datetime.fromisoformat(re.sub(r" ?UTC$", "+00:00", raw).replace(" +", "+"))
    if ":" not in raw:
        return when, "day"
    return when, "second" if re.search(r"\d{2}:\d{2}:\d{2}", raw) else "minute"


def _at(day: datetime, clock: list[str | None]) -> tuple[datetime, Precision]:
    hour, minute, second, half, zone = clock
    if hour is None or minute is None:
        return day, "day"
    hours = int(hour)
    if hours > 24 or int(minute) > 59:  # noqa: PLR2004 - no clock shows that
        return day, "day"
    if half:
        hours = hours % _TWELVE + (_TWELVE if half[0] in "Pp" else 0)
    when = day + timedelta(hours=hours, minutes=int(minute), seconds=int(second or 0))
    return when.replace(tzinfo=_zone(zone)), "second" if second else "minute"


def _zone(name: str | None) -> tzinfo | None:
    """Zone of an abbreviation or an offset such as GMT+3; None where none is printed."""
    if not name:
        return None
    name = name.upper()
    if name in _ZONES:
        return ZoneInfo(_ZONES[name])
    if name == "Z" or name in _HOURS:
        return timezone(timedelta(hours=_HOURS.get(name, 0)))
    sign, hours, minutes = re.findall(r"([+-])(\d{1,2}):?(\d{2})?$", name)[0]
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset)


_DAY = timedelta(days=1)  # a clock without a zone, and a day without a clock, can be this far off


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One date that could be read."""

    basis: str
    """Where it was found, and what was assumed."""
    raw: str
    """As printed."""
    when: datetime
    """In UTC."""
    precision: Precision
    """How much of it was printed."""


def settled(
    draft: Draft, url: str | None, country: str | None, *, month_first: bool | None
) -> dict[str, Any]:
    """The fields of an article for its dates, from the most trustworthy candidates.

    A date later than the retrieval is passed over; the basis says so. A day gives way to a later
    candidate that has a clock on that day.
    """
    latest = published(draft.retrieved, country="GB") if draft.retrieved else None
    limit = latest[0] if latest else None
    in_order = sorted(draft.dates, key=lambda date: _rank(date[0]))
    place = next((n for n, d in enumerate(in_order) if _rank(d[0]) > _rank("url")), len(in_order))
    in_order.insert(place, ("url", in_address(url or draft.url)))
    dates, passed = _read(in_order, limit, country=country, month_first=month_first)
    changes, _ = _read(draft.updated, limit, country=country, month_first=month_first)
    best = _best(dates)
    change = _best(changes)
    fields: dict[str, Any] = {
        "published": best.when if best else None,
        "published_precision": best.precision if best else "none",
        "published_basis": "; ".join([best.basis if best else "none", *passed]),
        "published_raw": best.raw if best else next((raw for _, raw in in_order if raw), None),
    }
    is_later = change and (best is None or change.when > best.when)
    return fields | {"updated": change.when if change and is_later else None}


def _read(
    dates: Iterable[tuple[str, str]],
    limit: datetime | None,
    *,
    country: str | None,
    month_first: bool | None,
) -> tuple[list[_Found], list[str]]:
    """What can be read of some candidates, and what had to be passed over, in a sentence each."""
    found: list[_Found] = []
    passed: list[str] = []
    for basis, raw in dates:
        if found and found[0].precision in ("second", "minute"):
            break
        read = published(raw, country=country, month_first=month_first)
        if not read:
            passed += [f"{basis} {raw[:25]!r} is no date"] if any(map(str.isdigit, raw)) else []
            continue
        when, precision, assumed = read
        is_sure = precision in ("second", "minute") and not assumed
        if limit and when > limit + (timedelta() if is_sure else _DAY):
            passed.append(f"{basis} {raw[:25]!r} is later than the retrieval")
            continue
        where = f"{basis}, {assumed}" if assumed else basis
        found.append(_Found(basis=where, raw=raw, when=when, precision=precision))
    return found, list(dict.fromkeys(passed))


def _best(found: list[_Found]) -> _Found | None:
    """The first, or one with a clock that is on the same day where the first has none."""
    if not found:
        return None
    first = found[0]
    if first.precision in ("second", "minute"):
        return first
    span = {"day": 1, "month": 31, "year": 366}.get(first.precision, 0)
    for other in found[1:]:
        away = other.when - first.when
        if other.precision in ("second", "minute") and -_DAY < away < timedelta(days=span):
            return other
    return first


def _rank(basis: str) -> int:
    return BASES.index(basis) if basis in BASES else BASES.index("column")
