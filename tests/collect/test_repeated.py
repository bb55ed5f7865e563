import pyarrow as pa
import pytest

from detente.collect import furniture
from detente.collect.furniture import learnt, restored
from detente.collect.load import load

WORDS = [
    "talks",
    "treaty",
    "envoy",
    "harbour",
    "summit",
    "reply",
    "note",
    "visit",
    "border",
    "winter",
    "signal",
    "letter",
]


def prose(number, count=3):
    """Paragraphs that no other number has."""
    return [" ".join(f"{word}{number}{part}" for word in WORDS) + "." for part in range(count)]


def table(bodies, publisher="Harbour Post"):
    paragraphs = ["\n\n".join(body) for body in bodies]
    return pa.table(
        {
            "publisher": [publisher] * len(bodies),
            "body": paragraphs,
            "furniture": pa.array([["caption: A pier."]] * len(bodies), pa.list_(pa.string())),
        }
    )


def texts(found):
    return [block.text for block in found.blocks]


def of(articles, keep=()):
    return learnt(lambda: iter([articles]), keep)


def test_a_line_below_many_pages_is_cut_and_the_page_says_how_often_it_was_seen():
    articles = table([[*prose(n), "Source link"] if n < 6 else prose(n) for n in range(10)])

    cut = of(articles).cut(articles).to_pylist()

    assert cut[0]["body"] == "\n\n".join(prose(0))
    assert cut[0]["furniture"] == [
        "caption: A pier.",
        "repeated on 6 of 10 pages of this publisher, paragraph 4: Source link",
    ]
    assert cut[9]["furniture"] == ["caption: A pier."]


def test_lines_above_the_text_and_long_disclaimers_below_it_are_cut():
    disclaimer = "The views in this article are those of its author and of nobody else at the Post."
    bodies = [["Harbour Post | World", *prose(n), disclaimer, "Back to top"] for n in range(8)]

    assert set(texts(of(table(bodies)))) == {"Harbour Post | World", disclaimer, "Back to top"}


def test_russian_teasers_are_cut():
    bodies = [[*prose(n), "Читайте также", "Подписывайтесь на нас"] for n in range(7)]

    assert set(texts(of(table(bodies)))) == {"Читайте также", "Подписывайтесь на нас"}


def test_many_prints_of_one_wire_text_are_no_furniture():
    prints = [[*prose(0), "The talks go on."] for _ in range(40)]
    others = [prose(n) for n in range(1, 21)]

    assert texts(of(table(prints + others))) == []


def test_prints_in_which_one_paragraph_was_edited_are_no_furniture():
    prints = [
        [*prose(0, 4), f"They met again in hall {n} of the harbour.", "The talks go on."]
        for n in range(40)
    ]
    others = [prose(n) for n in range(1, 21)]

    assert texts(of(table(prints + others))) == []


def test_a_sentence_of_background_that_some_articles_close_with_is_kept():
    background = (
        "Relations have been at their lowest since the end of the Cold War, both sides say."
    )
    bodies = [[*prose(n), background] if n % 3 == 0 else prose(n) for n in range(30)]

    assert texts(of(table(bodies))) == []


def test_a_line_that_stands_inside_articles_as_often_is_kept():
    bodies = [[*prose(n, 8), "THE MINISTER: Thank you", *prose(n + 50, 8)] for n in range(10)]
    bodies += [[*prose(n, 8), "THE MINISTER: Thank you"] for n in range(100, 108)]

    assert texts(of(table(bodies))) == []


def test_four_articles_of_a_publisher_teach_nothing():
    assert texts(of(table([[*prose(n), "Source link"] for n in range(4)]))) == []


def test_an_article_that_is_nothing_but_furniture_is_kept_whole():
    only = ["Source link", "Back to top"]
    articles = table([[*prose(n), *only] for n in range(8)] + [only])

    cut = of(articles).cut(articles)

    assert cut["body"][8].as_py() == "Source link\n\nBack to top"


def test_what_one_publisher_repeats_is_kept_at_another():
    one = table([[*prose(n), "Source link"] for n in range(8)])
    other = table([[*prose(90), "Source link"]], publisher="Pier News")

    found = learnt(lambda: iter([one, other]))

    assert found.cut(other).equals(other)


def test_bodies_are_put_together_again_from_what_was_cut():
    bodies = [["World", *prose(n), "Photo: Ann", "Source link", f"Item {n}"] for n in range(9)]
    articles = table(bodies)

    cut = of(articles).cut(articles)

    assert cut["body"].to_pylist() != articles["body"].to_pylist()
    assert restored(cut).equals(articles)


def test_what_is_learnt_from_later_pages_is_cut_from_earlier_ones_too():
    bodies = [[*prose(n), "Source link"] for n in range(9)]
    early, all_of_them = table(bodies[:4]), table(bodies)
    stored = of(early).cut(early)

    together = restored(pa.concat_tables([stored, table(bodies[4:])]))

    assert of(together).cut(together).equals(of(all_of_them).cut(all_of_them))


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_a_row_that_the_user_marks_in_the_table_is_kept(tmp_path, delimiter, encoding):
    articles = table([[*prose(n), "Читайте также", "=Source link"] for n in range(9)])
    furniture.write(tmp_path, of(articles))
    path = tmp_path / furniture.NAME
    rows = path.read_text("utf-8-sig").replace("\n,", "\nyes,").replace(",", delimiter)
    path.write_text(rows, encoding)

    keep = furniture.kept(tmp_path)

    assert keep == (("Harbour Post", "=Source link"), ("Harbour Post", "Читайте также"))
    assert of(articles, keep).cut(articles).equals(articles)
    assert [block.keep for block in of(articles, keep).blocks] == [True, True]


def test_two_loads_cut_what_one_load_cuts_and_ids_stay(folder, tmp_path):
    pages = {
        f"{n}.txt": "\n\n".join([f"Headline number {n} of the day", *prose(n), "Source note here"])
        for n in range(8)
    }
    files = folder(pages)
    whole = load([files], tmp_path / "whole").articles
    for page in list(pages)[4:]:
        (files / page).rename(tmp_path / page)
    first = load([files], tmp_path / "corpus").articles
    for page in list(pages)[4:]:
        (tmp_path / page).rename(files / page)

    second = load([files], tmp_path / "corpus").articles

    assert second.equals(whole)
    assert "Source note here" in first["body"][0]
    assert "Source note here" not in " ".join(second["body"])
    assert set(first["article_id"]) < set(second["article_id"])
