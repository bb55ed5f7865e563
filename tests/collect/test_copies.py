import json
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


def named(body, names):
    """The text with a name before each sentence."""
    found = iter(names)
    return "\n\n".join(
        " ".join(f"{next(found)} {s}" for s in paragraph.split(". "))
        for paragraph in body.split("\n\n")
    )


NAMES = [f"Nurland{n}" for n in range(20)]
OTHERS = [f"Ostmark{n}" for n in range(20)]


@pytest.mark.parametrize("changed", [20, 10, 5])
def test_a_form_filled_in_with_other_names_is_no_copy(groups, changed):
    body = named(text(1), NAMES)
    other = named(text(1), [*OTHERS[:changed], *NAMES[changed:]])

    assert groups(story(body, "One"), story(other, "Other", 20))["Other"][1] == "single"


def test_a_text_with_one_name_changed_of_twenty_is_still_a_copy(groups):
    body = named(text(1), NAMES)
    other = named(text(1), [*NAMES[:10], "Ostmark", *NAMES[11:]])

    assert groups(story(body, "One"), story(other, "Other", 20))["Other"][0] == "One"


def test_captions_and_a_line_on_subscriptions_with_their_names_break_no_copy(groups):
    paragraphs = named(text(1), NAMES).split("\n\n")
    caption = f"Photo: {' '.join(OTHERS[:8])}"
    other = [*paragraphs[:2], caption, *paragraphs[2:4], f"Subscribe to {' '.join(OTHERS[8:])}"]
    found = groups(story("\n\n".join(paragraphs), "Wire"), story("\n\n".join(other), "Paper", 20))

    assert found["Paper"] == ("Wire", "near")


TALKS = (
    "The delegations of {0} and {1} met for the {2} time since the armistice, in the old customs "
    "house above the harbour. Both sides described the atmosphere as businesslike. The head of the "
    "mission, {3}, read out a communiqué and took no questions. {4} The texts will be handed to the "
    "parliaments, which have to vote on them before the end of the year. Until then the lines drawn "
    "last spring stay where they are, and the observers keep the right to cross them by day. A "
    "further round was set for {5}."
)


def test_two_results_of_talks_in_one_wording_are_two_reports(groups):
    one = TALKS.format(
        "Nurland",
        "Vesta",
        "fifth",
        "Ilse Harlow",
        "They agreed on an exchange of 31 men.",
        "May 27",
    )
    two = TALKS.format(
        "Ostmark", "Tarn", "second", "Piet Okada", "They parted without a treaty.", "July 4"
    )
    found = groups(story(one, "One"), story(two, "Other", 21))

    assert found["Other"][1] == "single"


def test_a_text_cut_to_its_first_third_is_a_partial_copy(groups):
    words = text(1, 660)
    cut = words[: len(words) // 3]

    assert groups(story(words, "Wire"), story(cut, "Paper", 20))["Paper"] == ("Wire", "partial")


def test_a_longer_text_around_a_whole_wire_story_is_a_partial_copy(groups):
    longer = f"{text(2, 250)}\n\n{text(1, 200)}\n\n{text(3, 250)}"

    found = groups(story(text(1, 200), "Wire"), story(longer, "Paper", 20))
    assert found["Paper"] == ("Wire", "partial")


@pytest.mark.parametrize("days", [(19, 20), (20, 19)])
def test_a_short_text_whole_in_a_long_one_is_a_partial_copy(groups, days):
    longer = f"{text(2, 900)}\n\n{text(1, 77)}\n\n{text(3, 400)}"
    found = groups(story(text(1, 77), "Brief", days[0]), story(longer, "Feature", days[1]))

    assert {kind for _, kind in found.values()} == {"origin", "partial"}


def test_a_chain_of_copies_whose_ends_share_under_a_third_falls_apart(groups):
    parts = [text(n) for n in range(6)]
    found = groups(
        *(story("\n\n".join(parts[n : n + 3]), f"Paper {n}", 18 + n) for n in range(4)),
    )

    assert found["Paper 1"][0] == "Paper 0"
    assert found["Paper 3"][0] != "Paper 0"


def test_a_round_up_printed_before_two_stories_does_not_make_them_one(groups):
    round_up = f"{text(1)}\n\n{text(2)}\n\n{text(3, 60)}"
    found = groups(story(round_up, "All", 18), story(text(1), "One"), story(text(2), "Two", 20))

    assert found["One"][0] == "All"
    assert found["Two"][0] == "Two"


def test_a_round_up_of_two_stories_does_not_make_them_one(groups):
    round_up = f"{text(1)}\n\n{text(2)}\n\n{text(3, 60)}"
    found = groups(story(text(1), "One"), story(text(2), "Two"), story(round_up, "All", 20))

    assert found["One"][0] == "One"
    assert found["Two"][0] == "Two"
    assert found["All"][1] == "partial"


def test_an_article_without_a_date_is_compared_with_all(groups):
    undated = {key: value for key, value in story(text(1), "Undated").items() if key != "date"}
    early = {**story(text(1), "Early"), "date": "2019-05-01"}

    assert groups(undated, early)["Undated"] == ("Early", "exact")


def test_a_text_reprinted_every_week_is_one_group_though_it_spans_months(groups):
    weeks = [
        {**story(text(1), f"Week {n}"), "date": f"2021-0{n // 4 + 1}-{n % 4 * 7 + 1:02}"}
        for n in range(12)
    ]

    assert {origin for origin, _ in groups(*weeks).values()} == {"Week 0"}


def test_a_flash_of_two_lines_is_an_exact_copy_but_never_a_near_one(groups):
    flash = (
        "Presidents of both states began their talks in the villa by the lake at noon on Wednesday"
    )
    found = groups(
        story(flash, "One"), story(flash, "Two", 20), story(flash + " they said", "Three", 21)
    )

    assert found["Two"] == ("One", "exact")
    assert found["Three"][1] == "single"


def test_the_share_of_a_text_that_the_origin_has_is_kept(loaded):
    half = f"{text(1, 220)}\n\n{text(2, 110)}"
    lines = "\n".join(json.dumps(s) for s in (story(text(1), "Wire"), story(half, "Paper", 20)))
    articles = loaded({"export.jsonl": lines}).articles.set_index("publisher")

    assert articles.loc["Paper", "copy_shared"] == pytest.approx(2 / 3, abs=0.02)
    assert articles["copy_shared"].isna()["Wire"]


def test_a_crowd_of_texts_in_one_form_is_no_group_and_a_copy_among_them_is_found(groups):
    form = text(1).replace("Word", "word").replace("word1", "Name")
    texts = [form.replace("Name", f"Bearer{n}x") for n in range(150)]
    stories = [story(body, f"Office {n}", 1 + n % 10) for n, body in enumerate(texts)]
    found = groups(*stories, story(texts[70], "Paper", 12))

    assert found["Paper"] == ("Office 70", "exact")
    assert sum(kind == "single" for _, kind in found.values()) == 149


def test_one_text_edited_and_printed_by_a_crowd_is_one_group(groups):
    stories = [
        story(f"{text(1)} printed by number{n}", f"Paper {n}", 1 + n % 10) for n in range(150)
    ]

    assert len({origin for origin, _ in groups(*stories).values()}) == 1


def test_two_texts_of_two_words_do_not_end_a_load(groups):
    found = groups(story("MOSCOW, Russia", "One"), story("MOSCOW, RUSSIA —", "Other"))

    assert found == {"One": ("One", "single"), "Other": ("Other", "single")}
