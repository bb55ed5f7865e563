from pathlib import Path

import pytest

from detente.extract import linking

TALKS = (
    "Antony Blinken and Sergey Lavrov met in Reykjavik on Wednesday. "
    "Afterwards Lavrov called the talks constructive."
)


def test_two_names_alone_are_not_evidence_of_their_meeting(annotated):
    found = annotated("Antony Blinken and Sergey Lavrov have known each other for years.")

    assert found.events == []


def test_talks_are_found_by_actors_place_and_day(annotated):
    found = annotated(TALKS)

    row = found.event_evidence[0]
    assert row["event_id"] == "reykjavik-talks-2021"
    assert "actor antony-blinken; actor sergey-lavrov" in row["basis"]
    assert "place reykjavik" in row["basis"]
    assert "date 2021-05-19" in row["basis"]


def test_a_sentence_that_goes_on_about_the_talks_scores_less_than_the_one_that_names_them(
    annotated,
):
    body = "Antony Blinken and Sergey Lavrov met in Reykjavik on Wednesday.\n\nSnow fell.\n\nIt stayed.\n\nLavrov called the talks constructive."
    first, second = annotated(body).event_evidence

    assert second["event_id"] == first["event_id"]
    assert second["score"] < first["score"]
    assert "goes on about reykjavik-talks-2021" in second["basis"]


def test_the_reykjavik_summit_of_1986_is_not_the_talks_of_2021(annotated):
    found = annotated(
        "In October 1986 Ronald Reagan and Mikhail Gorbachev met in Reykjavik.",
        "В октябре 1986 года Рональд Рейган и Михаил Горбачёв встретились в Рейкьявике.",
        day="2021-05-21",
    )

    assert found.event_ids == {"reykjavik-summit-1986"}
    assert found.events[0]["articles"] == 2


def test_both_geneva_meetings_of_2021_keep_their_own_sentences(annotated):
    found = annotated(
        "Jake Sullivan met Nikolai Patrushev in Geneva on 24 May.\n\n"
        "Joe Biden and Vladimir Putin met in Geneva on 16 June.",
        day="2021-06-17",
    )

    assert found.said_of("geneva-nsc-meeting-2021-05-24") == [
        "Jake Sullivan met Nikolai Patrushev in Geneva on 24 May."
    ]
    assert found.said_of("geneva-summit-2021") == [
        "Joe Biden and Vladimir Putin met in Geneva on 16 June."
    ]


def test_the_two_sullivans_keep_their_own_events(annotated):
    found = annotated(
        "Ambassador John J. Sullivan left Moscow on 22 April for consultations.\n\n"
        "Jake Sullivan spoke by phone with Nikolai Patrushev on 19 April.",
        day="2021-04-23",
    )

    assert found.said_of("ambassador-sullivan-leaves-2021") == [
        "Ambassador John J. Sullivan left Moscow on 22 April for consultations."
    ]
    assert found.said_of("sullivan-patrushev-call-2021-04-19") == [
        "Jake Sullivan spoke by phone with Nikolai Patrushev on 19 April."
    ]


def test_talks_late_on_19_may_in_reykjavik_are_found_under_20_may_in_moscow(annotated):
    found = annotated(
        "Переговоры Сергея Лаврова и Энтони Блинкена прошли в Рейкьявике 20 мая.",
        "Переговоры Сергея Лаврова и Энтони Блинкена прошли в Рейкьявике 19 мая.",
        day="2021-05-21",
    )

    assert found.event_ids == {"reykjavik-talks-2021"}
    assert found.events[0]["articles"] == 2


def test_an_article_without_a_date_is_linked_by_its_text_and_says_so(annotated):
    (row,) = annotated(
        "Lavrov was asked about Blinken after the talks of the two in Reykjavik. "
        "Antony Blinken met Sergey Lavrov in Reykjavik.",
        day=None,
    ).event_evidence[-1:]

    assert row["event_id"] == "reykjavik-talks-2021"
    assert row["basis"].endswith("article without a date")


def test_an_announcement_counts_less_than_the_happening(annotated):
    text = "Antony Blinken {} Sergey Lavrov in Reykjavik on 19 May."
    before = annotated(text.format("will meet"), day="2021-05-13").event_evidence[0]
    after = annotated(text.format("met"), day="2021-05-20").event_evidence[0]

    assert before["event_id"] == after["event_id"]
    assert before["score"] < after["score"]
    assert before["basis"].endswith("printed before it")


def test_an_expulsion_and_its_answer_in_one_sentence_are_two_events(annotated):
    found = annotated(
        "On 15 April Washington expelled ten Russian diplomats and on 16 April Moscow answered in kind.",
        day="2021-04-17",
    )

    assert found.event_ids == {"us-sanctions-2021-04-15", "russia-retaliation-2021-04-16"}


def test_what_is_denied_or_only_demanded_is_not_evidence(annotated):
    found = annotated(
        "He urged Russia to release US citizens Paul Whelan and Trevor Reed.\n\n"
        "John J. Sullivan has not left Moscow.",
        day="2021-04-16",
    )

    assert found.events == []


def test_two_states_alone_do_not_tell_which_of_two_geneva_meetings(annotated):
    found = annotated(
        "After the allies the United States and Russia will meet in Geneva.", day="2021-06-07"
    )

    assert "geneva-nsc-meeting-2021-05-24" not in found.event_ids


def test_a_keyword_needs_its_capital(annotated):
    found = annotated("I used to be a public defender off Crimea in June.", day="2021-06-24")

    assert found.events == []


@pytest.mark.parametrize(
    "text",
    [
        "He has been busy since Joe Biden took office in January 2021.",
        "Он занят с тех пор, как в январе 2021 года Джо Байден вступил в должность.",
    ],
)
def test_a_happening_that_only_gives_a_time_is_not_reported(annotated, text):
    assert annotated(text).events == []


def test_copies_of_one_text_count_once_as_independent_reports(annotated, make_article):
    origin = make_article(TALKS, name="origin", country="US")
    copy = make_article(TALKS, name="copy", country="GB", copy_group="origin", copy_kind="exact")
    (event,) = annotated(origin, copy).events

    assert (event["articles"], event["independent"], event["publishers"]) == (2, 1, 2)
    assert event["countries"] == ["GB", "US"]


def test_actors_of_an_event_are_those_named_most_in_its_evidence(annotated):
    (event,) = annotated(TALKS).events

    assert event["actors"][:2] == ["sergey-lavrov", "antony-blinken"]
    assert event["event_types"][0] == "CONSULT"


UNKNOWN = (
    "Joe Biden spoke with Benjamin Netanyahu by phone on 12 May 2021.",
    "Joe Biden had a phone call with Benjamin Netanyahu on 12 May 2021, officials said.",
)


def test_a_happening_not_on_record_is_found_where_two_independent_articles_report_it(annotated):
    (event,) = annotated(*UNKNOWN).events

    assert event["known"] is None
    assert event["event_id"].startswith("found-2021-05-12-consult-")
    assert event["label"] in UNKNOWN
    assert event["independent"] == 2


def test_one_copy_group_is_not_enough_for_a_found_event(annotated, make_article):
    one = make_article(UNKNOWN[0], name="one")
    two = make_article(UNKNOWN[0], name="two", copy_group="one", copy_kind="exact")

    assert annotated(one, two).events == []


def test_a_found_event_is_merged_across_languages(annotated):
    found = annotated(
        UNKNOWN[0], "12 мая 2021 года Джо Байден позвонил Биньямину Нетаньяху и обсудил ситуацию."
    )

    assert [event["articles"] for event in found.events] == [2]


def test_an_event_is_not_found_again_beside_one_on_record(annotated):
    found = annotated(
        "Joe Biden spoke with Vladimir Putin by phone on 13 April 2021.",
        "Joe Biden talked to Vladimir Putin on 14 April 2021.",
        day="2021-04-15",
    )

    assert all(event["known"] for event in found.events)


@pytest.mark.parametrize(
    ("text", "event_id"),
    [
        ("Joe Biden's meeting with Vladimir Putin was a success.", "geneva-summit-2021"),
        ("Встреча Джо Байдена с Владимиром Путиным прошла успешно.", "geneva-summit-2021"),
        ("Joe Biden made it plain in his call with Vladimir Putin.", "biden-putin-call-2021-07-09"),
    ],
)
def test_without_a_day_the_last_meeting_or_call_of_the_two_is_meant(annotated, text, event_id):
    assert annotated(text, day="2021-08-10").event_ids == {event_id}


@pytest.mark.parametrize(
    "text",
    [
        "Joe Biden is ready for another meeting with Vladimir Putin.",
        "Are there plans for a meeting of Joe Biden and Vladimir Putin?",
        "Джо Байден готов к новой встрече с Владимиром Путиным.",
        "Joe Biden, Emmanuel Macron and Vladimir Putin had a meeting.",
    ],
)
def test_a_meeting_still_to_come_or_of_three_is_not_the_last_one_of_the_two(annotated, text):
    assert annotated(text, day="2021-08-10").events == []


def test_a_meeting_of_two_others_is_not_that_of_their_states(annotated):
    found = annotated(
        "Russia and Ukraine are at war.\n\nThe meeting of Antony Blinken and Sergey Lavrov "
        "may take place next week.",
        day="2022-02-18",
    )

    assert "gomel-talks-2022" not in found.event_ids


@pytest.mark.parametrize(
    ("day", "meant"), [("2021-07-20", {"nato-brussels-2021"}), ("2021-09-20", set())]
)
def test_a_meeting_at_the_seat_of_an_organisation_is_that_on_record_for_some_weeks(
    annotated, day, meant
):
    text = "Joe Biden and Jens Stoltenberg met at the NATO headquarters in Brussels."

    assert annotated(text, day=day).event_ids == meant


@pytest.mark.parametrize(("day", "meant"), [("2021-12-01", {"jbs-2021"}), ("2022-05-01", set())])
def test_the_name_of_a_firm_stands_for_the_attack_on_it_for_some_months(annotated, day, meant):
    assert annotated("JBS paid 11 million dollars.", day=day).event_ids == meant


@pytest.mark.parametrize(
    ("day", "meant"), [("2021-07-06", {"geneva-summit-2021"}), ("2021-07-26", set())]
)
def test_without_a_date_or_a_word_for_it_a_happening_is_meant_within_a_month(annotated, day, meant):
    text = "Joe Biden and Vladimir Putin spoke about arms control in Geneva."

    assert annotated(text, day=day).event_ids == meant


def test_a_firm_known_for_one_attack_is_not_taken_for_another_named_before(annotated):
    found = annotated(
        "Colonial Pipeline was attacked on 7 May.\n\n"
        "SolarWinds was compromised by the SVR in the way it built software.",
        day="2021-05-12",
    )

    assert found.said_of("colonial-pipeline-2021") == ["Colonial Pipeline was attacked on 7 May."]


@pytest.mark.parametrize(
    "text",
    [
        "Antony Blinken and Sergey Lavrov had agreed to meet in Reykjavik on 19 May 2021.",
        "Сергей Лавров и Энтони Блинкен договорились провести встречу в Рейкьявике 19 мая.",
    ],
)
def test_a_sentence_that_tells_a_happening_as_planned_says_so(annotated, text):
    (row,) = annotated(text, day="2021-05-21").event_evidence

    assert row["event_id"] == "reykjavik-talks-2021"
    assert row["basis"].endswith("told as to come")


def test_a_found_event_has_the_place_that_its_sentences_name(annotated):
    (event,) = annotated(
        "Joe Biden met Benjamin Netanyahu in Berlin on 12 May 2021.",
        "12 мая 2021 года Джо Байден встретился с Биньямином Нетаньяху в Берлине.",
    ).events

    assert (event["known"], event["place"], event["articles"]) == (None, "berlin", 2)


def test_a_deadline_is_not_the_day_of_a_happening(annotated):
    found = annotated(
        "Joe Biden agreed with Benjamin Netanyahu on a plan by 12 May 2021.",
        "Joe Biden made an agreement with Benjamin Netanyahu to leave by 12 May 2021.",
        day="2021-05-20",
    )

    assert found.events == []


def test_every_weight_on_record_is_asked_for():
    code = Path(linking.__file__).read_text("utf-8")
    by_kind = ("date ", "latest ")  # of a precision, of a kind of happening

    unused = {name for name in linking.weights() if f'"{name}"' not in code}

    assert {name for name in unused if not name.startswith(by_kind)} == set()
