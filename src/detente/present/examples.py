"""Sentences in which the name of a candidate stands, one of each independent article."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.collect.corpus import Corpus

_REACH = 160  # characters on either side of the name


@dataclass(frozen=True, kw_only=True)
class Example:
    """A sentence with a name."""

    text: str
    """The sentence; a long one is cut around the name."""
    name: str
    """The name as printed."""
    publisher: str
    """Who printed it."""
    day: str
    """When: YYYY-MM-DD, or `no date`."""


class Examples:
    """Finder of sentences for the candidates of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def of(self, candidate_id: str, count: int) -> list[Example]:
        """Up to so many sentences, of articles that are no copies of each other."""
        by_group: dict[str, dict[str, Any]] = {}
        for row in self._held.get(candidate_id, ()):
            by_group.setdefault(self._articles[row["article_id"]]["copy_group"], row)
        return [self._example(row) for row in list(by_group.values())[:count]]

    def first(self, candidate_id: str) -> str:
        """The first sentence alone."""
        found = self.of(candidate_id, 1)
        return found[0].text if found else ""

    def _example(self, row: dict[str, Any]) -> Example:
        article = self._articles[row["article_id"]]
        first, last = self._sentences[row["article_id"], row["sentence"]]
        begin, until = max(first, row["start"] - _REACH), min(last, row["end"] + _REACH)
        text = " ".join(article["body"][begin:until].split())
        return Example(
            text=f"{'… ' * (begin > first)}{text}{' …' * (until < last)}",
            name=row["surface"],
            publisher=article["publisher"],
            day=f"{article['published']:%Y-%m-%d}" if article["published"] else "no date",
        )

    @cached_property
    def _held(self) -> dict[str, list[dict[str, Any]]]:
        held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._corpus.arrow("candidate_mentions").to_pylist():
            if row["article_id"] in self._articles:
                held[row["candidate_id"]].append(row)
        return held

    @cached_property
    def _articles(self) -> dict[str, dict[str, Any]]:
        columns = ["article_id", "copy_group", "publisher", "published", "body"]
        rows = self._corpus.arrow("articles").select(columns).to_pylist()
        chosen = self._corpus.selected
        return {r["article_id"]: r for r in rows if chosen is None or r["article_id"] in chosen}

    @cached_property
    def _sentences(self) -> dict[tuple[str, int], tuple[int, int]]:
        rows = self._corpus.arrow("sentences").to_pylist()
        return {(r["article_id"], r["sentence"]): (r["start"], r["end"]) for r in rows}
