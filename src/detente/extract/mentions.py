"""Spans that name an actor: by name, role at a date, metonym or demonym."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal

from detente import files
from detente.extract import relations, roles
from detente.extract.evidence import Mention
from detente.extract.forms import Form
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.roles import Role, ever_held
from detente.extract.scan import Hit, Scene, scan
from detente.tables import read

Decided = tuple[str | None, str, float]
"""Actor (None: undecided), basis, score."""


def find(reading: Reading, reference: Reference) -> list[Mention]:
    """Mentions of an article in order, none over another.

    A name that several actors bear and no rule decides has no actor, score 0, and a basis that
    names them; a phrase that names nobody on record is left out.
    """
    scene = Scene(reading, reference)
    decided = roles.find(scene)
    in_role = bytearray(len(reading.body))
    for role in decided.values():
        in_role[role.start : role.end] = b"\1" * (role.end - role.start)
    found = [_of_role(scene, role) for role in decided.values()]
    for index, hit in enumerate(scene.hits):
        if hit.known.form and not in_role[hit.start]:
            named = decide(scene, index)
            if named:
                found.append(_of_name(scene, hit, named))
    others = relations.find(scene, found)
    taken = [(m.start, m.end) for m in others]
    apart = [m for m in found if not any(a < m.end and m.start < b for a, b in taken)]
    return sorted([*apart, *others], key=lambda mention: mention.start)


def _of_role(scene: Scene, role: Role) -> Mention:
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.reading.sentence_at(role.start),
        start=role.start,
        end=role.end,
        surface=scene.reading.body[role.start : role.end],
        actor_id=role.actor_id,
        kind="role",
        basis=role.basis,
        score=role.score,
    )


def _of_name(scene: Scene, hit: Hit, decided: Decided) -> Mention:
    actor_id, basis, score = decided
    line = scene.reference.reviewed.line(actor_id, hit.surface)
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.sentence(hit),
        start=hit.start,
        end=hit.end,
        surface=scene.reading.body[hit.start : hit.end],
        actor_id=actor_id,
        kind=hit.known.form.kind if hit.known.form else "name",
        basis=f"review.csv line {line}: {basis}" if line else basis,
        score=score,
    )


_SOVIET = frozenset({"soviet-union", "kgb"})
_BUILDINGS = frozenset({"Kremlin", "Кремль"})
_GIVEN_NAME = re.compile(r"([^\W\d_][\w’'-]+)\s+(?:[A-ZА-ЯЁ]\.\s*)*\Z")
_OFFICE_WORDS = {
    "ambassador": r"ambassador|envoy|embassy|посол|посл\w{1,3}|посольств\w+",
    "adviser": r"advis[eo]r|советник\w*|помощник\w*",
    "secretary": r"secretary|госсекретар\w+",
    "director": r"director|директор\w*|глав\w+ ЦРУ",
    "president": r"president|президент\w*",
    "minister": r"minister|министр\w*|глав\w+ МИД",
    "spokesperson": r"spokes\w+|официальн\w+ представител\w+",
}
"""Words of a sentence that tell an office, by a word of the office's id."""
_LANGUAGE = re.compile(r"[\s-]+(?:language|speak|язык)")
_SPOKEN = re.compile(r"\b(?:in|into|speaks?|speaking|spoke|fluent|learn\w*|language is)\s+\Z")
_ENDS = re.compile(r"\s*(?:[.,;:)]|\Z|and\b|or\b)")
_LANGUAGE_REACH = 15
_OTHER = re.compile(r"(?i)\b(?:other|another|друго\w+|второ\w+|тот|той)\s+\Z")
_OTHER_REACH = 12
_LIST = 6  # names of a list that are looked back at
_NEAR = 200  # characters of a sentence on either side in which an office word counts
_PARAGRAPH = 1500  # characters of a paragraph that are looked back at
# Words that stand with a capital before a surname and are no given name.
_NOT_GIVEN_NAMES = """
    a an the and but or as at by for from in into of on to with when while where why how what
    who after before since until if unless although though because that this these those both
    neither either not no nor so yet still even only also meanwhile however earlier later today
    yesterday tomorrow last next former then ex u us mr mrs ms dr gen sen rep sec amb said says
    like unlike between against under over about president secretary minister ambassador general
    senator director chairman spokesman spokeswoman spokesperson vice prime foreign state
    defense defence premier chancellor leader official officials agency news time week monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december is was are were will would has had did does can
    could should may it he she they we you i his her their our its there here all some many most
    such и а но или как в во на по с со к ко о об от до для при за из у над под без если когда
    пока хотя что чтобы также тоже не ни же ли бы то это этот эта эти тот та те его ее её их он
    она они мы вы я президент президента президенту президентом министр министра глава главы
    главу госсекретарь посол сенатор ранее позже затем однако вчера сегодня накануне между тем
    после перед против советник помощник спикер премьер канцлер сам сама сами по-видимому
    господин г-н
"""


def decide(scene: Scene, index: int) -> Decided | None:
    """Actor, basis and score of the name at an index; None where it names no actor here."""
    hit = scene.hits[index]
    form = hit.known.form
    if form is None or _is_place(scene, index, form) or _is_language(scene, hit, form):
        return None
    if (hit.known.person or form.kind == "metonym") and _is_another_person(scene, index):
        return None
    if len(form.actor_ids) > 1:
        return _among_several(scene, index, form)
    if form.strength == "weak":
        return _weak(scene, index, form)
    scores = {"name": 1.0, "demonym": 0.9, "metonym": 0.8}
    return form.actor_ids[0], "alias" if form.kind == "name" else form.kind, scores[form.kind]


def _is_place(scene: Scene, index: int, form: Form) -> bool:
    if form.kind != "metonym" and form.base not in _BUILDINGS:
        return False
    hit, body = scene.hits[index], scene.reading.body
    _, after = scene.near(index)
    if after and after.known.state and scene.between(hit, after) == ", ":
        return True  # Moscow, Russia
    first = index
    while first and index - first < _LIST and joins(body, scene.hits[first - 1], scene.hits[first]):
        first -= 1
    start = scene.sentence_start(hit)
    return is_place(body, hit, start) or (
        first < index and is_place(body, scene.hits[first], start)
    )


def _is_language(scene: Scene, hit: Hit, form: Form) -> bool:
    """Whether a demonym names a language: speaks Russian, русский язык."""
    if form.kind != "demonym":
        return False
    body = scene.reading.body
    spoken = _SPOKEN.search(body, max(hit.start - _LANGUAGE_REACH, 0), hit.start)
    ends = _ENDS.match(body, hit.end)
    return bool(_LANGUAGE.match(body, hit.end) or (spoken and ends))


def _is_another_person(scene: Scene, index: int) -> bool:
    """Whether a surname follows a given name that is not its bearer's: Hunter Biden."""
    hit = scene.hits[index]
    if " " in hit.surface or "." in hit.surface or roles.title_beside(scene, index):
        return False
    start = scene.sentence_start(hit)
    found = _GIVEN_NAME.search(scene.reading.body[max(start, hit.start - 30) : hit.start])
    if not found or not found[1][0].isupper() or found[1].isupper():
        return False
    before, _ = scene.near(index)
    at = max(start, hit.start - 30) + found.start(1)
    if before and before.end > at:
        return False
    opens = not scene.reading.body[start:at].strip(" \"'«“”„—–-(")
    word = found[1].lower().removesuffix("'s").removesuffix("’s")
    if word in _not_given_names() or found[1].endswith(("'s", "’s")):
        return False
    return not opens or found[1] in _given_names(scene.reference)


@cache
def _not_given_names() -> frozenset[str]:
    return frozenset(_NOT_GIVEN_NAMES.split())


@lru_cache(maxsize=2)
def _given_names(reference: Reference) -> frozenset[str]:
    """First words of full names: at the start of a sentence only these are taken for names."""
    return frozenset(
        form.surface.partition(" ")[0] for form in reference.forms() if " " in form.surface
    )


def _weak(scene: Scene, index: int, form: Form) -> Decided | None:
    hit = scene.hits[index]
    (actor_id,) = form.actor_ids
    if not hit.known.person and _beside_other_state(scene, index):
        return None
    if scene.named.get(actor_id, hit.end) < hit.start:
        return actor_id, "short form after full name", 0.95
    if hit.known.state and _beside_a_state(scene, index):
        return actor_id, "beside another state", 0.85
    if not hit.known.person:
        own = scene.reference.actor(actor_id)
        home = own.kind == "government-body" and own.country == scene.reading.country
        return (actor_id, "body of the publisher's own state", 0.7) if home else None
    offices = roles.title_beside(scene, index)
    if offices and ever_held(scene.reference, offices, actor_id):
        return actor_id, f"surname after office {'|'.join(offices)}"[:80], 0.9
    return None


def _beside_a_state(scene: Scene, index: int) -> bool:
    """Whether a country that is also something else stands in a list with a state."""
    body, hit = scene.reading.body, scene.hits[index]
    before, after = scene.near(index)
    first = before and before.known.state and joins(body, before, hit)
    return bool(first or (after and after.known.state and joins(body, hit, after)))


def _beside_other_state(scene: Scene, index: int) -> bool:
    """Whether a ministry stands beside the state that it belongs to: МИД Украины."""
    hit = scene.hits[index]
    own = scene.reference.country(hit.known.form.actor_ids[0]) if hit.known.form else None
    for other, first, second in (
        (scene.near(index)[0], scene.near(index)[0], hit),
        (scene.near(index)[1], hit, scene.near(index)[1]),
    ):
        if other is None or first is None or second is None or not other.known.form:
            continue
        if scene.between(first, second).strip("'’s ") in ("", "of", "of the"):
            country = scene.reference.country(other.known.form.actor_ids[0])
            if country and country != own:
                return True
    return False


def _among_several(scene: Scene, index: int, form: Form) -> Decided:
    for rule in (
        _by_title,
        _by_full_name,
        _by_office_word,
        _by_full_name_near,
        _by_full_name_before,
        _by_year,
    ):
        decided = rule(scene, index, form)
        if decided:
            return decided
    if form.default_actor:
        return form.default_actor, "default of the form", 0.7
    return None, f"ambiguous: {'|'.join(form.actor_ids)}", 0.0


def _by_title(scene: Scene, index: int, form: Form) -> Decided | None:
    offices = roles.title_beside(scene, index)
    fit = [a for a in form.actor_ids if offices and ever_held(scene.reference, offices, a)]
    return (fit[0], "office before the name", 0.95) if len(fit) == 1 else None


def _by_full_name(scene: Scene, index: int, form: Form) -> Decided | None:
    if form.rule != "full-name-in-article" and not scene.hits[index].known.person:
        return None
    fit = [a for a in form.actor_ids if a in scene.named]
    return (fit[0], "full name in article", 0.95) if len(fit) == 1 else None


def _by_full_name_near(scene: Scene, index: int, form: Form) -> Decided | None:
    """Of several bearers that an article names, the one whom this paragraph has named."""
    hit = scene.hits[index]
    if not hit.known.person:
        return None
    earliest = max(hit.start - _PARAGRAPH, 0)
    start = max(scene.reading.body.rfind("\n\n", earliest, hit.start), earliest)
    earlier = range(index - 1, -1, -1)
    near = {
        other.known.form.actor_ids[0]
        for other in takewhile(lambda h: h.start >= start, map(scene.hits.__getitem__, earlier))
        if other.known.form and len(other.known.form.actor_ids) == 1
    }
    fit = near & set(form.actor_ids)
    return (fit.pop(), "full name in paragraph", 0.85) if len(fit) == 1 else None


def _by_full_name_before(scene: Scene, index: int, form: Form) -> Decided | None:
    """Of several bearers that an article names, the one whom it has named so far."""
    hit = scene.hits[index]
    other = _OTHER.search(scene.reading.body, max(hit.start - _OTHER_REACH, 0), hit.start)
    if other or not hit.known.person:
        return None
    fit = [a for a in form.actor_ids if scene.named.get(a, hit.end) < hit.start]
    return (fit[0], "full name before", 0.8) if len(fit) == 1 else None


def _by_office_word(scene: Scene, index: int, form: Form) -> Decided | None:
    hit = scene.hits[index]
    if not hit.known.person:
        return None
    start, end = scene.reading.sentences[scene.sentence(hit)]
    text = scene.reading.body[max(start, hit.start - _NEAR) : min(end, hit.end + _NEAR)]
    words = [w for w, said in _OFFICE_WORDS.items() if re.search(rf"(?i)\b(?:{said})\b", text)]
    days = scene.days_of(hit)
    fit = {
        actor
        for actor in form.actor_ids
        for holding in (scene.reference.offices_of(actor, days[-1]) if days else ())
        for word in words
        if word in holding.office_id.split("-")
    }
    return (fit.pop(), "office in sentence", 0.85) if len(fit) == 1 else None


def _by_year(scene: Scene, index: int, form: Form) -> Decided | None:
    if form.rule != "by-year":
        return None
    hit, days = scene.hits[index], scene.days_of(scene.hits[index])
    if not days:
        return None
    soviet = [a for a in form.actor_ids if a in _SOVIET]
    if soviet:
        fit = (
            soviet if scene.is_soviet_time(hit) else [a for a in form.actor_ids if a not in _SOVIET]
        )
    else:
        fit = [a for a in form.actor_ids if scene.reference.offices_of(a, days[-1])]
    return (fit[0], f"by year {days[-1].year}", 0.85) if len(fit) == 1 else None


_REACH = 60
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?…\n]*")
_BEFORE = re.compile(r"[^\W_]+\s+(?:the\s+)?\Z", re.IGNORECASE)
_AFTER = re.compile(r"\s+([^\W_]+)")
_DATELINE = re.compile(
    r"(?:,\s*[^\W\d_]+\.?)?(?:,\s*(?:[^\W\d_]+\.?\s*\d{1,2}|\d{1,2}\s+[^\W\d_]+)\.?)?\s*"
    r"(?:[(/][^)/\n]{2,40}[)/]\s*)?(?:—|–|--?\s|\.\s*/[А-ЯЁ])|"
    r"\.\s*\d{1,2}\s+[^\W\d_]+\.|\s*[(/][A-ZА-ЯЁ]{2,12}[)/]"
)
_JOINED = re.compile(r"\s*(?:,|,?\s+(?:and|or|и|или))\s+\Z")
_DAY = r"(?:[A-Z][a-z]+day|January|February|March|April|May|June|July|August|[A-Z][a-z]+ber)\b"
_CITY = rf"(?!{_DAY})[A-Z][\w.’'-]+"
_LIST_BEFORE = re.compile(
    rf"\b(?:in|at|from|across|near)\s+(?:{_CITY}(?:\s{_CITY})?(?:,\s+(?:and\s+)?|\s+and\s+))+\Z"
)
_LIST_AFTER = re.compile(r"\s*(?:[,;)]|(?:and|to|on|for|this|last|next|that|who|where)\b|\Z)")
_COMPOUND = re.compile(
    rf"-based|-aligned| and other cities|, D\.?C|\s+(?:\d{{4}}\s+)?(?!{_DAY})[A-Z]|"
    r"\s+(?:(?:for|of|the|on)\s+){1,2}[A-Z][a-z]+\s+(?:Summit|Conference|Forum)\b"
)
_CAPITAL = re.compile(
    r"\b(?:New|North|South|East|West|Fort|Port|Lake|Mount|San|St\.?)\s+\Z|\bcapital,\s+\Z|\bстолиц\w+,?\s+\Z"
)
_IN_STATE = re.compile(r"\b(?:of|in|from|at|near)\s+[A-Z][\w-]+(?:\s[A-Z][\w-]+)?,\s+\Z")
_OWN_LINE = re.compile(r"(?:\A|\n)\s*\Z")
_LINE_END = re.compile(r"\s*(?:,|\n|\Z)")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_SPEAKS = re.compile(
    r"\s+(?:says?|wants?|sees?|denie[sd]|warned|announced|offered|agreed|asked|told|said|"
    r"insists?|accuses?|calls?|rejected|welcomed|hopes?)\b"
)


def is_place(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a metonym at a hit is the place itself: in Moscow, flew to Moscow, MOSCOW —."""
    language = "ru" if hit.surface[0] >= "А" else "en"
    before = text[max(sentence_start, hit.start - _REACH) : hit.start]
    rest = _SENTENCE.match(text, hit.end, hit.end + _REACH)
    after = rest[0] if rest else ""
    if _heads_a_line(text, hit, sentence_start) or _CAPITAL.search(before):
        return True
    if _IN_STATE.search(before) and hit.surface == "Washington" and not _SPEAKS.match(after):
        return True
    following = _AFTER.match(after)
    if following and following[1].lower() in _words(language, "place after"):
        return True
    words = [word.lower() for word in _WORD.findall(before)]
    if language == "ru":
        return _is_place_ru(words, after, hit)
    return _is_place_en(words, before, after) or _is_only_host(hit, after)


def joins(text: str, first: Hit, second: Hit) -> bool:
    """Whether two hits are one list, so that what holds of the first holds of the second."""
    between = text[first.end : second.start]
    return len(between) < 8 and bool(_JOINED.match(between))  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class MetonymWord:
    """A row of `metonym_words.csv`: a word beside a city that tells place from government."""

    language: Literal["en", "ru"]
    """Language of the word."""
    group: Literal[
        "in", "moved on", "place after", "place before", "place of", "sent from", "sent to",
        "speech", "usually a place",
    ]  # fmt: skip
    """Where it stands and what it tells; usually a place: the city itself."""
    word: str
    """The word, in small letters; the city as it is printed."""


@cache
def _words(language: str, group: str) -> frozenset[str]:
    rows = read(MetonymWord, files.REFERENCE / "metonym_words.csv")
    return frozenset(r.word for r in rows if (r.language, r.group) == (language, group))


def _heads_a_line(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a city stands at the head of a paragraph: MOSCOW, 20 May —; Brussels, Belgium."""
    if hit.start != sentence_start or not _OWN_LINE.search(text[max(hit.start - 4, 0) : hit.start]):
        return False
    rest = text[hit.end : hit.end + _REACH]
    return bool(_DATELINE.match(rest) or _LINE_END.match(rest))


def _is_place_en(words: list[str], before: str, after: str) -> bool:
    if _COMPOUND.match(after) or (_LIST_BEFORE.search(before) and _LIST_AFTER.match(after)):
        return True
    if not _BEFORE.search(before):
        return False
    *earlier, last = [w for w in words if w not in {"the", "both"}][-7:] or [""]
    is_sent = bool(set(earlier[-2:]) & _words("en", "sent from"))
    possessive = bool(_POSSESSIVE.match(after))
    if last in _words("en", "place before"):
        return not (possessive and last in {"in", "at", "through", "across", "into"})
    beside = {
        "to": not (is_sent or set(earlier[-3:]) & _words("en", "sent to")),
        "from": not (is_sent or possessive),
        "of": bool(set(earlier[-1:]) & (_words("en", "place of") | {"out"})),
        "like": bool(set(earlier[-1:]) & {"cities", "capitals", "places"}),
        "on": bool(set(earlier[-1:]) & _words("en", "moved on")),
        "for": bool(set(earlier[-1:]) & _words("en", "place before")),
    }
    return beside.get(last, False)


def _is_only_host(hit: Hit, after: str) -> bool:
    """Whether a city that mostly hosts others shows no sign of speaking for its state."""
    form = hit.known.form
    if form is None or form.base not in _words("en", "usually a place"):
        return False
    return not (_POSSESSIVE.match(after) or _SPEAKS.match(after))


def _is_place_ru(words: list[str], after: str, hit: Hit) -> bool:
    last = words[-1] if words else ""
    near = {word.lower() for word in _WORD.findall(after)[:4]}
    speech = _words("ru", "speech")
    form = hit.known.form
    if form is not None and form.base in _words("ru", "usually a place") and last != "между":
        return not near & speech
    if last in {"в", "во"}:
        return not (near & speech or set(words[-2:-1]) & speech)
    if last == "из":
        return not set(words[-3:-1]) & _words("ru", "sent from")
    if last == "от":
        return bool(set(words[-3:-1]) & _words("ru", "place of"))
    return last in _words("ru", "place before") or last in _words("ru", "place of")


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
    return [
        PlaceSpan(
            sentence=sentence,
            start=hit.start,
            end=hit.end,
            surface=hit.surface,
            place_id=hit.known.place_id,
        )
        for hit, sentence in _with_sentences(reading, reference)
        if hit.known.place_id and _is_named_as_place(hit, reading, sentence)
    ]


def _with_sentences(reading: Reading, reference: Reference) -> list[tuple[Hit, int]]:
    hits = scan(reference, reading.language, reading.body)
    return [(hit, reading.sentence_at(hit.start)) for hit in hits]


def _is_named_as_place(hit: Hit, reading: Reading, sentence: int) -> bool:
    if hit.known.form is None:
        return True
    return is_place(reading.body, hit, reading.sentences[sentence][0])
