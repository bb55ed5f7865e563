"""Who is meant by a former holder of an office."""

from datetime import date

from detente.extract import terms
from detente.extract.facts import Tenure
from detente.extract.scene import Scene
from detente.extract.titles import Phrase

Decided = terms.Decided


def last_before(phrase: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office, else who left it last."""
    known = named(phrase, day)
    if known or phrase.bare or len(phrase.offices) != 1:
        return known
    last = phrase.scene.reference.last_holder_before(phrase.offices[0], day)
    return (last.actor_id, f"{last.basis}, last before {day}", 0.5) if last else None


def named(phrase: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office by a day."""
    scene = phrase.scene
    if phrase.bare and scene.reading.body.startswith(" of ", phrase.end):
        return None
    left = {
        t.actor_id: t
        for office in phrase.offices
        for t in _left(scene, office, day)
        if scene.named.get(t.actor_id, phrase.start) < phrase.start or not phrase.bare
        if t.actor_id in scene.named
    }
    if len(left) != 1:
        return None
    (tenure,) = left.values()
    return tenure.actor_id, f"{terms.dates(tenure)}, named in article", 0.7


def _left(scene: Scene, office: str, day: date) -> list[Tenure]:
    now = {h.actor_id for h in scene.reference.holders(office, day)}
    ended = [t for t in scene.reference.tenures if t.end and t.end < day.isoformat()]
    return [t for t in ended if t.office_id == office and t.actor_id not in now]
