"""What stands before the reports: first page, page and feed of changes, kept up to date."""

import base64
import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from detente.collect.corpus import Corpus
from detente.extract.reference import Reference
from detente.present.changes import (
    Changes,
    Snapshot,
    as_page,
    as_section,
    changes,
    keep,
    kept,
    snapshot_of,
)
from detente.present.chart import each
from detente.present.page import Gathered, fill
from detente.present.plan import Study
from detente.present.templates import filled
from detente.tables import hash_of, write_aside
from detente.wording import counted

_LANGUAGES = {"en": "English", "ru": "Russian", "uk": "Ukrainian", "und": "another language"}
_GROUPS = {"": "The study as a whole", "event": "Events, by date", "actor": "Actors, by name"}
_MANY = 24
"""Reports on events up to which one heading is enough."""
_MOST_ENTRIES = 30
"""Changes that a feed goes back."""
_HISTORY = Path(".data") / "feed.json"
# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 350_000
"""Characters that the packed search may take in a page; the articles that do not fit are left out,
copies first, then the oldest."""
_GUESS = 0.95
Rows = Mapping[str, Mapping[str, Any]]


def write_front(out: Path, folder: Path, *, rows: dict[str, dict[str, Any]], study: Study) -> None:
    """Write `index.html`, `changes.html` and `changes.xml` of a folder of reports.

    Parameters
    ----------
    folder
        Folder of the corpus.
    rows
        What became of each report, by name: the fields of a Result, and `earlier`, whether its
        page was made from other data and not looked at since.
    """
    corpus = Corpus.open(folder)
    now = snapshot_of(corpus)
    _, last = kept(out)
    if last and last != now:
        follow(out, changes(last, now))
    keep(out, now)
    before, _ = kept(out)
    found = changes(before, now) if before else None
    if found:
        write_aside(out / "changes.html", as_page(found, pages_of(rows)))
    write_feed(out, study)
    write_index(out, study, corpus, now=now, found=found, rows=rows)


def write_index(
    out: Path, study: Study, corpus: Corpus, *, now: Snapshot, found: Changes | None, rows: Rows
) -> None:
    """Write `index.html` into `out`.

    Parameters
    ----------
    now
        The data as they are.
    found
        What changed since the data before; None where there are none to compare with.
    rows
        What became of each report, as in `write_front`.
    """
    pages = pages_of(rows)
    titles = {_page(row): _title(row, now) for _, row in sorted(rows.items())}
    # what has no page of its own is found on those that show all events and all actors
    general = {"timeline": "02_timeline", "network": "03_network"}
    general = {what: _page(rows[name]) for what, name in general.items() if name in rows}
    packed, lost = packed_search(corpus, now, reports=titles, pages=pages | general)
    gathered, body = Gathered(), [_part("search_box", lost=lost)]
    if found:
        gathered.contents.append({"id": "changes", "text": "What has changed"})
        told = as_section(found, pages)
        body.append(_part("changed", since=found.before.latest, changes=told))
    for number, (heading, mine) in enumerate(_grouped(rows, now), start=1):
        entry = {"id": f"group-{number}", "text": f"{heading} ({len(mine)})"}
        gathered.contents.append(entry)
        cards = [_card(row, now) for row in mine]
        body.append(_part("group", anchor=entry["id"], heading=entry["text"], cards=cards))
    page = fill(
        gathered,
        title=study.title,
        opening=_opening(study, corpus, now),
        body="".join(body),
        is_index=True,
        search=packed,
    )
    write_aside(out / "index.html", page)


def pages_of(rows: Rows) -> dict[str, str]:
    """Page of each event and actor that has one, by `event=ID` or `actor=ID`."""
    return {row["scope"]: _page(row) for _, row in sorted(rows.items()) if row["scope"]}


def _part(macro: str, **values: Any) -> Markup:
    return filled(f"index.html.j2#{macro}", **values)


def _opening(study: Study, corpus: Corpus, now: Snapshot) -> Markup:
    articles, ledger = corpus.articles, corpus.table("ledger")
    days = articles["published_local"].dropna()
    languages = articles["language"].value_counts()
    status = ledger["status"].value_counts()
    counts = {name: int(status.get(name, 0)) for name in ("read", "repaired", "refused")} | {
        "articles": len(articles),
        "publishers": now.counts["publishers"],
        "independent": now.counts["independent reports"],
        "inputs": len(ledger),
    }
    return _part(
        "opening",
        study=study,
        counts=counts,
        days=f"{_day(days.min())} to {_day(days.max())}" if len(days) else "",
        languages=", ".join(f"{n} in {_LANGUAGES.get(str(c), c)}" for c, n in languages.items()),
    )


def _grouped(rows: Rows, now: Snapshot) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Reports under their headings; events that are many under one for each year."""
    for kind, heading in _GROUPS.items():
        mine = [row for row in rows.values() if row["scope"].partition("=")[0] == kind]
        mine.sort(key=lambda row: _order(row, now))
        if kind == "event" and len(mine) > _MANY:
            for year, some in groupby(mine, key=lambda row: _order(row, now)[0][:4]):
                yield f"Events of {year}" if year else "Events no longer reported", list(some)
        elif mine:
            yield heading, mine


def _order(row: Mapping[str, Any], now: Snapshot) -> tuple[str, str, str]:
    """Events by date, actors by name, all others by the name of the report."""
    kind, _, name = row["scope"].partition("=")
    begin = now.events[name].begin if kind == "event" and name in now.events else ""
    return begin, _title(row, now) if kind else "", row["name"]


def _card(row: Mapping[str, Any], now: Snapshot) -> dict[str, Any]:
    failed = row["message"] if row["status"] == "failed" else ""
    return {**row, "page": _page(row), "title": _title(row, now), "failed": failed}


def _title(row: Mapping[str, Any], now: Snapshot) -> str:
    """Title of a report; for one on an event or actor its name."""
    kind, _, name = row["scope"].partition("=")
    if kind == "event" and name in now.events:
        event = now.events[name]
        return f"{event.label}, {event.begin}"
    return now.names.get(name, row["title"]) if kind == "actor" else row["title"]


def _page(row: Mapping[str, Any]) -> str:
    return f"{row['name']}.failed.html" if row["status"] == "failed" else f"{row['name']}.html"


def _day(when: Any) -> str:
    return f"{when.day} {when:%B %Y}"


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
        guid=hash_of("|".join(made_of))[:32],
        after=found.after.digest,
        day=found.after.latest,
        title=found.headline,
        html=as_section(found, {}),
    )
    rows = [asdict(row) for row in [item, *earlier][:_MOST_ENTRIES]]
    text = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True)
    write_aside(out / _HISTORY, text)


def write_feed(out: Path, study: Study) -> None:
    """Write `changes.xml` into a folder of reports: the kept changes, the latest first.

    Dates are those of the data, because the library asks no clock.
    """
    items = [asdict(row) | {"dated": _rfc_822(row.day)} for row in _history(out)]
    said = {"title": study.title, "about": study.about, "address": study.address.rstrip("/")}
    text = filled("changes.xml.j2", **said, items=items)
    write_aside(out / "changes.xml", _NOT_XML.sub("", text))


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


def packed_search(
    study: Any, now: Snapshot, *, reports: Mapping[str, str], pages: Mapping[str, str]
) -> tuple[str, int]:
    """What can be searched, packed for a page, and how many articles did not fit.

    Each entry is its text, what else finds it (the name in the other language), what is said
    beside it, and the address of its page or article.

    Parameters
    ----------
    reports
        Title of each report by its page.
    pages
        Page of each event and actor that has one, by `event=ID` or `actor=ID`.
    """
    made = {
        "report": [[title, "", "", page] for page, title in reports.items()],
        "actor": _actors(now, pages),
        "event": _events(now, pages),
        "article": _articles(study.articles),
    }
    whole = len(made["article"])
    while True:
        packed = _pack(made)
        if len(packed) <= MOST or not made["article"]:
            return packed, whole - len(made["article"])
        fits = int(len(made["article"]) * _GUESS * MOST / len(packed))
        made["article"] = made["article"][:fits]


def _actors(now: Snapshot, pages: Mapping[str, str]) -> list[list[str]]:
    rows = Reference.load().actor_rows
    order = sorted(now.actors, key=lambda actor: (-now.actors[actor], actor))
    network = pages.get("network", "")
    return [
        [
            now.names[actor],
            rows[actor].name_ru if actor in rows else "",
            f"in {counted(now.actors[actor], 'independent report')}",
            pages.get(f"actor={actor}", network),
        ]
        for actor in order
    ]


def _events(now: Snapshot, pages: Mapping[str, str]) -> list[list[str]]:
    known = Reference.load().event_rows
    order = sorted(now.events.items(), key=lambda item: (-item[1].independent, item[0]))
    timeline = pages.get("timeline", "")
    return [
        [
            event.label,
            known[name].name_ru if name in known else "",
            event.begin,
            pages.get(f"event={name}", timeline),
        ]
        for name, event in order
    ]


def _articles(articles: Any) -> list[list[str]]:
    order = articles.sort_values(
        ["is_origin", "published", "article_id"], ascending=[False, False, True], kind="stable"
    )
    days = order["published_local"].dt.strftime("%Y-%m-%d").fillna("no date")
    safe = order["url"].where(order["url"].str.startswith(("https://", "http://"), na=False), "")
    rows = order.assign(day=days, url=safe)
    return [[row.title, "", f"{row.publisher}, {row.day}", row.url] for row in each(rows)]


def _pack(made: dict[str, Any]) -> str:
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
