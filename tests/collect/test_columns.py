import pytest

from detente.collect.columns import asked, columns_of, draft_of, flat, guessed
from detente.collect.load import load
from detente.errors import ParameterError, UnknownNameError

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

    assert said[-1] == "No table or JSON has a column 'Verfasser' for the field byline."


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
        f"no text: {title}; no column holds the text (if one does: --column body=NAME): "
        "'title', 'publish_date', 'url'"
        for title in ("Talks", "Flags")
    ]


def test_spaces_in_a_text_that_may_be_cut_cost_no_more_than_letters(growth):
    def read(spaces):
        draft_of({"text": f"Talks.{spaces}."}, "", fields={"text": "body"})

    assert growth(read, " ", letters=500) < 30


@pytest.mark.parametrize("empty", ["", "   "])
def test_a_named_column_that_is_empty_is_not_replaced_by_a_guess(tmp_path, empty):
    (tmp_path / "a.csv").write_text(f"title,text,mine\nTalks,{TEXT},{empty}\n", "utf-8")

    corpus = load([tmp_path / "a.csv"], tmp_path / "c", columns={"body": "mine"})

    assert list(corpus.ledger["reason"]) == ["no text: Talks"]


def test_a_named_key_that_is_empty_is_not_replaced_by_a_guess(tmp_path):
    (tmp_path / "a.json").write_text(f'[{{"title": "A", "text": "{TEXT}", "mine": ""}}]', "utf-8")

    corpus = load([tmp_path / "a.json"], tmp_path / "c", columns={"body": "mine"})

    assert list(corpus.ledger["reason"]) == ["no text: A"]


def test_a_column_is_the_one_that_is_spelt_as_named_before_one_that_is_like_it(tmp_path):
    (tmp_path / "a.csv").write_text(f"text_en,text_ru,text_uk\n{TEXT},Б,В\n", "utf-8")

    corpus = load([tmp_path / "a.csv"], tmp_path / "c", columns={"body": "text_en"})

    assert bodies(corpus) == [TEXT]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", f'[{{"words": "{TEXT}"}}]'),
        ("b.csv", f"No,Words\n1,{TEXT}\n"),
        ("c.jsonl", f'{{"a": {{"WORDS": "{TEXT}"}}}}\n{{"a": {{"WORDS": "{TEXT} Again."}}}}\n'),
    ],
)
def test_a_column_that_a_file_has_is_not_said_to_be_missing(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    said = []

    load([tmp_path / name], tmp_path / "c", columns={"body": "words"}, said=said.append)

    assert not [line for line in said if "has a column" in line]


def test_one_column_for_two_fields_is_an_error():
    with pytest.raises(ParameterError, match="'Text' is named for two fields"):
        asked({"title": "Text", "body": "Text"})


def test_an_unknown_field_is_answered_with_all_that_there_are():
    with pytest.raises(UnknownNameError, match="There are title, body, summary, byline"):
        asked({"xyz": "Datum"})


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rows_below(tmp_path):
    rows = f'title;text;date\nOne;"{TEXT};2021-05-20\nTwo;Another text.;2021-05-21\n'
    (tmp_path / "a.csv").write_text(rows, "utf-8")

    articles = load([tmp_path / "a.csv"], tmp_path / "c").articles

    assert dict(zip(articles["title"], articles["body"], strict=True)) == {
        "One": TEXT,
        "Two": "Another text.",
    }


@pytest.mark.parametrize(
    "content",
    [
        f'[{{"title": "A", "text": "{TEXT}, [so]",}},]',
        f'{{"articles": [\n{{"title": "A",\n "text": "{TEXT}, [so]",\n}},\n]}}',
        f'{{"title": "A", "text": "{TEXT}, [so]", }}',
    ],
)
def test_a_comma_behind_the_last_part_of_json_is_passed_over(tmp_path, content):
    (tmp_path / "a.json").write_text(content, "utf-8")

    assert bodies(load([tmp_path / "a.json"], tmp_path / "c")) == [f"{TEXT}, [so]"]


DAYS = ("1.2.2021", "3 May 2021", "2021-05-03")
HEADLINES = ("Two men talk of gas", "A quiet street learns", "The long wait for it")


def found(**columns):
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return columns_of(rows)


@pytest.mark.parametrize("head", ["Story (full)", "Language / Text", "Text [cleaned]"])
def test_a_column_is_known_by_a_part_of_its_name(head):
    assert found(**{head: (TEXT * 4,) * 3})[head] == "body"


def test_a_part_of_a_name_tells_nothing_where_the_values_cannot_be_that():
    columns = {"Text (characters)": ("1200", "900", "30"), "Time (s)": ("1", "2", "3")}

    assert found(**columns, Q=(TEXT * 4,) * 3) == {"Q": "body"}


def test_days_and_headlines_tell_a_column_whose_name_says_nothing():
    assert found(A=DAYS, B=HEADLINES, C=(TEXT * 4,) * 3) == {
        "C": "body",
        "A": "published",
        "B": "title",
    }


def test_of_two_columns_that_could_be_one_field_none_is_taken():
    assert found(A=DAYS, B=DAYS, C=HEADLINES, D=HEADLINES, E=(TEXT * 4,) * 3) == {"E": "body"}


@pytest.mark.parametrize("name", ["Date coded", "Erhoben", "file"])
def test_a_column_that_says_what_else_it_holds_is_not_told_by_its_values(name):
    assert found(**{name: DAYS, "Comment": HEADLINES, "Q": (TEXT * 4,) * 3}) == {"Q": "body"}


def test_a_field_of_a_table_without_a_column_is_said(tmp_path):
    said = []
    (tmp_path / "a.csv").write_text(f"Titel;Text\nTalks;{TEXT}\n", "utf-8")

    load([tmp_path / "a.csv"], tmp_path / "c", said=said.append)

    assert said[0].endswith("; none for published, publisher (if one is: --column published=NAME)")
