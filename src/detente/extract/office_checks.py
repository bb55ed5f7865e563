"""Offices that a person did not hold, and names that the holder of an office does not have."""

import re
from collections.abc import Iterator
from datetime import date

from detente.extract.evidence import Check
from detente.extract.facts import Tenure
from detente.extract.reading import Reading
from detente.extract.reference import Holding, Reference, first_day
from detente.extract.scan import Hit, scan
from detente.extract.titles import FORMER

NEAR = 2
"""By so many letters a name may differ and still be taken for a misspelling."""
LONG = 5
"""A surname shorter than this is too like others."""
_CAPITALS = frozenset(
    {"us", "uk", "un", "eu", "nato", "cia", "fbi", "svr", "fsb", "mfa", "nsc", "osce", "ussr"}
)
_ADJECTIVES = {"russia": "Russian", "ukraine": "Ukrainian", "germany": "German", "china": "Chinese"}
_ADJECTIVES |= {"france": "French", "poland": "Polish", "turkey": "Turkish", "japan": "Japanese"}
_BESIDE = re.compile(r"\s+\Z")
_BEFORE = re.compile(
    r"\b(?:acting|deputy|vice|assistant|under|then|future|incoming|outgoing|would-be|shadow|next"
    r"|designate|nominee|candidate|first|former|old|new|и\.\s?о\.|врио|заместител\w*|зам|помощник\w*"
    r"|тогдашн\w*|будущ\w*|исполняющ\w*|кандидат\w*|жен\w*|wife|husband|son|daughter|spouse|вице)"
    r"[\s-]+(?:of\s+|to\s+)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"\s+([A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ]?[a-zа-яё]+)?)\s+([A-ZА-ЯЁ][a-zа-яё]+)\b")


def find(reading: Reading, reference: Reference) -> Iterator[Check]:
    """Titles with a name right after that do not go together, in order."""
    if not reading.day:
        return
    hits = scan(reference, reading.language, reading.body)
    for index, hit in enumerate(hits):
        office = _office(hit, reading)
        if not office:
            continue
        holder = _holder(reference, office, reading.day)
        after = hits[index + 1] if index + 1 < len(hits) else None
        if after and after.known.person and _BESIDE.match(reading.body[hit.end : after.start]):
            yield from _of_person(reading, (hit, after), reference, held=(office, holder))
        elif holder:
            yield from _misspelt(reading, hit, reference, holder=holder)


def in_words(office_id: str) -> str:
    """An office as it is read: us-secretary-of-state is US secretary of state."""
    words = [w.upper() if w in _CAPITALS else w for w in office_id.split("-")]
    return " ".join([_ADJECTIVES.get(words[0], words[0]), *words[1:]])


def _office(hit: Hit, reading: Reading) -> str | None:
    """The one office that a title means whatever the context; None after "former", "deputy"."""
    title = hit.known.title
    if not title or title.needs_context or len(title.office_ids) != 1:
        return None
    lead = reading.body[max(hit.start - 30, 0) : hit.start]
    return None if FORMER.search(lead) or _BEFORE.search(lead) else title.office_ids[0]


def _holder(reference: Reference, office: str, day: date) -> Holding | None:
    """The one who certainly held an office on a day."""
    found = reference.holders(office, day)
    return found[0] if len(found) == 1 and found[0].certain else None


def _of_person(
    reading: Reading,
    hits: tuple[Hit, Hit],
    reference: Reference,
    *,
    held: tuple[str, Holding | None],
) -> Iterator[Check]:
    _, name = hits
    office, holder = held
    ids = name.known.form.actor_ids if name.known.form else ()
    tenures = [t for t in reference.tenures if t.actor_id in ids]
    theirs = [t for t in tenures if t.office_id == office]
    if len(ids) != 1 or not tenures or not reading.day:
        return
    person = reference.name(ids[0])
    if theirs and all(_begins_after(t, reading.day) for t in theirs):
        begun = min(theirs, key=lambda t: t.start or "")
        reason = f"{person} was {in_words(office)} from {begun.start}, not yet on {reading.day}"
        yield _check(reading, hits, (f"from {begun.start}", reason, begun.source))
    elif not theirs and holder and holder.actor_id not in ids:
        own, right = _own_office(tenures, reading.day), reference.name(holder.actor_id)
        reason = f"on {reading.day} {right} was {in_words(office)}"
        reason += f", {person} was {own}" if own else f"; {person} never was"
        yield _check(reading, hits, (right, reason, _source(reference, holder)))


def _source(reference: Reference, holder: Holding) -> str:
    held = (holder.office_id, holder.actor_id, holder.start)
    return next(t.source for t in reference.tenures if (t.office_id, t.actor_id, t.start) == held)


def _begins_after(tenure: Tenure, day: date) -> bool:
    return tenure.start is not None and first_day(tenure.start) > day


def _own_office(tenures: list[Tenure], day: date) -> str:
    now = [t for t in tenures if not _begins_after(t, day) and (not t.end or t.end >= str(day))]
    return in_words(now[-1].office_id) if now else ""


def _misspelt(
    reading: Reading, title: Hit, reference: Reference, *, holder: Holding
) -> Iterator[Check]:
    """A name after a title that is nearly the holder's and nobody else's."""
    found = _NAME.match(reading.body, title.end)
    if not found or reading.language not in ("en", "ru"):
        return
    forms = _names(reference, holder.actor_id, reading.language)
    printed = (found[1], found[2])
    firsts, lasts = {first for first, _ in forms}, {last for _, last in forms}
    wrong_first = printed[1] in lasts and not any(_is_short_of(printed[0], f) for f in firsts)
    near = min((_distance(printed[1], last) for last in lasts), default=NEAR + 1)
    wrong_last = printed[0] in firsts and len(printed[1]) >= LONG and 0 < near <= NEAR
    if not (wrong_first or wrong_last):
        return
    name = reference.name(holder.actor_id)
    yield Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(found.start(1)),
        start=found.start(1),
        end=found.end(2),
        surface=reading.body[found.start(1) : found.end(2)],
        attribute="name",
        printed=" ".join(printed),
        record=reference.name(holder.actor_id, reading.language),
        reason=f"on {reading.day} {name} was {in_words(holder.office_id)}",
        source=_source(reference, holder),
    )


def _is_short_of(one: str, other: str) -> bool:
    """Whether one first name may be a short or another form of the other: Tony, Antony, Anton."""
    same = one[0] == other[0]
    return same or one.lower() in other.lower() or other.lower() in one.lower()


def _names(reference: Reference, actor_id: str, language: str) -> set[tuple[str, str]]:
    """First name and surname of a person in every spelling and case on record."""
    split = (
        form.surface.split()
        for form in reference.forms()
        if form.actor_ids == (actor_id,) and form.language == language and form.kind == "name"
    )
    return {(words[0], words[-1]) for words in split if len(words) > 1}


def _distance(one: str, other: str) -> int:
    """Letters to change, add or leave out between two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def _check(reading: Reading, hits: tuple[Hit, Hit], told: tuple[str, str, str]) -> Check:
    start, end = hits[0].start, hits[1].end
    record, reason, source = told
    return Check(
        article_id=reading.article_id,
        sentence=reading.sentence_at(start),
        start=start,
        end=end,
        surface=reading.body[start:end],
        attribute="office",
        printed=reading.body[start:end],
        record=record,
        reason=reason,
        source=source,
    )
