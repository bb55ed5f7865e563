"""Saved web pages: text by trafilatura, the fields around it from JSON-LD, meta tags and markup.

JSON-LD as in schema.org's NewsArticle, meta tags as in the Open Graph protocol.
"""

import copy
import json
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import lxml.html
from lxml import etree

from detente.collect.dates import is_date_line
from detente.collect.draft import Draft, RawFile, Refusal
from detente.collect.markup import plain
from detente.collect.text import one_line

NAME = "html"

_HEAD = re.compile(
    r"<!doctype html|<(?:html|head|body|article)[\s>]|<!-- saved from"
    r"|^<(?:div|h1|header|main|meta|p|section|table)[\s>]",
    re.IGNORECASE,
)
_LEAST = 40  # characters of text that make an article
_PARAGRAPH = 200  # characters; a date line stands before the third text as long as this
_PARAGRAPHS = 3
_FEW = 300  # characters of paragraphs that can be a footer
_BELOW = ("a", "nav", "aside", "footer", "script", "style", "h1", "title", "noscript", "form")
_DECK = re.compile(r"(?:^|[-_])(?:standfirst|deck|dek|subtitle|subhead|lead|lid|anons|annotation)$")
_AUTHOR = re.compile(r"(?:^|[-_])(?:byline|author|avtor)$")
_DATE = re.compile(r"(?:^|[-_])(?:date|time|datetime|timestamp|published|pubdate|data)$")
_COMMENTS = re.compile(r"(?:^|[-_])comments?(?:$|[-_](?:area|box|form|list|section|thread|wrap))")
_META_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "pubdate",
)
_META_AUTHORS = ("author", "article:author")
_META_DECKS = ("og:description", "description")


def recognises(file: RawFile) -> bool:
    """A page begins with a doctype, an html element or a browser's own mark."""
    opening = file.text[:2000].lstrip("\ufeff \r\n\t")
    return opening.startswith("<") and bool(_HEAD.search(opening))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole page as one article."""
    tree = _tree(file.text)
    if tree is None:
        yield Refusal(place="", reason="no text", seen="no element in the page")
        return
    linked, top = _json_ld(tree), _top(tree)
    body = _text(tree, plain(str(linked.get("articleBody") or "")), top["deck"])
    if len(body) < _LEAST:
        yield Refusal(place="", reason="no text", seen="a page without an article")
        return
    site = _first(_names(linked.get("publisher")), _meta(tree, "og:site_name"))
    yield Draft(
        place="",
        title=_headline(tree, linked, site),
        summary=_first(
            linked.get("description"), top["deck"], *(_meta(tree, m) for m in _META_DECKS)
        ),
        byline=_first(
            _names(linked.get("author")), *(_meta(tree, m) for m in _META_AUTHORS), top["author"]
        ),
        section=_first(_names(linked.get("articleSection")), _meta(tree, "article:section")),
        url=_address(tree, file.text),
        publisher=site,
        body=body,
        dates=_dates(tree, linked, top["date"]) or _last_resort(tree),
        furniture=tuple(f"caption: {c}" for c in map(_line, tree.iter("figcaption")) if c),
    )


def _tree(text: str) -> Any:
    """The page as a tree; None where it has no element."""
    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        return lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def _text(tree: Any, linked: str, deck: str) -> str:
    """Paragraphs of the article; tables that only lay out the page are opened first.

    The text that JSON-LD holds is taken where the page shows less than half of it.
    """
    page = copy.deepcopy(tree)
    for cell in page.iter("table", "tbody", "tr", "td"):
        if cell.find(".//p") is not None or cell.find(".//h1") is not None:
            cell.tag = "div"
    prose = _prose(page)
    for other in [e for e in page.iter() if isinstance(e.tag, str) and _is_beside(e, deck)]:
        if other.getparent() is not None and not _is_around(other, prose):
            other.drop_tree()
    found = _trafilatura().extract(
        page, favor_precision=True, include_comments=False, include_tables=False
    )
    shown = "\n\n".join((found or "").split("\n"))
    return linked if len(shown) < len(linked) / 2 else shown


@cache
def _trafilatura() -> Any:
    """The package; on import it tries a part of urllib3 that warns where PySocks is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import trafilatura
    return trafilatura


def _is_beside(element: Any, deck: str) -> bool:
    """Whether an element holds captions, a form, the deck or readers' comments."""
    if element.tag in ("figcaption", "form"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    if deck and any(_DECK.search(name) for name in names):
        return _line(element) == deck
    return element.tag != "body" and any(_COMMENTS.search(name) for name in names)


def _is_around(element: Any, prose: int) -> bool:
    """Whether an element is around the article: its headline, or hardly a paragraph outside."""
    inside = _prose(element)
    return element.find(".//h1") is not None or inside > prose - inside < _FEW


def _prose(element: Any) -> int:
    """Characters in the paragraphs of an element."""
    return sum(len(_line(paragraph)) for paragraph in element.iter("p"))


def _json_ld(tree: Any) -> dict[str, Any]:
    """The first article that the page describes for search engines; empty without one."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
        listed = data if isinstance(data, list) else [data]
        graphs = [d.get("@graph") or d for d in listed if isinstance(d, dict)]
        for item in [i for g in graphs for i in (g if isinstance(g, list) else [g])]:
            if isinstance(item, dict) and "Article" in str(item.get("@type", "")):
                return item
    return {}


def _top(tree: Any) -> dict[str, str]:
    """What elements named for it show as deck, author and date line, each the first that fits."""
    found = {"deck": "", "author": "", "date": ""}
    for element in tree.iter():
        if not isinstance(element.tag, str) or not (names := str(element.get("class") or "")):
            continue
        for name in names.lower().split():
            for field, pattern in (("deck", _DECK), ("author", _AUTHOR), ("date", _DATE)):
                if not found[field] and pattern.search(name):
                    found[field] = _fitting(field, element)
    return found


def _fitting(field: str, element: Any) -> str:
    """Text of an element where it can be the field; empty where it cannot."""
    text = _line(element)
    if field == "date":
        return text if is_date_line(text) else ""
    if field == "deck":
        return text if _LEAST <= len(text) <= 2 * _PARAGRAPH else ""
    first = str(element.text_content()).strip().split("\n")[0]
    author = re.sub(r"^(by|автор:?)\s+", "", first, flags=re.IGNORECASE)
    return re.split(r"\s+\d", author)[0].strip()[: _PARAGRAPH // 2]


def _headline(tree: Any, linked: dict[str, Any], site: str) -> str:
    """The headline, without the name of the site that some pages put behind it."""
    window = _line(title) if (title := tree.find(".//title")) is not None else ""
    headings = [h for h in map(_line, tree.iter("h1")) if h]
    headings = headings or [h for h in map(_line, tree.iter("h2")) if h]
    shown = max((h for h in headings if h in window), key=len, default=(headings or [""])[0])
    whole = _first(linked.get("headline"), _meta(tree, "og:title"), shown)
    if shown and shown in whole:
        return shown
    if whole and site and (bare := re.sub(rf"\s+[|–—-]\s+{re.escape(site)}$", "", whole)):
        return bare
    return whole or max(re.split(r"\s+[|–—-]\s+", window), key=len)


def _dates(tree: Any, linked: dict[str, Any], line: str) -> tuple[tuple[str, str], ...]:
    found = [("json-ld", str(linked.get("datePublished") or ""))]
    found += [("meta", _meta(tree, name)) for name in _META_DATES]
    found += [("time-element", str(t.get("datetime") or _line(t))) for t in tree.iter("time")][:2]
    found += [("text", line), ("text", _date_line(tree))]
    return tuple((basis, raw) for basis, raw in found if raw)


def _date_line(tree: Any) -> str:
    """First text that is a date line, outside links and footers and before the third paragraph."""
    body = tree.find("body")
    paragraphs = 0
    for element in body.iter() if body is not None else ():
        for text, inside in ((element.text, element), (element.tail, element.getparent())):
            line = " ".join((text or "").split())
            if not line or not isinstance(inside.tag, str) or _is_below(inside):
                continue
            if is_date_line(line):
                return line
            paragraphs += len(line) > _PARAGRAPH
        if paragraphs >= _PARAGRAPHS:
            return ""
    return ""


def _is_below(element: Any) -> bool:
    return element.tag in _BELOW or any(a.tag in _BELOW for a in element.iterancestors())


def _last_resort(tree: Any) -> tuple[tuple[str, str], ...]:
    """What htmldate finds outside headings, links and footers.

    Not by its extensive search, which takes "© 2021" for a date.
    """
    from htmldate import find_date

    page = copy.deepcopy(tree)
    for element in [e for e in page.iter(*_BELOW) if e.getparent() is not None]:
        element.drop_tree()
    day = find_date(page, extensive_search=False, original_date=True, max_date="2099-12-31")
    return (("htmldate", day),) if day else ()


def _meta(tree: Any, name: str) -> str:
    for tag in tree.iter("meta"):
        if str(tag.get("property") or tag.get("name") or tag.get("itemprop")).lower() == name:
            return str(tag.get("content") or "").strip()
    return ""


def _address(tree: Any, text: str) -> str:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and link.get("href"):
            return str(link.get("href"))
    saved = re.search(r"saved from url=\(\d+\)(\S+)", text[:2000])
    return _meta(tree, "og:url") or (saved[1] if saved else "")


def _line(element: Any) -> str:
    return one_line(str(element.text_content()))


def _names(value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    names = (v.get("name") if isinstance(v, dict) else v for v in listed)
    return ", ".join(str(n) for n in names if n)


def _first(*values: Any) -> str:
    return next((str(v).strip() for v in values if v and str(v).strip()), "")
