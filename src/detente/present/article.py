"""One article as a page: names, roles, times, quotes, actions and errors marked, each with why."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
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


def article_page(corpus: Corpus, article_id: str) -> str:
    """HTML page of an annotated article: its text with marks, and every mark in a list.

    Pointing at a mark, or reaching it by key, shows what it was taken for and why; it leads to
    its row in the lists below the text. UnknownNameError names the nearest ids.
    """
    found = _rows_of(corpus, "articles", article_id)
    if not found:
        raise UnknownNameError("article", article_id, [*corpus.articles["article_id"]])
    article = found[0]
    notes = _notes(corpus, article_id, Reference.load())
    numbered = list(enumerate(notes, start=1))
    lists = "".join(_list(heading, kinds, numbered) for heading, kinds in _SECTIONS.items())
    body = f"{_switches(notes)}<div class='annotated'>{_marked(article['body'], numbered)}</div>"
    return fill(
        Gathered(),
        title=article["title"] or "An article without a title",
        opening=_opening(article),
        body=body + lists,
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
    notes = []
    for table, note_of in tables.items():
        for row in _rows_of(corpus, table, article_id):
            kind, says, basis = note_of(row, reference)
            notes.append(
                Note(start=row["start"], end=row["end"], kind=kind, says=says, basis=basis)
            )
    return sorted(notes, key=lambda n: (n.start, -n.end, n.kind))


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


def _marked(body: str, notes: Sequence[tuple[int, Note]]) -> str:
    """The body as paragraphs, every span in its marks; spans that cross are cut at the crossing."""
    paragraphs, at = [], 0
    for text in body.split("\n"):
        if text.strip():
            inside = [n for n in notes if n[1].start < at + len(text) and n[1].end > at]
            paragraphs.append(f"<p>{''.join(_pieces(text, at, inside))}</p>")
        at += len(text) + 1
    return "".join(paragraphs)


def _pieces(text: str, at: int, notes: Sequence[tuple[int, Note]]) -> Iterator[str]:
    cuts = {at, at + len(text)}
    cuts |= {cut for _, n in notes for cut in (n.start, n.end) if at < cut < at + len(text)}
    open_: list[tuple[int, Note]] = []
    for begin, end in pairwise(sorted(cuts)):
        here = sorted((n for n in notes if n[1].start <= begin and n[1].end >= end), key=_rank)
        kept = sum(
            1 for _ in takewhile(lambda two: two[0] == two[1], zip(open_, here, strict=False))
        )
        yield from (_closed(note) for _, note in reversed(open_[kept:]))
        yield from (
            _opened(number, note, first=note.start >= begin) for number, note in here[kept:]
        )
        open_ = here
        yield escape(text[begin - at : end - at])
    yield from (_closed(note) for _, note in reversed(open_))


def _rank(numbered: tuple[int, Note]) -> tuple[int, int, int, int]:
    """Quotes hold actions, actions hold names: a link holds no link, so these have small marks."""
    number, note = numbered
    depth = _WIDE.index(note.kind) if note.kind in _WIDE else len(_WIDE)
    return depth, note.start, -note.end, number


def _opened(number: int, note: Note, *, first: bool) -> str:
    told = escape(f"{note.says} · {note.basis}")
    if note.kind not in _WIDE:
        mark = f" id='m{number}'" if first else ""
        return f"<a class='note {note.kind}' href='#n{number}'{mark} data-note='{told}'>"
    word = "not as on record" if note.kind == "check" else note.kind
    link = f"<a class='tag' href='#n{number}' id='m{number}' data-note='{told}'>{word}</a>"
    return f"<span class='note {note.kind}'>{link if first else ''}"


def _closed(note: Note) -> str:
    return "</span>" if note.kind in _WIDE else "</a>"


def _list(heading: str, kinds: Sequence[str], notes: Sequence[tuple[int, Note]]) -> str:
    rows = [numbered for numbered in notes if numbered[1].kind in kinds]
    if not rows:
        return ""
    lines = "".join(
        f"<tr id='n{number}'><td><a href='#m{number}'>{number}</a></td><td>{note.kind}</td>"
        f"<td>{escape(note.says)}</td><td>{escape(note.basis)}</td></tr>"
        for number, note in rows
    )
    head = "<tr><th scope='col'>Mark</th><th scope='col'>Kind</th><th scope='col'>Taken for</th>"
    return (
        f"<section><h2>{heading}</h2><div class='table' tabindex='0' role='region' "
        f"aria-label='{heading}'><table><thead>{head}<th scope='col'>Because of</th></tr></thead>"
        f"<tbody>{lines}</tbody></table></div></section>"
    )


def _switches(notes: Sequence[Note]) -> str:
    counts = {kind: sum(note.kind == kind for note in notes) for kind in _LAYERS}
    boxes = "".join(
        f"<label class='note {kind}'><input type='checkbox' id='show-{kind}' checked> "
        f"{_LAYERS[kind]} ({count})</label>"
        for kind, count in counts.items()
        if count
    )
    return f"<fieldset class='layers'><legend>Marks shown</legend>{boxes}</fieldset>"


def _opening(article: dict[str, Any]) -> str:
    day = day_of(article["published"], article["published_precision"]) or "no date"
    parts = [article["publisher"] or "publisher not known", day, article["byline"]]
    deck = f"<p><em>{escape(article['summary'])}</em></p>" if article["summary"] else ""
    return (
        f"<h1>{escape(article['title'] or 'An article without a title')}</h1>{deck}"
        f"<p class='cite'>{escape(' · '.join(part for part in parts if part))}</p>"
    )


def _facts(article: dict[str, Any]) -> list[tuple[str, str]]:
    """What the loading made of the article: where from, how its date was found, what was cut."""
    facts = [(name, str(article[name])) for name in ("article_id", "language", "locator", "url")]
    facts.append(("date from", f"{article['published_basis']}: {article['published_raw'] or '–'}"))
    facts += [("cut as furniture", cut) for cut in article["furniture"]]
    return [(name, value) for name, value in facts if value not in ("None", "nan")]
