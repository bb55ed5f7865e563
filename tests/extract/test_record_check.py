import os
from pathlib import Path

import pytest

TALKS = {
    "en": "\n\nAntony Blinken met Sergey Lavrov in Reykjavik on 19 May 2021.",
    "ru": "\n\nЭнтони Блинкен встретился с Сергеем Лавровым в Рейкьявике 19 мая 2021 года.",
}


def checked(found):
    return [(row["attribute"], row["surface"], row["record"]) for row in found.checks]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The two met on Wednesday, 20 May 2021.", "Wednesday, 20 May 2021"),
        ("Они встретились в среду, 20 мая 2021 года.", "среду, 20 мая 2021 года"),
    ],
)
def test_20_may_2021_was_no_wednesday(annotated, text, surface):
    assert checked(annotated(text)) == [("weekday", surface, "Thursday")]


def test_a_weekday_that_fits_its_date_is_no_error(annotated):
    found = annotated("The two met on Wednesday, 19 May 2021.", "Встреча в среду, 19 мая.")

    assert found.checks == []


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("US Secretary of State Sergey Lavrov spoke.", "Antony Blinken"),
        ("Госсекретарь США Сергей Лавров выступил.", "Antony Blinken"),
        ("US President Vladimir Putin spoke.", "Joe Biden"),
        ("Президент США Владимир Путин выступил.", "Joe Biden"),
    ],
)
def test_an_office_that_another_held_is_an_error_with_its_holder(annotated, text, record):
    (row,) = annotated(text).checks

    assert (row["attribute"], row["record"]) == ("office", record)
    assert row["reason"].startswith(f"on 2021-05-20 {record} was ")
    assert row["source"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("US President Joe Biden spoke in Delaware.", "2020-06-01"),
        ("Президент США Джо Байден выступил.", "2020-06-01"),
    ],
)
def test_an_office_that_its_holder_did_not_hold_yet_is_an_error(annotated, text, day):
    (row,) = annotated(text, day=day).checks

    assert row["record"] == "from 2021-01-20"


@pytest.mark.parametrize(
    "text",
    [
        "Russian Foreign Minister Sergey Lavrov, a former ambassador, spoke.",
        "Former US President Donald Trump met former US Secretary of State Mike Pompeo.",
        "US Deputy Secretary of State Wendy Sherman spoke. Acting US Secretary of State Daniel Smith left.",
        "Бывший президент США Дональд Трамп выступил. Тогдашний президент США Барак Обама уехал.",
        "In 1986 US President Ronald Reagan met Soviet leader Mikhail Gorbachev.",
        "Aides of President Biden met US Secretary of State Tony Blinken.",
        "Министр иностранных дел России Сергей Лавров, бывший постпред при ООН, выступил.",
    ],
)
def test_former_deputy_and_right_offices_are_no_errors(annotated, text):
    assert annotated(text).checks == []


@pytest.mark.parametrize(
    ("text", "surface", "record"),
    [
        ("US Secretary of State John Blinken spoke.", "John Blinken", "Antony Blinken"),
        ("US Secretary of State Antony Blinkin spoke.", "Antony Blinkin", "Antony Blinken"),
        ("Госсекретарь США Энтони Блинкин выступил.", "Энтони Блинкин", "Энтони Блинкен"),
    ],
)
def test_a_name_that_is_nearly_that_of_the_holder_is_a_misspelling(
    annotated, text, surface, record
):
    assert checked(annotated(text)) == [("name", surface, record)]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Joe Biden became president in March 2021.", "March 2021"),
        ("Джо Байден вступил в должность в марте 2021 года.", "марте 2021 года"),
    ],
)
def test_a_president_does_not_take_office_in_march(annotated, text, surface):
    assert checked(annotated(text)) == [("office", surface, "US president from 2021-01-20")]


@pytest.mark.parametrize(
    "text",
    [
        "They had not met since Joe Biden became US President in January.",
        "Они не встречались с тех пор, как Джо Байден вступил в должность в январе.",
    ],
)
def test_taking_office_in_the_right_month_is_no_error(annotated, text):
    assert annotated(text).checks == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joe Biden met Vladimir Putin in Vienna on 16 June.", ("place", "Vienna", "Geneva")),
        ("Джо Байден встретился с Владимиром Путиным в Вене 16 июня.", ("place", "Вене", "Geneva")),
        ("Joe Biden met Vladimir Putin on 18 June.", ("date", "18 June", "16 June 2021")),
        ("Встреча Джо Байдена и Владимира Путина прошла 18 июня.", ("date", "18 июня", "16 June 2021")),
    ],
)  # fmt: skip
def test_a_meeting_of_two_on_another_day_or_elsewhere_is_an_error(annotated, text, expected):
    assert checked(annotated(text, day="2021-06-20")) == [expected]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Antony Blinken met Sergey Lavrov in Reykjavik on 20 May.", "2021-05-21"),
        ("Энтони Блинкен встретился с Сергеем Лавровым в Рейкьявике 20 мая.", "2021-05-21"),
        ("Joe Biden may meet Vladimir Putin in early June.", "2021-05-10"),
        ("Joe Biden said on 18 June that he had met Vladimir Putin.", "2021-06-20"),
        ("Joe Biden spoke with Vladimir Putin maybe two weeks ago.", "2021-02-24"),
        ("Joe Biden took office four months ago.", "2021-06-15"),
    ],
)
def test_another_time_zone_a_plan_and_another_day_in_the_sentence_are_no_errors(
    annotated, text, day
):
    assert annotated(text, day=day).checks == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The top spies of the United States and Russia held talks.", "en"),
        ("Главы разведок США и России провели переговоры.", "ru"),
    ],
)
def test_talks_of_ministers_were_not_held_by_spies(annotated, text, language):
    (row,) = annotated(text + TALKS[language]).checks

    assert row["attribute"] == "who"
    assert "Antony Blinken (US secretary of state)" in row["reason"]
    assert row["source"].startswith("https://")


def test_top_diplomats_held_them(annotated):
    found = annotated("The top diplomats of the US and Russia held talks." + TALKS["en"])

    assert found.checks == []


def test_an_article_without_a_date_is_held_to_the_day_of_its_event(annotated):
    found = annotated("US President Vladimir Putin stayed away." + TALKS["en"], day=None)

    assert checked(found) == [("office", "US President Vladimir Putin", "Joe Biden")]


def test_the_paraphrased_article_has_its_spies_and_its_june_found(annotated, make_article):
    shared = os.environ.get("DETENTE_SHARED")
    if not shared:
        pytest.skip("the paraphrased article is not here: set DETENTE_SHARED to its folder")
    (path,) = sorted((Path(shared) / "seed").glob("*.txt"))
    found = annotated(make_article(path.read_text(encoding="utf-8"), day=None))

    assert [(row["attribute"], row["surface"]) for row in found.checks] == [
        ("who", "top spies"),
        ("date", "early June"),
    ]
