"""Persons named by another's office: his Russian counterpart, свой предшественник.

The office is that of the person named nearest in the sentence, in the other country; which
offices answer to each other is in `data/reference/counterparts.csv`.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from detente import files
from detente.extract import neighbours, staff
from detente.extract.evidence import Mention
from detente.extract.people import Found, People, Person, by_sentence, lands, nearest
from detente.extract.reference import Holding
from detente.extract.scene import Scene

_SCORE = 0.7
_LESS = 0.5
_EN = re.compile(r"\s+(?:counterpart|opposite number|colleague)\b(?!-)")
_ANY = re.compile(r"\b(?:a|an|any|every|each|no|another|former|one|fellow)\s+\Z", re.IGNORECASE)
_RU = re.compile(r"\s+(?:коллег(?:а|у|ой|е)|визави|(?<=[йо]й\s)коллеги|(?<=ого\s)коллеги)\b")
_OTHERS = re.compile(r"\b(?:your|our|ваш\w*|наш\w*)\s+\Z", re.IGNORECASE)
_MINE = re.compile(r"\b(?:my|мо\w{1,3})\s+\Z", re.IGNORECASE)
_LEAD = 10
_NOUN = re.compile("counterpart|opposite|коллег|визави")
_PLAIN = re.compile(
    r"\b(?:(?:his|her)\s+(?:counterpart|opposite number)|"
    r"(?:его|её|ее|своего|своему|своим|своей|свою)\s+(?:коллег(?:а|у|ой|е|и)|визави))\b"
    r"(?:\s+(?:from|in|из)\s+(?:the\s+)?(?P<land>(?=[A-ZА-ЯЁ])))?",
    re.IGNORECASE,
)


def find(scene: Scene, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of persons by another's office, beside the mentions found by name and title."""
    people = by_sentence(mentions, scene.reference)
    found = [
        *_of_a_country(scene, people),
        *_of_the_other_side(scene, people, mentions),
        *neighbours.find(scene, people, frozenset(_peers())),
        *staff.find(scene, people),
    ]
    return [_mention(scene, one) for one in found]


def _of_a_country(scene: Scene, people: People) -> Iterator[Found]:
    """Counterparts with their country before them: his Russian counterpart."""
    body = scene.reading.body
    for hit in scene.hits:
        form = hit.known.form
        if form is None or form.kind != "demonym":
            continue
        noun = (_EN if form.language == "en" else _RU).match(body, hit.end)
        lead = body[max(hit.start - _LEAD, 0) : hit.start]
        if noun is None or _OTHERS.search(lead) or _ANY.search(lead):
            continue
        days, known = scene.days_of(hit), people.get(scene.sentence(hit), [])
        if _MINE.search(lead):
            # The one who speaks must be the only one named: "my Russian counterpart", he said.
            alone = scene.is_quoted(hit.start) and len({p.actor_id for p in known}) == 1
            known = known if alone else []
        land = {scene.reference.country(a) or "" for a in form.actor_ids}
        if days and (found := _nearest_answer(scene, nearest(known, hit.start), (land, days[-1]))):
            person, holding = found
            basis = f"{holding.basis}, counterpart of {person.actor_id}"
            yield (hit.start, noun.end()), holding.actor_id, basis, _SCORE


def _nearest_answer(
    scene: Scene, people: list[Person], where: tuple[set[str], date]
) -> tuple[Person, Holding] | None:
    """The nearest person of another country with an office that has an answer, and who holds it."""
    land, day = where
    for person in people:
        held = scene.reference.offices_of(person.actor_id, day)
        own = [h.office_id for h in held if h.office_id in _peers()]
        if not own or any(lands(scene.reference, office) & land for office in own):
            continue
        offices = [o for mine in own for o in _peers()[mine] if lands(scene.reference, o) & land]
        found = [h for office in offices for h in scene.reference.holders(office, day)]
        return (person, found[0]) if found else None
    return None


def _of_the_other_side(
    scene: Scene, people: People, mentions: Sequence[Mention]
) -> Iterator[Found]:
    """Counterparts without a country where the sentences around name one other state."""
    day = scene.reading.day if _NOUN.search(scene.reading.body) else None
    for found in _PLAIN.finditer(scene.reading.body) if day else ():
        sentence = scene.reading.sentence_at(found.start())
        known = people.get(sentence, [])
        before = [p for p in nearest(known, found.start()) if p.start < found.start()][:1]
        if not before or day is None:
            continue
        own = scene.reference.country(before[0].actor_id)
        near = [m for m in mentions if sentence - 2 <= m.sentence <= sentence and m.actor_id]
        if found["land"] is not None:
            near = [m for m in near if m.start == found.start("land")]
        states = {scene.reference.country(m.actor_id) for m in near if m.actor_id} - {own, None}
        answer = _nearest_answer(scene, before, ({s for s in states if s}, day))
        if answer and len(states) == 1:
            basis = f"{answer[1].basis}, counterpart of {answer[0].actor_id}, one other state near"
            yield found.span(), answer[1].actor_id, basis, _LESS


def _mention(scene: Scene, found: Found) -> Mention:
    (start, end), actor_id, basis, score = found
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.reading.sentence_at(start),
        start=start,
        end=end,
        surface=scene.reading.body[start:end],
        actor_id=actor_id,
        kind="role",
        basis=basis,
        score=score,
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
