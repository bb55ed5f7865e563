"""The language of a text: what is read, and what is another language."""

import pytest

from detente.collect import languages
from detente.collect.languages import language_of

PLAIN = {
    "en": "The two sides will meet in the hall above the harbour, and the mayor of the town said "
    "that the street would be closed from the morning to the end of the week.",
    "ru": "Стороны встретятся в зале над гаванью, и мэр города сказал, что улицу закроют с утра и "
    "до конца недели. Жители соседних домов получили пропуска, но многие решили уехать за город, "
    "чтобы не стоять в очередях и не слышать сирен под окнами всю ночь напролёт.",
}
OTHERS = {
    "German": "Die Minister trafen sich am Mittwoch in einem Saal über dem Hafen.",
    "Dutch": "De ministers ontmoetten elkaar woensdag in een zaal boven de haven.",
    "Polish": "Ministrowie spotkali się w środę w sali nad portem.",
    "Japanese": "両国の外相は水曜日、港を見下ろす会場で会談した。",
    "Korean": "두 나라 외무장관은 수요일 항구 위 회의장에서 만났다.",
    "Belarusian": "Міністры сустрэліся ў сераду ў зале над гаванню.",
    "Bulgarian": "Министрите се срещнаха в сряда в зала над пристанището.",
    "Serbian": "Министри су се састали у среду у сали изнад луке.",
    "Kazakh": "Министрлер сәрсенбі күні айлақ үстіндегі залда кездесті.",
    "Kazakh without letters of its own": "Президент Женевага барады",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_text_in_a_language_that_is_not_read_is_und(text):
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PLAIN["en"][:60], "en"),
        ("Envoy arrives in Geneva, meets Swiss counterpart.", "en"),
        ("Министры встретились в среду в зале над гаванью.", "ru"),
        ("Михаил Стрижов прибыл в Женеву на переговоры", "ru"),
        ("Министр уволил посла", "ru"),
        ("Міністри зустрілися в середу в залі над гаванню.", "uk"),
        ("", "und"),
        ("2021 — 19.05", "und"),
    ],
)
def test_short_texts_in_languages_that_are_read_are_told(text, language):
    assert language_of(text) == language


def test_a_text_that_quotes_another_language_is_in_its_own():
    quoted = f"{PLAIN['en']} The sign on the door said: «{PLAIN['ru'][:80]}»."
    about = f"{PLAIN['ru']} На двери написано: “{PLAIN['en'][:60]}”."

    assert (language_of(quoted), language_of(about)) == ("en", "ru")


def test_a_german_text_with_english_titles_is_german():
    titles = "„The Voice of the Harbour“ und „The Last of the Ferries“ heißen die Filme, "

    long = f"{titles}{titles}" + f"{OTHERS['German']} " * 18

    assert language_of(f"{titles}{OTHERS['German']} {OTHERS['German']}") == "und"
    assert language_of(long) == "und"


def test_the_model_is_not_loaded_for_plain_english_and_russian(monkeypatch):
    monkeypatch.setattr(languages, "_model", None)

    assert {name: language_of(text) for name, text in PLAIN.items()} == {"en": "en", "ru": "ru"}


def test_articles_in_other_languages_are_kept_and_annotated(loaded):
    from detente.embedded import open_corpus

    corpus = loaded({f"{n}.txt": f"{t[:20]}\n\n{t} {t}" for n, t in enumerate(OTHERS.values())})

    done = open_corpus(corpus.folder)

    assert set(done.articles["language"]) == {"und"}
    assert len(done.articles) == len(OTHERS)
    assert set(done.table("sentences")["article_id"]) == set(done.articles["article_id"])
