"""Saved web pages: text by trafilatura, the fields around it from JSON-LD, meta tags and markup.

JSON-LD as in schema.org's NewsArticle, meta tags as in the Open Graph protocol; the marks of pages
saved by a browser, by SingleFile and by the Wayback Machine as these programmes write them.
"""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from detente.collect import page_fields
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.elements import local, root
from detente.collect.markup import plain
from detente.collect.page_fields import (
    Scan,
    fetched,
    is_for_subscribers,
    line_of,
    linked_article,
    page_dates,
    said,
    scanned,
)
from detente.collect.page_text import PageText
from detente.collect.readers import Reader

_HEAD = re.compile(
    r"<!doctype html|<(?:html|head|body|article)[\s>]|<!-- saved from"
    r"|^<(?:div|h1|header|main|meta|p|section|table)[\s>]",
    re.IGNORECASE,
)
_ROOTS = ("", "html", "body", "article", "main", "div")
_INLINE = re.compile(r"data:[\w/+.-]+;base64,[\w+/=\s]+")
_LARGEST = 20_000_000  # characters without pictures; the longest pages of news have four million
_LEAST = 40  # characters of text that make an article
_FEW = 300  # characters of paragraphs that can be a footer
_TEASERS = 10  # headlines of other pages beside an article without a date
_LINKED = 3  # letters in links to one of an article without a date; menus have fewer
_OPENING = 2000  # characters; what a page for subscribers shows to all is shorter


def recognises(file: RawFile) -> bool:
    """A page begins with a doctype, an html element or a browser's mark, and is no other XML."""
    opening = file.text[:2000].lstrip("\ufeff \r\n\t")
    if opening.startswith("<?xml") and local(root(file.text)) not in _ROOTS:
        return False
    return opening.startswith("<") and bool(_HEAD.search(opening))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole page as one article."""
    page = _INLINE.sub("data:,", file.text) if ";base64," in file.text else file.text
    if len(page) > _LARGEST:
        yield Refusal(place="", reason="too large", seen=f"one page of {len(page):,} characters")
        return
    tree = _tree(page)
    if tree is None:
        yield Refusal(place="", reason="no text", seen="no element in the page")
        return
    yield _article(tree, page, file)


def _tree(page: str) -> Any:
    """The page as a tree; None where it has no element."""
    parser = lxml.html.HTMLParser(huge_tree=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", page).replace("\0", "")
    try:
        return lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return None


def _article(tree: Any, page: str, file: RawFile) -> Draft | Refusal:
    scan = scanned(tree)
    if scan.unlike:
        return Refusal(place="", reason="damaged", seen=scan.unlike)
    headings = scan.headings["h1"][:1] or [scan.window]
    linked = linked_article(tree, headings[0])
    url = page_fields.address(scan, linked, page=page, known=file.url)
    dates, updated = page_dates(tree, scan, linked)
    deck = page_fields.deck(scan)
    furniture = _cut(tree, scan, deck)
    _open_tables(tree)
    text = PageText(tree, page, url=url, posts=scan.named["embedded post"])
    body, is_given = _body(text, plain(said(linked, "articleBody", "text")))
    if len(body) < _LEAST:
        return Refusal(place="", reason="no text", seen="a page without an article")
    is_front = page_fields.is_front(scan, url) and text.linked > 1
    if is_front or ("@type" not in linked and _is_list(text, dates)):
        return Refusal(place="", reason="no text", seen="a page that lists articles")
    if is_for_subscribers(linked) and len(body) < _OPENING and not is_given:
        furniture.append("paywall: the page says that the rest is for subscribers")
    site = page_fields.site(scan, linked)
    return Draft(
        place="",
        title=page_fields.headline(scan, linked, site),
        summary=page_fields.summary(scan, linked, deck),
        byline=page_fields.byline(scan, linked),
        section=page_fields.section(scan, linked),
        url=url,
        publisher=site,
        body=body,
        dates=dates,
        updated=updated,
        retrieved=fetched(page, file.retrieved, url),
        furniture=(*furniture, *(() if is_given else text.cut)),
        outline="" if is_given else text.outline,
    )


def _is_list(text: PageText, dates: page_fields.Dates) -> bool:
    """Whether a page lists articles: one of links and without a date of its own does too."""
    is_dated = any(basis != "htmldate" for basis, _ in dates)
    is_of_links = text.teasers > _TEASERS and text.linked > _LINKED
    return text.is_list or (is_of_links and not is_dated)


def _body(text: PageText, given: str) -> tuple[str, bool]:
    """The text, and whether it is the one for search engines: the page shows not half of it."""
    shown = "\n\n".join(text.paragraphs)
    is_given = len(shown) < len(given) / 2 or (bool(given) and not text.is_shown)
    return (given, True) if is_given else (shown, False)


def _cut(tree: Any, scan: Scan, deck: str) -> list[str]:
    """Take out what is beside the article; what of it a person may want, each as `reason: text`."""
    found = [("caption", element) for element in (*scan.captions, *scan.named["caption"])]
    found += [("", element) for element in (*scan.named["archive"], *scan.forms)]
    found += [("cookie notice", element) for element in scan.named["cookie notice"]]
    found += [("", element) for element in scan.named["comments"]]
    found += [("", element) for element in scan.named["deck"] if deck and line_of(element) == deck]
    cut = []
    whole = _prose(tree)
    for what, element in found:
        if element.getparent() is None or _is_around(element, whole):
            continue
        if what and (text := line_of(element)):
            cut.append(f"{what}: {text}")
        element.drop_tree()
    return cut


def _is_around(element: Any, whole: int) -> bool:
    """Whether an element is around the article: its headline, or hardly a paragraph outside."""
    if element.tag in ("html", "body") or element.find(".//h1") is not None:
        return True
    inside = _prose(element)
    return inside > whole - inside < _FEW


def _prose(element: Any) -> int:
    """Characters in the paragraphs of an element."""
    return sum(len(line_of(paragraph)) for paragraph in element.iter("p"))


def _open_tables(tree: Any) -> None:
    """Make boxes of tables that only lay out the page."""
    for cell in tree.iter("table", "tbody", "tr", "td"):
        if cell.find(".//p") is not None or cell.find(".//h1") is not None:
            cell.tag = "div"


READER = Reader(name="html", rank=320, recognises=recognises, read=read)
