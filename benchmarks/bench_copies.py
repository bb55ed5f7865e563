"""Copy groups of made-up stories with planted copies, beside datasketch on the same word triples.

`python benchmarks/bench_copies.py 100000`; both in processes of their own, in one run. Needs
datasketch (benchmarks/requirements.lock).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa

DAYS = 60
LENGTHS = (300, 800)  # words
SEED = 20210519
THRESHOLD = 0.5  # Jaccard, as in the documentation of datasketch
KINDS = ("edited 2 %", "edited 5 %", "edited 10 %", "edited 20 %", "cut to half", "cut to a third", "half added", "as much added", "the same")  # fmt: skip


def words(chance: np.random.Generator) -> np.ndarray:
    """A vocabulary of 20,000, of which an eighth are names."""
    letters = np.array(list("abcdefghijklmnoprstuvyz"))
    made = ["".join(chance.choice(letters, chance.integers(2, 11))) for _ in range(20_000)]
    names = set(chance.choice(len(made), len(made) // 8, replace=False).tolist())
    return np.array([w.capitalize() if n in names else w for n, w in enumerate(made)])


def copy(kind: str, text: np.ndarray, fresh: Callable[[int], np.ndarray]) -> np.ndarray:
    if kind.startswith("edited"):
        text = text.copy()
        many = len(text) * int(kind.split()[1]) // 100
        text[np.linspace(3, len(text) - 3, many).astype(int)] = fresh(many)
    elif kind.startswith("cut"):
        text = text[: len(text) // (2 if "half" in kind else 3)]
    elif kind.endswith("added"):
        own = fresh(len(text) // (2 if "half" in kind else 1))
        text = np.concatenate([own[: len(own) // 2], text, own[len(own) // 2 :]])
    return text


def write(size: int, path: Path) -> None:
    """Stories in order of time; every fourth is a copy of one of the day before or so."""
    chance = np.random.default_rng(SEED)
    vocabulary = words(chance)
    often = np.cumsum(1 / np.arange(1, len(vocabulary) + 1) ** 0.9)

    def fresh(length: int) -> np.ndarray:
        return vocabulary[np.searchsorted(often, chance.random(length) * often[-1])]

    recent: list[tuple[int, np.ndarray]] = []
    bodies, origins, kinds = [], [], []
    for number in range(size):
        if number % 4 == 3:
            kind = KINDS[number // 4 % len(KINDS)]
            origin, text = recent[int(chance.integers(len(recent)))]
            text = copy(kind, text, fresh)
        else:
            kind, origin, text = "", number, fresh(int(chance.integers(*LENGTHS)))
            recent = [*recent[-400:], (number, text)]
        bodies.append(" ".join(text))
        origins.append(origin)
        kinds.append(kind)
    begin = datetime(2021, 5, 1, tzinfo=UTC)
    times = [begin + timedelta(days=DAYS * number / size) for number in range(size)]
    table = pa.table(
        {
            "article_id": [f"{number:07}" for number in range(size)],
            "publisher": [f"Paper {number % 40}" for number in range(size)],
            "published": pa.array(times, pa.timestamp("us", tz="UTC")),
            "byline": pa.nulls(size, pa.string()),
            "body": bodies,
            "language": ["en"] * size,
            "origin": origins,
            "kind": kinds,
        }
    )
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)


def detente(table: pa.Table) -> list[int]:
    from detente.collect.copies import copy_columns

    return [int(group) for group in copy_columns(table)["copy_group"].to_pylist()]


def datasketch(table: pa.Table) -> list[int]:
    """MinHashLSH as its documentation shows it; groups as the chains of what it finds."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    parent = list(range(len(table)))

    def first(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for number, body in enumerate(table["body"]):
        said = body.as_py().split()
        triples = {" ".join(t).encode() for t in zip(said, said[1:], said[2:], strict=False)}
        signature = MinHash(num_perm=128)
        signature.update_batch(list(triples))
        for other in lsh.query(signature):
            low, high = sorted((first(other), first(number)))
            parent[high] = low
        lsh.insert(number, signature)
    return [first(number) for number in range(len(table))]


def run(name: str, path: Path) -> None:
    """Group the stories in this process and print what it took and what was found."""
    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begin, worked = time.perf_counter(), time.process_time()
        groups = {"détente": detente, "datasketch": datasketch}[name](table)
        spent, worked = time.perf_counter() - begin, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = score(groups, table["origin"].to_pylist(), table["kind"].to_pylist())
    print(json.dumps({"seconds": spent, "worked": worked, "peak": peak, "before": before, **found}))


def score(groups: list[int], origins: list[int], kinds: list[str]) -> dict[str, object]:
    """Share of the copies of each kind that are with their origin, and of the pairs that are right."""
    wanted, got = Counter(kinds), Counter(
        kind for number, kind in enumerate(kinds) if groups[number] == groups[origins[number]]
    )  # fmt: skip
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(origins[number])
    pairs = right = 0
    for stories in members.values():
        pairs += len(stories) * (len(stories) - 1) // 2
        right += sum(a == b for a, b in combinations(stories, 2)) if len(stories) < 1000 else 0
    recall = {kind: got[kind] / wanted[kind] for kind in KINDS if wanted[kind]}
    everything = sum(got[k] for k in KINDS) / sum(wanted[k] for k in KINDS)
    return {"recall": recall, "all": everything, "precision": right / pairs if pairs else 1.0}


def main(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.arrow"
        write(size, path)
        results = {}
        for name in ("détente", "datasketch"):
            command = [sys.executable, __file__, name, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this file itself
            results[name] = json.loads(done.stdout)
    print(f"| {size:,} articles, a quarter of them copies | " + " | ".join(results) + " |")
    print("|---|---|---|")
    rows = [
        ("seconds", lambda r: f"{r['seconds']:.1f}"),
        ("seconds of processors", lambda r: f"{r['worked']:.1f}"),
        ("peak memory, MB", lambda r: f"{r['peak']:,.0f}"),
        ("precision of pairs", lambda r: f"{r['precision']:.4f}"),
        ("recall", lambda r: f"{r['all']:.3f}"),
        *((f"recall, {kind}", lambda r, kind=kind: f"{r['recall'][kind]:.3f}") for kind in KINDS),
    ]
    for label, shown in rows:
        print(f"| {label} | " + " | ".join(shown(r) for r in results.values()) + " |")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
