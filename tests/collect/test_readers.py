import dataclasses
import gzip
import json
import logging

import pandas as pd
import pytest

from detente.collect.article import Draft
from detente.collect.readers import readers


def feed(*items, head=""):
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>A paper</title>'
        f"{''.join(items)}</channel></rss>"
    )


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def paragraphs(text):
    return "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))


def linked(**fields):
    data = json.dumps({"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle"} | fields]})
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("name", "reader"),
    [("a.csv", "html"), ("b.html", "table"), ("c.txt", "jsonl"), ("d.json", "feed"), ("e", "text")],
)
def test_the_format_is_told_by_content_and_not_by_the_name(loaded, english, name, reader):
    line = json.dumps({"title": "Talks", "text": english})
    contents = {
        "html": page(f"<h1>Talks</h1>{paragraphs(english)}"),
        "table": f'Title;Text\nTalks;"{english}"\n',
        "jsonl": line,
        "feed": feed(f"<item><title>Talks</title><description>{english}</description></item>"),
        "text": f"Talks\n\n{english}",
    }

    corpus = loaded({name: contents[reader]})

    assert list(corpus.articles["reader"]) == [reader]
    assert list(corpus.articles["title"]) == ["Talks"]


def test_gzip_around_a_file_is_opened(one, english):
    packed = gzip.compress(f"Talks\n\n{english}".encode())

    assert one(packed, "a.txt.gz").body == english


def test_records_of_a_json_array_object_and_lines_are_all_read(loaded, english):
    records = [{"title": f"T{n}", "text": f"{english} {n}."} for n in range(3)]

    corpus = loaded(
        {
            "array.json": json.dumps(records[:1]),
            "object.json": json.dumps({"articles": records[1:2]}),
            "lines.jsonl": json.dumps(records[2]),
        }
    )

    assert sorted(corpus.articles["locator"]) == [
        "array.json#item 1",
        "lines.jsonl#line 1",
        "object.json#item 1",
    ]


def test_a_json_array_that_was_cut_off_gives_the_records_before_the_cut(loaded, english):
    whole = json.dumps([{"title": f"T{n}", "text": f"{english} {n}"} for n in range(3)])

    ledger = loaded({"a.json": whole[:-40]}).ledger

    assert list(ledger["status"]) == ["read", "read", "refused"]
    assert ledger["locator"][2] == "a.json#item 3"


def test_one_broken_line_of_jsonl_costs_one_line(loaded, english):
    good = json.dumps({"title": "T", "text": english})

    ledger = loaded({"a.jsonl": f'{good}\n{{"title": "half\n\n{good[:-2]} two."}}\n[1]'}).ledger

    assert list(ledger["locator"]) == [f"a.jsonl#line {n}" for n in (1, 2, 4, 5)]
    assert list(ledger["status"]) == ["read", "refused", "read", "refused"]


@pytest.mark.parametrize(
    ("title", "text", "date"),
    [
        ("Article Headline", "Full Text", "Pub. Date"),
        ("Заголовок", "Текст", "Дата и время"),
        ("zagolovok", "tekst", "pub_ts"),
        ("headline", "story_text", "publishedAt"),
        ("TITLE_RU", "articleBody", "datePublished"),
    ],
)
def test_odd_column_names_in_both_languages_are_known(one, english, title, text, date):
    article = one(f'{title};{date};{text}\nTalks;1621407900;"{english}"\n', "a.csv")

    assert (article.title, article.body) == ("Talks", english)
    assert f"{article.published:%Y-%m-%d %H:%M}" == "2021-05-19 07:05"


def test_a_text_column_with_an_unknown_name_is_found_by_its_length_and_shown(loaded, english):
    said = []

    corpus = loaded(
        {"a.csv": f'Title,Date,Outlet,Q7\nT,2021-05-19,G,"{english}"\n'}, said=said.append
    )

    assert list(corpus.articles["body"]) == [english]
    told = (
        "title from 'Title', published from 'Date', publisher from 'Outlet', "
        "body from 'Q7' (by its values)"
    )
    assert said == [f"a.csv: {told}"]
    assert list(corpus.files["columns"]) == [told]


def test_a_table_without_a_text_is_refused_and_its_columns_are_named(loaded):
    ledger = loaded({"a.csv": "Title,Date\nTalks,2021-05-19\n"}).ledger

    assert list(ledger["reason"]) == [
        "no text: Talks; no column holds the text (if one does: --column body=NAME): 'Title', 'Date'"
    ]


def test_ragged_rows_are_refused_one_by_one(loaded, english):
    rows = [f'T,"{english}"', f'T,"{english} 2",more', "T"]

    ledger = loaded({"a.csv": "title,text\n" + "\n".join(rows)}).ledger

    assert list(ledger["reason"]) == ["", "damaged: more cells than columns", "no text: T"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(one, russian, delimiter):
    table = f'Заголовок{delimiter}Текст\r\nПереговоры{delimiter}"{russian}"\r\n'

    assert one(table.encode("cp1251", "replace"), "a.csv").title == "Переговоры"


def test_parquet_is_read_and_damaged_parquet_refused(loaded, tmp_path, english):
    path = tmp_path / "made.parquet"
    pd.DataFrame({"headline": ["Talks"], "text": [english]}).to_parquet(path)

    ledger = loaded({"a.parquet": path.read_bytes(), "b.parquet": path.read_bytes()[:-30]}).ledger

    assert list(ledger["status"]) == ["read", "refused"]
    assert ledger["reason"][1].startswith("damaged: ")


def test_a_feed_gives_each_entry_with_its_fields(loaded, english):
    item = (
        "<item><title>Talks &amp; more</title><link>https://x.example/a?utm_source=b#c</link>"
        "<pubDate>Wed, 19 May 2021 07:05:00 +0300</pubDate><category>World</category>"
        f"<description><![CDATA[{paragraphs(english)}<p>The post Talks appeared first on X.</p>]]>"
        "</description></item>"
    )

    (article,) = loaded({"feed.xml": feed(item)}).articles.itertuples()

    assert article.locator == "feed.xml#item 1"
    assert (article.title, article.section) == ("Talks & more", "World")
    assert article.url == "https://x.example/a"
    assert f"{article.published:%H:%M} {article.published_basis}" == "04:05 feed"
    assert article.body == english
    assert list(article.furniture) == ["feed footer: The post Talks appeared first on X."]


def test_entities_of_a_feed_are_not_expanded(loaded):
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    ledger = loaded({"a.xml": feed("<item><title>&b;</title></item>", head=bomb)}).ledger

    assert list(ledger["reason"]) == ["damaged: the feed declares entities of its own"]


def test_fields_of_a_page_come_from_json_ld_before_meta_tags_and_markup(one, english):
    head = "<title>Window | A paper</title>" + linked(
        headline="Talks",
        description="A deck that the publisher set under the headline.",
        author=[{"name": "Ann Lee"}, {"name": "Bo Ek"}],
        datePublished="2021-05-19T22:00:00-04:00",
        articleSection="World",
        publisher={"name": "A paper"},
    )
    head += '<meta property="article:published_time" content="2020-01-01">'

    article = one(page(f"<h1>Talks</h1>{paragraphs(english)}", head))

    assert (article.title, article.byline, article.section) == ("Talks", "Ann Lee, Bo Ek", "World")
    assert article.summary == "A deck that the publisher set under the headline."
    assert f"{article.published:%Y-%m-%d %H:%M}" == "2021-05-20 02:00"
    assert (article.published_basis, article.published_raw) == (
        "json-ld",
        "2021-05-19T22:00:00-04:00",
    )
    assert article.publisher == "A paper"


@pytest.mark.parametrize(
    ("markup", "basis"),
    [
        ('<meta property="article:published_time" content="2021-05-19">', "meta"),
        ('<time datetime="2021-05-19">today</time>', "time-element"),
        ('<link rel="canonical" href="https://x.example/2021/05/19/talks">', "url"),
        ('<p class="article-date">19 мая 2021</p>', "text"),
        ("<p><i>Reykjavik, 19 May 2021</i></p>", "text"),
    ],
)
def test_a_page_tells_where_its_date_was_found(one, english, markup, basis):
    article = one(page(f"{markup}<h1>Talks</h1>{paragraphs(english)}<footer>1 May 2020</footer>"))

    assert (f"{article.published:%Y-%m-%d}", article.published_basis) == ("2021-05-19", basis)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>© 2021 A paper</p>",
        "<h1>Talks of 19 May 2021</h1>",
        "<aside><a href='/x'>Other news</a> <span>3 June 2020</span></aside>",
        "<footer>19 May 2021</footer>",
    ],
)
def test_a_page_without_a_date_gets_none_from_what_stands_around_it(one, english, markup):
    article = one(page(f"<h1>Talks</h1>{paragraphs(english)}{markup}"))

    assert article.published_basis == "none"


def test_comments_forms_and_captions_are_not_in_the_body(one, english):
    extra = (
        "<figure><img><figcaption>The harbour at night, photographed by us.</figcaption></figure>"
        "<form><p>Tell us what you think about this article today.</p></form>"
        '<div class="comments-list"><p>I was there and I saw the ministers leave early.</p></div>'
    )

    article = one(page(f'<h1>Talks</h1><div class="content">{paragraphs(english)}{extra}</div>'))

    assert article.body == english
    assert list(article.furniture) == ["caption: The harbour at night, photographed by us."]


def test_a_page_about_commentary_keeps_its_text(one, english):
    article = one(page(f'<div class="commentary"><h1>Talks</h1>{paragraphs(english)}</div>'))

    assert article.body == english


def test_a_logo_in_a_first_heading_is_not_the_headline(one, english):
    head = "<title>Talks: a beginning - A paper</title>"

    article = one(page(f"<h1>A paper</h1><h1>Talks: a beginning</h1>{paragraphs(english)}", head))

    assert article.title == "Talks: a beginning"


def test_the_name_of_the_site_is_cut_from_a_headline_in_a_meta_tag(one, english):
    head = '<meta property="og:title" content="Talks | A paper">'
    head += '<meta property="og:site_name" content="A paper">'

    assert one(page(f"{paragraphs(english)}", head)).title == "Talks"


def test_a_text_that_the_page_hides_is_taken_from_json_ld(one, english):
    head = linked(headline="Talks", articleBody=english)

    assert one(page("<h1>Talks</h1><p>Subscribe to read on.</p>", head)).body == english


@pytest.mark.parametrize("depth", [300, 50_000])
def test_deep_nesting_ends_in_the_ledger(loaded, english, depth):
    content = page("<div>" * depth + f"{paragraphs(english)}" + "</div>" * depth)

    assert (
        len(loaded({"a.html": content, "b.json": "[" * depth, "c.json": '{"a":' * depth}).ledger)
        == 3
    )


def test_script_in_a_headline_and_a_body_is_kept_as_text(one, english):
    record = {
        "title": "<script>alert(1)</script>",
        "text": f"<img src=x onerror=alert(1)> {english}",
    }

    article = one(json.dumps(record))

    assert article.title == "<script>alert(1)</script>"
    assert article.body.startswith("<img src=x onerror=alert(1)> Antony")


def test_a_text_that_begins_with_a_bracket_is_no_json(one, english):
    article = one(f'[Photo: AP] The "talks" ended\n\n{english}')

    assert (article.reader, article.title) == ("text", '[Photo: AP] The "talks" ended')


def test_what_only_looks_like_json_is_refused_and_not_read_as_text(loaded, english):
    ledger = loaded({"a.json": f"{{'title': 'Talks', 'text': '{english[:60]}'}}"}).ledger

    assert ledger["reason"][0].startswith("damaged: not valid JSON: {'title': 'Talks'")


@pytest.mark.parametrize("text", ["%0 Newspaper Article\n%T Talks\n", "PMID- 12\nTI  - Talks\n"])
def test_lists_of_references_of_other_programs_are_refused_with_what_to_do(loaded, text):
    ledger = loaded({"a.txt": text}).ledger

    assert ledger["reason"][0].endswith("export it as RIS")


def test_a_page_of_a_site_that_wordpress_exports_is_no_article(loaded, english):
    item = f"<item><title>About us</title><content:encoded>{english}</content:encoded>"
    kind = "<wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>"
    names = (
        'xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )

    ledger = loaded(
        {"a.xml": f"<rss {names}><channel><title>N</title>{item}{kind}</channel></rss>"}
    ).ledger

    assert list(ledger["reason"]) == ["no text: a page of the site, no post: About us"]


def test_records_with_only_an_abstract_are_counted_and_it_is_said_what_to_do(loaded):
    said = []
    docs = '{"docs": [{"headline": {"main": "Talks"}, "abstract": "They met."}]}'

    ledger = loaded({"a.json": docs}, said=said.append).ledger

    assert list(ledger["reason"]) == ["no text: only an abstract: Talks"]
    assert "1 record with only an abstract, no text: export again with the full text." in said


@pytest.mark.parametrize("nothing", ["n/a", "N/A", "null", "-", "нет"])
def test_a_cell_that_says_there_is_no_text_is_none(loaded, english, nothing):
    table = f'title,text\nTalks,"{english}"\nsee PDF,{nothing}\n'

    assert list(loaded({"a.csv": table}).ledger["reason"]) == ["", "no text: see PDF"]


def test_what_a_parser_logs_does_not_reach_the_screen(loaded, capfd, english, monkeypatch):
    def logging_reader(file):
        logging.getLogger("parser").warning("EOF marker not found")
        yield Draft(place="", body=file.text)

    noisy = [dataclasses.replace(r, read=logging_reader) for r in readers() if r.name == "text"]
    monkeypatch.setattr("detente.collect.readers.readers", lambda: noisy)

    with monkeypatch.context() as patch:
        patch.setattr(logging.root, "handlers", [])  # those of pytest
        loaded({"a.txt": english})

    assert "EOF marker" not in capfd.readouterr().err
