import re

import pytest

from detente.errors import InputError, UnknownNameError
from detente.present.article import article_page, page_of_file


def words(page: str) -> str:
    """The text of the article as a reader sees it, without the small marks."""
    (annotated,) = re.findall(r"<div class='annotated'>(.*?)</div>", page, re.DOTALL)
    return re.sub("<[^>]+>", "", re.sub(r"<a class='tag'.*?</a>", "", annotated))


def test_the_text_between_the_marks_is_that_of_the_article(corpus):
    page = article_page(corpus, "wire")

    body = corpus.articles.set_index("article_id").loc["wire", "body"]
    assert words(page) == body.replace("\n", "")


def test_a_mark_says_who_it_is_and_leads_to_its_row_with_the_reason(corpus):
    page = article_page(corpus, "wire")

    mark = re.search(
        r"<a class='note name' href='#(n\d+)'[^>]*data-note='([^']*)'>Lavrov</a>", page
    )
    assert mark is not None
    assert mark[2].startswith("Sergey Lavrov · ")
    assert re.search(rf"<tr id='{mark[1]}'>.*?Sergey Lavrov", page)


def test_every_link_of_the_page_leads_somewhere(corpus):
    page = article_page(corpus, "thames")

    ids = set(re.findall(r"\bid='?\"?([\w-]+)", page))
    assert set(re.findall(r"href='#(\w+)'", page)) <= ids


def test_a_headline_and_a_body_with_script_stay_text(corpus):
    page = article_page(corpus, "thames")

    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt; Talks &amp; tea</h1>" in page
    assert "<img src=x" not in page


def test_an_unknown_article_is_refused(corpus):
    with pytest.raises(UnknownNameError, match=r"no article is called 'wirr'\. Did you mean wire"):
        article_page(corpus, "wirr")


def test_a_file_of_one_article_becomes_its_page(tmp_path):
    file = tmp_path / "talks.txt"
    file.write_text(
        "Talks in Reykjavik\n\n19 May 2021\n\nThe US secretary of state met Sergey Lavrov.\n\n"
        "“We are ready,” Lavrov said. He added that they would meet again in June.\n"
    )

    page = page_of_file(file)

    assert "Antony Blinken · office us-secretary-of-state" in page
    assert "said by Sergey Lavrov" in page


def test_a_file_of_no_article_is_refused_with_the_reason(tmp_path):
    file = tmp_path / "empty.txt"
    file.write_bytes(b"")

    with pytest.raises(InputError, match=r"holds no article \(no text\)"):
        page_of_file(file)
