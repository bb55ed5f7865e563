"""Articles a second for quotes and actions, and PLOVER types on PLOVER's own gold records.

    python benchmarks/bench_quotes.py [--plover PLOVER_GSR_CAMEO.txt] [TEXT…]

TEXT: JSON lines with a `text` or `body` field (also .gz). Without any, the articles of the
embedded corpus are read 50 times. An article counts as 3,500 characters (550 words). The gold
records are those of github.com/openeventdata/PLOVER; their pair of actors is given, the type is
what is judged.
"""

import gzip
import json
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from detente import files
from detente.extract import actions, mentions, quotes
from detente.extract.evidence import Action, Mention
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.sentences import split

ARTICLE = 3500
MANY = 20
OLDER_NAMES = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
}


def main(given: list[str]) -> None:
    if given[:1] == ["--plover"]:
        plover(Path(given[1]))
        given = given[2:]
    bodies = _bodies([Path(path) for path in given])
    readings = [_reading(body) for body in bodies]
    reference = Reference.load()
    named = [mentions.find(reading, reference) for reading in readings]
    articles = sum(map(len, bodies)) / ARTICLE
    for name, work in (("quotes", quotes.find), ("actions", lambda r, m: actions.find(r, m, []))):
        began = time.perf_counter()
        rows = [row for pair in zip(readings, named, strict=True) for row in work(*pair)]
        seconds = time.perf_counter() - began
        print(f"{name:<8} {len(rows):6} rows {seconds:7.2f} s {articles / seconds:7.0f} articles/s")


def plover(path: Path) -> None:
    """Types of the gold records, the actors given: 2016 names are read as those of 2021."""
    records = [r for r in json.loads(path.read_text("utf-8")) if r["event"] != "DOCUMENT"]
    pairs = [(OLDER_NAMES.get(r["event"], r["event"]), _type_of(r)) for r in records]
    fired = [(gold, told) for gold, told in pairs if told]
    right = sum(gold == told[0] for gold, told in fired)
    lenient = sum(gold in told for gold, told in fired)
    scores = [_f(pairs, name) for name in sorted({gold for gold, _ in pairs})]
    print(
        f"PLOVER: {len(pairs)} records, {len(fired)} fire; {right / len(fired):.2f} right, "
        f"{lenient / len(fired):.2f} if what is planned counts as the AGREE or THREATEN that the "
        f"records have; accuracy {right / len(pairs):.2f}, macro F {sum(scores) / len(scores):.2f}"
    )


def _type_of(record: dict) -> tuple[str, ...]:
    """The type told, and the one that the records give to a deed that is only planned."""
    reading = _reading(record["text"].strip("{} "))
    told = actions.find(reading, _given(record, reading), [])
    told = [a for a in told if (a.actor_id or "source")[0] == "s"] or told
    if not told:
        return ()
    first = min(told, key=_first)
    announced = first.modality in {"planned", "hypothetical"}
    friendly = first.quad_class.endswith("cooperation") or first.event_type == "REQUEST"
    return (first.event_type, "AGREE" if friendly else "THREATEN")[: 1 + announced]


def _first(action: Action) -> tuple[bool, int, int]:
    named = (action.actor_id is not None) + (action.recipient_id is not None)
    return (action.modality != "happened", -named, action.start)


def _given(record: dict, reading: Reading) -> list[Mention]:
    sides = {"source": record.get("source") or [], "target": record.get("target") or []}
    names = {
        actor["actorText"].strip(): f"{side}-{number}"
        for side, actors in sides.items()
        if isinstance(actors, list)
        for number, actor in enumerate(actors)
    }
    found: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        start = reading.body.find(name)
        end = start + len(name)
        if start >= 0 and not any(start < m.end and end > m.start for m in found):
            found.append(
                Mention(
                    article_id="",
                    sentence=reading.sentence_at(start),
                    start=start,
                    end=end,
                    surface=name,
                    actor_id=names[name],
                    kind="name",
                    basis="given",
                    score=1.0,
                )
            )
    return found


def _f(pairs: list[tuple[str, tuple[str, ...]]], name: str) -> float:
    counts = Counter((gold == name) + 2 * (told[:1] == (name,)) for gold, told in pairs)
    return 2 * counts[3] / (2 * counts[3] + counts[1] + counts[2])


def _reading(body: str) -> Reading:
    language = "ru" if sum("а" <= letter <= "я" for letter in body[:200]) > MANY else "en"
    return Reading(
        article_id="",
        title="",
        body=body,
        language=language,
        day=date(2021, 5, 20),
        country=None,
        sentences=split(body, language),
    )


def _bodies(paths: list[Path]) -> list[str]:
    if not paths:
        texts = sorted((files.SAMPLE / "articles").glob("text/*/*.txt"))
        return [path.read_text("utf-8", errors="replace") for path in texts] * 50
    rows = [json.loads(line) for path in paths for line in _lines(path)]
    return [row.get("text") or row.get("body") or "" for row in rows]


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").splitlines()


if __name__ == "__main__":
    main(sys.argv[1:])
