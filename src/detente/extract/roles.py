"""Who is meant by an office: the holder on the day of which the sentence speaks, never a guess."""

import re
from dataclasses import dataclass
from datetime import date

from detente.extract.facts import Tenure
from detente.extract.reference import Reference
from detente.extract.scan import Hit
from detente.extract.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role phrase that was decided, or rightly left undecided."""

    start: int
    """Offset of the phrase, with its country."""
    end: int
    """Offset after it."""
    actor_id: str | None
    """The holder; None where two can be meant."""
    basis: str
    """The office with its dates, and what decided."""
    score: float
    """1 beside the holder's name, less for the rules that infer more."""


Decided = tuple[str | None, str, float]

_COUNTRIES = {
    "us": ("united-states",),
    "white-house": ("united-states", "white-house"),
    "uk": ("united-kingdom",),
    "ussr": ("soviet-union",),
    "saudi": ("saudi-arabia",),
    "czech": ("czechia",),
    "eu": ("european-union", "european-commission"),
    "un": ("united-nations",),
    "russia": ("russia", "kremlin-administration"),
}
_SEVERAL_AT_ONCE = frozenset(
    {
        "russia-deputy-fm-americas",
        "russia-presidential-foreign-policy-aide",
        "us-under-secretary-political-affairs",
    }
)
_POSSESSED = re.compile(r"(?:['’]s?)?\s+\Z")
_OF = re.compile(r"\s+(?:of\s+(?:the\s+)?)?\Z")
_LESSER = re.compile(
    r"(?:\b(?:deputy|assistant|associate|vice|under|first|shadow|deputies|to the|wife of the)|"
    r"(?:[Зз]ам\w*|[Пп]омощник\w*|[Сс]оветник\w*|[Пп]ресс-секретар\w+|[Сс]упруг\w+|[Жж]ен\w|"
    r"[Пп]редставител\w+|[Дд]оч\w+|[Пп]ервы\w+|[Сс]пецпредставител\w+|[Аа]дминистраци\w+|"
    r"[Кк]анцеляри\w+|[Сс]ын\w*|[Вв]ице-?))[\s-]+\Z",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former|ex|one-time|onetime|бывш\w+|экс)[\s-]+\Z", re.IGNORECASE)
_THEN = re.compile(r"(?:\b(?:the[ -])?then|[Тт]огдашн\w+)[\s-]+\Z", re.IGNORECASE)
_INCOMING = re.compile(
    r"(?:\b(?:next|future|incoming|any|a|an|every|no|another|both|first|its|his|her|their)|"
    r"[Бб]удущ\w+|[Сс]ледующ\w+|[Лл]юбо\w+)\s+\Z",
    re.IGNORECASE,
)
_THE = re.compile(r"(?:\b(?:the|our)|[a-z]['’]s)\s+\Z", re.IGNORECASE)
_NAME_WORDS = re.compile(r",?\s+(?:(?:[A-ZА-ЯЁ][\w’'.-]*|de|von|van|bin|al|фон)\s+){0,3}\Z")
_UNKNOWN_NAME = re.compile(r"\s+(?:Mr\.?\s+|Ms\.?\s+)?([A-ZА-ЯЁ][a-zа-яё’'-]+|[A-ZА-ЯЁ]\.)")
_DAY_NAMES = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
    r"August|September|October|November|December"
)
_APPOSED = re.compile(
    r"\s*[,—–(-]\s*(?:(?:the|a|then|then the|who is|who was|as|now|ныне|тогда|теперь|теперь уже)\s+)?\Z|"
    r"\s+(?:became|becoming|as|was|is|has been|served as|was elected|took office as|стал\w*|"
    r"является|был\w?|в должности|на посту)\s+(?:the\s+)?\Z"
)
_GOES_ON_RU = re.compile(r"\s+[а-яё]+")
_VERB_RU = re.compile(
    r"\s+(?:\w+(?:[аеиоуыя]л[аи]?|лся|лась|лись|ет|ит|ут|ют|ят|но)|не|и|в|на|с|о|по|к|также)\b"
)


def find(scene: Scene) -> dict[int, Role]:
    """Roles of an article by the index of the hit that holds the title."""
    found = {}
    for index, hit in enumerate(scene.hits):
        if hit.known.title:
            role = _role(scene, index)
            if role:
                found[index] = role
    return found


def title_beside(scene: Scene, index: int) -> tuple[str, ...]:
    """Offices of the title that stands right before the name at an index."""
    before, _ = scene.near(index)
    if before is None or not before.known.title:
        return ()
    between = scene.between(before, scene.hits[index])
    return before.known.title.office_ids if _NAME_WORDS.match(between) else ()


def ever_held(reference: Reference, office_ids: tuple[str, ...], actor_id: str) -> bool:
    """Whether an actor has ever held one of some offices."""
    return any(t.office_id in office_ids and t.actor_id == actor_id for t in reference.tenures)


def _role(scene: Scene, index: int) -> Role | None:
    hit = scene.hits[index]
    title = hit.known.title
    if title is None:
        return None
    start, end, offices = _with_country(scene, index)
    lead = scene.reading.body[max(scene.sentence_start(hit), start - 25) : start]
    if not offices or _LESSER.search(lead):
        return None
    former = _FORMER.search(lead)
    first = start - len(former[0]) if former else start
    bare = title.needs_context and (start, end) == (hit.start, hit.end)
    decided = _beside_name(scene, index, offices)
    if decided is None and not _before_unknown_name(scene, end):
        decided = _by_day(scene, hit, offices, lead, bare=bare)
    if decided is None or (decided[0] is None and bare):
        return None
    return Role(start=first, end=end, actor_id=decided[0], basis=decided[1], score=decided[2])


def _with_country(scene: Scene, index: int) -> tuple[int, int, tuple[str, ...]]:
    """The phrase with the country beside it, and the offices that it leaves."""
    hit = scene.hits[index]
    title = hit.known.title
    if title is None or not title.needs_context:
        return hit.start, hit.end, title.office_ids if title else ()
    before, after = scene.near(index)
    if before and before.known.form and not before.known.person:
        if _POSSESSED.fullmatch(scene.between(before, hit)):
            return before.start, hit.end, _offices_of(before, title.office_ids)
    if after and after.known.form and not after.known.person:
        between = scene.between(hit, after)
        if _OF.fullmatch(between) and ("of" in between or hit.surface[0] >= "А"):
            return hit.start, after.end, _offices_of(after, title.office_ids)
    return hit.start, hit.end, title.office_ids


def _offices_of(country: Hit, office_ids: tuple[str, ...]) -> tuple[str, ...]:
    form = country.known.form
    ids = set(form.actor_ids) if form else set()
    return tuple(office for office in office_ids if ids & set(_countries(office)))


def _countries(office_id: str) -> tuple[str, ...]:
    for prefix, actors in _COUNTRIES.items():
        if office_id.startswith(f"{prefix}-"):
            return actors
    return (office_id.rsplit("-", 1)[0], *_prefixes(office_id))


def _prefixes(office_id: str) -> tuple[str, ...]:
    words = office_id.split("-")
    return tuple("-".join(words[:n]) for n in range(1, len(words)))


def _beside_name(scene: Scene, index: int, offices: tuple[str, ...]) -> Decided | None:
    hit = scene.hits[index]
    before, after = scene.near(index)
    if after and after.known.person and _NAME_WORDS.match(scene.between(hit, after)):
        return _named_holder(scene, hit, after, offices)
    if before and before.known.person and _APPOSED.fullmatch(scene.between(before, hit)):
        decided = _named_holder(scene, hit, before, offices)
        return decided if decided and decided[0] else None
    return None


def _named_holder(scene: Scene, hit: Hit, name: Hit, offices: tuple[str, ...]) -> Decided | None:
    ids = name.known.form.actor_ids if name.known.form else ()
    holders = [i for i in ids if ever_held(scene.reference, offices, i)]
    if len(holders) != 1:
        return None, f"{'|'.join(offices)}, not on record for {'|'.join(ids)}", 0.0
    held = [
        t for t in scene.reference.tenures if t.actor_id == holders[0] and t.office_id in offices
    ]
    days = scene.days_of(hit)
    now = [t for t in held if days and (t.start or "") <= days[-1].isoformat()]
    tenure = (now or held)[-1]
    return holders[0], f"{_basis(tenure)}, beside the name", 1.0


def _before_unknown_name(scene: Scene, end: int) -> bool:
    found = _UNKNOWN_NAME.match(scene.reading.body, end)
    if not found or _DAY_NAMES.match(found[1]):
        return False
    return not any(h.start <= found.start(1) < h.end and not h.known.person for h in scene.hits)


def _by_day(
    scene: Scene, hit: Hit, offices: tuple[str, ...], lead: str, *, bare: bool
) -> Decided | None:
    if _INCOMING.search(lead):
        return None
    days = scene.days_of(hit)
    if not days:
        return None
    if _FORMER.search(lead):
        return _last_before(scene, offices, days[0])
    if _THEN.search(lead) and days == (scene.reading.day,):
        return None
    if bare or set(offices) & _SEVERAL_AT_ONCE:
        definite = not bare or _is_definite(scene, hit, lead, offices)
        return _in_context(scene, hit, offices) if definite else None
    return _holder(scene, hit, offices, days)


def _holder(
    scene: Scene, hit: Hit, offices: tuple[str, ...], days: tuple[date, ...]
) -> Decided | None:
    reference = scene.reference
    found = {h.actor_id: h for o in offices for day in days for h in reference.holders(o, day)}
    if len(found) == 1:
        (holding,) = found.values()
        return holding.actor_id, holding.basis, 0.9 if holding.certain else 0.6
    if not found:
        return _once_held(scene, hit, offices)
    return None, f"office {'|'.join(offices)}, held by {'|'.join(sorted(found))}", 0.0


def _once_held(scene: Scene, hit: Hit, offices: tuple[str, ...]) -> Decided | None:
    """The one holder of an office of the past whom the article names: the Soviet leader."""
    tenures = [t for t in scene.reference.tenures if t.office_id in offices]
    named = {t.actor_id: t for t in tenures if scene.named.get(t.actor_id, hit.end) < hit.start}
    if len(named) != 1:
        return None
    (tenure,) = named.values()
    return tenure.actor_id, f"{_basis(tenure)}, named before", 0.8


def _basis(tenure: Tenure) -> str:
    return f"office {tenure.office_id} {tenure.start or '…'}/{tenure.end or '…'}"


def _last_before(scene: Scene, offices: tuple[str, ...], day: date) -> Decided | None:
    """The one whom the article names of those who had left the office, else who left it last."""
    if len(offices) != 1:
        return None
    left = [h for h in _left(scene, offices[0], day) if h.actor_id in scene.named]
    if len({h.actor_id for h in left}) == 1:
        return left[-1].actor_id, f"{_basis(left[-1])}, named in article", 0.7
    last = scene.reference.last_holder_before(offices[0], day)
    return (last.actor_id, f"{last.basis}, last before {day}", 0.5) if last else None


def _left(scene: Scene, office: str, day: date) -> list[Tenure]:
    now = {h.actor_id for h in scene.reference.holders(office, day)}
    return [
        t
        for t in scene.reference.tenures
        if t.office_id == office and t.end and t.end < day.isoformat() and t.actor_id not in now
    ]


def _is_definite(scene: Scene, hit: Hit, lead: str, offices: tuple[str, ...]) -> bool:
    """Whether a title without a country can mean one known holder: the president, президент."""
    body = scene.reading.body
    if hit.surface[0] < "А":
        return bool(_THE.search(lead)) and not body.startswith(" of ", hit.end)
    goes_on = _GOES_ON_RU.match(body, hit.end)
    return len(offices) == 1 or not goes_on or bool(_VERB_RU.match(body, hit.end))


def _in_context(scene: Scene, hit: Hit, offices: tuple[str, ...]) -> Decided | None:
    """The one holder of the day whom the article names, or who is of the publisher's country.

    A title of one office alone also needs no more than its country in the article.
    """
    days = scene.days_of(hit)
    holdings = [h for o in offices for d in days for h in scene.reference.holders(o, d)]
    reach = hit.start if len(offices) > 1 else len(scene.reading.body)
    named = {h.actor_id: h for h in holdings if scene.named.get(h.actor_id, reach) < reach}
    reason = "named in article"
    if len(named) > 1:
        home = (h for h in named.values() if _at_home(scene, h.office_id))
        named = {h.actor_id: h for h in home if "ambassador" not in h.office_id}
        reason = "named in article, of the publisher's country"
    elif not named and len(offices) == 1 and set(_countries(offices[0])) & set(scene.named):
        named = {h.actor_id: h for h in holdings}
        reason = "country named in article"
    if len(named) != 1:
        return None
    (holding,) = named.values()
    return holding.actor_id, f"{holding.basis}, {reason}", 0.7


def _at_home(scene: Scene, office_id: str) -> bool:
    actors = scene.reference.actor_rows
    countries = {actors[a].country for a in _countries(office_id) if a in actors}
    return scene.reading.country in countries
