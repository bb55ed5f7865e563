"""Furniture: what a page prints around an article, cut from its text and kept on record.

Some is given: the patterns in `data/reference/furniture.csv`. A `line` rule cuts a paragraph that
is nothing but furniture; a `tail` rule cuts it and all that follows, for nothing of the article
comes after a list of teasers or a comment form; an `end` rule, which sees how the next paragraph
begins, does so with what a company says of itself. Some is learnt: a paragraph that many pages of a
publisher repeat at one edge, and hardly elsewhere, is cut from all of them, and listed in the table
`furniture.csv` of the corpus, where the user says what belongs to the articles.
"""

import csv
import dataclasses
import heapq
import io
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from detente import files, tables
from detente.collect.text import decoded
from detente.limits import attempted
from detente.tables import read

_TAILS = ("tail", "end")
_LONGEST_LINE = 160
_OPENING = 400  # characters of a paragraph by which one knows what a company says of itself
_LONGEST_HEADER = 1000
_SENTENCE = re.compile(r".{70,}[.!?…][”»\"’)]*", re.DOTALL)
_SHORTEST_ARTICLE = 400  # characters; a mark of comments above that much is not below an article
Place = Literal["above", "below"]
Tables = Callable[[], Iterable[pa.Table]]
Keys = npt.NDArray[np.uint64]
_ABOVE, _BELOW = 3, 8  # paragraphs at the edges of a page
_FEWEST = 5  # pages with text of their own
_OFTEN, _OFTEN_SENTENCE = 0.2, 0.5  # share of them
_AT_EDGE = 0.8  # share of the pages with the paragraph that have it at that edge
_OWN = 1 / 3  # share of the longest paragraphs that no earlier page has
_LONGEST = 6  # paragraphs by which a page is told from a print of an earlier one
_LONGEST_BLOCK = 2000  # characters
_NUMBERED = 60  # characters; in a shorter line that is no sentence, numbers may differ
_REPEATED_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S+[.!?…][”»\"’')\]]*", re.DOTALL)
_CUT = re.compile(
    r"repeated on \d+ of \d+ pages of this publisher, paragraph (\d+): (.*)", re.DOTALL
)
NAME = "furniture.csv"
_COLUMNS = ("keep", "publisher", "place", "pages", "of", "text")
_YES = ("yes", "y", "x", "1", "true", "да")
Kept = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnitureRule:
    """A row of `furniture.csv`."""

    language: Literal["en", "ru"]
    """Language of the pattern."""
    rule: Literal["line", "tail", "end"]
    """What is cut: the line, or all from it on."""
    pattern: re.Pattern[str]
    """The whole line, in small letters; of `end` the beginning of the next paragraph too."""
    what: str
    """What it is: a menu, teasers, a comment form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph that many pages of a publisher repeat."""

    publisher: str
    """Whose pages."""
    place: Place
    """The edge of the text at which it stands."""
    pages: int
    """Pages that have it there."""
    of: int
    """Pages of the publisher."""
    text: str
    """The paragraph, as the first page prints it."""
    keep: bool = False
    """Whether the user says that it belongs to the articles."""


def without_furniture(body: str, known: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """Body without furniture, and what was cut, each as `reason: the text`.

    Parameters
    ----------
    body
        Clean text.
    known
        Texts that stand elsewhere in the article (headline, deck, byline, date line): a leading
        paragraph that repeats one is cut.
    """
    paragraphs = body.split("\n\n")
    kept: list[str] = []
    cut: list[str] = []
    repeated = {_folded(text) for text in known if text}
    for place, paragraph in enumerate(paragraphs):
        rule, what = _rule(paragraph, *paragraphs[place + 1 : place + 2])
        if rule in _TAILS and kept and _is_tail(paragraphs[place + 1 :], kept, what):
            below = what if rule == "end" else "below the text"
            cut += [f"{_rule(text)[1] or below}: {text}" for text in paragraphs[place:]]
            break
        if rule and rule != "end":
            cut.append(f"{what}: {paragraph}")
        elif (
            place <= len(repeated) + 1
            and len(paragraph) < _LONGEST_HEADER
            and _folded(paragraph) in repeated
        ):
            cut.append(f"printed above the text already: {paragraph}")
        else:
            kept.append(paragraph)
    return "\n\n".join(kept), tuple(cut)


def _rule(paragraph: str, after: str = "") -> tuple[str, str]:
    if len(paragraph) > _LONGEST_LINE:
        return "", ""
    line = paragraph.strip().lower()
    both = f"{line} ¶ {after[:_OPENING].lower()}"
    found = (row for row in _rules() if row.pattern.fullmatch(both if row.rule == "end" else line))
    return next(((row.rule, row.what) for row in found), ("", ""))


def _is_tail(rest: list[str], kept: list[str], what: str) -> bool:
    """Whether what follows is teasers, forms or readers' comments, not the article going on."""
    if "of itself" in what:
        return sum(map(len, kept)) > sum(map(len, rest))
    if "comment" in what and sum(map(len, kept)) > _SHORTEST_ARTICLE:
        return True
    text = sum(len(t) > _LONGEST_LINE or bool(_SENTENCE.fullmatch(t)) for t in rest)
    return text == 0 or text < len(rest) / 3


@cache
def _rules() -> tuple[FurnitureRule, ...]:
    return read(FurnitureRule, files.REFERENCE / "furniture.csv")


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


@dataclass(frozen=True, slots=True)
class Learnt:
    """The furniture of every publisher."""

    blocks: tuple[Block, ...]
    """By publisher, the most frequent first; with those that are kept."""
    _by_key: Mapping[tuple[Place, int], Block] = field(repr=False)
    _keys: frozenset[int] = field(repr=False)

    def without(self, body: str, publisher: str) -> tuple[str, tuple[str, ...]]:
        """Body without furniture, and what was cut; a body of nothing else stays as it is."""
        paragraphs = body.split("\n\n")
        keys = [_key(publisher, text) for text in paragraphs]
        cut = {
            number: block
            for number, place in _edges(len(paragraphs))
            if (block := self._by_key.get((place, keys[number])))
        }
        if not cut or all(key in self._keys for key in keys):
            return body, ()
        said = (
            f"repeated on {block.pages} of {block.of} pages of this publisher, "
            f"paragraph {number + 1}: {paragraphs[number]}"
            for number, block in sorted(cut.items())
        )
        kept = (text for number, text in enumerate(paragraphs) if number not in cut)
        return "\n\n".join(kept), tuple(said)

    def cut(self, articles: pa.Table) -> pa.Table:
        """Articles without the furniture of their publishers, which each has in `furniture`."""
        publishers = {block.publisher for block in self._by_key.values()}
        names = articles["publisher"].to_pylist()
        if publishers.isdisjoint(names):
            return articles
        bodies, furniture = articles["body"].to_pylist(), articles["furniture"].to_pylist()
        for row, name in enumerate(names):
            if name in publishers:
                made = attempted("cutting furniture", self.without, bodies[row], name)
                bodies[row], cut = made or (bodies[row], ())
                furniture[row] = [*(furniture[row] or ()), *cut]
        return _with(articles, bodies, furniture)


def learnt(articles: Tables, keep: Iterable[tuple[str, str]] = ()) -> Learnt:
    """The furniture of every publisher in some articles.

    Parameters
    ----------
    articles
        Gives the articles (publisher, body) by their time, as often as it is called; their
        bodies as they were before anything was cut by what this returns.
    keep
        Publisher and text of paragraphs that are not furniture, as the user says.
    """
    frequent = _frequent(articles())
    if not frequent:
        return Learnt((), {}, frozenset())
    found = _looked_up(articles(), frequent)
    kept = {_key(*pair) for pair in keep}
    for seen, block in found.items():
        found[seen] = dataclasses.replace(block, keep=seen[1] in kept)
    blocks = sorted(found.values(), key=lambda b: (b.publisher, -b.pages, b.place, b.text))
    by_key = {seen: block for seen, block in found.items() if not block.keep}
    return Learnt(tuple(blocks), by_key, frozenset(key for _, key in by_key))


def restored(articles: pa.Table) -> pa.Table:
    """Articles with their bodies as they were before what is repeated was cut."""
    furniture = articles["furniture"].to_pylist()
    if not any(_CUT.match(entry) for entries in furniture for entry in entries or ()):
        return articles
    bodies = articles["body"].to_pylist()
    for row, entries in enumerate(furniture):
        cut = [found for entry in entries or () if (found := _CUT.fullmatch(entry))]
        if cut:
            paragraphs = bodies[row].split("\n\n")
            for found in cut:
                paragraphs.insert(int(found[1]) - 1, found[2])
            bodies[row] = "\n\n".join(paragraphs)
            furniture[row] = [entry for entry in entries if not _CUT.fullmatch(entry)]
    return _with(articles, bodies, furniture)


@dataclass(slots=True)
class _Pages:
    """The paragraphs of all pages, as numbers."""

    publisher: "array[int]" = field(default_factory=lambda: array("L"))
    """Number of the publisher of each page."""
    edges: "dict[Place, tuple[array[int], array[int]]]" = field(
        default_factory=lambda: {
            "above": (array("Q"), array("L")),
            "below": (array("Q"), array("L")),
        }
    )
    """Keys of the paragraphs at each edge, and the page of each."""
    longest: "tuple[array[int], array[int], array[int]]" = field(
        default_factory=lambda: (array("Q"), array("L"), array("L"))
    )
    """Keys of the longest paragraphs of the pages, the page of each, and its length."""

    def add(self, name: str, number: int, body: str) -> None:
        """Take in the next page."""
        page = len(self.publisher)
        self.publisher.append(number)
        paragraphs = body.split("\n\n")
        there = {(place, _key(name, paragraphs[n])) for n, place in _edges(len(paragraphs))}
        for place, key in sorted(there):
            self.edges[place][0].append(key)
            self.edges[place][1].append(page)
        for text in heapq.nlargest(_LONGEST, paragraphs, key=len):
            self.longest[0].append(_key(name, text))
            self.longest[1].append(page)
            self.longest[2].append(len(text))

    def own(self) -> npt.NDArray[np.bool_]:
        """Whether each page has text of its own, which no earlier page of its publisher has."""
        keys, pages, lengths = (np.asarray(column) for column in self.longest)
        first = np.zeros(len(keys), bool)
        first[np.unique(keys, return_index=True)[1]] = True
        count = len(self.publisher)
        new, whole = (np.bincount(pages, of, count) for of in (lengths * first, lengths * 1.0))
        return np.asarray(new >= whole * _OWN)


def _frequent(tables: Iterable[pa.Table]) -> dict[tuple[Place, int], float]:
    """Share of the pages of its publisher that have a paragraph at an edge, where it is large."""
    pages, numbers = _Pages(), dict[str, int]()
    for table in tables:
        for name, body in _named_bodies(table):
            pages.add(name, numbers.setdefault(name, len(numbers)), body)
    if not numbers:
        return {}
    own, publisher = pages.own(), np.asarray(pages.publisher)
    of = np.bincount(publisher[own], minlength=len(numbers))
    found = dict[tuple[Place, int], float]()
    for place, columns in pages.edges.items():
        keys, page = (np.asarray(column) for column in columns)
        keys, page = keys[own[page]], page[own[page]]
        keys, first, counts = np.unique(keys, return_index=True, return_counts=True)
        share = counts / np.maximum(of[publisher[page[first]]], 1)
        often = (counts >= _FEWEST) & (share >= _OFTEN)
        pairs = zip(keys[often].tolist(), share[often].tolist(), strict=True)
        found |= {(place, key): of_pages for key, of_pages in pairs}
    return found


def _looked_up(
    tables: Iterable[pa.Table], frequent: dict[tuple[Place, int], float]
) -> dict[tuple[Place, int], Block]:
    """Frequent paragraphs that stand at their edge, and hardly elsewhere, as blocks."""
    wanted = {key for _, key in frequent}
    pages, everywhere = Counter[str](), Counter[int]()
    there, texts = Counter[tuple[Place, int]](), dict[int, tuple[str, str]]()
    for table in tables:
        for name, body in _named_bodies(table):
            pages[name] += 1
            paragraphs = body.split("\n\n")
            edges = dict(_edges(len(paragraphs)))
            keys = [(n, _key(name, text)) for n, text in enumerate(paragraphs)]
            seen = [(n, key) for n, key in keys if key in wanted]
            everywhere.update({key for _, key in seen})
            there.update({(edges[n], key) for n, key in seen if n in edges})
            for n, key in seen:
                texts.setdefault(key, (name, paragraphs[n]))
    found = {}
    for (place, key), share in frequent.items():
        (name, text), count = texts[key], there[place, key]
        least = _OFTEN_SENTENCE if _REPEATED_SENTENCE.fullmatch(text) else _OFTEN
        edge = count >= _AT_EDGE * everywhere[key]
        if share >= least and edge and len(text) <= _LONGEST_BLOCK:
            found[place, key] = Block(
                publisher=name, place=place, pages=count, of=pages[name], text=text
            )
    return found


def _named_bodies(table: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(table["publisher"].to_pylist(), table["body"].to_pylist(), strict=True)


def _edges(count: int) -> Iterator[tuple[int, Place]]:
    """Paragraphs at the edges of a page, each at the edge that it is nearer to."""
    if count == 1:
        return
    above = min(_ABOVE, count // 2)
    yield from ((number, "above") for number in range(above))
    yield from ((number, "below") for number in range(max(above, count - _BELOW), count))


def _key(publisher: str, text: str) -> int:
    """Number of a paragraph of a publisher."""
    folded = " ".join(text.split()).casefold()
    if len(folded) <= _NUMBERED and not _REPEATED_SENTENCE.fullmatch(folded):
        folded = re.sub(r"\d+", "0", folded)
    return xxhash.xxh3_64_intdigest(f"{publisher}\0{folded}".encode("utf-8", "replace"))


def _with(articles: pa.Table, bodies: list[str], furniture: list[list[str]]) -> pa.Table:
    """Articles with other bodies and furniture."""
    for name, values in (("body", bodies), ("furniture", furniture)):
        place = articles.schema.get_field_index(name)
        column = pa.array(values, articles.schema.field(name).type)
        articles = articles.set_column(place, articles.schema.field(name), column)
    return articles


def kept(corpus: Path) -> Kept:
    """Publisher and text of what the user keeps, sorted; also from a table that Excel saved."""
    path = corpus / NAME
    if not path.is_file():
        return ()
    text, _ = decoded(path.read_bytes())
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    pairs = {
        (_uncelled(row.get("publisher") or ""), _uncelled(row.get("text") or ""))
        for row in rows
        if (row.get("keep") or "").strip().lower() in _YES
    }
    return tuple(sorted(pairs))


def write(corpus: Path, learnt: Learnt, before: Kept = ()) -> None:
    """Put the table in a corpus; what is kept stays in it, also where it repeats no more."""
    there = {(block.publisher, block.text) for block in learnt.blocks}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for b in learnt.blocks:
        kept = "yes" if b.keep else ""
        rows.writerow([kept, tables.cell(b.publisher), b.place, b.pages, b.of, tables.cell(b.text)])
    lost = (pair for pair in before if pair not in there)
    rows.writerows(["yes", tables.cell(name), "", "", "", tables.cell(text)] for name, text in lost)
    tables.write_aside(corpus / NAME, f"\ufeff{out.getvalue()}")


def _uncelled(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(tables.FORMULA) else text
