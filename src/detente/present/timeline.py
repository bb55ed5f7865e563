"""Timelines: one tinted lane a theme, every event a dot that opens its sentences.

The lanes stand over the coverage a week, on one axis. Labels are packed into rows, so that none
covers another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from detente.collect.corpus import Corpus
from detente.errors import FactError, ParameterError
from detente.extract import plover
from detente.extract.facts import KnownEvent
from detente.extract.reference import Reference, first_day, last_day
from detente.present import style
from detente.present.chart import Chart, each, left_out, missing, opening, with_own
from detente.present.evidence import Evidence, event_spans, gather, leads, merged
from detente.wording import counted

Days = tuple[date, date]
Band = tuple[str, float, float]
"""A lane with the pixels of its top and its end."""
_SHORT = 70  # days: up to here coverage is counted a day, above it a week
_GAP = 6.0  # pixels between what stands in one row
_GUIDES = 8  # events with a dotted line down to the coverage
_ROW, _PAD, _LANE_GAP, _COVERAGE, _BETWEEN, _LABEL = 17, 8, 5, 110, 30, 330  # pixels
COLUMNS = ["begin", "until", "label", "lane", "articles", "independent", "event_id"]
"""Columns of the events as a table."""
_ORDER = ["independent", "articles", "begin", "event_id"]
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


def timeline(
    corpus: Corpus,
    *,
    theme: str | None = None,
    top: int = 60,
    begin: str | None = None,
    until: str | None = None,
) -> Chart:
    """Swimlanes of events over the coverage a week, on one axis.

    A filled dot is an event on record, an open one was found in the articles; its area grows
    with the number of independent reports. A line behind a dot spans an event of several days,
    a dotted one a date that is known only to the month or year.

    Parameters
    ----------
    theme
        One lane only.
    top
        Most events to draw, those with the most independent reports first.
    begin, until
        First and last day to draw (YYYY-MM-DD, YYYY-MM or YYYY). Without them, all days, or
        where a few lie far off, the stretch that holds nine tenths of articles and events.

    >>> detente.timeline(corpus, top=5).caption
    '5 events from ...'
    """
    events = placed(corpus.table("events"), Reference.load().event_rows)
    if theme is not None:
        if theme not in LANES:
            raise ParameterError(f"Themes are {', '.join(LANES)}.", parameter="theme")
        events = events[events["lane"] == theme]
    dated = [stamp.date() for stamp in corpus.articles["published_local"].dropna()]
    first, last = span = _range(dated + list(events["day"]), begin, until)
    inside = events[(events["last"] >= first) & (events["first"] <= last)]
    drawn = inside.sort_values(_ORDER, ascending=[False, False, True, True]).head(top)
    weeks = weekly(corpus.articles, span)
    lost = missing(
        (len(inside) - len(drawn), "event", "with fewer reports"),
        (len(events) - len(inside), "event", "outside these dates"),
        (len(dated) - int(weeks["articles"].sum()), "article", "outside these dates"),
        (len(corpus.articles) - len(dated), "article", "with no date"),
    )
    table = drawn.sort_values(["begin", "event_id"])[COLUMNS].reset_index(drop=True)

    def sized_by(count: str) -> Chart:
        sized = drawn.assign(count=drawn[count])
        return Chart(
            figure=draw(sized, weeks, span, sheet=WIDE),
            phone=draw(sized, weeks, span, sheet=PHONE),
            evidence=_evidence(corpus, drawn, weeks),
            caption=f"{_caption(drawn, span, count)} {left_out(lost)}",
            alt=_alt(drawn, span),
            table=table,
        )

    return with_own(sized_by("articles"), lambda: sized_by("independent"))


def _range(dated: list[date], begin: str | None, until: str | None) -> Days:
    first, last = dense_range(dated)
    first, last = first_day(begin) if begin else first, last_day(until) if until else last
    if first > last:
        raise ParameterError(f"begin {first} is after until {last}.", parameter="begin")
    return first, last


def weekly(articles: pd.DataFrame, span: Days, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Articles and new texts a week (a day on a short range); a copy is news of an older week.

    Columns: those of `by`, start (YYYY-MM-DD), articles, independent, article_id (a tuple) and
    length (days).
    """
    first, last = span
    dated = articles[articles["published_local"].notna()]
    days = dated["published_local"].dt.date
    inside = (days >= first) & (days <= last)
    length = 1 if (last - first).days <= _SHORT else 7
    starts = [str(d - timedelta(days=d.weekday() if length > 1 else 0)) for d in days[inside]]
    texts = pd.array(starts, dtype="str")  # also where there are none
    groups = dated[inside].assign(start=texts).groupby([*by, "start"])
    counts = groups.agg(
        articles=("article_id", "size"),
        independent=("is_origin", "sum"),
        ids=("article_id", tuple),
    )
    return counts.reset_index().rename(columns={"ids": "article_id"}).assign(length=length)


def _evidence(corpus: Corpus, drawn: pd.DataFrame, weeks: pd.DataFrame) -> Evidence:
    found = corpus.table("event_evidence")
    found = found[found["event_id"].isin(drawn["event_id"])]
    reports = gather(
        corpus,
        found.assign(key="event:" + found["event_id"]),
        spans=event_spans(corpus, drawn),
        labels={f"event:{e.event_id}": f"{e.label} ({e.begin})" for e in each(drawn)},
    )
    articles = weeks.assign(key=_keys(weeks)).explode("article_id")
    return merged([reports, gather(corpus, leads(articles))])


def _keys(weeks: pd.DataFrame) -> pd.Series:
    return _unit(weeks) + ":" + weeks["start"]


def _unit(weeks: pd.DataFrame) -> str:
    return "day" if len(weeks) and weeks["length"].max() == 1 else "week"


def _caption(drawn: pd.DataFrame, span: Days, count: str) -> str:
    reports = "articles, copies counted" if count == "articles" else "independent reports"
    found = int(drawn["known"].isna().sum())
    return (
        f"{counted(len(drawn), 'event')} from {span[0]} to {span[1]}, larger with more "
        f"{reports}: {len(drawn) - found} on record (filled), {found} found in the articles "
        f"(open); a line spans several days, a dotted line an uncertain date."
    )


def _alt(drawn: pd.DataFrame, span: Days) -> str:
    lanes = [lane for lane in LANES if (drawn["lane"] == lane).any()]
    largest = "; ".join(f"{e.label} ({e.begin})" for e in each(drawn.head(3)))
    return (
        f"Timeline of {counted(len(drawn), 'event')} from {span[0]} to {span[1]} in "
        f"{counted(len(lanes), 'lane')}: {', '.join(lanes)}. Most reported: {largest}."
    )


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


def _lane(event: Any, known: dict[str, KnownEvent]) -> str:
    event_id, on_record = event.event_id, event.known
    types = event.event_types
    lane: str
    if isinstance(on_record, str):
        lane = known[on_record].theme if on_record in known else "missing"
    elif types:
        of_type = plover.types().get(types[0])
        lane = of_type.lane if of_type else "missing"
    else:
        lane = "other"
    if lane not in LANES:
        raise FactError(
            f"event {event_id} has no lane on the timeline (theme {lane!r}, types {types}). "
            f"Give it one of the themes {', '.join(LANES)}.",
            table="events.csv",
            row=list(known).index(on_record) + 2 if on_record in known else 0,
        )
    return lane


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


def _spots(drawn: pd.DataFrame, span: Days, sheet: Sheet) -> tuple[pd.DataFrame, list[Band], float]:
    """Events with y, size, text and side; bands of the lanes; height of all lanes."""
    most = max(drawn["count"].max() if len(drawn) else 1, 1)
    scale = sheet.plot / max((span[1] - span[0]).days, 1)
    labelled = drawn["event_id"].isin(drawn["event_id"].head(sheet.labels))
    size = 7 + 9 * (drawn["count"] / most) ** 0.5
    drawn = drawn.assign(labelled=labelled, size=size.where(labelled, 7))
    parts, bands, y = [], [], 0.0
    for lane in LANES:
        events = drawn[drawn["lane"] == lane].sort_values(["day", "event_id"])
        if events.empty:
            continue
        marks, texts = [], []
        for event in each(events):
            x = (event.day - span[0]).days * scale
            room = min(max(x, sheet.plot - x) - event.size, _LABEL)
            label = style.shortened(event.label, sheet.font, room)
            texts.append(label if event.labelled else "")
            width = style.text_width(f" {label} ", sheet.font) if event.labelled else 0.0
            marks.append((event.event_id, x, event.size / 2, width))
        spots, count = pack(marks, width=sheet.plot)
        top = y + sheet.head + _PAD / 2
        at = [top + (spot.row + 0.5) * _ROW for spot in spots]
        parts.append(events.assign(y=at, text=texts, side=[spot.side for spot in spots]))
        bands.append((lane, y, y + sheet.head + _PAD + count * _ROW))
        y = bands[-1][2] + _LANE_GAP
    return pd.concat(parts or [drawn.assign(y=0, text="", side="")]), bands, max(y, _ROW)


def _dots(spots: pd.DataFrame, sheet: Sheet) -> go.Scatter:
    return go.Scatter(
        x=[str(day) for day in spots["day"]],
        y=spots["y"].tolist(),
        mode="markers+text",
        text=[f"\u00a0{style.shown(text)}\u00a0" if text else "" for text in spots["text"]],
        textposition=[f"middle {'left' if s == 'left' else 'right'}" for s in spots["side"]],
        textfont={"size": sheet.font},
        cliponaxis=False,
        **opening("event:" + spots["event_id"], map(_hover, each(spots))),
        marker={
            "size": spots["size"].round(1).tolist(),
            "color": spots["lane"].map(LANES).tolist(),
            "symbol": ["circle-open" if found else "circle" for found in spots["known"].isna()],
            "line": {"width": [2 if found else 0 for found in spots["known"].isna()]},
            "opacity": 0.9,
        },
    )


def _spans(spots: pd.DataFrame, dash: str) -> go.Scatter:
    """Lines of the events that last, or of those whose date is vague."""
    vague = spots["precision"] != "day"
    lasting = spots[(spots["first"] != spots["last"]) & (vague == (dash == "dot"))]
    x = [day for e in each(lasting) for day in (str(e.first), str(e.last), None)]
    y = [at for e in each(lasting) for at in (e.y + 6, e.y + 6, None)]
    line = {"color": style.GREY, "width": 2, "dash": dash}
    return go.Scatter(x=x, y=y, mode="lines", line=line, opacity=0.7, hoverinfo="skip")


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


def _bars(weeks: pd.DataFrame) -> list[go.Bar]:
    """Articles, and before them independent reports."""
    days = int(weeks["length"].max()) if len(weeks) else 7
    hover = [
        f"{'Week of ' if days > 1 else ''}{row.start}<br>{counted(row.articles, 'article')}, "
        f"{counted(row.independent, 'independent report')}"
        for row in each(weeks)
    ]
    shades = {"articles": style.tint(style.GREY, 0.4), "independent": style.GREY}
    return [
        go.Bar(
            x=weeks["start"].tolist(),
            y=weeks[column].tolist(),
            width=days * 86_400_000 * 0.86,
            offset=0,
            yaxis="y2",
            marker={"color": colour, "line": {"width": 0}},
            **opening(_keys(weeks), hover),
        )
        for column, colour in shades.items()
    ]


def _tints(bands: list[Band]) -> list[dict[str, Any]]:
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


def _names(bands: list[Band], sheet: Sheet) -> list[dict[str, Any]]:
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
    return {
        "text": f"articles a {_unit(weeks)}; darker: independent reports",
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
