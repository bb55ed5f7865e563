"""The feed of a study: what changed in it, for readers of news feeds (RSS 2.0)."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

from detente.content import write_aside
from detente.present.changelog import as_section
from detente.present.changes import Changes
from detente.present.study import Study

_MOST = 30
"""Changes that a feed goes back."""
_HISTORY = Path(".data") / "feed.json"
# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed: all that changed from one run to the next."""

    guid: str
    """Its name for ever: a hash of what it followed, and of the data before and after."""
    after: str
    """Hash of the data after."""
    day: str
    """Day of the latest article, YYYY-MM-DD; empty where none is dated."""
    title: str
    """The changes in one line."""
    html: str
    """The greatest changes of each kind."""


def follow(out: Path, found: Changes) -> None:
    """Keep changes for the feed of a folder of reports."""
    earlier = _history(out)
    if earlier and earlier[0].after == found.after.digest:
        return  # a run that was stopped before it kept its snapshot has told this already
    made_of = [earlier[0].guid if earlier else "", found.before.digest, found.after.digest]
    item = Item(
        guid=hashlib.sha256("|".join(made_of).encode()).hexdigest()[:32],
        after=found.after.digest,
        day=found.after.latest,
        title=found.headline,
        html=as_section(found, {}),
    )
    rows = [asdict(row) for row in [item, *earlier][:_MOST]]
    text = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True)
    write_aside(out / _HISTORY, text)


def write_feed(out: Path, study: Study) -> None:
    """Write `changes.xml` into a folder of reports: the kept changes, the latest first.

    Dates are those of the data, because the library asks no clock.
    """
    home = f"{study.address.rstrip('/')}/index.html" if study.address else "urn:detente:study"
    channel = {
        "title": study.title,
        "link": home,
        "description": study.about or "What changed in the data of this study, run by run.",
        "language": "en",
    }
    items = "".join(_item(row, home) for row in _history(out))
    write_aside(
        out / "changes.xml",
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"{_elements(channel)}{_self(study)}{items}</channel>\n</rss>\n",
    )


def _item(row: Item, home: str) -> str:
    said = {"title": row.title, "link": home.replace("index.html", "changes.html")}
    if not home.startswith("http"):
        said.pop("link")
    said["description"] = row.html
    dated = {"pubDate": _rfc_822(row.day)} if row.day else {}
    guid = f'<guid isPermaLink="false">{row.guid}</guid>\n'
    return f"<item>\n{_elements(said | dated)}{guid}</item>\n"


def _self(study: Study) -> str:
    """Where the feed itself is, which a reader of feeds asks for."""
    if not study.address:
        return ""
    address = escape(f"{study.address.rstrip('/')}/changes.xml")
    return f'<atom:link href="{address}" rel="self" type="application/rss+xml"/>\n'


def _elements(said: Mapping[str, str]) -> str:
    return "".join(
        f"<{name}>{escape(_NOT_XML.sub('', text), quote=False)}</{name}>\n"
        for name, text in said.items()
    )


def _rfc_822(day: str) -> str:
    return format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC), usegmt=True)


def _history(out: Path) -> list[Item]:
    """Items of earlier runs; none where they cannot be read."""
    try:
        return [Item(**row) for row in json.loads((out / _HISTORY).read_text("utf-8"))]
    except (FileNotFoundError, ValueError, TypeError):
        return []
