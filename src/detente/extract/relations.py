"""Persons named by another's office: his Russian counterpart, свой предшественник.

The office is that of the person named nearest in the sentence, in the other country; which
offices answer to each other is in `data/reference/counterparts.csv`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from detente import files
from detente.extract import roles
from detente.extract.evidence import Mention
from detente.extract.facts import Tenure
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.roles import countries
from detente.extract.scan import Scene
from detente.tables import read


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
Found = tuple[tuple[int, int], str, str, float]
"""A phrase's span, its actor, the basis and the score."""
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
        *neighbour(scene, people, frozenset(_peers())),
        *staff_member(scene, people),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A row of `counterparts.csv`."""

    kind: Literal[
        "ambassador", "chief of staff", "defence minister", "foreign minister", "head",
        "head of government", "press secretary", "representative to the UN",
        "security adviser", "spokesperson",
    ]  # fmt: skip
    """What the office does: those of one kind answer to each other."""
    office_id: str
    """The office."""


@cache
def _peers() -> dict[str, tuple[str, ...]]:
    """Offices that answer to each other; heads of state answer to heads of government too."""
    rows = read(Counterpart, files.REFERENCE / "counterparts.csv")
    alike: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        alike[row.kind] += (row.office_id,)
    heads, governments = alike["head"], alike["head of government"]
    kinds = {row.office_id: alike[row.kind] for row in rows}
    kinds |= dict.fromkeys(heads, heads + governments)
    return kinds | dict.fromkeys(governments, governments + heads)


_NEIGHBOUR_RU = (
    r"(?:предшественни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей)|преемни(?:к|ка|ку|ком|ке|ца|цы|це|цу|цей))"
)
_OWN = re.compile(
    r"(?:\b(?:his|her|the president['’]s|the minister['’]s)\s+|(?<=\w)['’]s\s+|"
    r"\b(?:его|её|ее|своего|своему|своим|своей|свою|от|чем|как и)\s+)"
    r"(?:immediate\s+|непосредственн\w+\s+)?"
    rf"(?P<way>predecessor|successor|{_NEIGHBOUR_RU})\b(?!\s+[а-яё]+(?:а|я|ого|его|ой|ей)\b)",
    re.IGNORECASE,
)
_ANY_NEIGHBOUR = re.compile(r"decessor|uccessor|редшественни|реемни")
_OF = re.compile(rf"\b(?P<way>{_NEIGHBOUR_RU})\s+(?=[А-ЯЁ])", re.IGNORECASE)
_NAME_BESIDE = re.compile(r",?\s+")
_ELECTED = timedelta(45)  # before that, a successor is not known to the paper
_NOT_HIS = ("от", "чем", "как", "the president", "the minister")
_LATER = ("succ", "прее")


def neighbour(scene: Scene, people: People, offices: frozenset[str]) -> Iterator[Found]:
    """Predecessors and successors of persons in some offices, in this sentence."""
    body = scene.reading.body
    if not scene.reading.day or not _ANY_NEIGHBOUR.search(body):
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
        yield span, actor, f"{roles.dates(tenure)}, {word}", _SCORE


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


_STAFF_SCORE = 0.6
_HIS = re.compile(
    r"\b(?:his|her|its|their|его|её|ее|их|своего|своему|своим|свой|своей|свою)\s+\Z", re.IGNORECASE
)
_HEADS = ("-president", "-prime-minister", "-chancellor", "-premier", "-leader")


def staff_member(scene: Scene, people: People) -> Iterator[Found]:
    """Holders of an office that belongs to the one head of a state named in the sentence."""
    for index, hit in enumerate(scene.hits):
        if hit.known.title is None or not (
            whose := _HIS.search(scene.reading.body, max(hit.start - 10, 0), hit.start)
        ):
            continue
        phrase, days = roles.phrase(scene, index), scene.days_of(hit)
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
                _STAFF_SCORE,
            )


def _headed(scene: Scene, person: Person) -> frozenset[str]:
    """The country of which a person is the head on the day of the article."""
    day = scene.reading.day
    held = scene.reference.offices_of(person.actor_id, day) if day else ()
    heads = [h.office_id for h in held if h.office_id.endswith(_HEADS)]
    return frozenset().union(*(lands(scene.reference, office) for office in heads))


def by_sentence(mentions: Sequence[Mention], reference: Reference) -> People:
    """Persons that mentions name, by sentence."""
    people: People = {}
    for m in sorted(mentions, key=lambda mention: mention.start):
        if m.actor_id and reference.actor_rows[m.actor_id].kind == "person":
            people.setdefault(m.sentence, []).append(Person(m.start, m.end, m.actor_id))
    return people


def nearest(people: Sequence[Person], start: int) -> list[Person]:
    """Persons of a sentence, the last before a place first, then those after it."""
    before = [p for p in people if p.start < start]
    after = [p for p in people if p.start > start]
    return [*reversed(before), *after]


def lands(reference: Reference, office_id: str) -> frozenset[str]:
    """Two-letter countries whose office it is."""
    rows = reference.actor_rows
    found = {rows[a].country for a in countries(office_id) if a in rows}
    return frozenset(land for land in found if land)
