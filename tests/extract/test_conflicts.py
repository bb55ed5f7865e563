import pytest

from detente.extract.cues import CountedNoun, Happening
from detente.extract.reference import Reference
from detente.tables import read

MET = "Antony Blinken and Sergey Lavrov met in Reykjavik on {day} and talked for {length}."


def verdicts(found):
    return {(row["value"], row["verdict"]) for row in found.conflicts}


def of(found, value):
    return next(row for row in found.conflicts if row["value"] == value)


def test_more_than_three_hours_cannot_be_one_hour_and_45_minutes(annotated):
    found = annotated(
        MET.format(day="Wednesday", length="more than three hours"),
        MET.format(day="Wednesday", length="one hour and 45 minutes"),
    )

    assert verdicts(found) == {("PT3H", "conflict"), ("PT1H45M", "compatible")}
    assert of(found, "PT3H")["reason"] == "more than PT3H is not PT1H45M"
    assert of(found, "PT3H")["against"] == "PT1H45M"


def test_almost_two_hours_is_one_hour_and_45_minutes_at_a_stated_tolerance(annotated):
    found = annotated(
        MET.format(day="Wednesday", length="almost two hours"),
        MET.format(day="Wednesday", length="one hour and 45 minutes"),
    )

    assert verdicts(found) == {("PT2H", "compatible"), ("PT1H45M", "compatible")}
    assert "tolerance of a quarter" in of(found, "PT2H")["reason"]


@pytest.mark.parametrize(
    ("length", "verdict"),
    [
        ("about an hour and a half", "compatible"),
        ("about an hour", "conflict"),
        ("about two and a half hours", "conflict"),
    ],
)
def test_about_is_a_quarter_more_or_less(annotated, length, verdict):
    found = annotated(MET.format(day="Wednesday", length=length))

    assert [row["verdict"] for row in found.conflicts] == [verdict]


def test_two_hours_flat_are_one_hour_and_45_minutes_rounded(annotated):
    found = annotated(MET.format(day="Wednesday", length="two hours"))

    assert of(found, "PT2H")["verdict"] == "compatible"
    assert of(found, "PT2H")["reason"] == "PT2H is PT1H45M rounded to hours"


def test_a_planned_length_is_not_a_report(annotated):
    found = annotated(
        MET.format(day="Wednesday", length="one hour and 45 minutes")
        + " One hour had been planned."
    )

    assert found.conflicts == []


def test_values_that_do_not_differ_are_not_listed(annotated):
    text = MET.format(day="Wednesday", length="one hour and 45 minutes")

    assert annotated(text, text + " It snowed.").conflicts == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Antony Blinken and Sergey Lavrov met in Reykjavik on May 20.", "2021-05-21"),
        ("Сергей Лавров и Энтони Блинкен встретились в Рейкьявике 20 мая.", "2021-05-21"),
    ],
)
def test_20_may_in_moscow_is_19_may_in_reykjavik(annotated, text, day):
    row = of(annotated(text, day=day), "2021-05-20")

    assert row["verdict"] == "compatible"
    assert row["reason"] == "19 May in Reykjavik is 20 May in Moscow"


def test_a_day_that_no_time_zone_explains_is_a_conflict(annotated):
    found = annotated(
        "Antony Blinken and Sergey Lavrov met in Reykjavik on May 21.", day="2021-05-22"
    )

    assert of(found, "2021-05-21")["verdict"] == "conflict"
    assert of(found, "2021-05-21")["against"] == "2021-05-19"


def test_the_day_of_another_happening_in_the_sentence_is_not_the_day_of_the_talks(annotated):
    found = annotated(
        "On 12 May Sergey Lavrov and Antony Blinken agreed by phone to meet in Reykjavik.",
        "Antony Blinken met Sergey Lavrov in Reykjavik on 19 May, and Jake Sullivan met Nikolai "
        "Patrushev in Geneva on 24 May.",
        day="2021-05-25",
    )

    assert found.conflicts == []


def test_eleven_diplomats_are_not_ten(annotated):
    text = "Washington on April 15 expelled {} Russian diplomats."
    found = annotated(text.format("eleven"), text.format("ten"), day="2021-04-16")

    assert verdicts(found) == {("11 diplomats", "conflict"), ("10 diplomats", "compatible")}


def test_ten_diplomats_are_ten_in_russian(annotated):
    found = annotated(
        "Вашингтон 15 апреля выслал десять российских дипломатов.",
        "Washington on April 15 expelled eleven Russian diplomats.",
        day="2021-04-16",
    )

    assert verdicts(found) == {("11 diplomats", "conflict"), ("10 diplomats", "compatible")}


def test_four_ships_and_five_entities_are_different_nouns(annotated):
    found = annotated(
        "The State Department on Wednesday named four ships and five entities in its sanctions on "
        "Nord Stream 2 and spared the company, Nord Stream 2 AG.",
        day="2021-05-20",
    )

    assert all(row["verdict"] == "compatible" for row in found.conflicts)


def test_a_value_that_the_publisher_withdrew_says_so(annotated, make_article):
    wrong = make_article(
        MET.format(day="Wednesday", length="more than three hours"), publisher="Post"
    )
    right = make_article(
        "Correction: an earlier version said that the talks of Blinken and Lavrov in Reykjavik "
        "lasted more than three hours.\n\n"
        + MET.format(day="Wednesday", length="one hour and 45 minutes"),
        publisher="Post",
    )
    found = annotated(wrong, right)

    assert [row["article_id"] for row in found.conflicts if row["verdict"] == "conflict"] == [
        wrong.article_id
    ]
    assert of(found, "PT3H")["reason"].endswith("the publisher has withdrawn it in a correction")


def test_copies_of_one_text_print_a_value_once(annotated, make_article):
    text = MET.format(day="Wednesday", length="more than three hours")
    one = make_article(text, name="one")
    two = make_article(text, name="two", copy_group="one", copy_kind="exact")

    assert {row["independent"] for row in annotated(one, two).conflicts} == {1}


def test_the_span_of_a_value_is_its_words(annotated):
    found = annotated(MET.format(day="Wednesday", length="more than three hours"))
    row = of(found, "PT3H")

    assert "three hours" in found.bodies[row["article_id"]][row["start"] : row["end"]]


def test_every_value_on_record_is_of_an_event_on_record_and_of_a_known_noun():
    reference = Reference.load()
    nouns = {row.noun for row in read(CountedNoun, reference.folder / "counted_nouns.csv")}

    for fact in reference.event_facts:
        assert fact.event_id in reference.event_rows
        assert fact.attribute != "number" or fact.value.partition(" ")[2] in nouns


def test_what_is_counted_is_counted_beside_kinds_of_happenings_that_exist():
    folder = Reference.load().folder
    kinds = {row.kind for row in read(Happening, folder / "happenings.csv")}

    for row in read(CountedNoun, folder / "counted_nouns.csv"):
        assert set(row.kinds) <= kinds


def test_ninety_minutes_are_an_hour_and_a_half(annotated):
    text = "Antony Blinken and Sergey Lavrov met in Geneva on 21 January and talked for {}."
    found = annotated(
        text.format("90 minutes"), text.format("an hour and a half"), day="2022-01-22"
    )

    assert found.conflicts == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Antony Blinken met Sergey Lavrov in Reykjavik.", " The meeting was held on 20 May."),
        ("Энтони Блинкен встретился с Сергеем Лавровым в Рейкьявике.", " Встреча прошла 20 мая."),
    ],
)
def test_the_day_of_the_meeting_may_be_told_in_the_next_sentence(annotated, text, after):
    row = of(annotated(text + after, day="2021-05-21"), "2021-05-20")

    assert row["verdict"] == "compatible"


def test_a_number_on_record_is_found_wherever_the_article_prints_it(annotated):
    found = annotated(
        "On April 15 Washington expelled eleven Russian diplomats.\n\nSnow fell.\n\nIt stayed.\n\n"
        "Others count ten diplomats.",
        day="2021-04-16",
    )

    assert verdicts(found) == {("11 diplomats", "conflict"), ("10 diplomats", "compatible")}


@pytest.mark.parametrize(
    "text",
    [
        "Переговоры Сергея Лаврова и Энтони Блинкена прошли в Рейкьявике в четверг.",
        "Переговоры Сергея Лаврова и Энтони Блинкена прошли в Рейкьявике в ночь на четверг, 20 мая.",
        "Antony Blinken and Sergey Lavrov met in Reykjavik on Thursday, 20 May, Moscow time.",
    ],
)
def test_thursday_in_moscow_does_not_contradict_wednesday_in_reykjavik(
    annotated, make_article, text
):
    found = annotated(
        make_article(text, name="moscow", country="RU"),
        make_article(MET.format(day="Wednesday, 19 May", length="one hour and 45 minutes")),
        make_article(MET.format(day="19 May", length="almost two hours"), country="IS"),
    )

    assert {row["verdict"] for row in found.conflicts} == {"compatible"}
    assert found.checks == []
