"""The ledger: every input record, read or refused, with the reason."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["read", "repaired", "refused"]
Reason = Literal[
    "same article again",
    "only the beginning",
    "encoding guessed",
    "text repaired",
    "no text",
    "not text",
    "no records",
    "part of a page",
    "damaged",
    "changed",
    "unreadable",
    "too large",
]
MEANINGS: dict[Reason, str] = {
    "same article again": "read or repaired; this publisher's same text is there already",
    "only the beginning": "read or repaired; the source gives only the beginning of the text",
    "encoding guessed": "repaired; neither UTF-8 nor the encoding that the file declares",
    "text repaired": "repaired; letters that a wrong encoding had turned into others",
    "no text": "refused; a record, but with no article in it",
    "not text": "refused; a picture, a programme or another file without text",
    "no records": "refused; a file of a known format that holds no record",
    "part of a page": "refused; saved with a page that is an input of its own",
    "damaged": "refused; cut off or not well formed from here on",
    "changed": "refused; it was written to while it was read; load again",
    "unreadable": "refused; the file could not be opened",
    "too large": "refused; more than détente reads from one file",
}
"""Every reason and what it says, beginning with the status that it goes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """What became of one input record."""

    source: str
    """The input file, relative to the folder that was loaded."""
    locator: str
    """Place in the source that a person can open: `file.csv#row 12`, `feed.xml#item 3`."""
    status: Status
    """read; repaired (read after a repair that the reason names); refused."""
    reason: str
    """Empty, or one of a closed set of reasons, with what was seen after a colon."""
    article_id: str | None
    """The article that the record became; None if refused."""
