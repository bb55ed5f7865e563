"""How much of the embedded corpus is found, and how much of the found is right.

Beside the gold labels of `tests/data/gold/`. The rules were written with these labels in
sight: these are figures of a development set.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from detente import files
from detente.collect.corpus import Corpus
from detente.embedded import open_corpus

GOLD = files.SAMPLE.parents[1] / "tests" / "data" / "gold"
FOUND_LATER = 0.3
"""How much less a sentence counts towards the main event, for each sentence before it."""
Measures = dict[str, tuple[int, float, float]]


def measures(corpus: Corpus) -> Measures:
    """By name of the measure: how many are labelled, precision, recall."""
    out: Measures = {}
    for language in ("en", "ru"):
        for part in (_articles, _mentions, _quotes, _events):
            out |= {f"{language} {name}": value for name, value in part(corpus, language).items()}
    return out | _copies(corpus) | _conflicts(corpus)


def _rows(language: str, name: str) -> list[dict[str, str]]:
    with (GOLD / language / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _counted(labelled: Counter[Any], found: Counter[Any]) -> tuple[int, float, float]:
    right = (labelled & found).total()
    return labelled.total(), right / max(found.total(), 1), right / max(labelled.total(), 1)


def _sets(labelled: Iterable[Any], found: Iterable[Any]) -> tuple[int, float, float]:
    return _counted(Counter(set(labelled)), Counter(set(found)))


def _articles(corpus: Corpus, language: str) -> Measures:
    gold = {r["locator"]: r for r in _rows(language, "articles")}
    status = dict(zip(corpus.ledger["locator"], corpus.ledger["status"], strict=True))
    here = {a.locator: a for a in corpus.articles.itertuples() if a.locator in gold}
    read = {where: r for where, r in gold.items() if r["status"] != "refused"}
    fields = {
        "title": lambda r, a: (r["title"], a.title),
        "publication time": lambda r, a: (_utc(r["published"]), _utc(a.published)),
        "precision": lambda r, a: (r["published_precision"], a.published_precision),
        "language": lambda r, a: (r["language"], a.language),
        "publisher": lambda r, a: (r["publisher"], a.publisher),
    }
    out = {
        "ledger": _sets(((w, r["status"]) for w, r in gold.items()), ((w, status[w]) for w in gold))
    }
    for name, both in fields.items():
        pairs = {where: both(r, here[where]) for where, r in read.items() if where in here}
        labelled = [(where, pair[0]) for where, pair in pairs.items()]
        out[f"article {name}"] = _sets(labelled, [(where, p[1]) for where, p in pairs.items()])
    return out


def _utc(value: Any) -> str:
    if value is None or value == "" or value is pd.NaT:
        return ""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _mentions(corpus: Corpus, language: str) -> Measures:
    where = _locators(corpus)
    texts = {r["locator"] for r in _rows(language, "articles")}
    gold = {
        (r["locator"], _bare(r["surface"]), r["actor_id"]): r["kind"]
        for r in _rows(language, "mentions")
    }
    found = {
        (
            where[m.article_id],
            _bare(m.surface),
            m.actor_id if isinstance(m.actor_id, str) else "",
        ): m.kind
        for m in corpus.mentions.itertuples()
        if where[m.article_id] in texts
    }
    out = {}
    for kind in ("name", "role", "metonym", "demonym"):
        labelled = [key for key, value in gold.items() if value == kind]
        shown = [key for key, value in found.items() if value == kind]
        precision = sum(key in gold for key in shown) / max(len(shown), 1)
        recall = sum(key in found for key in labelled) / max(len(labelled), 1)
        out[f"mentions, {kind}"] = (len(labelled), precision, recall)
    return out | {"mentions": _sets(gold, found)}


def _quotes(corpus: Corpus, language: str) -> Measures:
    where = _locators(corpus)
    texts = {r["locator"] for r in _rows(language, "articles")}
    gold = Counter(
        (r["locator"], _end(r["quote"]), r["speaker_id"]) for r in _rows(language, "quotes")
    )
    found = Counter(
        (
            where[q.article_id],
            _end(q.surface),
            q.speaker_id if isinstance(q.speaker_id, str) else "",
        )
        for q in corpus.quotes.itertuples()
        if q.kind != "indirect" and where[q.article_id] in texts
    )
    words = [Counter(key[:2] for key in side.elements()) for side in (gold, found)]
    return {"quotes": _counted(*words), "quotes with speaker": _counted(gold, found)}


def _events(corpus: Corpus, language: str) -> Measures:
    where = _locators(corpus)
    gold = {
        r["locator"]: r["events"].split("|") for r in _rows(language, "articles") if r["events"]
    }
    weight: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in corpus.event_evidence.itertuples():
        if not row.event_id.startswith("found-"):
            weight[where[row.article_id]][row.event_id] += row.score / (
                1 + FOUND_LATER * row.sentence
            )
    labelled = [(w, event) for w, events in gold.items() for event in events]
    found = [(w, event) for w in gold for event in weight[w]]
    main = sum(max(weight[w], key=lambda e: weight[w][e], default="") == gold[w][0] for w in gold)
    return {
        "events of articles": _sets(labelled, found),
        "main event of articles": (len(gold), main / len(gold), main / len(gold)),
    }


def _copies(corpus: Corpus) -> Measures:
    """Articles with the origin they copy; paraphrases and translations are not looked for."""
    rows = [r for language in ("en", "ru") for r in _rows(language, "copies")]
    origins = {r["group"]: r["locator"] for r in rows if r["kind"] == "origin"}
    gold = [
        (r["locator"], origins[r["group"]], r["kind"])
        for r in rows
        if r["kind"] in ("exact", "near")
    ]
    where = _locators(corpus)
    copied = corpus.articles[~corpus.articles["is_origin"]]
    found = [(a.locator, where[a.copy_group], a.copy_kind) for a in copied.itertuples()]
    return {"copies with origin and kind": _sets(gold, found)}


def _conflicts(corpus: Corpus) -> Measures:
    where = _locators(corpus)
    gold = {
        (r["event_id"], r["attribute"], r["locator"], r["verdict"])
        for language in ("en", "ru")
        for r in _rows(language, "conflicts")
    }
    found = {
        (c.event_id, c.attribute, where[c.article_id], c.verdict)
        for c in corpus.conflicts.itertuples()
    }
    cut = [[key for key in side if key[3] == "conflict"] for side in (gold, found)]
    return {"contradictions": _sets(*cut), "values that differ": _sets(gold, found)}


def _locators(corpus: Corpus) -> dict[str, str]:
    return dict(zip(corpus.articles["article_id"], corpus.articles["locator"], strict=True))


def _bare(surface: str) -> str:
    return surface.removeprefix("the ").removeprefix("The ")


def _end(words: str) -> str:
    """Words without the punctuation at their end, which some set inside the marks."""
    return " ".join(words.split()).rstrip(" .,!?…")


def main() -> None:
    print("| on the embedded corpus | labelled | precision | recall | F |\n|---|---|---|---|---|")
    for name, (n, p, r) in measures(open_corpus()).items():
        print(f"| {name} | {n} | {p:.3f} | {r:.3f} | {2 * p * r / max(p + r, 1e-9):.3f} |")


if __name__ == "__main__":
    main()
