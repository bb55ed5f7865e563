"""Fields of an article around its text on a web page: headline, deck, byline, dates, address.

A page is walked once for what stands where (`Scan`). Of each field the page's own description for
machines (JSON-LD) is taken first, then its meta tags, then what it shows; dates are candidates, the
best first, with where they were found. The meta tags are rows of `data/reference/page_meta.csv`.
"""

import copy
import html
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from detente import files, tables
from detente.collect.address import archived
from detente.collect.dates import is_date_line, is_update_line, published, says_published, stamp_of

_NAMES = {
    "deck": r"(?:^|[-_])(?:standfirst|deck|dek|subtitle|subhead|lead|lid|anons|annotation)$",
    "author": r"^(?!comment)(?:.*[-_])?(?:byline|author|avtor)$",
    "date": r"(?:^|[-_])(?:date|time|datetime|timestamp|published|pubdate|data)$",
    "comments": r"(?:^|[-_])comments?(?:$|[-_](?:area|box|form|list|section|thread|wrap))",
    "embedded post": r"twitter-(?:tweet|video)|instagram-media|telegram-?(?:post|embed)|"
    r"^tgme_widget|fb-(?:post|video)|tiktok-embed|reddit-(?:card|embed)|^vk_?post",
    "cookie notice": r"cookie|(?:^|[-_])(?:gdpr|consent)",
    "caption": r"(?:^|[-_])(?:captions?|image-?(?:credit|desc)|video-?player)(?:$|[-_])",
    "archive": r"^wm-ipp|^donato$",
}
_PATTERNS = {what: re.compile(pattern) for what, pattern in _NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaName:
    """A meta tag that holds a field, as a row of page_meta.csv; those of a field are best first."""

    field: Literal["byline", "published", "section", "summary", "updated"]
    """The field."""
    name: str
    """Name of the tag, in small letters."""


@dataclass(slots=True)
class Scan:
    """What stands where on a page."""

    meta: dict[str, str] = field(default_factory=dict)
    """Meta tags by their names in small letters, the first of each."""
    links: dict[str, str] = field(default_factory=dict)
    """Addresses of link tags by their relation."""
    window: str = ""
    """Title of the window."""
    headings: dict[str, list[str]] = field(default_factory=lambda: {"h1": [], "h2": []})
    """Texts of the headings."""
    titles: list[Any] = field(default_factory=list)
    """First-order headings that have a text."""
    times: list[Any] = field(default_factory=list)
    """Elements that hold a time for machines."""
    named: dict[str, list[Any]] = field(default_factory=lambda: {what: [] for what in _PATTERNS})
    """Elements by what their classes and ids say that they hold."""
    captions: list[Any] = field(default_factory=list)
    """Captions."""
    forms: list[Any] = field(default_factory=list)
    """Forms."""
    unlike: str = ""
    """In what the page is like none that a person made; empty where it is like one."""

    @property
    def headline(self) -> Any:
        """The heading that the window shows too, or the first; None without one."""
        shown = [title for title in self.titles if line_of(title) in self.window]
        return next(iter(shown or self.titles), None)


_DECK = (40, 400)  # characters
_NEAR = 5  # elements from the headline up to the one that holds the deck too
_BYLINE = 100
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)|Page saved with SingleFile\s+url: (\S+)")
_AGENCY = re.compile(
    r"^(?:(?:posted |written )?by|автор(?:ы)?|текст|par|por|von(?! de[rmn]\b))\s*:?\s+",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"^https?://|@")
_SITE_BEHIND = re.compile(r"\s+[|–—‹«·-]\s+")
_WHEN = re.compile(
    r"\s\d|\s?\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|published|posted|"
    r"updated|опубликовано|обновлено)\b",
    re.IGNORECASE,
)


def headline(scan: Scan, linked: dict[str, Any], site: str) -> str:
    """The headline, without the name of the site that some pages put behind it."""
    first, second = scan.headings["h1"], scan.headings["h2"]
    in_window = [heading for heading in first or second if heading in scan.window]
    named = first or ([] if scan.window else second)
    shown = max(in_window, key=len, default=(named or [""])[0])
    whole = said(linked, "headline") or html.unescape(scan.meta.get("og:title", "")) or shown
    whole = _TAG.sub("", whole)
    if shown and shown in whole:
        return shown
    if (bare := _SITE_BEHIND.split(whole)[0]) and any(bare in heading for heading in first):
        return bare
    if whole and site and (bare := re.sub(rf"\s+[|–—-]\s+{re.escape(site)}$", "", whole)):
        return bare
    return whole or max(_SITE_BEHIND.split(scan.window), key=len)


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
    told = said(linked, "description", "alternativeHeadline")
    return shown or told or _first(*map(html.unescape, _of_meta(scan, "summary")))


def byline(scan: Scan, linked: dict[str, Any]) -> str:
    """Authors as printed."""
    of_meta = map(html.unescape, _of_meta(scan, "byline"))
    known = [name for name in of_meta if re.search(r"[^\W\d]", name) and not _NO_NAME.search(name)]
    shown = map(_author, scan.named["author"])
    return _AGENCY.sub("", _first(names(linked.get("author")), *known, *shown))


def section(scan: Scan, linked: dict[str, Any]) -> str:
    """Rubric."""
    of_meta = map(html.unescape, _of_meta(scan, "section"))
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


def is_front(scan: Scan, url: str) -> bool:
    """Whether the page is the front of its site, by its own address and what it says that it is."""
    return "//" in url and not _has_path(url) and scan.meta.get("og:type") != "article"


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


def _of_meta(scan: Scan, field: str) -> list[str]:
    """What the meta tags of a field hold, best first."""
    return [scan.meta.get(row.name, "") for row in _meta_names() if row.field == field]


@cache
def _meta_names() -> tuple[MetaName, ...]:
    return tables.read(MetaName, files.REFERENCE / "page_meta.csv")


def _first(*values: str) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")


_DEEPEST = 500
"""Elements in one another. Of a thousand, all that follow the first half are as deep: so a look
at each five hundredth element finds them."""


_MOST = 200_000
"""Elements; pages of news have some thousands, and this many take ten seconds."""


def scanned(tree: Any) -> Scan:
    """What stands where on a page."""
    scan = Scan()
    for place, element in enumerate(tree.iter()):
        if place % _DEEPEST == 0 and sum(1 for _ in element.iterancestors()) > _DEEPEST:
            scan.unlike = "elements nested hundreds deep"
        elif place > _MOST:
            scan.unlike = f"more than {_MOST:,} elements"
        if scan.unlike:
            break
        if isinstance(element.tag, str):
            _note(element, scan)
    return scan


def _note(element: Any, scan: Scan) -> None:
    if element.tag in ("meta", "link", "title"):
        _of_head(element, scan)
    elif element.tag in scan.headings and (text := _heading(element)):
        scan.headings[element.tag].append(text)
        scan.titles += [element] if element.tag == "h1" else []
    elif element.tag == "figcaption":
        scan.captions.append(element)
    elif element.tag == "form":
        scan.forms.append(element)
    if element.tag == "time" or "date" in str(element.get("itemprop")):
        scan.times.append(element)
    if element.tag not in ("html", "body", "head"):
        for what in _held(str(element.get("class") or ""), str(element.get("id") or "")):
            scan.named[what].append(element)


def _heading(element: Any) -> str:
    """What a heading shows, emptied of what it does not."""
    for silent in element.iter("script", "style"):
        silent.text = None
    return line_of(element)


def _of_head(element: Any, scan: Scan) -> None:
    if element.tag == "title":
        scan.window = scan.window or line_of(element)
    elif element.tag == "link":
        scan.links.setdefault(str(element.get("rel")).lower(), str(element.get("href") or ""))
    else:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        scan.meta.setdefault(name.lower(), str(element.get("content") or "").strip())


def line_of(element: Any) -> str:
    """Text of an element, on one line."""
    return " ".join(str(element.text_content()).split())


@lru_cache(maxsize=20_000)
def _held(kind: str, name: str) -> tuple[str, ...]:
    """What an element of such classes and such an id holds."""
    classes = kind.lower().split()
    words = [*classes, *name.lower().split()]
    return tuple(
        what
        for what, pattern in _PATTERNS.items()
        if any(map(pattern.search, classes if what in ("deck", "author", "date") else words))
    )


Dates = tuple[tuple[str, str], ...]
_BELOW = ("a", "nav", "aside", "footer", "script", "style", "h1", "title", "noscript", "form")
_AROUND = ("nav", "aside", "footer", "h1", "title")
_HEADINGS = ("h1", "h2", "h3", "h4")
_IS_UPDATE = re.compile(r"updat|modif|obnov|edited|changed", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:comments?|related|teasers?|sidebar|recommend\w*|widget|footer|latest|popular|"
    r"most-?read|more|promo|card|event|archive|tweet|instagram-media|telegram\w*)(?=$|[-_ ])",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d\d, \d{4})")
_SAVED_ON = re.compile(r"saved date: (?:\w{3} )?(\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})")
_CAPTURED = re.compile(r"web\.archive\.org/web/\d{14}(?:[a-z]{2}_)?/[^\"'\s<>]*")
_BAR = re.compile(r"\s?[|·•]\s?|\s[-–—]\s")
_DIGITS = re.compile(r"\d\d")
_TITLE = 20  # characters of a title that tell it in whatever element it stands
_PARAGRAPH = 200  # characters; a date line stands before the third text as long as this
_PARAGRAPHS = 3
_LONGEST = 120  # characters of a date line
_TIMES = 2  # time elements of the article; the others are of teasers


def page_dates(tree: Any, scan: Scan, linked: dict[str, Any]) -> tuple[Dates, Dates]:
    """Candidates for the time of publication and for that of the last change, best first."""
    of_times = list(_of_times(scan))
    lines = _date_lines(tree, scan)
    found = [("json-ld", said(linked, "datePublished", "dateCreated", "uploadDate"))]
    found += [("meta", raw) for raw in _of_meta(scan, "published")]
    found += [("label", line) for line in lines if says_published(line)]
    found += [("time-element", raw) for raw, is_update in of_times if not is_update][:_TIMES]
    found += [("text", part) for part in _BAR.split(scan.window) if is_date_line(part)]
    found += [("text", line) for line in lines if is_date_line(line) and not is_update_line(line)]
    changed = [("json-ld", said(linked, "dateModified"))]
    changed += [("meta", raw) for raw in _of_meta(scan, "updated")]
    changed += [("time-element", raw) for raw, is_update in of_times if is_update]
    changed += [("text", line) for line in lines if is_update_line(line)]
    dates, updated = _known(found), _known(changed)
    if not any(published(raw) for _, raw in dates):
        dates += updated[:1] if any(published(raw) for _, raw in updated[:1]) else ()
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
    found = _SAVED_ON.search(page[:5000])
    return found[1] if found else ""


def _known(dates: list[tuple[str, str]]) -> Dates:
    return tuple(dict.fromkeys((basis, " ".join(raw.split())) for basis, raw in dates if raw))


def _of_times(scan: Scan) -> Iterator[tuple[str, bool]]:
    """What elements hold for machines, the one marked as the date of publication first."""
    marked = [e for e in scan.times if "publish" in str(e.get("itemprop")).lower()]
    around = _around(scan.headline)
    for element in dict.fromkeys((*marked, *_below_headline(scan), *scan.times)):
        if element not in marked and _is_beside(element, around):
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


def _around(headline: Any) -> frozenset[Any]:
    """The elements that hold the headline, and so are nothing beside the article."""
    return frozenset() if headline is None else frozenset(headline.iterancestors())


def _is_beside(element: Any, around: frozenset[Any]) -> bool:
    """Whether a time stands in a link, a footer, a comment or a list of other articles."""
    tags = ("nav", "aside", "footer", "a", "li")
    above = takewhile(lambda one: one not in around, element.iterancestors())
    return any(one.tag in tags or _is_named_beside(one) for one in above)


def _is_named_beside(element: Any) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in ("body", "html", "article", "main") and bool(_BESIDE.search(named))


def _date_lines(tree: Any, scan: Scan) -> list[str]:
    """Texts that are date lines, before the third paragraph; the nearest to the headline first.

    Those of comments and other articles come last.
    """
    texts = [(line, e) for text, e in _texts(tree) if (line := " ".join(text.split()))]
    found = _headline_among(texts, scan)
    headline, around = found or 0, _around(None if found is None else texts[found][1])
    named = set(scan.named["date"])
    lines: list[tuple[bool, tuple[int, bool], str]] = []
    paragraphs = 0
    for place, (line, inside) in enumerate(texts):
        whole = line_of(inside) if inside in named and len(line) <= _LONGEST else line
        if len(line) > _PARAGRAPH:
            paragraphs += place > headline and not _is_below(inside, around)
        elif (dated := _dated(whole) or (whole != line and _dated(line))) and (
            not _is_below(inside, around) or (inside.tag == "a" and inside in named)
        ):
            above = takewhile(lambda one: one not in around, inside.iterancestors())
            away = (abs(place - headline), place < headline)
            lines.append((any(map(_is_named_beside, above)), away, dated))
        if paragraphs >= _PARAGRAPHS:
            break
    return [line for *_, line in sorted(lines, key=lambda found: found[:2])]


def _headline_among(texts: list[tuple[str, Any]], scan: Scan) -> int | None:
    """Place of the longest text that the window shows too, else of the first heading."""
    shown = [
        (-len(line), place)
        for place, (line, inside) in enumerate(texts)
        if line in scan.window and (len(line) > _TITLE or _is_heading(inside))
    ]
    first = (place for place, (_, inside) in enumerate(texts) if inside.tag == "h1")
    return min(shown)[1] if shown else next(first, None)


def _is_heading(element: Any) -> bool:
    around = element.getparent() if element.tag == "a" else None
    return element.tag in _HEADINGS or (around is not None and around.tag in _HEADINGS)


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
    if len(line) > _LONGEST or not _DIGITS.search(line):
        return ""
    parts = (part for part in (line, *_BAR.split(line)) if is_date_line(part))
    return next(parts, "") or stamp_of(line)


def _is_below(element: Any, around: frozenset[Any]) -> bool:
    above = takewhile(lambda one: one not in around, element.iterancestors())
    return element.tag in _BELOW or any(one.tag in _BELOW for one in above)


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


_KINDS = re.compile(r"Article|BlogPosting|LiveBlogPosting|\bReport\b|Review\b")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>);?\s*$")
_TRAILING = re.compile(r",(?=\s*[}\]])")
_INNER = ("@graph", "mainEntity", "mainEntityOfPage")
_DATES = ("datePublished", "dateModified")
_LISTED = 3  # articles of which none is the page's own: the page is a list of them


def linked_article(tree: Any, shown: str) -> dict[str, Any]:
    """The article that the page describes; without one, the dates that it gives of itself.

    Parameters
    ----------
    shown
        The title of the page, by which the article is told from others that it lists.
    """
    items = [item for script in tree.iter("script") for item in _items(script)]
    by_id = {str(item["@id"]): item for item in items if "@id" in item and len(item) > 1}
    found = [item for item in items if _KINDS.search(str(item.get("@type", "")))]
    own = [item for item in found if _is_titled(item, shown)]
    if not own and len(found) >= _LISTED:
        return {}
    if not found:
        pages = [item for item in items if "WebPage" in str(item.get("@type", ""))]
        return {name: item[name] for item in pages[:1] for name in _DATES if name in item}
    article = (own or found)[0]
    return {name: _resolved(value, by_id) for name, value in article.items()}


def names(value: Any) -> str:
    """Names of persons, bodies or sections, as one line."""
    listed = value if isinstance(value, list) else [value]
    found = (v.get("name") if isinstance(v, dict) else v for v in listed)
    return ", ".join(dict.fromkeys(_text(name) for name in found if name))


def said(article: dict[str, Any], *fields: str) -> str:
    """The first of some fields that has a text."""
    return next((_text(v) for f in fields if isinstance(v := article.get(f), str) and v), "")


def is_for_subscribers(article: dict[str, Any]) -> bool:
    """Whether the page says that it shows only a part to readers who do not pay."""
    return str(article.get("isAccessibleForFree", "")).lower() in ("false", "0", "no")


def _items(script: Any) -> list[dict[str, Any]]:
    """Every object that a script describes."""
    if "ld+json" not in str(script.get("type")).lower() or not script.text:
        return []
    text = _WRAPPED.sub("", script.text)
    try:
        data = json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        try:
            data = json.loads(_TRAILING.sub("", text), strict=False)
        except (json.JSONDecodeError, RecursionError):
            return []
    found: list[dict[str, Any]] = []
    waiting = [data]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            found.append(value)
            waiting += [value[name] for name in _INNER if name in value]
    return found


def _is_titled(item: dict[str, Any], shown: str) -> bool:
    title = _words(_text(item.get("headline") or item.get("name") or ""))
    return bool(title) and (title in shown or shown in title) if (shown := _words(shown)) else False


def _resolved(value: Any, by_id: dict[str, Any]) -> Any:
    """The object that is meant by its id alone."""
    if isinstance(value, list):
        return [_resolved(v, by_id) for v in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value


def _text(value: Any) -> str:
    return " ".join(html.unescape(str(value)).split(" ")).strip()


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
