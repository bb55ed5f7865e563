import pytest

from detente.errors import UnknownNameError
from detente.present.show import show


@pytest.mark.parametrize("name", ["sergey-lavrov", "Sergey Lavrov", "Сергей Лавров"])
def test_an_actor_is_found_by_id_and_by_name_in_either_language(corpus, name):
    text = show(corpus, name)

    assert text.startswith("Sergey Lavrov · Сергей Лавров (sergey-lavrov)\n")
    assert "- Blinken met Lavrov in Reykjavik on 19 May.\n  Northwire, 2021-05-19" in text


def test_an_event_is_shown_with_counts_and_sentences_as_plain_text(corpus):
    text = show(corpus, "reykjavik-talks-2021")

    assert "independent" in text
    assert "<mark>" not in text


def test_a_misspelt_name_is_refused_with_the_nearest(corpus):
    with pytest.raises(UnknownNameError, match="Did you mean"):
        show(corpus, "sergei-lavrov")
