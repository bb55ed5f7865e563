"""Speech and its speakers, with hand-made mentions."""

import re
import shutil
from datetime import date

import pytest

from detente import files
from detente.extract import mentions, quotes, sentences
from detente.extract.evidence import Mention
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.review import COLUMNS

ACTORS = {
    "Antony Blinken": "antony-blinken",
    "Blinken": "antony-blinken",
    "Блинкен": "antony-blinken",
    "Блинкена": "antony-blinken",
    "Sergey Lavrov": "sergey-lavrov",
    "Lavrov": "sergey-lavrov",
    "Лавров": "sergey-lavrov",
    "Сергей Лавров": "sergey-lavrov",
    "Лаврова": "sergey-lavrov",
    "Ned Price": "ned-price",
    "Psaki": "jen-psaki",
    "Захарова": "maria-zakharova",
    "Biden": "joe-biden",
    "Байден": "joe-biden",
    "Putin": "vladimir-putin",
    "Путин": "vladimir-putin",
    "Путина": "vladimir-putin",
    "Kremlin": "russia",
    "Кремль": "russia",
    "Foreign Ministry": "russian-foreign-ministry",
    "МИД России": "russian-foreign-ministry",
    "Moscow": "russia",
    "Russian": "russia",
    "российский": "russia",
    "американский": "united-states",
    "White House": "white-house",
}
NAMES = re.compile(r"\b(?:" + "|".join(sorted(ACTORS, key=len, reverse=True)) + r")\b")


def quotes_in(body: str):
    language = "ru" if re.search("[а-я]", body) else "en"
    reading = Reading(
        article_id="a",
        title="",
        body=body,
        language=language,
        day=date(2021, 5, 20),
        country=None,
        sentences=sentences.split(body, language),
    )
    mentions = [
        Mention(
            article_id="a",
            sentence=reading.sentence_at(m.start()),
            start=m.start(),
            end=m.end(),
            surface=m.group(),
            actor_id=ACTORS[m.group()],
            kind="demonym" if m.group() in {"Russian", "российский", "американский"} else "name",
            basis="test",
            score=1.0,
        )
        for m in NAMES.finditer(body)
    ]
    found = quotes.find(reading, mentions, Reference.load())
    assert all(body[q.start : q.end] == q.surface for q in found)
    return found


def said(body: str) -> list[tuple[str | None, str, str]]:
    return [(q.speaker_id, q.kind, q.surface) for q in quotes_in(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "“We are ready to talk,” Lavrov said.",
            [("sergey-lavrov", "direct", "We are ready to talk,")],
            id="speaker after the words",
        ),
        pytest.param(
            "“We are ready to talk,” said Russia's minister, Sergey Lavrov.",
            [(None, "direct", "We are ready to talk,")],
            id="a title between cue and name is left undecided",
        ),
        pytest.param(
            'Blinken said: "We are ready to talk."',
            [("antony-blinken", "direct", "We are ready to talk.")],
            id="straight marks after a colon",
        ),
        pytest.param(
            "“We are ready,” Lavrov said, “if they are.”",
            [
                ("sergey-lavrov", "direct", "We are ready,"),
                ("sergey-lavrov", "mixed", "if they are."),
            ],
            id="split by its speaker",
        ),
        pytest.param(
            "“We are ready,” Lavrov said on Wednesday. “We have waited for months.”",
            [
                ("sergey-lavrov", "direct", "We are ready,"),
                ("sergey-lavrov", "direct", "We have waited for months."),
            ],
            id="goes on in the next sentence",
        ),
        pytest.param(
            "Lavrov called the talks “constructive” and “useful”.",
            [("sergey-lavrov", "mixed", "constructive"), ("sergey-lavrov", "mixed", "useful")],
            id="two words of one speaker",
        ),
        pytest.param(
            "Blinken said Biden wanted “a strong relationship”.",
            [("antony-blinken", "mixed", "a strong relationship")],
            id="a wish that another reports",
        ),
        pytest.param(
            "Lavrov was blunt. “We do not owe anybody anything,” he said.",
            [("sergey-lavrov", "direct", "We do not owe anybody anything,")],
            id="he is the subject of the sentence before",
        ),
        pytest.param(
            "Psaki was blunt. “We do not owe anybody anything,” he said.",
            [(None, "direct", "We do not owe anybody anything,")],
            id="he is not a woman",
        ),
        pytest.param(
            "“Russia will answer,” said the Kremlin.",
            [("russia", "direct", "Russia will answer,")],
            id="a metonym speaks",
        ),
        pytest.param(
            "The meeting would be “long and hard”, the White House said.",
            [("white-house", "mixed", "long and hard")],
            id="speaker at the end of the sentence",
        ),
        pytest.param(
            "Biden, asked whether Putin was a killer, answered “I do”.",
            [("joe-biden", "direct", "I do")],
            id="a clause between speaker and cue",
        ),
        pytest.param(
            "A senior official called the meeting a “good start”.",
            [(None, "mixed", "good start")],
            id="a speaker nobody knows",
        ),
        pytest.param(
            "«Мы готовы к разговору», — заявил Лавров.",
            [("sergey-lavrov", "direct", "Мы готовы к разговору")],
            id="inverted, with a dash",
        ),
        pytest.param(
            "Лавров заявил: «Мы готовы к разговору».",
            [("sergey-lavrov", "direct", "Мы готовы к разговору")],
            id="after a colon in Russian",
        ),
        pytest.param(
            "Лавров прибыл вечером. «Мы готовы к разговору», — сказал он.",
            [("sergey-lavrov", "direct", "Мы готовы к разговору")],
            id="он is the subject of the sentence before",
        ),
        pytest.param(
            "«Это наш ответ, — сказал Путин, — и он готов».",
            [
                ("vladimir-putin", "direct", "Это наш ответ"),
                ("vladimir-putin", "direct", "и он готов"),
            ],
            id="the speaker inside the marks",
        ),
        pytest.param(
            "„Мы готовы к разговору“, — отметила Захарова.",
            [("maria-zakharova", "direct", "Мы готовы к разговору")],
            id="low marks",
        ),
        pytest.param(
            "Байден назвал Путина «убийцей».",
            [("joe-biden", "mixed", "убийцей")],
            id="the one who is named does not speak",
        ),
        pytest.param(
            "Представитель МИД России ответил сразу. Он назвал слова «пустыми».",
            [(None, "mixed", "пустыми")],
            id="a genitive does not speak",
        ),
        pytest.param(
            "«Лавров назвал встречу „полезной“», — написала Захарова.",
            [
                ("maria-zakharova", "direct", "Лавров назвал встречу „полезной“"),
                ("sergey-lavrov", "mixed", "полезной"),
            ],
            id="nested",
        ),
        pytest.param(
            "Blinken said that the talks had been long.",
            [("antony-blinken", "indirect", "the talks had been long")],
            id="said that",
        ),
        pytest.param(
            "According to Blinken, the talks had been long.",
            [("antony-blinken", "indirect", "the talks had been long")],
            id="according to",
        ),
        pytest.param(
            "The talks had been long, according to Blinken.",
            [("antony-blinken", "indirect", "The talks had been long")],
            id="according to at the end",
        ),
        pytest.param(
            "МИД России сообщил, что переговоры были долгими.",
            [("russian-foreign-ministry", "indirect", "переговоры были долгими")],
            id="сообщил, что",
        ),
        pytest.param(
            "По словам Лаврова, переговоры были долгими.",
            [("sergey-lavrov", "indirect", "переговоры были долгими")],
            id="по словам",
        ),
    ],
)
def test_speech_has_its_speaker_and_kind(body, expected):
    assert said(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The pipeline “Nord Stream 2” runs under the sea.",
        "Проект «Северный поток — 2» идёт по дну моря.",
        "Blinken said nothing about “Nord Stream 2”.",
        "The diplomats’ return, the ministry's silence and the talks' end were noted.",
        "Газета «Коммерсантъ» вышла в среду.",
    ],
)
def test_titles_and_apostrophes_are_no_speech(body):
    assert [q.surface for q in quotes_in(body) if q.kind != "indirect"] == []


@pytest.mark.parametrize(
    "body",
    [
        "Высокопоставленный американский чиновник назвал встречу «хорошим началом».",
        "“We are ready to talk,” according to Russian diplomats.",
    ],
)
def test_the_adjective_of_a_state_does_not_speak_for_it(body):
    assert [speaker for speaker, _, _ in said(body)] == [None]


def test_speech_over_paragraphs_keeps_its_speaker():
    body = (
        "Lavrov said: “We are ready to talk.\n\n“We have waited for months,” he added.\n\nThe end."
    )

    found = said(body)

    assert found == [
        ("sergey-lavrov", "direct", "We are ready to talk."),
        ("sergey-lavrov", "direct", "We have waited for months,"),
    ]


def test_paragraph_in_marks_is_said_by_the_last_speaker():
    body = "Lavrov described the mood as “simple”.\n\n“We are prepared to discuss all of it.”\n\nThe end."

    assert said(body)[-1] == ("sergey-lavrov", "direct", "We are prepared to discuss all of it.")


def test_missing_mark_never_runs_past_its_paragraph():
    body = "Lavrov said: “We are ready to talk.\n\nBlinken left."

    assert said(body)[0] == ("sergey-lavrov", "direct", "We are ready to talk.")


def test_one_mark_may_close_two():
    body = "«Мы строим «Северный поток», — сказал Путин."

    assert said(body)[0] == ("vladimir-putin", "direct", "Мы строим «Северный поток")


def test_space_before_a_closing_mark_is_no_part_of_the_words():
    body = "“We will not be found needy, ”Lavrov said."

    assert said(body) == [("sergey-lavrov", "direct", "We will not be found needy,")]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "”",
        "“",
        "«»",
        "” said Lavrov “",
        "''''",
        '"',
        "« „ “ ‘ said Lavrov",
        "“” said Lavrov.",
        "»»««",
    ],
)
def test_odd_marks_never_crash(body):
    assert quotes_in(body) is not None


def test_actors_inside_the_words_are_what_they_are_about():
    (found,) = quotes_in("“Blinken and Putin will meet,” Lavrov said.")

    assert found.about == ("antony-blinken", "vladimir-putin")


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["“", "« ", '"a ', "Lavrov said “a” ", "said ", "он сказал, что "])
def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(unit, growth):
    assert growth(quotes_in, unit) < 30


def test_he_said_is_resolved_with_the_reference_that_is_given(reading_of, tmp_path):
    folder = tmp_path / "reference"
    shutil.copytree(files.REFERENCE, folder)
    with (folder / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("john-roe,person,John Roe,Джон Роу,US,m,,,,,,,,\n")
    reference = Reference(folder)
    reading = reading_of("John Roe came to Reykjavik on Monday. “We shall go on with it,” he said.")

    (quote,) = quotes.find(reading, mentions.find(reading, reference), reference)

    assert quote.speaker_id == "john-roe"


def test_a_review_that_changes_while_the_process_runs_is_seen_in_quotes(
    reading_of, tmp_path, monkeypatch
):
    path = tmp_path / "review.csv"
    monkeypatch.setenv("DETENTE_REVIEW", str(path))
    said = "«Мы продолжим разговор», — сказал Лавров.\n\n«Это важно для всех», — сказал Песка."
    reading = reading_of(said)

    def speakers():
        reference = Reference.load()
        found = quotes.find(reading, mentions.find(reading, reference), reference)
        return [quote.speaker_id for quote in found]

    before = speakers()
    line = "merge,Песка,sergey-lavrov,,,,,,,,2026-11-24"
    path.write_text(f"{','.join(COLUMNS)}\n{line}\n", "utf-8")

    assert before == ["sergey-lavrov", None]
    assert speakers() == ["sergey-lavrov", "sergey-lavrov"]
