"""Persons of an article as later phrases refer to them, by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from detente.extract.evidence import Mention
from detente.extract.reference import Reference
from detente.extract.titles import countries


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in a sentence, by name or by office."""

    start: int
    """Offset of the name."""
    end: int
    """Offset after it."""
    actor_id: str
    """The person."""


People = dict[int, list[Person]]
"""Persons by sentence, in order."""
Found = tuple[tuple[int, int], str, str, float]
"""A phrase's span, its actor, the basis and the score."""


def by_sentence(mentions: Sequence[Mention], reference: Reference) -> People:
    """Persons that mentions name, by sentence."""
    people: People = {}
    for m in sorted(mentions, key=lambda mention: mention.start):
        if m.actor_id and reference.actor_rows[m.actor_id].kind == "person":
            people.setdefault(m.sentence, []).append(Person(m.start, m.end, m.actor_id))
    return people


def nearest(people: Sequence[Person], start: int) -> list[Person]:
    """Persons of a sentence, the last before a place first, then those after it."""
    before = [p for p in people if p.start < start]
    after = [p for p in people if p.start > start]
    return [*reversed(before), *after]


def lands(reference: Reference, office_id: str) -> frozenset[str]:
    """Two-letter countries whose office it is."""
    rows = reference.actor_rows
    found = {rows[a].country for a in countries(office_id) if a in rows}
    return frozenset(land for land in found if land)
