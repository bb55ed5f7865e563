import random

import pytest

WORDS = [f"word{n}" for n in range(400)]


def text(seed, length=220):
    chosen = random.Random(seed)
    sentences = [
        " ".join(chosen.choices(WORDS, k=11)).capitalize() + "." for _ in range(length // 11)
    ]
    return "\n\n".join(" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4))


def story(body, publisher, day=19):
    return {
        "title": "Talks",
        "text": body,
        "publisher": publisher,
        "date": f"2021-05-{day:02}T10:00:00Z",
    }


@pytest.fixture
def groups(loaded):
    """Loads stories as JSON lines and gives publisher → (publisher of its origin, kind)."""
    import json

    def make(*stories):
        lines = "\n".join(json.dumps(s) for s in stories)
        articles = loaded({"export.jsonl": lines}).articles
        origins = articles.set_index("article_id")["publisher"]
        return {a.publisher: (origins[a.copy_group], a.copy_kind) for a in articles.itertuples()}

    return make


def test_the_same_text_is_an_exact_copy_of_the_earliest(groups):
    found = groups(story(text(1), "Late", 21), story(text(1), "Early", 19))

    assert found == {"Early": ("Early", "origin"), "Late": ("Early", "exact")}


def test_an_edited_text_is_a_near_copy(groups):
    paragraphs = text(1).split("\n\n")
    edited = "\n\n".join(
        [*paragraphs[:3], "A new paragraph of our own reporter stands here.", paragraphs[3]]
    )

    assert groups(story(text(1), "Wire"), story(edited, "Paper", 20))["Paper"] == ("Wire", "near")


def test_a_credited_agency_is_the_origin_though_it_printed_later(groups):
    copied = f"REYKJAVIK (Wire) {text(1)}"

    assert groups(story(copied, "Paper", 18), story(text(1), "Wire", 19))["Paper"][0] == "Wire"


def test_two_reports_of_one_event_are_not_copies(groups):
    found = groups(story(text(1), "One"), story(text(2), "Other"))

    assert {kind for _, kind in found.values()} == {"single"}


def test_the_same_text_months_later_is_its_own(groups):
    early = story(text(1), "One")
    late = {**story(text(1), "Other"), "date": "2021-09-19T10:00:00Z"}

    assert groups(early, late)["Other"][1] == "single"


def test_a_form_filled_in_with_other_names_is_no_copy(groups):
    body = text(1).replace("Word", "Name")
    other = body.replace("Name", "Title")

    assert groups(story(body, "One"), story(other, "Other"))["Other"][1] == "single"
