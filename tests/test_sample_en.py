"""The gold labels of the English articles of the sample hold in the files themselves."""

import csv
import html
import json
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from detente.files import REFERENCE, SAMPLE

ARTICLES = SAMPLE / "articles"
GOLD = Path(__file__).parent / "data" / "gold" / "en"
PAGES = ("potomac-ledger", "thames-chronicle", "spree-courier", "faxi-bay-times")
TEXTS = ("lakeshore-courier", "worldbriefhub")
TABLES = {"federal-hill-dispatch.csv": ";", "pennine-post.csv": ","}
BROKEN = {"broken/photo.txt", "broken/truncated.html"}
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def rows(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def ids(table, column):
    return {row[column] for row in rows(REFERENCE / table)}


def untagged(markup):
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def from_pages():
    for path in sorted(path for name in PAGES for path in (ARTICLES / "html" / name).iterdir()):
        encoding = "iso-8859-1" if path.parent.name == "faxi-bay-times" else "utf-8"
        page = path.read_text(encoding=encoding)
        yield (
            path.relative_to(ARTICLES).as_posix(),
            untagged(page[page.index("<BODY" if "<BODY" in page else "<body") :]),
        )


def from_plain_text():
    for path in sorted(path for name in TEXTS for path in (ARTICLES / "text" / name).iterdir()):
        yield path.relative_to(ARTICLES).as_posix(), path.read_text(encoding="utf-8")


def from_records():
    lines = (ARTICLES / "northwire.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        yield f"northwire.jsonl#line {number}", record["headline"] + "\n" + record["story_text"]
    for name, delimiter in TABLES.items():
        for number, row in enumerate(rows(ARTICLES / name, delimiter), 1):
            yield f"{name}#row {number}", "\n".join(row.values())


def from_feed():
    feed = ET.fromstring((ARTICLES / "dnipro-ledger.xml").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    for number, item in enumerate(feed.iter("item"), 1):
        text = item.findtext("title") + "\n" + untagged(item.findtext(CONTENT))
        yield f"dnipro-ledger.xml#item {number}", text


@cache
def texts():
    found = [*from_pages(), *from_plain_text(), *from_records(), *from_feed()]
    return {locator: " ".join(text.split()) for locator, text in found}


def missing(table, column):
    """Gold rows whose words do not stand, as whole words, in the article they name."""
    return [
        row
        for row in rows(GOLD / table)
        if row["locator"] not in BROKEN
        and not re.search(rf"(?<!\w){re.escape(row[column])}(?!\w)", texts()[row["locator"]])
    ]


def test_an_article_has_no_gold_row_or_a_gold_row_no_article():
    labelled = [row["locator"] for row in rows(GOLD / "articles.csv")]

    assert sorted(labelled) == sorted([*texts(), *BROKEN])
    assert len(labelled) == 46


@pytest.mark.parametrize("table", ["mentions.csv", "quotes.csv", "copies.csv", "conflicts.csv"])
def test_a_gold_label_names_a_place_that_is_not_in_the_sample(table):
    assert {row["locator"] for row in rows(GOLD / table)} - texts().keys() == set()


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
        seen.setdefault(place, set()).add((row["actor_id"], row["kind"]))

    assert {place: found for place, found in seen.items() if len(found) > 1} == {}


def test_an_article_names_no_actor():
    assert texts().keys() - {row["locator"] for row in rows(GOLD / "mentions.csv")} == set()


def test_a_label_names_an_actor_that_the_reference_does_not_know():
    named = {row["actor_id"] for row in rows(GOLD / "mentions.csv")}
    named |= {row["speaker_id"] for row in rows(GOLD / "quotes.csv")}

    assert named - {""} - ids("actors.csv", "actor_id") == set()


def test_a_label_names_an_event_that_the_reference_does_not_know():
    named = {row["event_id"] for row in rows(GOLD / "conflicts.csv")}
    for row in rows(GOLD / "articles.csv"):
        named |= set(row["events"].split("|"))

    assert named - {""} - ids("events.csv", "event_id") == set()


def test_a_label_is_outside_its_closed_set():
    mentions, quotes, copies, conflicts = (
        rows(GOLD / f"{table}.csv") for table in ("mentions", "quotes", "copies", "conflicts")
    )

    assert {row["kind"] for row in mentions} == {"name", "role", "metonym", "demonym"}
    assert {row["kind"] for row in quotes} == {"direct", "mixed"}
    assert {row["kind"] for row in copies} == {"origin", "exact", "near", "paraphrased"}
    assert {row["verdict"] for row in conflicts} == {"conflict", "compatible"}


def test_a_copy_group_has_no_origin_or_two():
    origins = [row["group"] for row in rows(GOLD / "copies.csv") if row["is_origin"] == "true"]

    assert sorted(origins) == sorted({row["group"] for row in rows(GOLD / "copies.csv")})


def test_an_article_has_no_source_on_record():
    record = {row["locator"]: row for row in rows(SAMPLE / "record.csv")}
    labelled = {row["locator"]: row["events"] for row in rows(GOLD / "articles.csv")}

    assert texts().keys() - record.keys() == set()
    for locator in texts():
        assert record[locator]["urls"].startswith("https://"), locator
        assert record[locator]["event_ids"] == labelled[locator], locator


def test_a_publisher_of_the_gold_labels_is_not_in_the_publishers_table():
    known = {(row["name"], row["country"]) for row in rows(SAMPLE / "publishers.csv")}
    named = {(r["publisher"], r["country"]) for r in rows(GOLD / "articles.csv") if r["publisher"]}

    assert named - known == set()


def test_a_broken_file_can_be_read_after_all():
    page = (ARTICLES / "broken" / "truncated.html").read_text(encoding="utf-8")
    photo = (ARTICLES / "broken" / "photo.txt").read_bytes()

    assert "</head>" not in page
    assert photo.startswith(b"\x89PNG")
    with pytest.raises(UnicodeDecodeError):
        photo.decode("utf-8")
