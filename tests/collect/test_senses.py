import numpy as np

from detente.collect.retold import Match, alike, in_one_order, matches, sentences_of


def test_sentences_are_given_with_their_place_and_short_ones_left_out():
    text = "The talks lasted for two hours. Nobody spoke.\n\nThen both sides named a day in June."
    found = sentences_of(text)

    assert [text[s.start : s.end] for s in found] == [
        "The talks lasted for two hours.",
        "Then both sides named a day in June.",
    ]


def test_a_match_is_the_best_of_both():
    likeness = np.array([[0.9, 0.8], [0.95, 0.1]], np.float32)

    assert matches(likeness, least=0.5) == [Match(1, 0, 0.95)]


def test_matches_that_go_back_in_the_other_text_are_left_out():
    found = [Match(0, 5, 1), Match(1, 0, 1), Match(2, 1, 1)]

    assert [m.one for m in in_one_order(found)] == [1, 2]


def test_a_sentence_and_its_translation_are_alike():
    one = "The ministers talked for nearly two hours in Reykjavik. The weather was cold and windy."
    other = "Министры почти два часа разговаривали в Рейкьявике. Цены на нефть в тот день упали."

    assert [(m.one, m.other) for m in alike(one, other)] == [(0, 0)]


def test_texts_without_sentences_are_not_alike():
    assert alike("", "Two words") == ()
