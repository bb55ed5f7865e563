"""Persons named by another's office: his Russian counterpart, свой предшественник.

The office is that of the person named nearest in the sentence, in the other country; which
offices answer to each other is in `data/reference/counterparts.csv`.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from detente import files
from detente.extract.evidence import Mention
from detente.extract.reference import Holding
from detente.extract.scan import Hit
from detente.extract.scene import Scene
from detente.extract.titles import countries

SCORE = 0.7
_EN = re.compile(r"\s+(?:counterpart|opposite number)\b(?!-)")
_RU = re.compile(r"\s+(?:коллег(?:а|у|ой|е)|визави|(?<=[йо]й\s)коллеги|(?<=ого\s)коллеги)\b")
_SPEAKERS = re.compile(r"\b(?:my|your|our|мо\w{1,2}|ваш\w*|наш\w*)\s+\Z", re.IGNORECASE)
_LEAD = 10
_BEFORE = re.compile(
    r"\b(?P<whose>his|her|the president['’]s|the minister['’]s|его|её|ее|своего|своему|своим|"
    r"своей|свою)\s+(?:immediate\s+|непосредственн\w+\s+)?"
    r"(?P<way>predecessor|successor|предшественни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей)|"
    r"преемни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей))\b",
    re.IGNORECASE,
)
_LATER = ("succ", "прее")


@dataclass(frozen=True, slots=True)
class _Person:
    """A person named in a sentence."""

    start: int
    actor_id: str


def find(scene: Scene, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of persons by another's office, beside the mentions found by name and title."""
    people: dict[int, list[_Person]] = {}
    actors = scene.reference.actor_rows
    for m in mentions:
        if m.actor_id and actors[m.actor_id].kind == "person":
            people.setdefault(m.sentence, []).append(_Person(m.start, m.actor_id))
    return [*_counterparts(scene, people), *_before_and_after(scene, people)]


def _counterparts(scene: Scene, people: dict[int, list[_Person]]) -> Iterator[Mention]:
    body = scene.reading.body
    for hit in scene.hits:
        form = hit.known.form
        if form is None or form.kind != "demonym":
            continue
        noun = (_EN if form.language == "en" else _RU).match(body, hit.end)
        if noun is None or _SPEAKERS.search(body, max(hit.start - _LEAD, 0), hit.start):
            continue
        days = scene.days_of(hit)
        for person in _nearest(people.get(scene.sentence(hit), ()), hit.start) if days else ():
            day = days[-1]
            held = scene.reference.offices_of(person.actor_id, day)
            if not _peers().keys() & {own.office_id for own in held}:
                continue
            offices = [office for own in held for office in _answering(own, hit)]
            found = [h for office in offices for h in scene.reference.holders(office, day)]
            if found and found[0].actor_id != person.actor_id:
                basis = f"{found[0].basis}, counterpart of {person.actor_id}"
                yield _mention(scene, (hit.start, noun.end()), found[0].actor_id, basis)
            break


def _answering(own: Holding, hit: Hit) -> list[str]:
    """Offices that answer to one, in the country that a demonym names."""
    ids = set(hit.known.form.actor_ids) if hit.known.form else set()
    peers = _peers().get(own.office_id, ())
    return [o for o in peers if o != own.office_id and ids & set(countries(o))]


def _before_and_after(scene: Scene, people: dict[int, list[_Person]]) -> Iterator[Mention]:
    """Whoever held the office before or after the person named last in the sentence."""
    day = scene.reading.day
    for found in _BEFORE.finditer(scene.reading.body) if day else ():
        sentence = scene.reading.sentence_at(found.start())
        person = next(iter(_nearest(people.get(sentence, ()), found.start())), None)
        if person is None or person.start > found.start() or day is None:
            continue
        later = found["way"].lower().startswith(_LATER)
        held = [h for h in scene.reference.offices_of(person.actor_id, day) if h.start]
        other = [_neighbour(scene, h, later=later) for h in held if h.office_id in _peers()]
        known = {o[0]: o for o in other if o}
        if len(known) == 1:
            ((actor, basis),) = known.values()
            word = "after" if later else "before"
            basis = f"{basis}, {word} {person.actor_id}"
            yield _mention(scene, found.span(), actor, basis)


def _neighbour(scene: Scene, held: Holding, *, later: bool) -> tuple[str, str] | None:
    rows = [t for t in scene.reference.tenures if t.office_id == held.office_id]
    tenures = sorted(rows, key=lambda t: t.start or "")
    own = next(
        (n for n, t in enumerate(tenures) if (t.actor_id, t.start) == (held.actor_id, held.start)),
        None,
    )
    if own is None or not 0 <= own + (1 if later else -1) < len(tenures):
        return None
    tenure = tenures[own + (1 if later else -1)]
    dates = f"office {tenure.office_id} {tenure.start or '…'}/{tenure.end or '…'}"
    return tenure.actor_id, dates


def _nearest(people: Sequence[_Person], start: int) -> list[_Person]:
    """Persons of a sentence, the last before a place first, then those after it."""
    before = [p for p in people if p.start < start]
    after = [p for p in people if p.start > start]
    return [*reversed(before), *after]


def _mention(  # noqa: PLR0917 - what a mention is made of
    scene: Scene, span: tuple[int, int], actor_id: str, basis: str
) -> Mention:
    start, end = span
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.reading.sentence_at(start),
        start=start,
        end=end,
        surface=scene.reading.body[start:end],
        actor_id=actor_id,
        kind="role",
        basis=basis,
        score=SCORE,
    )


@cache
def _peers() -> dict[str, tuple[str, ...]]:
    """Offices that answer to each other; heads of state answer to heads of government too."""
    with (files.REFERENCE / "counterparts.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["kind"], row["office_id"]) for row in csv.DictReader(file)]
    alike: dict[str, list[str]] = {}
    for kind, office in rows:
        alike.setdefault(kind, []).append(office)
    heads, governments = tuple(alike["head"]), tuple(alike["head of government"])
    kinds = {office: tuple(alike[kind]) for kind, office in rows}
    kinds |= dict.fromkeys(heads, heads + governments)
    return kinds | dict.fromkeys(governments, governments + heads)
