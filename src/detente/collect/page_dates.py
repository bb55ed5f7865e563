"""Dates that a web page gives: of publication, of the last change, and of when it was fetched."""

import copy
import re
import sys
from collections.abc import Iterator
from typing import Any

from detente.collect.address import archived
from detente.collect.dates import is_date_line, is_update_line, published
from detente.collect.json_ld import said
from detente.collect.page_scan import Scan, line_of

Dates = tuple[tuple[str, str], ...]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "datepublished", "date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dc.date.created", "dcterms.created", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publicationdate", "article_date_original", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "mediator_published_time", "ptime",
    "citation_publication_date", "citation_date", "displaydate", "originalpublicationdate",
    "article.published", "article.created", "created", "datecreated", "date.release",
    "vr:published_time",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified",
    "article.updated",
)  # fmt: skip
_BELOW = ("a", "nav", "aside", "footer", "script", "style", "h1", "title", "noscript", "form")
_AROUND = ("nav", "aside", "footer", "h1", "title", "form")
_IS_UPDATE = re.compile(r"updat|modif|obnov|edited|changed", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:comments?|related|teasers?|sidebar|recommend\w*|widget|footer|latest|popular|"
    r"most-?read|more|promo|card|event|archive|tweet|instagram-media|telegram\w*)(?=$|[-_ ])",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d\d, \d{4})")
_SAVED = re.compile(r"saved date: (?:\w{3} )?(\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})")
_CAPTURED = re.compile(r"web\.archive\.org/web/\d{14}(?:[a-z]{2}_)?/[^\"'\s<>]*")
_BAR = re.compile(r"\s*[|·•]\s*")
_PARAGRAPH = 200  # characters; a date line stands before the third text as long as this
_PARAGRAPHS = 3
_LONGEST = 120  # characters of a date line
_TIMES = 2  # time elements of the article; the others are of teasers


def page_dates(tree: Any, scan: Scan, linked: dict[str, Any]) -> tuple[Dates, Dates]:
    """Candidates for the time of publication and for that of the last change, best first."""
    of_times = list(_of_times(scan))
    lines = _date_lines(tree, scan)
    found = [("json-ld", said(linked, "datePublished", "dateCreated", "uploadDate"))]
    found += [("meta", scan.meta.get(name, "")) for name in _PUBLISHED]
    found += [("time-element", raw) for raw, is_update in of_times if not is_update][:_TIMES]
    found += [("text", line) for line in lines if is_date_line(line) and not is_update_line(line)]
    changed = [("json-ld", said(linked, "dateModified"))]
    changed += [("meta", scan.meta.get(name, "")) for name in _UPDATED]
    changed += [("time-element", raw) for raw, is_update in of_times if is_update]
    changed += [("text", line) for line in lines if is_update_line(line)]
    dates, updated = _known(found), _known(changed)
    if not any(published(raw, country=None) for _, raw in dates):
        dates += updated[:1] if any(published(raw, country=None) for _, raw in updated[:1]) else ()
    return dates or _last_resort(tree), updated


def fetched(page: str, known: str, address: str) -> str:
    """When the page was fetched, as its container, an archive or the browser noted it."""
    if known:
        return known
    if found := _ARCHIVED.search(page):
        return f"{found[2]} {found[1]} UTC"
    captured = _CAPTURED.search(page[:20_000])
    if when := archived(address) or (archived(f"https://{captured[0]}") if captured else ""):
        return f"{when}Z"
    found = _SAVED.search(page[:5000])
    return found[1] if found else ""


def _known(dates: list[tuple[str, str]]) -> Dates:
    return tuple(dict.fromkeys((basis, " ".join(raw.split())) for basis, raw in dates if raw))


def _of_times(scan: Scan) -> Iterator[tuple[str, bool]]:
    """What elements hold for machines, the one marked as the date of publication first."""
    marked = [e for e in scan.times if "publish" in str(e.get("itemprop")).lower()]
    for element in dict.fromkeys((*marked, *_below_headline(scan), *scan.times)):
        if element not in marked and _is_beside(element):
            continue
        raw = element.get("datetime") or element.get("content") or line_of(element)
        around = element.getparent()
        told = f"{element.get('itemprop')} {element.get('class')} "
        told += "" if around is None else f"{around.get('class')} {(around.text or '')[-20:]}"
        yield raw, bool(_IS_UPDATE.search(told)) or "обновлен" in told.lower()


def _below_headline(scan: Scan) -> list[Any]:
    """Times that come after the headline."""
    headline = scan.headline if scan.times else None
    after = set() if headline is None else set(headline.xpath("following::*"))
    return [element for element in scan.times if element in after]


def _is_beside(element: Any) -> bool:
    """Whether a time stands in a link, a footer, a comment or a list of other articles."""
    return any(
        above.tag in ("nav", "aside", "footer", "a", "li")
        or bool(_BESIDE.search(f"{above.get('class') or ''} {above.get('id') or ''}"))
        for above in element.iterancestors()
        if above.tag not in ("body", "html", "article", "main")
    )


def _date_lines(tree: Any, scan: Scan) -> list[str]:
    """Texts that are date lines, before the third paragraph; those below the headline first."""
    above: list[str] = []
    below: list[str] = []
    named = set(scan.named["date"])
    paragraphs = 0
    for text, inside in _texts(tree):
        line = " ".join(text.split())
        whole = line_of(inside) if inside in named and len(line) <= _LONGEST else line
        if inside.tag == "h1":
            above, below = [*above, *below], []
        elif len(line) > _PARAGRAPH:
            paragraphs += not _is_below(inside)
        elif (dated := _dated(whole) or _dated(line)) and not _is_below(inside):
            below.append(dated)
        if paragraphs >= _PARAGRAPHS:
            break
    return [*below, *above]


def _texts(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every text of the page with the element that it stands in."""
    body = tree.find("body")
    for element in body.iter() if body is not None else ():
        if element.text and isinstance(element.tag, str):
            yield element.text, element
        if element.tail and element is not body:
            yield element.tail, element.getparent()


def _dated(line: str) -> str:
    """The date line that a line is, or holds between bars; empty where there is none."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return ""
    return next((part for part in (line, *_BAR.split(line)) if is_date_line(part)), "")


def _is_below(element: Any) -> bool:
    return element.tag in _BELOW or any(a.tag in _BELOW for a in element.iterancestors())


def _last_resort(tree: Any) -> Dates:
    """What htmldate finds outside headlines, menus and footers; then outside prose as well.

    Its extensive search takes a year alone for a first of January, and "© 2021" for a date.
    """
    from htmldate import find_date

    page = copy.deepcopy(tree)
    for is_extensive in (False, True):
        _take_out(page, _LONGEST if is_extensive else sys.maxsize)
        day = find_date(
            page, extensive_search=is_extensive, original_date=True, max_date="2099-12-31"
        )
        if day and not (is_extensive and day.endswith("-01-01")):
            return (("htmldate", day),)
    return ()


def _take_out(page: Any, longest: int) -> None:
    """Take out what holds no date of the article, and texts longer than some characters."""
    for element in [e for e in page.iter() if isinstance(e.tag, str)]:
        text = element.text or ""
        is_told = "©" in text or "copyright" in text.lower()
        is_prose = len(text) > longest and element.tag not in ("script", "style")
        is_apart = element.getparent() is not None and element.tag not in ("html", "body")
        if is_apart and (element.tag in _AROUND or is_told or is_prose):
            element.drop_tree()
