"""How much speech of the embedded corpus is found, and how much of it has the right speaker."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from detente import files
from detente.collect.load import load
from detente.extract import mentions, quotes
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

# Reading files is tested elsewhere; its libraries warn of proxies and of their own renamings.
pytestmark = [
    pytest.mark.filterwarnings("ignore:SOCKS support in urllib3"),
    pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning"),
]
GOLD = Path(__file__).parents[1] / "data" / "gold"
# F of the words, and of the words with their speaker: a little under what was measured.
FLOORS = {"en": (0.97, 0.90), "ru": (0.94, 0.94)}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Quotes in marks, by the locator of their article."""
    if not GOLD.is_dir():
        pytest.skip(f"no gold labels in {GOLD}")
    corpus = load(
        [files.SAMPLE / "articles"],
        tmp_path_factory.mktemp("corpus"),
        publishers=files.SAMPLE / "publishers.csv",
        workers=1,
    )
    reference = Reference.load()
    by_locator = {}
    for row in corpus.articles.itertuples():
        reading = Reading(
            article_id=row.article_id,
            title=row.title,
            body=row.body,
            language=row.language,
            day=None if pd.isna(row.published) else row.published.date(),
            country=row.country,
            sentences=split(row.body, row.language),
        )
        rows = quotes.find(reading, mentions.find(reading, reference))
        by_locator[row.locator] = [q for q in rows if q.kind != "indirect"]
    return by_locator


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_speech_of_the_sample_is_found_with_its_speaker(found, language):
    labels, articles = _labels(language)
    printed = Counter()
    for locator in articles:
        for quote in found.get(locator, ()):
            printed[locator, _bare(quote.surface), quote.speaker_id or ""] += 1

    words = _f(_without_speaker(labels), _without_speaker(printed))
    speakers = _f(labels, printed)

    assert words >= FLOORS[language][0]
    assert speakers >= FLOORS[language][1]


def _labels(language: str):
    labels = Counter()
    with (GOLD / language / "quotes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels[row["locator"], _bare(row["quote"]), row["speaker_id"]] += 1
    with (GOLD / language / "articles.csv").open(encoding="utf-8") as file:
        return labels, [row["locator"] for row in csv.DictReader(file)]


def _bare(words: str) -> str:
    """Words without the punctuation at their end, which some set inside the marks."""
    return " ".join(words.split()).rstrip(" .,!?…")


def _without_speaker(counts: Counter) -> Counter:
    without: Counter = Counter()
    for (locator, words, _), count in counts.items():
        without[locator, words] += count
    return without


def _f(labels: Counter, printed: Counter) -> float:
    right = sum((labels & printed).values())
    return 2 * right / (sum(labels.values()) + sum(printed.values()))
