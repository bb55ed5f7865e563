"""Speech in every layout that news print, in both languages; the sentences are made up."""

import pytest

from detente.extract import mentions, quotes
from detente.extract.reference import Reference


@pytest.fixture(scope="module")
def said(reading_of):
    """What `quotes.find` says of a body: speaker, kind and words of each quote."""
    reference = Reference.load()

    def read(body: str) -> list[tuple[str | None, str, str]]:
        reading = reading_of(body, country="US")
        found = quotes.find(reading, mentions.find(reading, reference), reference)
        assert all(body[q.start : q.end] == q.surface for q in found)
        return [(q.speaker_id or q.speaker_surface, q.kind, q.surface) for q in found]

    return read


LAVROV, BLINKEN, BIDEN = "sergey-lavrov", "antony-blinken", "joe-biden"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "— Мы готовы, — сказал Сергей Лавров. — Давно готовы.",
            [(LAVROV, "direct", "Мы готовы"), (LAVROV, "direct", "Давно готовы.")],
            id="a dash opens the words",
        ),
        pytest.param(
            "— Мы готовы, — сказал Сергей Лавров.\n— А они? — спросил журналист.",
            [(LAVROV, "direct", "Мы готовы"), ("журналист", "direct", "А они?")],
            id="dialogue line by line",
        ),
        pytest.param(
            "Вопрос: Когда встреча?\nС.В.Лавров: Она будет скоро.\nВопрос: Где она будет?",
            [
                ("Вопрос", "direct", "Когда встреча?"),
                (LAVROV, "direct", "Она будет скоро."),
                ("Вопрос", "direct", "Где она будет?"),
            ],
            id="вопрос and a name with initials are labels",
        ),
        pytest.param(
            "MR. BLINKEN:  We are glad.\n\nIt took long.\n\nQ    When will Antony Blinken leave?\n\n"
            "MR. BLINKEN:  Soon.\n\nEND 2:10 P.M. EDT",
            [
                (BLINKEN, "direct", "We are glad."),
                (BLINKEN, "direct", "It took long."),
                ("Q", "direct", "When will Antony Blinken leave?"),
                (BLINKEN, "direct", "Soon."),
            ],
            id="a turn goes on in the next paragraph",
        ),
        pytest.param(
            "PRESIDENT BIDEN:  I told him, “We stand firm.”\n\nQ    Did he agree?",
            [
                (BIDEN, "direct", "I told him, “We stand firm.”"),
                (BIDEN, "direct", "We stand firm."),
                ("Q", "direct", "Did he agree?"),
            ],
            id="I is whoever the label names",
        ),
        pytest.param(
            "Sergey Lavrov: 'We are ready to talk'",
            [(LAVROV, "direct", "We are ready to talk")],
            id="a headline names its speaker before a colon",
        ),
        pytest.param(
            "Лавров: «Мы готовы к разговору»",
            [(LAVROV, "direct", "Мы готовы к разговору")],
            id="a Russian headline too",
        ),
        pytest.param(
            "“We are ready,” Lavrov said. “We have waited.\n\n“We will wait on.\n\n“Nobody hurries.”",
            [
                (LAVROV, "direct", "We are ready,"),
                (LAVROV, "direct", "We have waited."),
                (LAVROV, "direct", "We will wait on."),
                (LAVROV, "direct", "Nobody hurries."),
            ],
            id="a mark opens each paragraph and closes the last",
        ),
        pytest.param(
            "Лавров сказал: «Мы готовы.\n\n«Мы ждали долго.\n\n«Никто не спешит».",
            [
                (LAVROV, "direct", "Мы готовы."),
                (LAVROV, "direct", "Мы ждали долго."),
                (LAVROV, "direct", "Никто не спешит"),
            ],
            id="the same with Russian marks",
        ),
        pytest.param(
            "«Вероятность велика», — цитирует ИА Regnum Кузнецова.",
            [("Кузнецова", "direct", "Вероятность велика")],
            id="who is cited speaks, not who cites",
        ),
        pytest.param(
            "По словам премьер-министра Ивана Кузнецова, которого цитирует «Вестник», запрет "
            "является «острой бедой».",
            [("премьер-министра Ивана Кузнецова", "mixed", "острой бедой")],
            id="who is cited in a clause of its own",
        ),
        pytest.param(
            "Собравшиеся начали скандировать: «Мы здесь хозяева!»",
            [("Собравшиеся", "direct", "Мы здесь хозяева!")],
            id="a verb that is not finite",
        ),
        pytest.param(
            "В заявлении МИД России говорится: «Мы готовы к разговору».",
            [("russian-foreign-ministry", "direct", "Мы готовы к разговору")],
            id="a body speaks through its statement",
        ),
        pytest.param(
            "«Мы готовы к разговору», — говорится в сообщении МИД России.",
            [("russian-foreign-ministry", "direct", "Мы готовы к разговору")],
            id="its statement behind the words",
        ),
        pytest.param(
            "A statement by the Pentagon said: “We are ready to talk.”",
            [("us-department-of-defense", "direct", "We are ready to talk.")],
            id="an English statement",
        ),
        pytest.param(
            "“It is hard to say,” said chief investment officer at Grey Street, Tim Bowes.",
            [("Tim Bowes", "direct", "It is hard to say,")],
            id="a name behind its description",
        ),
        pytest.param(
            "“We expect it to be short,” a top official said, “People will drive.”",
            [
                ("a top official", "direct", "We expect it to be short,"),
                ("a top official", "direct", "People will drive."),
            ],
            id="a description between two halves",
        ),
        pytest.param(
            "“Markets doubt it,” explained Grey Street economists.",
            [("Grey Street economists", "direct", "Markets doubt it,")],
            id="a description goes on after a name",
        ),
        pytest.param(
            "“It took too long,” said Grey Street analyst Tim Bowes.",
            [("Tim Bowes", "direct", "It took too long,")],
            id="a name goes on after a description",
        ),
        pytest.param(
            "“We see a chance,” analyst Tim Bowes said.",
            [("Tim Bowes", "direct", "We see a chance,")],
            id="a description between the words and the name",
        ),
        pytest.param(
            "The interim guidance states:\n\n“We will take special aim at it.”",
            [(None, "direct", "We will take special aim at it.")],
            id="a colon ends the paragraph before",
        ),
        pytest.param(
            "«Мы не спешим, - заявил Сергей Лавров. - Время есть».",
            [(LAVROV, "direct", "Мы не спешим"), (LAVROV, "direct", "Время есть")],
            id="hyphens for dashes",
        ),
        pytest.param(
            "Как сообщил А. Кузнецов, «предусматривается новый порядок».",
            [("А. Кузнецов", "mixed", "предусматривается новый порядок")],
            id="an initial ends no sentence",
        ),
        pytest.param(
            "«Это глыба в движении», — говорит скульптор.",
            [("скульптор", "direct", "Это глыба в движении")],
            id="any living noun behind a Russian verb",
        ),
        pytest.param(
            "Сам Александр Кузнецов оказался мягче: «Для нас было неожиданно, что её подали».",
            [("Александр Кузнецов", "direct", "Для нас было неожиданно, что её подали")],
            id="a whole sentence after a colon",
        ),
    ],
)
def test_speech_is_found_in_every_layout(said, body, expected):
    assert said(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "Кузнецов сказал, что переговоры были долгими.",
            [("Кузнецов", "indirect", "переговоры были долгими")],
            id="a printed name",
        ),
        pytest.param(
            "John Bowes, an analyst, said that the talks had been long.",
            [("John Bowes", "indirect", "the talks had been long")],
            id="a name with a description",
        ),
        pytest.param(
            "Officials said the talks had been long.",
            [("Officials", "indirect", "the talks had been long")],
            id="a description",
        ),
        pytest.param(
            "Antony Blinken landed on Monday. The diplomat said that the talks had been long.",
            [(BLINKEN, "indirect", "the talks had been long")],
            id="the diplomat is the one near",
        ),
        pytest.param(
            "Сергей Лавров прилетел утром. Министр отметил, что переговоры были долгими.",
            [(LAVROV, "indirect", "переговоры были долгими")],
            id="министр is the one near",
        ),
        pytest.param(
            "Как сообщил Сергей Лавров, переговоры были долгими.",
            [(LAVROV, "indirect", "переговоры были долгими")],
            id="как сообщил",
        ),
        pytest.param(
            "As Antony Blinken said, the talks had been long.",
            [(BLINKEN, "indirect", "the talks had been long")],
            id="as he said",
        ),
        pytest.param(
            "The talks had been long, Antony Blinken said on Monday.",
            [(BLINKEN, "indirect", "The talks had been long")],
            id="the speaker closes the sentence",
        ),
        pytest.param(
            "Переговоры были долгими, отметил Сергей Лавров.",
            [(LAVROV, "indirect", "Переговоры были долгими")],
            id="the Russian speaker closes it too",
        ),
        pytest.param(
            "Сергей Лавров прилетел утром. По его словам, переговоры были долгими.",
            [(LAVROV, "indirect", "переговоры были долгими")],
            id="по его словам",
        ),
        pytest.param(
            "The talks, according to Antony Blinken, had been long.",
            [(BLINKEN, "indirect", "The talks, according to Antony Blinken, had been long")],
            id="the phrase stands inside",
        ),
        pytest.param(
            "Он заявил, что ничья хороша, сообщает «Вестник».",
            [("Он", "indirect", "ничья хороша")],
            id="who else told it is no part of the words",
        ),
        pytest.param(
            "Между тем, сообщает «Вестник», число задержанных растёт.",
            [("«Вестник»", "indirect", "число задержанных растёт")],
            id="a paper between commas",
        ),
        pytest.param(
            "По её мнению страны живут мирно.",
            [("её", "indirect", "страны живут мирно")],
            id="no comma after the phrase",
        ),
    ],
)
def test_indirect_speech_needs_only_a_printed_speaker(said, body, expected):
    assert said(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "Would he say that the talks had been long?",
        "Лавров не сказал, что переговоры были долгими.",
        "Antony Blinken explained the changes that he wants.",
        "Также сообщил, что переговоры были долгими.",
        "Peter Bowes wrote an editorial in “Nature,” suggesting a change.",
        "— Хлеб\n— Молоко",
        "When was Antony Blinken told that the talks had been long?",
        "They asked whether Antony Blinken believes that the talks had been long.",
        "Foreign states that hold hostages threaten all.",
        "FACT: The talks were long.\n\nNOTE: They were held in Geneva.",
    ],
)
def test_what_nobody_said_is_no_speech(said, body):
    assert said(body) == []


def test_a_president_of_another_country_than_the_publisher_stays_undecided(said):
    body = "Vladimir Putin spoke.\n\nTHE PRESIDENT:  We are ready.\n\nQ    When?\n\nMODERATOR:  Thanks."

    assert ("vladimir-putin", "direct", "We are ready.") not in said(body)


def test_a_reporter_in_the_instrumental_does_not_speak(said):
    body = (
        "По пути Кузнецов сделал остановку в Кабуле, где в беседе с корреспондентами отметил, "
        "что настал «трудный час»."
    )

    assert said(body) == [("Кузнецов", "mixed", "трудный час")]


def test_a_question_is_not_said_by_whoever_answered_before(said):
    body = "MR. BLINKEN: Yep.\n\nQ — since it has been paused.\n\nMR. BLINKEN: We know.\n\nQ Okay. Why?"

    found = said(body)

    assert [speaker for speaker, _, _ in found] == [BLINKEN, "Q", BLINKEN, "Q"]
    assert found[1][2] == "— since it has been paused."
