"""The feed of a study: what changed in it, for readers of news feeds (RSS 2.0)."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path

import jinja2

from detente.content import write_aside
from detente.present.changelog import as_section
from detente.present.changes import Changes
from detente.present.study import Study

_MOST = 30
"""Changes that a feed goes back."""
_HISTORY = Path(".data") / "feed.json"
_TEMPLATE = files("detente.present") / "template" / "changes.xml.j2"
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
    items = [asdict(row) | {"dated": _rfc_822(row.day)} for row in _history(out)]
    feed = _TEMPLATE.read_text("utf-8")
    text = jinja2.Template(feed, autoescape=True, trim_blocks=True, keep_trailing_newline=True)
    said = {"title": study.title, "about": study.about, "address": study.address.rstrip("/")}
    write_aside(out / "changes.xml", _NOT_XML.sub("", text.render(said, items=items)))


def _rfc_822(day: str) -> str:
    """A day as feeds write it; empty for none."""
    if not day:
        return ""
    return format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC), usegmt=True)


def _history(out: Path) -> list[Item]:
    """Items of earlier runs; none where they cannot be read."""
    try:
        return [Item(**row) for row in json.loads((out / _HISTORY).read_text("utf-8"))]
    except (FileNotFoundError, ValueError, TypeError):
        return []
