import pandas as pd

from detente.present.evidence import number
from detente.present.prose import finding, reading


def lead(article_id: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [article_id], "sentence": [0]})


def test_a_number_in_a_finding_opens_its_sentences(corpus):
    reports = number(1204, corpus, lead("wire"), "reports of the talks")

    made = finding(
        "**{reports}** reports by {publishers} publishers.", reports=reports, publishers=7
    )

    assert made.text == "1,204 reports by 7 publishers."
    assert (
        '<strong><button type="button" class="evidence" data-key="number:reports of the talks">1,204'
        in made.html
    )
    (opened,) = made.evidence["keys"]["number:reports of the talks"]["ids"]
    assert made.evidence["rows"][opened]["article_id"] == "wire"


def test_a_reading_quotes_the_article_with_publisher_day_and_title(corpus):
    made = reading(corpus, "The wire says:", lead("wire"))

    assert (
        '<blockquote lang="en"><p>Blinken met Lavrov in Reykjavik on 19 May.</p></blockquote>'
        in made.html
    )
    assert "Northwire, US, 2021-05-19" in made.html
    assert made.html.endswith("Blinken and Lavrov meet in Iceland</a></p>")


def test_a_headline_in_a_finding_is_neither_markup_nor_markdown():
    made = finding("Most copied: {title}.", title="*Talks* <script>alert(1)</script>")

    assert "*Talks* &lt;script&gt;alert(1)&lt;/script&gt;" in made.html


def test_a_quoted_article_with_a_hostile_title_and_address_is_harmless(corpus):
    made = reading(corpus, "", lead("thames"))

    assert "<script" not in made.html
    assert "javascript:" not in made.html
