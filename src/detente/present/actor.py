"""One actor: how it is named, in which offices, with whom, what it says, does and is done to it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import NothingFoundError, UnknownNameError
from detente.extract.reference import Reference
from detente.present.chart import Chart, listed
from detente.present.charts import coverage, quotes_table
from detente.present.evidence import named
from detente.present.network import network
from detente.wording import counted


@dataclass(frozen=True, kw_only=True, eq=False)
class ActorPage:
    """An actor in a corpus, one method a question."""

    corpus: Corpus
    """The articles that name the actor or speak of it: Russian diplomats, he."""
    actor_id: str
    """Its id in the reference."""
    name: str
    """Its name in English."""

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Its mentions."""
        mentions = self.corpus.table("mentions")
        return mentions[mentions["actor_id"] == self.actor_id]

    @cached_property
    def named(self) -> pd.DataFrame:
        """Those of its mentions that name it: no demonyms and pronouns."""
        mentions = named(self.corpus)
        return mentions[mentions["actor_id"] == self.actor_id]

    @cached_property
    def naming(self) -> Corpus:
        """The articles that name it, as a selection of the corpus."""
        return Corpus(self.corpus.folder, selected=frozenset(self.named["article_id"]))

    def coverage(self) -> Chart:
        """Articles that name it over time, a row a country of publishers."""
        return coverage(self.naming, by="country")

    def named_as(self) -> pd.DataFrame:
        """The words that name it, with their kind: kind, words, mentions, articles."""
        rows = self.mentions.rename(columns={"surface": "words"})
        return _counts(rows, ["kind", "words"], "mentions")

    def offices(self) -> pd.DataFrame:
        """The offices that it held on record: office, from, until (empty: not known, or still)."""
        reference = Reference.load()
        titles = {
            title.office_id: title.title
            for title in reversed(reference.title_rows)
            if title.language == "en" and not title.needs_context
        }
        held = [tenure for tenure in reference.tenures if tenure.actor_id == self.actor_id]
        rows = [
            (titles.get(t.office_id, t.office_id.replace("-", " ")), t.start or "", t.end or "")
            for t in sorted(held, key=lambda t: (t.start or "", t.office_id))
        ]
        return pd.DataFrame(rows, columns=["office", "from", "until"])

    def with_whom(self) -> pd.DataFrame:
        """Whom sentences name beside it: actor, sentences, independent, articles."""
        ties = network(self.corpus, min_weight=1).edges
        mine = ties[(ties["source"] == self.actor_id) | (ties["target"] == self.actor_id)]
        other = mine["source"].where(mine["source"] != self.actor_id, mine["target"])
        shown = mine.assign(actor=other.map(Reference.load().name))
        shown = shown.rename(columns={"weight": "sentences"})
        return shown[["actor", "sentences", "independent", "articles"]].reset_index(drop=True)

    def acts(self, side: Literal["actor", "recipient"]) -> pd.DataFrame:
        """What it does, or what is done to it: the other, type, modality, sentences, articles."""
        actions = self.corpus.table("actions")
        own, other = (
            ("actor_id", "recipient_id") if side == "actor" else ("recipient_id", "actor_id")
        )
        mine = actions[actions[own] == self.actor_id]
        named = mine.assign(
            other=mine[other].map(Reference.load().name, na_action="ignore").fillna("unnamed"),
            type=mine["event_type"].str.lower(),
        )
        return _counts(named, ["other", "type", "modality"], "sentences")

    def actions(self) -> pd.DataFrame:
        """Rows of its actions on either side, for a reading."""
        actions = self.corpus.table("actions")
        return actions[
            (actions["actor_id"] == self.actor_id) | (actions["recipient_id"] == self.actor_id)
        ]

    def quotes(self) -> pd.DataFrame:
        """What it is quoted as saying, equal words once."""
        return quotes_table(self.corpus, speaker=self.actor_id).drop(columns=["rows", "speaker"])

    def quoted(self) -> pd.DataFrame:
        """Rows of its quotes, for a reading."""
        quotes = self.corpus.table("quotes")
        return quotes[quotes["speaker_id"] == self.actor_id]

    def events(self) -> pd.DataFrame:
        """The events on whose sentences it stands: day, event, its sentences, articles."""
        found = self.corpus.table("event_evidence").merge(
            self.mentions[["article_id", "sentence"]].drop_duplicates()
        )
        counts = _counts(found, ["event_id"], "sentences")
        events = self.corpus.table("events")[["event_id", "begin", "label"]]
        order = ["articles", "begin", "event_id"]
        shown = events.merge(counts).sort_values(order, ascending=[False, True, True])
        return shown[["begin", "label", "sentences", "articles"]].reset_index(drop=True)


def _counts(rows: pd.DataFrame, by: list[str], what: str) -> pd.DataFrame:
    """How many rows (of the column `what`) and articles there are of each, the most first."""
    groups = rows.groupby(by)["article_id"]
    out = groups.agg(["size", "nunique"]).reset_index()
    out = out.rename(columns={"size": what, "nunique": "articles"})
    return out.sort_values([what, *by], ascending=[False, *[True] * len(by)], ignore_index=True)


def actor_page(corpus: Corpus, actor: str) -> ActorPage:
    """Page of an actor by id.

    UnknownNameError names the nearest ids; NothingFoundError where no article here names it.

    >>> detente.actor_page(corpus, "sergey-lavrov").name
    'Sergey Lavrov'
    """
    reference = Reference.load()
    if actor not in reference.actor_rows:
        raise UnknownNameError("actor", actor, sorted(reference.actor_rows))
    mine = corpus.about(actor=actor)
    if mine.articles.empty:
        some = corpus.table("mentions")["actor_id"].value_counts().head(3)
        raise NothingFoundError(
            f"None of the {counted(len(corpus), 'article')} here names {reference.name(actor)}. "
            f"Named most are {listed([str(one) for one in some.index]) or 'none'}."
        )
    return ActorPage(corpus=mine, actor_id=actor, name=reference.name(actor))
