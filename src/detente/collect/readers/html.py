"""Saved web pages: text by trafilatura, the fields around it from JSON-LD, meta tags and markup.

JSON-LD as in schema.org's NewsArticle, meta tags as in the Open Graph protocol.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import trafilatura

from detente.collect.dates import is_date_line
from detente.collect.draft import Draft, RawFile, Refusal

NAME = "html"

_HEAD = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<!-- saved from", re.IGNORECASE
)
_LEAST = 40  # characters of text that make an article
_DECK = ("standfirst", "deck", "lead", "subtitle", "dek", "annotation", "anons")
_AUTHOR = ("byline", "author", "avtor")
_DATE = ("date", "timestamp", "published", "data")
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
    return bool(_HEAD.search(file.text[:2000]))


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The whole page as one article."""
    tree = _tree(file.text)
    if tree is None:
        yield Refusal(place="", reason="no text", seen="no element in the page")
        return
    linked = _json_ld(tree)
    top = _top(tree)
    body = _text(tree) or str(linked.get("articleBody", ""))
    if len(body) < _LEAST:
        yield Refusal(place="", reason="no text", seen="a page without an article")
        return
    yield Draft(
        place="",
        title=_first(linked.get("headline"), _meta(tree, "og:title"), top["h1"], _title(tree)),
        summary=_first(
            linked.get("description"), top["deck"], *(_meta(tree, m) for m in _META_DECKS)
        ),
        byline=_first(
            _names(linked.get("author")), *(_meta(tree, m) for m in _META_AUTHORS), top["author"]
        ),
        section=_first(linked.get("articleSection"), _meta(tree, "article:section")),
        url=_address(tree, file.text),
        publisher=_first(_names(linked.get("publisher")), _meta(tree, "og:site_name")),
        body=body,
        dates=_dates(tree, linked, top),
        furniture=tuple(f"caption: {text}" for text in top["captions"]),
    )


def _tree(text: str) -> Any:
    try:
        return lxml.html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=_parser()
        )
    except (lxml.etree.ParserError, ValueError):
        return None


def _parser() -> Any:
    return lxml.html.HTMLParser(huge_tree=False, remove_comments=False)


def _text(tree: Any) -> str:
    """Paragraphs of the article; tables that only lay out the page are opened first."""
    copy = lxml.html.fromstring(lxml.html.tostring(tree))
    for cell in copy.iter("table", "tbody", "tr", "td"):
        if cell.find(".//p") is not None or cell.find(".//h1") is not None:
            cell.tag = "div"
    for other in copy.xpath("//*[contains(@class, 'comment')] | //figcaption | //form"):
        other.drop_tree()
    found = trafilatura.extract(
        copy, favor_precision=True, include_comments=False, include_tables=False
    )
    return "\n\n".join((found or "").split("\n"))


def _json_ld(tree: Any) -> dict[str, Any]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (json.JSONDecodeError, RecursionError):
            continue
        listed = data if isinstance(data, list) else [data]
        graphs = [g for d in listed if isinstance(d, dict) for g in d.get("@graph", [d])]
        for item in graphs:
            if isinstance(item, dict) and "Article" in str(item.get("@type", "")):
                return item
    return {}


def _top(tree: Any) -> dict[str, Any]:
    """What the markup around the text shows: headline, deck, author, date line, captions."""
    by_class: dict[str, str] = {}
    for element in tree.iter():
        name = str(element.get("class") or "").lower() if isinstance(element.tag, str) else ""
        for field, words in (("deck", _DECK), ("author", _AUTHOR), ("date", _DATE)):
            if field not in by_class and name in words:
                by_class[field] = element.text_content().strip()
    heading = tree.find(".//h1")
    heading = heading if heading is not None else tree.find(".//h2")
    captions = [c.text_content().strip() for c in tree.iter("figcaption")]
    author = re.sub(r"^(by|автор:?)\s+", "", by_class.get("author", ""), flags=re.IGNORECASE)
    return {
        "h1": heading.text_content().strip() if heading is not None else "",
        "deck": by_class.get("deck", ""),
        "author": re.split(r"\s+\d|\n", author)[0].strip(),
        "date": by_class.get("date", ""),
        "captions": [c for c in captions if c],
    }


def _dates(tree: Any, linked: dict[str, Any], top: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = [("json-ld", str(linked.get("datePublished") or ""))]
    found += [("meta", _meta(tree, name)) for name in _META_DATES]
    found += [("time-element", str(t.get("datetime") or "")) for t in tree.iter("time")]
    address = _address(tree, "")
    if day := re.search(r"/(20\d{2})/(\d{2})/(\d{2})/", address):
        found.append(("url", "-".join(day.groups())))
    found += [("text", top["date"]), ("text", _date_line(tree))]
    return tuple((basis, raw) for basis, raw in found if raw)


def _date_line(tree: Any) -> str:
    """First short text near the top that is a date and hardly anything else."""
    body = tree.find("body")
    texts = (str(t).strip() for t in (body.itertext() if body is not None else ()))
    return next((t for t in texts if t and is_date_line(t) and "©" not in t), "")


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


def _title(tree: Any) -> str:
    """The window title without the publisher's name at its end or beginning."""
    whole = str(tree.findtext(".//title") or "")
    return max(re.split(r"\s+[|–—-]\s+|: ", whole), key=len)


def _names(value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    names = (v.get("name") if isinstance(v, dict) else v for v in listed)
    return ", ".join(str(n) for n in names if n)


def _first(*values: Any) -> str:
    return next((str(v).strip() for v in values if v and str(v).strip()), "")
