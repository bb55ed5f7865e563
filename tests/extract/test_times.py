from datetime import date

import pytest

from detente import files
from detente.extract import timerules, times
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split
from detente.extract.timerules import TimeRule
from detente.tables import read

PUBLISHED = date(2021, 5, 20)  # a Thursday
REFERENCE = Reference.load()
RULES = read(TimeRule, files.REFERENCE / "time_rules.csv")


def found(body, *, day=PUBLISHED, country="GB", language="en", article_id="a"):
    reading = Reading(
        article_id=article_id,
        title="",
        body=body,
        language=language,
        day=day,
        country=country,
        sentences=split(body, language),
    )
    return list(times.find(reading))


def dated(spans):
    return [(span.value, span.begin, span.until) for span in spans]


def only(body, **kwargs):
    (span,) = found(body, **kwargs)
    return span


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.rule}: {rule.example}")
def test_rule_of_time_reads_its_own_example(rule):
    spans = found(rule.example, language=rule.language)

    assert (rule.expected, rule.begin, rule.until) in dated(spans)


@pytest.mark.parametrize("number", range(len(RULES)), ids=lambda number: RULES[number].example)
def test_no_other_rule_of_time_reads_the_example(number, monkeypatch):
    rule, all_rules = RULES[number], timerules.rules()
    others = all_rules[:number] + all_rules[number + 1 :]
    monkeypatch.setattr(times, "rules", lambda: others)

    spans = found(rule.example, language=rule.language, article_id="without the rule")

    assert (rule.expected, rule.begin, rule.until) not in dated(spans)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("They met on 19 May 2021.", "2021-05-19"),
        ("They met on May 19, 2021.", "2021-05-19"),
        ("They met on Wednesday, May 19, 2021.", "2021-05-19"),
        ("They met on Jan. 26, 2021.", "2021-01-26"),
        ("They met on the 19th of May.", "2021-05-19"),
        ("Встреча прошла 19 мая 2021 года.", "2021-05-19"),
        ("Встреча прошла в среду, 19 мая.", "2021-05-19"),
        ("Встреча прошла 19.05.2021.", "2021-05-19"),
        ("Парад прошел девятого мая.", "2021-05-09"),
        ("They met on 2021-05-19.", "2021-05-19"),
    ],
)
def test_a_day_is_read_in_either_language_and_order(body, value):
    span = only(body)

    assert (span.value, span.begin, span.until, span.precision) == (value, value, value, "day")


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Lavrov said on Wednesday that he will go.", "2021-05-19"),
        ("The two will meet on Friday.", "2021-05-21"),
        ("Talks are scheduled for Monday.", "2021-05-24"),
        ("They met last Thursday.", "2021-05-13"),
        ("They met on Thursday.", "2021-05-20"),
        ("The council holds its session on Friday.", "2021-05-21"),
        ("The council held its session on Friday.", "2021-05-14"),
        ("The council holds its session on Wednesday.", "2021-05-19"),
        ("Лавров заявил в среду, что поедет.", "2021-05-19"),
        ("В пятницу состоится встреча.", "2021-05-21"),
        ("Она прошла во вторник.", "2021-05-18"),
        ("Их ждут в следующую среду.", "2021-05-26"),
    ],
)
def test_a_weekday_is_the_one_before_publication_unless_the_verb_looks_ahead(body, value):
    assert only(body).value == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("He came yesterday.", "2021-05-19"),
        ("He left two days ago.", "2021-05-18"),
        ("Об этом сообщили накануне.", "2021-05-19"),
        ("Он уехал два дня назад.", "2021-05-18"),
        ("He spoke last week.", "2021-W19"),
        ("Это было на прошлой неделе.", "2021-W19"),
        ("It ended last month.", "2021-04"),
        ("Это было в прошлом году.", "2020"),
        ("They met last summer.", "2020-SU"),
        ("Они встретились летом прошлого года.", "2020-SU"),
        ("They met in the first quarter.", "2021-Q1"),
        ("Они встретились в первом квартале 2021 года.", "2021-Q1"),
    ],
)
def test_times_near_publication_are_counted_from_it(body, value):
    assert only(body).value == value


@pytest.mark.parametrize(
    ("body", "begin", "until"),
    [
        ("They will meet in early June.", "2021-06-01", "2021-06-10"),
        ("Они встретятся в начале июня.", "2021-06-01", "2021-06-10"),
        ("It fell in mid-May.", "2021-05-11", "2021-05-20"),
        ("Это будет в конце июня.", "2021-06-21", "2021-06-30"),
        ("The talks of 16–17 June 2021 ended.", "2021-06-16", "2021-06-17"),
        ("Переговоры шли с 16 по 17 июня.", "2021-06-16", "2021-06-17"),
        ("It ran from May 31 to June 4.", "2021-05-31", "2021-06-04"),
        ("It ran from 2014 to 2016.", "2014-01-01", "2016-12-31"),
        ("It ends by the end of the year.", "2021-09-01", "2021-12-31"),
    ],
)
def test_vague_and_double_dates_have_a_first_and_a_last_day(body, begin, until):
    span = only(body)

    assert (span.begin, span.until) == (begin, until)


@pytest.mark.parametrize("body", ["Sanctions since 2014 remain.", "Санкции с 2014 года остаются."])
def test_since_has_no_last_day(body):
    span = only(body)

    assert (span.value, span.begin, span.until) == ("2014", "2014-01-01", None)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("It lasted one hour and 45 minutes.", "PT1H45M"),
        ("It lasted almost two hours.", "PT2H"),
        ("It was a 45-minute call.", "PT45M"),
        ("It took half an hour.", "PT30M"),
        ("It took two and a half hours.", "PT2.5H"),
        ("It took an hour and a half.", "PT1.5H"),
        ("Беседа длилась 1 час 45 минут.", "PT1H45M"),
        ("Беседа длилась час 45 минут.", "PT1H45M"),
        ("Беседа длилась почти два часа.", "PT2H"),
        ("Беседа заняла полтора часа.", "PT1.5H"),
        ("Беседа заняла полчаса.", "PT30M"),
        ("Срок продлен на пять лет.", "P5Y"),
    ],
)
def test_a_length_of_time_is_a_duration_in_either_language(body, value):
    span = only(body)

    assert (span.value, span.begin, span.precision) == (value, None, "duration")


def test_almost_two_hours_is_marked_as_about():
    assert only("It lasted almost two hours.").basis == "duration, about"


@pytest.mark.parametrize(
    "body",
    [
        "May I ask a question?",
        "They march on the square in droves.",
        "There were 1,945 soldiers.",
        "The fund holds $2014 in cash.",
        "He sat in the sun.",
        "Russia Today said so.",
        "April Ryan asked.",
        "Whelan is 51 years old.",
        "Это беда для окружающей среды.",
        "Марта Иванова приехала.",
    ],
)
def test_words_and_numbers_that_only_look_like_times_are_left(body):
    assert found(body) == []


def test_a_date_without_a_year_takes_that_of_publication_or_the_next_one_ahead():
    assert only("They met on December 30.").value == "2020-12-30"
    assert only("The summit will be held on January 10.").value == "2022-01-10"


def test_a_later_day_is_counted_from_the_day_in_the_text():
    first, second = found("They met on 16 June 2021. Two days later he left.")

    assert (first.value, second.value) == ("2021-06-16", "2021-06-18")
    assert second.basis == "counted from 2021-06-16"


def test_without_a_date_of_publication_only_what_the_text_dates_is_resolved():
    spans = found("They met on Wednesday, in 2021. On 19 May he left for two hours.", day=None)

    assert [span.value for span in spans] == ["2021", "2021-05-19", "PT2H"]
    assert spans[1].basis == "year from the text"


def test_a_slashed_date_is_month_first_for_a_publisher_in_the_united_states():
    assert only("Filed 5/6/2021.", country="US").value == "2021-05-06"
    assert only("Filed 5/6/2021.", country="GB").value == "2021-06-05"


def test_an_impossible_date_is_left():
    assert found("They met on 31 June 2021.") == []


@pytest.mark.parametrize(
    "body", ["", "\x00 19 May \x00", "🙂 19 мая e\u0301 Wednesday", "1 May " * 1000, "one-" * 9999]
)
def test_every_span_is_what_is_printed_there_in_odd_text(body):
    for span in found(body):
        assert body[span.start : span.end] == span.surface


def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(growth):
    assert growth(found, "They met on 19 May at noon, ") < 30


@pytest.mark.parametrize(
    ("words", "value"),
    [("an hour and three quarters", "PT1H45M"), ("two hours and a quarter", "PT2H15M")],
)
def test_quarters_of_an_hour_belong_to_its_length(words, value):
    (row,) = [t for t in found(f"They talked for {words} in Iceland.") if t.precision == "duration"]

    assert (row.surface, row.value) == (words, value)


@pytest.mark.parametrize(
    ("body", "surface", "value"),
    [
        ("The talks began at 20:15 local time.", "20:15 local time", "2021-05-20T20:15"),
        ("They met at 9 p.m. on Wednesday.", "9 p.m. on Wednesday", "2021-05-19T21:00"),
        (
            "He spoke at 10:30 a.m. EDT on May 19.",
            "10:30 a.m. EDT on May 19",
            "2021-05-19T10:30-04:00",
        ),
        ("At 18:00 GMT the doors closed.", "18:00 GMT", "2021-05-20T18:00Z"),
        (
            "Встреча началась в 23.15 по московскому времени.",
            "23.15 по московскому времени",
            "2021-05-20T23:15",
        ),
        (
            "Встреча началась 19 мая в 9 часов вечера.",
            "19 мая в 9 часов вечера",
            "2021-05-19T21:00",
        ),
    ],
)
def test_a_time_of_the_clock_is_one_with_the_day_beside_it(body, surface, value):
    span = only(body)

    assert (span.surface, span.value, span.precision) == (surface, value, "minute")


@pytest.mark.parametrize(
    ("body", "surface", "value"),
    [
        ("They met on Wednesday night.", "Wednesday night", "2021-05-19TNI"),
        ("They met on the evening of May 19.", "the evening of May 19", "2021-05-19TEV"),
        ("They met last night.", "last night", "2021-05-19TNI"),
        ("They meet tonight.", "tonight", "2021-05-20TNI"),
        ("Они встретились вечером 19 мая.", "вечером 19 мая", "2021-05-19TEV"),
        ("Сегодня утром он выступил.", "Сегодня утром", "2021-05-20TMO"),
    ],
)
def test_a_part_of_a_day_is_kept_in_its_value(body, surface, value):
    span = only(body)

    assert (span.surface, span.value, span.begin) == (surface, value, value[:10])


def test_the_night_to_thursday_begins_on_wednesday():
    span = only("В ночь на четверг переговоры завершились.")

    assert (span.begin, span.until) == ("2021-05-19", "2021-05-20")


@pytest.mark.parametrize(
    ("body", "value", "begin", "until"),
    [
        ("They spoke over the weekend.", "2021-W19-WE", "2021-05-15", "2021-05-16"),
        ("They will meet this weekend.", "2021-W20-WE", "2021-05-22", "2021-05-23"),
        ("На выходных они говорили.", "2021-W19-WE", "2021-05-15", "2021-05-16"),
        ("In the past nine days he travelled.", "P9D", "2021-05-11", "2021-05-20"),
        ("Over the next four years it will grow.", "P4Y", "2021-05-20", "2025-05-20"),
        ("За последние пять лет они ухудшились.", "P5Y", "2016-05-20", "2021-05-20"),
        ("В ближайшие две недели они встретятся.", "P2W", "2021-05-20", "2021-06-03"),
        ("In the 1990s ties improved.", "199", "1990-01-01", "1999-12-31"),
        ("In the late '80s ties improved.", "198", "1987-01-01", "1989-12-31"),
        ("В начале 2000-х они дружили.", "200", "2000-01-01", "2003-12-31"),
        ("В 90-е годы они дружили.", "199", "1990-01-01", "1999-12-31"),
        ("Wars of the 20th century ended.", "19", "1900-01-01", "1999-12-31"),
        ("В XX веке были войны.", "19", "1900-01-01", "1999-12-31"),
        ("В 1859 году вышла книга.", "1859", "1859-01-01", "1859-12-31"),
        ("It fell in the first half of June.", "2021-06", "2021-06-01", "2021-06-15"),
        ("В первой половине июня они встретятся.", "2021-06", "2021-06-01", "2021-06-15"),
        ("It will grow in the second half of 2021.", "2021-H2", "2021-07-01", "2021-12-31"),
        ("Во втором полугодии 2021 года он вырос.", "2021-H2", "2021-07-01", "2021-12-31"),
        ("They met in the last week of April.", "2021-04", "2021-04-24", "2021-04-30"),
        ("Они встретились на последней неделе апреля.", "2021-04", "2021-04-24", "2021-04-30"),
        ("From May to July 2021 they met.", "2021-05/2021-07", "2021-05-01", "2021-07-31"),
        ("С мая по июль 2021 года они встречались.", "2021-05/2021-07", "2021-05-01", "2021-07-31"),
        ("They met from Monday to Wednesday.", "2021-05-17/2021-05-19", "2021-05-17", "2021-05-19"),
        ("In Q2 2021 trade grew.", "2021-Q2", "2021-04-01", "2021-06-30"),
        ("В I квартале 2021 года она выросла.", "2021-Q1", "2021-01-01", "2021-03-31"),
        ("Полгода назад они встретились.", "2020-11", "2020-11-01", "2020-11-30"),
        ("The day before yesterday they met.", "2021-05-18", "2021-05-18", "2021-05-18"),
        ("A week from now they will meet.", "2021-W21", "2021-05-24", "2021-05-30"),
    ],
)
def test_a_stretch_of_time_has_a_first_and_a_last_day(body, value, begin, until):
    span = only(body)

    assert (span.value, span.begin, span.until) == (value, begin, until)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("They met on 11 May. The same day Price spoke.", "2021-05-11"),
        ("They met on 11 May. The next day Lavrov spoke.", "2021-05-12"),
        ("They met on 11 May. The day before, Price spoke.", "2021-05-10"),
        ("Они встретились 11 мая. В тот же день он выступил.", "2021-05-11"),
        ("Они встретились 11 мая. За день до этого он выступил.", "2021-05-10"),
        ("Они встретились 11 мая. Днём позже он выступил.", "2021-05-12"),
    ],
)
def test_a_day_beside_another_is_counted_from_it(body, day):
    spans = found(body)

    assert [s.begin for s in spans] == ["2021-05-11", day]


@pytest.mark.parametrize(
    ("body", "value", "begin", "until"),
    [
        ("Relations are now at a low.", "PRESENT_REF", None, None),
        ("He recently said so.", "PAST_REF", None, "2021-05-20"),
        ("They hope for better in the future.", "FUTURE_REF", "2021-05-20", None),
        ("In the past, they agreed.", "PAST_REF", None, "2021-05-20"),
        ("In recent weeks ties fell.", "PXW", None, "2021-05-20"),
        ("A few days ago they met.", "PXD", None, "2021-05-20"),
        ("In the coming months they will meet.", "PXM", "2021-05-20", None),
        ("Сейчас они плохие.", "PRESENT_REF", None, None),
        ("В последнее время они ухудшились.", "PAST_REF", None, "2021-05-20"),
        ("В ближайшие месяцы они встретятся.", "PXM", "2021-05-20", None),
        ("Несколько дней назад они встретились.", "PXD", None, "2021-05-20"),
        ("На днях они встретятся.", "FUTURE_REF", "2021-05-20", None),
        ("На днях они встретились.", "PAST_REF", None, "2021-05-20"),
    ],
)
def test_a_vague_time_is_open_where_the_text_says_nothing(body, value, begin, until):
    span = only(body)

    assert (span.value, span.begin, span.until) == (value, begin, until)
    assert span.precision == "vague"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("He speaks every year.", "P1Y"),
        ("They speak every Monday.", "XXXX-WXX-1"),
        ("They meet twice a week.", "P1W"),
        ("The annual meeting opened.", "P1Y"),
        ("Он выступает каждый год.", "P1Y"),
        ("Ежегодная встреча открылась.", "P1Y"),
        ("Они говорят раз в неделю.", "P1W"),
    ],
)
def test_what_comes_again_and_again_is_no_day(body, value):
    span = only(body)

    assert (span.value, span.begin, span.precision) == (value, None, "repeated")


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("A month-long visit ended.", "P1M"),
        ("Трёхдневный визит начался.", "P3D"),
        ("Двухчасовая беседа завершилась.", "PT2H"),
        ("В 10-дневный срок они ответят.", "P10D"),
        ("They waited several hours.", "PTXH"),
        ("Они ждали несколько часов.", "PTXH"),
        ("It shrank two quarters in a row.", "P2Q"),
        ("They talked for over a year.", "P1Y"),
        ("They talked for a couple of weeks.", "PXW"),
    ],
)
def test_a_length_in_one_word_or_without_a_number_is_a_duration(body, value):
    span = only(body)

    assert (span.value, span.precision) == (value, "duration")


@pytest.mark.parametrize(
    "body",
    [
        "NOW, THEREFORE, the order holds.",
        "The soon-to-open terminal shone.",
        "He said that 1500 troops left.",
        "He speaks Japanese at a parliament of the future tense.",
    ],
)
def test_words_of_law_and_compounds_are_no_times(body):
    assert found(body) == []
