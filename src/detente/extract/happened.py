"""From the evidence of all articles to the tables of events and conflicts."""

import pyarrow as pa

from detente import records
from detente.extract import conflicts, cues, events, readings
from detente.extract.evidence import Conflict, Event, EventEvidence
from detente.extract.reference import Reference


def tables(
    articles: pa.Table, evidence: dict[str, pa.Table], reference: Reference
) -> dict[str, pa.Table]:
    """Tables `events`, `event_evidence` and `conflicts` of a corpus."""
    read = readings.readings(articles, evidence)
    happened, rows = events.find(read, reference)
    differing = conflicts.find(read, reference, cues.of(reference))
    return {
        "events": records.table(Event, happened),
        "event_evidence": records.table(EventEvidence, rows),
        "conflicts": records.table(Conflict, differing),
    }
