"""The reference: actors, offices at a date, titles, events, places and publishers."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd

from detente import files, tables
from detente.collect.publishers import Publisher, publishers_of
from detente.errors import UnknownNameError
from detente.extract import forms as surface_forms
from detente.extract import review
from detente.extract.facts import (
    Actor,
    Ambiguity,
    Demonym,
    EventFact,
    KnownEvent,
    OfficeOwner,
    Place,
    Tenure,
    Title,
    WeakForm,
)
from detente.extract.forms import Form, TitleForm
from detente.extract.review import Decision, Reviewed, followed
from detente.tables import read

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An office held by an actor, as seen from a day."""

    actor_id: str
    """Who."""
    office_id: str
    """What."""
    start: str | None
    """First day, month or year in office, as the table has it."""
    end: str | None
    """Last day, month or year; None: still in office, or not known."""
    certain: bool
    """False where the day falls into a month or year of which only the whole is on record."""

    @property
    def basis(self) -> str:
        """The office and the dates, as `Mention.basis` prints them."""
        return f"office {self.office_id} {self.start or '…'}/{self.end or '…'}"


class Reference:
    """The reference tables, with the questions that extractors ask of them.

    Lookups take ids and days and answer in tuples; an id that is not known raises
    UnknownNameError with the nearest ones.

    >>> detente.Reference.load().actor("sergey-lavrov").name_ru
    'Сергей Лавров'
    """

    def __init__(self, folder: Path, decisions: tuple[Decision, ...] = ()) -> None:
        self.folder = folder
        self.decisions = decisions

    @classmethod
    def load(cls, folder: Path | None = None) -> "Reference":
        """The tables of a folder, by default the project's own, as the user's review leaves them.

        Most are read on first use; the same reference is given until the review changes.
        """
        path = files.review()
        made = path.stat() if path.is_file() else None
        mark = (made.st_mtime_ns, made.st_size, made.st_ino) if made else None
        return _loaded(folder or files.REFERENCE, path, mark)

    @cached_property
    def reviewed(self) -> Reviewed:
        """Actors and places as the user's decisions leave them."""
        actors = {row.actor_id: row for row in read(Actor, self.folder / "actors.csv")}
        places = {row.place_id: row for row in read(Place, self.folder / "places.csv")}
        return followed(self.decisions, actors, places)

    @cached_property
    def actor_rows(self) -> dict[str, Actor]:
        """Actors by id."""
        return self.reviewed.actors

    @cached_property
    def tenures(self) -> tuple[Tenure, ...]:
        """Times in office, by office and start."""
        return self._read(Tenure, "offices.csv")

    @cached_property
    def title_rows(self) -> tuple[Title, ...]:
        """Phrases that name office-holders, nominative."""
        return read(Title, self.folder / "office_titles.csv")

    @cached_property
    def office_owners(self) -> dict[str, OfficeOwner]:
        """Whose offices are, by an office or the first words of its id."""
        return {row.office: row for row in self._read(OfficeOwner, "office_owners.csv")}

    @cached_property
    def event_rows(self) -> dict[str, KnownEvent]:
        """Events by id, in date order."""
        return {row.event_id: row for row in self._read(KnownEvent, "events.csv")}

    @cached_property
    def place_rows(self) -> dict[str, Place]:
        """Places by id."""
        return self.reviewed.places

    @cached_property
    def publisher_rows(self) -> dict[str, Publisher]:
        """Publishers by domain."""
        return {row.domain: row for row in publishers_of(self.folder)}

    @cached_property
    def event_facts(self) -> tuple[EventFact, ...]:
        """Values on record for events: how long talks took, how many were expelled."""
        return read(EventFact, self.folder / "event_facts.csv")

    @cached_property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """Forms that name several actors, nominative, with the rule that decides."""
        return self._read(Ambiguity, "ambiguous.csv")

    @cached_property
    def weak_forms(self) -> tuple[WeakForm, ...]:
        """Names that alone name nobody."""
        return read(WeakForm, self.folder / "weak_forms.csv")

    @cached_property
    def demonyms(self) -> tuple[Demonym, ...]:
        """Words for peoples, and adjectives of states."""
        return self._read(Demonym, "demonyms.csv")

    def frame(
        self, table: Literal["actors", "events", "offices", "places", "publishers", "titles"]
    ) -> pd.DataFrame:
        """One of the tables as a frame, in its own order."""
        records: dict[str, tuple[type, Iterable[object]]] = {
            "actors": (Actor, self.actor_rows.values()),
            "events": (KnownEvent, self.event_rows.values()),
            "offices": (Tenure, self.tenures),
            "places": (Place, self.place_rows.values()),
            "publishers": (Publisher, self.publisher_rows.values()),
            "titles": (Title, self.title_rows),
        }
        return tables.frame(*records[table])

    def actor(self, actor_id: str) -> Actor:
        """Row of an actor."""
        return _of("actor", actor_id, self.actor_rows)

    def event(self, event_id: str) -> KnownEvent:
        """Row of an event."""
        return _of("event", event_id, self.event_rows)

    def place(self, place_id: str) -> Place:
        """Row of a place."""
        return _of("place", place_id, self.place_rows)

    def name(self, actor_id: str, language: str = "en") -> str:
        """Name of an actor, in Russian for `ru`, else in English."""
        row = self.actor(actor_id)
        return row.name_ru if language == "ru" else row.name_en

    def country(self, actor_id: str) -> str | None:
        """Two-letter country of an actor, None where it belongs to no single one."""
        return self.actor(actor_id).country

    def forms(self) -> tuple[Form, ...]:
        """Every string that names an actor, in both languages, with all Russian cases."""
        return self._built[0]

    def title_forms(self) -> tuple[TitleForm, ...]:
        """Every phrase that names the holder of an office, with all Russian cases."""
        return self._built[1]

    def holders(self, office_id: str, day: date) -> tuple[Holding, ...]:
        """Who held an office on a day, earliest first.

        Two where one handed over to the other on that day, or where the record is too coarse
        to say (then `certain` is False): leave those undecided. None where no holder is on
        record.
        """
        return tuple(_seen(t, day) for t in self._by_office(office_id) if _covers(t, day))

    def offices_of(self, actor_id: str, day: date) -> tuple[Holding, ...]:
        """Offices that an actor held on a day."""
        self.actor(actor_id)
        mine = self._tenures_by_actor.get(actor_id, ())
        return tuple(_seen(t, day) for t in mine if _covers(t, day))

    def ever_held(self, office_ids: tuple[str, ...], actor_id: str) -> bool:
        """Whether an actor has ever held one of some offices."""
        return any(t.office_id in office_ids for t in self._tenures_by_actor.get(actor_id, ()))

    def last_holder_before(self, office_id: str, day: date) -> Holding | None:
        """Who last left an office before a day; None where nobody is on record."""
        left = [t for t in self._by_office(office_id) if t.end and last_day(t.end) < day]
        latest = max(left, key=lambda t: last_day(t.end or ""), default=None)
        return _seen(latest, day) if latest else None

    def events_near(self, day: date, margin_days: int = 0) -> tuple[KnownEvent, ...]:
        """Events of which some day lies within a margin of a day, in date order."""
        early, late = day - timedelta(margin_days), day + timedelta(margin_days)
        return tuple(
            event
            for event in self.event_rows.values()
            if first_day(event.start) <= late and last_day(event.end) >= early
        )

    def _read(self, record: type[Found], name: str) -> tuple[Found, ...]:
        return tuple(map(self.reviewed.moved, read(record, self.folder / name)))

    @cached_property
    def _built(self) -> surface_forms.Built:
        return surface_forms.load(self)

    @cached_property
    def _tenures_by_office(self) -> dict[str, tuple[Tenure, ...]]:
        return _grouped(self.tenures, "office_id")

    @cached_property
    def _tenures_by_actor(self) -> dict[str, tuple[Tenure, ...]]:
        return _grouped(self.tenures, "actor_id")

    def _by_office(self, office_id: str) -> tuple[Tenure, ...]:
        return _of("office", office_id, self._tenures_by_office)


@lru_cache(maxsize=4)
def _loaded(folder: Path, path: Path, _mark: tuple[int, ...] | None) -> Reference:
    reference = Reference(folder, review.read(path))
    reference.actor_rows  # noqa: B018  # a broken folder fails here, not in a worker
    return reference


def first_day(printed: str) -> date:
    """First day that a day, month or year (YYYY-MM-DD or shorter) can mean."""
    return date.fromisoformat((printed + "-01-01")[:10])


def last_day(printed: str) -> date:
    """Last day that a day, month or year (YYYY-MM-DD or shorter) can mean."""
    year, month, day = (*map(int, printed.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _of(kind: str, name: str, known: dict[str, Found]) -> Found:
    if name not in known:
        raise UnknownNameError(kind, name, sorted(known))
    return known[name]


def _grouped(tenures: tuple[Tenure, ...], by: str) -> dict[str, tuple[Tenure, ...]]:
    groups: dict[str, list[Tenure]] = {}
    for tenure in tenures:
        groups.setdefault(getattr(tenure, by), []).append(tenure)
    return {key: tuple(sorted(group, key=_order)) for key, group in groups.items()}


def _order(tenure: Tenure) -> tuple[str, str]:
    return (tenure.start or "", tenure.end or "9999")


def _covers(tenure: Tenure, day: date) -> bool:
    begun = tenure.start is None or first_day(tenure.start) <= day
    return begun and (tenure.end is None or day <= last_day(tenure.end))


def _seen(tenure: Tenure, day: date) -> Holding:
    begun = tenure.start is not None and last_day(tenure.start) <= day
    return Holding(
        actor_id=tenure.actor_id,
        office_id=tenure.office_id,
        start=tenure.start,
        end=tenure.end,
        certain=begun and (tenure.end is None or day <= first_day(tenure.end)),
    )
