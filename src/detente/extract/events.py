"""Happenings: those on record that sentences speak of, and others that several articles report."""

from collections import Counter
from typing import Any

from detente.extract import finding
from detente.extract.evidence import Event, EventEvidence
from detente.extract.facts import KnownEvent
from detente.extract.readings import Key, Readings
from detente.extract.reference import Reference


def find(read: Readings, reference: Reference) -> tuple[list[Event], list[EventEvidence]]:
    """Events in order of date, and the sentences that report them."""
    events = [
        _on_record(reference.event(event_id), rows, read)
        for event_id, rows in read.evidence.items()
    ]
    rows = [EventEvidence(**row) for found in read.evidence.values() for row in found]
    for cluster in finding.clusters(read, reference):
        events.append(_unknown(cluster, read))
        rows += cluster.evidence()
    order = {article: n for n, article in enumerate(read.articles)}
    rows.sort(key=lambda row: (order[row.article_id], row.sentence, -row.score, row.event_id))
    return sorted(events, key=lambda event: (event.begin, event.event_id)), rows


def _on_record(event: KnownEvent, rows: list[dict[str, Any]], read: Readings) -> Event:
    keys = [(row["article_id"], row["sentence"]) for row in rows]
    types = [event.event_type] if event.event_type else []
    return Event(
        event_id=event.event_id,
        known=event.event_id,
        label=event.name_en,
        begin=event.start,
        until=event.end,
        precision=event.date_precision,
        place=event.place,
        event_types=tuple(dict.fromkeys([*types, *_types(keys, read)])),
        **_counted(keys, read),
    )


def _unknown(cluster: "finding.Cluster", read: Readings) -> Event:
    return Event(
        event_id=cluster.event_id,
        known=None,
        label=read.text(cluster.label),
        begin=cluster.day,
        until=cluster.day,
        precision="day",
        place=cluster.place,
        event_types=(cluster.event_type,),
        **_counted(list(cluster.keys), read),
    )


def _counted(keys: list[Key], read: Readings) -> dict[str, Any]:
    """Who is named in the evidence, and how many report it."""
    ids = dict.fromkeys(article for article, _ in keys)
    articles = [read.articles[article] for article in ids]
    named = Counter(row["actor_id"] for key in keys for row in read.mentions.get(key, ()))
    return {
        "actors": tuple(sorted(named, key=lambda actor: (-named[actor], actor))),
        "articles": len(articles),
        "independent": len({row["copy_group"] for row in articles}),
        "publishers": len({row["publisher"] for row in articles}),
        "countries": tuple(sorted({row["country"] for row in articles if row["country"]})),
    }


def _types(keys: list[Key], read: Readings) -> list[str]:
    found = Counter(row["event_type"] for key in keys for row in read.actions.get(key, ()))
    return sorted(found, key=lambda name: (-found[name], name))
