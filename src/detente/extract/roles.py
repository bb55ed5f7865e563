"""Phrases that name the holder of an office, with the person that the office had at the date."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from detente.extract.facts import Tenure
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.scan import Hit, Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A title as it stands in a sentence."""

    scene: Scene
    """The article."""
    index: int
    """Index of the hit that holds the title."""
    start: int
    """Offset of the title with the country before it."""
    end: int
    """Offset after the title, or after the country that follows it."""
    offices: tuple[str, ...]
    """Offices that the phrase can mean, once the country beside it is taken in."""
    lead: str
    """The words of the sentence before the phrase."""
    bare: bool
    """Whether neither the title nor a country beside it says whose office it is."""

    @property
    def hit(self) -> Hit:
        """The hit that holds the title."""
        return self.scene.hits[self.index]


Decided = tuple[str | None, str, float]
"""Actor (None: undecided), basis, score."""
_IS_ALSO = re.compile(
    r"\s*(?:,|\s(?:is|was|has|had|,)?\s*(?:also|himself|herself|been|\s)*)\s+(?:the\s+|a\s+)?"
    r"(?:former\s+)?|\s*[,—–-]\s*(?:он же\s+|также\s+)?(?:бывш\w+\s+)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role phrase that was decided, or rightly left undecided."""

    start: int
    """Offset of the phrase, with its country and with "former"."""
    end: int
    """Offset after it."""
    actor_id: str | None
    """The holder; None where two can be meant."""
    basis: str
    """The office with its dates, and what decided."""
    score: float
    """1 beside the holder's name, less for the rules that infer more."""


def find(scene: Scene) -> dict[int, Role]:
    """Roles of an article by the index of the hit that holds the title."""
    found: dict[int, Role] = {}
    for index, hit in enumerate(scene.hits):
        title = phrase(scene, index) if hit.known.title else None
        decided = _decided(title, found) if title else None
        if title and decided:
            actor_id, basis, score = decided
            former = FORMER.search(title.lead)
            found[index] = Role(
                start=title.start - (len(former[0]) if former else 0),
                end=title.end,
                actor_id=actor_id,
                basis=basis,
                score=score,
            )
    return found


def _decided(title: Phrase, found: dict[int, Role]) -> Decided | None:
    return _said_of(title, found) or decide(title) or _as_before(title, found)


def _said_of(title: Phrase, found: dict[int, Role]) -> Decided | None:
    """The person of the role before, of whom this one too is said: he is also the ambassador."""
    before = next(reversed(found.values()), None)
    if before is None or not before.actor_id:
        return None
    between = title.scene.reading.body[before.end : title.start]
    if not _IS_ALSO.fullmatch(between):
        return None
    if not ever_held(title.scene.reference, title.offices, before.actor_id):
        return None
    return before.actor_id, f"office {'|'.join(title.offices)}, said of the role before", 0.8


def _as_before(title: Phrase, found: dict[int, Role]) -> Decided | None:
    """The person for whom the article has used a title that now stands alone."""
    if not title.bare or not is_definite(title) or is_of_home(title):
        return None
    word = title.hit.surface.lower()
    for role in reversed(found.values()):
        said = title.scene.reading.body[role.start : role.end].lower()
        if role.actor_id and (said.endswith(word) or said.startswith(f"{word} of ")):
            held = ever_held(title.scene.reference, title.offices, role.actor_id)
            basis = f"{role.basis.partition(',')[0]}, so called before"
            return (role.actor_id, basis, 0.7) if held else None
    return None


# The longest prefix wins; an office of no other prefix is that of the state it begins with.
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
_LEAD = 25
_POSSESSED = re.compile(r"(?:['’]s?)?\s+\Z")
_OF = re.compile(r"\s+(?:of\s+(?:the\s+)?)?\Z")
_LESSER = re.compile(
    r"(?:\b(?:deputy|assistant|associate|vice|under|shadow|deputies|wife of the|"
    r"(?:assistant|advis[eo]r|aide|counsel|counselor|secretary|staff|deputy|envoy)s? to the)|"
    r"\b(?:зам\w*|помощник\w*|советник\w*|пресс-секретар\w+|супруг\w+|жен\w|представител\w+|"
    r"доч\w+|пресс-служб\w+|при|первы[йм]|спецпредставител\w+|администраци\w+|канцеляри\w+|"
    r"сын\w*|вице-?))[\s-]+\Z",
    re.IGNORECASE,
)
FORMER = re.compile(r"\b(?:former|ex|one-time|onetime|бывш\w+|экс)[\s-]+\Z", re.IGNORECASE)


def phrase(scene: Scene, index: int) -> Phrase | None:
    """The phrase around the title at an index; None where it names a lesser office."""
    hit = scene.hits[index]
    title = hit.known.title
    if title is None:
        return None
    start, end, offices = _with_country(scene, index)
    bare = title.needs_context and (start, end) == (hit.start, hit.end)
    offices = posted(scene, index, (end, offices))
    lead = scene.reading.body[max(scene.sentence_start(hit), start - _LEAD) : start]
    if not offices or _LESSER.search(lead) or _is_cut_short(scene.reading.body, start, end):
        return None
    if bare and is_of_firm(scene, index):
        return None
    return Phrase(
        scene=scene,
        index=index,
        start=start,
        end=end,
        offices=offices,
        lead=lead,
        bare=bare,
    )


def ever_held(reference: Reference, office_ids: tuple[str, ...], actor_id: str) -> bool:
    """Whether an actor has ever held one of some offices."""
    return not _held(reference, actor_id).isdisjoint(office_ids)


def countries(office_id: str) -> tuple[str, ...]:
    """Actors whose office it is: the state or the organisation."""
    for prefix, actors in _COUNTRIES.items():
        if office_id.startswith(f"{prefix}-"):
            return actors
    words = office_id.split("-")
    return tuple("-".join(words[:n]) for n in range(1, len(words)))


def _is_cut_short(body: str, start: int, end: int) -> bool:
    """Whether the country owns what is led: the leader of Russia's opposition."""
    return " of " in body[start:end] and body.startswith(("'s ", "’s "), end)


def _with_country(scene: Scene, index: int) -> tuple[int, int, tuple[str, ...]]:
    """The phrase with the country beside it, and the offices that it leaves."""
    hit = scene.hits[index]
    offices = hit.known.title.office_ids if hit.known.title else ()
    if hit.known.title and hit.known.title.needs_context:
        before, after = scene.near(index)
        if before and _modifies(before) and _POSSESSED.fullmatch(scene.between(before, hit)):
            return before.start, hit.end, _offices_of(before, offices)
        between = scene.between(hit, after) if after else ""
        belongs = _OF.fullmatch(between) and ("of" in between or hit.surface[0] >= "А")
        if after and after.known.form and not after.known.person and belongs:
            return hit.start, after.end, _offices_of(after, offices)
    return hit.start, hit.end, offices


def _modifies(before: Hit) -> bool:
    """Whether what stands before a title can say whose it is; in Russian only an adjective can."""
    form = before.known.form
    if form is None or before.known.person:
        return False
    return form.language == "en" or form.kind == "demonym"


def _offices_of(country: Hit, office_ids: tuple[str, ...]) -> tuple[str, ...]:
    form = country.known.form
    ids = set(form.actor_ids) if form else set()
    return tuple(office for office in office_ids if ids & set(countries(office)))


@lru_cache(maxsize=1000)
def _held(reference: Reference, actor_id: str) -> frozenset[str]:
    return frozenset(t.office_id for t in reference.tenures if t.actor_id == actor_id)


_SEVERAL_AT_ONCE = frozenset(
    {
        "russia-deputy-fm-americas",
        "russia-presidential-foreign-policy-aide",
        "us-under-secretary-political-affairs",
    }
)
_THEN = re.compile(r"\b(?:(?:the[ -])?then|тогдашн\w+)[\s-]+\Z", re.IGNORECASE)
_NEW = re.compile(r"\b(?:new|newly elected|нов(?:ый|ого|ому|ым|ом|ая|ой|ую))\s+\Z", re.IGNORECASE)
_INCOMING = re.compile(
    r"\b(?:next|future|incoming|first|second|third|fourth|fifth|its|his|her|their|"
    r"(?:any|a|an|every|no|another|each|both)(?:\s+[a-z]+)?|\d+(?:th|st|nd|rd)|\d+-[йм]|"
    r"будущ\w+|следующ\w+|любо\w+|перв\w+|ни\s+один|кажд\w+|новоизбранн\w+)\s+\Z",
    re.IGNORECASE,
)
_TO_BE = re.compile(
    r"\b(?:became|become|becomes|becoming|elected|named|appointed|nominated|confirmed|run for|"
    r"(?:serv(?:e|es|ed|ing)|work(?:s|ed|ing)|nominat\w+|appoint\w+|elect\w+|sworn in|"
    r"intent to (?:nominate|appoint)) as|"
    r"(?:избран|назначен)[аы]?|станет|стал[аи]?|стать)\s+(?:the\s+)?\Z"
)
_THE = re.compile(r"\b(?:the|our|this|mr\.?|madam|mister)\s+\Z", re.IGNORECASE)
_A_MONTH = timedelta(31)
_OUR = re.compile(r"\b(?:our|наш\w*)\s+\Z", re.IGNORECASE)
_HAS_OWNER = re.compile(r"['’]s\s+")
_NAME_WORDS = re.compile(r",?\s+(?:(?:[A-ZА-ЯЁ][\w’'.-]*|de|von|van|bin|al|фон)\s+){0,3}\Z")
_UNKNOWN_NAME = re.compile(r"\s+(?:Mr\.?\s+|Ms\.?\s+)?([A-ZА-ЯЁ][\w’'-]+|[A-ZА-ЯЁ]\.)")
_DAY_NAMES = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
    r"August|September|October|November|December"
)
_APPOSED = re.compile(
    r"\s*[,—–(-]\s*(?:(?:the|a|then|then the|who is|who was|as|now|ныне|тогда|теперь|теперь уже)"
    r"\s+)?(?:former\s+|бывший\s+|экс-)?\Z|"
    r"\s+(?:became|becoming|as|was|is|has been|served as|was elected|took office as|стал\w*|"
    r"является|был\w?|в должности|на посту)\s+(?:the\s+)?\Z"
)
_NEXT_RU = re.compile(r"\s+[а-яё]+")
_VERB_RU = re.compile(
    r"\s+(?:\w+(?:[аеиоуыя]л[аи]?|лся|лась|лись|ет|ит|ут|ют|ят|но)|не|и|в|на|с|о|по|к|также)\b"
)


def decide(phrase: Phrase) -> Decided | None:
    """Who is meant by a phrase, why, and how surely; None where the phrase is to be left out."""
    decided = years_beside(phrase.scene, phrase.end, phrase.offices) or _beside_name(phrase)
    if decided is None:
        name = _unknown_name(phrase)
        decided = _whose_name(phrase, name) if name else _by_day(phrase)
    return None if decided and decided[0] is None and phrase.bare else decided


def is_definite(phrase: Phrase) -> bool:
    """Whether a title without a country can mean one known holder: the president, президент."""
    body, hit = phrase.scene.reading.body, phrase.hit
    if hit.surface[0] < "А":
        before, _ = phrase.scene.near(phrase.index)
        owned = (
            before and before.known.person and _HAS_OWNER.fullmatch(body[before.end : hit.start])
        )
        return bool(owned or _THE.search(phrase.lead)) and not body.startswith(" of ", hit.end)
    if len(phrase.offices) == 1 or not _NEXT_RU.match(body, hit.end):
        return True
    return bool(_VERB_RU.match(body, hit.end))


def is_of_home(phrase: Phrase) -> bool:
    """Whether the publisher's own country has an office that a phrase can mean."""
    return any(_at_home(phrase.scene, office) for office in phrase.offices)


def title_beside(scene: Scene, index: int) -> tuple[str, ...]:
    """Offices of the title that stands right before the name at an index."""
    before, _ = scene.near(index)
    if before is None or not before.known.title:
        return ()
    between = scene.between(before, scene.hits[index])
    return before.known.title.office_ids if _NAME_WORDS.match(between) else ()


def _beside_name(phrase: Phrase) -> Decided | None:
    body, hits, index = phrase.scene.reading.body, phrase.scene.hits, phrase.index
    after = next((h for h in hits[index + 1 : index + 3] if h.start >= phrase.end), None)
    if after and after.known.person and _NAME_WORDS.match(body[phrase.end : after.start]):
        return _named_holder(phrase, after)
    nearest = hits[max(index - 2, 0) : index][::-1]
    before = next((h for h in nearest if h.end <= phrase.start), None)
    if before and before.known.person and _APPOSED.fullmatch(body[before.end : phrase.start]):
        decided = _named_holder(phrase, before)
        return decided if decided[0] else None
    return None


def _named_holder(phrase: Phrase, name: Hit) -> Decided:
    reference, days = phrase.scene.reference, phrase.scene.days_of(phrase.hit)
    ids = name.known.form.actor_ids if name.known.form else ()
    fit = [i for i in ids if ever_held(reference, phrase.offices, i)]
    if len(fit) > 1:
        now = {h.actor_id for h in _holdings(phrase, days)}
        fit = [i for i in fit if i in now]
    if len(fit) != 1:
        return None, f"office {'|'.join(phrase.offices)}, not on record for {'|'.join(ids)}", 0.0
    held = [t for t in reference.tenures if t.actor_id == fit[0] and t.office_id in phrase.offices]
    begun = [t for t in held if days and (t.start or "") <= days[-1].isoformat()]
    return fit[0], f"{dates((begun or held)[-1])}, beside the name", 1.0


def _unknown_name(phrase: Phrase) -> str:
    """The name after a phrase that is not known alone, such as a rare surname; empty for none."""
    found = _UNKNOWN_NAME.match(phrase.scene.reading.body, phrase.end)
    if not found or _DAY_NAMES.match(found[1]):
        return ""
    near = phrase.scene.hits[phrase.index + 1 : phrase.index + 3]
    known = any(h.start <= found.start(1) < h.end and not h.known.person for h in near)
    return "" if known else found[1]


def _whose_name(phrase: Phrase, name: str) -> Decided | None:
    """The one holder of the day who has a name: Foreign Minister Wang."""
    reference = phrase.scene.reference
    found = {
        h.actor_id: h
        for h in _holdings(phrase, phrase.scene.days_of(phrase.hit))
        if name.lower() in reference.name(h.actor_id, phrase.scene.reading.language).lower().split()
    }
    if len(found) != 1:
        return None
    (holding,) = found.values()
    return holding.actor_id, f"{holding.basis}, beside part of the name", 0.9


def _by_day(phrase: Phrase) -> Decided | None:
    scene = phrase.scene
    days = scene.days_of(phrase.hit)
    if not days or _INCOMING.search(phrase.lead):
        return None
    if _TO_BE.search(phrase.lead):
        return _of_subject(phrase)
    if (then := _THEN.search(phrase.lead)) and days == (scene.reading.day,):
        return named(phrase, days[0])
    if FORMER.search(phrase.lead):
        return last_before(phrase, days[0])
    if phrase.bare and is_of_home(phrase) and (then or _is_ours(phrase)):
        phrase = _at_home_only(phrase)
    elif phrase.bare or set(phrase.offices) & _SEVERAL_AT_ONCE:
        return _in_context(phrase, days) if not phrase.bare or is_definite(phrase) else None
    return _on_days(phrase, days)


def _of_subject(phrase: Phrase) -> Decided | None:
    """The one person whom the sentence names before and who has held the office."""
    scene, start = phrase.scene, phrase.scene.sentence_start(phrase.hit)
    before = [h for h in scene.hits[max(phrase.index - 6, 0) : phrase.index] if h.start >= start]
    named = {
        actor
        for hit in before
        if hit.known.form and hit.known.person
        for actor in hit.known.form.actor_ids
        if ever_held(scene.reference, phrase.offices, actor)
    }
    held = [t for t in scene.reference.tenures if t.actor_id in named]
    last = [t for t in held if t.office_id in phrase.offices]
    return (
        (last[-1].actor_id, f"{dates(last[-1])}, said of the one named", 0.8)
        if len(named) == 1
        else None
    )


def _holdings(phrase: Phrase, days: tuple[date, ...]) -> list[Holding]:
    reference = phrase.scene.reference
    return [h for office in phrase.offices for day in days for h in reference.holders(office, day)]


def _on_days(phrase: Phrase, days: tuple[date, ...]) -> Decided | None:
    found = {h.actor_id: h for h in _holdings(phrase, days)}
    if not found:
        return _once_held(phrase)
    if len(found) > 1 and _NEW.search(phrase.lead):
        latest = max(found.values(), key=lambda h: h.start or "")
        found = {latest.actor_id: latest}
    if len(found) > 1 and (most := held_most(phrase.scene, days, phrase.offices)):
        return most
    if len(found) > 1:
        offices, actors = "|".join(phrase.offices), "|".join(sorted(found))
        return None, f"office {offices}, held by {actors}", 0.0
    (holding,) = found.values()
    return holding.actor_id, holding.basis, 0.9 if holding.certain else 0.6


def _once_held(phrase: Phrase) -> Decided | None:
    """The one holder of an office of the past whom the article names: the Soviet leader."""
    scene, start = phrase.scene, phrase.start
    tenures = [t for t in scene.reference.tenures if t.office_id in phrase.offices]
    named = {t.actor_id: t for t in tenures if scene.named.get(t.actor_id, start) < start}
    if len(named) != 1:
        return None
    (tenure,) = named.values()
    return tenure.actor_id, f"{dates(tenure)}, named before", 0.8


def _in_context(phrase: Phrase, days: tuple[date, ...]) -> Decided | None:
    """The one holder of the day whom the article names, or who is of the publisher's country.

    A title of one office alone also needs no more than its country in the article.
    """
    scene, offices = phrase.scene, phrase.offices
    holdings = _holdings(phrase, days)
    reach = phrase.start if len(offices) > 1 else len(scene.reading.body)
    named = {h.actor_id: h for h in holdings if scene.named.get(h.actor_id, reach) < reach}
    reason = "named in article"
    if scene.reading.country and len(named) == 1 and _home_is_silent(phrase, holdings, named):
        return None
    if len(named) > 1:
        home = [h for h in named.values() if _at_home(scene, h.office_id)]
        named = {h.actor_id: h for h in home if "ambassador" not in h.office_id}
        reason = "named in article, of the publisher's country"
    elif not named and (own := _named_at_home(scene, holdings)):
        named = {own.actor_id: own}
        reason = "named in article, of the publisher's country"
    elif not named and len(offices) == 1 and set(countries(offices[0])) & set(scene.named):
        named = {h.actor_id: h for h in holdings}
        reason = "country named in article"
    elif not named and len(offices) == 1 and is_of_home(phrase) and not _left_lately(phrase, days):
        named = {h.actor_id: h for h in holdings}
        reason = "of the publisher's country"
    if len(named) != 1:
        return None
    (holding,) = named.values()
    return holding.actor_id, f"{holding.basis}, {reason}", 0.7


def _left_lately(phrase: Phrase, days: tuple[date, ...]) -> bool:
    """Whether the article names one who left the office in the month before."""
    ends = [
        last_day(t.end)
        for t in phrase.scene.reference.tenures
        if t.office_id in phrase.offices and t.end and t.actor_id in phrase.scene.named
    ]
    return any(timedelta(0) <= days[-1] - end < _A_MONTH for end in ends)


def _named_at_home(scene: Scene, holdings: list[Holding]) -> Holding | None:
    """The one holder of the publisher's country whom the article names further on."""
    home = [h for h in holdings if h.actor_id in scene.named and _at_home(scene, h.office_id)]
    return home[0] if len(home) == 1 else None


def _is_ours(phrase: Phrase) -> bool:
    """Whether the publisher says "our ambassador", outside of quote marks."""
    return bool(_OUR.search(phrase.lead)) and not phrase.scene.is_quoted(phrase.start)


def _at_home_only(phrase: Phrase) -> Phrase:
    """A phrase with only the offices of the publisher's own country."""
    home = tuple(office for office in phrase.offices if _at_home(phrase.scene, office))
    return replace(phrase, offices=home)


def _home_is_silent(phrase: Phrase, holdings: list[Holding], named: dict[str, Holding]) -> bool:
    """Whether a bare title can mean the publisher's own holder, whom the article does not name."""
    scene = phrase.scene
    home = {h.actor_id for h in holdings if _at_home(scene, h.office_id)}
    return phrase.bare and bool(home) and home.isdisjoint(named)


def _at_home(scene: Scene, office_id: str) -> bool:
    actors = scene.reference.actor_rows
    return scene.reading.country in {actors[a].country for a in countries(office_id) if a in actors}


def last_before(phrase: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office, else who left it last."""
    known = named(phrase, day)
    if known or phrase.bare or len(phrase.offices) != 1:
        return known
    last = phrase.scene.reference.last_holder_before(phrase.offices[0], day)
    return (last.actor_id, f"{last.basis}, last before {day}", 0.5) if last else None


def named(phrase: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office by a day."""
    scene = phrase.scene
    if phrase.bare and scene.reading.body.startswith(" of ", phrase.end):
        return None
    left = {
        t.actor_id: t
        for office in phrase.offices
        for t in _left(scene, office, day)
        if scene.named.get(t.actor_id, phrase.start) < phrase.start or not phrase.bare
        if t.actor_id in scene.named
    }
    if len(left) != 1:
        return None
    (tenure,) = left.values()
    return tenure.actor_id, f"{dates(tenure)}, named in article", 0.7


def _left(scene: Scene, office: str, day: date) -> list[Tenure]:
    now = {h.actor_id for h in scene.reference.holders(office, day)}
    ended = [t for t in scene.reference.tenures if t.end and t.end < day.isoformat()]
    return [t for t in ended if t.office_id == office and t.actor_id not in now]


_YEARS = re.compile(
    r"(?:,?\s+(?:of\s+the\s+United\s+States|of\s+Russia|США|России|РФ))?[\s,(]+"
    r"(?:(?:from|between|с|в)\s+)?(?P<first>(?:19|20)\d\d)(?:-м)?\s*(?:-|–|—|to|until|and|по|до)\s*"
    r"(?P<last>(?:19|20)\d\d)"
)
_NEARLY_ALL = 0.9


def years_beside(scene: Scene, end: int, offices: tuple[str, ...]) -> Decided | None:
    """The one who held an office in the years behind it: vice president from 2001 to 2009.

    Undecided where nobody on record did, since then someone else is meant.
    """
    years = _YEARS.match(scene.reading.body, end)
    if years is None:
        return None
    held = _of_offices(scene, offices)
    fit = [t for t in held if (t.start or "")[:4] == years["first"]]
    fit = [t for t in fit if (t.end or "")[:4] == years["last"]]
    if len({t.actor_id for t in fit}) == 1:
        return fit[0].actor_id, f"{dates(fit[0])}, by the years beside it", 0.9
    return None, f"office {'|'.join(offices)}, on record for nobody in these years", 0.0


def held_most(scene: Scene, days: tuple[date, ...], offices: tuple[str, ...]) -> Decided | None:
    """The one who held an office for nine tenths of a past time: the president in 2009."""
    first, last = days[0], days[-1]
    for tenure in _of_offices(scene, offices) if first < last else ():
        if not tenure.start:
            continue
        begin = max(first_day(tenure.start), first)
        end = min(last_day(tenure.end) if tenure.end else last, last)
        share = ((end - begin).days + 1) / ((last - first).days + 1)
        if share >= _NEARLY_ALL:
            return tenure.actor_id, f"{dates(tenure)}, nearly all of {first}/{last}", 0.6
    return None


def dates(tenure: Tenure) -> str:
    """An office with the dates of one tenure, as a basis names it."""
    return f"office {tenure.office_id} {tenure.start or '…'}/{tenure.end or '…'}"


def _of_offices(scene: Scene, offices: tuple[str, ...]) -> list[Tenure]:
    return [t for t in scene.reference.tenures if t.office_id in offices]


_DIRECTED = (
    r"(?:chair(?:man|woman)?|founder|owner|editor|publisher|ceo|cfo|coo|chief executive|"
    r"chief executive officer|general manager|managing director|director(?! (?-i:[A-Z])))"
)
_MORE = re.compile(
    rf"\s*(?:,|and|&|/|,?\s+and)\s+(?:[a-z-]+\s+){{0,2}}{_DIRECTED}\b"
    r"(?!\s+(?:of\s+)?(?:the\s+)?(?:joint|cia|fbi|national|central))|"
    r"\s+(?:for|of)\s+(?:sales|marketing|communications|research|operations|engineering|"
    r"finance|public|corporate|global|product|policy|strategy|human)\b|"
    r"\s*(?:,?\s+и|/)\s+(?:владел\w+|основател\w+|учредител\w+|гендиректор\w*)|"
    r"\s+по\s+(?:продаж|маркетинг|финанс|связям|работе|развити)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b{_DIRECTED}(?:,| and| &|/)\s+\Z|"
    r"\b(?:company|firm|group|university|college|club|bank|team|school|association|federation|"
    r"league|studio|network|airline|automaker|chain|fund)['’]s\s+\Z",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?!Mr|Ms)[A-Z][\w.&-]*['’]s?\s+\Z")
_RUSSIAN = re.compile(
    r"\s+(?:[«„“\"]|[A-Z]|(?:компани|корпораци|федераци|банк|клуб|фирм|ассоциаци|союз|университет|"
    r"академи|институт|концерн|холдинг|групп|фонд|завод|лиг|палат|обществ|школ|объединени|"
    r"издательств|телекомпани|авиакомпани|олимпийск|футбольн|хоккейн|международн\w+\s+федераци)\w*)"
)
_POSTED = re.compile(
    r"\s+(?:(?:to|in|at)\s+(?:the\s+)?(?!Jan|Feb|March|Apr|May\b|June|July|Aug|Sep|Oct|Nov|Dec|"
    r"\w+day\b)[A-Z]|(?:в|во|на|при)\s+[А-ЯЁ])"
)
Span = tuple[int, tuple[str, ...]]
"""Where a title ends, and the offices that it can mean."""
_ENVOYS = ("ambassador", "envoy")
_SENT_BY = re.compile(r"\b(?!American|Russian|Soviet)[A-Z][a-z]+(?:ish|an|ese|ch|i)\s+\Z")
_HOSTS = {"to-russia": "russia", "to-us": "united-states", "to-un": "united-nations"}


def is_of_firm(scene: Scene, index: int) -> bool:
    """Whether the words beside a bare title make it one of a firm: vice president of sales."""
    body, hit = scene.reading.body, scene.hits[index]
    lead = body[max(scene.sentence_start(hit), hit.start - 40) : hit.start]
    if _MORE.match(body, hit.end) or _BEFORE.search(lead):
        return True
    if hit.surface[0] >= "А":
        return bool(_RUSSIAN.match(body, hit.end))
    owned = _OWNED.search(lead)
    before, _ = scene.near(index)
    if owned is None:
        return False
    return before is None or before.end <= hit.start - len(owned[0])


def posted(scene: Scene, index: int, span: Span) -> tuple[str, ...]:
    """Offices that are left once the post behind an ambassador is read: US ambassador to Nepal."""
    end, offices = span
    hit = scene.hits[index]
    sent_by = _SENT_BY.search(scene.reading.body, max(hit.start - 20, 0), hit.start)
    if sent_by and hit.surface.lower().startswith(_ENVOYS):
        return ()
    at = _POSTED.match(scene.reading.body, end)
    if not at or not any(_host(office) for office in offices):
        return offices
    near = scene.hits[index + 1 : index + 4]
    name: Hit | None = next((h for h in near if h.start <= at.end() - 1 < h.end), None)
    ids = name.known.form.actor_ids if name and name.known.form else ()
    return tuple(office for office in offices if _host(office) in ids)


def _host(office_id: str) -> str:
    return next((host for word, host in _HOSTS.items() if office_id.endswith(word)), "")
