"""The time of publication and of the last change, out of all dates that a record gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from detente.collect.article import Precision
from detente.collect.dates import BASES, in_address, published
from detente.collect.draft import Draft

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
