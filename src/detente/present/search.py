"""The search of a first page: reports, actors, events and articles, packed to work offline."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

from detente.extract.reference import Reference
from detente.present.chart import each
from detente.present.snapshot import Snapshot

MOST = 350_000
"""Characters that the packed search may take in a page; the articles that do not fit are left out,
copies first, then the oldest."""
_GUESS = 0.95


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
            f"in {now.actors[actor]} independent report{'s' * (now.actors[actor] != 1)}",
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
    days = order["published"].dt.strftime("%Y-%m-%d").fillna("no date")
    rows = order.assign(day=days, url=order["url"].fillna(""))
    return [[row.title, "", f"{row.publisher}, {row.day}", _safe(row.url)] for row in each(rows)]


def _safe(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _pack(made: dict[str, Any]) -> str:
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
