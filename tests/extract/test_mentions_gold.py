"""How many actors of the embedded corpus are found, and how many of the found are right."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from detente import files
from detente.collect.load import load
from detente.extract import mentions, times
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

# Reading files is tested elsewhere; its libraries warn of proxies and of their own renamings.
pytestmark = [
    pytest.mark.filterwarnings("ignore:SOCKS support in urllib3"),
    pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning"),
]
GOLD = Path(__file__).parents[1] / "data" / "gold"
REFERENCE = Reference.load()
# A little under what was measured; docs/benchmarks.md has the figures.
FLOORS = {
    ("en", "name"): (0.98, 0.97),
    ("en", "role"): (0.96, 0.91),
    ("en", "metonym"): (0.93, 0.96),
    ("en", "demonym"): (0.97, 0.95),
    ("ru", "name"): (0.97, 0.97),
    ("ru", "role"): (0.96, 0.93),
    ("ru", "metonym"): (0.95, 0.95),
    ("ru", "demonym"): (0.95, 0.95),
}


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    if not GOLD.is_dir():
        pytest.skip(f"no gold labels in {GOLD}")
    folder = tmp_path_factory.mktemp("corpus")
    corpus = load(
        [files.SAMPLE / "articles"], folder, publishers=files.SAMPLE / "publishers.csv", workers=1
    )
    return {article["locator"]: _reading(article) for article in corpus.articles.to_dict("records")}


@pytest.fixture(scope="module")
def measures(readings):
    """True, found and labelled spans by language and kind: distinct surface and actor a text."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for language in ("en", "ru"):
        for locator, labels in _labels(language).items():
            found = {
                (m.surface, m.actor_id): m.kind for m in mentions.find(readings[locator], REFERENCE)
            }
            counts.update((language, kind, "labelled") for kind in labels.values())
            counts.update((language, kind, "found") for kind in found.values())
            counts.update((language, kind, "met") for key, kind in labels.items() if key in found)
            counts.update((language, kind, "true") for key, kind in found.items() if key in labels)
    return counts


@pytest.mark.parametrize(("language", "kind"), FLOORS)
def test_actors_of_the_sample_are_found_at_least_as_well_as_measured(measures, language, kind):
    precision = measures[language, kind, "true"] / measures[language, kind, "found"]
    recall = measures[language, kind, "met"] / measures[language, kind, "labelled"]

    assert precision >= FLOORS[language, kind][0]
    assert recall >= FLOORS[language, kind][1]


def test_every_mention_and_time_of_the_sample_is_what_is_printed_there(readings):
    for reading in readings.values():
        for row in (*mentions.find(reading, REFERENCE), *times.find(reading, REFERENCE)):
            assert reading.body[row.start : row.end] == row.surface


def _labels(language):
    with (GOLD / language / "mentions.csv").open(encoding="utf-8", newline="") as file:
        labels: dict[str, dict[tuple[str, str | None], str]] = {}
        for row in csv.DictReader(file):
            key = (row["surface"], row["actor_id"] or None)
            labels.setdefault(row["locator"], {})[key] = row["kind"]
        return labels


def _reading(article):
    return Reading(
        article_id=article["article_id"],
        title=article["title"],
        body=article["body"],
        language=article["language"],
        day=None if pd.isna(article["published"]) else article["published"].date(),
        country=article["country"],
        sentences=split(article["body"], article["language"]),
    )
