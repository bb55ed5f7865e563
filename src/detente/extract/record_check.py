"""One article against the record: what it prints that cannot be true.

A check speaks only where the record is plain: a single holder of the office on the day, a weekday
of a whole date, a meeting of two persons whose meetings are on record. What is unsure stays out.
An article without a date is held to the day of the event that it is about.
"""

from dataclasses import replace
from datetime import timedelta

from detente.extract import meeting_checks, office_checks, tenure_checks, times, weekdays
from detente.extract.evidence import Check, Subject
from detente.extract.profiles import Profiles
from detente.extract.reading import Reading
from detente.extract.told import Evidence, told_by

SURE = 0.6
"""Least share of its main event from which an article without a date is taken to be of its day."""


def find(
    reading: Reading, evidence: Evidence, subjects: list[Subject], *, book: Profiles
) -> list[Check]:
    """What one article prints against the record, in order of place."""
    dated = _dated(reading, subjects, book)
    if dated is not reading:
        again = list(times.find(dated, book.reference))
        evidence = replace(evidence, times=again)
    told = told_by(dated, evidence, book)
    main = book.by_id.get(subjects[0].event_id) if subjects else None
    rows = [
        *weekdays.find(dated, evidence.times),
        *office_checks.find(dated, book.reference),
        *tenure_checks.find(dated, told),
        *meeting_checks.find(dated, told, main, printed=reading.day),
    ]
    return sorted(set(rows), key=lambda row: (row.start, row.attribute))


def _dated(reading: Reading, subjects: list[Subject], book: Profiles) -> Reading:
    """The article as of a day; one without a date as of the day after its main event."""
    if reading.day or not subjects or subjects[0].share < SURE:
        return reading
    day = book.by_id[subjects[0].event_id].local_days[1] + timedelta(1)
    return replace(reading, day=day)
