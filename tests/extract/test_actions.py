"""Each rule of action on its own example, and what the rules must not do."""

import csv
import re
from datetime import date

import pytest

from detente import files
from detente.extract import actions, plover, sentences
from detente.extract.evidence import Action, Mention, TimeSpan
from detente.extract.mentions import PlaceSpan
from detente.extract.reading import Reading
from detente.extract.reference import Reference

SURFACES = {
    "united-states": "United States|Washington|American|US|США|Вашингтон|Американские|американские|"
    "Вашингтоном|Вашингтону|Вашингтона|американских",
    "russia": "Moscow|Russia|Russian|Kremlin|Москва|Россия|России|Россию|Москву|Кремль|Москвы|"
    "Россией|Москвой|российских",
    "ukraine": "Ukraine|Украина|Украины|Украину|Украине|Украиной",
    "germany": "Berlin|Germany|Германия|Германии",
    "united-kingdom": "Лондон",
    "poland": "Poland|Польши",
    "turkey": "Turkey|Турция",
    "cuba": "Cuba|Кубой",
    "china": "China|Китай|Китая|Китаем",
    "sudan": "Sudan|Судана",
    "afghanistan": "Afghanistan|Афганистана",
    "czechia": "Prague|Прага",
    "soviet-union": "Soviet Union|СССР",
    "nato": "NATO|НАТО",
    "united-nations": "United Nations",
    "us-treasury": "Treasury",
    "state-department": "State Department",
    "white-house": "White House",
    "us-embassy-moscow": "US embassy|посольству США",
    "russian-foreign-ministry": "МИД России",
    "nord-stream-2-ag": "Nord Stream 2 AG",
    "solarwinds": "SolarWinds",
    "svr": "SVR|СВР",
    "fsb": "FSB|ФСБ",
    "fbk": "FBK|ФБК",
    "joe-biden": "Biden|Байден|Байдену|Байдена|Байденом",
    "vladimir-putin": "Putin|Путин|Путину|Путина|Путиным",
    "antony-blinken": "Blinken|Блинкен|Блинкеном|Блинкена",
    "sergey-lavrov": "Lavrov|Лавров|Лавровым|Лаврова",
    "jake-sullivan": "Sullivan",
    "nikolai-patrushev": "Patrushev",
    "wendy-sherman": "Sherman",
    "sergey-ryabkov": "Ryabkov",
    "volodymyr-zelensky": "Zelensky|Зеленскому",
    "ronald-reagan": "Reagan|Рейган",
    "mikhail-gorbachev": "Gorbachev|Горбачёв",
    "alexei-navalny": "Navalny|Навальный|Навального",
    "anatoly-antonov": "Antonov|Антонов|Антонова",
    "paul-whelan": "Whelan|Уилана",
    "trevor-reed": "Reed|Рида",
}
ACTORS = {form: actor for actor, forms in SURFACES.items() for form in forms.split("|")}
NAMES = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, ACTORS), key=len, reverse=True)) + r")\b"
)
REFERENCE = Reference.load()
with (files.REFERENCE / "action_rules.csv").open(encoding="utf-8", newline="") as file:
    RULES = list(csv.DictReader(file))


def reading_of(body: str) -> Reading:
    language = "ru" if re.search("[а-я]", body) else "en"
    return Reading(
        article_id="a",
        title="",
        body=body,
        language=language,
        day=date(2021, 5, 20),
        country=None,
        sentences=sentences.split(body, language),
    )


def mentions_of(reading: Reading) -> list[Mention]:
    return [
        Mention(
            article_id="a",
            sentence=reading.sentence_at(match.start()),
            start=match.start(),
            end=match.end(),
            surface=match.group(),
            actor_id=ACTORS[match.group()],
            kind="demonym"
            if match.group()
            in {"Russian", "American", "российских", "Американские", "американских"}
            else "name",
            basis="test",
            score=1.0,
        )
        for match in NAMES.finditer(reading.body)
    ]


def actions_in(body: str, *times: TimeSpan) -> list[Action]:
    reading = reading_of(body)
    return actions.find(reading, mentions_of(reading), times, reference=REFERENCE)


def told(body: str) -> set[tuple[str | None, str, str | None, str]]:
    return {(a.actor_id, a.event_type, a.recipient_id, a.modality) for a in actions_in(body)}


def place(body: str, surface: str) -> PlaceSpan:
    start = body.index(surface)
    return PlaceSpan(
        sentence=0,
        start=start,
        end=start + len(surface),
        surface=surface,
        place_id=surface.lower(),
    )


def span(body: str, surface: str, begin: str, precision: str = "day") -> TimeSpan:
    start = body.index(surface)
    return TimeSpan(
        article_id="a",
        sentence=0,
        start=start,
        end=start + len(surface),
        surface=surface,
        value=begin,
        begin=begin,
        until=begin,
        precision=precision,
        basis="test",
    )


@pytest.mark.parametrize("row", RULES, ids=[row["rule"] for row in RULES])
def test_rule_reads_its_own_example(row):
    expected = (
        row["event_type"],
        row["example_actor"] or None,
        row["example_recipient"] or None,
        row["example_modality"],
    )

    actual = {
        (a.event_type, a.actor_id, a.recipient_id, a.modality)
        for a in actions_in(row["example"])
        if a.rule == row["rule"]
    }

    assert expected in actual


def test_rules_have_one_id_each():
    ids = [row["rule"] for row in RULES]

    assert len(ids) == len(set(ids))


def test_rules_use_only_the_sixteen_types():
    assert len(plover.types()) == 16
    assert {row["event_type"] for row in RULES} == set(plover.types())


def test_each_type_has_rules_in_both_languages():
    in_english = {row["event_type"] for row in RULES if row["language"] == "en"}
    in_russian = {row["event_type"] for row in RULES if row["language"] == "ru"}

    assert in_english == in_russian


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Washington did not expel Russian diplomats.", "denied"),
        ("Washington will expel ten Russian diplomats.", "planned"),
        ("Washington plans to expel ten Russian diplomats.", "planned"),
        ("Washington could expel ten Russian diplomats.", "hypothetical"),
        ("If Washington expels Russian diplomats, the talks end.", "hypothetical"),
        ("Poland urged Washington to expel Russian diplomats.", "demanded"),
        ("Washington should expel ten Russian diplomats.", "demanded"),
        ("США не выслали российских дипломатов.", "denied"),
        ("США вышлют десять российских дипломатов.", "planned"),
        ("США намерены выслать десять российских дипломатов.", "planned"),
        ("США могут выслать десять российских дипломатов.", "hypothetical"),
        ("Если США вышлют российских дипломатов, переговоров не будет.", "hypothetical"),
        ("США должны выслать десять российских дипломатов.", "demanded"),
    ],
)
def test_expulsion_is_as_real_as_the_sentence_says(body, expected):
    assert ("united-states", "SANCTION", "russia", expected) in told(body)


def test_request_and_what_is_requested_are_two_actions():
    assert told("Blinken urged Russia to release Whelan.") == {
        ("antony-blinken", "REQUEST", "russia", "happened"),
        ("russia", "RETREAT", "paul-whelan", "demanded"),
    }


@pytest.mark.parametrize(
    "body",
    [
        "Russia was condemned by Washington.",
        "Russia has been sharply condemned by Washington.",
        "Washington has condemned, in a sharp note, Russia.",
        "The condemnation of Russia by Washington came late.",
        "Вашингтон осудил Россию.",
        "Россию осудил Вашингтон.",
        "Осудил Вашингтон действия России.",
        "Россия осуждена Вашингтоном.",
    ],
)
def test_condemnation_is_read_in_the_passive_as_a_noun_and_in_any_order(body):
    assert ("united-states", "ACCUSE", "russia", "happened") in told(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Высылка Москвой десяти американских дипломатов ожидалась.", "russia"),
        ("Введённые США санкции против России вступили в силу.", "united-states"),
    ],
)
def test_who_did_it_stands_in_the_instrumental_in_russian(body, expected):
    assert {a.actor_id for a in actions_in(body)} == {expected}


def test_two_verbs_of_one_subject_are_two_actions():
    assert told("Washington condemned and sanctioned Russia.") == {
        ("united-states", "ACCUSE", "russia", "happened"),
        ("united-states", "SANCTION", "russia", "happened"),
    }


def test_subject_of_a_verb_before_is_that_of_the_verb_after_and():
    found = told("Biden met Putin in June and called on Russia to free Whelan.")

    assert ("joe-biden", "REQUEST", "russia", "happened") in found


@pytest.mark.parametrize(
    "body",
    [
        "Biden, asked by reporters about Putin, smiled.",
        "Putin has been home since March after a call from Biden.",
        "Washington condemned the handling of the protests.",
    ],
)
def test_nouns_months_and_what_is_done_to_somebody_are_no_deeds_of_theirs(body):
    assert not {a.event_type for a in actions_in(body)} & {"REQUEST", "PROTEST"}


def test_expelling_diplomats_has_its_mode_and_value():
    (found,) = actions_in("Washington expelled ten Russian diplomats.")

    assert (found.mode, found.scale) == ("expel", -5)


def test_what_is_planned_counts_half_and_what_is_denied_nothing():
    (planned,) = actions_in("Washington will expel ten Russian diplomats.")
    (denied,) = actions_in("Washington did not expel Russian diplomats.")

    assert (planned.scale, denied.scale) == (-2.5, None)


def test_modes_of_rules_are_in_the_table_of_modes():
    with (files.REFERENCE / "plover_modes.csv").open(encoding="utf-8", newline="") as file:
        modes = {(row["event_type"], row["mode"]) for row in csv.DictReader(file)}

    assert {(row["event_type"], row["mode"]) for row in RULES if row["mode"]} <= modes


def test_place_is_where_something_is_and_not_a_goal():
    body = "Biden met Putin in Geneva before he flew to Brussels."
    reading = reading_of(body)
    places = [place(body, "Geneva"), place(body, "Brussels")]

    (found,) = actions.find(reading, mentions_of(reading), [], places=places, reference=REFERENCE)

    assert found.place == "geneva"


def test_coordinated_actors_give_a_row_each():
    assert told("The United States and Poland condemned Russia.") == {
        ("united-states", "ACCUSE", "russia", "happened"),
        ("poland", "ACCUSE", "russia", "happened"),
    }


def test_two_who_meet_give_one_row_in_the_order_of_the_text():
    assert told("Lavrov and Blinken met in Reykjavik.") == {
        ("sergey-lavrov", "CONSULT", "antony-blinken", "happened")
    }


def test_an_actor_after_a_preposition_is_no_subject():
    assert told("Talks in Moscow and words against Russia condemned Washington.") == set()


def test_a_genitive_is_no_subject_in_russian():
    assert not [a for a in told("Министр Путина обвинил США.") if a[0] == "vladimir-putin"]


def test_action_is_dated_by_the_nearest_day_in_its_sentence():
    body = "On 15 April Washington expelled ten Russian diplomats."

    (found,) = actions_in(body, span(body, "15 April", "2021-04-15"))

    assert found.date == "2021-04-15"


def test_month_stays_a_month():
    body = "In April Washington expelled ten Russian diplomats."

    (found,) = actions_in(body, span(body, "April", "2021-04-01", "month"))

    assert found.date == "2021-04"


def test_without_a_time_what_happened_is_dated_by_the_day_of_publication():
    (found,) = actions_in("Washington expelled ten Russian diplomats.")

    assert found.date == "2021-05-20"


def test_without_a_time_what_is_planned_has_no_date():
    (found,) = actions_in("Washington will expel ten Russian diplomats.")

    assert found.date is None


def test_words_of_an_action_are_the_words_of_the_body():
    body = "On Thursday Washington expelled ten Russian diplomats in Geneva."

    (found,) = actions_in(body)

    assert found.surface == body[found.start : found.end] == "Washington expelled ten Russian"


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["Biden met Putin ", "Putin, ", "expelled by ", "США выслали Путина "]
)
def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(unit, growth):
    assert growth(actions_in, unit) < 30
