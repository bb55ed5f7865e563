"""A chart: a figure whose every mark opens the sentences behind it.

`dots`, `dumbbell` and `bars` draw rows of marks from a frame, one row a mark: for a page's column,
and again for a phone, where each label stands above its row. `opening` is how any mark, also of
the timeline and the network, says which sentences it opens.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from html import escape
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypedDict, TypeVar

import pandas as pd
import plotly.graph_objects as go

from detente.errors import UnknownNameError
from detente.present import style
from detente.present.evidence import Evidence
from detente.wording import counted

_HEAD = 20  # rows of the table where figures cannot be drawn
_SHARE = ".0%"
_FONT = 13
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")


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


class _Counted(Protocol):
    def once(self) -> Self:
        """The same with one article of each text."""


class Drawn(TypedDict):
    """Two drawings of the same marks, as `Chart` takes them."""

    figure: go.Figure
    """For a page's column."""
    phone: go.Figure
    """For a phone."""


_Study = TypeVar("_Study", bound=_Counted)
_Rest = ParamSpec("_Rest")


_Makes = Callable[Concatenate[_Study, _Rest], Chart]


def both_counts(make: _Makes[_Study, _Rest]) -> _Makes[_Study, _Rest]:
    """A function that gives its chart with the switch to one article of each text."""

    @wraps(make)
    def both(study: _Study, /, *args: _Rest.args, **more: _Rest.kwargs) -> Chart:
        return with_own(make(study, *args, **more), lambda: make(study.once(), *args, **more))

    return both


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


def missing(*parts: tuple[int, str, str]) -> tuple[str, ...]:
    """What is left out, `(2, "event", "with fewer reports")` in words; of nothing, no words."""
    return tuple(f"{counted(number, noun)} {why}".strip() for number, noun, why in parts if number)


def left_out(words: tuple[str, ...]) -> str:
    """The end of a caption: what a chart does not show."""
    return f"Left out: {', '.join(words)}." if words else "Nothing is left out."


def labels_of(marks: pd.DataFrame, column: str = "label") -> dict[str, str]:
    """Words for the keys of some marks."""
    return dict(zip(marks["key"], marks[column], strict=True))


def opening(keys: Iterable[str], hover: Iterable[str]) -> dict[str, Any]:
    """What a trace needs so that its marks open their sentences; hover texts are HTML.

    A mark without a key opens nothing.
    """
    data = [[key] if key else None for key in keys]
    return {"customdata": data, "hoverinfo": "text", "hovertext": list(hover)}


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


def dots(
    marks: pd.DataFrame, rows: list[str], *, colours: dict[str, str], xaxis: dict[str, Any]
) -> Drawn:
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
    place = {name: len(rows) - 1 - number for number, name in enumerate(rows)}

    def drawn(sheet: _Sheet) -> go.Figure:
        traces = [
            _dots(
                marks[marks["group"] == group], place, scale=sheet.scale, name=group, colour=colour
            )
            for group, colour in colours.items()
        ]
        return _framed(traces, rows, sheet, legend=len(colours) > 1, xaxis=xaxis)

    return Drawn(figure=drawn(_WIDE), phone=drawn(_PHONE))


def dumbbell(marks: pd.DataFrame, rows: list[str], *, colours: dict[str, str]) -> Drawn:
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
    for figure in (pair["figure"], pair["phone"]):
        for trace, symbol in zip(figure.data, _SYMBOLS, strict=False):
            trace.marker.symbol = symbol
        figure.add_trace(link)
        figure.data = (figure.data[-1], *figure.data[:-1])
    return pair


def bars(marks: pd.DataFrame, *, xaxis: dict[str, Any]) -> Drawn:
    """Horizontal bars from top to bottom.

    `marks` has label, x, behind (a paler bar behind the bar, or NaN), colour, key and hover.
    """
    colours = marks["colour"].tolist()
    shades = {"behind": [style.tint(colour, 0.4) for colour in colours], "x": colours}

    def drawn(sheet: _Sheet) -> go.Figure:
        traces = [
            go.Bar(
                x=marks[column].tolist(),
                y=list(range(len(marks) - 1, -1, -1)),
                orientation="h",
                width=0.62 if sheet.left else 0.4,
                marker={"color": colour, "line": {"width": 0}},
                **opening(marks["key"], map(_hover, marks["hover"])),
            )
            for column, colour in shades.items()
        ]
        axis = {"rangemode": "tozero"} | xaxis
        return _framed(traces, marks["label"].tolist(), sheet, legend=False, xaxis=axis)

    return Drawn(figure=drawn(_WIDE), phone=drawn(_PHONE))


def whole(most: float) -> dict[str, Any]:
    """Axis of counts from 0: ticks at whole numbers only."""
    step = max(round(most / 8), 1)
    return {"rangemode": "tozero", "tickformat": "d", "tick0": 0, "dtick": step}


def _dots(
    part: pd.DataFrame, place: dict[str, int], *, scale: float, name: str, colour: str
) -> go.Scatter:
    return go.Scatter(
        x=part["x"].tolist(),
        y=part["row"].map(place).tolist(),
        mode="markers",
        name=style.shown(name),
        cliponaxis=False,
        marker={
            "size": (part["size"] * scale).round(1).tolist(),
            "color": colour,
            "symbol": ["circle-open" if ring else "circle" for ring in part["open"]],
            "line": {"width": [1.5 if ring else 0 for ring in part["open"]]},
            "opacity": 0.9,
        },
        **opening(part["key"], map(_hover, part["hover"])),
    )


def _hover(text: str) -> str:
    return style.shown(text).replace("\n", "<br>")


def _framed(
    traces: list[Any], rows: list[str], sheet: _Sheet, *, legend: bool, xaxis: dict[str, Any]
) -> go.Figure:
    top = 30 if legend or xaxis.get("side") == "top" else 8
    labels = [_fitted(name, sheet) for name in reversed(rows)]
    plain = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 8}
    above = [
        plain | {"y": place, "text": label, "showarrow": False}
        for place, label in enumerate(labels)
    ]
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
        annotations=[] if sheet.left else above,
        xaxis={"automargin": False, "nticks": sheet.ticks, "tickangle": 0} | xaxis,
        yaxis={
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(rows))),
            "ticktext": labels,
            "showticklabels": bool(sheet.left),
            "range": [-0.6, len(rows) - (0.4 if sheet.left else 0.1)],
            "zeroline": False,
            "automargin": False,
        },
    )


def _fitted(label: str, sheet: _Sheet) -> str:
    """The label in its room; what stands behind two spaces, its numbers, is never cut."""
    name, gap, numbers = label.partition("  ")
    room = sheet.room - style.text_width(gap + numbers, _FONT)
    return style.shown(style.shortened(name, _FONT, room) + gap + numbers)
