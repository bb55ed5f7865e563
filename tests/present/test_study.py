import pytest

from detente.errors import ParameterError
from detente.present.plan import Study, read_study


def test_a_plan_that_says_nothing_of_the_study_gives_the_defaults(tmp_path):
    (tmp_path / "reports.toml").write_text('[[report]]\nnotebook = "01_corpus"\n')

    assert read_study(tmp_path / "reports.toml") == Study()
    assert read_study(tmp_path / "none.toml") == Study()


def test_title_purpose_and_address_come_from_the_plan(tmp_path):
    (tmp_path / "p.toml").write_text(
        '[study]\ntitle = "Саммиты"\nabout = "Who met whom?"\naddress = "https://example.org"\n',
        "utf-8",
    )

    study = read_study(tmp_path / "p.toml")

    assert (study.title, study.about, study.address) == (
        "Саммиты",
        "Who met whom?",
        "https://example.org",
    )


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ('titel = "x"', "it may have title, about, address"),
        ("title = 3", "each a text in quotes"),
        ('address = "javascript:alert(1)"', "begin with https://"),
        ("title = ", "p.toml"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(tmp_path, said, what):
    (tmp_path / "p.toml").write_text(f"[study]\n{said}\n")

    with pytest.raises(ParameterError, match=what):
        read_study(tmp_path / "p.toml")
