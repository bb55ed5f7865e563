import pytest

from detente.collect.markup import plain
from detente.collect.text import cleaned, shown


def test_composed_and_decomposed_letters_become_one_text():
    assert cleaned("Е\u0308лка, cafe\u0301") == "Ёлка, café"


def test_hard_wrapped_lines_become_paragraphs_and_short_lines_stay_apart():
    wrapped = (
        "The secretary of state and the foreign minister met on Wednesday in the\n"
        "concert hall by the harbour, and each of them said that the talk was of\n"
        "use.\n\nThey will meet again."
    )

    assert cleaned(wrapped) == (
        "The secretary of state and the foreign minister met on Wednesday in the "
        "concert hall by the harbour, and each of them said that the talk was of "
        "use.\n\nThey will meet again."
    )


def test_longer_lines_of_a_head_do_not_hide_where_the_text_below_is_wrapped():
    wrapped = (
        "The envoys met at the harbour on Monday and spoke about grain,\n"
        "visas and ports until the lamps of the quay were lit, and then\n"
        "went to the house that stands above the old market of the town.\n"
    )
    head = "Permanent address of the record: https://harbour.example/records/2021/05/03/0001"

    assert cleaned(f"{head}\n\n{wrapped}\n{wrapped}").count("\n\n") == 2


def test_items_of_a_list_stay_apart_though_they_fill_the_width():
    items = (
        "- The envoys met at the harbour on Monday and spoke about grain\n"
        "- They met again at the station on Tuesday, and spoke of visas\n"
        "- On Friday the lamps of the quay were lit for them by the town"
    )

    assert cleaned(items).count("\n\n") == 2


def test_lines_that_are_paragraphs_stay_paragraphs(english):
    assert cleaned(english.replace("\n\n", "\n")) == english


def test_html_in_a_text_field_becomes_paragraphs():
    html = "<p>Talks &amp; more</p><p>They met.<br>They left.</p><script>x()</script>"

    assert cleaned(plain(html)) == "Talks & more\n\nThey met.\n\nThey left."


def test_markdown_in_a_text_field_becomes_plain_text():
    text = '## Talks\n\nSee [the *note*](https://x.example/a_(b) "t") and **more**.\n\n---\n\nEnd'

    assert cleaned(plain(text)) == "Talks\n\nSee the note and more.\n\nEnd"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> is what he typed", "a < b and b > a", "5 * 3 * 2", "[sic] (so)"],
)
def test_text_that_only_looks_like_markup_is_kept(text):
    assert plain(text) == text


def test_what_steers_a_terminal_or_turns_letters_round_is_not_in_a_text():
    assert cleaned("The\u009b31m talks \u202eended\u2066.\x1b[2J") == "The31m talks ended.[2J"


def test_a_line_that_ends_by_another_sign_is_a_line():
    assert cleaned("One.\u2029Two.").split("\n\n") == ["One.", "Two."]


def test_what_steers_a_terminal_is_written_out_where_a_name_is_shown():
    assert shown("a\x1b[31m\u009b\u202e\n\udcff é") == r"a\x1b[31m\x9b\u202e\n\xff é"
    assert shown("a\nb\r", but="\n") == "a\nb\\r"


@pytest.mark.parametrize(
    "mark",
    [
        "<svg onload=x>",
        "<nav>",
        "<aside>",
        "<p style='display:none'><div class='ad'>",
        "<!-- ",
        "<form>",
    ],
)
def test_a_mark_that_nothing_closes_takes_no_text_with_it(mark):
    html = f"<p>They met.</p>{mark} They spoke.<br>They left."

    assert cleaned(plain(html)).replace("\n", " ").split() == [
        "They",
        "met.",
        "They",
        "spoke.",
        "They",
        "left.",
    ]
