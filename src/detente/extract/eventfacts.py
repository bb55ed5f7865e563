"""Values on record for events: how long talks took, how many were expelled."""

from collections import defaultdict
from dataclasses import dataclass

from detente.extract.facts import read
from detente.extract.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """A row of `event_facts.csv`: a value on record for an event; an event can have several."""

    event_id: str
    """The event."""
    attribute: str
    """What it is a value of: duration, number, part of day …; days are in `events.csv`."""
    value: str
    """The value: PT1H45M, 10 diplomats."""
    note: str | None
    """What it counts, where that is not plain."""
    source: str | None
    """Address of the record; None: the description in `events.csv`."""


def by_event(reference: Reference) -> dict[tuple[str, str], tuple[str, ...]]:
    """Values by event and attribute, in order."""
    found: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for row in read(EventFact, reference.folder / "event_facts.csv"):
        found[row.event_id, row.attribute] += (row.value,)
    return dict(found)
