"""One event: when, where, how long, who said what, what each side tells, what contradicts what."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import UnknownNameError
from detente.extract.facts import KnownEvent
from detente.extract.reference import Reference, first_day, last_day
from detente.present.chart import Chart, each, listed, with_own
from detente.present.charts import (
    contradictions_chart,
    coverage,
    readable,
    topics_chart,
    who_said_what,
)
from detente.present.compare import GROUPS
from detente.present.evidence import EvidenceTable, evidence, in_sentences

MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, kw_only=True, eq=False)
class Dossier:
    """An event of a corpus, one method a question."""

    corpus: Corpus
    """The corpus."""
    event: pd.Series
    """Its row in the events table."""
    known: KnownEvent | None
    """Its row in the reference; None for an event that the articles gave."""

    @cached_property
    def articles(self) -> Corpus:
        """The articles that report it, as a selection of the corpus."""
        return self.corpus.about(event=self.event["event_id"])

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the place; UTC where the reference does not say."""
        return ZoneInfo(self.known.local_timezone if self.known else "UTC")

    def when(self) -> pd.DataFrame:
        """The day on record, here and in Moscow; then each day that articles print, with a note."""
        columns = ["from", "local", "Moscow", "articles", "independent", "printed as", "note"]
        record = self.event
        rows: list[tuple[Any, ...]] = [
            ("record", *self._both(record["begin"], record["until"]), None, None, "", "")
        ]
        times = self._times()
        conflicts = each(self._of_event("conflicts"))
        notes = {row.value: row.reason for row in conflicts if row.attribute == "date"}
        begin, until = first_day(record["begin"]), last_day(record["until"])
        days = times[times["precision"].isin(["day", "minute"]) & times["begin"].notna()]
        near = days["begin"].map(
            lambda day: abs((first_day(day) - begin).days) <= 1 or begin <= first_day(day) <= until
        )
        days = days[near.astype(bool)]
        for (first, last), part in days.groupby(["begin", days["until"].fillna("")]):
            printed = listed(sorted(set(part["surface"])), most=3)
            counts = part["article_id"].nunique(), part["copy_group"].nunique()
            note = notes.get(str(first), "") if first == last else ""
            rows.append(("articles", _days(str(first), str(last)), "", *counts, printed, note))
        return pd.DataFrame(rows, columns=columns).astype(
            {"articles": "Int64", "independent": "Int64"}
        )

    def where(self) -> pd.DataFrame:
        """Place on record: name in both languages, country, time zone, coordinates."""
        place_id = self.event["place"]
        places = Reference.load().place_rows
        found = [places[place_id]] if place_id in places else []
        rows = [(p.name_en, p.name_ru, p.country, str(self.zone), p.lat, p.lon) for p in found]
        return pd.DataFrame(rows, columns=["place", "место", "country", "time zone", "lat", "lon"])

    def how_long(self) -> pd.DataFrame:
        """Lengths as reported: value, articles, independent, printed as."""
        times = self._times()
        lasting = times[times["precision"] == "duration"]
        lasting = lasting[~lasting["value"].str.contains("X")]  # some hours
        own = lasting.merge(self._disputed("duration"))
        lasting = lasting if own.empty else own  # the talks' own, not another matter's
        groups = lasting.groupby("value")
        out = groups.agg(
            articles=("article_id", "nunique"),
            independent=("copy_group", "nunique"),
            printed=("surface", lambda x: listed(sorted(set(x)), most=3)),
        )
        out = out.sort_values(["independent", "articles"], ascending=False, kind="stable")
        out = out.reset_index().rename(columns={"value": "length", "printed": "printed as"})
        return out.assign(length=out["length"].map(readable))

    def evidence(self) -> EvidenceTable:
        """The sentences that report it."""
        return evidence(self.corpus, event=self.event["event_id"])

    def said(self) -> Chart:
        """Who is quoted in the articles that report it."""
        return who_said_what(self.corpus, self.event["event_id"])

    def topics(self, groups: Any = GROUPS) -> Chart:
        """Actors and other events in each side's articles on it: what is told and left out."""
        own, once = self.event["event_id"], self.corpus.once()
        return with_own(
            topics_chart(self.corpus, self.articles, own=own, groups=groups),
            lambda: topics_chart(once, self.articles.once(), own=own, groups=groups),
        )

    def contradictions(self) -> Chart:
        """Values that differ between reports, with the verdict and the rule behind it."""
        return contradictions_chart(self.corpus, self.event["event_id"])

    def open_points(self) -> pd.DataFrame:
        """Printed values that cannot be true beside another, with their sentences."""
        conflicts = self._of_event("conflicts")
        return in_sentences(self.corpus, conflicts[conflicts["verdict"] == "conflict"])

    def coverage(self) -> Chart:
        """Articles on it over time, a row a country."""
        return coverage(self.articles, by="country")

    def _times(self) -> pd.DataFrame:
        """Times in the sentences that report it, with their copy group."""
        found = self._of_event("event_evidence")[["article_id", "sentence"]]
        times = self.corpus.table("times")
        reported = times.merge(found.drop_duplicates(), on=["article_id", "sentence"])
        disputed = times.merge(self._disputed("date", "duration"))
        both = pd.concat([reported, disputed]).drop_duplicates(["article_id", "start", "end"])
        return both.merge(self.corpus.articles[["article_id", "copy_group"]], on="article_id")

    def _disputed(self, *attributes: str) -> pd.DataFrame:
        """Where reports print a value on which they differ: article_id and start."""
        conflicts = self._of_event("conflicts")
        disputed = conflicts[conflicts["attribute"].isin(attributes)]
        return disputed[["article_id", "start"]].drop_duplicates()

    def _of_event(self, table: str) -> pd.DataFrame:
        rows = self.corpus.table(table)
        return rows[rows["event_id"] == self.event["event_id"]]

    def _both(self, begin: str, until: str) -> tuple[str, str]:
        """A local day or moment in words, and what it is in Moscow."""
        if "T" in begin:
            local = datetime.fromisoformat(begin).replace(tzinfo=self.zone)
            return _moment(local), _moment(local.astimezone(MOSCOW))
        words = _day(begin) if begin == until else f"{_day(begin)} to {_day(until)}"
        if len(begin) < len("2021-05-19"):
            return words, words
        first = datetime.combine(first_day(begin), time.min, self.zone).astimezone(MOSCOW)
        last = datetime.combine(last_day(until), time(23, 59), self.zone).astimezone(MOSCOW)
        if (first.date(), last.date()) == (first_day(begin), last_day(until)):
            return words, words
        evening = (self.event["event_id"], "part of day", "evening") in {
            (fact.event_id, fact.attribute, fact.value) for fact in Reference.load().event_facts
        }
        if evening and self.event["begin"] == begin == until and last.date() > last_day(until):
            after = _day(str(last.date()))
            return f"evening of {words}", f"night of {words.partition(' ')[0]} to {after}"
        return words, f"{_moment(first)} to {_moment(last)}"


def _day(value: str) -> str:
    """`2021-05-19` as 19 May 2021; less where less is known."""
    forms = {10: "%d %B %Y", 7: "%B %Y"}
    if len(value) not in forms:
        return value
    return f"{first_day(value):{forms[len(value)]}}".lstrip("0")


def _days(first: str, last: str) -> str:
    """Days in words: one, from one to another, or since one."""
    if first == last:
        return _day(first)
    return f"{_day(first)} to {_day(last)}" if last else f"since {_day(first)}"


def _moment(when: datetime) -> str:
    return f"{when:%d %B %Y, %H:%M}".lstrip("0")


def dossier(corpus: Corpus, event: str) -> Dossier:
    """Dossier of an event by id; UnknownNameError names the nearest ones.

    >>> detente.dossier(corpus, "reykjavik-talks-2021").zone
    zoneinfo.ZoneInfo(key='Atlantic/Reykjavik')
    """
    events = corpus.table("events")
    row = events[events["event_id"] == event]
    if row.empty:
        raise UnknownNameError("event of this corpus", event, sorted(events["event_id"]))
    known = Reference.load().event_rows.get(event)
    return Dossier(corpus=corpus, event=row.iloc[0], known=known)
