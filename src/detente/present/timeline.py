"""Timelines: one tinted lane a theme, every event a dot that opens its sentences."""

from datetime import date, timedelta

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import ParameterError
from detente.extract.reference import Reference, first_day, last_day
from detente.present.chart import Chart, counted, each, left_out, with_own
from detente.present.evidence import Evidence, event_spans, gather, leads, merged
from detente.present.lanes import LANES, dense_range, placed
from detente.present.swimlanes import PHONE, WIDE, Days, draw

_SHORT = 70  # days: up to here coverage is counted a day, above it a week


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
    """
    known = Reference.load().event_rows
    events = placed(corpus.table("events"), known)
    if theme is not None:
        if theme not in LANES:
            raise ParameterError(f"Themes are {', '.join(LANES)}.", parameter="theme")
        events = events[events["lane"] == theme]
    dated = [stamp.date() for stamp in corpus.articles["published"].dropna()]
    first, last = _range(dated + list(events["day"]), begin, until)
    inside = events[(events["last"] >= first) & (events["first"] <= last)]
    order = ["independent", "articles", "begin", "event_id"]
    drawn = inside.sort_values(order, ascending=[False, False, True, True]).head(top)
    weeks = _weeks(corpus.articles, first, last)
    undated = int(corpus.articles["published"].isna().sum())
    far = len(corpus.articles) - undated - int(weeks["articles"].sum())
    fewer, outside = len(inside) - len(drawn), len(events) - len(inside)
    lost = {
        f"{counted(fewer, 'event')} with fewer reports": fewer,
        f"{counted(outside, 'event')} outside these dates": outside,
        f"{counted(far, 'article')} outside these dates": far,
        f"{counted(undated, 'article')} with no date": undated,
    }

    def sized_by(count: str) -> Chart:
        sized = drawn.assign(count=drawn[count])
        return Chart(
            figure=draw(sized, weeks, (first, last), sheet=WIDE),
            phone=draw(sized, weeks, (first, last), sheet=PHONE),
            evidence=_evidence(corpus, drawn, weeks),
            caption=_caption(drawn, (first, last), lost, count),
            alt=_alt(drawn, (first, last)),
            table=_table(drawn),
        )

    return with_own(sized_by("articles"), lambda: sized_by("independent"))


def _range(dated: list[date], begin: str | None, until: str | None) -> Days:
    first, last = dense_range(dated)
    first, last = first_day(begin) if begin else first, last_day(until) if until else last
    if first > last:
        raise ParameterError(f"begin {first} is after until {last}.", parameter="begin")
    return first, last


def _weeks(articles: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Articles and new texts a week (a day on a short range); a copy is news of an older week."""
    dated = articles[articles["published"].notna()]
    days = dated["published"].dt.date
    dated, days = dated[(days >= first) & (days <= last)], days[(days >= first) & (days <= last)]
    length = 1 if (last - first).days <= _SHORT else 7
    starts = [d - timedelta(days=d.weekday()) if length > 1 else d for d in days]
    groups = dated.assign(start=starts).groupby("start")
    counts = groups.agg(
        articles=("article_id", "size"),
        independent=("is_origin", "sum"),
        ids=("article_id", tuple),
    )
    out = counts.reset_index().assign(length=length)
    unit = "week" if length > 1 else "day"
    out["key"] = [f"{unit}:{start}" for start in out["start"]]
    return out


def _evidence(corpus: Corpus, drawn: pd.DataFrame, weeks: pd.DataFrame) -> Evidence:
    found = corpus.table("event_evidence")
    found = found[found["event_id"].isin(drawn["event_id"])]
    labels = {f"event:{e.event_id}": f"{e.label} ({e.begin})" for e in each(drawn)}
    first = gather(
        corpus,
        found.assign(key="event:" + found["event_id"]),
        spans=event_spans(corpus, drawn),
        labels=labels,
    )
    exploded = weeks.explode("ids").rename(columns={"ids": "article_id"})
    return merged(first, gather(corpus, leads(exploded).assign(key=exploded["key"])))


def _caption(  # noqa: PLR0917 - what a caption says
    drawn: pd.DataFrame, span: Days, lost: dict[str, int], count: str
) -> str:
    reports = "articles, copies counted" if count == "articles" else "independent reports"
    found = int(drawn["known"].isna().sum())
    return (
        f"{counted(len(drawn), 'event')} from {span[0]} to {span[1]}, larger with more "
        f"{reports}: {len(drawn) - found} on record (filled), {found} found in the articles "
        f"(open); a line spans several days, a dotted line an uncertain date. "
        f"{left_out(lost)}"
    )


def _alt(drawn: pd.DataFrame, span: Days) -> str:
    lanes = [lane for lane in LANES if (drawn["lane"] == lane).any()]
    largest = "; ".join(f"{e.label} ({e.begin})" for e in each(drawn.head(3)))
    return (
        f"Timeline of {counted(len(drawn), 'event')} from {span[0]} to {span[1]} in "
        f"{counted(len(lanes), 'lane')}: {', '.join(lanes)}. Most reported: {largest}."
    )


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    columns = ["begin", "until", "label", "lane", "articles", "independent", "event_id"]
    return drawn.sort_values(["begin", "event_id"])[columns].reset_index(drop=True)
