"""From a piece to its records: opened, told what it is, and read by the reader that takes it.

A reader finds drafts; a draft becomes an article with its row of the ledger, or a row alone that
says why it was refused. Nothing that a file holds stops the reading of the others.
"""

import dataclasses
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import xxhash

from detente.collect.address import canonical
from detente.collect.article import Article, Draft, LedgerRow, RawFile, Reason, Refusal, sound
from detente.collect.columns import Asked, told_of
from detente.collect.dates import order_of, settled
from detente.collect.documents import opened
from detente.collect.furniture import without_furniture
from detente.collect.inputs import Piece, PieceRead
from detente.collect.languages import language_of
from detente.collect.markup import plain
from detente.collect.publishers import Publishers, publishers_with
from detente.collect.readers import KINDS, Reader, reader_of
from detente.collect.several import LONG, documents_in, doubt_in
from detente.collect.text import cleaned, decoded, one_line, shown, unmangled
from detente.limits import FAULTS, MEBIBYTE, SECONDS, TookTooLong, bounded, in_words

Record = tuple[LedgerRow, Article | None]
Made = tuple[Article, str] | Refusal
"""An article with what of its text was repaired, or why there is none."""
ArticleOf = Callable[[Draft], Made]
_SAVE = "save its text as .txt, or its table as .csv"
_KINDS = {
    b"PK\x03\x04": f"an office file or archive of a kind that is not known; {_SAVE}",
    b"\xd0\xcf\x11\xe0": f"an old Word or Excel file; {_SAVE}",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
"""First bytes of files that no reader takes, and what to do with them."""
_BY = re.compile(r"\Aby\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(line|row|item|record) (\d+)")


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep off the screen what parsers log; what they fail at is in the ledger."""
    nowhere = logging.NullHandler()
    logging.root.addHandler(nowhere)
    try:
        yield
    finally:
        logging.root.removeHandler(nowhere)


@_hushed()
def read(
    piece: Piece, table: Path | None, columns: Asked = (), *, as_text: bool = False
) -> tuple[tuple[Record, ...], PieceRead]:
    """All records of a piece, with a publishers table and names of columns of the user's.

    One that looks like many documents is refused, unless it is to be taken as one text.
    """
    told = partial(PieceRead, source=piece.source, place=piece.place)
    try:
        with bounded(seconds := SECONDS * (1 + piece.size / MEBIBYTE)):
            raw, guess = _opened(piece, columns)
            if isinstance(raw, Refusal):
                return (_refused(piece, raw),), told(records=1, changed=raw.reason == "changed")
            reader = reader_of(raw, KINDS if as_text else 0)
        with bounded(seconds):
            drafts = list(_drafts(reader, raw)) or [Refusal(place="", reason="no records")]
        articles = [draft for draft in drafts if isinstance(draft, Draft)]
        with bounded():
            guessed = reader.columns(raw) if articles or columns else {}
    except FAULTS as fault:
        return (_refused(piece, _failed("", fault)),), told(records=1)
    made = told(
        records=len(drafts),
        reader=reader.name,
        columns=told_of(guessed, columns),
        month_first=order_of([draft.dates[0][1] for draft in articles if draft.dates]),
    )
    publishers = publishers_with(table, table.stat().st_mtime_ns if table else 0)
    article_of: ArticleOf = partial(
        _article, piece=piece, made=made, guess=guess, publishers=publishers
    )
    if not as_text:
        article_of = partial(_if_one, article_of, apart=reader.rank < KINDS)
    return tuple(_apart(_record(draft, piece, article_of) for draft in drafts)), made


def _opened(piece: Piece, columns: Asked) -> tuple[RawFile | Refusal, str]:
    """The file as readers see it, and the encoding where it had to be guessed."""
    data = _content(piece)
    if isinstance(data, Refusal):
        return data, ""
    document = opened(data)
    if isinstance(document, Refusal):
        return document, ""
    text, guess = document.text if document else "", ""
    if not document:
        kind = next((name for mark, name in _KINDS.items() if data.startswith(mark)), "")
        text, guess = ("", "") if kind else decoded(data)
        if not text and data.strip() and not data.startswith(b"PAR1"):
            return Refusal(place="", reason="not text", seen=kind), ""
    raw = RawFile(
        source=_locator(piece, ""),
        data=data,
        text=text,
        kind=document.kind if document else "",
        url=piece.url,
        retrieved=piece.retrieved,
        columns=columns,
        properties=document.properties if document else (),
    )
    return raw, guess


def _content(piece: Piece) -> bytes | Refusal:
    """Bytes of a piece; those of a file must be the ones whose digest was taken."""
    if not isinstance(piece.content, Path):
        return piece.content
    try:
        data = piece.content.read_bytes()
    except OSError as error:
        return Refusal(place="", reason="unreadable", seen=error.strerror or str(error))
    if xxhash.xxh3_128_hexdigest(data) != piece.digest:
        return Refusal(place="", reason="changed")
    return data


def _drafts(reader: Reader, raw: RawFile) -> Iterator[Draft | Refusal]:
    """What a reader finds, with the address and the time that a crawl gives its file.

    Where the reader fails, what it had found and the reason.
    """
    last = ""
    try:
        for found in reader.read(raw):
            last = found.place
            if isinstance(found, Draft):
                url, retrieved = found.url or raw.url, found.retrieved or raw.retrieved
                yield sound(dataclasses.replace(found, url=url, retrieved=retrieved))
            else:
                yield sound(found)
    except FAULTS as fault:  # parsers raise anything on a hostile file; it goes to the ledger
        yield _failed(f"after {last}" if last else "", fault)


def _if_one(article_of: ArticleOf, found: Draft, *, apart: bool) -> Made:
    """The article of a draft; a refusal where it looks like many documents, its head the first."""
    dates = (raw for basis, raw in found.dates if basis == "text")
    cut = (line.partition(": ")[2] for line in found.furniture)
    head = (found.title, found.byline, found.section, *dates, *cut)
    text = "\n".join([*(" ".join(line.split()) for line in head), found.body])
    many = documents_in(text, apart=apart)
    many = many or documents_in(found.outline, apart=True)
    if many:
        return Refusal(place=found.place, reason="several documents", seen=many)
    return article_of(found)


def _apart(records: Iterable[Record]) -> Iterator[Record]:
    """Records, a second one at one place with a number."""
    seen = Counter[str]()
    for row, article in records:
        seen[row.locator] += 1
        if (number := seen[row.locator]) == 1:
            yield row, article
            continue
        locator = f"{row.locator} ({number})"
        yield (
            dataclasses.replace(row, locator=locator),
            dataclasses.replace(article, locator=locator) if article else None,
        )


def _record(draft: Draft | Refusal, piece: Piece, article_of: ArticleOf) -> Record:
    """The article of a draft with its row in the ledger; the row alone of a refusal."""
    if isinstance(draft, Refusal):
        return _refused(piece, draft)
    try:
        with bounded():
            made = article_of(draft)
    except FAULTS as fault:  # one odd record must not stop the others; it goes to the ledger
        made = _failed(draft.place, fault)
    if isinstance(made, Refusal):
        return _refused(piece, made)
    article, repaired = made
    if not article.body:
        refusal = Refusal(place=draft.place, reason="no text", seen="only furniture")
        return _refused(piece, refusal)
    beginning = f"only the beginning: {one_line(draft.partial)}" if draft.partial else ""
    words = len(article.body.split())
    long = f"very long: {words:,} words; look whether it is one article" if words > LONG else ""
    doubt = "" if long else doubt_in(article.body)
    doubt = doubt and f"perhaps several: {doubt}; look whether it is one article"
    row = LedgerRow(
        source=article.source,
        locator=article.locator,
        status="repaired" if repaired else "read",
        reason=beginning or "; ".join(filter(None, (repaired, long or doubt))),
        article_id=article.article_id,
    )
    return row, article


def _article(
    draft: Draft, *, piece: Piece, made: PieceRead, guess: str, publishers: Publishers
) -> tuple[Article, str]:
    """The article of a draft, and what of its text was repaired."""
    whole = (draft.body, draft.title, draft.byline, draft.summary, draft.section)
    mended = [unmangled(text) for text in whole]
    body, *parts = (text for text, _ in mended)
    title, byline, summary, section = map(one_line, parts)
    byline = _BY.sub("", byline)
    above = (title, byline, f"By {byline}", *(raw for _, raw in draft.dates))
    body, cut = without_furniture(cleaned(plain(body)), above)
    url = canonical(draft.url)
    publisher = publishers.of(named=one_line(draft.publisher), url=url or "", path=piece.named)
    identity = f"{publisher.name}\0{' '.join(body.split())}".encode("utf-8", "replace")
    article_id = xxhash.xxh3_128_hexdigest(identity)[:16]
    article = Article(
        article_id=article_id,
        url=url,
        url_raw=shown(draft.url) or None,
        publisher=publisher.name,
        country=publisher.country,
        zone=publisher.zone,
        title=title,
        summary=None if _begins(body, summary) or summary == title else summary or None,
        byline=byline or None,
        section=section or None,
        body=body,
        language=language_of(body),
        **settled(
            draft,
            url,
            country=publisher.country,
            zone=publisher.zone,
            month_first=made.month_first,
        ),
        title_raw=shown(draft.title) or None,
        reader=made.reader,
        source=piece.source,
        locator=_locator(piece, draft.place),
        furniture=(*draft.furniture, *cut),
        copy_group=article_id,
        copy_kind="single",
        is_origin=True,
    )
    mangled = next((said for _, said in mended if said), "")
    guessed = f"encoding guessed: {guess}" if guess else ""
    return article, f"text repaired: {mangled}" if mangled else guessed


def _begins(body: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the text, as feeds give it."""
    opening = re.sub(r"(?<!\W)\W*(\[…\]|…|\.\.\.)$", "", summary)
    return bool(opening) and one_line(body[: len(summary) + 200]).startswith(opening)


def _failed(place: str, fault: BaseException) -> Refusal:
    is_too_much = isinstance(fault, TookTooLong | MemoryError)
    reason: Reason = "too much" if is_too_much else "damaged"
    if not is_too_much and not isinstance(fault, RecursionError):
        what = one_line(str(fault)) or type(fault).__name__
        return Refusal(place=place, reason=reason, seen=f"not as its format has it: {what}"[:120])
    return Refusal(place=place, reason=reason, seen=in_words(fault))


def _refused(piece: Piece, refusal: Refusal) -> Record:
    """Row of what was not read."""
    reason = f"{refusal.reason}: {one_line(refusal.seen)}" if refusal.seen else refusal.reason
    row = LedgerRow(
        source=piece.source,
        locator=_locator(piece, refusal.place),
        status="refused",
        reason=reason,
        article_id=None,
    )
    return row, None


def _locator(piece: Piece, place: str) -> str:
    """Where a record is, counted from the beginning of the file that the piece is a block of."""
    if piece.before:
        place = _NUMBERED.sub(lambda found: f"{found[1]} {int(found[2]) + piece.before}", place)
        place = place or f"after record {piece.before}"
    return "#".join(filter(None, (piece.source, piece.place, place)))
