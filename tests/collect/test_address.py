import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import files
from detente.collect.address import AddressRule, archived, canonical
from detente.tables import read

RULES = read(AddressRule, files.REFERENCE / "address_rules.csv")

PAIRS = [
    # what stays as it is
    ("https://x.example/news/talks", "https://x.example/news/talks"),
    ("http://x.example/news/talks", "http://x.example/news/talks"),
    ("https://www.x.example/news/talks.html", "https://www.x.example/news/talks.html"),
    ("https://x.example/", "https://x.example/"),
    ("https://x.example", "https://x.example/"),
    ("https://x.example:8443/a", "https://x.example:8443/a"),
    ("https://x.example/#!/talks/7", "https://x.example/#!/talks/7"),
    # the query is the article
    ("https://x.example/news.php?id=123", "https://x.example/news.php?id=123"),
    ("https://x.example/?p=4711", "https://x.example/?p=4711"),
    ("https://x.example/index.php?newsid=88", "https://x.example/index.php?newsid=88"),
    ("https://x.example/doc.aspx?DocsID=778", "https://x.example/doc.aspx?DocsID=778"),
    ("https://x.example/story?cid=20210519", "https://x.example/story?cid=20210519"),
    ("https://x.example/story?uid=5", "https://x.example/story?uid=5"),
    ("https://x.example/story?source=17", "https://x.example/story?source=17"),
    ("https://x.example/index.php?12345", "https://x.example/index.php?12345"),
    ("https://x.example/a?article=1&page=2", "https://x.example/a?article=1&page=2"),
    ("https://x.example/a?page=2&article=1", "https://x.example/a?article=1&page=2"),
    ("https://x.example/a.asp?id=1;lang=ru", "https://x.example/a.asp?id=1;lang=ru"),
    ("https://x.example/?q=%D0%9D%D0%90%D0%A2%D0%9E", "https://x.example/?q=%D0%9D%D0%90%D0%A2%D0%9E"),
    # trackers and fragments
    ("https://x.example/a?utm_source=tg&utm_medium=post", "https://x.example/a"),
    ("https://x.example/a?id=7&utm_campaign=may", "https://x.example/a?id=7"),
    ("https://x.example/a?fbclid=IwAR0x", "https://x.example/a"),
    ("https://x.example/a?gclid=1&yclid=2&ysclid=3&msclkid=4", "https://x.example/a"),
    ("https://x.example/a?_openstat=abc;1;2;3", "https://x.example/a"),
    ("https://x.example/a?ref=rss&id=3", "https://x.example/a?id=3"),
    ("https://x.example/a?from=newsletter", "https://x.example/a"),
    ("https://x.example/a?at_medium=RSS&at_campaign=KARANGA", "https://x.example/a"),
    ("https://x.example/a?cmpid=BBD051921&smid=tw-share", "https://x.example/a"),
    ("https://x.example/a?a=1&amp;utm_source=x", "https://x.example/a?a=1"),
    ("https://x.example/a#comments", "https://x.example/a"),
    ("https://x.example/a#xtor=RSS-1", "https://x.example/a"),
    # hosts, ports, schemes, slashes, letters
    ("HTTPS://X.Example/News", "https://x.example/News"),
    ("https://x.example:443/a", "https://x.example/a"),
    ("http://x.example:80/a", "http://x.example/a"),
    ("//x.example/a", "https://x.example/a"),
    ("x.example/a/b", "https://x.example/a/b"),
    (" https://x.example/a\n", "https://x.example/a"),
    ("https://x.example/a/", "https://x.example/a"),
    ("https://x.example//a//b/", "https://x.example/a/b"),
    ("https://x.example/a/index.html", "https://x.example/a"),
    ("https://x.example/index.htm", "https://x.example/"),
    ("https://кремль.example/новости", "https://xn--e1ajeds9e.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ("https://x.example/%d0%bd%7Ea", "https://x.example/%D0%BD~a"),
    ("https://m.x.example/a", "https://x.example/a"),
    ("https://mobile.x.example/a", "https://x.example/a"),
    ("https://en.m.x.example/wiki/A", "https://en.x.example/wiki/A"),
    ("https://m.example/a", "https://m.example/a"),
    ("https://m.co.uk/a", "https://m.co.uk/a"),
    # AMP
    ("https://amp.x.example/a", "https://x.example/a"),
    ("https://x.example/a/amp", "https://x.example/a"),
    ("https://x.example/a/amp/", "https://x.example/a"),
    ("https://x.example/amp/a", "https://x.example/a"),
    ("https://x.example/news/amp/world-57", "https://x.example/news/world-57"),
    ("https://x.example/a.amp.html", "https://x.example/a.html"),
    ("https://x.example/a.amp", "https://x.example/a"),
    ("https://x.example/a?amp", "https://x.example/a"),
    ("https://x.example/a?amp=1&id=3", "https://x.example/a?id=3"),
    ("https://x.example/a?outputType=amp", "https://x.example/a"),
    ("https://x.example/campaign/amplify", "https://x.example/campaign/amplify"),
    ("https://x-example.cdn.ampproject.org/c/s/x.example/a/amp", "https://x.example/a"),
    ("https://cdn.ampproject.org/v/s/x.example/a?amp_js_v=0.1&usqp=mq331A", "https://x.example/a"),
    ("https://www.google.com/amp/s/amp.x.example/a", "https://x.example/a"),
    ("https://www.google.co.uk/amp/x.example/a", "http://x.example/a"),
    ("https://x-example.turbopages.org/x.example/s/politika/1", "https://x.example/politika/1"),
    # wrappers
    ("https://web.archive.org/web/20210519213015/https://x.example/a", "https://x.example/a"),
    ("https://web.archive.org/web/20210519213015id_/http://x.example/a?id=1", "http://x.example/a?id=1"),
    ("https://web.archive.org/web/2021*/x.example/a", "https://web.archive.org/web/2021*/x.example/a"),
    ("http://archive.today/2021.05.19-213015/https://x.example/a", "https://x.example/a"),
    ("https://www.google.com/url?q=https://x.example/a&sa=U", "https://x.example/a"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.example%2Fa%3Ffbclid%3D1", "https://x.example/a"),
    ("https://vk.com/away.php?to=https%3A%2F%2Fx.example%2Fa", "https://x.example/a"),
    (
        "https://web.archive.org/web/20210519213015/https://www.google.com/amp/s/x-example.cdn.ampproject.org/c/s/x.example/news/talks/amp",
        "https://x.example/news/talks",
    ),
    ("https://www-x-example.translate.goog/a?_x_tr_sl=ru", "https://www.x.example/a"),
    ("https://webcache.googleusercontent.com/search?q=cache:AbCdEf12:https://x.example/a", "https://x.example/a"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "form"), PAIRS, ids=[raw for raw, _ in PAIRS])
def test_a_page_has_one_address_however_it_was_reached(raw, form):
    assert canonical(raw) == form


@pytest.mark.parametrize("rule", RULES, ids=[rule.example for rule in RULES])
def test_rule_of_addresses_reads_its_own_example(rule):
    assert canonical(rule.example) == rule.expected


@pytest.mark.parametrize(("_", "form"), PAIRS, ids=[raw for raw, _ in PAIRS])
def test_the_one_form_of_an_address_is_its_own_form(_, form):
    assert canonical(form) == form


@pytest.mark.parametrize(
    "raw", ["", "mailto:desk@x.example", "javascript:void(0)", "file:///C:/talks.html", "/news/1",
            "talks", "https://", "https://[x", "http://x.example:port/a"]
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_none(raw):
    assert canonical(raw) is None


@given(st.text(alphabet="htps:/.?#&=%[]@amx0 \x00é", max_size=60))
def test_no_address_however_odd_stops_the_load(raw):
    found = canonical(f"https://x.example/{raw}")

    assert found is None or canonical(found) == found


def test_the_time_in_the_address_of_an_archived_copy_is_when_it_was_fetched():
    assert (
        archived("https://web.archive.org/web/20210519213015/https://x.example/a")
        == "20210519213015"
    )
    assert archived("https://web.archive.org/web/2021/https://x.example/a") == ""
    assert archived("https://x.example/a") == ""
