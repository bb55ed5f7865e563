"""Whom does another's office name? His Russian counterpart, свой предшественник, its minister.

The office is that of the person named nearest before in the sentence: the same in another
country, the one before or after in the same office, or one that belongs to the head of a state.
Which offices answer to each other is in `data/reference/counterparts.csv`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente import files
from detente.extract import context, roles
from detente.extract.evidence import Mention
from detente.extract.facts import Tenure
from detente.extract.reading import Decided
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.roles import countries, only
from detente.extract.scan import Scene
from detente.tables import read

_BESIDE = re.compile(r",?\s+")
_WAYS = {"predecessor": "before", "successor": "after"}
_ELECTED = timedelta(45)  # before that, a successor is not known to the paper
_HEADS = ("-president", "-prime-minister", "-chancellor", "-premier", "-leader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """An office that answers to others of its kind."""

    kind: Literal[
        "ambassador", "chief of staff", "defence minister", "foreign minister", "head",
        "head of government", "press secretary", "representative to the UN",
        "security adviser", "spokesperson",
    ]  # fmt: skip
    """What its holder does: those of one kind answer to each other."""
    office_id: str
    """The office."""


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
Found = tuple[tuple[int, int], Decided]
"""A phrase's span, and whom it means."""
Noun = tuple[str, int, int]
"""predecessor or successor, where the word begins and where it ends."""


def find(scene: Scene, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of persons by another's office, beside the mentions found by name and title."""
    people: People = {}
    for m in sorted(mentions, key=lambda mention: mention.start):
        if m.actor_id and scene.reference.actor_rows[m.actor_id].kind == "person":
            people.setdefault(m.sentence, []).append(Person(m.start, m.end, m.actor_id))
    found = [
        *_of_a_country(scene, people),
        *_of_the_other_side(scene, people, mentions),
        *_neighbours(scene, people),
        *_ministers(scene, people),
    ]
    return [scene.reading.mention(span, "role", decided) for span, decided in found]


def _of_a_country(scene: Scene, people: People) -> Iterator[Found]:
    """Counterparts with their country before them: his Russian counterpart."""
    for hit in scene.hits:
        form = hit.known.form
        if form is None or form.kind != "demonym":
            continue
        noun = scene.said("counterpart", hit.start, hit.end)
        if noun is None or (
            noun[0].endswith("коллеги") and not hit.surface.endswith(("ой", "ого"))
        ):
            continue  # the colleagues of that country are many
        if any(scene.said(rule, hit.start, hit.end) for rule in ("yours or ours", "one of many")):
            continue
        days, known = scene.days_of(hit), people.get(scene.sentence(hit), [])
        if scene.said("mine", hit.start, hit.end):
            # The one who speaks must be the only one named: "my Russian counterpart", he said.
            alone = scene.reading.is_quoted(hit.start) and len({p.actor_id for p in known}) == 1
            known = known if alone else []
        land = {scene.reference.country(a) or "" for a in form.actor_ids}
        nearest = [*_before(known, hit.start), *(p for p in known if p.start > hit.start)]
        if days and (found := _answer(scene.reference, nearest, (land, days[-1]))):
            person, holding = found
            basis = f"{holding.basis}, counterpart of {person.actor_id}"
            yield (hit.start, noun.end()), Decided(holding.actor_id, basis, 0.7)


def _of_the_other_side(
    scene: Scene, people: People, mentions: Sequence[Mention]
) -> Iterator[Found]:
    """Counterparts without a country where the sentences around name one other state."""
    day = scene.reading.day
    for phrase in context.everywhere("his counterpart", scene.reading.body):
        start, end = phrase.span()
        sentence = scene.reading.sentence_at(start)
        before = _before(people.get(sentence, []), start)[:1]
        if not before or day is None:
            continue
        near = [m for m in mentions if sentence - 2 <= m.sentence <= sentence]
        if country := scene.said("of a country", start, end):
            end = country.end()
            near = [m for m in near if m.start == end]
        own = scene.reference.country(before[0].actor_id)
        states = {scene.reference.country(m.actor_id) for m in near if m.actor_id} - {own, None}
        answer = _answer(scene.reference, before, ({s for s in states if s}, day))
        if answer and len(states) == 1:
            _, holding = answer
            basis = f"{holding.basis}, counterpart of {before[0].actor_id}, one other state near"
            yield (start, end), Decided(holding.actor_id, basis, 0.5)


def _answer(
    reference: Reference, people: list[Person], where: tuple[set[str], date]
) -> tuple[Person, Holding] | None:
    """The nearest person of another country with an office that has an answer, and who holds it."""
    land, day = where
    for person in people:
        held = reference.offices_of(person.actor_id, day)
        own = [h.office_id for h in held if h.office_id in _peers()]
        if not own or any(_lands(reference, office) & land for office in own):
            continue
        offices = [o for mine in own for o in _peers()[mine] if _lands(reference, o) & land]
        found = [h for office in offices for h in reference.holders(office, day)]
        return (person, found[0]) if found else None
    return None


@cache
def _peers() -> dict[str, tuple[str, ...]]:
    """Offices that answer to each other; heads of state answer to heads of government too."""
    rows = read(Counterpart, files.REFERENCE / "counterparts.csv")
    alike: dict[str, tuple[str, ...]] = {}
    for row in rows:
        alike[row.kind] = (*alike.get(row.kind, ()), row.office_id)
    heads, governments = alike["head"], alike["head of government"]
    peers = {row.office_id: alike[row.kind] for row in rows}
    peers |= dict.fromkeys(heads, heads + governments)
    return peers | dict.fromkeys(governments, governments + heads)


def _neighbours(scene: Scene, people: People) -> Iterator[Found]:
    """Predecessors and successors of persons whose office has counterparts, in this sentence."""
    for rule in ("predecessor", "successor") if scene.reading.day else ():
        for noun in context.everywhere(rule, scene.reading.body):
            known = people.get(scene.reading.sentence_at(noun.start()), [])
            yield from _of_the_one_before(scene, (rule, *noun.span()), known)
            yield from _of_the_one_behind(scene, (rule, *noun.span()), known)


def _of_the_one_before(scene: Scene, noun: Noun, known: list[Person]) -> Iterator[Found]:
    """His predecessor, Biden's successor; and where a name stands beside it, its bearer."""
    rule, start, end = noun
    his = scene.said("his neighbour in office", start, end)
    owned = scene.said("owned", start, end)
    led = his or scene.said("neighbour of the one named", start, end) or owned
    if led is None or scene.said("of another", start, end):
        return
    person = next(iter(_before(known, led.start())), None)
    if person and led is owned and person.end != led.start():
        return
    span = (led.start() if his else start, end)
    body = scene.reading.body
    name = next((p for p in known if _BESIDE.fullmatch(body, end, max(end, p.start))), None)
    if name and name != person:
        basis = f"{_WAYS[rule]} {person.actor_id if person else 'another'}, beside the name"
        yield span, Decided(name.actor_id, basis, 0.7)
    elif person and not name:
        yield from _neighbour(scene, (rule, *span), person)


def _of_the_one_behind(scene: Scene, noun: Noun, known: list[Person]) -> Iterator[Found]:
    """The Russian genitive: предшественник Трампа, but not предшественник Рекс Тиллерсон."""
    _, start, end = noun
    body = scene.reading.body
    if body[start] < "А":
        return
    person = next((p for p in known if p.start > end and body[end : p.start].isspace()), None)
    if person is None:
        return
    name = scene.reference.name(person.actor_id, "ru")
    if not name.endswith(body[person.start : person.end]):
        yield from _neighbour(scene, noun, person)


def _neighbour(scene: Scene, phrase: Noun, person: Person) -> Iterator[Found]:
    """The one who held a person's office before or after, where there is just one."""
    rule, *span = phrase
    held = _held(scene, person.actor_id)
    tenure = only(t for t in (_next(scene, rule, one) for one in held) if t)
    if tenure:
        basis = f"{tenure.basis}, {_WAYS[rule]} {person.actor_id}"
        yield (span[0], span[1]), Decided(tenure.actor_id, basis, 0.7)


def _held(scene: Scene, actor_id: str) -> list[Tenure]:
    """Tenures of the day of the article; where there is none, the one that ended last."""
    day, tenures = scene.reading.day, scene.reference.tenures
    mine = [t for t in tenures if t.actor_id == actor_id and t.start and t.office_id in _peers()]
    if day is None:
        return []
    now = {(h.office_id, h.start) for h in scene.reference.offices_of(actor_id, day)}
    ended = [t for t in mine if t.end and last_day(t.end) < day]
    latest = sorted(ended, key=lambda t: last_day(t.end or ""))[-1:]
    return [t for t in mine if (t.office_id, t.start) in now] or latest


def _next(scene: Scene, rule: str, held: Tenure) -> Tenure | None:
    """The time in an office before or after another, if it had begun by the day."""
    rows = [t for t in scene.reference.tenures if t.office_id == held.office_id]
    rows = [t for t in rows if t == held or t.note != "acting"]
    tenures = sorted(rows, key=lambda t: t.start or "")
    at = tenures.index(held) + (1 if rule == "successor" else -1)
    found = tenures[at] if 0 <= at < len(tenures) else None
    day = scene.reading.day
    if found is None or day is None or not found.start:
        return None
    return found if first_day(found.start) <= day + _ELECTED else None


def _ministers(scene: Scene, people: People) -> Iterator[Found]:
    """Holders of an office that belongs to the one head of a state named in the sentence."""
    for index, hit in enumerate(scene.hits):
        whose = scene.said("his or their", hit.start, hit.end) if hit.known.title else None
        phrase = roles.phrase(scene, index) if whose else None
        days, here = scene.days_of(hit), scene.sentence(hit)
        if not whose or not phrase or not days:
            continue
        known = _before(people.get(here, []), hit.start) or people.get(here - 1, [])
        heads = {land for p in known for land in _headed(scene, p)}
        offices = [o for o in phrase.offices if _lands(scene.reference, o) == heads]
        offices = [o for o in offices if not o.endswith(_HEADS)] if len(heads) == 1 else []
        holding = only(h for o in offices for h in scene.reference.holders(o, days[-1]))
        if holding:
            basis = f"{holding.basis}, of {known[0].actor_id}"
            yield (whose.start(), phrase.end), Decided(holding.actor_id, basis, 0.6)


def _headed(scene: Scene, person: Person) -> frozenset[str]:
    """The country of which a person is the head on the day of the article."""
    day = scene.reading.day
    held = scene.reference.offices_of(person.actor_id, day) if day else ()
    heads = [h.office_id for h in held if h.office_id.endswith(_HEADS)]
    return frozenset().union(*(_lands(scene.reference, office) for office in heads))


def _before(people: Sequence[Person], start: int) -> list[Person]:
    """Persons of a sentence named before a place, the nearest first."""
    return [p for p in reversed(people) if p.start < start]


def _lands(reference: Reference, office_id: str) -> frozenset[str]:
    """Two-letter countries whose office it is."""
    rows = reference.actor_rows
    found = {rows[a].country for a in countries(reference, office_id) if a in rows}
    return frozenset(land for land in found if land)
