"""One article as the extractors see it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from detente.extract.evidence import Mention, MentionKind

Row = TypeVar("Row")


class Decided(NamedTuple):
    """Whom a name or a phrase means."""

    actor_id: str | None
    """The actor; None where several can be meant."""
    basis: str
    """The rule and the fact that decided."""
    score: float
    """Confidence of the rule from 0 to 1; 0 where undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article being read: its text, and what is known before reading it."""

    article_id: str
    """The article."""
    title: str
    """Headline; evidence comes from the body alone, the headline only helps to decide."""
    body: str
    """The text in which all offsets count."""
    language: str
    """en, ru, uk or und."""
    day: date | None
    """Day of publication in the publisher's place; None if it was not found."""
    country: str | None
    """Country of the publisher."""
    sentences: tuple[tuple[int, int], ...]
    """Offsets of the sentences, in order."""
    publisher: str = ""
    """Who printed it."""

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that holds an offset (the last one that starts before it)."""
        return max(bisect_right(self.sentences, (offset, len(self.body))) - 1, 0)

    def sentence_start(self, offset: int) -> int:
        """Offset at which the sentence that holds an offset begins."""
        return self.sentences[self.sentence_at(offset)][0] if self.sentences else 0

    def is_quoted(self, offset: int) -> bool:
        """Whether a quote mark of the paragraph is open at an offset."""
        said = self.body[self.body.rfind("\n\n", 0, offset) + 1 : offset]
        opened = sum(map(said.count, "“«„")) > sum(map(said.count, "”»"))
        return opened or said.count('"') % 2 == 1

    def mention(self, span: tuple[int, int], kind: MentionKind, decided: Decided) -> Mention:
        """A span of the body as a mention of the actor that it was decided to mean."""
        start, end = span
        return Mention(
            article_id=self.article_id,
            sentence=self.sentence_at(start),
            start=start,
            end=end,
            surface=self.body[start:end],
            actor_id=decided.actor_id,
            kind=kind,
            basis=decided.basis,
            score=decided.score,
        )


def longest(found: Iterable[Row], span: Callable[[Row], tuple[int, int]]) -> list[Row]:
    """Of what stands in a text and overlaps, the longest, then the first, in order."""
    spans = sorted(((span(one), one) for one in found), key=lambda s: (s[0][0] - s[0][1], s[0][0]))
    taken = bytearray(max((end for (_, end), _ in spans), default=0))
    kept = []
    for (start, end), one in spans:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, one))
    return [one for _, one in sorted(kept, key=lambda k: k[0])]


PREFIX = "found-"
"""Start of the id of an event that the articles gave."""
Key = tuple[str, int]
"""An article and the number of one of its sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What was found in the sentences of a corpus, by article and sentence."""

    articles: dict[str, dict[str, Any]]
    """Rows of the articles by id, in order."""
    mentions: dict[Key, list[dict[str, Any]]]
    """Mentions of known actors."""
    actions: dict[Key, list[dict[str, Any]]]
    """Actions."""
    times: dict[Key, list[dict[str, Any]]]
    """Times."""
    counts: dict[Key, list[dict[str, Any]]]
    """Counted things."""
    sentences: dict[Key, dict[str, Any]]
    """The sentences themselves."""
    evidence: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Evidence rows of events on record, by event."""

    def text(self, key: Key) -> str:
        """A sentence as printed."""
        row = self.sentences[key]
        return self.articles[key[0]]["body"][row["start"] : row["end"]]


def readings(articles: pa.Table, evidence: dict[str, pa.Table]) -> Readings:
    """The tables of a corpus, ready to be asked by sentence."""
    known = defaultdict(list)
    for row in evidence["event_evidence"].to_pylist():
        if not row["event_id"].startswith(PREFIX):
            known[row["event_id"]].append(row)
    return Readings(
        articles={row["article_id"]: row for row in articles.to_pylist()},
        mentions=_by_sentence(evidence["mentions"].filter(pc.field("kind") != "pronoun")),
        actions=_by_sentence(evidence["actions"]),
        times=_by_sentence(evidence["times"]),
        counts=_by_sentence(evidence["counts"]),
        sentences={key: rows[0] for key, rows in _by_sentence(evidence["sentences"]).items()},
        evidence=dict(known),
    )


def _by_sentence(table: pa.Table) -> dict[Key, list[dict[str, Any]]]:
    groups: dict[Key, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        if row.get("actor_id", "") is not None or "rule" in row:
            groups.setdefault((row["article_id"], row["sentence"]), []).append(row)
    return groups
