"""A chart: a figure whose every mark opens the sentences behind it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from detente.errors import UnknownNameError
from detente.present.evidence import Evidence

_HEAD = 20  # rows of the table where figures cannot be drawn


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A figure with its evidence; each mark's `customdata` begins with its evidence key."""

    figure: go.Figure
    """Laid out for a page's column; the height is fixed, the width follows the page."""
    phone: go.Figure | None = None
    """The same for 358 pixels, where that needs another layout."""
    evidence: Evidence
    """Evidence rows by key."""
    caption: str
    """What is drawn, and what was left out and how much of it."""
    alt: str
    """The chart in words, for a screen reader."""
    table: pd.DataFrame
    """What is drawn, one row a mark."""
    own: "Chart | None" = None
    """The same with each copied text counted once; None where that is no different."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        chart = self._bundle()
        if self.own:
            own = self.own._bundle()  # noqa: SLF001 - its own
            chart["own"] = own | {"figure": plain(self.own.figure)}
        table = self.table.head(_HEAD).to_html(index=False)
        return {
            "application/vnd.plotly.v1+json": plain(self.figure),
            "application/vnd.detente.chart+json": chart,
            "text/html": f"<p>{escape(self.caption)}</p>{table}",
            "text/plain": self.caption,
        }

    def _bundle(self) -> dict[str, Any]:
        return {
            "evidence": self.evidence.bundle(),
            "caption": self.caption,
            "alt": self.alt,
            "phone": plain(self.phone) if self.phone else None,
        }


def with_own(chart: Chart, make: Callable[[], Chart]) -> Chart:
    """A chart that can be switched to one of independent reports, where that can be made."""
    try:
        own = make()
    except UnknownNameError:  # only a copy reports the event
        return chart
    same = plain(own.figure) == plain(chart.figure)
    return chart if same else replace(chart, own=replace(own, own=None))


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a frame as named tuples, for loops that read several columns."""
    return iter(frame.itertuples(index=False))


def plain(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain JSON, keys sorted: the same figure gives the same bytes."""
    made: dict[str, Any] = json.loads(json.dumps(json.loads(figure.to_json()), sort_keys=True))
    return made


def listed(names: list[str], *, most: int = 5) -> str:
    """Names in a row, `a, b and 3 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def left_out(counts: dict[str, int]) -> str:
    """The end of a caption: what a chart does not show, only where there is any."""
    words = [text for text, number in counts.items() if number]
    return f"Left out: {', '.join(words)}." if words else "Nothing is left out."


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 article`, `2 articles`, `1,200 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
