"""One look over a web page: its head, its headings, and the elements named for what they hold."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_NAMES = {
    "deck": r"(?:^|[-_])(?:standfirst|deck|dek|subtitle|subhead|lead|lid|anons|annotation)$",
    "author": r"(?:^|[-_])(?:byline|author|avtor)$",
    "date": r"(?:^|[-_])(?:date|time|datetime|timestamp|published|pubdate|data)$",
    "comments": r"(?:^|[-_])comments?(?:$|[-_](?:area|box|form|list|section|thread|wrap))",
    "embedded post": r"twitter-(?:tweet|video)|instagram-media|telegram-?(?:post|embed)|"
    r"^tgme_widget|fb-(?:post|video)|tiktok-embed|reddit-(?:card|embed)|^vk_?post",
    "cookie notice": r"cookie|(?:^|[-_])(?:gdpr|consent)",
    "archive": r"^wm-ipp|^donato$",
}
_DEEPEST = 500
"""Elements in one another. Of a thousand, all that follow the first half are as deep: so a look
at each five hundredth element finds them."""
_PATTERNS = {what: re.compile(pattern) for what, pattern in _NAMES.items()}


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
    is_too_deep: bool = False
    """Whether elements stand in one another as in no page that a person made."""

    @property
    def headline(self) -> Any:
        """The heading that the window shows too, or the first; None without one."""
        shown = [title for title in self.titles if line_of(title) in self.window]
        return next(iter(shown or self.titles), None)


def scanned(tree: Any) -> Scan:
    """What stands where on a page."""
    scan = Scan()
    for place, element in enumerate(tree.iter()):
        if place % _DEEPEST == 0 and sum(1 for _ in element.iterancestors()) > _DEEPEST:
            scan.is_too_deep = True
            break
        if isinstance(element.tag, str):
            _note(element, scan)
    return scan


def _note(element: Any, scan: Scan) -> None:
    if element.tag in ("meta", "link", "title"):
        _of_head(element, scan)
    elif element.tag in scan.headings and (text := line_of(element)):
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
