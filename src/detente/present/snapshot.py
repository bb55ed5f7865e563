"""A snapshot: what a run of reports knew, small enough to keep and to compare with the next.

A folder of reports keeps two, in `.data`: that of the data as they are, and the one before.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from detente.content import write_aside
from detente.errors import CorpusError

FORMAT = 1
"""Version of the file; another one is not compared."""
COUNTS = ("articles", "independent reports", "publishers", "events", "actors")
"""What is counted, in the order in which it is told."""
TIES = ("co-mention", "action", "quote")
"""The networks whose ties are kept."""
_FOLDER, _NOW, _BEFORE = ".data", "now.json", "before.json"


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
        return hashlib.sha256(_text(self).encode()).hexdigest()[:32]


def snapshot_of(study: Any) -> Snapshot:
    """Snapshot of a corpus; what has not been looked for in it is empty."""
    articles = study.articles
    days = articles["published"].dropna()
    events, conflicts = _events(study), _conflicts(study)
    ties, actors = _ties(study), _actors(study)
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
        events = {name: _reported(row) for name, row in made.pop("events").items()}
        return Snapshot(**made, events=events)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(f"is no snapshot of a study ({error}).", folder=file) from None


def _reported(row: dict[str, Any]) -> Reported:
    return Reported(**row | {"articles": tuple(row["articles"])})


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


def _events(study: Any) -> dict[str, Reported]:
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


def _conflicts(study: Any) -> dict[str, dict[str, str]]:
    from detente.present.contradictions import readable

    found: dict[str, dict[str, str]] = {}
    if _has(study, "conflicts"):
        for row in study.conflicts.itertuples():
            values = found.setdefault(f"{row.event_id}|{row.attribute}", {})
            # One report in conflict is enough: another may print the value with an "almost".
            if values.get(readable(row.value)) != "conflict":
                values[readable(row.value)] = row.verdict
    return found


def _ties(study: Any) -> dict[str, dict[str, int]]:
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
    named = study.mentions[study.mentions["kind"].isin(["name", "role"])].dropna(
        subset=["actor_id"]
    )
    named = named.merge(study.articles[["article_id", "copy_group"]], on="article_id")
    counts = named.groupby("actor_id")["copy_group"].nunique()
    return {str(name): int(number) for name, number in counts.items()}


def _names(actors: set[str]) -> dict[str, str]:
    from detente.extract.reference import Reference

    reference = Reference.load()
    return {actor: reference.actor(actor).name_en for actor in sorted(actors)}
