"""A sentence in which the name of a candidate stands."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from detente.collect.corpus import Corpus

_REACH = 160  # characters on either side of the name


class Examples:
    """Finder of sentences for the candidates of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def first(self, candidate_id: str) -> str:
        """The first sentence with the name, a long one cut around it; empty for none."""
        for row in self._held.get(candidate_id, [])[:1]:
            first, last = self._sentences[row["article_id"], row["sentence"]]
            begin, until = max(first, row["start"] - _REACH), min(last, row["end"] + _REACH)
            text = " ".join(self._bodies[row["article_id"]][begin:until].split())
            return f"{'… ' * (begin > first)}{text}{' …' * (until < last)}"
        return ""

    @cached_property
    def _held(self) -> dict[str, list[dict[str, Any]]]:
        held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._corpus.arrow("candidate_mentions").to_pylist():
            if row["article_id"] in self._bodies:
                held[row["candidate_id"]].append(row)
        return held

    @cached_property
    def _bodies(self) -> dict[str, str]:
        rows = self._corpus.arrow("articles").select(["article_id", "body"]).to_pylist()
        chosen = self._corpus.selected
        return {
            r["article_id"]: r["body"] for r in rows if chosen is None or r["article_id"] in chosen
        }

    @cached_property
    def _sentences(self) -> dict[tuple[str, int], tuple[int, int]]:
        rows = self._corpus.arrow("sentences").to_pylist()
        return {(r["article_id"], r["sentence"]): (r["start"], r["end"]) for r in rows}
