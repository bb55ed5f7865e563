"""All evidence of one article: the extractors in order, none of which can lose the others' work."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar

from detente.extract import (
    actions,
    counts,
    cues,
    mentions,
    places,
    pronouns,
    quotes,
    record_check,
    sentences,
    subjects,
    times,
)
from detente.extract.counts import Count
from detente.extract.cues import Cues
from detente.extract.evidence import (
    Action,
    Check,
    EventEvidence,
    Mention,
    Quote,
    Sentence,
    Subject,
    TimeSpan,
)
from detente.extract.linking import Linker
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.told import Evidence, Told, told_by

TABLES: dict[str, type] = {
    "sentences": Sentence,
    "mentions": Mention,
    "times": TimeSpan,
    "quotes": Quote,
    "actions": Action,
    "counts": Count,
    "event_evidence": EventEvidence,
    "subjects": Subject,
    "checks": Check,
}
"""The tables that one article gives rows to, with their record classes."""
_DAY_OR_BETTER = frozenset({"day", "minute", "second"})
Found = TypeVar("Found")


class ArticleReader:
    """Runs the extractors over articles; it builds its automata once, on its first article."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    def read(self, article: dict[str, Any]) -> tuple[dict[str, list[Any]], str]:
        """Rows by table, and the reasons why some are missing (empty: none is).

        An extractor that fails gives no rows; those after it go on without them.
        """
        reasons: list[str] = []

        def run(step: str, extractor: Callable[..., Iterable[Found]], *given: Any) -> list[Found]:
            try:
                return list(extractor(*given))
            except Exception as error:  # noqa: BLE001  # one article must not stop the corpus
                reasons.append(f"{step}: {type(error).__name__}: {error}")
                return []

        spans = run("sentences", sentences.split, article["body"], article["language"])
        reading = reading_of(article, tuple(spans) or ((0, len(article["body"])),))
        who = run("mentions", mentions.find, reading, self.reference)
        when = run("times", times.find, reading, self.reference)
        where = run("places", places.find, reading, self.reference)
        what = run("actions", partial(actions.find, places=where), reading, who, when)
        words = run("cues", self._cues.find, reading.body)
        evidence = Evidence(mentions=who, times=when, places=where, actions=what, cues=words)
        linked = run("events", self._linker.link, reading, evidence)
        headline = run("headline", self._headline, reading) if linked else []
        book = self._linker.book
        about = run("subjects", subjects.find, linked, next(iter(headline), None), book)
        check = partial(record_check.find, book=book)
        rows: dict[str, list[Any]] = {
            "sentences": _sentences(reading),
            "mentions": sorted(
                who + run("pronouns", pronouns.find, reading, self.reference, who),
                key=lambda mention: mention.start,
            ),
            "times": when,
            "quotes": run("quotes", quotes.find, reading, who),
            "actions": what,
            "counts": run("counts", counts.find, reading, words, when),
            "event_evidence": linked,
            "subjects": about,
            "checks": run("checks", check, reading, evidence, about),
        }
        return rows, "; ".join(reasons)

    def _headline(self, reading: Reading) -> list[Told]:
        """What the headline says, read as a sentence; nothing where there is none."""
        if not reading.title:
            return []
        alone = replace(reading, title="", body=reading.title, sentences=((0, len(reading.title)),))
        who = mentions.find(alone, self.reference)
        when = times.find(alone, self.reference)
        evidence = Evidence(
            mentions=who,
            times=when,
            places=list(places.find(alone, self.reference)),
            actions=list(actions.find(alone, who, when)),
            cues=self._cues.find(alone.body),
        )
        return told_by(alone, evidence, self._linker.book)

    @cached_property
    def _cues(self) -> Cues:
        return cues.of(self.reference)

    @cached_property
    def _linker(self) -> Linker:
        return Linker(self.reference, self._cues)


def reading_of(article: dict[str, Any], spans: tuple[tuple[int, int], ...]) -> Reading:
    """An article as the extractors see it."""
    precise = article["published"] is not None and article["published_precision"] in _DAY_OR_BETTER
    day: date | None = article["published"].date() if precise else None
    return Reading(
        article_id=article["article_id"],
        title=article["title"],
        body=article["body"],
        language=article["language"],
        day=day,
        country=article["country"],
        sentences=spans,
        publisher=article["publisher"],
    )


def _sentences(reading: Reading) -> list[Sentence]:
    return [
        Sentence(article_id=reading.article_id, sentence=n, start=start, end=end)
        for n, (start, end) in enumerate(reading.sentences)
    ]
