"""Happenings: those on record that sentences speak of, and others that several articles report."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.extract import context
from detente.extract.evidence import Event, EventEvidence, Subject
from detente.extract.facts import KnownEvent
from detente.extract.linking import TO_COME, matched, weights
from detente.extract.profiles import Profile, Profiles
from detente.extract.reading import PREFIX, Key, Readings
from detente.extract.reference import Reference
from detente.extract.told import Told
from detente.tables import hash_of


def find(read: Readings, reference: Reference) -> tuple[list[Event], list[EventEvidence]]:
    """Events in order of date, and the sentences that report them."""
    events = [
        _on_record(reference.event(event_id), rows, read)
        for event_id, rows in read.evidence.items()
    ]
    rows = [EventEvidence(**row) for found in read.evidence.values() for row in found]
    for cluster in clusters(read, reference):
        events.append(_unknown(cluster, read))
        rows += cluster.evidence()
    order = {article: n for n, article in enumerate(read.articles)}
    rows.sort(key=lambda row: (order[row.article_id], row.sentence, -row.score, row.event_id))
    return sorted(events, key=lambda event: (event.begin, event.event_id)), rows


def _on_record(event: KnownEvent, rows: list[dict[str, Any]], read: Readings) -> Event:
    keys = [(row["article_id"], row["sentence"]) for row in rows]
    acted = Counter(row["event_type"] for key in keys for row in read.actions.get(key, ()))
    own = [event.event_type] if event.event_type else []
    types = [*own, *sorted(acted, key=lambda name: (-acted[name], name))]
    return Event(
        event_id=event.event_id,
        known=event.event_id,
        label=event.name_en,
        begin=event.start,
        until=event.end,
        precision=event.date_precision,
        place=event.place,
        event_types=tuple(dict.fromkeys(types)),
        **_counted(keys, read),
    )


def _unknown(cluster: "Cluster", read: Readings) -> Event:
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


INDEPENDENT = 2
"""How many copy groups must report a happening."""
NEAR = 2
"""Within how many days an event on record with the same actors is taken to be the same."""
LABEL_LENGTH = (40, 220)
"""Least and greatest length of a sentence that can name a happening."""
DEEDS = frozenset({
    "AGREE", "CONSULT", "CONCEDE", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE",
    "ASSAULT",
})  # fmt: skip
"""Types that happen on a day; support, accusations and the like are said again and again."""
SCORE = 0.7
"""Score of evidence of a found event: its sentences agree in day, actors and type."""
# Starts with a capital and not as a question in a transcript, ends as a sentence, says no "I".
_ALONE = re.compile(r"(?!Q )(?!.*\b(?:I|[Ww]e|you|your|Я|мы|вы)\b)[A-ZА-ЯЁ«“][^\n?:]*[.»”]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Sentences that report one happening."""

    day: str
    """Its day."""
    event_type: str
    """Its PLOVER type."""
    actors: frozenset[str]
    """Who took part."""
    keys: tuple[Key, ...]
    """The sentences, in order."""
    label: Key
    """The sentence that names it best."""
    place: str | None = None
    """place_id."""

    @property
    def event_id(self) -> str:
        """The same id for the same day, type and actors in any corpus."""
        made_of = "|".join([self.day, self.event_type, *sorted(self.actors)])
        return f"{PREFIX}{self.day}-{self.event_type.lower()}-{hash_of(made_of)[:8]}"

    def evidence(self) -> list[EventEvidence]:
        """Evidence rows."""
        named = [f"actor {actor}" for actor in sorted(self.actors)]
        basis = "; ".join([*named, f"action {self.event_type}", f"date {self.day}"])
        return [
            EventEvidence(
                event_id=self.event_id,
                article_id=article,
                sentence=sentence,
                score=SCORE,
                basis=basis,
            )
            for article, sentence in self.keys
        ]


def clusters(read: Readings, reference: Reference) -> Iterator[Cluster]:
    """Happenings that are not on record, in order of day."""
    taken = {(r["article_id"], r["sentence"]) for rows in read.evidence.values() for r in rows}
    groups: dict[tuple[str, str, frozenset[str]], dict[Key, dict[str, Any]]] = {}
    for key, actions in read.actions.items():
        for action in actions:
            if key not in taken and _is_dated(action, key, read) and _is_deed(action, reference):
                pair = frozenset((action["actor_id"], action["recipient_id"]))
                groups.setdefault((action["date"], action["event_type"], pair), {})[key] = action
    for (day, event_type, pair), found in sorted(
        groups.items(), key=lambda g: (*g[0][:2], sorted(g[0][2]))
    ):
        label = _label(found, read)
        copies = {read.articles[article]["copy_group"] for article, _ in found}
        known = len(copies) < INDEPENDENT or _is_on_record(day, pair, reference)
        if label and not known:
            yield Cluster(
                day=day,
                event_type=event_type,
                actors=pair,
                keys=tuple(found),
                label=label,
                place=_place(found),
            )


def _is_dated(action: dict[str, Any], key: Key, read: Readings) -> bool:
    """Whether the sentence itself says on which day it was, and not by which it is to be done."""
    text, low = read.text(key), read.sentences[key]["start"]
    days = {
        time["begin"]
        for time in read.times.get(key, ())
        if time["begin"] == time["until"]
        and not context.find("a deadline", text, (time["start"] - low, time["end"] - low))
    }
    return action["date"] is not None and action["date"] in days


def _is_deed(action: dict[str, Any], reference: Reference) -> bool:
    """Whether an action happened, between parties of two countries."""
    if action["modality"] != "happened" or action["event_type"] not in DEEDS:
        return False
    if not (action["actor_id"] and action["recipient_id"]):
        return False
    sides = {reference.country(action["actor_id"]), reference.country(action["recipient_id"])}
    return len(sides) > 1


def _is_on_record(day: str, pair: frozenset[str], reference: Reference) -> bool:
    """Whether an event on record lies near, between the same actors or their states."""
    sides = {reference.country(actor) for actor in pair}
    near = reference.events_near(date.fromisoformat(day), NEAR)
    return any(
        pair <= set(event.participants)
        or sides <= {reference.country(actor) for actor in event.participants}
        for event in near
    )


def _place(found: dict[Key, dict[str, Any]]) -> str | None:
    """The place that most of the sentences name as where it was."""
    places = Counter(action["place"] for action in found.values() if action["place"])
    return min(places, key=lambda place: (-places[place], place)) if places else None


def _label(found: dict[Key, dict[str, Any]], read: Readings) -> Key | None:
    """The sentence that reads best alone: whole, of a good length, not a question, naming both."""
    least, most = LABEL_LENGTH
    good = []
    for key, action in found.items():
        text = read.text(key)
        named = {row["actor_id"] for row in read.mentions.get(key, ()) if row["kind"] != "pronoun"}
        if (
            _ALONE.fullmatch(text)
            and least <= len(text) <= most
            and {action["actor_id"], action["recipient_id"]} <= named
        ):
            good.append((action["start"] - read.sentences[key]["start"], len(text), key))
    return min(good)[2] if good else None


YET_TO_COME = 0.5
"""Factor for a sentence that tells of the event as one to come."""
LATER = 0.6
"""How much less a sentence counts, for each sentence before it."""
UNNAMED = 0.15
"""Weight of an event with which the headline does not agree; full agreement adds 1."""
NEWS_DAYS, OLD = 14, 0.1
"""After so many days an event counts half as news; and what is left of it in the end."""
_OF_THE_HEADLINE = frozenset(
    {"actor", "side", "words", "action", "keyword", "phrase", "place", "date"}
)


def find_subjects(
    rows: Iterable[EventEvidence], headline: Told | None, book: Profiles
) -> list[Subject]:
    """Events of one article, the one that it is about first."""
    by_event: dict[str, list[EventEvidence]] = defaultdict(list)
    for row in rows:
        by_event[row.event_id].append(row)
    weighed = [
        _weighed(book.by_id[event_id], found, headline) for event_id, found in by_event.items()
    ]
    weighed.sort(key=lambda one: (-one[0], one[1][0].event_id))
    total = sum(weight for weight, _, _ in weighed)
    return [
        Subject(
            article_id=found[0].article_id,
            event_id=found[0].event_id,
            rank=rank,
            share=round(weight / total, 3),
            sentences=len(found),
            basis=basis,
        )
        for rank, (weight, found, basis) in enumerate(weighed, start=1)
    ]


def _weighed(
    profile: Profile, rows: list[EventEvidence], headline: Told | None
) -> tuple[float, list[EventEvidence], str]:
    told = sum(
        row.score * (YET_TO_COME if TO_COME in row.basis else 1) / (1 + LATER * row.sentence)
        for row in rows
    )
    basis = [f"first told in sentence {min(row.sentence for row in rows) + 1}"]
    agreeing = []
    if headline and not _tells_of_others(profile, headline):
        agreeing = [c for c in matched(profile, headline).clues if c.what in _OF_THE_HEADLINE]
        basis += [f"headline: {', '.join(c.name for c in agreeing)}"] if agreeing else []
    named = UNNAMED + 1 - math.prod(1 - clue.weight for clue in agreeing)
    new = 1.0
    if headline and headline.day:
        first, last = profile.local_days
        days = max((first - headline.day).days, (headline.day - last).days, 0)
        new = OLD + (1 - OLD) / (1 + days / NEWS_DAYS)
        basis.append(f"{days} day{'' if days == 1 else 's'} from publication")
    return told * named * new, rows, "; ".join(basis)


def _tells_of_others(profile: Profile, headline: Told) -> bool:
    """Whether the headline names two persons, neither of whom took part."""
    persons = headline.people
    return len(persons) >= weights()["pair"] and not persons & profile.participants
