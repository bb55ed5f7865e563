import pytest

from detente.collect.spellings import printed_names


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Blinken", "Блинкеном"),
        ("Lavrov’s", "Лавровым"),
        ("Washington", "Вашингтоне"),
        ("Reykjavik", "Рейкьявика"),
        ("Navalny", "Навального"),
        ("Harpa", "«Харпа»"),
        ("Zelensky", "Зеленскому"),
        ("120", "120"),
    ],
)
def test_a_name_has_one_spelling_in_both_scripts(english, russian):
    assert printed_names(english) == printed_names(russian) != frozenset()


def test_numbers_are_told_apart_and_their_signs_do_not_count():
    assert printed_names("1,400 or 14:00") == {"1400"}
    assert printed_names("38 ships") != printed_names("39 ships")


def test_words_without_a_capital_are_no_names():
    assert printed_names("the talks in the hall") == frozenset()
