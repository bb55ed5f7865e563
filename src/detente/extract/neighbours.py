"""Who held an office before or after a person: her predecessor, преемник Байдена."""

import re
from collections.abc import Iterator
from datetime import timedelta

from detente.extract import terms
from detente.extract.facts import Tenure
from detente.extract.people import Found, People, Person, nearest
from detente.extract.reference import first_day, last_day
from detente.extract.scene import Scene

_SCORE = 0.7
_RU = (
    r"(?:предшественни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей)|преемни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей))"
)
_OWN = re.compile(
    r"(?:\b(?:his|her|the president['’]s|the minister['’]s)\s+|(?<=\w)['’]s\s+|"
    r"\b(?:его|её|ее|своего|своему|своим|своей|свою|от|чем|как и)\s+)"
    r"(?:immediate\s+|непосредственн\w+\s+)?"
    rf"(?P<way>predecessor|successor|{_RU})\b(?!\s+[а-яё]+(?:а|я|ого|его|ой|ей)\b)",
    re.IGNORECASE,
)
_ANY = re.compile(r"decessor|uccessor|редшественни|реемни")
_OF = re.compile(rf"\b(?P<way>{_RU})\s+(?=[А-ЯЁ])", re.IGNORECASE)
_NAME_BESIDE = re.compile(r",?\s+")
_ELECTED = timedelta(45)  # before that, a successor is not known to the paper
_NOT_HIS = ("от", "чем", "как", "the president", "the minister")
_LATER = ("succ", "прее")


def find(scene: Scene, people: People, offices: frozenset[str]) -> Iterator[Found]:
    """Predecessors and successors of persons in some offices, in this sentence."""
    body = scene.reading.body
    if not scene.reading.day or not _ANY.search(body):
        return
    for found in _OWN.finditer(body):
        known = people.get(scene.reading.sentence_at(found.start()), ())
        person = next((p for p in nearest(known, found.start()) if p.start < found.start()), None)
        if person is None or found[0][0] not in "'’" or person.end == found.start():
            yield from _beside(scene, (found, person), known, offices)
    for found in _OF.finditer(body):
        known = people.get(scene.reading.sentence_at(found.start()), ())
        person = next((p for p in known if p.start == found.end()), None)
        # A nominative is the name of the one before: предшественник Рекс Тиллерсон.
        if person and not _is_nominative(scene, person):
            yield from _beside(scene, (found, person), (), offices)


def _is_nominative(scene: Scene, person: Person) -> bool:
    return scene.reference.name(person.actor_id, "ru").endswith(
        scene.reading.body[person.start : person.end]
    )


def _beside(  # noqa: PLR0917 - what tells a neighbour
    scene: Scene,
    phrase: tuple[re.Match[str], Person | None],
    known: list[Person] | tuple[()],
    offices: frozenset[str],
) -> Iterator[Found]:
    found, person = phrase
    alone = found[0][0] in "'’" or found[0].lower().startswith(_NOT_HIS)
    span = found.start("way") if alone else found.start(), found.end("way")
    later = found["way"].lower().startswith(_LATER)
    word = f"{'after' if later else 'before'} {person.actor_id if person else 'another'}"
    name = next(
        (p for p in known if _NAME_BESIDE.fullmatch(scene.reading.body[span[1] : p.start])), None
    )
    if name and name != person:
        yield span, name.actor_id, f"{word}, beside the name", _SCORE
    if name or person is None:
        return
    other = [_neighbour(scene, t, later=later) for t in _held(scene, person.actor_id, offices)]
    fit = {t.actor_id: t for t in other if t}
    if len(fit) == 1:
        ((actor, tenure),) = fit.items()
        yield span, actor, f"{terms.dates(tenure)}, {word}", _SCORE


def _held(scene: Scene, actor_id: str, offices: frozenset[str]) -> list[Tenure]:
    """Tenures of the day of the article; where there is none, the one that ended last."""
    day = scene.reading.day
    mine = [t for t in scene.reference.tenures if t.actor_id == actor_id and t.start]
    mine = [t for t in mine if t.office_id in offices]
    if day is None:
        return []
    now = {(h.office_id, h.start) for h in scene.reference.offices_of(actor_id, day)}
    held = [t for t in mine if (t.office_id, t.start) in now]
    ended = [t for t in mine if t.end and last_day(t.end) < day]
    return held or sorted(ended, key=lambda t: last_day(t.end or ""))[-1:]


def _neighbour(scene: Scene, held: Tenure, *, later: bool) -> Tenure | None:
    rows = [t for t in scene.reference.tenures if t.office_id == held.office_id]
    rows = [t for t in rows if t == held or t.note != "acting"]
    tenures = sorted(rows, key=lambda t: t.start or "")
    at = tenures.index(held) + (1 if later else -1)
    found = tenures[at] if 0 <= at < len(tenures) else None
    day = scene.reading.day
    if found is None or day is None or not found.start:
        return None
    return found if first_day(found.start) <= day + _ELECTED else None
