"""Changes by finding: what one run of a study knew and another did not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from detente.present.chart import counted
from detente.present.snapshot import COUNTS, TIES, Reported, Snapshot

Kind = Literal[
    "count",
    "event added",
    "event gone",
    "event moved",
    "event reported more",
    "event reported less",
    "conflict new",
    "conflict settled",
    "conflict changed",
    "tie up",
    "tie down",
    "actor new",
    "actor gone",
    "article added",
    "article gone",
]
HEADINGS: dict[Kind, str] = {
    "count": "Counts",
    "event added": "Events added",
    "event gone": "Events gone",
    "event moved": "Events moved in date",
    "event reported more": "Events that more reports tell of",
    "event reported less": "Events that fewer reports tell of",
    "conflict new": "Conflicts new",
    "conflict settled": "Conflicts settled",
    "conflict changed": "Conflicts with other values",
    "tie up": "Ties that became stronger",
    "tie down": "Ties that became weaker",
    "actor new": "Actors new",
    "actor gone": "Actors gone",
    "article added": "Articles added",
    "article gone": "Articles gone",
}
"""Kinds in the order in which they are told, with the heading over each."""
_ACTOR: tuple[Kind, Kind] = ("actor new", "actor gone")
_ARTICLE: tuple[Kind, Kind] = ("article added", "article gone")
_TOLD: tuple[tuple[Kind, str, str], ...] = (
    ("article added", "article", "added"),
    ("article gone", "article", "gone"),
    ("event added", "event", "added"),
    ("event gone", "event", "gone"),
    ("event moved", "event", "moved in date"),
    ("conflict new", "conflict", "new"),
    ("conflict settled", "conflict", "settled"),
)
"""What a headline counts."""
_TIE = {
    "co-mention": ("–", "named together"),
    "action": ("→", "acting on"),
    "quote": ("→", "speaking of"),
}
"""How the ties of a network are written: the arrow, and what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs between two runs."""

    kind: Kind
    """What happened to what."""
    subject: str
    """What it is about: `event=ID`, `actor=ID`, `tie=KIND:SOURCE|TARGET`, `article=ID`, a count."""
    before: str
    """What the earlier run had; empty for nothing."""
    after: str
    """What the later one has; empty for nothing."""
    weight: int
    """By how much, for the order."""
    sentence: str
    """The change in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that differs between two runs, by kind and the greatest first."""

    before: Snapshot
    """The earlier run."""
    after: Snapshot
    """The later one."""
    rows: tuple[Change, ...]
    """The changes."""

    @property
    def headline(self) -> str:
        """The changes in one line."""
        return _headline(self) if self.rows else "Nothing has changed"

    def by_kind(self) -> list[tuple[Kind, list[Change]]]:
        """The changes of each kind that has any."""
        return [(kind, list(rows)) for kind, rows in groupby(self.rows, key=lambda row: row.kind)]


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """What differs between the data of two runs."""
    found = [
        *_counts(before, after),
        *_events(before, after),
        *_conflicts(before, after),
        *_ties(before, after),
        *_named(before.actors, after.actors, kinds=_ACTOR, names=_actor_names(before, after)),
        *_named(
            before.articles,
            after.articles,
            kinds=_ARTICLE,
            names=before.articles | after.articles,
        ),
    ]
    order = {kind: place for place, kind in enumerate(HEADINGS)}
    rows = sorted(found, key=lambda row: (order[row.kind], -row.weight, row.sentence, row.subject))
    return Changes(before=before, after=after, rows=tuple(rows))


def _counts(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    both = {name: (before.counts.get(name, 0), after.counts.get(name, 0)) for name in COUNTS}
    told = {name: (f"{was:,}", f"{now:,}") for name, (was, now) in both.items()}
    told["latest article"] = (before.latest or "none", after.latest or "none")
    for place, (name, (was, now)) in enumerate(told.items()):
        if was != now:
            said = f"{name}: {was} → {now}"
            yield _change("count", name, said, both=(was, now), weight=-place)


def _events(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    gone = {k: v for k, v in before.events.items() if k not in after.events}
    added = {k: v for k, v in after.events.items() if k not in before.events}
    same = {k: k for k in before.events if k in after.events} | _renamed(gone, added)
    for old, new in same.items():
        yield from _event_changes(new, before.events[old], after.events[new])
    for name, event in added.items():
        if name not in same.values():
            said = f"{_dated(event)}, {counted(event.independent, 'independent report')}"
            weight, both = event.independent, ("", event.label)
            yield _change("event added", f"event={name}", said, both=both, weight=weight)
    for name, event in gone.items():
        if name not in same:
            weight, both = event.independent, (event.label, "")
            yield _change("event gone", f"event={name}", _dated(event), both=both, weight=weight)


def _renamed(gone: dict[str, Reported], added: dict[str, Reported]) -> dict[str, str]:
    """Found events whose id moved with their day: the same kind, told by most of the same articles.

    Also an event that was found, and that the reference has now.
    """
    pairs: dict[str, str] = {}
    for old, was in sorted(gone.items()):
        if was.known:
            continue
        shared = {
            new: len(set(was.articles) & set(now.articles))
            for new, now in sorted(added.items())
            if new not in pairs.values() and (now.known or now.kind == was.kind)
        }
        best = max(shared, key=shared.__getitem__, default="")
        if best and 2 * shared[best] > len(was.articles):
            pairs[old] = best
    return pairs


def _event_changes(name: str, was: Reported, now: Reported) -> Iterator[Change]:
    days = (_days(was), _days(now))
    if days[0] != days[1]:
        by = _moved_by(was, now)
        moved = f"{now.label}: {days[0]} → {days[1]}{by}"
        yield _change("event moved", f"event={name}", moved, both=days, weight=now.independent)
    more = now.independent - was.independent
    if more:
        kind: Kind = "event reported more" if more > 0 else "event reported less"
        numbers = (str(was.independent), str(now.independent))
        said = f"{_dated(now)}: {numbers[0]} → {numbers[1]} independent reports"
        yield _change(kind, f"event={name}", said, both=numbers, weight=abs(more))


def _conflicts(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for key in sorted(before.conflicts.keys() | after.conflicts.keys()):
        event, _, attribute = key.partition("|")
        if event not in after.events:
            continue  # gone with its event, which is told
        was, now = before.conflicts.get(key, {}), after.conflicts.get(key, {})
        said = (_against(was), _against(now))
        if said[0] == said[1]:
            continue
        kind: Kind = "conflict new" if not said[0] else "conflict changed"
        kind = kind if said[1] else "conflict settled"
        label = f"{after.events[event].label}, {attribute}"
        shown = said[1] or said[0] if kind != "conflict changed" else " → ".join(said)
        weight = after.events[event].independent
        yield _change(kind, f"event={event}", f"{label}: {shown}", both=said, weight=weight)


def _against(values: dict[str, str]) -> str:
    """Values that conflict, then those that stand; empty where none conflicts."""
    wrong = sorted(value for value, verdict in values.items() if verdict == "conflict")
    right = sorted(value for value, verdict in values.items() if verdict != "conflict")
    if not wrong:
        return ""
    return f"{', '.join(wrong)} against {', '.join(right)}" if right else ", ".join(wrong)


def _ties(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    names = before.names | after.names
    for kind in TIES:
        old, new = before.ties.get(kind, {}), after.ties.get(kind, {})
        for pair in sorted(old.keys() | new.keys()):
            was, now = old.get(pair, 0), new.get(pair, 0)
            if was == now:
                continue
            source, target = (names.get(end, end) for end in pair.split("|"))
            arrow, what = _TIE[kind]
            said = f"{source} {arrow} {target}, {what}: {was} → {now} sentences"
            way: Kind = "tie up" if now > was else "tie down"
            both, weight = (str(was), str(now)), abs(now - was)
            yield _change(way, f"tie={kind}:{pair}", said, both=both, weight=weight)


def _named(
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    kinds: tuple[Kind, Kind],
    names: dict[str, str],
) -> Iterator[Change]:
    """Actors, the most named first, or articles: those that are new, and those that are gone."""
    new, lost = kinds
    what = new.partition(" ")[0]
    for kind, there, here in ((new, after, before), (lost, before, after)):
        for name in sorted(there.keys() - here.keys()):
            both = ("", names[name]) if kind == new else (names[name], "")
            weight = there[name] if isinstance(there[name], int) else 0
            yield _change(kind, f"{what}={name}", names[name], both=both, weight=weight)


def _actor_names(before: Snapshot, after: Snapshot) -> dict[str, str]:
    """Names of actors, with the independent reports that name them."""
    names = before.names | after.names
    counts = before.actors | after.actors
    return {
        name: f"{names.get(name, name)}, in {counted(number, 'independent report')}"
        for name, number in counts.items()
    }


def _change(
    kind: Kind, subject: str, sentence: str, *, both: tuple[str, str], weight: int = 0
) -> Change:
    before, after = both
    return Change(
        kind=kind, subject=subject, before=before, after=after, weight=weight, sentence=sentence
    )


def _headline(found: Changes) -> str:
    numbers = Counter(row.kind for row in found.rows)
    parts = [
        f"{counted(numbers[kind], noun)} {what}" for kind, noun, what in _TOLD if numbers[kind]
    ]
    first: dict[str, Change] = {kind: rows[0] for kind, rows in found.by_kind()}
    ties = [first[way] for way in ("tie up", "tie down") if way in first]
    parts += [row.sentence.removesuffix(" sentences") for row in ties]
    return "; ".join(parts or [row.sentence for row in found.rows[:1]])


def _days(event: Reported) -> str:
    return event.begin if event.begin == event.until else f"{event.begin} to {event.until}"


def _dated(event: Reported) -> str:
    return f"{event.label} ({_days(event)})"


def _moved_by(was: Reported, now: Reported) -> str:
    """By how many days the begin of an event moved; empty where a date is no day."""
    from datetime import date

    try:
        days = (date.fromisoformat(now.begin) - date.fromisoformat(was.begin)).days
    except ValueError:
        return ""
    return f", {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else ""
