"""What one run of a study knew and another did not: as text, as a page, as JSON.

Each run keeps a snapshot of its data beside its pages: counts, articles, events, conflicts, ties
and actors. Two snapshots are compared, thing by thing, and every difference is a sentence.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from detente.errors import CorpusError
from detente.present.chart import each
from detente.present.page import Gathered, fill
from detente.present.templates import filled
from detente.tables import hash_of, write_aside
from detente.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An event as a run knew it."""

    label: str
    """Its name."""
    begin: str
    """First day, or month or year where less is known."""
    until: str
    """Last day, inclusive."""
    kind: str
    """Its chief PLOVER type; empty without one."""
    known: bool
    """Whether the reference has it."""
    independent: int
    """Independent reports of it."""
    articles: tuple[str, ...]
    """The articles that report it, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The data of one run: counts, articles, events, conflicts, ties and actors."""

    corpus: str
    """Name of the corpus."""
    latest: str
    """Day of the latest article, YYYY-MM-DD; empty where none is dated."""
    counts: dict[str, int]
    """Each of `COUNTS`."""
    articles: dict[str, str] = field(default_factory=dict)
    """Publisher, day and headline of each article, by id."""
    events: dict[str, Reported] = field(default_factory=dict)
    """Events by id."""
    conflicts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Values that reports of an event print and their verdicts, by `event|attribute`."""
    ties: dict[str, dict[str, int]] = field(default_factory=dict)
    """Sentences of each tie (copies once), by network and by `source|target`."""
    actors: dict[str, int] = field(default_factory=dict)
    """Independent reports that name an actor, by id."""
    names: dict[str, str] = field(default_factory=dict)
    """Name of each actor, by id."""

    @property
    def digest(self) -> str:
        """Hash of the data."""
        return hash_of(_text(self))[:32]


_Told = tuple[str, str, int]
"""A thing of a run: its label, what is said of it, and how much it weighs."""
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
_TOLD: dict[Kind, str] = {
    "article added": "added",
    "article gone": "gone",
    "event added": "added",
    "event gone": "gone",
    "event moved": "moved in date",
    "conflict new": "new",
    "conflict settled": "settled",
}
"""What a headline counts, with what happened to it."""
FORMAT = 1
"""Version of the file of a snapshot; another one is not compared."""
COUNTS = ("articles", "independent reports", "publishers", "events", "actors")
"""What is counted, in the order in which it is told."""
TIES: tuple[Literal["co-mention", "action", "quote"], ...] = ("co-mention", "action", "quote")
"""The networks whose ties are kept."""
_TIE = {
    "co-mention": ("–", "named together"),
    "action": ("→", "acting on"),
    "quote": ("→", "speaking of"),
}
"""How the ties of a network are written: the arrow, and what they are."""
_MOST = 12
"""Changes of one kind that a terminal shows."""
_IN_INDEX = 3
"""Changes of one kind that the first page of a study shows."""
_NOW, _BEFORE = Path(".data") / "now.json", Path(".data") / "before.json"


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
        numbers, first = Counter(row.kind for row in self.rows), dict(self.by_kind())
        parts = [
            f"{counted(numbers[kind], kind.partition(' ')[0])} {what}"
            for kind, what in _TOLD.items()
            if numbers[kind]
        ]
        ties = [first[way][0] for way in ("tie up", "tie down") if way in first]
        parts += [row.sentence.removesuffix(" sentences") for row in ties]
        return "; ".join(parts) or (self.rows[0].sentence if self.rows else "Nothing has changed")

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
        *_came_and_went(("actor new", "actor gone"), _actors(before), _actors(after)),
        *_came_and_went(("article added", "article gone"), _articles(before), _articles(after)),
    ]
    order = list(HEADINGS)
    found.sort(key=lambda row: (order.index(row.kind), -row.weight, row.sentence, row.subject))
    return Changes(before=before, after=after, rows=tuple(found))


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
    more = {
        name: (event.label, f"{_dated(event)}, {_reports(event.independent)}", event.independent)
        for name, event in added.items()
        if name not in same.values()
    }
    less = {
        name: (event.label, _dated(event), event.independent)
        for name, event in gone.items()
        if name not in same
    }
    yield from _came_and_went(("event added", "event gone"), less, more)


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
        moved = f"{now.label}: {days[0]} → {days[1]}{_moved_by(was, now)}"
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


def _actors(run: Snapshot) -> dict[str, _Told]:
    """Actors of a run with the independent reports that name them."""
    said = {
        actor: f"{run.names.get(actor, actor)}, in {_reports(n)}" for actor, n in run.actors.items()
    }
    return {actor: (said[actor], said[actor], number) for actor, number in run.actors.items()}


def _articles(run: Snapshot) -> dict[str, _Told]:
    return {name: (said, said, 0) for name, said in run.articles.items()}


def _came_and_went(
    kinds: tuple[Kind, Kind], before: dict[str, _Told], after: dict[str, _Told]
) -> Iterator[Change]:
    """What is in the later run alone, of the first kind, and in the earlier alone, of the other."""
    new, gone = kinds
    what = new.partition(" ")[0]
    for name in after.keys() - before.keys():
        label, said, weight = after[name]
        yield _change(new, f"{what}={name}", said, both=("", label), weight=weight)
    for name in before.keys() - after.keys():
        label, said, weight = before[name]
        yield _change(gone, f"{what}={name}", said, both=(label, ""), weight=weight)


def _change(
    kind: Kind, subject: str, sentence: str, *, both: tuple[str, str], weight: int = 0
) -> Change:
    before, after = both
    return Change(
        kind=kind, subject=subject, before=before, after=after, weight=weight, sentence=sentence
    )


def _days(event: Reported) -> str:
    return event.begin if event.begin == event.until else f"{event.begin} to {event.until}"


def _dated(event: Reported) -> str:
    return f"{event.label} ({_days(event)})"


def _reports(number: int) -> str:
    return counted(number, "independent report")


def _moved_by(was: Reported, now: Reported) -> str:
    """By how many days the begin of an event moved; empty where a date is no day."""
    try:
        days = (date.fromisoformat(now.begin) - date.fromisoformat(was.begin)).days
    except ValueError:
        return ""
    return f", {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else ""


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


def since(before: Snapshot | None, out: Path) -> str:
    """What the data of a folder of reports have that `before` had not, for a terminal."""
    now = _kept(out / _NOW)
    if before is None or now is None:
        return "This is the first run into this folder: there is nothing to compare it with."
    if before == now:
        return f"Nothing has changed since the last run ({now.corpus})."
    return as_text(changes(before, now))


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
    kinds = [(kind.replace(" ", "-"), HEADINGS[kind], rows) for kind, rows in found.by_kind()]
    gathered = Gathered(
        contents=[
            {"id": anchor, "text": f"{heading} ({len(rows)})"} for anchor, heading, rows in kinds
        ]
    )
    before, now = _said(found.before), _said(found.after)
    return fill(
        gathered,
        title="What has changed",
        opening=filled("changes.html.j2#opening", found=found, before=before, now=now),
        body=filled("changes.html.j2#all", kinds=kinds, pages=pages or {}),
    )


def as_section(found: Changes, pages: Mapping[str, str]) -> Markup:
    """The greatest changes of each kind, for the first page of a study."""
    kinds = [(HEADINGS[kind], rows) for kind, rows in found.by_kind()]
    section = "changes.html.j2#section"
    return filled(section, found=found, kinds=kinds, pages=pages, most=_IN_INDEX)


def _said(run: Snapshot) -> str:
    counts = ", ".join(counted(run.counts.get(name, 0), name.removesuffix("s")) for name in COUNTS)
    return f"{run.corpus}, {counts}" + (f", articles up to {run.latest}" if run.latest else "")


def _about(run: Snapshot) -> dict[str, object]:
    return {"corpus": run.corpus, "latest": run.latest, "digest": run.digest, **run.counts}


def _printable(text: str) -> str:
    """Text without what would steer a terminal."""
    return "".join(character for character in text if character.isprintable())


def snapshot_of(study: Any) -> Snapshot:
    """Snapshot of a corpus; what has not been looked for in it is empty."""
    articles, has = study.articles, {file.stem for file in study.folder.glob("*.parquet")}
    days = articles["published_local"].dropna()
    events = _reported_events(study) if {"events", "event_evidence"} <= has else {}
    ties = _reported_ties(study) if {"mentions", "actions", "quotes"} <= has else {}
    actors = _reported_actors(study) if "mentions" in has else {}
    own, publishers = articles["copy_group"].nunique(), articles["publisher"].nunique()
    numbers = (len(articles), int(own), int(publishers), len(events), len(actors))
    held = {end for edges in ties.values() for pair in edges for end in pair.split("|")}
    return Snapshot(
        corpus=study.folder.name,
        latest=f"{days.max():%Y-%m-%d}" if len(days) else "",
        counts=dict(zip(COUNTS, numbers, strict=True)),
        articles=_printed(articles),
        events=events,
        conflicts=_reported_conflicts(study) if "conflicts" in has else {},
        ties={kind: ties.get(kind, {}) for kind in TIES},
        actors=actors,
        names=_names(held | set(actors)),
    )


def read_snapshot(path: Path) -> Snapshot:
    """Snapshot in a file, of a folder of reports, or of a corpus; CorpusError where none is."""
    if (path / "corpus.json").is_file():
        from detente.embedded import open_corpus

        return snapshot_of(open_corpus(path))
    file = path if path.is_file() else path / _NOW
    if not file.is_file():
        raise CorpusError(
            "is no folder of reports, no corpus and no snapshot of one. Reports that this version "
            "makes keep their data: detente report --out DIR",
            folder=path,
        )
    return _read(file)


def last_two(out: Path) -> tuple[Snapshot, Snapshot]:
    """The two snapshots of a folder of reports; CorpusError where it has not two."""
    before, now = kept(out)
    if before and now:
        return before, now
    raise CorpusError(
        "keeps no two runs with different data. Name two folders: detente changes OLD NEW",
        folder=out,
    )


def kept(out: Path) -> tuple[Snapshot | None, Snapshot | None]:
    """The two snapshots of a folder of reports: the one before and the last; None for none."""
    return _kept(out / _BEFORE), _kept(out / _NOW)


def keep(out: Path, now: Snapshot) -> bool:
    """Keep a snapshot as the last one of a folder of reports; False if the data are the same."""
    last = _kept(out / _NOW)
    if last == now:
        return False
    (out / _NOW).parent.mkdir(exist_ok=True)
    if last:
        write_aside(out / _BEFORE, _text(last))
    write_aside(out / _NOW, _text(now))
    return True


def _text(snapshot: Snapshot) -> str:
    made = {"format": FORMAT} | asdict(snapshot)
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(file: Path) -> Snapshot:
    try:
        made = json.loads(file.read_text("utf-8"))
        if made.pop("format") != FORMAT:
            raise CorpusError(
                "was written by another version of détente: make its reports again.", folder=file
            )
        events = {
            name: Reported(**row | {"articles": tuple(row["articles"])})
            for name, row in made.pop("events").items()
        }
        return Snapshot(**made, events=events)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(f"is no snapshot of a study ({error}).", folder=file) from None


def _kept(file: Path) -> Snapshot | None:
    try:
        return _read(file)
    except (CorpusError, FileNotFoundError):
        return None


def _printed(articles: Any) -> dict[str, str]:
    days = articles["published_local"].dt.strftime("%Y-%m-%d").fillna("no date")
    rows = zip(articles["article_id"], articles["publisher"], days, articles["title"], strict=True)
    return {article: f"{publisher}, {day}: {title}" for article, publisher, day, title in rows}


def _reported_events(study: Any) -> dict[str, Reported]:
    by_event = study.event_evidence.groupby("event_id")["article_id"].unique()
    return {
        row.event_id: Reported(
            label=row.label,
            begin=row.begin,
            until=row.until,
            kind=next(iter(row.event_types), ""),
            known=isinstance(row.known, str),
            independent=int(row.independent),
            articles=tuple(sorted(by_event.get(row.event_id, ()))),
        )
        for row in study.events.itertuples()
    }


def _reported_conflicts(study: Any) -> dict[str, dict[str, str]]:
    from detente.present.charts import readable

    found: dict[str, dict[str, str]] = {}
    for row in study.conflicts.itertuples():
        values = found.setdefault(f"{row.event_id}|{row.attribute}", {})
        # One report in conflict is enough: another may print the value with an "almost".
        if values.get(readable(row.value)) != "conflict":
            values[readable(row.value)] = row.verdict
    return found


def _reported_ties(study: Any) -> dict[str, dict[str, int]]:
    from detente.present.network import edges_of

    return {
        kind: {f"{row.source}|{row.target}": int(row.weight) for row in each(edges_of(study, kind))}
        for kind in TIES
    }


def _reported_actors(study: Any) -> dict[str, int]:
    from detente.present.evidence import reports_naming

    return {str(name): int(number) for name, number in reports_naming(study).items()}


def _names(actors: set[str]) -> dict[str, str]:
    from detente.extract.reference import Reference

    reference = Reference.load()
    return {actor: reference.actor(actor).name_en for actor in sorted(actors)}
