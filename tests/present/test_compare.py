import math
from collections import Counter

import pytest

from detente.errors import ParameterError
from detente.present.compare import log_odds, sides, words, words_within


def test_articles_of_no_named_country_are_the_others(corpus):
    counts = sides(corpus).counts

    assert list(counts["articles"]) == [3, 2, 2]
    assert list(counts["independent"]) == [2, 2, 2]


def test_a_side_can_be_made_of_publishers(corpus):
    of = sides(corpus, {"state": ["Державный вестник"], "independent": ["Открытая строка"]}).of

    assert dict(of) == {"vestnik": "state", "stroka": "independent"}


def test_attention_is_the_share_of_a_sides_articles(corpus):
    table = sides(corpus).attention().table
    talks = table[table["event"].str.startswith("Blinken")].set_index("side")["share"]

    assert talks["US"] == pytest.approx(2 / 3)
    assert talks["Russia"] == 1


def test_demonyms_are_no_mentions_of_a_state(corpus):
    table = sides(corpus).actors().table.set_index(["actor", "side"])

    assert table.loc[("Russia", "US"), "number"] == 3


def test_every_dot_that_stands_for_something_opens_it(corpus):
    for chart in (sides(corpus).actors(), sides(corpus).event_types(), sides(corpus).modality()):
        keys = {d[0] for t in chart.figure.data for d in t.customdata or () if d}

        assert keys == set(chart.evidence)


def test_words_of_english_and_russian_articles_are_not_compared(corpus):
    with pytest.raises(
        ParameterError, match=r"two languages cannot be compared \(US: en; Russia: ru\)"
    ):
        sides(corpus).words("US", "Russia")


def test_words_of_one_language_are_compared_without_being_told_which(corpus):
    chart = sides(corpus).words("US", "Other")

    assert "(en)" in chart.caption


def test_publishers_that_a_state_owns_are_set_against_the_others(corpus):
    chart = words_within(corpus, "ru", group="state")

    assert "Words that Державный вестник and others articles" in chart.caption


def test_a_word_that_one_side_alone_uses_often_stands_first():
    one = Counter({"sanctions": 40, "the": 500})
    other = Counter({"dialogue": 40, "the": 500})
    odds = log_odds(one, other, one + other).set_index("word")

    assert list(odds.index) == ["sanctions", "the", "dialogue"]
    assert odds.loc["sanctions", "z"] > 1.96
    assert odds.loc["the", "z"] == pytest.approx(0)


def test_the_log_odds_of_a_word_are_the_formula_of_the_paper():
    odds = log_odds(Counter(a=3, b=1), Counter(a=1, b=3), Counter(a=4, b=4), prior=2)
    by_hand = math.log((3 + 1) / (4 + 2 - 4)) - math.log((1 + 1) / (4 + 2 - 2))

    assert odds.set_index("word").loc["a", "delta"] == pytest.approx(by_hand)


def test_russian_words_are_counted_in_their_dictionary_form():
    found = [word for word, *_ in words("Министры обсудили санкции, санкций стало больше", "ru")]

    assert found.count("санкция") == 2


def test_offsets_of_words_lead_back_to_the_text():
    text = "Blinken’s talks"

    assert [text[a:b] for _, a, b in words(text, "en")] == ["Blinken’s", "talks"]
