"""A chart: a figure whose every mark opens the sentences behind it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from detente.errors import UnknownNameError
from detente.present import style
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


_SHARE = ".0%"
_FONT = 13
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    left: int
    """Pixels for the labels; 0: each stands above its row."""
    room: int
    """Pixels of the longest label."""
    row: int
    """Pixels from row to row."""
    ticks: int
    scale: float
    """By how much dots are smaller than asked."""


_WIDE = _Sheet(left=284, room=270, row=26, ticks=9, scale=1.0)
_PHONE = _Sheet(left=0, room=320, row=42, ticks=4, scale=0.7)
Pair = tuple[go.Figure, go.Figure]


def dots(
    marks: pd.DataFrame, rows: list[str], *, colours: dict[str, str], xaxis: dict[str, Any]
) -> Pair:
    """Rows of dots.

    Parameters
    ----------
    marks
        row, x, size (pixels), group, open (drawn as a ring), key, hover.
    rows
        Labels from top to bottom.
    colours
        Colour of each group, in the order of the legend.
    """
    wide, phone = (
        _dots(marks, rows, colours=colours, xaxis=xaxis, sheet=sheet) for sheet in (_WIDE, _PHONE)
    )
    return wide, phone


def dumbbell(marks: pd.DataFrame, rows: list[str], *, colours: dict[str, str]) -> Pair:
    """Rows of dots on an axis of shares, with a line from the least to the greatest."""
    marks = marks.assign(size=13, open=False)
    most = marks["x"].max() if len(marks) else 1
    axis = {"tickformat": _SHARE, "range": [-0.025 * most, 1.05 * most], "zeroline": False}
    pair = dots(marks, rows, colours=colours, xaxis=axis)
    x: list[float | None] = []
    y: list[float | None] = []
    for name, part in marks.groupby("row"):
        place = len(rows) - 1 - rows.index(str(name))
        x += [part["x"].min(), part["x"].max(), None]
        y += [place, place, None]
    line = {"color": style.GUIDE, "width": 2}
    link = go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for figure in pair:
        for trace, symbol in zip(figure.data, _SYMBOLS, strict=False):
            trace.marker.symbol = symbol
        figure.add_trace(link)
        figure.data = (figure.data[-1], *figure.data[:-1])
    return pair


def bars(marks: pd.DataFrame, *, xaxis: dict[str, Any] | None = None) -> Pair:
    """Horizontal bars from top to bottom.

    `marks` has label, x, behind (a paler bar behind the bar, or NaN), colour, key and hover.
    """
    wide, phone = (_bars(marks, xaxis or {}, sheet) for sheet in (_WIDE, _PHONE))
    return wide, phone


def whole(most: float) -> dict[str, Any]:
    """Axis of counts from 0: ticks at whole numbers only."""
    step = max(round(most / 8), 1)
    return {"rangemode": "tozero", "tickformat": "d", "tick0": 0, "dtick": step}


def _dots(
    marks: pd.DataFrame,
    rows: list[str],
    *,
    colours: dict[str, str],
    xaxis: dict[str, Any],
    sheet: _Sheet,
) -> go.Figure:
    place = {name: len(rows) - 1 - number for number, name in enumerate(rows)}
    legend = len(colours) > 1
    traces = []
    for group, colour in colours.items():
        part = marks[marks["group"] == group]
        traces.append(
            go.Scatter(
                x=part["x"].tolist(),
                y=[place[name] for name in part["row"]],
                mode="markers",
                name=style.shown(group),
                customdata=_keys(part["key"]),
                hoverinfo="text",
                hovertext=[style.shown(h).replace("\n", "<br>") for h in part["hover"]],
                cliponaxis=False,
                marker={
                    "size": (part["size"] * sheet.scale).round(1).tolist(),
                    "color": colour,
                    "symbol": ["circle-open" if ring else "circle" for ring in part["open"]],
                    "line": {"width": [1.5 if ring else 0 for ring in part["open"]]},
                    "opacity": 0.9,
                },
            )
        )
    return _framed(traces, rows, sheet, legend=legend, xaxis=xaxis)


def _bars(marks: pd.DataFrame, xaxis: dict[str, Any], sheet: _Sheet) -> go.Figure:
    rows = marks["label"].tolist()
    shared = {
        "y": list(range(len(rows) - 1, -1, -1)),
        "orientation": "h",
        "customdata": _keys(marks["key"]),
        "hoverinfo": "text",
        "hovertext": [style.shown(h).replace("\n", "<br>") for h in marks["hover"]],
        "width": 0.4 if not sheet.left else 0.62,
    }
    colours = marks["colour"].tolist()
    pale = [style.tint(colour, 0.4) for colour in colours]
    traces = [
        go.Bar(x=marks["behind"].tolist(), marker={"color": pale, "line": {"width": 0}}, **shared),
        go.Bar(x=marks["x"].tolist(), marker={"color": colours, "line": {"width": 0}}, **shared),
    ]
    return _framed(traces, rows, sheet, legend=False, xaxis={"rangemode": "tozero"} | xaxis)


def _framed(
    traces: list[Any], rows: list[str], sheet: _Sheet, *, legend: bool, xaxis: dict[str, Any]
) -> go.Figure:
    top = 30 if legend or xaxis.get("side") == "top" else 8
    above = not sheet.left
    return style.figure(
        traces,
        height=max(len(rows), 1) * sheet.row + top + 44,
        margin={"l": sheet.left or 12, "r": 18, "t": top, "b": 36},
        barmode="overlay",
        showlegend=legend,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        annotations=_above(rows, sheet) if above else [],
        xaxis={"automargin": False, "nticks": sheet.ticks, "tickangle": 0} | xaxis,
        yaxis={
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(rows))),
            "ticktext": [_fitted(name, sheet) for name in reversed(rows)],
            "showticklabels": not above,
            "range": [-0.6, len(rows) - (0.1 if above else 0.4)],
            "zeroline": False,
            "automargin": False,
        },
    )


def _above(rows: list[str], sheet: _Sheet) -> list[dict[str, Any]]:
    plain = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 8}
    return [
        plain | {"y": place, "text": _fitted(name, sheet), "showarrow": False}
        for place, name in enumerate(reversed(rows))
    ]


def _fitted(label: str, sheet: _Sheet) -> str:
    """The label in its room; what stands behind two spaces, its numbers, is never cut."""
    name, gap, numbers = label.partition("  ")
    room = sheet.room - style.text_width(gap + numbers, _FONT)
    return style.shown(style.shortened(name, _FONT, room) + gap + numbers)


def _keys(keys: Iterable[str]) -> list[list[str] | None]:
    return [[key] if key else None for key in keys]
