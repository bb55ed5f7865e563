"""One article as a page: names, roles, times, quotes, actions and errors marked, each with why."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.errors import InputError, UnknownNameError
from detente.extract.annotate import annotate
from detente.extract.reference import Reference
from detente.present.evidence import day_of
from detente.present.page import Gathered, fill
from detente.present.templates import filled

_LAYERS = {
    "name": "names",
    "role": "roles",
    "metonym": "cities and buildings that stand for governments",
    "demonym": "Russian, American …",
    "pronoun": "pronouns and descriptions",
    "time": "times",
    "quote": "quotes",
    "action": "actions",
    "check": "against the record",
}
"""Kinds of marks, with the words of the switches; a kind that an article lacks has no switch."""
_WIDE = ("quote", "action", "check")
_SECTIONS = {
    "What is not as on record": ("check",),
    "Who is named": ("name", "role", "metonym", "demonym", "pronoun"),
    "When": ("time",),
    "Who says what": ("quote",),
    "Who does what to whom": ("action",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A marked span, with what was made of it."""

    number: int
    """Its place in the article, from 1."""
    start: int
    """Offset of the span in the body."""
    end: int
    """Offset after the span."""
    kind: str
    """A key of the layers: name, role, time, quote, action …"""
    says: str
    """What the span was taken for."""
    basis: str
    """The rule and the fact that decided."""

    @property
    def wide(self) -> bool:
        """Whether it is a passage, which can hold other marks."""
        return self.kind in _WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text between two places where marks open or close."""

    start: int
    """Offset of the text in the body."""
    text: str
    """The text; empty at the end of a paragraph."""
    closed: Sequence[Note]
    """Marks that close before it, the inmost first."""
    opened: Sequence[Note]
    """Marks that open before it, the outmost first."""


def article_page(corpus: Corpus, article_id: str) -> str:
    """HTML page of an annotated article: its text with marks, and every mark in a list.

    Pointing at a mark, or reaching it by key, shows what it was taken for and why; it leads to
    its row in the lists below the text. UnknownNameError names the nearest ids.

    >>> detente.article_page(corpus, corpus.articles["article_id"][0])[:15]
    '<!doctype html>'
    """
    found = _rows_of(corpus, "articles", article_id)
    if not found:
        raise UnknownNameError("article", article_id, [*corpus.articles["article_id"]])
    article = found[0]
    notes = _notes(corpus, article_id, Reference.load())
    kinds = Counter(note.kind for note in notes)
    day = day_of(article) or "no date"
    who = [article["publisher"] or "publisher not known", day, article["byline"]]
    title = article["title"] or "An article without a title"
    opening = {"title": title, "summary": article["summary"], "facts": who}
    body = {
        "layers": [(kind, name, kinds[kind]) for kind, name in _LAYERS.items()],
        "paragraphs": list(_paragraphs(article["body"], notes)),
        "sections": [(h, [n for n in notes if n.kind in held]) for h, held in _SECTIONS.items()],
    }
    return fill(
        Gathered(),
        title=title,
        opening=filled("article.html.j2#opening", **opening),
        body=filled("article.html.j2#body", **body),
        facts=_facts(article),
    )


def page_of_file(path: Path) -> str:
    """`article_page` of the one article in a file; InputError where it holds none or several."""
    with tempfile.TemporaryDirectory() as scratch:
        corpus = load([path], Path(scratch) / "corpus")
        found = list(corpus.articles["article_id"])
        if not found:
            reasons = "; ".join(corpus.ledger["reason"].dropna().unique())
            raise InputError(f"holds no article ({reasons}).", where=str(path))
        if len(found) > 1:
            raise InputError(
                f"holds {len(found)} articles, and this page is of one. Load it into a corpus "
                "(detente load), and name the id of an article.",
                where=str(path),
            )
        return article_page(annotate(corpus), found[0])


def _notes(corpus: Corpus, article_id: str, reference: Reference) -> list[Note]:
    tables = {
        "mentions": _mention,
        "times": _time,
        "quotes": _quote,
        "actions": _action,
        "checks": _check,
    }
    found = [
        (row["start"], row["end"], *note_of(row, reference))
        for table, note_of in tables.items()
        for row in _rows_of(corpus, table, article_id)
    ]
    found.sort(key=lambda note: (note[0], -note[1], note[2]))
    return [
        Note(number=number, start=start, end=end, kind=kind, says=says, basis=basis)
        for number, (start, end, kind, says, basis) in enumerate(found, start=1)
    ]


def _rows_of(corpus: Corpus, table: str, article_id: str) -> list[dict[str, Any]]:
    """Rows of an article; None where a cell is empty."""
    rows = corpus.table(table)
    mine = rows[rows["article_id"] == article_id]
    filled = mine.astype(object).where(mine.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in filled.to_dict("records")]


def _mention(row: dict[str, Any], reference: Reference) -> tuple[str, str, str]:
    who = reference.name(row["actor_id"]) if row["actor_id"] else "left undecided"
    return row["kind"], who, row["basis"]


def _time(row: dict[str, Any], _reference: Reference) -> tuple[str, str, str]:
    days = " to ".join(dict.fromkeys(day for day in (row["begin"], row["until"]) if day))
    ends = f" ({days})" if days and days != row["value"] else ""
    return "time", f"{row['value']}{ends}", f"{row['precision']}; {row['basis']}"


def _quote(row: dict[str, Any], reference: Reference) -> tuple[str, str, str]:
    speaker = reference.name(row["speaker_id"]) if row["speaker_id"] else row["speaker_surface"]
    about = ", ".join(reference.name(actor) for actor in row["about"])
    cue = f"; cue “{row['cue']}”" if row["cue"] else ""
    says = f"said by {speaker or 'nobody that the text names'}"
    return "quote", says + (f", about {about}" if about else ""), f"{row['kind']}{cue}"


def _action(row: dict[str, Any], reference: Reference) -> tuple[str, str, str]:
    actor, recipient = (
        reference.name(row[side]) if row[side] else "unnamed"
        for side in ("actor_id", "recipient_id")
    )
    day = f", {row['date']}" if row["date"] else ""
    says = f"{actor} → {recipient}: {row['event_type'].lower()}, {row['modality']}{day}"
    return "action", says, f"rule {row['rule']}; {row['quad_class']}"


def _check(row: dict[str, Any], _reference: Reference) -> tuple[str, str, str]:
    says = f"{row['attribute']}: printed {row['printed']}; on record {row['record']}"
    return "check", says, f"{row['reason']} ({row['source']})"


def _paragraphs(body: str, notes: Sequence[Note]) -> Iterator[list[Piece]]:
    """The body with every span in its marks; spans that cross are cut at the crossing."""
    at = 0
    for text in body.split("\n"):
        if text.strip():
            inside = [n for n in notes if n.start < at + len(text) and n.end > at]
            yield list(_pieces(text, at, inside))
        at += len(text) + 1


def _pieces(text: str, at: int, notes: Sequence[Note]) -> Iterator[Piece]:
    end = at + len(text)
    cuts = sorted({at, end, *(cut for n in notes for cut in (n.start, n.end) if at < cut < end)})
    open_: list[Note] = []
    for begin, until in pairwise([*cuts, end]):
        here = [n for n in notes if n.start <= begin and n.end >= until and begin < end]
        here.sort(key=_rank)
        kept = sum(
            1 for _ in takewhile(lambda two: two[0] == two[1], zip(open_, here, strict=False))
        )
        yield Piece(
            start=begin,
            text=text[begin - at : until - at],
            closed=open_[kept:][::-1],
            opened=here[kept:],
        )
        open_ = here


def _rank(note: Note) -> tuple[int, int, int, int]:
    """Quotes hold actions, actions hold names: a link holds no link, so these have small marks."""
    depth = _WIDE.index(note.kind) if note.wide else len(_WIDE)
    return depth, note.start, -note.end, note.number


def _facts(article: dict[str, Any]) -> list[tuple[str, str]]:
    """What the loading made of the article: where from, how its date was found, what was cut."""
    facts = [(name, str(article[name])) for name in ("article_id", "language", "locator", "url")]
    facts.append(("date from", f"{article['published_basis']}: {article['published_raw'] or '–'}"))
    if day := day_of(article):
        ahead, utc = article["published_offset"], article["published"]
        clock = f" {article['published_local']:%H:%M} ({ahead}; {utc:%Y-%m-%d %H:%M} UTC)"
        facts.append(("day", f"{day}{clock if ahead else ''}, {article['published_local_basis']}"))
    facts += [("cut as furniture", cut) for cut in article["furniture"]]
    return [(name, value) for name, value in facts if value not in ("None", "nan")]
