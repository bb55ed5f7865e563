"""The finding of each report: one or two sentences, put together from what was counted.

>>> detente.findings.of_corpus(corpus).text
'Of 66 inputs, 2 could not be read; the rest are 64 ...'
"""

import pandas as pd

from detente.collect.corpus import Corpus
from detente.errors import NothingFoundError, UnknownNameError
from detente.extract.reference import Reference
from detente.present.actor import ActorPage
from detente.present.chart import listed
from detente.present.compare import Sides
from detente.present.dossier import Dossier
from detente.present.evidence import Number, leads, number, reports_of
from detente.present.network import Network
from detente.present.prose import Prose, finding
from detente.wording import counted


def of_corpus(corpus: Corpus) -> Prose:
    """How many inputs became articles, and how many of them are independent."""
    articles, ledger = corpus.table("articles"), corpus.table("ledger")
    copies = articles[~articles["is_origin"]]
    undated = articles[articles["published"].isna()]
    return finding(
        "Of {inputs}, **{refused}** could not be read; the rest are **{articles}** by "
        "{publishers}. **{copies}** of them print another’s text, so that there are "
        "**{independent}** independent reports; {undated} bear no date of publication.",
        inputs=counted(len(ledger), "input"),
        refused=int((ledger["status"] == "refused").sum()),
        articles=counted(len(articles), "article"),
        publishers=counted(articles["publisher"].nunique(), "publisher"),
        copies=number(len(copies), corpus, leads(copies), "articles that print another’s text"),
        independent=int(articles["copy_group"].nunique()),
        undated=number(len(undated), corpus, leads(undated), "articles without a date"),
    )


def of_timeline(corpus: Corpus) -> Prose:
    """How many events the articles report, and which is reported most."""
    events = ranked(corpus)
    if events.empty:
        told = "The articles report **no event** that could be told by date, place and actors."
        return finding(told)
    best, found = events.iloc[0], int(events["known"].isna().sum())
    source = f"{found} of the events {'is' if found == 1 else 'are'} known from the articles alone."
    return finding(
        "The articles report **{events}**. Most independent reports tell of **{label}** ({begin}): "
        "{independent} of them, printed in {articles} articles by {publishers}. "
        "{found}",
        events=counted(len(events), "event"),
        label=best["label"],
        begin=best["begin"],
        independent=_reports(corpus, best, "independent"),
        articles=int(best["articles"]),
        publishers=counted(int(best["publishers"]), "publisher"),
        found=source if found else "All of the events are in the reference.",
    )


def of_network(network: Network) -> Prose:
    """The heaviest tie, and who stands between the others."""
    name = Reference.load().name
    if network.edges.empty:
        return finding("**No two actors** are named together often enough for a network.")
    tie = network.edges.iloc[0]
    order = ["betweenness", "actor_id"]
    between = network.nodes.sort_values(order, ascending=[False, True]).iloc[0]
    one, other = name(tie["source"]), name(tie["target"])
    rows = network.evidence.merge(network.edges.iloc[:1][["source", "target"]])
    return finding(
        "**{one}** and **{other}** are named together most: in {weight} sentences of {independent} "
        "independent reports. Of {nodes} with {edges}, **{between}** stands on most of the "
        "shortest paths between two others.",
        one=one,
        other=other,
        weight=number(int(tie["weight"]), network.corpus, rows, f"{one} and {other}"),
        independent=int(tie["independent"]),
        nodes=counted(len(network.nodes), "actor"),
        edges=counted(len(network.edges), "tie"),
        between=name(between["actor_id"]),
    )


def of_dossier(dossier: Dossier, asked: str) -> Prose:
    """The event: when, where, how many tell it, and on how many points they differ.

    `asked` is the event that the reader wanted; where the corpus does not report it, the
    finding says that this is another one.
    """
    event, corpus = dossier.event, dossier.corpus
    days, place = dossier.when().iloc[0], dossier.where()
    open_points = dossier.open_points()
    instead = "" if event["event_id"] == asked else (
        "No article of this corpus reports `{asked}`; this is the event with the most "
        "independent reports instead. "
    )  # fmt: skip
    differ = (
        "They differ on **{points}**, and {count} of the values they print cannot be true."
        if len(open_points)
        else "No two of them contradict each other on its date, its length or a number."
    )
    return finding(
        instead + "**{label}**: {local} local time{where}{moscow}. {articles} {noun}, of "
        "which {independent} are independent, by {publishers} in {countries} report it. " + differ,
        asked=asked,
        label=event["label"],
        local=days["local"],
        moscow="" if days["Moscow"] == days["local"] else f"; {days['Moscow']} in Moscow",
        where=f", {place.iloc[0]['place']}" if len(place) else "",
        articles=_reports(corpus, event, "articles"),
        noun="article" if event["articles"] == 1 else "articles",
        independent=int(event["independent"]),
        publishers=counted(int(event["publishers"]), "publisher"),
        countries=counted(len(event["countries"]), "country"),
        points=listed(sorted(open_points["attribute"].unique())),
        count=int(open_points["value"].nunique()),
    )


def of_sides(sides: Sides) -> Prose:
    """How large the sides are, and which event sets them apart most."""
    sizes = {side: int(n) for side, n in sides.of.value_counts().items() if n}
    present = [side for side in sides.names if side in sizes]
    size = listed([f"{side} {sizes[side]}" for side in present])
    table = sides.attention().table
    spread = table.pivot_table(index="event", columns="side", values="share", aggfunc="first")
    if len(present) < 2 or spread.empty:  # noqa: PLR2004 - a comparison takes two
        return finding("Only one side has articles here ({size}): nothing to compare.", size=size)
    gap = spread[present].max(axis=1) - spread[present].min(axis=1)
    event = str(gap.idxmax())
    by_side = spread.loc[event].to_dict()
    return finding(
        "Articles by side: {size}. Of the best-covered events, attention differs most on "
        "**{event}**: {shares} of their articles report it.",
        size=size,
        event=event,
        shares=listed([f"{side} {100 * by_side[side]:.0f}%" for side in present]),
    )


def of_actor(page: ActorPage) -> Prose:
    """How often an actor is named, with whom most, and how much of what it says is quoted."""
    articles, with_whom, quotes = page.naming.articles, page.with_whom(), page.quoted()
    most = "It is named with **{other}** most. " if len(with_whom) else ""
    said = (
        "{quotes} passages of its words are quoted."
        if len(quotes)
        else "No words of it are quoted."
    )
    return finding(
        "**{name}** is named {mentions} times in {articles}, of which {independent} are "
        "independent, by {publishers}. " + most + said,
        name=page.name,
        other=with_whom["actor"].iloc[0] if len(with_whom) else "",
        mentions=number(len(page.named), page.corpus, page.named, page.name),
        articles=counted(len(articles), "article"),
        independent=int(articles["copy_group"].nunique()),
        publishers=counted(int(articles["publisher"].nunique()), "publisher"),
        quotes=number(len(quotes), page.corpus, quotes, f"said by {page.name}"),
    )


def reported_or_best(corpus: Corpus, asked: str) -> str:
    """The event asked for, or the one with most independent reports where no article reports it.

    An id that neither the reference nor the corpus has raises UnknownNameError, a corpus without
    any event NothingFoundError.
    """
    events = ranked(corpus)
    known = {*Reference.load().event_rows, *events["event_id"]}
    if asked not in known:
        raise UnknownNameError("event", asked, sorted(known))
    if events.empty:
        raise NothingFoundError(
            f"No sentence of the {counted(len(corpus), 'article')} here reports an event that is "
            "on record, and none tells of another one twice with its day and actors."
        )
    return asked if asked in set(events["event_id"]) else str(events["event_id"].iloc[0])


def ranked(corpus: Corpus) -> pd.DataFrame:
    """Events, those with most independent reports first."""
    order = ["independent", "articles", "begin", "event_id"]
    events: pd.DataFrame = corpus.table("events")
    return events.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def _reports(corpus: Corpus, event: pd.Series, count: str) -> Number:
    """A count of an event's reports, opening them with their actors and times marked."""
    rows, spans = reports_of(corpus, event["event_id"])
    return number(int(event[count]), corpus, rows, f"{event['label']}: sentences", spans=spans)
