"""Each rule of action on its own example, and what the rules must not do."""

import csv
import re
from datetime import date

import pytest

from detente import files
from detente.extract import actions, plover, sentences
from detente.extract.evidence import Action, Mention, TimeSpan
from detente.extract.reading import Reading

SURFACES = {
    "united-states": "United States|Washington|American|US|США|Вашингтон|Американские|американские|"
    "Вашингтоном|Вашингтону|Вашингтона",
    "russia": "Moscow|Russia|Russian|Kremlin|Москва|Россия|России|Россию|Москву|Кремль|Москвы|"
    "российских",
    "ukraine": "Ukraine|Украина|Украины|Украину|Украине",
    "germany": "Berlin|Germany|Германия",
    "united-kingdom": "Лондон",
    "poland": "Poland|Польши",
    "turkey": "Turkey|Турция",
    "cuba": "Cuba|Кубой",
    "china": "China|Китай",
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
            if match.group() in {"Russian", "American", "российских", "Американские"}
            else "name",
            basis="test",
            score=1.0,
        )
        for match in NAMES.finditer(reading.body)
    ]


def actions_in(body: str, *times: TimeSpan) -> list[Action]:
    reading = reading_of(body)
    return actions.find(reading, mentions_of(reading), times)


def told(body: str) -> set[tuple[str | None, str, str | None, str]]:
    return {(a.actor_id, a.event_type, a.recipient_id, a.modality) for a in actions_in(body)}


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
    assert len(plover.quad_classes()) == 16
    assert {row["event_type"] for row in RULES} == set(plover.quad_classes())


def test_each_type_has_rules_in_both_languages():
    in_english = {row["event_type"] for row in RULES if row["language"] == "en"}
    in_russian = {row["event_type"] for row in RULES if row["language"] == "ru"}

    assert in_english == in_russian
