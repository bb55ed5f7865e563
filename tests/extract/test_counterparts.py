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


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        (
            "“I told my Russian counterpart so,” Antony Blinken said.",
            "Russian counterpart",
            "sergey-lavrov",
        ),
        (
            "Sergey Lavrov thanked his American colleague.",
            "American colleague",
            "antony-blinken",
        ),
        (
            "Antony Blinken came. He had a word for Russia. Blinken will meet his counterpart.",
            "his counterpart",
            "sergey-lavrov",
        ),
        (
            "Сергей Лавров ждёт гостей из США. Лавров встретит своего коллегу.",
            "своего коллегу",
            "antony-blinken",
        ),
        ("Joe Biden sent his secretary of state.", "his secretary of state", "antony-blinken"),
        (
            "Владимир Путин отправил своего министра обороны.",
            "своего министра обороны",
            "sergei-shoigu",
        ),
        ("Предшественник Байдена молчал.", "Предшественник", "donald-trump"),
        ("Mike Pompeo’s successor spoke.", "successor", "antony-blinken"),
        ("Joe Biden and his predecessor, Donald Trump, spoke.", "his predecessor", "donald-trump"),
    ],
)
def test_others_are_named_by_whom_they_answer_follow_or_serve(roles, body, surface, actor):
    assert roles(body)[surface] == actor


@pytest.mark.parametrize(
    "body",
    [
        "Angela Merkel's successor will decide.",
        "“I told my Russian counterpart so,” said Antony Blinken to Jake Sullivan.",
        "Antony Blinken spoke of Russia and Ukraine. Blinken called his counterpart.",
        "Joe Biden and Vladimir Putin came; his foreign minister spoke.",
    ],
)
def test_counterparts_successors_and_ministers_that_can_be_several_are_left(roles, body):
    assert set(roles(body).values()) <= {None, "joe-biden", "vladimir-putin"}
