import pytest

from detente.collect.furniture import without_furniture


def test_headline_date_byline_and_deck_are_told_from_the_text(one, english):
    article = one(
        f"World News\n\nTalks in the hall by the harbour\n\n19 May 2021\nBy Ann Lee\n\n\n"
        f"The ministers spoke of everything.\n\n{english}\n\nSource link\n\nRelated Articles\n\nLeave a Reply"
    )

    assert (article.section, article.title) == ("World News", "Talks in the hall by the harbour")
    assert (article.byline, article.summary) == ("Ann Lee", "The ministers spoke of everything.")
    assert (f"{article.published:%Y-%m-%d}", article.published_basis) == ("2021-05-19", "text")
    assert article.body == english
    assert [text.partition(": ")[2] for text in article.furniture] == [
        "Source link",
        "Related Articles",
        "Leave a Reply",
    ]


def test_a_russian_text_is_told_apart_in_the_same_way(one, russian):
    article = one(
        f"Беседа в зале у гавани\n\n19 мая 2021, 23:40 мск\nАнна Ли\n\n{russian}\n\n"
        "Подписывайтесь на нашу рассылку\n\nЧитайте также:\n\nДругая новость"
    )

    assert (article.title, article.byline) == ("Беседа в зале у гавани", "Анна Ли")
    assert f"{article.published:%H:%M}" == "20:40"
    assert article.body == russian
    assert list(article.furniture)[-1] == "below the text: Другая новость"


def test_a_rubric_behind_the_headline_is_the_section(one, english):
    article = one(f"Talks in the hall by the harbour | Political News\n\n{english}")

    assert (article.title, article.section) == (
        "Talks in the hall by the harbour",
        "Political News",
    )


@pytest.mark.parametrize("headline", ["19 killed in 2021 attack", "Reykjavik, 19 May 2021"])
def test_numbers_in_a_headline_are_no_date_of_publication(one, english, headline):
    article = one(f"{headline}\n\n{english}")

    assert (article.title, article.published_basis) == (headline, "none")


def test_a_word_of_furniture_inside_a_sentence_cuts_nothing():
    body = (
        "He said: share this article.\n\nThe comments were not printed. Read more books, she said."
    )

    assert without_furniture(body) == (body, ())


@pytest.mark.parametrize(
    ("below", "is_cut"),
    [
        ("About Northgate Steel\n\nNorthgate Steel is a leading maker of rails.", True),
        ("About Ukraine\n\nUkraine is not the only question, the minister said.", False),
        ("Forward-Looking Statements\n\nResults may differ from what is said here.", True),
        ("Media contacts:\n\nAnn Lee, press@northgate.example", True),
        ("О компании\n\n«Северная сталь» работает в двенадцати странах.", True),
        ("О компании друзей\n\n" + "Они встретились в зале у гавани. " * 40, False),
    ],
)
def test_what_a_company_says_of_itself_below_an_article_is_cut_and_a_section_is_not(
    english, below, is_cut
):
    body, cut = without_furniture(f"{english}\n\n{below}")

    assert body == (english if is_cut else f"{english}\n\n{below}")
    assert [one.partition(": ")[0] for one in cut] == ["what a company says of itself"] * 2 * is_cut


def test_an_article_that_goes_on_below_a_share_bar_is_not_cut_off(english):
    body = f"Share this article\n\n{english}"

    assert without_furniture(body) == (english, ("share bar: Share this article",))


def test_a_text_that_is_all_furniture_is_refused(loaded):
    ledger = loaded({"a.txt": "Source link\n\nRelated Articles\n\nBack to top button"}).ledger

    assert list(ledger["status"]) == ["refused"]
    assert ledger["reason"][0].startswith("no text")


def test_the_seed_article_is_read_whole_and_without_what_stands_around_it(shared, tmp_path):
    from detente.collect.load import load

    (article,) = load([shared / "seed"], tmp_path / "corpus").articles.itertuples()

    assert article.title == "US, Russia admits ‘big differences’ but negotiations on crisis"
    assert article.section in ("World News", "Political News")
    assert article.summary
    assert article.body.startswith("The top spies")
    assert article.body.endswith("mutual respect.”")
    assert (article.published_precision, article.published_basis) == ("none", "none")
    assert any("Source link" in text for text in article.furniture)


def test_comments_below_an_article_are_cut_however_long_they_are(english):
    comments = "\n\n".join(
        f"I was there as well, reader {n} writes. {english[:120]}" for n in "abc"
    )
    body = f"{english}\n\n{english}"

    assert without_furniture(f"{body}\n\nComments (3)\n\n{comments}")[0] == body


@pytest.mark.parametrize(
    "content", ["User-agent: *\nDisallow: /private", "# for all\n\nUser-Agent: x\nAllow: /"]
)
def test_instructions_for_robots_are_no_article(loaded, content):
    (reason,) = loaded({"robots.txt": content}).ledger["reason"]

    assert reason == "not text: a note for robots or on the site, no article"


@pytest.mark.parametrize(
    "content",
    [
        "null",
        "42",
        '"a text"',
        '/* from us */ {"text": "x"}',
        'told({"text": "x"});',
        "var a = [1]",
    ],
)
def test_json_that_is_nearly_such_is_refused_in_words(loaded, content):
    (reason,) = loaded({"a.json": content}).ledger["reason"]

    assert reason.startswith("not text: JSON with comments, a call around it, or a lone value")


def test_the_mark_of_a_heading_is_no_part_of_the_title(one, english):
    assert one(f"## Talks in Iceland\n\n{english}", "a.md").title == "Talks in Iceland"


@pytest.mark.parametrize(
    "footer",
    [
        "You are receiving this email because you signed up at north.example.",
        "Unsubscribe | North Media Ltd, 3 Quay Street",
        "Unsubscribe: https://north.example/u",
        "--",
        "Вы получили это письмо, потому что подписаны на новости.",
        "Отписаться: https://north.example/u",
    ],
)
def test_the_footer_of_a_mail_is_no_part_of_the_text(one, english, footer):
    assert one(f"Talks\n\n{english}\n\n{footer}").body == english
