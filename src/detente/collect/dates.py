"""Time of publication: from what was printed to UTC, with its precision."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from detente.collect.article import Precision

_ENGLISH = "january february march april may june july august september october november december"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_MONTHS = {name: n for names in (_ENGLISH, _RUSSIAN) for n, name in enumerate(names.split(), 1)}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items() if name.isascii()} | {"sept": 9}
_ZONES = {"RU": "Europe/Moscow"}
_CLOCK = r"(?:[\s,]*(?:at|в|T)?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?)?"
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_NAMES})\.?,?\s+(\d{{4}})(?:\s*г(?:ода|\.)?)?{_CLOCK}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}", re.IGNORECASE
)
_NUMERIC = re.compile(rf"\b(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}){_CLOCK}")
_ISO = re.compile(
    r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2}| ?UTC)?)?)?"
)
_RFC822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")
_EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TWELVE = 12
_SECONDS = 10  # digits of an epoch in seconds; one in milliseconds has 13


def published(
    raw: str, *, country: str | None, month_first: bool | None = None
) -> tuple[datetime, Precision, str] | None:
    """Time in UTC, its precision, and what had to be assumed; None where `raw` is no date.

    A time without a zone is Moscow time for a Russian publisher and UTC for any other; 05/06/2021
    is month first for a US publisher, unless `month_first` says otherwise.
    """
    found = _parsed(
        raw.strip(), month_first=country == "US" if month_first is None else month_first
    )
    if found is None:
        return None
    when, precision = found
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return None
    if when.tzinfo is not None:
        return when.astimezone(UTC), precision, ""
    if precision not in ("second", "minute"):
        return when.replace(tzinfo=UTC), precision, ""
    zone = _ZONES.get(country or "")
    local = when.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return local.astimezone(UTC), precision, f"{'Moscow time' if zone else 'UTC'} assumed"


def is_date_line(text: str) -> bool:
    """Whether a line is a date and hardly anything else."""
    found = _DAY_FIRST.search(text) or _MONTH_FIRST.search(text) or _NUMERIC.search(text)
    spare = 14  # a weekday, a place or "Updated"
    return bool(found) and len(text.strip()) - len(found[0]) <= spare if found else False


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
        if _RFC822.match(raw):
            return parsedate_to_datetime(raw), "second"
        return _in_words(raw) or _in_numbers(raw, month_first=month_first)
    except (ValueError, OverflowError, OSError):
        return None


def _in_words(raw: str) -> tuple[datetime, Precision] | None:
    if found := _DAY_FIRST.search(raw):
        day, month, year, *clock = found.groups()
    elif found := _MONTH_FIRST.search(raw):
        month, day, year, *clock = found.groups()
    else:
        return None
    return _at(datetime(int(year), _MONTHS[month.lower()], int(day)), clock)  # noqa: DTZ001 - the caller settles the zone


def _in_numbers(raw: str, *, month_first: bool) -> tuple[datetime, Precision] | None:
    found = _NUMERIC.search(raw)
    if not found:
        return None
    first, mark, second, year, *clock = found.groups()
    month_first = mark == "/" and (month_first or int(second) > _TWELVE) and int(first) <= _TWELVE
    day, month = (second, first) if month_first else (first, second)
    return _at(datetime(int(year), int(month), int(day)), clock)  # noqa: DTZ001 - the caller settles the zone


def _iso(raw: str) -> tuple[datetime, Precision]:
    if len(raw) == len("2021-05"):
        return datetime.fromisoformat(f"{raw}-01"), "month"
    when = datetime.fromisoformat(re.sub(r" ?UTC$", "+00:00", raw).replace(" +", "+"))
    if ":" not in raw:
        return when, "day"
    return when, "second" if re.search(r"\d{2}:\d{2}:\d{2}", raw) else "minute"


def _at(day: datetime, clock: list[str | None]) -> tuple[datetime, Precision]:
    hour, minute, second, half = clock
    if hour is None or minute is None:
        return day, "day"
    hours = int(hour)
    if half:
        hours = hours % _TWELVE + (_TWELVE if half[0] in "Pp" else 0)
    when = day + timedelta(hours=hours, minutes=int(minute), seconds=int(second or 0))
    return when, "second" if second else "minute"
