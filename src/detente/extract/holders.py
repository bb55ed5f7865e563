"""Who is meant by an office: the holder on the day of which the sentence speaks, never a guess."""

import re
from dataclasses import replace
from datetime import date, timedelta

from detente.extract import former, terms
from detente.extract.reference import Holding, last_day
from detente.extract.scan import Hit
from detente.extract.scene import Scene
from detente.extract.titles import FORMER, Phrase, countries, ever_held

Decided = tuple[str | None, str, float]
"""Actor (None: undecided), basis, score."""

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
_POSSESSED = re.compile(r"['’]s\s+")
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
    decided = terms.years_beside(phrase.scene, phrase.end, phrase.offices) or _beside_name(phrase)
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
            before and before.known.person and _POSSESSED.fullmatch(body[before.end : hit.start])
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
    return fit[0], f"{terms.dates((begun or held)[-1])}, beside the name", 1.0


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
        return former.named(phrase, days[0])
    if FORMER.search(phrase.lead):
        return former.last_before(phrase, days[0])
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
        (last[-1].actor_id, f"{terms.dates(last[-1])}, said of the one named", 0.8)
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
    if len(found) > 1 and (most := terms.held_most(phrase.scene, days, phrase.offices)):
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
    return tenure.actor_id, f"{terms.dates(tenure)}, named before", 0.8


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
