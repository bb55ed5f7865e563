"""Which of the events that an article speaks of it is about.

Three things tell: where in the article the event is told and how often, whether the headline
agrees with it, and how new it was on the day of publication. The factors were chosen on the
embedded corpus (tests/test_gold.py).
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from detente.extract.acceptance import PAIR
from detente.extract.clues import matched
from detente.extract.evidence import EventEvidence, Subject
from detente.extract.linking import TO_COME
from detente.extract.profiles import Profile, Profiles
from detente.extract.told import Told

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


def find(rows: Iterable[EventEvidence], headline: Told | None, book: Profiles) -> list[Subject]:
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
    told = sum(_told(row) for row in rows)
    basis = [f"first told in sentence {min(row.sentence for row in rows) + 1}"]
    agreeing = []
    if headline and not _tells_of_others(profile, headline):
        agreeing = [c for c in matched(profile, headline).clues if c.what in _OF_THE_HEADLINE]
        basis += [f"headline: {', '.join(c.name for c in agreeing)}"] if agreeing else []
    named = UNNAMED + 1 - math.prod(1 - clue.weight for clue in agreeing)
    new = 1.0
    if headline and headline.day:
        days = _away(profile, headline.day)
        new = OLD + (1 - OLD) / (1 + days / NEWS_DAYS)
        basis.append(f"{days} day{'' if days == 1 else 's'} from publication")
    return told * named * new, rows, "; ".join(basis)


def _told(row: EventEvidence) -> float:
    still_to_come = YET_TO_COME if TO_COME in row.basis else 1
    return row.score * still_to_come / (1 + LATER * row.sentence)


def _tells_of_others(profile: Profile, headline: Told) -> bool:
    """Whether the headline names two persons, neither of whom took part."""
    persons = headline.actors & headline.book.people
    return len(persons) >= PAIR and not persons & profile.participants


def _away(profile: Profile, day: date) -> int:
    first, last = profile.local_days
    return max((first - day).days, (day - last).days, 0)
