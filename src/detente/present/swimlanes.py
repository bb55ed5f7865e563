"""The drawing of a timeline: tinted lanes, packed labels, coverage below on the same axis."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from detente.present import style
from detente.present.chart import counted, each
from detente.present.lanes import LANES, pack

Days = tuple[date, date]
_GUIDES = 8  # events with a dotted line down to the coverage
_ROW, _PAD, _GAP, _COVERAGE, _BETWEEN, _LABEL = 17, 8, 5, 110, 30, 330  # pixels


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Measures of one drawing of the timeline."""

    width: int
    left: int
    right: int
    font: float
    labels: int
    head: int
    """Pixels above the rows of a lane, for its name; 0: the name stands to the left."""

    @property
    def plot(self) -> int:
        """Pixels of the plot between the margins."""
        return self.width - self.left - self.right


WIDE = Sheet(width=style.WIDE, left=130, right=10, font=11.5, labels=10_000, head=0)
PHONE = Sheet(width=style.PHONE, left=30, right=8, font=11, labels=9, head=17)


def draw(drawn: pd.DataFrame, weeks: pd.DataFrame, span: Days, *, sheet: Sheet) -> go.Figure:
    """Lanes of some placed events over the coverage; `weeks` has start, length, counts, key."""
    margin = max((span[1] - span[0]) * 0.015, timedelta(days=1))
    low, high = span[0] - margin, span[1] + margin + timedelta(days=1)
    spots, bands, lanes_height = _spots(drawn, (low, high), sheet)
    height = lanes_height + _BETWEEN + _COVERAGE + 50
    plotted = height - 50
    return style.figure(
        [_spans(spots, "solid"), _spans(spots, "dot"), _dots(spots, sheet), *_bars(weeks)],
        height=height,
        margin={"l": sheet.left, "r": sheet.right, "t": 8, "b": 42},
        barmode="overlay",
        hoverdistance=24,
        shapes=[*_tints(bands), *_guides(drawn)],
        annotations=[*_names(bands, sheet), _axis_name(weeks)],
        xaxis={"range": [str(low), str(high)], "type": "date", "anchor": "y2", "automargin": False},
        yaxis={
            "range": [lanes_height, 0],
            "domain": [1 - lanes_height / plotted, 1],
            "visible": False,
        },
        yaxis2={
            "domain": [0, _COVERAGE / plotted],
            "rangemode": "tozero",
            "nticks": 4,
            "fixedrange": True,
            "gridcolor": style.GRID,
            "tickformat": "d",
        },
    )


def _spots(
    drawn: pd.DataFrame, span: Days, sheet: Sheet
) -> tuple[pd.DataFrame, list[tuple[str, float, float]], float]:
    """Events with x, y, size, side and label; bands of the lanes; height of all lanes."""
    most = max(drawn["count"].max() if len(drawn) else 1, 1)
    scale = sheet.plot / max((span[1] - span[0]).days, 1)
    rows, bands, y = [], [], 0.0
    labelled = set(drawn["event_id"].head(sheet.labels))
    for lane in LANES:
        events = drawn[drawn["lane"] == lane].sort_values(["day", "event_id"])
        if events.empty:
            continue
        made = []
        for event in each(events):
            size = 7 + 9 * (event.count / most) ** 0.5
            x = (event.day - span[0]).days * scale
            room = min(max(x, sheet.plot - x) - size, _LABEL)
            label = style.shortened(event.label, sheet.font, room)
            made.append(
                (event, x, size, label) if event.event_id in labelled else (event, x, 7, "")
            )
        marks = [(e.event_id, x, s / 2, _width(t, sheet)) for e, x, s, t in made]
        spots, count = pack(marks, width=sheet.plot)
        for spot, (event, _, size, label) in zip(spots, made, strict=True):
            at = y + sheet.head + _PAD / 2 + (spot.row + 0.5) * _ROW
            rows.append({"event": event, "y": at, "size": size, "label": label, "side": spot.side})
        end = y + sheet.head + _PAD + count * _ROW
        bands.append((lane, y, end))
        y = end + _GAP
    return pd.DataFrame(rows, columns=["event", "y", "size", "label", "side"]), bands, max(y, _ROW)


def _width(label: str, sheet: Sheet) -> float:
    return style.text_width(f" {label} ", sheet.font) if label else 0.0


def _dots(spots: pd.DataFrame, sheet: Sheet) -> go.Scatter:
    events = list(spots["event"])
    on_record = [isinstance(event.known, str) for event in events]
    return go.Scatter(
        x=[str(event.day) for event in events],
        y=list(spots["y"]),
        mode="markers+text",
        text=[f"\u00a0{style.shown(t)}\u00a0" if t else "" for t in spots["label"]],
        textposition=[f"middle {'left' if s == 'left' else 'right'}" for s in spots["side"]],
        textfont={"size": sheet.font},
        cliponaxis=False,
        customdata=[[f"event:{event.event_id}"] for event in events],
        hoverinfo="text",
        hovertext=[_hover(event) for event in events],
        marker={
            "size": [round(size, 1) for size in spots["size"]],
            "color": [LANES[event.lane] for event in events],
            "symbol": ["circle" if known else "circle-open" for known in on_record],
            "line": {"width": [0 if known else 2 for known in on_record]},
            "opacity": 0.9,
        },
    )


def _spans(spots: pd.DataFrame, dash: str) -> go.Scatter:
    """Lines of the events that last, or of those whose date is vague."""
    x: list[str | None] = []
    y: list[float | None] = []
    for event, at in zip(spots["event"], spots["y"], strict=True):
        vague = event.precision != "day"
        if event.first != event.last and vague == (dash == "dot"):
            x += [str(event.first), str(event.last), None]
            y += [at + 6, at + 6, None]
    line = {"color": style.GREY, "width": 2, "dash": dash}
    return go.Scatter(x=x, y=y, mode="lines", line=line, opacity=0.7, hoverinfo="skip")


def _bars(weeks: pd.DataFrame) -> list[go.Bar]:
    """Articles, and before them independent reports."""
    days = int(weeks["length"].max()) if len(weeks) else 7
    hover = [
        f"{'Week of ' if days > 1 else ''}{row.start}<br>{counted(row.articles, 'article')}, "
        f"{counted(row.independent, 'independent report')}"
        for row in each(weeks)
    ]
    return [
        go.Bar(
            x=[str(start) for start in weeks["start"]],
            y=weeks[column].tolist(),
            width=days * 86_400_000 * 0.86,
            offset=0,
            yaxis="y2",
            marker={"color": colour, "line": {"width": 0}},
            customdata=[[key] for key in weeks["key"]],
            hoverinfo="text",
            hovertext=hover,
        )
        for column, colour in (
            ("articles", style.tint(style.GREY, 0.4)),
            ("independent", style.GREY),
        )
    ]


def _tints(bands: list[tuple[str, float, float]]) -> list[dict[str, Any]]:
    rect = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "layer": "below"}
    return [
        rect | {"y0": top, "y1": end, "fillcolor": style.tint(LANES[lane]), "line": {"width": 0}}
        for lane, top, end in bands
    ]


def _guides(drawn: pd.DataFrame) -> list[dict[str, Any]]:
    large = drawn[(drawn["independent"] > 1) & (drawn["precision"] == "day")].head(_GUIDES)
    line = {"color": style.GUIDE, "width": 1, "dash": "dot"}
    shape = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": line}
    return [shape | {"x0": str(day), "x1": str(day)} for day in sorted(set(large["day"]))]


def _names(bands: list[tuple[str, float, float]], sheet: Sheet) -> list[dict[str, Any]]:
    plain = {"xref": "paper", "x": 0, "yref": "y", "showarrow": False, "font": {"size": 12}}
    names = []
    for lane, top, end in bands:
        place = (
            {"y": top + 2, "yanchor": "top", "xanchor": "left"}
            if sheet.head
            else {"y": (top + end) / 2, "xanchor": "right", "xshift": -8}
        )
        name = lane if sheet.head else lane.replace(" and ", "<br>and ")
        names.append(plain | place | {"text": f"<b>{name}</b>", "align": "right"})
    return names


def _axis_name(weeks: pd.DataFrame) -> dict[str, Any]:
    unit = "day" if len(weeks) and weeks["length"].max() == 1 else "week"
    return {
        "text": f"articles a {unit}; darker: independent reports",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y2 domain",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11.5},
    }


def _hover(event: Any) -> str:
    when = event.begin if event.begin == event.until else f"{event.begin} to {event.until}"
    kind = "on record" if isinstance(event.known, str) else "found in the articles"
    return (
        f"<b>{style.shown(style.shortened(event.label, 13, 420))}</b><br>{when} · {kind}<br>"
        f"{counted(event.articles, 'article')}, {counted(event.independent, 'independent report')}"
    )
