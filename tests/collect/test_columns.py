import pytest

from detente.collect.columns import asked, draft_of, flat, guessed
from detente.collect.load import load
from detente.errors import UnknownNameError

TEXT = "The ministers met in the hall and spoke for an hour and three quarters about embassies."


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "in" / "a.csv"
    path.parent.mkdir()
    path.write_text(f"Titel;Kopie;Volltext\nTalks;The wrong text of the three.;{TEXT}\n", "utf-8")
    return path


def bodies(corpus):
    return list(corpus.articles["body"])


def test_a_column_that_the_user_names_comes_before_what_is_guessed(table, tmp_path):
    corpus = load([table], tmp_path / "c", columns={"body": "Kopie"})

    assert bodies(corpus) == ["The wrong text of the three."]
    assert "body from 'Kopie'" in corpus.files["columns"][0]


def test_the_same_file_is_read_again_when_another_column_is_named(table, tmp_path):
    load([table], tmp_path / "c", columns={"body": "Kopie"})

    corpus = load([table], tmp_path / "c", columns={"body": "Volltext"})

    assert bodies(corpus) == [TEXT]


def test_a_column_that_no_file_has_is_told(table, tmp_path):
    said = []

    load([table], tmp_path / "c", columns={"byline": "Verfasser"}, said=said.append)

    assert said[-1] == "No table or JSON that was read has a column 'Verfasser'."


def test_a_field_that_no_article_has_is_an_error_with_the_nearest_one():
    with pytest.raises(UnknownNameError, match="Did you mean published"):
        asked({"publishd": "Datum"})


def test_a_key_named_inside_an_object_is_found():
    record = flat({"article": {"inner": {"words": TEXT}, "headline": "Talks"}})

    draft = draft_of(record, "", fields=guessed(record, asked({"body": "article.inner.words"})))

    assert (draft.title, draft.body) == ("Talks", TEXT)


def test_a_text_that_an_interface_cut_is_said_to_be_a_beginning():
    draft = draft_of({"text": f"{TEXT}… [+1234 chars]"}, "", fields={"text": "body"})

    assert (draft.body, draft.partial) == (TEXT, "… [+1234 chars]")


def test_a_list_of_links_is_counted_row_by_row(tmp_path):
    (tmp_path / "a.csv").write_text(
        "title,url,publish_date\nTalks,https://x.example/1,2021-05-20\nFlags,https://x.example/2,2021-05-21\n",
        "utf-8",
    )

    corpus = load([tmp_path / "a.csv"], tmp_path / "c")

    assert list(corpus.ledger["reason"]) == [
        f"no text: {title}; no column holds the text: 'title', 'publish_date', 'url'"
        for title in ("Talks", "Flags")
    ]


def test_spaces_in_a_text_that_may_be_cut_cost_no_more_than_letters(growth):
    def read(spaces):
        draft_of({"text": f"Talks.{spaces}."}, "", fields={"text": "body"})

    assert growth(read, " ", letters=500) < 30
