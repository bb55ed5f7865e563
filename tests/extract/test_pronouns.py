import pytest

from detente.extract import mentions, pronouns
from detente.extract.reference import Reference

REFERENCE = Reference.load()


@pytest.fixture
def resolved(reading_of):
    """Pronouns of a text with their actors, in order."""

    def of(body):
        reading = reading_of(body)
        found = pronouns.find(reading, REFERENCE, mentions.find(reading, REFERENCE))
        return [(row.surface, row.actor_id) for row in found]

    return of


@pytest.mark.parametrize(
    ("body", "pronoun", "actor"),
    [
        ("Antony Blinken left Reykjavik. He had met nobody.", "He", "antony-blinken"),
        ("Antony Blinken said he would leave.", "he", "antony-blinken"),
        ("Maria Zakharova spoke on Monday. She was brief.", "She", "maria-zakharova"),
        ("Сергей Лавров выступил в Рейкьявике. Он отметил прогресс.", "Он", "sergey-lavrov"),
        ("Мария Захарова выступила. Она также добавила детали.", "Она", "maria-zakharova"),
    ],
)
def test_he_is_the_one_person_just_named(resolved, body, pronoun, actor):
    assert resolved(body) == [(pronoun, actor)]


@pytest.mark.parametrize(
    "body",
    [
        "Antony Blinken met Sergey Lavrov. He spoke first.",
        "Antony Blinken met Ivan Petrov. He spoke first.",
        "Maria Zakharova spoke. He did not.",
        "He met Antony Blinken. He left.",
        "It was the day of Biden's interview. He left.",
        "“He lies,” Antony Blinken said. “He always did.”",
        "Antony Blinken left.\n\nHe was late.",
        "Dmytro Kuleba was among those he met.",
        "Сергей Лавров подписал договор. Он вступит в силу завтра.",
        "Сергей Лавров принял Ивана Петрова. Он отметил прогресс.",
    ],
)
def test_he_who_can_be_another_is_left(resolved, body):
    assert resolved(body) == []
