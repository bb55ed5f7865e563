"""The gold labels of the Russian articles of the sample hold in the files themselves."""

import csv
import html
import json
import re
from functools import cache
from pathlib import Path

import feedparser
import pytest

from detente.files import REFERENCE, SAMPLE

ARTICLES = SAMPLE / "articles"
GOLD = Path(__file__).parent / "data" / "gold" / "ru"
KINDS = {"name", "role", "metonym", "demonym"}


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ids(table, column):
    return {row[column] for row in rows(REFERENCE / table)}


def untagged(markup):
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def from_pages():
    for path in sorted((ARTICLES / "html" / "derzhavny-vestnik").glob("*.html")):
        yield f"html/derzhavny-vestnik/{path.name}", untagged(path.read_text(encoding="cp1251"))


def from_plain_text():
    for path in sorted((ARTICLES / "text" / "pozdny-vypusk").glob("*.txt")):
        encoding = "koi8-r" if path.name == "helsinki.txt" else "utf-8"
        yield f"text/pozdny-vypusk/{path.name}", path.read_text(encoding=encoding)


def from_records():
    for name in ("otkrytaya-stroka.jsonl", "dnipro-ledger-ru.jsonl"):
        lines = (ARTICLES / name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            yield f"{name}#line {number}", "\n".join(json.loads(line).values())
    with (ARTICLES / "stb.tsv").open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), 1):
            yield f"stb.tsv#row {number}", "\n".join(row.values())


def from_feed():
    feed = feedparser.parse((ARTICLES / "otkrytaya-stroka.xml").read_bytes())
    for number, entry in enumerate(feed.entries, 1):
        yield (
            f"otkrytaya-stroka.xml#item {number}",
            entry.title + "\n" + untagged(entry.content[0].value),
        )


@cache
def texts():
    return dict([*from_pages(), *from_plain_text(), *from_records(), *from_feed()])


def missing(table, column):
    """Gold rows whose words do not stand, as whole words, in the article they name."""
    return [
        row
        for row in rows(GOLD / table)
        if row["locator"] in texts()
        and not re.search(rf"(?<!\w){re.escape(row[column])}(?!\w)", texts()[row["locator"]])
    ]


def unknown_locators(table):
    elsewhere = {"northwire.jsonl"}
    named = {row["locator"] for row in rows(GOLD / table)} - texts().keys()
    return {locator for locator in named if locator.split("#")[0] not in elsewhere}


def test_an_article_has_no_gold_row_or_a_gold_row_no_article():
    labelled = [row["locator"] for row in rows(GOLD / "articles.csv")]

    assert sorted(labelled) == sorted(texts())
    assert len(labelled) == 20


@pytest.mark.parametrize("table", ["mentions.csv", "quotes.csv", "copies.csv", "conflicts.csv"])
def test_a_gold_label_names_a_place_that_is_not_in_the_sample(table):
    assert unknown_locators(table) == set()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("articles.csv", "title"),
        ("mentions.csv", "surface"),
        ("mentions.csv", "where"),
        ("quotes.csv", "quote"),
        ("conflicts.csv", "surface"),
    ],
)
def test_words_of_a_gold_label_do_not_stand_in_the_article(table, column):
    assert missing(table, column) == []


def test_a_mention_that_was_labelled_is_not_inside_its_context():
    astray = [
        r for r in rows(GOLD / "mentions.csv") if r["where"] and r["surface"] not in r["where"]
    ]

    assert astray == []


def test_one_form_has_two_actors_and_no_context_that_tells_them_apart():
    seen = {}
    for row in rows(GOLD / "mentions.csv"):
        place = (row["locator"], row["surface"], row["where"])
        seen.setdefault(place, set()).add(row["actor_id"])

    assert {place: found for place, found in seen.items() if len(found) > 1} == {}


def test_a_label_names_an_actor_that_the_reference_does_not_know():
    named = {row["actor_id"] for row in rows(GOLD / "mentions.csv")}
    named |= {row["speaker_id"] for row in rows(GOLD / "quotes.csv")}

    assert named - ids("actors.csv", "actor_id") == {""}


def test_a_label_names_an_event_that_the_reference_does_not_know():
    named = {row["event_id"] for row in rows(GOLD / "conflicts.csv")}
    for row in [*rows(GOLD / "articles.csv"), *rows(SAMPLE / "record.csv")]:
        named |= set((row.get("events") or row["event_ids"]).split("|"))

    assert named - ids("events.csv", "event_id") == set()


def test_a_label_is_outside_its_closed_set():
    assert {row["kind"] for row in rows(GOLD / "mentions.csv")} == KINDS
    assert {row["kind"] for row in rows(GOLD / "quotes.csv")} == {"direct", "mixed"}
    assert {row["kind"] for row in rows(GOLD / "copies.csv")} == {"origin", "near", "translated"}
    assert {row["verdict"] for row in rows(GOLD / "conflicts.csv")} <= {"conflict", "compatible"}


def test_an_article_has_no_source_on_record():
    record = {row["locator"]: row["urls"] for row in rows(SAMPLE / "record.csv")}

    assert texts().keys() - record.keys() == set()
    assert [locator for locator, urls in record.items() if not urls.startswith("https://")] == []


def test_a_publisher_of_the_gold_labels_is_not_in_the_publishers_table():
    known = {row["name"] for row in rows(SAMPLE / "publishers.csv")}

    assert {row["publisher"] for row in rows(GOLD / "articles.csv")} - known == set()


def test_saved_pages_are_utf_8_and_so_try_no_old_encoding():
    pages = sorted((ARTICLES / "html" / "derzhavny-vestnik").glob("*.html"))
    undeclared = [page.name for page in pages if b"charset" not in page.read_bytes()]

    assert undeclared == ["perechen.html"]
    for page in [*pages, ARTICLES / "text" / "pozdny-vypusk" / "helsinki.txt"]:
        with pytest.raises(UnicodeDecodeError):
            page.read_text(encoding="utf-8")
