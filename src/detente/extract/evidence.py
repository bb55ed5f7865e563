"""The evidence tables: every row is a span of an article's body.

`body[start:end]` is the row's `surface`, for every row of every table here.
"""

from dataclasses import dataclass
from typing import Literal

from detente.extract.intervals import Precision

MentionKind = Literal["name", "role", "metonym", "demonym", "pronoun"]
QuoteKind = Literal["direct", "mixed", "indirect"]
Modality = Literal["happened", "planned", "denied", "hypothetical", "demanded"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
"""PLOVER's types of action."""
QuadClass = Literal[
    "verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an article; sentences cover the body in order, without the space between."""

    article_id: str
    """The article."""
    sentence: int
    """Number of the sentence in the article, from 0."""
    start: int
    """Offset of its first character in the body."""
    end: int
    """Offset after its last character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of an article that a row rests on."""

    article_id: str
    """The article."""
    sentence: int
    """The sentence that holds the span, or in which it begins."""
    start: int
    """Offset of its first character in the body."""
    end: int
    """Offset after its last character."""
    surface: str
    """The span as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Span):
    """A span that names an actor."""

    actor_id: str | None
    """The actor of the reference, or None where the rule leaves it undecided."""
    kind: MentionKind
    """name; role (an office held at a date); metonym (Moscow); demonym (Russian); pronoun."""
    basis: str
    """The rule and the fact that decided: `alias`, `surname after full name`, `office
    us-president 2021-01-20/…`, `ambiguous: jake-sullivan|john-j-sullivan`."""
    score: float
    """Confidence of the rule from 0 to 1; 0 where undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan(Span):
    """An expression of time, with the interval that it stands for."""

    value: str
    """TIMEX3 value, ISO 8601 where there is one: 2021-05-19, 2021-05-19T20:15, 2021-05-19TEV
    (evening), 2021-05, 2021-SU, 2021-W20, 199 (the 1990s), PT1H45M, PXD (some days), PAST_REF."""
    begin: str | None
    """First day of the interval, YYYY-MM-DD, local to where it happened; None for a duration, for
    what is repeated, and for the past."""
    until: str | None
    """Last day of the interval, inclusive; None for a duration, for what is repeated, and for an
    open end."""
    precision: Precision
    """The unit that was printed; `vague` for recently, in the coming weeks; `repeated` for
    every year."""
    basis: str
    """The rule that resolved it: `full date`, `weekday before publication`, `year from
    publication` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Span):
    """A span of speech with its speaker. The surface is the words without the quote marks."""

    cue: str | None
    """The verb or phrase of speech: said, according to, заявил; a colon after a speaker's label."""
    speaker_id: str | None
    """The actor who spoke; None where it is not a known actor or not decided."""
    speaker_surface: str | None
    """The speaker as printed."""
    kind: QuoteKind
    """direct (a whole clause in marks), mixed (some words in marks), indirect (no marks)."""
    about: tuple[str, ...]
    """Actors named inside the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Span):
    """Who did what to whom, as one sentence reports it: the words that a rule read."""

    actor_id: str | None
    """Who acts."""
    recipient_id: str | None
    """To whom."""
    event_type: str
    """One of PLOVER's 16 types: AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT,
    REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT."""
    mode: str | None
    """PLOVER's mode within the type (visit, expel, arrest …), where the rule says one."""
    quad_class: QuadClass
    """PLOVER's quad class of the type."""
    modality: Modality
    """Whether the sentence says that it happened."""
    scale: float | None
    """From -10 (armed attack) to 7 or 8 (aid, a ceasefire): the value of the mode in
    `plover_modes.csv`, else of the type in `plover_types.csv`; half of it for what is planned;
    None for what is demanded, denied or supposed, because nothing was done."""
    date: str | None
    """Day of the action, YYYY-MM-DD or shorter, where a time in the sentence or the
    publication date gives one."""
    place: str | None
    """The place of the reference nearest to the action, where the sentence names one as where
    something is (in Geneva, в Женеве)."""
    rule: str
    """Id of the rule that fired; the rules are in `data/reference/action_rules.csv`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening in the world, that one or more sentences report."""

    event_id: str
    """Id in the reference; `found-…` for an event that the articles gave."""
    known: str | None
    """Id in the reference, None for an event that the articles gave."""
    label: str
    """Name in the reference, or the best sentence that reports it."""
    begin: str
    """First day, local to where it happened (YYYY-MM-DD, or shorter where less is known)."""
    until: str
    """Last day, inclusive."""
    precision: Literal["day", "month", "year"]
    """Precision of begin and until."""
    place: str | None
    """place_id of the reference."""
    actors: tuple[str, ...]
    """Actors, most mentioned first."""
    event_types: tuple[str, ...]
    """PLOVER types, most frequent first."""
    articles: int
    """How many articles report it."""
    independent: int
    """How many copy groups report it: copies of one text count once."""
    publishers: int
    """How many publishers report it."""
    countries: tuple[str, ...]
    """Countries of those publishers, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEvidence:
    """A sentence that reports an event."""

    event_id: str
    """The event."""
    article_id: str
    """The article."""
    sentence: int
    """The sentence."""
    score: float
    """How well actors, place, time and words of the sentence agree with the event, 0 to 1."""
    basis: str
    """What agrees: `actor antony-blinken; place reykjavik; words meeting; date 2021-05-19`. A
    sentence that only names an event as one to come says `printed before it`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An event on record of which an article speaks, with how much it is about it."""

    article_id: str
    """The article."""
    event_id: str
    """The event."""
    rank: int
    """1 for the event that the article is about, 2 for the next …"""
    share: float
    """Its share of the article's events, 0 to 1: how often and how early it is told, whether the
    headline agrees with it, and how new it was."""
    sentences: int
    """How many sentences speak of it."""
    basis: str
    """What decided: `first told in sentence 1; headline: antony-blinken, meeting; 1 day from
    publication`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Span):
    """Something that one article prints and that the record says otherwise."""

    attribute: Literal["office", "name", "weekday", "date", "place", "who"]
    """What is wrong: the office of a person, the spelling of a name, the weekday of a date, the
    date or place of a meeting, who met."""
    printed: str
    """What the article says."""
    record: str
    """What is on record."""
    reason: str
    """Why both cannot be true, in plain words."""
    source: str
    """Where the record is: the source of the table's row, an address, the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One value that one article prints for an attribute on which reports differ."""

    event_id: str
    """The event."""
    attribute: str
    """What they differ on: date, duration, number …"""
    value: str
    """The value, normalised: 2021-05-19, PT1H45M, 10 diplomats."""
    article_id: str
    """The article that prints it."""
    start: int
    """Offset of the printed value in the body."""
    end: int
    """Offset after it."""
    independent: int
    """How many copy groups print this value."""
    against: str
    """What it cannot be true beside: the reference's value, or the other values, `;`-separated."""
    verdict: Literal["conflict", "compatible"]
    """conflict: cannot both be right; compatible: differ by time zone, rounding or wording."""
    reason: str
    """The rule, in a few words: `19 May in Reykjavik is 20 May in Moscow`."""
