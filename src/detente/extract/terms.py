"""Holders told by years: those printed beside an office, and those that a long time spans."""

import re
from datetime import date

from detente.extract.facts import Tenure
from detente.extract.reference import first_day, last_day
from detente.extract.scene import Scene

Decided = tuple[str | None, str, float]
"""Actor (None: undecided), basis, score."""

_YEARS = re.compile(
    r"(?:,?\s+(?:of\s+the\s+United\s+States|of\s+Russia|США|России|РФ))?[\s,(]+"
    r"(?:(?:from|between|с|в)\s+)?(?P<first>(?:19|20)\d\d)(?:-м)?\s*(?:-|–|—|to|until|and|по|до)\s*"
    r"(?P<last>(?:19|20)\d\d)"
)
_NEARLY_ALL = 0.9


def years_beside(scene: Scene, end: int, offices: tuple[str, ...]) -> Decided | None:
    """The one who held an office in the years behind it: vice president from 2001 to 2009.

    Undecided where nobody on record did, since then someone else is meant.
    """
    years = _YEARS.match(scene.reading.body, end)
    if years is None:
        return None
    held = _of_offices(scene, offices)
    fit = [t for t in held if (t.start or "")[:4] == years["first"]]
    fit = [t for t in fit if (t.end or "")[:4] == years["last"]]
    if len({t.actor_id for t in fit}) == 1:
        return fit[0].actor_id, f"{dates(fit[0])}, by the years beside it", 0.9
    return None, f"office {'|'.join(offices)}, on record for nobody in these years", 0.0


def held_most(scene: Scene, days: tuple[date, ...], offices: tuple[str, ...]) -> Decided | None:
    """The one who held an office for nine tenths of a past time: the president in 2009."""
    first, last = days[0], days[-1]
    for tenure in _of_offices(scene, offices) if first < last else ():
        if not tenure.start:
            continue
        begin = max(first_day(tenure.start), first)
        end = min(last_day(tenure.end) if tenure.end else last, last)
        share = ((end - begin).days + 1) / ((last - first).days + 1)
        if share >= _NEARLY_ALL:
            return tenure.actor_id, f"{dates(tenure)}, nearly all of {first}/{last}", 0.6
    return None


def dates(tenure: Tenure) -> str:
    """An office with the dates of one tenure, as a basis names it."""
    return f"office {tenure.office_id} {tenure.start or '…'}/{tenure.end or '…'}"


def _of_offices(scene: Scene, offices: tuple[str, ...]) -> list[Tenure]:
    return [t for t in scene.reference.tenures if t.office_id in offices]
