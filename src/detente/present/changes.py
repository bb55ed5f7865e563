"""Changes by finding: what one run of a study knew and another did not."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from detente.errors import CorpusError
from detente.present.chart import counted
from detente.present.page import Gathered, fill
from detente.present.plan import Study
from detente.present.templates import filled
from detente.tables import hash_of, write_aside


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
    kinds = [
        (kind.replace(" ", "-"), f"{HEADINGS[kind]} ({len(rows)})", HEADINGS[kind], rows)
        for kind, rows in found.by_kind()
    ]
    gathered = Gathered(contents=[{"id": anchor, "text": text} for anchor, text, _, _ in kinds])
    before, now = _said(found.before), _said(found.after)
    body = [(anchor, heading, rows) for anchor, _, heading, rows in kinds]
    return fill(
        gathered,
        title="What has changed",
        opening=filled("changes.html.j2#opening", found=found, before=before, now=now),
        body=filled("changes.html.j2#all", kinds=body, pages=pages or {}),
    )


def as_section(found: Changes, pages: Mapping[str, str]) -> Markup:
    """The greatest changes of each kind, for the first page of a study."""
    kinds = [(HEADINGS[kind], rows) for kind, rows in found.by_kind()]
    section = "changes.html.j2#section"
    return filled(section, found=found, kinds=kinds, pages=pages, most=_IN_INDEX)


def _said(run: Snapshot) -> str:
    counts = ", ".join(f"{run.counts.get(name, 0):,} {name}" for name in COUNTS)
    return f"{run.corpus}, {counts}" + (f", articles up to {run.latest}" if run.latest else "")


def _about(run: Snapshot) -> dict[str, object]:
    return {"corpus": run.corpus, "latest": run.latest, "digest": run.digest, **run.counts}


def _printable(text: str) -> str:
    """Text without what would steer a terminal."""
    return "".join(character for character in text if character.isprintable())


FORMAT = 1
"""Version of the file; another one is not compared."""
COUNTS = ("articles", "independent reports", "publishers", "events", "actors")
"""What is counted, in the order in which it is told."""
TIES = ("co-mention", "action", "quote")
"""The networks whose ties are kept."""
_FOLDER, _NOW, _BEFORE = ".data", "now.json", "before.json"


def snapshot_of(study: Any) -> Snapshot:
    """Snapshot of a corpus; what has not been looked for in it is empty."""
    articles = study.articles
    days = articles["published"].dropna()
    events, conflicts = _reported_events(study), _reported_conflicts(study)
    ties, actors = _reported_ties(study), _actors(study)
    own, publishers = articles["copy_group"].nunique(), articles["publisher"].nunique()
    numbers = (len(articles), int(own), int(publishers), len(events), len(actors))
    held = {end for edges in ties.values() for pair in edges for end in pair.split("|")}
    return Snapshot(
        corpus=study.folder.name,
        latest=f"{days.max():%Y-%m-%d}" if len(days) else "",
        counts=dict(zip(COUNTS, numbers, strict=True)),
        articles=_articles(articles),
        events=events,
        conflicts=conflicts,
        ties=ties,
        actors=actors,
        names=_names(held | set(actors)),
    )


def read_snapshot(path: Path) -> Snapshot:
    """Snapshot in a file, of a folder of reports, or of a corpus; CorpusError where none is."""
    if (path / "corpus.json").is_file():
        from detente.embedded import open_corpus

        return snapshot_of(open_corpus(path))
    file = path if path.is_file() else path / _FOLDER / _NOW
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
    if before is None or now is None:
        raise CorpusError(
            "keeps no two runs with different data. Name two folders: detente changes OLD NEW",
            folder=out,
        )
    return before, now


def kept(out: Path) -> tuple[Snapshot | None, Snapshot | None]:
    """The two snapshots of a folder of reports: the one before and the last; None for none."""
    return _kept(out / _FOLDER / _BEFORE), _kept(out / _FOLDER / _NOW)


def keep(out: Path, now: Snapshot) -> bool:
    """Keep a snapshot as the last one of a folder of reports; False if the data are the same."""
    folder = out / _FOLDER
    _, last = kept(out)
    if last == now:
        return False
    folder.mkdir(exist_ok=True)
    if last:
        write_aside(folder / _BEFORE, _text(last))
    write_aside(folder / _NOW, _text(now))
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


def _has(study: Any, *tables: str) -> bool:
    return all((study.folder / f"{name}.parquet").is_file() for name in tables)


def _articles(articles: Any) -> dict[str, str]:
    days = articles["published"].dt.strftime("%Y-%m-%d").fillna("no date")
    rows = zip(articles["article_id"], articles["publisher"], days, articles["title"], strict=True)
    return {article: f"{publisher}, {day}: {title}" for article, publisher, day, title in rows}


def _reported_events(study: Any) -> dict[str, Reported]:
    if not _has(study, "events", "event_evidence"):
        return {}
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
    if _has(study, "conflicts"):
        for row in study.conflicts.itertuples():
            values = found.setdefault(f"{row.event_id}|{row.attribute}", {})
            # One report in conflict is enough: another may print the value with an "almost".
            if values.get(readable(row.value)) != "conflict":
                values[readable(row.value)] = row.verdict
    return found


def _reported_ties(study: Any) -> dict[str, dict[str, int]]:
    if not _has(study, "mentions", "actions", "quotes"):
        return {kind: {} for kind in TIES}
    from detente.present.chart import each
    from detente.present.network import edges_of

    made = {kind: edges_of(study, kind) for kind in TIES}  # type: ignore[arg-type]
    return {
        kind: {f"{row.source}|{row.target}": int(row.weight) for row in each(edges)}
        for kind, edges in made.items()
    }


def _actors(study: Any) -> dict[str, int]:
    if not _has(study, "mentions"):
        return {}
    from detente.present.evidence import reports_naming

    return {str(name): int(number) for name, number in reports_naming(study).items()}


def _names(actors: set[str]) -> dict[str, str]:
    from detente.extract.reference import Reference

    reference = Reference.load()
    return {actor: reference.actor(actor).name_en for actor in sorted(actors)}


_MOST_ENTRIES = 30
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
