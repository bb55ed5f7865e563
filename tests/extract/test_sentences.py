import pytest

from detente.extract.sentences import split


def texts(body, language="en"):
    return [body[start:end] for start, end in split(body, language)]


def test_an_abbreviated_country_ends_a_sentence_only_before_a_word_that_begins_one():
    assert texts("He left the U.S. The talks go on. U.S. President Biden agreed.") == [
        "He left the U.S.",
        "The talks go on.",
        "U.S. President Biden agreed.",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Ambassador John J. Sullivan spoke.",
        "Gen. Mark Milley and Mr. Lavrov met on Jan. 6 at 5 p.m. Moscow time.",
        "This is No. 5 of the list.",
        "“Why now?” he asked.",
    ],
)
def test_english_abbreviations_and_questions_in_a_sentence_do_not_cut_it(body):
    assert texts(body) == [body]


@pytest.mark.parametrize(
    "body",
    [
        "В. В. Путин и С.В. Лавров прибыли.",
        "В 2021 г. Путин встретился с Дж. Байденом.",
        "Это т.н. «красная линия» им. Салливана.",
        "«Мы готовы!» — сказал он.",
    ],
)
def test_russian_abbreviations_and_initials_do_not_cut_a_sentence(body):
    assert texts(body, "ru") == [body]


def test_a_quote_that_closes_after_the_stop_belongs_to_its_sentence():
    assert texts("“We agree.” Lavrov left. «Да.» Он уехал.", "ru") == [
        "“We agree.”",
        "Lavrov left.",
        "«Да.»",
        "Он уехал.",
    ]


def test_he_said_no_ends_a_sentence():
    assert texts("He said no. The talks ended.") == ["He said no.", "The talks ended."]


def test_paragraphs_are_never_joined():
    assert texts("Talks in Reykjavik\n\nthey began late") == [
        "Talks in Reykjavik",
        "they began late",
    ]


def test_a_number_of_a_list_stays_with_its_item():
    assert texts("1. Trade. 2. Visas.") == ["1. Trade.", "2. Visas."]


@pytest.mark.parametrize("body", ["", " \n\n ", "\x00", "🙂 e\u0301. А. \x00 B", "\n\n\nA.\n\n\n"])
def test_sentences_cover_all_but_white_space_of_odd_text(body):
    spans = split(body, "en")

    covered = "".join(body[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(body.split())


@pytest.mark.parametrize("unit", [".", "а. ", "a", '."', "A. ", "Го. "])
def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(unit, growth):
    assert growth(lambda body: split(body, "ru"), unit, letters=50_000) < 30
