"""The rows of the reference tables: one record class a file of data/reference."""

from dataclasses import dataclass
from typing import Literal

from detente.extract.evidence import EventType

Theme = Literal[
    "diplomacy",
    "arms control",
    "sanctions",
    "espionage and cyber",
    "conflict",
    "domestic politics",
    "energy",
]
Rule = Literal["by-year", "default", "full-name-in-article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, state, body, organisation, company or alliance."""

    actor_id: str
    """Id: the English name in lower case with hyphens."""
    kind: Literal["person", "state", "government-body", "organisation", "company", "alliance"]
    """What it is."""
    name_en: str
    """Name in English."""
    name_ru: str
    """Name in Russian, nominative."""
    country: str | None = None
    """Two-letter country; None for what belongs to no single one. SU is the Soviet Union."""
    gender: Literal["f", "m"] | None = None
    """Grammatical gender of a person: it decides how a Russian surname inflects."""
    since: str | None = None
    """First day that it existed; only where the forms need it to tell two actors apart."""
    until: str | None = None
    """Last day that it existed; only where the forms need it."""
    wikidata: str | None = None
    """Wikidata id where one was seen."""
    aliases_en: tuple[str, ...] = ()
    """Other names in English."""
    aliases_ru: tuple[str, ...] = ()
    """Other names in Russian, nominative."""
    metonyms_en: tuple[str, ...] = ()
    """Places and buildings that stand for the actor in English."""
    metonyms_ru: tuple[str, ...] = ()
    """The same in Russian, nominative."""
    note: str | None = None
    """What to know before using the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One time in office of one person."""

    office_id: str
    """The office."""
    actor_id: str
    """The person."""
    start: str | None
    """First day (YYYY-MM-DD), month or year in office; None where not known."""
    end: str | None
    """Last day, month or year; None: in office when the source was made, or not known."""
    date_precision: str
    """Precision of start and end: day, month, year, unknown, open."""
    source: str
    """Where the dates are from."""
    second_source: str | None
    """A second source that agrees."""
    note: str | None
    """What is doubtful."""

    @property
    def basis(self) -> str:
        """The office and the dates, as `Mention.basis` prints them."""
        return f"office {self.office_id} {self.start or '…'}/{self.end or '…'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOwner:
    """Whose an office is, where its id does not begin with the id of the state."""

    office: str
    """An office, or the first words of the ids of several; the longest that fits counts."""
    actor_ids: tuple[str, ...]
    """The state or organisation; with it the body of which the holder is a member."""
    several_at_once: bool
    """Whether several persons hold such an office at a time, not only those on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A phrase that names the holder of an office."""

    office_id: str
    """The office."""
    language: Literal["en", "ru"]
    """Language of the phrase."""
    title: str
    """The phrase, nominative."""
    needs_context: bool
    """Whether other offices are called so too: then the article must say whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """One happening on record."""

    event_id: str
    """Id: words and, where there were several, the date."""
    name_en: str
    """Name in English."""
    name_ru: str
    """Name in Russian."""
    start: str
    """First day, local (YYYY-MM-DD, or YYYY-MM where less is known)."""
    end: str
    """Last day, inclusive."""
    date_precision: Literal["day", "month", "year"]
    """Precision of start and end."""
    local_timezone: str
    """IANA zone in which the dates are local; calls use Washington's."""
    place: str | None
    """place_id; None for calls and what has no one place."""
    country: str | None
    """Two-letter country of the place."""
    lat: float | None
    """Latitude of the place."""
    lon: float | None
    """Longitude of the place."""
    participants: tuple[str, ...]
    """actor_ids, chief ones first."""
    event_type: EventType | None
    """PLOVER type; None for elections, deaths and inaugurations."""
    theme: Theme
    """Lane on the timeline."""
    keywords_en: tuple[str, ...]
    """Words that reports of it use, in English."""
    keywords_ru: tuple[str, ...]
    """The same in Russian."""
    description: str
    """What happened, in a sentence or two."""
    source_urls: tuple[str, ...]
    """Where the record is."""
    confusable_with: tuple[str, ...]
    """event_ids that share place, actors or name."""
    date_basis: str
    """How the date is backed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city, landmark or region."""

    place_id: str
    """Id: the English name in lower case with hyphens."""
    name_en: str
    """Name in English."""
    name_ru: str
    """Name in Russian, nominative."""
    country: str | None = None
    """Two-letter country; None for seas and what lies in several."""
    lat: float | None = None
    """Latitude; None for regions."""
    lon: float | None = None
    """Longitude; None for regions."""
    aliases_en: tuple[str, ...] = ()
    """Other names in English."""
    aliases_ru: tuple[str, ...] = ()
    """Other names and case forms in Russian."""
    timezone: str | None = None
    """IANA zone; None for regions."""
    kind: Literal["city", "landmark", "region"]
    """What it is."""
    coord_source: str | None = None
    """Where the coordinates are from."""
    note: str | None = None
    """What to know before using the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """A form that names several actors, with the rule that decides."""

    language: Literal["en", "ru"]
    """Language of the form."""
    form: str
    """The form, nominative."""
    actor_ids: tuple[str, ...]
    """Whom it can name."""
    rule: Rule
    """How to decide; the rules are explained in data/README.md."""
    default_actor: str | None
    """Whom it names where the rule finds nothing; None: leave it undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakForm:
    """A name that is also a common word or a common surname: alone it names nobody."""

    language: Literal["en", "ru"]
    """Language of the form."""
    form: str
    """The form, nominative."""
    reason: Literal["word", "surname", "first name", "place", "others", "abbreviation", "rare"]
    """What else it is; others: bodies or persons who are not in the reference; rare: seldom
    printed without the first name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a list in one language."""

    language: Literal["en", "ru"]
    """Language of the word."""
    word: str
    """The word, or several, as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonym:
    """A word for the people of a state, or its adjective."""

    actor_id: str
    """The state."""
    language: Literal["en", "ru"]
    """Language of the word."""
    form: str
    """The word: nominative, singular where there is one."""
    part: Literal["people", "adjective", "prefix"]
    """What it is; a prefix is the first half of a compound (российско-американский)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """A value on record for an event; an event can have several."""

    event_id: str
    """The event."""
    attribute: Literal["duration", "number", "part of day"]
    """What it is a value of; days are in `events.csv`."""
    value: str
    """The value: PT1H45M, 10 diplomats, evening."""
    note: str | None
    """What it counts, where that is not plain."""
    source: str | None
    """Address of the record; None: the description in `events.csv`."""
