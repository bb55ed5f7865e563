import json
from pathlib import Path

import pytest

from detente.collect.copies import regroup

STORIES = json.loads(
    (Path(__file__).parents[1] / "data" / "copies" / "retold.json").read_text("utf-8")
)
NAMES = [story["name"] for story in STORIES]


def record(text, publisher, day=1):
    return {"title": publisher, "text": text, "publisher": publisher, "date": f"2023-03-{day:02}"}


@pytest.fixture
def kinds(loaded):
    """Loads records and gives publisher → kind."""

    def make(*records):
        lines = "\n".join(map(json.dumps, records))
        articles = loaded({"export.jsonl": lines}).articles
        return dict(zip(articles["publisher"], articles["copy_kind"], strict=True))

    return make


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_paraphrases_and_translations_are_copies_and_reports_of_the_same_are_not(story, kinds):
    copies = {f"a {told['kind']}": told for told in story["retold"]}
    others = {f"reporter {n}": other for n, other in enumerate(story["independent"])}
    found = kinds(
        record(story["original"]["text"], "Wire"),
        *(record(told["text"], name, 2) for name, told in {**copies, **others}.items()),
    )

    assert found == {
        "Wire": "origin",
        **{name: told["kind"] for name, told in copies.items()},
        **dict.fromkeys(others, "single"),
    }


def test_a_translation_printed_a_month_later_is_its_own(kinds):
    original, told = STORIES[2]["original"], STORIES[2]["retold"][1]
    found = kinds(record(original["text"], "Wire"), record(told["text"], "Paper", 31))

    assert found == {"Wire": "single", "Paper": "single"}


def test_a_copy_of_a_translation_is_translated_too(kinds):
    original, told = STORIES[2]["original"], STORIES[2]["retold"][1]
    found = kinds(
        record(original["text"], "Wire"),
        record(told["text"], "Paper", 2),
        record(told["text"] + "\n\nПодписывайтесь на наш канал, и вы узнаете больше.", "Site", 3),
    )

    assert found == {"Wire": "origin", "Paper": "translated", "Site": "translated"}


def test_two_statements_in_one_form_do_not_tell_each_other_again(kinds):
    form = (
        "{0} spoke today with {1} of {2}.\n\nThe leaders discussed the security of {2} in detail."
        "\n\nThey agreed that {3} should receive help this winter.\n\n{1} thanked the people of "
        "the United States for their aid.\n\n{0} promised to visit {2} before the end of the year."
        "\n\nBoth looked forward to the summit in {4} and to further talks between their teams."
    )
    one = form.format("President Harlow", "Prime Minister Okada", "Nurland", "Vesta", "Bern")
    two = form.format("President Harlow", "President Lindqvist", "Ostmark", "Tarn", "Oslo")

    assert set(kinds(record(one, "One"), record(two, "Two")).values()) == {"single"}


def test_no_encoder_is_loaded_where_no_texts_name_the_same(kinds, monkeypatch):
    monkeypatch.setattr("detente.collect.retold._encoder", lambda: pytest.fail("was loaded"))
    found = kinds(*(record(story["original"]["text"], story["name"]) for story in STORIES))

    assert set(found.values()) == {"single"}


def test_near_copies_that_a_user_parts_are_not_taken_for_told_again(loaded):
    original = STORIES[2]["original"]["text"]
    edited = (
        original.replace("said", "told reporters").replace("two", "both").replace("the", "that")
    )
    lines = "\n".join(map(json.dumps, [record(original, "Wire"), record(edited, "Paper", 2)]))
    corpus = loaded({"export.jsonl": lines})

    assert set(corpus.articles["copy_kind"]) == {"origin", "near"}
    assert set(regroup(corpus, near=1).articles["copy_kind"]) == {"single"}
