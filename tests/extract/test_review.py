import pytest

from detente.collect.article import Article
from detente.collect.corpus import Corpus
from detente.errors import ReviewError
from detente.extract import review
from detente.extract.annotate import annotate
from detente.extract.review import COLUMNS, Decision

HEAD = ",".join(COLUMNS)
KRUGLOV = "accept,Сергей Круглов,,,person,RU,m,Sergey Kruglov|Sergei Kruglov,,,2026-11-24"


@pytest.fixture
def reviewed(tmp_path, monkeypatch):
    """Writes rows of a review.csv that détente then reads."""
    path = tmp_path / "review.csv"
    monkeypatch.setenv("DETENTE_REVIEW", str(path))

    def write(*rows):
        path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def named(tmp_path, make_article):
    """The mentions of some texts: surface, actor and basis."""

    def mentions(*bodies, **given):
        corpus = Corpus(tmp_path / "corpus")
        rows = [make_article(b, name=f"a{n}", **given) for n, b in enumerate(bodies)]
        corpus.write("articles", Article, rows)
        found = annotate(corpus, workers=1).mentions
        return list(zip(found["surface"], found["actor_id"], found["basis"], strict=True))

    return mentions


def test_an_accepted_name_is_an_actor_in_every_case_and_both_scripts(reviewed, named):
    reviewed(KRUGLOV)

    found = named("He met Sergei Kruglov.", "Он встретил Сергея Круглова.")

    basis = "review.csv line 2: alias"
    assert found == [
        ("Sergei Kruglov", "sergey-kruglov", basis),
        ("Сергея Круглова", "sergey-kruglov", basis),
    ]


def test_an_accepted_surname_counts_after_the_full_name(reviewed, named):
    reviewed(KRUGLOV)

    found = named("Kruglov spoke.", "Sergey Kruglov came. Kruglov spoke.")

    assert [surface for surface, *_ in found] == ["Sergey Kruglov", "Kruglov"]


def test_an_accepted_person_does_not_take_the_surname_of_a_known_one(reviewed, named):
    reviewed("accept,Boris Putin,,,person,,m,,,,2026-11-24")

    found = named("Boris Putin came. Putin spoke.")

    assert [actor for _, actor, _ in found] == ["boris-putin", "vladimir-putin"]


def test_a_merged_name_is_another_name_of_the_actor(reviewed, named):
    reviewed("merge,Lawrow,sergey-lavrov,,,,,,,German spelling,2026-11-24")

    assert named("Lawrow spoke.") == [("Lawrow", "sergey-lavrov", "review.csv line 2: alias")]


def test_a_merged_actor_is_another_one_with_its_offices(reviewed, named):
    reviewed(
        "accept,Sergej Lawrow,,,person,RU,m,,,,2026-11-24",
        "merge,sergey-lavrov,sergej-lawrow,,,,,,,,2026-11-25",
    )

    found = named("Lavrov spoke. The Russian foreign minister left.")

    assert {actor for _, actor, _ in found} == {"sergej-lawrow"}


def test_a_name_is_taken_from_an_actor_everywhere_or_in_one_publisher(reviewed, named):
    reviewed("split,Кремль,kremlin-administration,,,,,,Tula Daily,the one in Tula,2026-11-24")

    there = named("Кремль отреставрировали.", publisher="Tula Daily")
    elsewhere = named("Кремль ответил.", publisher="Other Daily")

    assert "kremlin-administration" not in {actor for _, actor, _ in there}
    assert {actor for _, actor, _ in elsewhere} == {"kremlin-administration"}


def test_a_split_name_goes_to_another_actor_with_its_line_as_basis(reviewed, named):
    reviewed(
        "accept,Anna Lavrova-Stein,anna-lavrova-stein,,person,,f,,,,2026-11-24",
        "split,Lavrov,sergey-lavrov,anna-lavrova-stein,,,,,,,2026-11-24",
    )

    assert named("Lavrov spoke.") == [("Lavrov", "anna-lavrova-stein", "review.csv line 3: alias")]


def test_a_renamed_actor_keeps_its_old_name_as_an_alias(reviewed, named):
    from detente.extract.reference import Reference

    reviewed("rename,Sergei Lavrov,sergey-lavrov,,,,,,,,2026-11-24")

    assert Reference.load().name("sergey-lavrov") == "Sergei Lavrov"
    assert [actor for _, actor, _ in named("Sergey Lavrov met Sergei Lavrov.")] == [
        "sergey-lavrov"
    ] * 2


def test_a_rejected_name_is_never_taken_for_the_actor(reviewed, named):
    reviewed("reject,Lavrov,sergey-lavrov,,,,,,,another man,2026-11-24")

    assert named("Lavrov spoke.") == []
    assert len(named("Sergey Lavrov spoke.")) == 1


def test_an_accepted_place_is_known_and_no_actor(reviewed, named):
    from detente.extract.reference import Reference

    reviewed("accept,Vintersund,,,place,NO,,Винтерсунд,,,2026-11-24")

    assert "vintersund" in Reference.load().place_rows
    assert named("They met in Vintersund.") == []


def test_a_changed_review_is_read_at_once_and_only_what_changed_is_found(reviewed, named):
    assert named("Lawrow spoke.") == []
    reviewed("merge,Lawrow,sergey-lavrov,,,,,,,,2026-11-24")

    assert len(named("Lawrow spoke.")) == 1


def test_a_row_on_an_actor_that_is_gone_is_a_warning_that_counts(reviewed, named):
    reviewed("merge,Lawrow,nobody-here,,,,,,,,2026-11-24", KRUGLOV)

    with pytest.warns(UserWarning, match=r"1 rows of .*line 2: there is no actor 'nobody-here'"):
        found = named("Sergey Kruglov spoke.")

    assert len(found) == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("welcome,A B,,,person,,,,,,2026-11-24", "line 2, action: 'welcome' is none of them"),
        ("accept,A B,,,persn,,,,,,2026-11-24", "line 2, kind: 'persn' is none of them"),
        ("accept,A B,,,,,,,,,2026-11-24", "line 2, kind: it is blank, and accept needs it"),
        ("merge,A B,,,,,,,,,2026-11-24", "line 2, actor: it is blank, and merge needs it"),
        ("accept,A B,,,person,Russia,,,,,2026-11-24", "line 2, country: 'Russia' is no country"),
        ("accept,A B,,,person,,x,,,,2026-11-24", "line 2, gender: 'x' is none of them"),
        ("accept,A B,,,person,,,,,,24.11.2026", "line 2, date: '24.11.2026' is no day"),
        ("accept,A B,a|b,,person,,,,,,2026-11-24", "line 2, actor: 'a|b' is no id"),
        ("split,A B,joe-biden,../x,,,,,,,2026-11-24", "line 2, to: '../x' is no id"),
        ("accept,A B,,,person,,,,,2026-11-24", "line 2, columns: it has more or fewer cells"),
    ],
)
def test_a_bad_row_is_an_error_with_line_field_and_what_to_do(reviewed, row, told):
    path = reviewed(row)

    with pytest.raises(ReviewError, match="line 2") as error:
        review.read(path)

    assert told in str(error.value)


def test_a_file_without_its_columns_is_an_error_that_names_them(tmp_path):
    path = tmp_path / "review.csv"
    path.write_text("action,name\naccept,A B\n", encoding="utf-8")

    with pytest.raises(ReviewError, match="lacks actor, to, kind"):
        review.read(path)


def test_an_appended_decision_is_read_again_as_it_was(tmp_path):
    path = tmp_path / "data" / "review.csv"
    one = Decision(action="reject", name='A "B", C', note="one, two", date="2026-11-24")
    other = Decision(
        action="accept", name="Сергей Круглов", kind="person", aliases=("A", "B"), date="2026-11-24"
    )
    review.append(path, one)
    review.append(path, other)

    read = review.read(path)

    assert [(d.name, d.note, d.aliases, d.line) for d in read] == [
        (one.name, one.note, (), 2),
        (other.name, "", ("A", "B"), 3),
    ]
