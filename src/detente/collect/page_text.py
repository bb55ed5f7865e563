"""The text of an article on a web page: trafilatura's choice, held against the page itself.

trafilatura says which blocks of a page are the article; where a second extractor (resiliparse)
finds several times as much, it is asked again with all that it has. Each block is then looked at
where it stands: links to other pages, captions, and what lies outside the run of paragraphs are
cut; paragraphs and headings from the headline on are taken back in, and embedded posts with them.
"""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, takewhile
from typing import Any

from lxml import etree

from detente.collect.dates import is_date_line


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, item or row of a table."""

    element: Any
    """The element that holds it."""
    text: str
    """What it says, on one line."""
    key: str
    """Its words, by which blocks are compared."""
    linked: float
    """Share of it that is in links."""
    away: bool
    """Whether it has a link to another site."""
    home: tuple[str, str]
    """Element and class that it stands in; of an item, what its list stands in."""
    chosen: bool = False
    """Whether it is part of the article."""

    @property
    def is_link(self) -> bool:
        """Whether it is hardly more than a link."""
        return self.linked > _LINK or self.element.getparent().tag == "a"


_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_CREDIT = re.compile(
    r"\W*+(?:image|photo|picture|bild|foto|фото|иллюстрация|video|видео)s?"
    r"(?: (?:credit|by|courtesy|source))?\s*[:©/].{0,100}|\W*[©ⓒ].{0,100}"
    r"|.{0,160}\W(?:photo|foto|bild|фото)\s?: .{0,60}",
    re.IGNORECASE,
)
_MORE = 3  # times; comments alone make the second extractor's text twice as long
_FOUND = 0.7  # share of trafilatura's text that must be found again among the blocks
_SOUGHT = 2**30  # letters compared in a second or so
_FEW = 0.25  # share of the text; more than that is not beside the article
_FEWER = 0.1  # share of the text that lines above it can be
_HALF = 0.5
_LINK = 0.6  # share of a block's letters in links; above it the block is a link
_PROSE = 0.3  # the same; below it the block is prose
_LONG = 140  # characters of a block that is surely prose
_LINE = 100  # characters; a longer block is no kicker or date line
_SHORT = 20  # characters of words that may stand anywhere on a page
_LISTED = 3  # paragraphs of prose below the text that make it the text going on
_AGAIN = 3  # times; a page has no more prints of its text
_OPENING = 1000  # characters; what a list shows of an article is shorter
_DEEP = 5  # elements between a paragraph and what holds the article


class PageText:
    """The blocks of a page and which of them are the article."""

    def __init__(self, tree: Any, page: str, *, url: str = "", posts: Iterable[Any] = ()) -> None:
        body = tree.find("body")
        self.blocks = Walk(tree if body is None else body, url).found
        self.cut: list[str] = []
        """What was cut, each as `reason: the text`."""
        self._gone: set[str] = set()
        other = _by_resiliparse(page)
        found = _by_trafilatura(tree, fast=True)
        if not found or len(other) > _MORE * len(found):
            found = _by_trafilatura(tree, fast=False)
        self._mark(found)
        self._size = sum(len(block.text) for block in self.chosen)
        known = sum(len(block.key) for block in self.chosen)
        self.is_shown = known >= _FOUND * len(key_of(found))
        """Whether the page shows the text; trafilatura also finds it in scripts."""
        if not self.is_shown:
            self.paragraphs = [line for line in found.split("\n") if line.strip()]
            return
        self._cut_lines()
        self._cut_outside()
        self._cut_following()
        self._cut_twice()
        self._take_back(f" {key_of(other)} " if self._is_quick(other) else "")
        self._take_posts(set(posts))
        self._cut_last_headings()
        self.paragraphs = [block.text for block in self.chosen]

    @property
    def chosen(self) -> list[Block]:
        """The blocks of the article so far."""
        return [block for block in self.blocks if block.chosen]

    @property
    def outline(self) -> str:
        """Lines of the page down to the end of the text; what was left out is made no sentence.

        Links and rows of tables lead to no documents that the text has.
        """
        after = len(self.blocks) - next((n for n, b in enumerate(self.blocks[::-1]) if b.chosen), 0)
        lines = [b for b in self.blocks[:after] if b.chosen or not (b.is_link or " | " in b.text)]
        return "\n".join(b.text if b.chosen else b.text[:_LINE].rstrip(".!?…:") for b in lines)

    @property
    def is_list(self) -> bool:
        """Whether most of the text are openings of other articles, each under a linked headline."""
        sizes: Counter[Any] = Counter()
        for block in self.blocks:
            if len(block.text) > 2 * _SHORT:
                sizes[block.element.getparent()] += len(block.text) * block.chosen
        openings = (parent for parent, size in sizes.items() if size < _OPENING)
        teasers = [sizes[parent] for parent in openings if _is_teaser(parent)]
        return len(teasers) >= _LISTED and sum(teasers) > _HALF * sizes.total()

    @property
    def linked(self) -> float:
        """Letters in links on the page, to one in a paragraph of the text."""
        prose = sum(len(b.text) for b in self.chosen if len(b.text) > _LONG and b.linked < _PROSE)
        return sum(len(block.text) * block.linked for block in self.blocks) / max(1, prose)

    @property
    def teasers(self) -> int:
        """Headlines of other pages."""
        return sum(b.element.tag in _HEADINGS and b.is_link for b in self.blocks)

    def _mark(self, found: str) -> None:
        """Mark what trafilatura chose; a few words count only as a line of their own."""
        lines = {key_of(line) for line in found.split("\n")}
        whole = f" {key_of(found)} " if self._is_quick(found) else ""
        for block in self.blocks:
            is_inside = len(block.key) > _SHORT and f" {block.key} " in whole
            block.chosen = is_inside or block.key in lines

    def _is_quick(self, text: str) -> bool:
        """Whether every block can be looked for in a text within a second."""
        return len(self.blocks) * len(text) < _SOUGHT

    def _cut(self, block: Block, reason: str) -> None:
        block.chosen = False
        self._gone.add(block.key)
        self.cut.append(f"{reason}: {block.text}")

    def _cut_few(self, reason: str, test: Callable[[Block], bool]) -> None:
        """Cut blocks, unless they are much of the text: a text is not beside itself."""
        hits = [block for block in self.chosen if test(block)]
        if sum(len(block.text) for block in hits) < _FEW * self._size:
            for block in hits:
                self._cut(block, reason)

    def _cut_lines(self) -> None:
        last = set(takewhile(lambda b: b.linked > _PROSE, reversed(self.chosen)))
        links = {b for b in self.chosen if b.linked > _LINK and len(b.text) > _SHORT}
        self._cut_few("teasers", lambda b: b in links and (b in last or not b.away))
        self._cut_few("caption", lambda b: bool(_CREDIT.fullmatch(b.text)))
        self._cut_few("date line", lambda b: len(b.text) < _LINE and is_date_line(b.text))

    def _home(self) -> tuple[str, str]:
        """Element and class that most of the chosen text stands in."""
        sizes = Counter({("", ""): 0})
        for block in self.chosen:
            sizes[block.home] += len(block.text)
        return max(sizes, key=sizes.__getitem__)

    def _cut_outside(self) -> None:
        """Cut what stands above the first and below the last paragraph where most of them stand."""
        home = self._home()
        run = [place for place, b in enumerate(self.blocks) if b.chosen and b.home == home]
        if not run:
            return
        inside = {self.blocks[place].element.getparent() for place in run}
        above, below = (
            [b for b in part if b.chosen and inside.isdisjoint(_around(b.element))]
            for part in (self.blocks[: run[0]], self.blocks[run[-1] + 1 :])
        )
        lines = [block for block in above if len(block.text) < _LINE or block.linked > _PROSE]
        if sum(len(block.text) for block in lines) < _FEWER * self._size:
            for block in lines:
                self._cut(block, "above the text")
        prose = sum(len(b.text) > _LONG and b.linked < _PROSE for b in below)
        if prose < _LISTED and sum(len(b.text) for b in below) < _HALF * self._size:
            for block in below:
                self._cut(block, "below the text")

    def _cut_following(self) -> None:
        """Cut from the linked headline of another article on, where a page goes on with others."""
        is_titled = is_begun = is_next = False
        for block in self.blocks:
            is_title = block.element.tag == "h1"
            is_next = is_next or (is_titled and is_begun and is_title and block.is_link)
            is_titled = is_titled or is_title
            is_begun = is_begun or (block.chosen and len(block.text) > _LONG)
            if is_next and block.chosen:
                self._cut(block, "following article")

    def _cut_twice(self) -> None:
        """Cut what a page prints again for narrow screens, and what it prints again and again."""
        seen: set[str] = set()
        times = Counter(block.key for block in self.chosen)
        for block in self.chosen:
            is_again = block.key in seen or times[block.key] >= _AGAIN
            if len(block.key) > _LINE and is_again:
                self._cut(block, "printed twice")
            seen.add(block.key)

    def _take_back(self, other: str) -> None:
        """Choose paragraphs and headings from the headline on to the last that is chosen."""
        places = [place for place, block in enumerate(self.blocks) if block.chosen]
        if not places:
            return
        homes = {block.home for block in self.chosen if len(block.text) > _LONG}
        seen = self._gone.union(block.key for block in self.chosen)
        parents = {b.element.getparent() for b in self.chosen if len(b.text) > _LONG}
        titles = [place for place in range(places[0]) if self.blocks[place].element.tag == "h1"]
        for place in range(max(titles, default=places[0]), places[-1]):
            block = self.blocks[place]
            if block.chosen or block.linked > _PROSE or block.key in seen:
                continue
            if place < places[0] and block.element.getparent() not in parents:
                continue
            is_agreed = len(block.text) > 2 * _SHORT and f" {block.key} " in other
            if is_agreed and block.home in homes and not _CREDIT.fullmatch(block.text):
                block.chosen = True
                seen.add(block.key)
        threes = zip(self.blocks, self.blocks[1:], self.blocks[2:], strict=False)
        for before, block, after in threes:
            is_between = before.chosen and after.chosen and block.home == after.home
            if block.element.tag in _HEADINGS and is_between and block.linked < _PROSE:
                block.chosen = block.chosen or block.key not in seen

    def _take_posts(self, posts: set[Any]) -> None:
        """Choose what posts say that stand in the article or right below it."""
        inside = [not posts.isdisjoint(_around(b.element)) if posts else False for b in self.blocks]
        places = [place for place, block in enumerate(self.blocks) if block.chosen]
        last = max(places, default=0)
        for place, block in enumerate(self.blocks):
            if inside[place] and places and places[0] < place <= last + _LISTED:
                block.chosen = block.element.tag == "p" or block.linked < _LINK
                last = max(last, place)

    def _cut_last_headings(self) -> None:
        for block in reversed(self.chosen):
            is_heading = block.element.tag in _HEADINGS or block.text.endswith(":")
            if not is_heading or len(block.text) > _LINE:
                return
            self._cut(block, "teasers")


def _by_trafilatura(tree: Any, *, fast: bool) -> str:
    return (
        _trafilatura().extract(tree, fast=fast, include_comments=False, favor_precision=True) or ""
    )


@cache
def _trafilatura() -> Any:
    """The package; on import it tries a part of urllib3 that warns where PySocks is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import trafilatura
    return trafilatura


def _by_resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, alt_texts=False))


def _around(element: Any, steps: int = _DEEP) -> Iterator[Any]:
    """An element and the next few that it stands in."""
    return islice(chain((element,), element.iterancestors()), steps)


def _is_teaser(element: Any) -> bool:
    """Whether an element or what it stands in has a headline that is a link, and little else."""
    for around in () if element is None else _around(element, 3):
        if around.tag in ("body", "main"):
            return False
        headings = list(islice(around.iter("h1", "h2", "h3", "h4"), 2))
        if headings:
            heading = headings[0]
            is_link = heading.find(".//a") is not None or heading.getparent().tag == "a"
            return len(headings) == 1 and is_link and len(around.findall(".//p")) < _LISTED
    return False


_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "iframe", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_SILENT = frozenset((
    "audio", "button", "head", "iframe", "noscript", "object", "option", "script", "select",
    "style", "svg", "template", "textarea", "video",
))  # fmt: skip
_WORDS = re.compile(r"\w+")


def key_of(text: str) -> str:
    """Words of a text in small letters, without soft hyphens."""
    return " ".join(_WORDS.findall(text.replace("\xad", "").lower()))


class Walk:
    """One walk over a page, however deep."""

    def __init__(self, root: Any, url: str = "") -> None:
        self.found: list[Block] = []
        """Every block below the element that has text, in order."""
        self._parts: list[str] = []
        self._owner = root
        self._site = _site(url)
        self._away = False
        self._links = 0
        self._linked = 0
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if element.tag in _SILENT:
                    walker.skip_subtree()
                self._open(element)
                continue
            if event == "end":
                self._close(element)
            if element is not root:
                self._add(element.tail)
        self._end()

    def _open(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end()
            self._owner = element
        elif element.tag in ("td", "th") and self._parts:
            self._parts.append(" | ")
        self._links += element.tag == "a"
        self._away = self._away or (element.tag == "a" and self._is_away(element))
        if element.tag not in _SILENT:
            self._add(element.text)

    def _close(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end()
            self._owner = element.getparent()
        self._links -= element.tag == "a"

    def _is_away(self, link: Any) -> bool:
        """Whether a link leads to another site: such are sources, not teasers."""
        return bool(self._site) and _site(link.get("href") or "") not in ("", self._site)

    def _add(self, text: str | None) -> None:
        self._parts += [text] if text else []
        self._linked += len((text or "").strip()) if self._links else 0

    def _end(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text and (key := key_of(text)):
            share = self._linked / len(text)
            self.found.append(Block(self._owner, text, key, share, self._away, _home(self._owner)))
        self._parts.clear()
        self._linked = 0
        self._away = False


_SITE = re.compile(r".*https?://(?:[^/?#:]*\.)?([^./?#:]+\.[^./?#:]+)(?=[/?#:]|$)")


def _site(url: str) -> str:
    """The last two parts of the server's name, in an archive that of the page it holds."""
    found = _SITE.match(url)
    return found[1].lower() if found else ""


def _home(element: Any) -> tuple[str, str]:
    parent = element.getparent()
    if element.tag == "li" and parent is not None:
        parent = parent.getparent()
    return ("", "") if parent is None else (str(parent.tag), str(parent.get("class") or ""))
