"""Days on which somebody is said to have taken office and did not."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from detente.extract.evidence import Check, TimeSpan
from detente.extract.facts import Tenure
from detente.extract.office_checks import in_words
from detente.extract.reading import Reading
from detente.extract.reference import first_day, last_day
from detente.extract.told import Told

KIND = "inauguration"
_COUNTED = re.compile(r"\b(?:ago|назад)\b", re.IGNORECASE)
REACH = 60
"""Characters between a person, the word for taking office and the time, at most."""
TOLERANCE = timedelta(1)


def find(reading: Reading, told: Iterable[Told]) -> Iterator[Check]:
    """Sentences that have one person take office at one time, at which he did not."""
    for one in told:
        actor = _who(one)
        if not actor or len(one.times) != 1 or KIND in one.ahead or _COUNTED.search(one.text):
            continue
        time = one.times[0]
        tenures = [t for t in one.book.reference.tenures if t.actor_id == actor and t.start]
        if tenures and time.until and not any(_begins_in(t, time) for t in tenures):
            nearest = min(tenures, key=lambda t: abs(_days(t.start or "")[0] - _first(time)))
            yield _check(reading, time, nearest, name=one.book.reference.name(actor))


def _who(told: Told) -> str | None:
    """The person named last before the words for taking office, with the time right after."""
    cues = [cue for cue in told.cues if cue.name == KIND]
    if len(cues) != 1 or not told.times:
        return None
    (cue,) = cues
    before = [m for m in told.mentions if m.end <= cue.start and cue.start - m.end <= REACH]
    after = 0 <= told.times[0].start - cue.end <= REACH
    actor = before[-1].actor_id if before and after else None
    return actor if actor in told.book.people else None


def _begins_in(tenure: Tenure, time: TimeSpan) -> bool:
    first, last = _days(tenure.start or "")
    return _first(time) - TOLERANCE <= last and first <= last_day(time.until or "") + TOLERANCE


def _first(time: TimeSpan) -> date:
    return first_day(time.begin or "")


def _days(printed: str) -> tuple[date, date]:
    return first_day(printed), last_day(printed)


def _check(reading: Reading, time: TimeSpan, tenure: Tenure, *, name: str) -> Check:
    office = in_words(tenure.office_id)
    return Check(
        article_id=reading.article_id,
        sentence=time.sentence,
        start=time.start,
        end=time.end,
        surface=time.surface,
        attribute="office",
        printed=f"in office from {time.value}",
        record=f"{office} from {tenure.start}",
        reason=f"{name} was {office} from {tenure.start}, and took no office then",
        source=tenure.source,
    )
