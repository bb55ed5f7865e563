import pytest

from detente.extract import mentions
from detente.extract.reference import Reference

REFERENCE = Reference.load()


@pytest.fixture
def roles(reading_of):
    """Actor of each role phrase of a text."""

    def of(body, **given):
        found = mentions.find(reading_of(body, **given), REFERENCE)
        return {row.surface: row.actor_id for row in found if row.kind == "role"}

    return of


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        ("Antony Blinken met his Russian counterpart.", "Russian counterpart", "sergey-lavrov"),
        ("Lloyd Austin called his Russian counterpart.", "Russian counterpart", "sergei-shoigu"),
        ("Joe Biden met his Ukrainian counterpart.", "Ukrainian counterpart", "volodymyr-zelensky"),
        ("Boris Johnson met his German counterpart.", "German counterpart", "angela-merkel"),
        ("Meeting his Russian counterpart, Antony Blinken smiled.", "Russian counterpart", "sergey-lavrov"),
        ("Сергей Лавров встретился с американским коллегой.", "американским коллегой", "antony-blinken"),
        ("Энтони Блинкен беседовал со своим российским визави.", "российским визави", "sergey-lavrov"),
        ("Joe Biden, unlike his predecessor, spoke.", "his predecessor", "donald-trump"),
        ("Джо Байден, в отличие от своего предшественника, молчал.", "своего предшественника", "donald-trump"),
    ],
)  # fmt: skip
def test_a_person_named_by_anothers_office_is_its_holder_in_the_other_country(
    roles, body, surface, actor
):
    assert roles(body).get(surface) == actor


def test_a_counterpart_is_that_of_the_person_named_last_before_it(roles):
    found = roles(
        "Antony Blinken met his Russian counterpart, and Joe Biden his Ukrainian counterpart."
    )

    assert found["Ukrainian counterpart"] == "volodymyr-zelensky"


@pytest.mark.parametrize(
    "body",
    [
        "I met my Russian counterpart, Joe Biden said nothing.",
        "Our Russian counterparts agreed with Antony Blinken.",
        "Российские коллеги не согласились с Блинкеном.",
        "The mayor met his Russian counterpart.",
    ],
)
def test_a_counterpart_of_whom_nothing_is_known_is_left_alone(roles, body):
    assert set(roles(body)) <= {"President"}


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        ("Donald Trump was gone. The letter that then-President Trump sent stayed.", "President", "donald-trump"),
        ("The leader of Finland called.", "leader of Finland", "sauli-niinisto"),
        ("China’s Foreign Minister Wang spoke.", "China’s Foreign Minister", "wang-yi"),
        ("He wrote to the American president.", "American president", "joe-biden"),
    ],
)  # fmt: skip
def test_then_leaders_and_rare_surnames_are_told_by_the_day(roles, body, surface, actor):
    assert roles(body).get(surface) == actor


def test_the_leader_of_what_a_state_owns_is_not_that_of_the_state(roles):
    assert "leader of Russia" not in roles("The leader of Russia's opposition spoke.")


def test_the_president_of_the_publishers_country_is_meant_before_he_is_named(roles):
    found = roles("The president will speak at noon. Joe Biden arrived early.", country="US")

    assert found["president"] == "joe-biden"


def test_a_title_goes_on_meaning_whom_the_article_called_so(roles):
    found = roles("The Indian prime minister arrived. Later the prime minister left.", country="US")

    assert found["prime minister"] == "narendra-modi"
