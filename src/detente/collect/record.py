"""From a file to its records: each an article with its row in the ledger, or a row alone."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import xxhash

from detente.collect.address import canonical
from detente.collect.article import Article
from detente.collect.containers.member import Member
from detente.collect.dates import BASES, in_address, order_of, published
from detente.collect.documents import opened
from detente.collect.draft import Draft, RawFile, Refusal, sound
from detente.collect.furniture import without_furniture
from detente.collect.inputs import Input, contents, whole
from detente.collect.ledger import LedgerRow
from detente.collect.markup import plain
from detente.collect.publishers import Publishers
from detente.collect.readers import Reader, reader_of
from detente.collect.text import cleaned, decoded, one_line, unmangled

Record = tuple[LedgerRow, Article | None]

_SAVE = "save its text as .txt, or its table as .csv"
_KINDS = {
    b"PK\x03\x04": f"an office file or archive of a kind that is not known; {_SAVE}",
    b"\xd0\xcf\x11\xe0": f"an old Word or Excel file; {_SAVE}",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
"""First bytes of files that no reader takes, and what to do with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What became of one file."""

    records: tuple[Record, ...]
    """A row of the ledger for each record, and its article."""
    reader: str
    """Name of the reader; empty where none took the file."""
    columns: str
    """The columns that were guessed, in a sentence; empty for other formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What the records of one file share."""

    source: str
    """The file as the ledger names it."""
    place: str
    """Place of the file in a container; empty for one that is in none."""
    named: str
    """Names of its folders and its own."""
    reader: str
    """Name of the reader."""
    guess: str
    """Encoding that was guessed; empty where it was known."""
    month_first: bool | None
    """Order of numeric dates in the file, where its values tell."""
    publishers: Publishers
    """Publishers to ask."""


def read(job: tuple[Input, Path | None]) -> FileRead:
    """All records of one file, with a publishers table of the user's or without."""
    item, table = job
    records, readers, columns = list[Record](), dict[str, None](), dict[str, None]()
    for found in contents(item):
        made = (
            _nothing(item.source, found) if isinstance(found, Refusal) else _one(item, found, table)
        )
        records += made.records
        readers[made.reader] = columns[made.columns] = None
    return FileRead(
        records=tuple(records),
        reader=", ".join(filter(None, readers)),
        columns="; ".join(filter(None, columns)),
    )


def _one(item: Input, member: Member, table: Path | None) -> FileRead:
    """All records of one file, which can be a member of a container."""
    data = whole(member)
    if isinstance(data, Refusal):
        return _nothing(item.source, data)
    document = opened(data)
    if isinstance(document, Refusal):
        return _nothing(item.source, dataclasses.replace(document, place=member.place))
    kind = next((name for mark, name in _KINDS.items() if data.startswith(mark)), "")
    if document:
        text, guess = document.text, ""
    else:
        text, guess = ("", "") if kind else decoded(data)
    if not document and not text and data.strip() and not data.startswith(b"PAR1"):
        return _nothing(item.source, Refusal(place=member.place, reason="not text", seen=kind))
    raw = RawFile(
        source=_placed(item.source, member.place),
        data=data,
        text=text,
        kind=document.kind if document else "",
        url=member.url,
        retrieved=member.retrieved,
        properties=document.properties if document else (),
    )
    reader = reader_of(raw)
    drafts = list(_drafts(reader, raw)) or [Refusal(place="", reason="no records")]
    dates = [draft.dates[0][1] for draft in drafts if isinstance(draft, Draft) and draft.dates]
    file = _File(
        source=item.source,
        place=member.place,
        named=f"{item.named}/{member.place}" if member.place else item.named,
        reader=reader.NAME,
        guess=guess,
        month_first=order_of(dates),
        publishers=Publishers(table),
    )
    guessed = _columns(reader, raw) if any(isinstance(d, Draft) for d in drafts) else ""
    records = tuple(_record(draft, file) for draft in drafts)
    return FileRead(records=records, reader=reader.NAME, columns=guessed)


def _drafts(reader: Reader, raw: RawFile) -> Iterator[Draft | Refusal]:
    """What a reader finds; where it fails, what it had found and the reason."""
    last = ""
    try:
        for draft in reader.read(raw):
            last = draft.place
            yield sound(_from(raw, draft))
    except Exception as error:  # noqa: BLE001 - parsers raise anything on a hostile file; it goes to the ledger
        place = f"after {last}" if last else ""
        yield Refusal(place=place, reason="damaged", seen=_said(error))


def _from(raw: RawFile, draft: Draft | Refusal) -> Draft | Refusal:
    """A draft with the address and the time that a crawl gives its file."""
    if isinstance(draft, Refusal):
        return draft
    return dataclasses.replace(
        draft, url=draft.url or raw.url, retrieved=draft.retrieved or raw.retrieved
    )


def _columns(reader: Reader, raw: RawFile) -> str:
    """The columns that were guessed, in a sentence."""
    if not hasattr(reader, "columns") or not (columns := reader.columns(raw)):
        return ""
    return ", ".join(f"{field} from {name!r}" for name, field in columns.items())


def _record(draft: Draft | Refusal, file: _File) -> Record:
    place = "#".join(filter(None, (file.place, draft.place)))
    draft = dataclasses.replace(draft, place=place)
    if isinstance(draft, Refusal):
        return _refused(file.source, draft)
    try:
        article, mangled = _article(draft, file)
    except Exception as error:  # noqa: BLE001 - one odd record must not stop the others; it goes to the ledger
        refusal = Refusal(place=draft.place, reason="damaged", seen=_said(error))
        return _refused(file.source, refusal)
    if not article.body:
        refusal = Refusal(place=draft.place, reason="no text", seen="only furniture")
        return _refused(file.source, refusal)
    reason = "text repaired" if mangled else ""
    if file.guess and not reason:
        reason = f"encoding guessed: {file.guess}"
    row = LedgerRow(
        source=file.source,
        locator=article.locator,
        status="repaired" if reason else "read",
        reason=reason,
        article_id=article.article_id,
    )
    return row, article


def _article(draft: Draft, file: _File) -> tuple[Article, bool]:
    """The article of a draft, and whether its text had to be repaired."""
    body, mangled = unmangled(draft.body)
    headline, mangled_too = unmangled(draft.title)
    title, byline, summary = (one_line(t) for t in (headline, draft.byline, draft.summary))
    above = (title, byline, f"By {byline}", *(raw for _, raw in draft.dates))
    body, cut = without_furniture(cleaned(plain(body)), above)
    url = canonical(draft.url)
    publisher = file.publishers.of(named=one_line(draft.publisher), url=url or "", path=file.named)
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
        section=one_line(draft.section) or None,
        body=body,
        language=_language(body),
        **_published(draft, publisher.country, month_first=file.month_first),
        title_raw=draft.title or None,
        reader=file.reader,
        source=file.source,
        locator=_placed(file.source, draft.place),
        furniture=(*draft.furniture, *cut),
        copy_group=article_id,
        copy_kind="single",
        is_origin=True,
    ), mangled or mangled_too


def _begins(body: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the text, as feeds give it."""
    opening = re.sub(r"\W*(\[…\]|…|\.\.\.)$", "", summary)
    return bool(opening) and one_line(body[: len(summary) + 200]).startswith(opening)


def _published(draft: Draft, country: str | None, *, month_first: bool | None) -> dict[str, Any]:
    """The fields of the time of publication, from the most trustworthy candidate that is a date."""
    dates = sorted((*draft.dates, ("url", in_address(draft.url))), key=lambda d: BASES.index(d[0]))
    for basis, raw in dates:
        if found := published(raw, country=country, month_first=month_first):
            when, precision, assumed = found
            return {
                "published": when,
                "published_precision": precision,
                "published_basis": f"{basis}, {assumed}" if assumed else basis,
                "published_raw": raw,
            }
    return {
        "published": None,
        "published_precision": "none",
        "published_basis": "none",
        "published_raw": next((raw for _, raw in dates if raw), None),
    }


def _language(body: str) -> str:
    if not any(c.isalpha() for c in body):
        return "und"
    return str(_languages().classify(body[:1000])[0])


@cache
def _languages() -> Any:
    """Identifier of the languages that détente reads; it takes a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "ru", "uk"])
    return identifier


def _nothing(source: str, refusal: Refusal) -> FileRead:
    """A file that is one refused record."""
    return FileRead(records=(_refused(source, refusal),), reader="", columns="")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {one_line(str(error))}"[:120]


def _placed(source: str, place: str) -> str:
    return f"{source}#{place}" if place else source


def _refused(source: str, refusal: Refusal) -> Record:
    locator = _placed(source, refusal.place)
    reason = f"{refusal.reason}: {one_line(refusal.seen)}" if refusal.seen else refusal.reason
    row = LedgerRow(
        source=source, locator=locator, status="refused", reason=reason, article_id=None
    )
    return row, None
