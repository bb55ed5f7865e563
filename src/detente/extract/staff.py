"""Ministers named by the one whom they serve: Biden … his secretary of state, свой министр."""

import re
from collections.abc import Iterator

from detente.extract import titles
from detente.extract.people import Found, People, Person, lands, nearest
from detente.extract.scene import Scene

_SCORE = 0.6
_HIS = re.compile(
    r"\b(?:his|her|its|their|его|её|ее|их|своего|своему|своим|свой|своей|свою)\s+\Z", re.IGNORECASE
)
_HEADS = ("-president", "-prime-minister", "-chancellor", "-premier", "-leader")


def find(scene: Scene, people: People) -> Iterator[Found]:
    """Holders of an office that belongs to the one head of a state named in the sentence."""
    for index, hit in enumerate(scene.hits):
        if hit.known.title is None or not (
            whose := _HIS.search(scene.reading.body, max(hit.start - 10, 0), hit.start)
        ):
            continue
        phrase, days = titles.phrase(scene, index), scene.days_of(hit)
        here = scene.sentence(hit)
        known = [p for p in nearest(people.get(here, ()), hit.start) if p.start < hit.start]
        known = known or people.get(here - 1, [])
        heads = {land for p in known for land in _headed(scene, p)}
        if phrase is None or not days or len(heads) != 1:
            continue
        held = {
            h.actor_id: h
            for office in phrase.offices
            if lands(scene.reference, office) == heads and not office.endswith(_HEADS)
            for h in scene.reference.holders(office, days[-1])
        }
        if len(held) == 1:
            ((actor, holding),) = held.items()
            yield (
                (whose.start(), phrase.end),
                actor,
                f"{holding.basis}, of {known[0].actor_id}",
                _SCORE,
            )


def _headed(scene: Scene, person: Person) -> frozenset[str]:
    """The country of which a person is the head on the day of the article."""
    day = scene.reading.day
    held = scene.reference.offices_of(person.actor_id, day) if day else ()
    heads = [h.office_id for h in held if h.office_id.endswith(_HEADS)]
    return frozenset().union(*(lands(scene.reference, office) for office in heads))
