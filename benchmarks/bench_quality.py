"""How much of the embedded corpus is found, and how much of the found is right.

Beside the gold labels of `tests/data/gold/`. The rules were written with these labels in
sight: these are figures of a development set.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pandas as pd

from detente import files
from detente.collect.corpus import Corpus
from detente.embedded import open_corpus

GOLD = files.SAMPLE.parents[1] / "tests" / "data" / "gold"
LANGUAGES = ("en", "ru")
Name = tuple[str, str]
"""What is measured, and the language."""
Kinded = list[tuple[Any, str]]
"""What is labelled or found, with its kind."""


@dataclass(frozen=True)
class Measure:
    """What was found of one sort of thing, beside its labels."""

    what: str
    """The sort of thing."""
    language: str
    """Language of the articles; `all` where the labels cross languages."""
    labelled: int
    """How many are labelled."""
    found: int
    """How many were found."""
    precision: float
    """Share of the found that is labelled."""
    recall: float
    """Share of the labelled that is found."""

    @property
    def f(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def measures(corpus: Corpus) -> list[Measure]:
    """Every measure, in the order of the pipeline."""
    out: list[Measure] = []
    for language in LANGUAGES:
        for part in (_articles, _mentions, _quotes, _events):
            out += part(corpus, language)
    return [*out, *_copies(corpus), *_conflicts(corpus)]


def rows(name: str, *languages: str) -> list[dict[str, str]]:
    """Labels of one table, of some languages."""
    out: list[dict[str, str]] = []
    for language in languages or LANGUAGES:
        with (GOLD / language / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            out += csv.DictReader(lines)
    return out


def locators(corpus: Corpus) -> dict[str, str]:
    """Where each article stands in the sample, by its id."""
    return dict(zip(corpus.articles["article_id"], corpus.articles["locator"], strict=True))


def _articles(corpus: Corpus, language: str) -> Iterator[Measure]:
    gold = {r["locator"]: r for r in rows("articles", language)}
    status = zip(corpus.ledger["locator"], corpus.ledger["status"], strict=True)
    labelled = {(where, r["status"]) for where, r in gold.items()}
    yield _sets(("ledger status", language), labelled, {s for s in status if s[0] in gold})
    read = [r for r in gold.values() if r["status"] != "refused"]
    here = [a for a in corpus.articles.itertuples() if a.locator in gold]
    fields = {
        "title": ("title", str),
        "publication time": ("published", _utc),
        "precision of time": ("published_precision", str),
        "language": ("language", str),
        "publisher": ("publisher", str),
    }
    for name, (column, shown) in fields.items():
        labelled = {(r["locator"], shown(r[column])) for r in read}
        found = {(a.locator, shown(getattr(a, column))) for a in here}
        yield _sets((f"article {name}", language), labelled, found)


def _utc(value: Any) -> str:
    if value is None or value == "" or value is pd.NaT:
        return ""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _mentions(corpus: Corpus, language: str) -> Iterator[Measure]:
    where, texts = locators(corpus), _texts(language)
    gold = {
        (r["locator"], _bare(r["surface"]), r["actor_id"]): r["kind"]
        for r in rows("mentions", language)
    }
    found = {
        (where[m.article_id], _bare(m.surface), _known(m.actor_id)): m.kind
        for m in corpus.mentions.itertuples()
        if where[m.article_id] in texts and m.kind != "pronoun"  # pronouns are not labelled
    }
    items = (list(gold.items()), list(found.items()))
    for kind in ("name", "role", "metonym", "demonym"):
        yield _of_kind((f"mentions, {kind}", language), kind, items)
    yield _sets(("mentions", language), set(gold), set(found))


def _bare(surface: str) -> str:
    return surface.removeprefix("the ").removeprefix("The ")


def _quotes(corpus: Corpus, language: str) -> Iterator[Measure]:
    where, texts = locators(corpus), _texts(language)
    gold = [
        ((r["locator"], _end(r["quote"]), r["speaker_id"]), r["kind"])
        for r in rows("quotes", language)
    ]
    found = [
        ((where[q.article_id], _end(q.surface), _known(q.speaker_id)), q.kind)
        for q in corpus.quotes.itertuples()
        if q.kind != "indirect" and where[q.article_id] in texts
    ]
    words = [Counter(key[:2] for key, _ in side) for side in (gold, found)]
    yield _counted(("quotes", language), *words)
    speakers = [Counter(key for key, _ in side) for side in (gold, found)]
    yield _counted(("quotes with speaker", language), *speakers)
    for kind in ("direct", "mixed"):
        yield _of_kind((f"quotes with speaker, {kind}", language), kind, (gold, found))


def _end(words: str) -> str:
    """Words without the punctuation at their end, which some set inside the marks."""
    return " ".join(words.split()).rstrip(" .,!?…")


def _events(corpus: Corpus, language: str) -> Iterator[Measure]:
    where, texts = locators(corpus), _texts(language)
    gold = {r["locator"]: r["events"].split("|") for r in rows("articles", language) if r["events"]}
    rows_of = list(corpus.subjects.itertuples())
    labelled = {(w, event) for w, events in gold.items() for event in events}
    found = {(w, row.event_id) for row in rows_of if (w := where[row.article_id]) in texts}
    yield _sets(("events of articles", language), labelled, found)
    first = {(w, events[0]) for w, events in gold.items()}
    main = {where[row.article_id]: row.event_id for row in rows_of if row.rank == 1}
    yield _sets(("main event of articles", language), first, {(w, main.get(w, "")) for w in gold})


def _copies(corpus: Corpus) -> Iterator[Measure]:
    gold = list(rows("copies"))
    origins = {r["group"]: r["locator"] for r in gold if r["kind"] == "origin"}
    labelled = {(r["locator"], origins[r["group"]], r["kind"]) for r in gold}
    where = locators(corpus)
    grouped = corpus.articles[corpus.articles["copy_kind"] != "single"]
    found = {(a.locator, where[a.copy_group], a.copy_kind) for a in grouped.itertuples()}
    yield _sets(("pairs of copies", "all"), _pairs(labelled), _pairs(found))
    copies = [{key for key in side if key[2] != "origin"} for side in (labelled, found)]
    yield _sets(("copies with origin and kind", "all"), *copies)


def _pairs(articles: Iterable[tuple[str, str, str]]) -> set[tuple[str, ...]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for locator, origin, _ in articles:
        groups[origin].add(locator)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _conflicts(corpus: Corpus) -> Iterator[Measure]:
    where = locators(corpus)
    gold = {
        (r["event_id"], r["attribute"], r["value"], r["locator"], r["verdict"])
        for r in rows("conflicts")
    }
    found = {
        (c.event_id, c.attribute, c.value, where[c.article_id], c.verdict)
        for c in corpus.conflicts.itertuples()
    }
    cut = [{key for key in side if key[-1] == "conflict"} for side in (gold, found)]
    yield _sets(("contradictions", "all"), *cut)
    yield _sets(("values that differ", "all"), gold, found)


def _texts(language: str) -> set[str]:
    return {r["locator"] for r in rows("articles", language)}


def _known(actor_id: Any) -> str:
    return actor_id if isinstance(actor_id, str) else ""


def _of_kind(name: Name, kind: str, sides: tuple[Kinded, Kinded]) -> Measure:
    """Those of one kind; it is no fault here that the other side gives another kind."""
    labelled, found = (Counter(key for key, k in side if k == kind) for side in sides)
    all_labelled, all_found = (Counter(key for key, _ in side) for side in sides)
    return _measure(name, (labelled, found), (found & all_labelled, labelled & all_found))


def _sets(name: Name, labelled: set[Any], found: set[Any]) -> Measure:
    return _counted(name, Counter(labelled), Counter(found))


def _counted(name: Name, labelled: Counter[Any], found: Counter[Any]) -> Measure:
    right = labelled & found
    return _measure(name, (labelled, found), (right, right))


def _measure(
    name: Name, sides: tuple[Counter[Any], ...], right: tuple[Counter[Any], ...]
) -> Measure:
    """`right`: the found that are labelled, and the labelled that are found."""
    labelled, found = (side.total() for side in sides)
    precision, recall = right[0].total() / max(found, 1), right[1].total() / max(labelled, 1)
    return Measure(*name, labelled, found, precision, recall)


def main() -> None:
    print("| on the embedded corpus | language | labelled | found | precision | recall | F |")
    print("|---|---|---|---|---|---|---|")
    for m in measures(open_corpus()):
        scores = f"{m.precision:.3f} | {m.recall:.3f} | {m.f:.3f}"
        print(f"| {m.what} | {m.language} | {m.labelled} | {m.found} | {scores} |")


if __name__ == "__main__":
    main()
