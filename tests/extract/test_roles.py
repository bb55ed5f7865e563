from datetime import date

import pytest

from detente.extract import mentions
from detente.extract.reading import Reading
from detente.extract.reference import Reference

REFERENCE = Reference.load()
PUBLISHED = date(2021, 5, 20)


@pytest.fixture
def roles(reading_of):
    """Role phrases of a text with their actors, in order."""

    def of(body, **given):
        found = mentions.find(reading_of(body, **given), REFERENCE)
        return [(row.surface, row.actor_id) for row in found if row.kind == "role"]

    return of


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        ("The US president spoke.", "US president", "joe-biden"),
        ("The Russian foreign minister spoke.", "Russian foreign minister", "sergey-lavrov"),
        ("Russia's foreign minister spoke.", "Russia's foreign minister", "sergey-lavrov"),
        ("The president of Russia spoke.", "president of Russia", "vladimir-putin"),
        ("Washington's top diplomat spoke.", "Washington's top diplomat", "antony-blinken"),
        ("Президент США выступил.", "Президент США", "joe-biden"),
        ("Слова госсекретаря США.", "госсекретаря США", "antony-blinken"),
        ("Об этом сказал глава российского МИД.", "глава российского МИД", "sergey-lavrov"),
        ("Приехал американский президент.", "американский президент", "joe-biden"),
        ("Заявил президент Украины.", "президент Украины", "volodymyr-zelensky"),
    ],
)
def test_an_office_names_its_holder_on_the_day_of_the_article(roles, body, surface, actor):
    assert roles(body) == [(surface, actor)]


@pytest.mark.parametrize(
    ("day", "actor"),
    [
        (date(1986, 10, 12), "ronald-reagan"),
        (date(2018, 7, 16), "donald-trump"),
        (date(2022, 3, 1), "joe-biden"),
    ],
)
def test_the_same_words_name_another_holder_on_another_day(roles, day, actor):
    assert roles("The US president spoke.", day=day) == [("US president", actor)]


@pytest.mark.parametrize(
    "body",
    ["In 1986 the US president went to Reykjavik.", "В 1986 году президент США был в Рейкьявике."],
)
def test_a_past_year_in_the_sentence_moves_the_role_there(roles, body):
    assert roles(body)[0][1] == "ronald-reagan"


def test_a_day_of_handover_leaves_the_role_undecided(roles):
    assert roles("The US president spoke.", day=date(2021, 1, 20)) == [("US president", None)]


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        ("President Biden spoke.", "President", "joe-biden"),
        ("Foreign Minister Sergey Lavrov spoke.", "Foreign Minister", "sergey-lavrov"),
        (
            "Sergey Lavrov, the Russian foreign minister, spoke.",
            "Russian foreign minister",
            "sergey-lavrov",
        ),
        ("Secretary of State John Kerry spoke.", "Secretary of State", "john-kerry"),
        ("Президент Путин выступил.", "Президент", "vladimir-putin"),
        ("Former president Medvedev spoke.", "Former president", "dmitry-medvedev"),
        ("Приехал бывший президент Дмитрий Медведев.", "бывший президент", "dmitry-medvedev"),
        ("Президент США Джордж Буш выступил в 2004 году.", "Президент США", "george-w-bush"),
    ],
)
def test_a_role_beside_a_name_is_that_person(roles, body, surface, actor):
    assert roles(body) == [(surface, actor)]


def test_a_press_secretary_of_the_president_is_not_the_president(roles):
    assert roles("Пресс-секретарь президента России ответил.") == [
        ("Пресс-секретарь президента России", "dmitry-peskov")
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The president spoke.",
        "A foreign minister spoke.",
        "The Polish foreign secretary spoke.",
        "The president of the company spoke.",
        "The next US president will decide.",
        "Deputy Prime Minister Jane Roe spoke.",
        "US Treasury Secretary Jane Roe spoke.",
        "Глава МИД выступил.",
        "Президент компании выступил.",
        "Пресс-секретарь премьера молчит.",
    ],
)
def test_a_role_that_could_be_anybodys_is_left(roles, body):
    assert roles(body) == []


def test_the_president_is_the_only_president_that_the_article_names(roles):
    assert roles("Biden landed. The president spoke.") == [("president", "joe-biden")]
    assert roles("Biden met Putin. The president spoke.") == []


def test_the_president_is_that_of_the_publishers_country_where_two_are_named(roles):
    assert roles("Biden met Putin. The president spoke.", country="US") == [
        ("president", "joe-biden")
    ]


def test_a_former_president_without_a_name_is_the_last_one_before(roles):
    assert roles("The former US president spoke.") == [("former US president", "donald-trump")]


def test_without_a_date_only_a_name_or_a_year_decides(roles):
    assert roles("The US president spoke.", day=None) == []
    assert roles("US President Joe Biden spoke.", day=None) == [("US President", "joe-biden")]
    assert roles("In 1986 the US president spoke.", day=None) == [("US president", "ronald-reagan")]


def test_the_basis_is_the_office_and_its_dates():
    body = "The US president spoke."
    reading = Reading(
        article_id="a",
        title="",
        body=body,
        language="en",
        day=PUBLISHED,
        country=None,
        sentences=((0, len(body)),),
    )

    (role,) = mentions.find(reading, REFERENCE)

    assert role.basis == "office us-president 2021-01-20/2025-01-20"


@pytest.mark.parametrize(
    "body",
    [
        "Joe Biden spoke to the vice president of sales.",
        "Joe Biden met the vice president and chairman of Chrysler LLC.",
        "The firm's president thanked Joe Biden.",
        "The chairman and president of the bank met Joe Biden.",
        "Chrysler's vice president thanked Joe Biden.",
        "Джо Байден принял вице-президента «Лукойла».",
        "Джо Байден принял вице-президента банка.",
        "Владимир Путин принял президента федерации хоккея.",
    ],
)
def test_a_title_of_a_firm_or_a_club_is_no_office_of_state(roles, body):
    assert roles(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "Joe Biden named the US ambassador to Nepal.",
        "Joe Biden named him as the U.S. ambassador to the Organization of American States.",
        "Посол США на Украине прибыл в Киев.",
        "No responsible American president could remain silent.",
        "He was the fourth US president to say so.",
        "From 1977 to 1981 he was busy; he served as vice president of the US from 1977 to 1981.",
    ],
)
def test_a_post_elsewhere_and_any_president_are_nobody(roles, body):
    assert [actor for _, actor in roles(body) if actor] == []


@pytest.mark.parametrize(
    ("body", "surface", "actor"),
    [
        ("He served as US vice president from 2001 to 2009.", "US vice president", "dick-cheney"),
        ("Вице-президент США (2001–2009) молчал.", "Вице-президент США", "dick-cheney"),
        (
            "В 2009 году тогдашний госсекретарь США подарила кнопку.",
            "госсекретарь США",
            "hillary-clinton",
        ),
        ("Chuck Hagel later became secretary of defense.", "secretary of defense", "chuck-hagel"),
        ("Бывший посол США в России Уильям Бёрнс молчал.", None, "william-burns"),
    ],
)
def test_years_and_subjects_tell_who_held_an_office(roles, body, surface, actor):
    found = roles(body)

    assert [who for _, who in found] == [actor]
    assert surface is None or found[0][0] == surface


@pytest.mark.parametrize(
    ("body", "actor"),
    [
        ("In 2009 the US president went to Prague.", "barack-obama"),
        ("In January 2009 the US president spoke to NATO.", None),
        ("In 2012 the Russian president spoke to the Duma.", None),
    ],
)
def test_a_time_names_the_holder_who_held_the_office_for_nearly_all_of_it(roles, body, actor):
    assert [who for _, who in roles(body)] == [actor]


def test_our_ambassador_is_that_of_the_publishers_country_outside_of_quotes(roles):
    body = "{}our ambassador to the United Nations spoke."

    assert [a for _, a in roles(body.format("Today "), country="US")] == ["linda-thomas-greenfield"]
    assert [a for _, a in roles(body.format("He said: “"), country="US") if a] == []


def test_the_cia_director_who_is_also_a_former_ambassador_is_one_man(roles):
    found = roles(
        "The CIA director is also the former ambassador to Russia.", day=date(2022, 1, 20)
    )

    assert {actor for _, actor in found} == {"william-burns"}


def test_a_president_who_has_just_left_makes_the_bare_title_undecided(roles):
    body = "The national security adviser resigned, and Michael Flynn said he regretted it."

    assert roles(body, day=date(2017, 2, 14), country="US") == []


def test_the_polish_ambassador_to_moscow_is_not_the_american_one(roles):
    assert roles("The Polish ambassador to Moscow was summoned by Sergey Lavrov.") == []
    assert roles("The American ambassador to Moscow was summoned.")[0][1] == "john-j-sullivan"
