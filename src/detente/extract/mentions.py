"""Whom does a name mean? Spans of an article that name an actor, and those that name a place.

A name means its actor, unless it stands for a place (in Moscow), a language (speaks Russian) or
somebody else (Hunter Biden). One that several actors bear is decided by the words and names
around it; a weak one counts after the full name or an office. Titles are read by `roles`, what
is named by another's office by `relations`.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal

from detente import files
from detente.extract import context, relations, roles
from detente.extract.evidence import Mention
from detente.extract.forms import Form
from detente.extract.reading import Decided, Reading
from detente.extract.reference import Reference
from detente.extract.scan import Hit, Scene, scan
from detente.tables import read

_GIVEN_NAME = re.compile(r"([^\W\d_][\w’'-]{1,40})\s+(?:[A-ZА-ЯЁ]\.\s*){0,4}\Z")
_ENDS = re.compile(r"\s*(?:[.,;:)]|\Z|and\b|or\b)")
_OFFICE_WORDS = frozenset(
    ["adviser", "ambassador", "director", "minister", "president", "secretary", "spokesperson"]
)
"""Words of the ids of offices that other words of a sentence can tell."""
_SOVIET_END = date(1991, 12, 26)
_LIST = 6  # names of a list that are looked back at
_PARAGRAPH = 1500  # characters of a paragraph that are looked back at


def find(reading: Reading, reference: Reference) -> list[Mention]:
    """Mentions of an article in order, none over another.

    A name that several actors bear and no rule decides has no actor, score 0, and a basis that
    names them; a phrase that names nobody on record is left out.
    """
    scene = Scene(reading, reference)
    found = list(roles.find(scene).values())
    in_role = bytearray(len(reading.body))
    for role in found:
        in_role[role.start : role.end] = b"\1" * (role.end - role.start)
    for index, hit in enumerate(scene.hits):
        decided = None if in_role[hit.start] else _decide(scene, index)
        if hit.known.form and decided:
            if line := reference.reviewed.line(decided.actor_id, hit.surface):
                decided = decided._replace(basis=f"review.csv line {line}: {decided.basis}")
            found.append(reading.mention((hit.start, hit.end), hit.known.form.kind, decided))
    others = relations.find(scene, found)
    apart = [m for m in found if not any(o.start < m.end and m.start < o.end for o in others)]
    return sorted([*apart, *others], key=lambda mention: mention.start)


def _decide(scene: Scene, index: int) -> Decided | None:
    """Whom the name at an index means; None where it names no actor here."""
    hit = scene.hits[index]
    form = hit.known.form
    if form is None or _stands_for_place(scene, index, form) or _is_language(scene, hit, form):
        return None
    if (hit.known.person or form.kind == "metonym") and _is_another_person(scene, index):
        return None
    if len(form.actor_ids) > 1:
        return _among_several(scene, index, form)
    if form.strength == "weak":
        return _weak(scene, index, form)
    scores = {"name": 1.0, "demonym": 0.9, "metonym": 0.8}
    basis = "alias" if form.kind == "name" else form.kind
    return Decided(form.actor_ids[0], basis, scores[form.kind])


def _stands_for_place(scene: Scene, index: int, form: Form) -> bool:
    """Whether a metonym means the place; in a list it means what the first one of it does."""
    if form.kind != "metonym" and form.base not in _words(form.language, "a building too"):
        return False
    hit = scene.hits[index]
    _, after = scene.near(index)
    if after and after.known.state and scene.between(hit, after) == ", ":
        return True  # Moscow, Russia
    first = index
    while first and _are_listed(scene, scene.hits[first - 1], scene.hits[first]):
        first -= 1
        if index - first == _LIST:
            break
    start = scene.sentence_start(hit)
    return _is_place(scene.reading.body, hit, start) or (
        first < index and _is_place(scene.reading.body, scene.hits[first], start)
    )


def _is_language(scene: Scene, hit: Hit, form: Form) -> bool:
    """Whether a demonym names a language: speaks Russian, русский язык."""
    if form.kind != "demonym":
        return False
    if scene.said("is a language", hit.start, hit.end):
        return True
    ends = _ENDS.match(scene.reading.body, hit.end)
    return ends is not None and scene.said("spoken", hit.start, hit.end) is not None


def _is_another_person(scene: Scene, index: int) -> bool:
    """Whether a surname follows a given name that is not its bearer's: Hunter Biden."""
    hit = scene.hits[index]
    if " " in hit.surface or "." in hit.surface or roles.title_beside(scene, index):
        return False
    start = scene.sentence_start(hit)
    at = max(start, hit.start - 30)
    found = _GIVEN_NAME.search(scene.reading.body[at : hit.start])
    if not found or not found[1][0].isupper() or found[1].isupper():
        return False
    at += found.start(1)
    before, _ = scene.near(index)
    if (before and before.end > at) or found[1].endswith(("'s", "’s")):
        return False
    if scene.said("no given name", at, at + len(found[1])):
        return False
    opens = not scene.reading.body[start:at].strip(" \"'«“”„—–-(")
    return not opens or found[1] in _given_names(scene.reference)


@lru_cache(maxsize=2)
def _given_names(reference: Reference) -> frozenset[str]:
    """First words of full names: at the start of a sentence only these are taken for names."""
    return frozenset(
        form.surface.partition(" ")[0] for form in reference.forms() if " " in form.surface
    )


def _weak(scene: Scene, index: int, form: Form) -> Decided | None:
    """The one actor of a weak form, where the article has named it or words beside it tell."""
    hit = scene.hits[index]
    (actor_id,) = form.actor_ids
    beside = [other for other in scene.near(index) if other]
    if not hit.known.person and any(_is_of_other_state(scene, hit, one) for one in beside):
        return None
    if scene.named.get(actor_id, hit.end) < hit.start:
        return Decided(actor_id, "short form after full name", 0.95)
    if hit.known.state and any(o.known.state and _are_listed(scene, o, hit) for o in beside):
        return Decided(actor_id, "beside another state", 0.85)
    if not hit.known.person:
        own = scene.reference.actor(actor_id)
        home = own.kind == "government-body" and own.country == scene.reading.country
        return Decided(actor_id, "body of the publisher's own state", 0.7) if home else None
    offices = roles.title_beside(scene, index)
    if offices and scene.reference.ever_held(offices, actor_id):
        return Decided(actor_id, f"surname after office {'|'.join(offices)}"[:80], 0.9)
    return None


def _is_of_other_state(scene: Scene, hit: Hit, beside: Hit) -> bool:
    """Whether a ministry stands beside another state, to which it then belongs: МИД Украины."""
    if not hit.known.form or not beside.known.form:
        return False
    own = scene.reference.country(hit.known.form.actor_ids[0])
    country = scene.reference.country(beside.known.form.actor_ids[0])
    if scene.between(hit, beside).strip("'’s ") not in {"", "of", "of the"}:
        return False
    return country is not None and country != own


def _among_several(scene: Scene, index: int, form: Form) -> Decided:
    """Whom of several bearers a name means: by the first evidence that leaves one of them."""
    for bearers, basis, score in _evidence(scene, index, form):
        if len(bearers) == 1:
            return Decided(next(iter(bearers)), basis, score)
    if form.default_actor:
        return Decided(form.default_actor, "default of the form", 0.7)
    return Decided(None, f"ambiguous: {'|'.join(form.actor_ids)}", 0.0)


def _evidence(scene: Scene, index: int, form: Form) -> Iterator[tuple[Collection[str], str, float]]:
    """Bearers for whom something speaks, what it is and how surely, the surest first."""
    hit, named = scene.hits[index], scene.named
    offices = roles.title_beside(scene, index)
    held = [a for a in form.actor_ids if offices and scene.reference.ever_held(offices, a)]
    yield held, "office before the name", 0.95
    if form.rule == "full-name-in-article" or hit.known.person:
        yield [a for a in form.actor_ids if a in named], "full name in article", 0.95
    if hit.known.person:
        yield _by_office_word(scene, hit, form), "office in sentence", 0.85
        yield _named_in_paragraph(scene, index, form), "full name in paragraph", 0.85
        if not scene.said("another of the name", hit.start, hit.end):
            before = [a for a in form.actor_ids if named.get(a, hit.end) < hit.start]
            yield before, "full name before", 0.8
    days = scene.days_of(hit)
    if form.rule == "by-year" and days:
        yield _by_day(scene, hit, form), f"by year {days[-1].year}", 0.85


def _by_office_word(scene: Scene, hit: Hit, form: Form) -> set[str]:
    """Bearers whose office on the day is spoken of in the sentence."""
    sentence = scene.reading.sentences[scene.sentence(hit)]
    days, body = scene.days_of(hit), scene.reading.body
    return {
        actor
        for actor in form.actor_ids
        for holding in (scene.reference.offices_of(actor, days[-1]) if days else ())
        for word in _OFFICE_WORDS.intersection(holding.office_id.split("-"))
        if context.find(f"office word {word}", body, (hit.start, hit.end), inside=sentence)
    }


def _named_in_paragraph(scene: Scene, index: int, form: Form) -> set[str]:
    """Of several bearers that an article names, those whom this paragraph has named."""
    hit = scene.hits[index]
    earliest = max(hit.start - _PARAGRAPH, 0)
    start = max(scene.reading.body.rfind("\n\n", earliest, hit.start), earliest)
    earlier = (scene.hits[i] for i in range(index - 1, -1, -1))
    near = {
        other.known.form.actor_ids[0]
        for other in takewhile(lambda h: h.start >= start, earlier)
        if other.known.form and len(other.known.form.actor_ids) == 1
    }
    return near & set(form.actor_ids)


def _by_day(scene: Scene, hit: Hit, form: Form) -> list[str]:
    """Bearers that there were on the day, or that were in office then."""
    day, rows = scene.days_of(hit)[-1], scene.reference.actor_rows
    soviet = [a for a in form.actor_ids if rows[a].country == "SU"]
    if soviet:
        later = [a for a in form.actor_ids if a not in soviet]
        return soviet if day < _SOVIET_END else later
    return [a for a in form.actor_ids if scene.reference.offices_of(a, day)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetonymWord:
    """A word around a city that tells the place from the government that sits there."""

    language: Literal["en", "ru"]
    """Language of the word."""
    group: Literal[
        "a building too", "a state too", "in", "moved on", "place after", "place before",
        "place before, owner", "place like", "place of", "sent from", "sent to", "speech",
        "usually a place",
    ]  # fmt: skip
    """What it tells. place before: right before the city it makes it a place; place before,
    owner: not where the city owns what follows (in Moscow's view); place of, like, moved on: the
    same before "of", "like", "on"; sent from, sent to: the government is meant; the last three
    are names: of cities that mostly host others, of buildings, of a state."""
    word: str
    """The word, in lower case if it is no name."""


_REACH = 60
_WORD = re.compile(r"[^\W_]+")
_FOLLOWING = re.compile(r"\s+([^\W_]+)")
_REST = re.compile(r"[^.!?…\n]*")
_BEFORE = re.compile(r"(?<![^\W_])[^\W_]+\s+(?:the\s+)?\Z", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:,\s*[^\W\d_]+\.?)?(?:,\s*(?:[^\W\d_]+\.?\s*\d{1,2}|\d{1,2}\s+[^\W\d_]+)\.?)?\s*"
    r"(?:[(/][^)/\n]{2,40}[)/]\s*)?(?:—|–|--?\s|\.\s*/[А-ЯЁ])|"
    r"\.\s*\d{1,2}\s+[^\W\d_]+\.|\s*[(/][A-ZА-ЯЁ]{2,12}[)/]"
)
_OWN_LINE = re.compile(r"(?:\A|\n)\s*\Z")
_LINE_END = re.compile(r"\s*(?:,|\n|\Z)")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")


def _is_place(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a metonym at a hit is the place itself: in Moscow, flew to Moscow, MOSCOW —."""
    rest = _REST.match(text, hit.end, hit.end + _REACH)
    inside = (sentence_start, rest.end() if rest else hit.end)
    before, after = (
        text[max(sentence_start, hit.start - _REACH) : hit.start],
        text[hit.end : inside[1]],
    )
    words = [word.lower() for word in _WORD.findall(before)]

    def said(rule: str) -> bool:
        return context.find(rule, text, (hit.start, hit.end), inside=inside) is not None

    language: Literal["en", "ru"] = "ru" if hit.surface[0] >= "А" else "en"
    following = _FOLLOWING.match(after)
    if (
        _heads_a_line(text, hit, sentence_start)
        or said("another city")
        or (following and following[1].lower() in _words(language, "place after"))
    ):
        return True
    if language == "ru":
        return _is_place_ru(words, after, hit)
    goes_on = said("the list goes on") or after.lstrip()[:1] in {"", ";", ")"}
    if said("part of a name") or (goes_on and said("in a list of cities")):
        return True
    is_state = hit.surface in _words("en", "a state too")
    if is_state and said("in a town of the state") and not said("speaks"):
        return True
    owns = _POSSESSIVE.match(after) is not None
    if _BEFORE.search(before) and _is_place_en(words, owns=owns):
        return True
    # A city that mostly hosts others, without a sign that it speaks for its state.
    base = hit.known.form.base if hit.known.form else ""
    return base in _words("en", "usually a place") and not owns and not said("speaks")


def _is_place_en(words: list[str], *, owns: bool) -> bool:
    """Whether the words before a city make it a place."""
    *earlier, last = [w for w in words if w not in {"the", "both"}][-7:] or [""]
    is_sent = bool(set(earlier[-2:]) & _words("en", "sent from"))
    if last in _words("en", "place before"):
        return not (owns and last in _words("en", "place before, owner"))
    if last in {"to", "from"}:
        is_sent = is_sent or (last == "from" and owns)
        return not (is_sent or (last == "to" and set(earlier[-3:]) & _words("en", "sent to")))
    groups = {"of": "place of", "like": "place like", "on": "moved on", "for": "place before"}
    return last in groups and bool(set(earlier[-1:]) & _words("en", groups[last]))


def _is_place_ru(words: list[str], after: str, hit: Hit) -> bool:
    last = words[-1] if words else ""
    near = {word.lower() for word in _WORD.findall(after)[:4]}
    speech = _words("ru", "speech")
    form = hit.known.form
    if form is not None and form.base in _words("ru", "usually a place") and last != "между":
        return not near & speech
    if last in _words("ru", "in"):
        return not (near & speech or set(words[-2:-1]) & speech)
    if last == "из":
        return not set(words[-3:-1]) & _words("ru", "sent from")
    if last == "от":
        return bool(set(words[-3:-1]) & _words("ru", "place of"))
    return last in _words("ru", "place before") or last in _words("ru", "place of")


def _heads_a_line(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a city stands at the head of a paragraph: MOSCOW, 20 May —; Brussels, Belgium."""
    if hit.start != sentence_start or not _OWN_LINE.search(text[max(hit.start - 4, 0) : hit.start]):
        return False
    rest = text[hit.end : hit.end + _REACH]
    return bool(_DATELINE.match(rest) or _LINE_END.match(rest))


def _are_listed(scene: Scene, first: Hit, second: Hit) -> bool:
    """Whether two hits are one list, so that what holds of the first holds of the second."""
    first, second = sorted((first, second), key=lambda hit: hit.start)
    return scene.said("one list", first.end, second.start) is not None


@cache
def _words(language: Literal["en", "ru"], group: str) -> frozenset[str]:
    rows = read(MetonymWord, files.REFERENCE / "metonym_words.csv")
    return frozenset(r.word for r in rows if (r.language, r.group) == (language, group))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan:
    """A span that names a place."""

    sentence: int
    """The sentence that holds the span."""
    start: int
    """Offset of the span in the body."""
    end: int
    """Offset after it."""
    surface: str
    """The span as printed."""
    place_id: str
    """The place of the reference."""


def find_places(reading: Reading, reference: Reference) -> list[PlaceSpan]:
    """Places of an article, in order; a city that stands for its government is left out."""
    found = []
    for hit in scan(reference, reading.language, reading.body):
        sentence = reading.sentence_at(hit.start)
        is_actor = hit.known.form is not None
        if not hit.known.place_id or (
            is_actor and not _is_place(reading.body, hit, reading.sentence_start(hit.start))
        ):
            continue
        span = PlaceSpan(
            sentence=sentence,
            start=hit.start,
            end=hit.end,
            surface=hit.surface,
            place_id=hit.known.place_id,
        )
        found.append(span)
    return found
