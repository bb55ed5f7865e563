"""Changes told: as text for a terminal, as JSON for programs, and as a page."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from html import escape

from detente.present.changes import HEADINGS, Change, Changes
from detente.present.outputs import Gathered
from detente.present.page import fill
from detente.present.snapshot import COUNTS, Snapshot

_MOST = 12
"""Changes of one kind that a terminal shows."""
_IN_INDEX = 3
"""Changes of one kind that the first page of a study shows."""


def as_text(found: Changes, *, most: int = _MOST) -> str:
    """The changes for a terminal; of each kind the `most` greatest, and how many more there are."""
    lines = [_printable(f"{found.headline}."), f"Before: {_said(found.before)}."]
    lines.append(f"Now: {_said(found.after)}.")
    for kind, rows in found.by_kind():
        lines += ["", HEADINGS[kind]]
        lines += [f"  {_printable(row.sentence)}" for row in rows[:most]]
        if len(rows) > most:
            lines.append(f"  … and {len(rows) - most} more; a page (--out) has all of them")
    return "\n".join(lines)


def as_json(found: Changes) -> str:
    """The changes for other programs, with the counts of both runs."""
    made = {
        "headline": found.headline,
        "before": _about(found.before),
        "after": _about(found.after),
        "changes": [asdict(row) for row in found.rows],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def as_page(found: Changes, pages: Mapping[str, str] | None = None) -> str:
    """The changes as a page; `pages` has the report on a subject, which is then linked."""
    gathered = Gathered()
    opening = (
        f"<h1>What has changed</h1><p class='finding'>{escape(found.headline)}.</p>"
        f"<p>Before: {escape(_said(found.before))}.<br>Now: {escape(_said(found.after))}.</p>"
    )
    parts = []
    for kind, rows in found.by_kind():
        anchor = kind.replace(" ", "-")
        gathered.contents.append({"id": anchor, "text": f"{HEADINGS[kind]} ({len(rows)})"})
        items = "".join(f"<li>{linked(row, pages or {})}</li>" for row in rows)
        parts.append(f"<h2 id='{anchor}'>{HEADINGS[kind]}</h2><ul>{items}</ul>")
    body = "".join(parts)
    return fill(gathered, title="What has changed", opening=opening, body=body)


def as_section(found: Changes, pages: Mapping[str, str]) -> str:
    """The greatest changes of each kind, for the first page of a study."""
    items = []
    for kind, rows in found.by_kind():
        told = "; ".join(linked(row, pages) for row in rows[:_IN_INDEX])
        more = f"; and {len(rows) - _IN_INDEX} more" if len(rows) > _IN_INDEX else ""
        items.append(f"<li><b>{HEADINGS[kind]}:</b> {told}{more}</li>")
    return f"<p>{escape(found.headline)}.</p><ul>{''.join(items)}</ul>" if items else ""


def linked(row: Change, pages: Mapping[str, str]) -> str:
    """A change as HTML, with a link to the report on its subject where there is one."""
    page = pages.get(row.subject)
    said = escape(row.sentence)
    return f'<a href="{escape(page)}">{said}</a>' if page else said


def _said(run: Snapshot) -> str:
    counts = ", ".join(f"{run.counts.get(name, 0):,} {name}" for name in COUNTS)
    return f"{run.corpus}, {counts}" + (f", articles up to {run.latest}" if run.latest else "")


def _about(run: Snapshot) -> dict[str, object]:
    return {"corpus": run.corpus, "latest": run.latest, "digest": run.digest, **run.counts}


def _printable(text: str) -> str:
    """Text without what would steer a terminal."""
    return "".join(character for character in text if character.isprintable())
