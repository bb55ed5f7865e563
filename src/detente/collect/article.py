"""The article: one printed piece, as one publisher printed it. Its fields are the contract."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from detente.tables import LocalTime

Reason = Literal[
    "same article again",
    "only the beginning",
    "very long",
    "perhaps several",
    "encoding guessed",
    "text repaired",
    "no text",
    "not text",
    "no records",
    "several documents",
    "not published",
    "part of a page",
    "damaged",
    "changed",
    "unreadable",
    "too large",
    "too much",
]
LocalBasis = Literal["as printed", "publisher's place", "UTC", "none"]
Precision = Literal["second", "minute", "day", "month", "year", "none"]
CopyKind = Literal["single", "origin", "exact", "near", "partial", "paraphrased", "translated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, cleaned; what was printed is kept beside what was made of it."""

    article_id: str
    """Hash of publisher and normalised text: the same article has the same id anywhere."""
    url: str | None
    """Address in one form: without trackers, fragments, AMP and mobile hosts."""
    url_raw: str | None = None
    """Address as it was printed."""
    publisher: str
    """Name of the publisher, or its domain, or the folder it came from; "unknown" if none."""
    country: str | None
    """Two-letter country of the publisher, from a publishers table; None if not in one."""
    zone: str | None = None
    """Time zone of the publisher's place, as Europe/Moscow; None where it is not known."""
    title: str
    """Headline, clean."""
    summary: str | None
    """Deck or standfirst: the sentence or two that the publisher set under the headline."""
    byline: str | None
    """Authors as printed, without "By"."""
    section: str | None
    """Rubric that the publisher filed the article under."""
    body: str
    """Text, clean; paragraphs separated by one blank line. All offsets count in this string."""
    language: str
    """Two-letter language of the body: en, ru or uk; "und" for another language, or none."""
    published: datetime | None
    """Time of publication in UTC; a date alone is its midnight UTC. None if not found."""
    published_local: LocalTime | None = None
    """Day and clock of publication in the publisher's place: what days, weekdays and counts go by.
    A date alone is its midnight."""
    published_offset: str | None = None
    """How far `published_local` is ahead of UTC, as +03:00; None for a date alone, and for a clock
    without a zone of a publisher whose place is not known."""
    published_local_basis: LocalBasis = "none"
    """What tells `published_local`: as printed; publisher's place, where only UTC was printed and
    the zone of the publisher is known; UTC, where it is not; none."""
    published_precision: Precision
    """How much of `published` was printed."""
    published_basis: str
    """Where `published` was found: json-ld, meta, label (a line that says published), time-element,
    url, feed, header, column, text, htmldate, none; then what was assumed, and which dates were
    passed over and why."""
    published_raw: str | None
    """`published` as it was printed."""
    updated: datetime | None = None
    """Time of the last change in UTC, where the publisher gives one apart from `published`."""
    title_raw: str | None
    """Headline as it was printed."""
    reader: str
    """Name of the reader that read the file: text, html, jsonl, table, feed …"""
    source: str
    """The input as the user named it: a path relative to the folder that was loaded."""
    locator: str
    """Place of the article in the source that a person can open: `file.csv#row 12`."""
    furniture: tuple[str, ...]
    """What was cut from the text, each as `reason: the text`."""
    copy_group: str
    """Id of the copy group: the article_id of its origin. An article alone is its own origin."""
    copy_kind: CopyKind
    """How the text agrees with the origin's: single (no copies), origin, exact, near, partial,
    paraphrased, translated."""
    is_origin: bool
    """Whether this is the earliest article of its copy group (true for an article alone)."""
    copy_shared: float | None = None
    """Share of the text that the origin has too: of its words in passages of three and more, or
    of its sentences where it is told again; None for an origin and an article alone."""


Unit = Literal["", "line", "row"]
"""What a record is in a file so large that it is read in blocks; empty: it cannot be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One article as a reader found it, before cleaning."""

    place: str
    """Place in the file, such as `line 3`; empty where the file is the record."""
    body: str
    """Text with paragraphs, not yet cleaned."""
    title: str = ""
    """Headline as printed."""
    summary: str = ""
    """Deck."""
    byline: str = ""
    """Authors as printed."""
    section: str = ""
    """Rubric."""
    url: str = ""
    """Address."""
    publisher: str = ""
    """Publisher as the record names it."""
    dates: tuple[tuple[str, str], ...] = ()
    """Candidates for the time of publication, best first: (basis, as printed)."""
    updated: tuple[tuple[str, str], ...] = ()
    """Candidates for the time of the last change, best first: (basis, as printed)."""
    retrieved: str = ""
    """When the record was fetched, as printed; nothing in it was published later."""
    partial: str = ""
    """What says that the source gives only the beginning of the text; empty where nothing does."""
    furniture: tuple[str, ...] = ()
    """What the reader cut already, each as `reason: the text`."""
    outline: str = ""
    """The lines among which the paragraphs stood; empty where the body has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One record that cannot be read, and why."""

    place: str
    """Place in the file."""
    reason: Reason
    """Why."""
    seen: str = ""
    """What was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One input file in memory."""

    source: str
    """Path relative to the folder that was loaded."""
    data: bytes
    """Content, unpacked."""
    text: str
    """Content as text, that of a document with a line a paragraph and a form feed a page; empty
    for a file that is not text."""
    kind: str = ""
    """What was opened to get the text: docx, rtf, pdf, odt …; empty for a file of plain text."""
    url: str = ""
    """Address that the file was fetched from, where its container says."""
    retrieved: str = ""
    """When it was fetched, where its container says."""
    columns: tuple[tuple[str, str], ...] = ()
    """(field, column) as the user named them; they come before what is guessed."""
    properties: tuple[tuple[str, str], ...] = ()
    """What the document says of itself: (title, author, created …, as printed)."""


def sound(found: Draft | Refusal) -> Draft | Refusal:
    """The same with halves of letters, which JSON can hold and Parquet cannot, as U+FFFD."""
    fields = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    return dataclasses.replace(found, **{name: _sound(value) for name, value in fields.items()})


def _sound(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_sound, value))
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Status = Literal["read", "repaired", "refused"]
MEANINGS: dict[Reason, str] = {
    "same article again": "read or repaired; this publisher's same text is there already",
    "only the beginning": "read or repaired; the source gives only the beginning of the text",
    "very long": "read or repaired; over 20,000 words: look whether it is one article",
    "perhaps several": "read or repaired; can be many documents, though no mark says so",
    "encoding guessed": "repaired; neither UTF-8 nor the encoding that the file declares",
    "text repaired": "repaired; letters that a wrong encoding had turned into others",
    "no text": "refused; a record, but with no article in it",
    "not text": "refused; a picture, a programme or another file without text",
    "no records": "refused; a file of a known format that holds no record",
    "several documents": "refused; looks like many documents that no reader took apart",
    "not published": "refused; a draft, or withheld or cancelled by whom it comes from",
    "part of a page": "refused; saved with a page that is an input of its own",
    "damaged": "refused; cut off or not well formed from here on",
    "changed": "refused; it was written to while it was read; load again",
    "unreadable": "refused; the file could not be opened",
    "too large": "refused; more than détente reads from one file",
    "too much": "refused; reading it takes more time or memory than one article may",
}
"""Every reason and what it says, beginning with the status that it goes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """What became of one input record."""

    source: str
    """The input file, relative to the folder that was loaded."""
    locator: str
    """Place in the source that a person can open: `file.csv#row 12`, `feed.xml#item 3`."""
    status: Status
    """read; repaired (read after a repair that the reason names); refused."""
    reason: str
    """Empty, or one of a closed set of reasons, with what was seen after a colon."""
    article_id: str | None
    """The article that the record became; None if refused."""
