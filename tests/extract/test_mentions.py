from datetime import date
from itertools import pairwise

import pytest

from detente.extract import mentions
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

REFERENCE = Reference.load()
PUBLISHED = date(2021, 5, 20)


def found(body, language="en", *, day=PUBLISHED, country=None, title=""):
    reading = Reading(
        article_id="a",
        title=title,
        body=body,
        language=language,
        day=day,
        country=country,
        sentences=split(body, language),
    )
    return mentions.find(reading, REFERENCE)


def named(body, language="en", **kwargs):
    """Surface, actor pairs of what is not a role."""
    rows = found(body, language, **kwargs)
    return [(row.surface, row.actor_id) for row in rows if row.kind != "role"]


def test_inflected_russian_names_are_found():
    assert named("О встрече с Блинкеном сообщили Сергею Лаврову.", "ru") == [
        ("Блинкеном", "antony-blinken"),
        ("Сергею Лаврову", "sergey-lavrov"),
    ]


def test_us_is_a_country_and_us_a_pronoun():
    assert named("It told us that the US agreed.") == [("US", "united-states")]


@pytest.mark.parametrize(
    "body",
    [
        "The Moscow Times printed it.",
        "The Washington Post printed it.",
        "He studied at Georgia Tech.",
        "Price stability matters.",
        "Hunter Biden left.",
        "Dmitry Patrushev grows wheat.",
    ],
)
def test_a_longer_name_or_another_person_is_not_the_actor(body):
    assert named(body) == []


def test_a_common_surname_alone_needs_the_full_name_before():
    assert named("Price spoke. Then Ned Price spoke. Price left.") == [
        ("Ned Price", "ned-price"),
        ("Price", "ned-price"),
    ]


def test_a_headline_names_in_full_for_the_body():
    assert named("Price spoke.", title="Ned Price on Reykjavik") == [("Price", "ned-price")]


@pytest.mark.parametrize(
    ("body", "actor"),
    [
        ("Ambassador Sullivan left.", "john-j-sullivan"),
        ("John J. Sullivan left. Sullivan spoke.", "john-j-sullivan"),
        ("Jake Sullivan left. Sullivan spoke.", "jake-sullivan"),
        ("Biden's national security adviser Sullivan spoke.", "jake-sullivan"),
        ("Sullivan spoke.", None),
    ],
)
def test_the_two_sullivans_are_told_apart_or_left_undecided(body, actor):
    assert named(body)[-1][1] == actor


@pytest.mark.parametrize(
    ("body", "actor"),
    [
        ("Посол США Салливан вернулся.", "john-j-sullivan"),
        ("Приехал Джейк Салливан. Салливана ждали.", "jake-sullivan"),
        ("Салливан вернулся.", None),
    ],
)
def test_the_two_sullivans_are_told_apart_in_russian_too(body, actor):
    assert named(body, "ru")[-1][1] == actor


def test_an_undecided_name_says_between_whom():
    (row,) = found("Sullivan spoke.")

    assert (row.actor_id, row.score) == (None, 0)
    assert row.basis == "ambiguous: jake-sullivan|john-j-sullivan"


@pytest.mark.parametrize(
    "body",
    [
        "He landed in Moscow.",
        "She flew to Moscow on Monday.",
        "MOSCOW, May 20 — It rained.",
        "A court in the Moscow region ruled.",
        "They came from Moscow.",
        "They met in Geneva, Paris and Moscow.",
        "Talks went on in Moscow, Russia's capital.",
    ],
)
def test_moscow_the_city_is_no_actor(body):
    assert ("Moscow", "russia") not in named(body)


@pytest.mark.parametrize(
    "body",
    [
        "Moscow said it would reply.",
        "Ties between Moscow and Kyiv froze.",
        "It was Moscow's answer.",
        "They sent a message to Moscow.",
        "It put pressure on Moscow.",
    ],
)
def test_moscow_that_acts_is_russia(body):
    assert ("Moscow", "russia") in named(body)


@pytest.mark.parametrize(
    "body",
    [
        "Он прилетел в Москву.",
        "Он живет в Москве.",
        "Он уехал из Москвы.",
        "МОСКВА, 20 мая. /СТБ/.",
    ],
)
def test_moscow_the_city_is_no_actor_in_russian(body):
    assert named(body, "ru") == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Москва ответила отказом.", ("Москва", "russia")),
        ("В Москве заявили об ответе.", ("Москве", "russia")),
        ("Связи между Москвой и Киевом прервались.", ("Москвой", "russia")),
        ("В Кремле сообщили о звонке.", ("Кремле", "kremlin-administration")),
    ],
)
def test_moscow_that_speaks_is_russia_in_russian(body, name):
    assert name in named(body, "ru")


def test_moscow_of_1986_is_the_soviet_union():
    assert ("Moscow", "soviet-union") in named("In 1986 Moscow offered cuts.")
    assert ("Moscow", "soviet-union") in named("Moscow offered cuts.", day=date(1986, 10, 12))


def test_both_halves_of_a_compound_are_named():
    assert named("Российско-американские связи.", "ru") == [
        ("Российско", "russia"),
        ("американские", "united-states"),
    ]
    assert named("US-Russia ties.") == [("US", "united-states"), ("Russia", "russia")]


def test_a_demonym_inside_a_role_is_part_of_the_role():
    rows = found("The Russian foreign minister met Russian reporters.")

    assert [(row.surface, row.kind) for row in rows] == [
        ("Russian foreign minister", "role"),
        ("Russian", "demonym"),
    ]


def test_a_ministry_of_another_state_is_not_russias():
    assert ("МИД", "russian-foreign-ministry") not in named(
        "МИД России ответил. МИД Армении молчит.", "ru"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00Putin\x00 met 🙂Biden🙂.",
        "Pu\u0301tin and Putin\u0301 and Putin.",
        "Putin" * 1000,
        "Lavrov " * 1000,
        "the president of the president of Russia " * 100,
    ],
)
def test_every_mention_is_what_is_printed_there_in_odd_text(body):
    rows = found(body)

    assert [body[row.start : row.end] for row in rows] == [row.surface for row in rows]
    assert all(a.end <= b.start for a, b in pairwise(rows))


@pytest.mark.slow
def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(growth):
    assert growth(found, "Sullivan and the Russian president met Price in Moscow, ") < 30


def test_us_dollars_are_no_state():
    assert named("The contract is worth US$ 100 million.") == []


@pytest.mark.parametrize(
    ("body", "day", "name", "actor", "basis"),
    [
        ("Burns left.", 2021, "Burns", None, "ambiguous: nicholas-burns|william-burns"),
        ("CIA director Burns left.", 2021, "Burns", "william-burns", "office before the name"),
        ("Бёрнс уехал.", 2021, "Бёрнс", None, "ambiguous: nicholas-burns|william-burns"),
        ("Директор ЦРУ Бёрнс уехал.", 2021, "Бёрнс", "william-burns", "office before the name"),
        ("Bush met Putin.", 2001, "Bush", "george-w-bush", "by year 2001"),
        ("Буш встретил Горбачева.", 1989, "Буш", "george-h-w-bush", "by year 1989"),
        ("Brussels replied.", 2021, "Brussels", None, "ambiguous: european-union|nato"),
        ("NATO met. Brussels replied.", 2021, "Brussels", "nato", "full name in article"),
        ("Брюссель ответил.", 2021, "Брюссель", None, "ambiguous: european-union|nato"),
        ("НАТО ждёт. Брюссель ответил.", 2021, "Брюссель", "nato", "full name in article"),
        ("Georgia and Armenia signed.", 2021, "Georgia", "georgia", "beside another state"),
        ("Грузия ответила.", 2021, "Грузия", "georgia", "alias"),
        ("Джо Байден-младший ушёл.", 2021, "Джо Байден-младший", "joe-biden", "alias"),
    ],
)
def test_an_ambiguous_name_is_decided_by_a_recorded_rule_or_left(body, day, name, actor, basis):
    language = "en" if body.isascii() else "ru"
    rows = found(body, language, day=date(day, 5, 20))

    assert [(r.actor_id, r.basis) for r in rows if r.surface == name] == [(actor, basis)]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Voters in Georgia chose a senator.", "Georgia"),
        ("Байден-младший ушёл.", "Байден-младший"),
        ("Хантер Байден ушёл.", "Байден"),
    ],
)
def test_a_name_that_may_well_be_anothers_is_left_out(body, name):
    rows = found(body, "en" if body.isascii() else "ru")

    assert name not in [row.surface for row in rows]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Dmitriy Peskov", "Dmitry Peskov"),
        ("Aleksei Navalny", "Alexey Navalny"),
        ("Yury Ushakov", "Yuri Ushakov"),
        ("Anatoliy Antonov", "Anatoly Antonov"),
        ("Zelenskyy", "Zelensky"),
    ],
)
def test_both_habits_of_transliteration_name_one_person(one, other):
    rows = found(f"{one} spoke. {other} spoke.")

    assert [row.surface for row in rows] == [one, other]
    assert len({row.actor_id for row in rows}) == 1


@pytest.mark.parametrize(
    "body",
    [
        "The ground is frozen above Kyiv.",
        "It struck cities like Kyiv and Lviv.",
        "He is a native of Aberdeen, Washington and a sailor.",
        "They work with partners in Oregon and Washington to inform people.",
    ],
)
def test_a_city_on_the_map_is_no_government(body):
    assert {a for _, a in named(body)} & {"ukraine", "united-states"} == set()


def test_a_town_some_way_off_moscow_is_near_a_city():
    assert named("Завод стоит в 110 км к югу от Москвы.", "ru") == []
