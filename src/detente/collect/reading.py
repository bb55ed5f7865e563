"""From a piece to its records: opened, told what it is, and read by the reader that takes it."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.collect.columns import Asked
from detente.collect.dates import order_of
from detente.collect.documents import opened
from detente.collect.draft import Draft, RawFile, Refusal, sound
from detente.collect.encoding import decoded
from detente.collect.inputs import digest_of_bytes
from detente.collect.pieces import Piece
from detente.collect.publishers import publishers_with
from detente.collect.readers import Reader, reader_of
from detente.collect.record import Record, Shared, locator_of, record, refused, said

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
class PieceRead:
    """What became of one piece of an input."""

    records: tuple[Record, ...]
    """A row of the ledger for each record, and its article."""
    reader: str = ""
    """Name of the reader; empty where none took the file."""
    columns: str = ""
    """The columns that were guessed, in a sentence; empty for other formats."""
    month_first: bool | None = None
    """Order of numeric dates in it, where its values tell."""
    changed: bool = False
    """Whether the file is no more the one whose digest was taken."""


def read(piece: Piece, table: Path | None, columns: Asked = ()) -> PieceRead:
    """All records of a piece, with a publishers table and names of columns of the user's."""
    data = _content(piece)
    if isinstance(data, Refusal):
        changed = data.reason == "changed"
        return PieceRead(records=(refused(piece, data),), changed=changed)
    raw, guess = _told(piece, data, columns)
    if isinstance(raw, Refusal):
        return PieceRead(records=(refused(piece, raw),))
    try:
        reader = reader_of(raw)
    except Exception as error:  # noqa: BLE001 - as in _drafts
        refusal = Refusal(place="", reason="damaged", seen=said(error))
        return PieceRead(records=(refused(piece, refusal),))
    drafts = list(_drafts(reader, raw)) or [Refusal(place="", reason="no records")]
    dates = [draft.dates[0][1] for draft in drafts if isinstance(draft, Draft) and draft.dates]
    shared = Shared(
        piece=piece,
        reader=reader.name,
        guess=guess,
        month_first=order_of(dates),
        publishers=publishers_with(table),
    )
    guessed = _columns(reader, raw) if any(isinstance(d, Draft) for d in drafts) else ""
    records = _apart(record(draft, shared) for draft in drafts)
    return PieceRead(
        records=tuple(records),
        reader=reader.name,
        columns=guessed,
        month_first=shared.month_first,
    )


def _told(piece: Piece, data: bytes, columns: Asked) -> tuple[RawFile | Refusal, str]:
    """The file as readers see it, and the encoding where it had to be guessed."""
    document = opened(data)
    if isinstance(document, Refusal):
        return document, ""
    text, guess, kind = "", "", ""
    if document:
        text = document.text
    else:
        kind = next((name for mark, name in _KINDS.items() if data.startswith(mark)), "")
        text, guess = ("", "") if kind else decoded(data)
    if not document and not text and data.strip() and not data.startswith(b"PAR1"):
        return Refusal(place="", reason="not text", seen=kind), ""
    raw = RawFile(
        source=locator_of(piece, ""),
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
    if digest_of_bytes(data) != piece.digest:
        return Refusal(place="", reason="changed")
    return data


def _drafts(reader: Reader, raw: RawFile) -> Iterator[Draft | Refusal]:
    """What a reader finds; where it fails, what it had found and the reason."""
    last = ""
    try:
        for draft in reader.read(raw):
            last = draft.place
            yield sound(_from(raw, draft))
    except Exception as error:  # noqa: BLE001 - parsers raise anything on a hostile file; it goes to the ledger
        place = f"after {last}" if last else ""
        yield Refusal(place=place, reason="damaged", seen=said(error))


def _from(raw: RawFile, draft: Draft | Refusal) -> Draft | Refusal:
    """A draft with the address and the time that a crawl gives its file."""
    if isinstance(draft, Refusal):
        return draft
    return dataclasses.replace(
        draft, url=draft.url or raw.url, retrieved=draft.retrieved or raw.retrieved
    )


def _columns(reader: Reader, raw: RawFile) -> str:
    """The columns that were guessed, in a sentence."""
    return ", ".join(f"{field} from {name!r}" for name, field in reader.columns(raw).items())


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
