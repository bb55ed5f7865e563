"""Which events stand where on a timeline: a lane a theme, labels packed without overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from detente.errors import FactError
from detente.extract.facts import KnownEvent
from detente.extract.reference import first_day, last_day
from detente.present import style
from detente.present.chart import each

LANES = {
    "diplomacy": style.COLOURS[0],
    "arms control": style.COLOURS[2],
    "sanctions": style.COLOURS[5],
    "espionage and cyber": style.COLOURS[3],
    "conflict": style.COLOURS[1],
    "energy": style.COLOURS[6],
    "domestic politics": style.COLOURS[4],
    "other": style.GREY,
}
"""Lanes from top to bottom; only those with an event are drawn."""

LANE_OF_TYPE = {
    "": "other",
    "ACCUSE": "diplomacy",
    "AGREE": "diplomacy",
    "AID": "diplomacy",
    "ASSAULT": "conflict",
    "COERCE": "diplomacy",
    "CONCEDE": "diplomacy",
    "CONSULT": "diplomacy",
    "COOPERATE": "diplomacy",
    "MOBILIZE": "conflict",
    "PROTEST": "domestic politics",
    "REJECT": "diplomacy",
    "REQUEST": "diplomacy",
    "RETREAT": "arms control",
    "SANCTION": "sanctions",
    "SUPPORT": "diplomacy",
    "THREATEN": "conflict",
}
"""Lane of an event that the articles gave: where most events on record of its type stand."""

_GAP = 6.0  # pixels between what stands in one row


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one event is drawn."""

    event_id: str
    """The event."""
    x: float
    """Pixels from the left of the plot."""
    row: int
    """Row in its lane, from 0."""
    side: str
    """Where its label stands: right, left, or nowhere."""


def placed(events: pd.DataFrame, known: dict[str, KnownEvent]) -> pd.DataFrame:
    """The events with `lane`, `first`, `last` and `day` (the middle of an uncertain date)."""
    out = events.copy()
    out["lane"] = [_lane(row, known) for row in each(events)]
    out["first"] = [first_day(text) for text in events["begin"]]
    out["last"] = [last_day(text) for text in events["until"]]
    vague = events["precision"] != "day"
    middle = [a + (b - a) / 2 for a, b in zip(out["first"], out["last"], strict=True)]
    out["day"] = [m if v else f for m, v, f in zip(middle, vague, out["first"], strict=True)]
    return out


def dense_range(days: list[date]) -> tuple[date, date]:
    """First and last day to draw: all of them, or the short stretch that holds most.

    Where nine tenths of the days fall in less than a quarter of the whole range (a few articles
    on 1986 in a corpus on 2021), the narrowest such stretch is taken.
    """
    days = sorted(days)
    if not days:
        return date(2021, 1, 1), date(2021, 12, 31)
    held = max(round(len(days) * 0.9), 1)
    starts = range(len(days) - held + 1)
    start = min(starts, key=lambda i: days[i + held - 1] - days[i])
    whole, narrow = days[-1] - days[0], days[start + held - 1] - days[start]
    if narrow >= whole / 4:
        return days[0], days[-1]
    margin = timedelta(days=max(narrow.days // 4, 7))
    inside = [d for d in days if days[start] - margin <= d <= days[start + held - 1] + margin]
    return inside[0], inside[-1]


def pack(
    marks: Iterable[tuple[str, float, float, float]], *, width: float
) -> tuple[list[Spot], int]:
    """Rows for the labels of one lane, and how many rows there are.

    Greedy, in the order given: an event takes the first row in which dot and label fit to the
    right, or else to the left. A mark is (event_id, x, radius, label width); marks without a
    label (width 0) all stand in the first row, and labels then begin in the second.
    """
    marks = list(marks)
    ticks = [[(-width, 2 * width)]] if any(not label for *_, label in marks) else []
    rows: list[list[tuple[float, float]]] = [*ticks, []]
    spots = []
    for event_id, x, radius, label in marks:
        if not label:
            spots.append(Spot(event_id=event_id, x=x, row=0, side="none"))
            continue
        row, side, taken = _first_fit(rows, (x, radius + _GAP / 2, label), width)
        rows[row].append(taken)
        spots.append(Spot(event_id=event_id, x=x, row=row, side=side))
    return spots, len([row for row in rows if row]) or 1


def _first_fit(
    rows: list[list[tuple[float, float]]], mark: tuple[float, float, float], width: float
) -> tuple[int, str, tuple[float, float]]:
    x, reach, label = mark
    choices = {
        "right": (x - reach, x + reach + label),
        "left": (x - reach - label, x + reach),
    }
    fitting = {s: (a, b) for s, (a, b) in choices.items() if a >= -reach and b <= width + reach}
    if not fitting:
        side = "right" if x < width / 2 else "left"
        fitting = {side: choices[side]}
    if len(rows[-1]):
        rows.append([])
    for number, row in enumerate(rows):
        for side, (a, b) in fitting.items():
            if all(b + _GAP <= left or a >= right + _GAP for left, right in row):
                return number, side, (a, b)
    raise AssertionError("the last row is empty, so everything fits in it")


def _lane(event: Any, known: dict[str, KnownEvent]) -> str:
    event_id, on_record = event.event_id, event.known
    types = event.event_types
    lane: str
    if isinstance(on_record, str):
        lane = known[on_record].theme if on_record in known else "missing"
    else:
        lane = LANE_OF_TYPE.get(types[0] if types else "", "missing")
    if lane not in LANES:
        raise FactError(
            f"event {event_id} has no lane on the timeline (theme {lane!r}, types {types}). "
            f"Give it one of the themes {', '.join(LANES)}.",
            table="events.csv",
            row=list(known).index(on_record) + 2 if on_record in known else 0,
        )
    return lane
