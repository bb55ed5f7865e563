"""The ledger: every input record, read or refused, with the reason."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["read", "repaired", "refused"]


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
    """Empty for read; else one of the closed set of reasons, with what was seen after a colon."""
    article_id: str | None
    """The article that the record became; None if refused."""
