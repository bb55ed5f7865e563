"""Happenings that are not on record: actions of one kind between the same actors on one day.

A cluster counts as a happening when copy groups that do not depend on each other report it, and
when no event on record is near.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.extract.evidence import EventEvidence
from detente.extract.readings import PREFIX, Key, Readings
from detente.extract.reference import Reference

INDEPENDENT = 2
"""How many copy groups must report a happening."""
NEAR = 2
"""Within how many days an event on record with the same actors is taken to be the same."""
LABEL_LENGTH = (40, 220)
"""Least and greatest length of a sentence that can name a happening."""
DEEDS = frozenset(
    {
        "AGREE",
        "CONSULT",
        "CONCEDE",
        "RETREAT",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    }
)
"""Types that happen on a day; support, accusations and the like are said again and again."""
SCORE = 0.7
"""Score of evidence of a found event: its sentences agree in day, actors and type."""
_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|from|since|до|к|с|со|после|after)\s+\Z", re.IGNORECASE
)
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
        digest = hashlib.sha256(made_of.encode()).hexdigest()[:8]
        return f"{PREFIX}{self.day}-{self.event_type.lower()}-{digest}"

    def evidence(self) -> list[EventEvidence]:
        """Evidence rows."""
        basis = "; ".join(
            [
                *(f"actor {a}" for a in sorted(self.actors)),
                f"action {self.event_type}",
                f"date {self.day}",
            ]
        )
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
        if label and _independent(found, read) and not _is_on_record(day, pair, reference):
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
        if time["begin"] == time["until"] and not _DEADLINE.search(text, 0, time["start"] - low)
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


def _independent(found: dict[Key, Any], read: Readings) -> bool:
    return len({read.articles[article]["copy_group"] for article, _ in found}) >= INDEPENDENT


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
