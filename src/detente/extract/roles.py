"""Whom does an office mean at a date? Titles of an article with the persons who held the offices.

A title is read with the country beside it, which leaves the offices that it can mean. Years behind
it, then a name beside it decide; else whoever held an office on the day that the sentence speaks
of, where words before it (former, next, elected) do not say otherwise. A title that many offices
share and that has no country needs more: that the article names the holder, or comes from the
holder's country. What is left is the one of whom the article has just used such a title.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from detente.extract.evidence import Mention
from detente.extract.facts import Tenure
from detente.extract.reading import Decided
from detente.extract.reference import Holding, Reference, first_day, last_day
from detente.extract.scan import Hit, Scene

_OF = re.compile(r"\s+(?:of\s+(?:the\s+)?)?\Z")
_POSSESSED = re.compile(r"(?:['’]s?)?\s+\Z")
_OWNED = re.compile(r"\b(?!Mr|Ms)[A-Z][\w.&-]*['’]s?\s+\Z")
_QUOTED_FIRM = re.compile(r"\s+[«„“\"A-Z]")
_WORD = re.compile(r"\s+[а-яё]+")
_NAME = re.compile(r"[A-ZА-ЯЁ](?:[\w’'-]+|\.)")
_A_MONTH = timedelta(31)
_NEARLY_ALL = 0.9
"""Part of a past time that somebody must have held the office: of a year, all but five weeks."""
Held = TypeVar("Held", Tenure, Holding)


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
    bare: bool
    """Whether neither the title nor a country beside it says whose office it is."""

    @property
    def hit(self) -> Hit:
        """The hit that holds the title."""
        return self.scene.hits[self.index]

    def said(self, rule: str) -> re.Match[str] | None:
        """Words of a rule beside the phrase."""
        return self.scene.said(rule, self.start, self.end)

    def tenures(self) -> list[Tenure]:
        """All times in the offices that the phrase can mean."""
        return [t for t in self.scene.reference.tenures if t.office_id in self.offices]

    def holdings(self, days: tuple[date, ...]) -> list[Holding]:
        """The offices that the phrase can mean, as they were held on some days."""
        holders = self.scene.reference.holders
        return [h for office in self.offices for day in days for h in holders(office, day)]

    def at_home(self) -> tuple[str, ...]:
        """Those of the offices that are of the publisher's own country."""
        return tuple(office for office in self.offices if _is_of_home(self.scene, office))


def find(scene: Scene) -> dict[int, Mention]:
    """Mentions of holders by the index of the hit that holds the title."""
    found: dict[int, Mention] = {}
    for index, hit in enumerate(scene.hits):
        title = phrase(scene, index) if hit.known.title else None
        decided = title and (
            _said_of(title, found) or _decide(title) or _so_called_before(title, found)
        )
        if title and decided:
            former = title.said("former")
            start = former.start() if former else title.start
            found[index] = scene.reading.mention((start, title.end), "role", decided)
    return found


def phrase(scene: Scene, index: int) -> Phrase | None:
    """The phrase around the title at an index; None where it names a lesser office, or a firm's."""
    hit, body = scene.hits[index], scene.reading.body
    title = hit.known.title
    if title is None:
        return None
    start, end, offices = hit.start, hit.end, title.office_ids
    if title.needs_context and (country := _country_beside(scene, index)):
        start, end = min(start, country.start), max(end, country.end)
        ids = set(country.known.form.actor_ids) if country.known.form else set()
        offices = tuple(o for o in offices if ids & set(countries(scene.reference, o)))
    bare = title.needs_context and (start, end) == (hit.start, hit.end)
    offices = _posted(scene, index, (end, offices))
    # The leader of Russia's opposition: the country owns what is led.
    is_cut_short = " of " in body[start:end] and body.startswith(("'s ", "’s "), end)
    if not offices or is_cut_short or scene.said("lesser office", start, end):
        return None
    if bare and _is_of_firm(scene, index):
        return None
    return Phrase(scene=scene, index=index, start=start, end=end, offices=offices, bare=bare)


def _country_beside(scene: Scene, index: int) -> Hit | None:
    """The country or body before or after a title that can say whose office it is."""
    hit = scene.hits[index]
    before, after = scene.near(index)
    form = before.known.form if before else None
    # In Russian only an adjective can stand before: американский президент.
    modifies = form and (form.language == "en" or form.kind == "demonym")
    adjoins = before and _POSSESSED.fullmatch(scene.between(before, hit))
    if before and modifies and adjoins and not before.known.person:
        return before
    if after and after.known.form and not after.known.person:
        between = scene.between(hit, after)
        if _OF.fullmatch(between) and ("of" in between or hit.surface[0] >= "А"):
            return after
    return None


@lru_cache(maxsize=1000)
def countries(reference: Reference, office_id: str) -> tuple[str, ...]:
    """Actors whose office it is: the state or the organisation.

    Where the table of owners says nothing, an office is that of the state it begins with.
    """
    words = office_id.split("-")
    beginnings = ["-".join(words[:n]) for n in range(len(words), 0, -1)]
    owners = reference.office_owners
    known = next((owners[one].actor_ids for one in beginnings if one in owners), None)
    return known or tuple(reversed(beginnings[1:]))


def _posted(scene: Scene, index: int, title: tuple[int, tuple[str, ...]]) -> tuple[str, ...]:
    """Offices that are left once the post behind an ambassador is read: US ambassador to Nepal."""
    end, offices = title
    hit = scene.hits[index]
    is_envoy = hit.surface.lower().startswith(("ambassador", "envoy"))
    if is_envoy and scene.said("sent by another state", hit.start, hit.end):
        return ()
    hosts = {office: _host(scene.reference, office) for office in offices}
    at = scene.said("posted to", end, end)
    if not at or not any(hosts.values()):
        return offices
    near = scene.hits[index + 1 : index + 4]
    name = next((h for h in near if h.start <= at.end() < h.end), None)
    ids = name.known.form.actor_ids if name and name.known.form else ()
    return tuple(office for office in offices if hosts[office] in ids)


def _host(reference: Reference, office_id: str) -> str:
    """The state or body to which an office is sent; empty for all others."""
    _, to, host = office_id.rpartition("-to-")
    return countries(reference, f"{host}-ambassador")[0] if to else ""


def _is_of_firm(scene: Scene, index: int) -> bool:
    """Whether the words beside a bare title make it one of a firm: vice president of sales."""
    hit, body = scene.hits[index], scene.reading.body
    if scene.said("of a firm", hit.start, hit.end) or scene.said("in a firm", hit.start, hit.end):
        return True
    if hit.surface[0] >= "А":
        return _QUOTED_FIRM.match(body, hit.end) is not None
    owned = _OWNED.search(body[max(scene.sentence_start(hit), hit.start - 40) : hit.start])
    before, _ = scene.near(index)
    return owned is not None and (before is None or before.end <= hit.start - len(owned[0]))


def _said_of(title: Phrase, found: dict[int, Mention]) -> Decided | None:
    """The person of the role before, of whom this one too is said: he is also the ambassador."""
    before = next(reversed(found.values()), None)
    if not before or not before.actor_id:
        return None
    if not title.scene.said("said of the role before", before.end, title.start):
        return None
    if not title.scene.reference.ever_held(title.offices, before.actor_id):
        return None
    offices = "|".join(title.offices)
    return Decided(before.actor_id, f"office {offices}, said of the role before", 0.8)


def _so_called_before(title: Phrase, found: dict[int, Mention]) -> Decided | None:
    """The person for whom the article has used a title that now stands alone."""
    if not title.bare or not _is_definite(title) or title.at_home():
        return None
    word = title.hit.surface.lower()
    for role in reversed(found.values()):
        said = role.surface.lower()
        if role.actor_id and (said.endswith(word) or said.startswith(f"{word} of ")):
            held = title.scene.reference.ever_held(title.offices, role.actor_id)
            basis = f"{role.basis.partition(',')[0]}, so called before"
            return Decided(role.actor_id, basis, 0.7) if held else None
    return None


def _decide(title: Phrase) -> Decided | None:
    """Who is meant by a phrase, why, and how surely; None where the phrase is to be left out."""
    decided = _by_years_beside(title) or _by_name_beside(title)
    if decided is None:
        name = _unknown_name(title)
        decided = _by_part_of_name(title, name) if name else _by_day(title)
    return None if decided and decided.actor_id is None and title.bare else decided


def _by_years_beside(title: Phrase) -> Decided | None:
    """The one who held an office in the years behind it: vice president from 2001 to 2009.

    Undecided where nobody on record did, since then someone else is meant.
    """
    beside = title.said("from year to year")
    if beside is None:
        return None
    years = [year for year in beside.groups() if year]
    fit = [t for t in title.tenures() if [(t.start or "")[:4], (t.end or "")[:4]] == years]
    if tenure := only(fit):
        return Decided(tenure.actor_id, f"{tenure.basis}, by the years beside it", 0.9)
    offices = "|".join(title.offices)
    return Decided(None, f"office {offices}, on record for nobody in these years", 0.0)


def _by_name_beside(title: Phrase) -> Decided | None:
    """The holder whose name stands right after a title, or before it in apposition."""
    scene, hits, index = title.scene, title.scene.hits, title.index
    after = next((h for h in hits[index + 1 : index + 3] if h.start >= title.end), None)
    if after and after.known.person and scene.said("only name words", title.end, after.start):
        return _named_holder(title, after)
    nearest = hits[max(index - 2, 0) : index][::-1]
    before = next((h for h in nearest if h.end <= title.start), None)
    if before and before.known.person and scene.said("in apposition", before.end, title.start):
        decided = _named_holder(title, before)
        return decided if decided.actor_id else None
    return None


def _named_holder(title: Phrase, name: Hit) -> Decided:
    """The bearer of a name who has held the office; undecided where there is not just one."""
    days = title.scene.days_of(title.hit)
    ids = name.known.form.actor_ids if name.known.form else ()
    fit = [i for i in ids if title.scene.reference.ever_held(title.offices, i)]
    if len(fit) > 1:
        now = {h.actor_id for h in title.holdings(days)}
        fit = [i for i in fit if i in now]
    if len(fit) != 1:
        offices, names = "|".join(title.offices), "|".join(ids)
        return Decided(None, f"office {offices}, not on record for {names}", 0.0)
    held = [t for t in title.tenures() if t.actor_id == fit[0]]
    begun = [t for t in held if days and (t.start or "") <= days[-1].isoformat()]
    return Decided(fit[0], f"{(begun or held)[-1].basis}, beside the name", 1.0)


def _unknown_name(title: Phrase) -> str:
    """The name after a phrase that is not known alone, such as a rare surname; empty for none."""
    found = title.scene.said("a name", title.end, title.end)
    name = _NAME.match(found[0].split()[-1]) if found else None
    if found is None or name is None:
        return ""
    at = found.end() - len(found[0].split()[-1])
    near = title.scene.hits[title.index + 1 : title.index + 3]
    known = any(h.start <= at < h.end and not h.known.person for h in near)
    return "" if known else name[0]


def _by_part_of_name(title: Phrase, name: str) -> Decided | None:
    """The one holder of the day who has a name: Foreign Minister Wang."""
    reference, language = title.scene.reference, title.scene.reading.language
    holding = only(
        held
        for held in title.holdings(title.scene.days_of(title.hit))
        if name.lower() in reference.name(held.actor_id, language).lower().split()
    )
    return _of(holding, "beside part of the name", 0.9)


def _by_day(title: Phrase) -> Decided | None:
    """The holder on the day that the sentence speaks of, where no word before says otherwise."""
    scene = title.scene
    days = scene.days_of(title.hit)
    if not days or title.said("not the one of the day"):
        return None
    if title.said("to hold the office"):
        return _of_subject(title)
    then = title.said("then")
    if then and days == (scene.reading.day,):
        return _named_of_former(title, days[0])
    if title.said("former"):
        return _last_before(title, days[0])
    is_ours = title.said("our") and not scene.reading.is_quoted(title.start)
    if title.bare and title.at_home() and (then or is_ours):
        title = replace(title, offices=title.at_home())
    elif title.bare or _may_have_several_holders(title):
        return _in_context(title, days) if not title.bare or _is_definite(title) else None
    return _on_days(title, days)


def _may_have_several_holders(title: Phrase) -> bool:
    owners = map(title.scene.reference.office_owners.get, title.offices)
    return any(owner.several_at_once for owner in owners if owner)


def _of_subject(title: Phrase) -> Decided | None:
    """The one person whom the sentence names before and who has held the office."""
    start = title.scene.sentence_start(title.hit)
    before = title.scene.hits[max(title.index - 6, 0) : title.index]
    persons = [h.known.form for h in before if h.start >= start and h.known.person]
    named = {actor for form in persons if form for actor in form.actor_ids}
    tenure = only(t for t in title.tenures() if t.actor_id in named)
    return _of(tenure, "said of the one named", 0.8)


def _last_before(title: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office, else who left it last."""
    known = _named_of_former(title, day)
    if known or title.bare or len(title.offices) != 1:
        return known
    last = title.scene.reference.last_holder_before(title.offices[0], day)
    return _of(last, f"last before {day}", 0.5)


def _named_of_former(title: Phrase, day: date) -> Decided | None:
    """The one whom the article names of those who had left the office by a day."""
    scene = title.scene
    if title.bare and scene.reading.body.startswith(" of ", title.end):
        return None
    now = {(h.office_id, h.actor_id) for h in title.holdings((day,))}
    reach = title.start if title.bare else len(scene.reading.body)
    tenure = only(
        t
        for t in title.tenures()
        if t.end and t.end < day.isoformat() and (t.office_id, t.actor_id) not in now
        if scene.named.get(t.actor_id, reach) < reach
    )
    return _of(tenure, "named in article", 0.7)


def _on_days(title: Phrase, days: tuple[date, ...]) -> Decided | None:
    """Who held the office on some days; undecided where several did."""
    found = {h.actor_id: h for h in title.holdings(days)}
    if not found:
        return _once_held(title)
    if len(found) > 1 and title.said("new"):
        latest = max(found.values(), key=lambda h: h.start or "")
        found = {latest.actor_id: latest}
    if len(found) > 1:
        offices, actors = "|".join(title.offices), "|".join(sorted(found))
        undecided = Decided(None, f"office {offices}, held by {actors}", 0.0)
        return _held_most(title, days) or undecided
    (holding,) = found.values()
    return Decided(holding.actor_id, holding.basis, 0.9 if holding.certain else 0.6)


def _held_most(title: Phrase, days: tuple[date, ...]) -> Decided | None:
    """The one who held an office for nine tenths of a past time: the president in 2009."""
    first, last = days[0], days[-1]
    for tenure in title.tenures() if first < last else ():
        if not tenure.start:
            continue
        begin = max(first_day(tenure.start), first)
        end = min(last_day(tenure.end) if tenure.end else last, last)
        if ((end - begin).days + 1) / ((last - first).days + 1) >= _NEARLY_ALL:
            basis = f"{tenure.basis}, nearly all of {first}/{last}"
            return Decided(tenure.actor_id, basis, 0.6)
    return None


def _once_held(title: Phrase) -> Decided | None:
    """The one holder of an office of the past whom the article names: the Soviet leader."""
    named, start = title.scene.named, title.start
    tenure = only(t for t in title.tenures() if named.get(t.actor_id, start) < start)
    return _of(tenure, "named before", 0.8)


def _in_context(title: Phrase, days: tuple[date, ...]) -> Decided | None:
    """The one holder of the day whom the article names, or who is of the publisher's country.

    A title of one office alone also needs no more than its country in the article.
    """
    scene, alone = title.scene, len(title.offices) == 1
    holdings = title.holdings(days)
    reach = len(scene.reading.body) if alone else title.start
    named = {h.actor_id: h for h in holdings if scene.named.get(h.actor_id, reach) < reach}
    home = [h for h in holdings if _is_of_home(scene, h.office_id)]
    named_home = [h for h in home if h.actor_id in scene.named]
    reason = "named in article"
    is_home_silent = home and not any(h.actor_id in named for h in home)
    if title.bare and scene.reading.country and len(named) == 1 and is_home_silent:
        return None  # it can mean the publisher's own holder, whom the article has not named
    if len(named) > 1:
        no_envoys = [h for h in named.values() if "ambassador" not in h.office_id]
        named = {h.actor_id: h for h in no_envoys if _is_of_home(scene, h.office_id)}
        reason = "named in article, of the publisher's country"
    elif not named and len(named_home) == 1:
        named = {named_home[0].actor_id: named_home[0]}
        reason = "named in article, of the publisher's country"
    elif not named and alone:
        if not set(countries(scene.reference, title.offices[0])).isdisjoint(scene.named):
            reason = "country named in article"
        elif title.at_home() and not _left_lately(title, days):
            reason = "of the publisher's country"
        else:
            return None
        named = {h.actor_id: h for h in holdings}
    holding = only(named.values())
    return _of(holding, f"{reason}", 0.7)


def _left_lately(title: Phrase, days: tuple[date, ...]) -> bool:
    """Whether the article names one who left the office in the month before."""
    named = [t for t in title.tenures() if t.end and t.actor_id in title.scene.named]
    return any(timedelta(0) <= days[-1] - last_day(t.end or "") < _A_MONTH for t in named)


def _is_definite(title: Phrase) -> bool:
    """Whether a title without a country can mean one known holder: the president, президент."""
    body, hit = title.scene.reading.body, title.hit
    if hit.surface[0] < "А":
        before, _ = title.scene.near(title.index)
        between = title.scene.between(before, hit) if before and before.known.person else ""
        owned = between.startswith(("'s", "’s")) and between[2:].isspace()
        return bool(owned or title.said("the")) and not body.startswith(" of ", hit.end)
    if len(title.offices) == 1 or not _WORD.match(body, hit.end):
        return True
    return bool(title.scene.said("a verb", hit.start, hit.end))


def _is_of_home(scene: Scene, office_id: str) -> bool:
    """Whether an office is one of the publisher's own country."""
    actors = scene.reference.actor_rows
    owners = [actors[a] for a in countries(scene.reference, office_id) if a in actors]
    return scene.reading.country in {owner.country for owner in owners}


def title_beside(scene: Scene, index: int) -> tuple[str, ...]:
    """Offices of the title that stands right before the name at an index."""
    before, _ = scene.near(index)
    if before is None or not before.known.title:
        return ()
    between = scene.said("only name words", before.end, scene.hits[index].start)
    return before.known.title.office_ids if between else ()


def _of(held: Tenure | Holding | None, reason: str, score: float) -> Decided | None:
    return Decided(held.actor_id, f"{held.basis}, {reason}", score) if held else None


def only(held: Iterable[Held]) -> Held | None:
    """The last time in office of the one person who is there; None for nobody, or several."""
    by_actor = {one.actor_id: one for one in held}
    return by_actor.popitem()[1] if len(by_actor) == 1 else None
