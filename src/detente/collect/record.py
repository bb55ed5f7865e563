"""From a draft to a record: an article with its row in the ledger, or a row alone."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import xxhash

from detente.collect.address import canonical
from detente.collect.article import Article
from detente.collect.date_choice import settled
from detente.collect.draft import Draft, Refusal
from detente.collect.furniture import without_furniture
from detente.collect.ledger import LedgerRow
from detente.collect.markup import plain
from detente.collect.mojibake import unmangled
from detente.collect.pieces import Piece
from detente.collect.publishers import Publishers
from detente.collect.text import cleaned, one_line

_BY = re.compile(r"\Aby\s+", re.IGNORECASE)
Record = tuple[LedgerRow, Article | None]

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_RUSSIAN, _UKRAINIAN = re.compile("[ыэъё]", re.IGNORECASE), re.compile("[іїєґ]", re.IGNORECASE)
_FOREIGN = 0.1  # share of the letters of another alphabet, as names have
_NUMBERED = re.compile(r"\b(line|row|item|record) (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the records of one file share."""

    piece: Piece
    """The file, or the block of it."""
    reader: str
    """Name of the reader."""
    guess: str
    """Encoding that was guessed; empty where it was known."""
    month_first: bool | None
    """Order of numeric dates in the file, where its values tell."""
    publishers: Publishers
    """Publishers to ask."""


def record(draft: Draft | Refusal, shared: Shared) -> Record:
    """The article of a draft with its row in the ledger; the row alone of a refusal."""
    if isinstance(draft, Refusal):
        return refused(shared.piece, draft)
    try:
        article, mangled = _article(draft, shared)
    except Exception as error:  # noqa: BLE001 - one odd record must not stop the others; it goes to the ledger
        refusal = Refusal(place=draft.place, reason="damaged", seen=said(error))
        return refused(shared.piece, refusal)
    if not article.body:
        refusal = Refusal(place=draft.place, reason="no text", seen="only furniture")
        return refused(shared.piece, refusal)
    reason = f"text repaired: {mangled}" if mangled else ""
    if shared.guess and not reason:
        reason = f"encoding guessed: {shared.guess}"
    beginning = f"only the beginning: {one_line(draft.partial)}" if draft.partial else ""
    row = LedgerRow(
        source=article.source,
        locator=article.locator,
        status="repaired" if reason else "read",
        reason=beginning or reason,
        article_id=article.article_id,
    )
    return row, article


def _article(draft: Draft, shared: Shared) -> tuple[Article, str]:
    """The article of a draft, and what of its text was repaired."""
    whole = (draft.body, draft.title, draft.byline, draft.summary, draft.section)
    mended = [unmangled(text) for text in whole]
    body, *parts = (text for text, _ in mended)
    title, byline, summary, section = map(one_line, parts)
    byline = _BY.sub("", byline)
    above = (title, byline, f"By {byline}", *(raw for _, raw in draft.dates))
    body, cut = without_furniture(cleaned(plain(body)), above)
    url = canonical(draft.url)
    publisher = shared.publishers.of(
        named=one_line(draft.publisher), url=url or "", path=shared.piece.named
    )
    identity = f"{publisher.name}\0{' '.join(body.split())}".encode("utf-8", "replace")
    article_id = xxhash.xxh3_128_hexdigest(identity)[:16]
    return Article(
        article_id=article_id,
        url=url,
        url_raw=draft.url or None,
        publisher=publisher.name,
        country=publisher.country,
        title=title,
        summary=None if _begins(body, summary) or summary == title else summary or None,
        byline=byline or None,
        section=section or None,
        body=body,
        language=_language(body),
        **settled(draft, url, publisher.country, month_first=shared.month_first),
        title_raw=draft.title or None,
        reader=shared.reader,
        source=shared.piece.source,
        locator=locator_of(shared.piece, draft.place),
        furniture=(*draft.furniture, *cut),
        copy_group=article_id,
        copy_kind="single",
        is_origin=True,
    ), next((said for _, said in mended if said), "")


def _begins(body: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the text, as feeds give it."""
    opening = re.sub(r"\W*(\[…\]|…|\.\.\.)$", "", summary)
    return bool(opening) and one_line(body[: len(summary) + 200]).startswith(opening)


def _language(body: str) -> str:
    """Language by the alphabet and the letters that only one language has; else by a model."""
    sample = body[:1000]
    if not _LETTER.search(body):
        return "und"
    if sample.isascii():
        return "en"
    letters, cyrillic = len(_LETTER.findall(sample)), len(_CYRILLIC.findall(sample))
    if cyrillic < _FOREIGN * letters:
        return "en"
    russian, ukrainian = _RUSSIAN.search(sample), _UKRAINIAN.search(sample)
    if cyrillic > (1 - _FOREIGN) * letters and bool(russian) != bool(ukrainian):
        return "ru" if russian else "uk"
    return str(_languages().classify(sample)[0])


@cache
def _languages() -> Any:
    """Identifier of the languages that détente reads; it takes a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "ru", "uk"])
    return identifier


def said(error: Exception) -> str:
    """What an error says, for the ledger."""
    return f"{type(error).__name__}: {one_line(str(error))}"[:120]


def refused(piece: Piece, refusal: Refusal) -> Record:
    """Row of what was not read."""
    reason = f"{refusal.reason}: {one_line(refusal.seen)}" if refusal.seen else refusal.reason
    row = LedgerRow(
        source=piece.source,
        locator=locator_of(piece, refusal.place),
        status="refused",
        reason=reason,
        article_id=None,
    )
    return row, None


def locator_of(piece: Piece, place: str) -> str:
    """Where a record is, counted from the beginning of the file that the piece is a block of."""
    if piece.before:
        place = _NUMBERED.sub(lambda found: f"{found[1]} {int(found[2]) + piece.before}", place)
        place = place or f"after record {piece.before}"
    return "#".join(filter(None, (piece.source, piece.place, place)))
