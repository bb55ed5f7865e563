"""What each event on record looks like in a sentence, and how telling each part of it is."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from detente.extract.cues import Cues
from detente.extract.facts import KnownEvent
from detente.extract.reference import Reference, first_day, last_day

Days = tuple[date, date]
"""First and last day."""
STAND_FOR_STATES = frozenset({"moscow", "washington-dc"})
"""Towns that a sentence often names without being set there."""
WASHINGTON, MOSCOW = ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")
_ORGANISATIONS = ("organisation", "alliance", "company")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """An event as it can be recognised in a sentence."""

    event: KnownEvent
    """The event."""
    days: Days
    """The days on which it can be dated anywhere between Washington and Moscow."""
    local_days: Days
    """The days on which it was, there."""
    kinds: frozenset[str]
    """Kinds of happenings that it is."""
    talks: bool
    """Whether it takes two: a sentence must name both parties, or one and the place."""
    keywords: frozenset[str]
    """Its keywords."""
    town: str | None
    """Its town."""
    participants: frozenset[str]
    """Who took part."""
    chief: frozenset[str]
    """The first two of them."""
    sides: frozenset[str]
    """Their countries."""
    host: str | None
    """The organisation or firm that it is about: a sentence must name it."""
    doer: str | None
    """Country of the chief participant, of deeds: it matters who did it."""
    thing: bool
    """Whether it is named for a thing (New START, Open Skies): a state alone does not tell."""
    personal: bool
    """Whether only persons and firms took part: their states alone do not tell."""

    def is_confusable(self, other: "Profile") -> bool:
        """Whether one sentence can hardly mean both: listed as confusable, or of one kind.

        Deeds of two sides are not confused: Washington expelled ten and Moscow answered in kind.
        """
        if self.doer and other.doer and self.doer != other.doer:
            return False
        one, two = self.event, other.event
        listed = one.event_id in two.confusable_with or two.event_id in one.confusable_with
        return listed or bool(self.kinds & other.kinds)


class Profiles:
    """The profiles of a reference's events."""

    def __init__(self, reference: Reference, cues: Cues) -> None:
        self.reference = reference
        self.cues = cues

    @cached_property
    def rows(self) -> tuple[Profile, ...]:
        """All of them, in order of date."""
        return tuple(self._profile(event) for event in self.reference.event_rows.values())

    @cached_property
    def by_id(self) -> dict[str, Profile]:
        """The profiles by event."""
        return {profile.event.event_id: profile for profile in self.rows}

    @cached_property
    def weights(self) -> dict[str, float]:
        """Rarity of each actor, town, keyword and kind: 1 where it belongs to one event alone."""
        counts: Counter[str] = Counter()
        for profile in self.rows:
            named = profile.participants | profile.keywords | {profile.town or ""}
            counts.update(named | {f"kind {kind}" for kind in profile.kinds})
        most = math.log(len(self.rows))
        return {name: 1 - math.log(count) / most for name, count in counts.items()}

    @cached_property
    def towns(self) -> dict[str, str]:
        """Town of each place: a landmark has the coordinates of its town."""
        rows = self.reference.place_rows.values()
        cities = {(p.lat, p.lon): p.place_id for p in reversed(list(rows)) if p.kind == "city"}
        return {p.place_id: cities.get((p.lat, p.lon), p.place_id) for p in rows}

    @cached_property
    def countries(self) -> dict[str, str | None]:
        """Country of each actor."""
        return {actor: row.country for actor, row in self.reference.actor_rows.items()}

    @cached_property
    def people(self) -> frozenset[str]:
        """Persons and firms."""
        rows = self.reference.actor_rows.values()
        return frozenset(row.actor_id for row in rows if row.kind in ("person", "company"))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Organisations and firms that events are about."""
        return frozenset(profile.host for profile in self.rows if profile.host)

    @cached_property
    def firms(self) -> dict[str, Profile]:
        """Firms that are in the reference for one event: their name stands for it."""
        alone = (p for p in self.rows if p.host in self.people and self.weights[p.host or ""] == 1)
        return {profile.host or "": profile for profile in alone}

    @cached_property
    def series(self) -> dict[frozenset[str], list[Profile]]:
        """Meetings and calls of two persons and wars of two states, by the two, in order of date.

        Persons stand in the name of the event: a summit of forty leaders is no meeting of two.
        """
        groups: defaultdict[frozenset[str], list[Profile]] = defaultdict(list)
        for profile in self.rows:
            names = [self.reference.actor(a).name_en.split()[-1] for a in profile.chief]
            of_two = profile.kinds & self.cues.sorts["series"] and all(
                name in profile.event.name_en for name in names
            )
            if of_two or (
                profile.kinds & self.cues.sorts["war"] and not profile.chief & self.people
            ):
                groups[profile.chief].append(profile)
        return {chief: group for chief, group in groups.items() if len(chief) > 1}

    @cached_property
    def by_word(self) -> dict[str, list[Profile]]:
        """Profiles by kind, keyword, town and PLOVER type."""
        return _index(
            (profile, {profile.event.event_type, profile.town, *profile.kinds, *profile.keywords})
            for profile in self.rows
        )

    @cached_property
    def by_actor(self) -> dict[str, list[Profile]]:
        """Profiles by participant."""
        return _index((profile, profile.participants) for profile in self.rows)

    def _profile(self, event: KnownEvent) -> Profile:
        kinds, keywords = self.cues.kinds(event), self.cues.keywords(event)
        chief = self.reference.actor(event.participants[0]) if event.participants else None
        hosted = chief is not None and chief.kind in _ORGANISATIONS
        return Profile(
            event=event,
            days=days_of(event),
            local_days=(first_day(event.start), last_day(event.end)),
            kinds=kinds,
            talks=bool(kinds & self.cues.sorts["talks"]),
            keywords=keywords,
            town=self.towns[event.place] if event.place else None,
            participants=frozenset(event.participants),
            chief=frozenset(event.participants[:2]),
            sides=frozenset(c for a in event.participants if (c := self.countries[a])),
            host=chief.actor_id if chief and hosted else None,
            doer=chief.country if chief and kinds & self.cues.sorts["deed"] else None,
            thing=any(word[0].isupper() and word in event.name_en for word in keywords),
            personal=self.people.issuperset(event.participants),
        )


def _index(named: Iterable[tuple[Profile, Iterable[str | None]]]) -> dict[str, list[Profile]]:
    index: defaultdict[str, list[Profile]] = defaultdict(list)
    for profile, names in named:
        for name in names:
            index[name or ""].append(profile)
    return dict(index)


def days_of(event: KnownEvent) -> Days:
    """First and last day of an event as dated locally, in Washington or in Moscow."""
    first, last = first_day(event.start), last_day(event.end)
    local = ZoneInfo(event.local_timezone)
    late = _offset(last, local) < _offset(last, MOSCOW)
    early = _offset(first, local) > _offset(first, WASHINGTON)
    return first - timedelta(int(early)), last + timedelta(int(late))


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.utcoffset() or timedelta(0)
