"""XML is told by its first element, wherever that stands; news of the industry's own formats."""

import pytest

from detente.collect.elements import root

TEXT = "The clerk would not say who pays for the bridge over the border river this year."


def item(inside="", *, meta="", text=TEXT):
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a">'
        f"<itemMeta>{meta}</itemMeta><contentMeta><headline>Bridge</headline></contentMeta>"
        f"<contentSet><inlineData>{text}</inlineData>{inside}</contentSet></newsItem>"
    )


@pytest.mark.parametrize(
    "before",
    [
        "<!-- " + "a long word of thanks " * 9000 + "-->",
        '<?xml version="1.0"?>' + '<?xml-stylesheet href="a.xsl"?>\n' * 90,
        "\ufeff\n",
        "Warning: a line of the server\n<?xml version='1.0'?>",
    ],
    ids=["comment", "style sheets", "mark", "warning"],
)
def test_the_first_element_is_found_whatever_stands_before_it(before):
    assert root(f"{before}<a:rss xmlns:a='b'><channel/></a:rss>") == "a:rss"


@pytest.mark.parametrize("text", ["", "Plain words < more", "<!-- never closed", "<p"])
def test_what_is_no_xml_has_no_first_element(text):
    assert root(text) == ""


def test_an_item_in_utf16_is_read_like_one_in_utf8(one):
    article = one(('<?xml version="1.0" encoding="UTF-16"?>' + item()).encode("utf-16"), "a.xml")

    assert (article.reader, article.title, article.body) == ("newsml", "Bridge", TEXT)


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_an_item_that_is_cancelled_or_withheld_is_refused_with_its_status(loaded, status):
    ledger = loaded({"a.xml": item(meta=f'<pubStatus qcode="stat:{status}"/>')}).ledger

    assert list(ledger["reason"]) == [f"not published: {status}: Bridge"]


def test_an_embargo_is_the_time_of_publication(one):
    meta = (
        "<firstCreated>2021-05-19T09:00:00Z</firstCreated>"
        "<embargoed>2021-05-20T06:00:00Z</embargoed>"
    )

    assert one(item(meta=meta), "a.xml").published.isoformat() == "2021-05-20T06:00:00+00:00"


def test_the_last_item_of_a_message_that_is_cut_off_is_refused(loaded):
    message = f"<newsMessage><itemSet>{item()}{item(text='Another text that was cut')[:-40]}"

    ledger = loaded({"a.xml": message}).ledger

    assert list(ledger["status"]) == ["read", "refused"]
    assert ledger["reason"][1] == "damaged: cut off: the file does not end with </newsMessage>"


def test_entities_of_an_item_are_not_opened(loaded):
    bomb = "<!DOCTYPE newsItem [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>"

    ledger = loaded({"a.xml": bomb + item(text="&c;")}).ledger

    assert list(ledger["reason"]) == ["damaged: the file declares entities of its own"]


def test_letters_that_html_names_are_kept_in_xml(one):
    assert one(item(text=f"{TEXT} It cost &euro;5 &mdash; or more."), "a.xml").body.endswith(
        "It cost €5 — or more."
    )


def test_the_last_entry_of_a_feed_that_is_cut_off_is_no_article(loaded):
    entry = f"<item><title>One</title><description>{TEXT}</description></item>"
    cut = f"<rss><channel>{entry}{entry.replace(TEXT, 'Half of another')}"[:-25]

    ledger = loaded({"a.xml": cut}).ledger

    assert list(ledger["reason"]) == ["", "damaged: the feed is cut off"]


def test_xml_that_no_reader_knows_is_no_page_and_its_first_element_is_named(loaded):
    body = f"<body><p>{TEXT}</p><p>{TEXT}</p></body>"
    ledger = loaded(
        {"a.xml": f'<?xml version="1.0"?><Stories><Story>{body}</Story></Stories>'}
    ).ledger

    assert list(ledger["reason"]) == [
        "not text: XML of a kind that is not known: Stories; save it as HTML or text"
    ]


@pytest.mark.parametrize("name", ["yandex:full-text", "turbo:content"])
def test_the_whole_text_of_a_feed_for_yandex_is_read(one, name):
    item = (
        f"<item><title>A</title><description>One line.</description><{name}>{TEXT}</{name}></item>"
    )
    spaces = 'xmlns:yandex="http://news.yandex.ru" xmlns:turbo="http://turbo.yandex.ru"'

    article = one(f"<rss {spaces}><channel>{item}</channel></rss>", "a.xml")

    assert (article.body, article.summary) == (TEXT, "One line.")


def test_settings_and_comments_of_a_blog_are_no_articles(loaded):
    kinds = {"settings": "true", "post": TEXT, "comment": f"I think so too. {TEXT}"}
    entries = "".join(
        f'<entry><category term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
        f'<title>{kind}</title><content type="text">{text}</content></entry>'
        for kind, text in kinds.items()
    )

    ledger = loaded({"a.xml": f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'}).ledger

    assert list(ledger["reason"]) == [
        "no text: settings: settings",
        "",
        "no text: comment: comment",
    ]
