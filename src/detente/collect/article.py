"""The article: one printed piece, as one publisher printed it. Its fields are the contract."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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
    """Two-letter language of the body: en, ru or uk; "und" where it cannot be told."""
    published: datetime | None
    """Time of publication in UTC; a date alone is its midnight UTC. None if not found."""
    published_precision: Precision
    """How much of `published` was printed."""
    published_basis: str
    """Where `published` was found: json-ld, meta, time-element, url, feed, header, column, text,
    htmldate, none; then what was assumed, and which dates were passed over and why."""
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
    """Share of the text that the origin has too: of its word triples, or of its sentences where it
    is told again; None for an origin and an article alone."""
