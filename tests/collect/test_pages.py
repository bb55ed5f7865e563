"""Pages whose article, fields and dates are easily taken for something else."""

import json

import pytest

from detente.collect.article import Draft, RawFile
from detente.collect.dates import settled
from detente.collect.readers import html

LONG = (
    "The two ministers spoke for an hour and three quarters in the hall on the harbour, and both "
    "delegations had asked for an hour at most when the evening was put into their programmes."
)


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def paragraphs(text):
    return "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))


def article(english, after="", head="", before=""):
    return page(
        f"{before}<h1>Talks</h1><div class='story'>{paragraphs(english)}</div>{after}", head
    )


def read_alone(content):
    return list(html.read(RawFile(source="a.html", data=b"", text=content)))


def linked(**fields):
    data = json.dumps({"@type": "NewsArticle", "headline": "Talks"} | fields)
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ('<p><a href="/1">Read more: Why the Arctic Council meets in Iceland</a></p>', "teasers"),
        ("<p>Photo: Northgate Courier / J. Holm</p>", "caption"),
        ("<p>Фото: пресс-служба зала</p>", "caption"),
        ('<p class="image-caption">The hall on the harbour, before the delegations came.</p>',
         "caption"),
        ('<div class="cookie-notice"><p>We store cookies on your device.</p></div>',
         "cookie notice"),
    ],
)  # fmt: skip
def test_what_stands_between_paragraphs_and_is_not_the_article_is_cut_and_recorded(
    one, english, extra, what
):
    first, second = english.split("\n\n")
    story = f"<p>{first}</p>{extra}<p>{second}</p><p>{LONG}</p>"

    found = one(page(f"<h1>Talks</h1><div class='story'>{story}</div>"))

    assert found.body == f"{english}\n\n{LONG}"
    assert len(found.furniture) <= 1
    assert all(line.startswith(f"{what}: ") for line in found.furniture)


@pytest.mark.parametrize(
    ("post", "said"),
    [
        (('<blockquote class="twitter-tweet"><p>A long evening ahead.</p>&mdash; Bo Ek (@boek) '
         '<a href="https://twitter.com/boek/1">May 19, 2021</a></blockquote>'),
         "A long evening ahead.\n\n— Bo Ek (@boek) May 19, 2021"),
        (('<blockquote class="instagram-media"><div><a href="https://www.instagram.com/p/1">View '
         'this post on Instagram</a><p><a href="https://www.instagram.com/p/1">The hall, lit.</a>'
         '</p></div></blockquote>'), "The hall, lit."),
        ('<div class="tgme_widget_message_text">Вечер будет долгим.</div>', "Вечер будет долгим."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["between", "below", "beside"])
def test_a_post_in_an_article_is_part_of_it_and_one_beside_it_is_not(
    one, english, post, said, place
):
    first, second = english.split("\n\n")
    story = f"<p>{first}</p>{post * (place == 'between')}<p>{second}</p><p>{LONG}</p>"
    teasers = "<p><a href='/1'>More of the day</a></p>" * 5
    after = {"between": "", "below": post, "beside": f"<aside>{teasers}{post}</aside>"}[place]
    shown = {"between": (first, said, second, LONG), "below": (first, second, LONG, said)}

    found = one(page(f"<h1>Talks</h1><div class='story'>{story}{after}</div>"))

    assert found.body == "\n\n".join(shown.get(place, (first, second, LONG)))


@pytest.mark.parametrize(
    ("shown", "byline"),
    [
        ("By <a>Ann Lee</a> and <a>Bo Ek</a> <span>19 May 2021</span>", "Ann Lee and Bo Ek"),
        ("<span>By</span><a>Ann Lee</a><span>Wed., May 19, 2021</span>", "Ann Lee"),
        ("Posted by: Ann Lee | Updated an hour ago", "Ann Lee"),
        ("Автор: Анна Ли", "Анна Ли"),
        ("von Ann Lee", "Ann Lee"),
        ("von der Lee", "von der Lee"),
    ],
)
def test_a_byline_is_names_without_what_stands_around_them(one, english, shown, byline):
    found = one(article(english, before=f"<div class='byline'>{shown}</div>"))

    assert found.byline == byline


def test_a_field_of_the_comment_form_and_an_address_of_mail_are_no_byline(english):
    head = '<meta name="author" content="name, name@example.org">'
    form = "<p class='comment-form-author'>Name (required)</p>"

    (found,) = read_alone(article(english, head=head, after=form))

    assert not found.byline


def test_a_heading_beside_the_text_is_no_headline_where_the_window_has_another(one, english):
    beside = "<div><h2>Magazine of the harbour</h2></div>"

    found = one(
        page(f"{paragraphs(english)}{beside}", "<title>Talks in the hall ‹ Courier</title>")
    )

    assert found.title == "Talks in the hall"


def test_a_text_that_a_page_prints_again_for_narrow_screens_is_read_once(one, english):
    story = f"<div class='story'>{paragraphs(english)}</div>"

    assert one(page(f"<h1>Talks</h1>{story}<div class='narrow'>{story}</div>")).body == english


def test_a_text_of_spans_and_line_breaks_is_read_whole_and_not_only_its_one_paragraph(one, english):
    lines = "".join(f"<span>{LONG} {n}.</span><br>" for n in range(8))

    found = one(page(f"<h1>Talks</h1><div><p>{english}</p>{lines}</div>"))

    assert all(f"{LONG} {n}." in found.body for n in range(8))


def test_subheadings_between_paragraphs_stay(one, english):
    first, second = english.split("\n\n")

    found = one(page(f"<h1>Talks</h1><div><p>{first}</p><h2>The desks</h2><p>{second}</p></div>"))

    assert found.body == f"{first}\n\nThe desks\n\n{second}"


def test_an_opening_before_a_paywall_says_that_it_is_one(one, english):
    found = one(article(english, head=linked(isAccessibleForFree=False)))

    assert list(found.furniture) == ["paywall: the page says that the rest is for subscribers"]


def test_a_list_of_teasers_is_refused_and_a_page_that_says_it_is_an_article_is_not(loaded):
    items = "".join(
        f"<div><h2><a href='/{n}'>Story {n}</a></h2><p>{LONG} {n}.</p></div>" for n in range(4)
    )
    head = linked(headline="Four stories")

    ledger = loaded({"a.html": page(items), "b.html": page(items, head)}).ledger

    assert list(ledger["status"]) == ["refused", "read"]
    assert ledger["reason"][0] == "no text: a page that lists articles"


FRONT = '<link rel="canonical" href="https://northgate.example/">'


@pytest.mark.parametrize(
    ("links", "kind", "is_front"),
    [(40, "website", True), (40, "article", False), (1, "website", False)],
)
def test_a_front_page_is_refused_and_an_article_that_gives_its_site_as_its_address_is_not(
    english, links, kind, is_front
):
    menu = "<p><a href='/1'>Another story of the day</a></p>" * links
    head = f'{FRONT}<meta property="og:type" content="{kind}">'

    (found,) = read_alone(article(f"{LONG}\n\n{english}", head=head, before=f"<div>{menu}</div>"))

    assert isinstance(found, Draft) is not is_front


@pytest.mark.parametrize(("site", "is_kept"), [("elsewhere", True), ("northgate", False)])
def test_a_link_to_another_site_is_part_of_the_text_and_a_teaser_is_not(
    english, monkeypatch, site, is_kept
):
    link = "The treaty as it was signed in the hall"
    chosen = "\n".join((LONG, link, *english.split("\n\n")))
    monkeypatch.setattr("detente.collect.page_text._by_trafilatura", lambda *_, **__: chosen)
    item = f'<ul><li><a href="https://www.{site}.example/1">{link}</a></li></ul>'
    head = '<link rel="canonical" href="https://northgate.example/1">'

    (found,) = read_alone(page(f"<div><p>{LONG}</p>{item}{paragraphs(english)}</div>", head))

    assert (link in found.body) is is_kept


def test_a_first_paragraph_that_is_not_chosen_is_taken_back(english, monkeypatch):
    first = english.split("\n\n")[0]
    story = "".join(f"<p>{LONG} {n}.</p>" for n in range(4))
    chosen = "\n".join(f"{LONG} {n}." for n in range(4))
    monkeypatch.setattr("detente.collect.page_text._by_trafilatura", lambda *_, **__: chosen)

    (found,) = read_alone(page(f"<h1>Talks</h1><div class='story'><p>{first}</p>{story}</div>"))

    assert found.body.startswith(first)


@pytest.mark.parametrize("first", ["Talks", "<a href='/1'>Talks</a>"])
def test_articles_that_a_page_goes_on_with_are_not_read(one, english, first):
    def told(title, words):
        return f"<section><h1>{title}</h1>{paragraphs(words)}<p>{LONG}</p></section>"

    others = (told(f"<a href='/{n}'>Story {n}</a>", f"{LONG} {n}.") for n in range(2, 5))

    body = one(page(f"<main>{told(first, english)}{''.join(others)}</main>")).body

    assert body == f"{english}\n\n{LONG}"


def test_a_notice_that_a_page_prints_again_and_again_is_cut_whole(one, english):
    notice = f"<p>{LONG.replace('ministers', 'pages')}</p>"
    story = notice.join(f"<p>{english} {n}.</p>" for n in range(4))

    assert "two pages" not in one(page(f"<h1>Talks</h1><div class='story'>{story}</div>")).body


def test_a_headline_has_no_script_and_no_tags_in_it(one, english):
    shown = "<h1>Talks <script>track()</script>in the hall</h1>"
    head = (
        '<meta property="og:title" content="Talks &amp;lt;i&amp;gt;in the hall&amp;lt;/i&amp;gt;">'
    )

    assert one(page(shown + paragraphs(english), head)).title == "Talks in the hall"


def test_a_page_larger_than_any_article_is_refused_without_being_parsed(english, monkeypatch):
    monkeypatch.setattr("detente.collect.readers.html.lxml.html.document_fromstring", None)

    (found,) = read_alone(article(english, after="<p>x</p>" * 2_600_000))

    assert found.reason == "too large"


def test_pictures_inside_a_page_do_not_make_it_too_large(english):
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 2_000_000}">'

    (found,) = read_alone(article(english, before=picture))

    assert found.body == english


def test_nuls_in_a_page_cost_nothing_of_its_text(one, english):
    assert one(article(english).replace("<p>", "<p>\0")).body == english


def test_elements_in_one_another_or_side_by_side_as_in_no_page_are_refused(loaded, english):
    deep, wide = "<div>" * 50_000, "<i>x</i>" * 200_001

    ledger = loaded(
        {f"{n}.html": page(s + paragraphs(english)) for n, s in enumerate((deep, wide))}
    )

    assert list(ledger.ledger["reason"]) == [
        "damaged: elements nested hundreds deep",
        "damaged: more than 200,000 elements",
    ]


@pytest.mark.parametrize(
    ("head", "published", "updated"),
    [
        (linked(datePublished="2021-05-19T20:00:00Z", dateModified="2021-05-20T08:00:00Z"),
         "2021-05-19 20:00", "2021-05-20 08:00"),
        (linked(datePublished="2021-05-19T20:00:00Z", dateModified="2021-05-19T20:00:00Z"),
         "2021-05-19 20:00", None),
        (('<meta property="article:published_time" content="2021-05-19">'
          '<meta property="article:modified_time" content="2021-05-21">'),
         "2021-05-19 00:00", "2021-05-21 00:00"),
        (linked(dateModified="2021-05-20T08:00:00Z"), "2021-05-20 08:00", None),
    ],
)  # fmt: skip
def test_the_last_change_is_told_from_the_publication(one, english, head, published, updated):
    found = one(article(english, head=head))

    assert f"{found.published:%Y-%m-%d %H:%M}" == published
    assert (f"{found.updated:%Y-%m-%d %H:%M}" if updated else None) == updated


@pytest.mark.parametrize(
    ("first", "second"),
    [("Published 19 May 2021", "Updated 20 May 2021"),
     ("Опубликовано: 19 мая 2021", "Обновлено: 20 мая 2021")],
)  # fmt: skip
def test_a_line_that_says_updated_is_no_date_of_publication(one, english, first, second):
    found = one(article(english, before=f"<p>{second}</p><p>{first}</p>"))

    assert (f"{found.published:%d}", f"{found.updated:%d}") == ("19", "20")


def test_a_date_between_bars_under_the_headline_is_found(one, english):
    found = one(article(f"World news | Northgate Courier | 19 May 2021\n\n{english}"))

    assert (f"{found.published:%Y-%m-%d}", found.published_basis) == ("2021-05-19", "text")


def test_a_time_in_a_tweet_a_comment_or_another_article_is_not_the_time_of_this_one(one, english):
    beside = (
        "<blockquote class='twitter-tweet'><time datetime='2018-03-12'>12</time></blockquote>"
        "<div class='related'><time datetime='2019-09-22' pubdate>22</time></div>"
    )

    found = one(article(english, before=beside, after="<time datetime='2021-05-19'>19</time>"))

    assert f"{found.published:%Y-%m-%d}" == "2021-05-19"


def test_a_date_after_the_page_was_fetched_is_passed_over_and_the_basis_says_so():
    draft = Draft(
        place="",
        body="",
        dates=(("json-ld", "2026-01-01T00:00:00Z"), ("meta", "2021-05-19T20:00:00Z")),
        retrieved="2021-05-20T08:00:00Z",
    )

    found = settled(draft, None, country=None)

    assert f"{found['published']:%Y-%m-%d}" == "2021-05-19"
    assert found["published_basis"] == (
        "meta; json-ld '2026-01-01T00:00:00Z' is later than the retrieval"
    )


@pytest.mark.parametrize("raw", ["9999-12-31", "0000-00-00", "1899-12-31T00:00:00Z"])
def test_a_date_before_1900_or_in_the_year_9999_gives_way_to_the_next(raw):
    draft = Draft(place="", body="", dates=(("json-ld", raw), ("text", "19 May 2021")))

    found = settled(draft, None, country=None)

    assert f"{found['published']:%Y-%m-%d}" == "2021-05-19"
    assert found["published_basis"] == f"text; json-ld {raw!r} is no date"


def test_a_day_in_the_address_gives_way_to_a_clock_on_that_day_and_to_no_other():
    url = "https://x.example/2021/05/19/talks"
    same = Draft(place="", body="", dates=(("feed", "Wed, 19 May 2021 21:00:00 GMT"),))
    other = Draft(place="", body="", dates=(("feed", "Sun, 30 May 2021 21:00:00 GMT"),))

    found = [settled(draft, url, country=None) for draft in (same, other)]

    assert [f"{f['published']:%d %H} {f['published_basis']}" for f in found] == [
        "19 21 feed",
        "19 00 url",
    ]


TITLE = "<title>Envoys settle the order of the flags | Harbour Post</title>"
HEADLINE = "<h2>Envoys settle the order of the flags</h2>"


def day_of(content):
    (found,) = read_alone(content)
    day = settled(found, None, country=None)
    return f"{day['published']:%Y-%m-%d}", day["published_basis"]


def lead(english, above="", below="", head=TITLE, around="{}"):
    """A page with what stands above and below its headline, which is no h1."""
    teasers = "<h1>Harbour Post</h1><p>3 June 2020</p><p>4 June 2020</p><p>x</p>"
    whole = f"{teasers}<div>{above}{HEADLINE}{below}{paragraphs(english)}</div><p>5 June 2020</p>"
    return page(around.format(whole), head)


@pytest.mark.parametrize(
    "beside",
    [
        {"below": "<p>19 May 2021</p>"},
        {"above": "<p>19 May 2021</p>"},
        {"above": "<p>19.05.2021 - Town and county</p>"},
        {"above": "<p>x</p>" + f"<p>{LONG * 2}</p>" * 3, "below": "<p>19 May 2021</p>"},
        {"below": "<p><a class='post-date' href='/2021'>19 May 2021</a></p>"},
        {"below": "<p>2021-05-19 11:10 Harbour agency</p>"},
        {"below": "<p>19 May 2021</p>", "around": "<form>{}</form>"},
        {"below": "<p>19 May 2021</p>", "around": "<div class='has-sidebar widget'>{}</div>"},
        {"below": "<p>19 May 2021</p>", "around": "<aside>{}</aside>"},
    ],
)
def test_the_day_nearest_to_the_headline_is_that_of_the_article(english, beside):
    day, basis = day_of(lead(english, **beside))

    assert (day, basis[:4]) == ("2021-05-19", "text")


def test_the_day_of_a_comment_comes_after_the_others(english):
    comment = "<div class='comments'><p>20 May 2021</p></div><p>19 May 2021</p>"

    assert day_of(lead(english, below=comment))[0] == "2021-05-19"


def test_a_line_that_says_published_goes_before_a_time_that_stands_anywhere(english):
    below = "<time datetime='2021-05-25'>Agenda</time><p>Publié le 19 mai 2021</p>"

    assert day_of(lead(english, below=below)) == ("2021-05-19", "label")


def test_a_day_in_the_title_of_the_window_goes_before_a_clock_of_the_visit(english):
    head = "<title>Envoys settle the order of the flags - 19 May 2021 - Blog</title>"

    assert day_of(lead(english, head=head, above="<p>Saturday, 2026-10-08</p>"))[0] == "2021-05-19"


@pytest.mark.parametrize(
    ("basis", "raw", "day"),
    [
        ("json-ld", "2023-06-17", "2021-05-19"),
        ("json-ld", "2021-05-25", "2021-05-25"),
        ("json-ld", "2019-05-19", "2019-05-19"),
        ("time-element", "2019-05-19", "2021-05-19"),
        ("text", "2019-05-19", "2021-05-19"),
    ],
)
def test_a_date_far_from_the_day_in_the_address_gives_way_to_it(basis, raw, day):
    draft = Draft(place="", body="", dates=((basis, raw),))

    found = settled(draft, "https://x.example/2021/5/19/talks", country=None)

    assert f"{found['published']:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("shown", "local", "offset", "basis"),
    [
        ("May 19, 2021 9:30 pm", "2021-05-19 21:30", "-04:00", "as printed"),
        ("May 19, 2021 9:30 pm EDT", "2021-05-19 21:30", "-04:00", "as printed"),
        ("May 19, 2021 9:37 pm", "2021-05-20 01:30", "+00:00", "UTC"),
        ("May 12, 2021 9:30 pm", "2021-05-20 01:30", "+00:00", "UTC"),
    ],
)
def test_a_clock_that_the_page_shows_for_the_same_moment_tells_the_day(shown, local, offset, basis):
    dates = (("json-ld", "2021-05-20T01:30:15Z"), ("text", shown))

    found = settled(Draft(place="", body="", dates=dates), None, country=None)

    assert (f"{found['published_local']:%Y-%m-%d %H:%M}", found["published_offset"]) == (
        local,
        offset,
    )
    assert found["published_local_basis"] == basis
