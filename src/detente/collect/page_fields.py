"""Fields of an article around its text on a web page: headline, deck, byline, rubric, address."""

import html
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from detente.collect.json_ld import names, said
from detente.collect.page_scan import Scan, line_of

_DECK = (40, 400)  # characters
_NEAR = 5  # elements from the headline up to the one that holds the deck too
_BYLINE = 100
_AUTHORS = ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author")
_DECKS = ("og:description", "description", "twitter:description")
_SECTIONS = ("article:section", "parsely-section", "section")
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)|Page saved with SingleFile\s+url: (\S+)")
_AGENCY = re.compile(r"^(?:(?:posted |written )?by|автор(?:ы)?|текст)\s*:?\s+", re.IGNORECASE)
_WHEN = re.compile(
    r"\s+\d|\s*\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|published|posted|"
    r"updated|опубликовано|обновлено)\b",
    re.IGNORECASE,
)


def headline(scan: Scan, linked: dict[str, Any], site: str) -> str:
    """The headline, without the name of the site that some pages put behind it."""
    headings = scan.headings["h1"] or scan.headings["h2"]
    in_window = [heading for heading in headings if heading in scan.window]
    shown = max(in_window, key=len, default=(headings or [""])[0])
    whole = said(linked, "headline") or html.unescape(scan.meta.get("og:title", "")) or shown
    if shown and shown in whole:
        return shown
    if whole and site and (bare := re.sub(rf"\s+[|–—-]\s+{re.escape(site)}$", "", whole)):
        return bare
    return whole or max(re.split(r"\s+[|–—-]\s+", scan.window), key=len)


def deck(scan: Scan) -> str:
    """What an element named for it shows under the headline; empty where none fits."""
    headline = scan.headline
    near = [] if headline is None else [headline, *headline.iterancestors()][:_NEAR]
    for element in scan.named["deck"]:
        text = line_of(element)
        is_near = not near or any(above in near for above in (element, *element.iterancestors()))
        if is_near and _DECK[0] <= len(text) <= _DECK[1]:
            return text
    return ""


def summary(scan: Scan, linked: dict[str, Any], shown: str) -> str:
    """The deck as shown, or what the page says of itself."""
    of_meta = (html.unescape(scan.meta.get(name, "")) for name in _DECKS)
    return shown or said(linked, "description", "alternativeHeadline") or _first(*of_meta)


def byline(scan: Scan, linked: dict[str, Any]) -> str:
    """Authors as printed."""
    of_meta = (html.unescape(scan.meta.get(name, "")) for name in _AUTHORS)
    known = [name for name in of_meta if not name.startswith(("http://", "https://"))]
    shown = map(_author, scan.named["author"])
    return _first(names(linked.get("author")), *known, *shown)


def section(scan: Scan, linked: dict[str, Any]) -> str:
    """Rubric."""
    of_meta = (html.unescape(scan.meta.get(name, "")) for name in _SECTIONS)
    return _first(names(linked.get("articleSection")), *of_meta)


def site(scan: Scan, linked: dict[str, Any]) -> str:
    """Name of the publisher."""
    return _first(names(linked.get("publisher")), html.unescape(scan.meta.get("og:site_name", "")))


def address(scan: Scan, linked: dict[str, Any], *, page: str, known: str) -> str:
    """Address of the article: as the page gives it, as the browser noted it, as it was fetched.

    One that is only a site's own is taken where there is no other.
    """
    saved = _SAVED.search(page[:5000])
    noted = (saved[1] or saved[2]) if saved else ""
    of_page = linked.get("mainEntityOfPage")
    of_page = of_page.get("@id") if isinstance(of_page, dict) else of_page
    found = [scan.links.get("canonical", ""), scan.meta.get("og:url", ""), said(linked, "url")]
    found += [of_page if isinstance(of_page, str) else "", noted, known]
    found = [one if "//" in one else urljoin(known or noted, one) for one in found if one]
    whole = [one for one in found if _has_path(one)]
    return _first(*whole, *found)


def _has_path(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and bool(parts.path.strip("/") or parts.query)


def _author(element: Any) -> str:
    """Names that an element shows, without "By" before them and the date behind."""
    shown = " ".join(" ".join(element.itertext()).split())
    return _WHEN.split(_AGENCY.sub("", shown))[0].strip(" ,|·•-–—")[:_BYLINE]


def _first(*values: str) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")
