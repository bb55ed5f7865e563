"""Copies found beside datasketch's MinHash at six thresholds, on real and on made-up pairs, in one run.

`python benchmarks/bench_copies.py CORPORA [SIZE]`. CORPORA is the folder of the open corpora (open
news, White House, MEANTIME, FactRuEval, re3d). Needs datasketch, and scikit-learn for the weights
(benchmarks/requirements.lock); each system works in a process of its own.

What a copy is: the same text printed again, whole or in large part: edited, shortened, added to,
or standing in a longer one. `same` in `copies_labels.csv` are pairs of which the shorter has about
half of its words in the other, in the same order, as the same matter: statements read out in a
briefing, orders and the letters that report them, remarks as prepared and as delivered. `different`
are forms filled in anew (declarations, notices, readouts of other calls), updates, round-ups;
`unclear` are parts of a third to a half, and are not counted. Candidates were all pairs printed
within 14 days of which one has 5 % of the other's word triples; all of these with .3 of the triples
or of the words in order were labelled by reading them, before any weight was fitted. All other
pairs within 14 days are different. The half of a pair is drawn by its hash: weights are fitted on
`dev` and counted on `check`.

Made-up pairs come from the texts of open news: each is edited, cut, added to, printed with captions
and lines on subscriptions that name others, put into a long text; and, as other stories, told of
other names and numbers in the same words, or with another outcome.
"""

import csv
import gzip
import hashlib
import json
import math
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

DAYS = 60
LENGTHS = (300, 800)  # words
SEED = 20210519
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)  # Jaccard
WINDOW = timedelta(days=14)
LABELS = Path(__file__).with_name("copies_labels.csv")
KINDS = ("edited 2 %", "edited 5 %", "edited 10 %", "edited 20 %", "cut to half", "cut to a third", "half added", "as much added", "the same")  # fmt: skip


class Text(NamedTuple):
    """A text of the open corpora, or made of one."""

    name: str
    """Its id, or its hash."""
    publisher: str
    published: datetime | None
    body: str
    language: str
    story: str
    """What it is a print of; empty where pairs are labelled."""


def real(folder: Path) -> Iterator[Text]:
    """The texts of the open corpora, each named by the hash of its id."""
    for name, publisher, body, d in read(folder):
        hashed = hashlib.sha256(name.encode()).hexdigest()[:12]
        time_, language = moment(d.get("published")), d.get("language", "en")
        yield Text(hashed, publisher, time_, body, language, "")


def read(folder: Path) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Id, publisher, text and other fields of each document."""
    for d in lines(folder / "open-news/documents.jsonl"):
        yield d["id"], d["publisher"], d["text"], d
    found = [lines(path) for path in sorted((folder / "white-house").glob("*.jsonl.gz"))]
    for path, d in {d["path"]: d for some in reversed(found) for d in some}.items():
        yield f"wh:{path}", "White House", d["text"], d
    for path in sorted((folder / "meantime").rglob("intra-doc_annotation/**/*")):
        if path.suffix in {".xml", ".naf"}:
            words = re.findall(r"<token[^>]*>([^<]*)</token>", path.read_text("utf-8"))
            yield f"mt:{path.stem}", "Wikinews", " ".join(words), {}
    for path in sorted((folder / "factrueval-dev/devset").glob("*.txt")):
        yield f"fe:{path.stem}", "fe", path.read_text("utf-8"), {"language": "ru"}
    for path in sorted((folder / "re3d-dev").rglob("documents.json")):
        for d in lines(path):
            yield f"re:{d['_id']}", path.parent.name, d["text"], {}


def lines(path: Path) -> list[dict[str, str]]:
    """Records of JSON lines, packed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def moment(printed: str | None) -> datetime | None:
    """A time as the corpora print it: a month is its middle, a year is none."""
    if not printed or len(printed) == len("2021"):
        return None
    time_ = datetime.fromisoformat(f"{printed}-15" if len(printed) == len("2021-05") else printed)
    return time_ if time_.tzinfo else time_.replace(tzinfo=UTC)


def made(folder: Path) -> Iterator[Text]:
    """Texts of open news, each with its copies and with stories told in its words."""
    news = lines(folder / "open-news/documents.jsonl")
    news = [d for d in news if 90 <= len(d["text"].split()) <= 1500]
    news = [d for d in news if not d["id"].startswith("krem") and len(sentences(d["text"])) > 4]
    stock = {language: Stock(news, language) for language in ("en", "ru")}
    for number, d in enumerate(news):
        chance = random.Random(d["id"])
        begin = datetime(2021, 5, 1, tzinfo=UTC) + timedelta(days=number / 4)
        variants = [("", True, d["text"]), *stock[d["language"]].variants(d["text"], chance)]
        for kind, is_copy, body in variants:
            later = timedelta(hours=chance.randrange(1, 40) if kind else 0)
            own = chance.random() < (0.1 if is_copy else 0.5)  # printed by the same paper
            paper = f"Paper {number % 40}" if own or not kind else f"Other {chance.randrange(40)}"
            story = d["id"] if is_copy else f"{d['id']} {kind}"
            yield Text(f"{d['id']} {kind}", paper, begin + later, body, d["language"], story)


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?»”])\s+(?=[A-ZА-Я«“])", text) if s.split()]


class Stock:
    """Sentences, names and words of one language to make other texts of."""

    def __init__(self, news: list[dict[str, str]], language: str) -> None:
        texts = [d["text"] for d in news if d["language"] == language]
        self.russian = language == "ru"
        self.sentences = [s for t in texts for s in sentences(t) if 8 <= len(s.split()) <= 40]
        words = sorted({word for text in texts for word in re.findall(r"\w+", text)})
        self.names = [w for w in words if re.fullmatch(r"[A-ZА-Я][a-zа-я]{3,}", w)]
        self.words = [w for w in words if re.fullmatch(r"[a-zа-я]{4,}", w)]

    def variants(self, text: str, chance: random.Random) -> Iterator[tuple[str, bool, str]]:
        """Kind of each, whether it is a copy, and its text."""
        said = sentences(text)
        count = len(said)

        def other(many: int) -> list[str]:
            return chance.choices(self.sentences, k=many)

        def name() -> str:
            return " ".join(chance.choices(self.names, k=2))

        def edited(text: str, share: float) -> str:
            def changed(found: re.Match[str]) -> str:
                return chance.choice(self.words) if chance.random() < share else found[0]

            return re.sub(r"\b[a-zа-я]{4,}\b", changed, text)

        def with_captions(said: list[str]) -> str:
            photo = "Фото" if self.russian else "Photo"
            said = [*said[:2], f"{photo}: {name()}, {name()} / {name()}", *said[2:]]
            middle = len(said) // 2
            said[middle:middle] = [f"{photo}: {name()}, {name()}, {name()} / {name()}"]
            call = (
                "Подписывайтесь на рассылку" if self.russian else "Subscribe to the newsletter of"
            )
            return " ".join([*said, f"{call} {name()}: {name()}, {name()}, {name()}."])

        def twin(names: float, outcome: float) -> str:
            again = [other(1)[0] if chance.random() < outcome else s for s in said]
            kept = " ".join(s for s in again if s in said)
            found = sorted(set(re.findall(r"\b[A-ZА-Я\d]\w*", kept)))
            chosen = chance.sample(found, math.ceil(names * len(found)))
            told = {w: str(chance.randrange(99)) if w.isdigit() else chance.choice(self.names) for w in chosen}  # fmt: skip
            return re.sub(r"\w+", lambda word: told.get(word[0], word[0]), " ".join(again))

        yield "edited 10 %", True, edited(text, 0.1)
        yield "edited 25 %", True, edited(text, 0.25)
        yield "captions", True, with_captions(said)
        yield "captions, cut", True, with_captions(said[: max(4, count // 2)])
        yield "sentences left out", True, " ".join(s for s in said if chance.random() < 0.7)
        yield "two thirds and its own", True, " ".join([*other(count // 3), *said[: count * 2 // 3], *other(count // 3)])  # fmt: skip
        yield "in a long text", True, " ".join([*other(count * 2), *said, *other(count * 2)])
        yield "edited, cut, captions", True, with_captions([edited(s, 0.08) for s in said[count // 4 :]])  # fmt: skip
        yield "other names", False, twin(0.5, 0)
        yield "other names and outcome", False, twin(0.3, 0.3)
        yield "other outcome", False, twin(0.2, 0.4)
        yield "a few sentences", False, " ".join([*other(count), *said[: max(1, count // 6)], *other(count // 2)])  # fmt: skip


def table_of(texts: list[Text]) -> pa.Table:
    times = [text.published for text in texts]
    return pa.table(
        {
            "article_id": [f"{number:07}" for number in range(len(texts))],
            "publisher": [text.publisher for text in texts],
            "published": pa.array(times, pa.timestamp("us", tz="UTC")),
            "byline": pa.nulls(len(texts), pa.string()),
            "body": [text.body for text in texts],
            "language": [text.language for text in texts],
            "story": [text.story for text in texts],
            "name": [text.name for text in texts],
        }
    )


def half(name: str) -> str:
    return ("dev", "check")[hashlib.sha256(name.encode()).digest()[0] % 2]


Labels = dict[frozenset[str], tuple[str, str]]


def labels() -> Labels:
    """Label and half of each pair."""
    with LABELS.open(encoding="utf-8") as file:
        return {
            frozenset((row["one"], row["other"])): (row["label"], row["half"])
            for row in csv.DictReader(file)
        }


Count = dict[str, Counter[str]]


def scored(table: pa.Table, groups: list[int], known: Labels) -> Count:
    """For each half, how many pairs are right, wrong, missed; pairs within the window count."""
    rows = table.select(["name", "published", "story"]).to_pylist()
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    count: Count = {"dev": Counter(), "check": Counter()}
    for number in members.values():
        for one, other in combinations(number, 2):
            a, b = rows[one], rows[other]
            if None not in (a["published"], b["published"]) and abs(a["published"] - b["published"]) > WINDOW:  # fmt: skip
                continue
            if a["story"]:
                there, of = "same" if a["story"] == b["story"] else "different", half(a["name"].split()[0])  # fmt: skip
            else:
                drawn = ("different", half("|".join(sorted((a["name"], b["name"])))))
                there, of = known.get(frozenset((a["name"], b["name"])), drawn)
            count[of][there] += 1
    stories = Counter(row["story"] for row in rows if row["story"])
    for story, many in stories.items():
        count[half(story.split()[0])]["all"] += many * (many - 1) // 2
    for label, of in known.values() if not stories else ():
        count[of]["all"] += label == "same"
    return count


def wilson(right: int, of: int) -> str:
    """A share with its 95 % interval."""
    if not of:
        return "–"
    p, z = right / of, 1.96
    middle, spread = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * spread) / (1 + z * z / of) for sign in (-1, 1))
    return f"{p:.3f} ({low:.2f}–{high:.2f})"


def show(title: str, table: pa.Table, known: Labels) -> None:
    """One table of the systems on the same texts."""
    from detente.collect.copies import copy_columns

    found = {"détente": [int(g) for g in copy_columns(table)["copy_group"].to_pylist()]}
    signatures = minhashes(table)
    for threshold in THRESHOLDS:
        found[f"MinHash {threshold}"] = chains(signatures, threshold)
    print(f"\n| {title} | half | same pairs | precision | recall | F |\n|---|---|---|---|---|---|")
    for name, groups in found.items():
        count = scored(table, groups, known)
        count["both"] = count["dev"] + count["check"]
        for of in ("dev", "check", "both"):
            c = count[of]
            p, r = wilson(c["same"], c["same"] + c["different"]), wilson(c["same"], c["all"])
            f = 2 * c["same"] / max(c["same"] + c["different"] + c["all"], 1)
            print(f"| {name} | {of} | {c['all']} | {p} | {r} | {f:.3f} |")


def fit(folder: Path) -> None:
    """Print the weights of `copy_weights.csv`, fitted on the halves `dev`."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    from detente.collect.near import in_order, measured

    rows: list[tuple[bool, float, list[float]]] = []
    names: list[str] = []
    for texts, known in ((list(real(folder)), labels()), (list(made(folder)), {})):
        texts.sort(key=lambda t: (t.published is None, t.published or 0))
        held = in_order(table_of(texts))
        at = {text.name: place for place, text in enumerate(texts)}
        pairs = [(*pair, label == "same") for pair, (label, of) in known.items() if of == "dev" and label != "unclear"]  # fmt: skip
        if not known:
            told: dict[str, list[Text]] = defaultdict(list)
            for text in texts:
                told[text.name.split()[0]].append(text)
            chance = random.Random(SEED)
            dev = [pair for of, some in told.items() if half(of) == "dev" for pair in combinations(some, 2)]  # fmt: skip
            dev = [(a, b) for a, b in dev if a.story != b.story or " " in (a.name[-1], b.name[-1])]
            pairs = [(a.name, b.name, a.story == b.story) for a, b in chance.sample(dev, 4000)]
        for one, other, same in pairs:
            clues = measured(held, *sorted((at[one], at[other])))
            names = [name for name in clues if name != "constant"]
            rows.append((same, 1 / len(pairs), [clues[name] for name in names]))
    same, weights, clues = zip(*rows, strict=True)
    weights = np.array(weights) / np.mean(weights)
    model = LogisticRegression(C=30, max_iter=5000).fit(clues, same, sample_weight=weights)
    print(f"constant,{model.intercept_[0]:.2f}")
    for name, value in sorted(zip(names, model.coef_[0], strict=True)):
        print(f"{name},{value:.2f}")


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


def minhashes(table: pa.Table) -> list[Any]:
    """A signature of each text, of its word triples."""
    from datasketch import MinHash

    made = []
    for body in table["body"]:
        said = re.findall(r"\w+", body.as_py().lower())
        triples = {" ".join(t).encode() for t in zip(said, said[1:], said[2:], strict=False)}
        signature = MinHash(num_perm=128)
        signature.update_batch(list(triples))
        made.append(signature)
    return made


def chains(signatures: list[Any], threshold: float) -> list[int]:
    """MinHashLSH as its documentation shows it; groups as the chains of what it finds."""
    from datasketch import MinHashLSH

    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    parent = list(range(len(signatures)))

    def first(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for number, signature in enumerate(signatures):
        for other in lsh.query(signature):
            if signature.jaccard(signatures[other]) >= threshold:
                low, high = sorted((first(other), first(number)))
                parent[high] = low
        lsh.insert(number, signature)
    return [first(number) for number in range(len(signatures))]


def datasketch(table: pa.Table) -> list[int]:
    return chains(minhashes(table), 0.5)


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
    if sys.argv[1:2] and sys.argv[1] in {"détente", "datasketch"}:
        run(sys.argv[1], Path(sys.argv[2]))
    elif sys.argv[1:2] == ["fit"]:
        fit(Path(sys.argv[2]))
    elif sys.argv[1:] and Path(sys.argv[1]).is_dir():
        show("real pairs", table_of(list(real(Path(sys.argv[1])))), labels())
        show("made-up pairs", table_of(list(made(Path(sys.argv[1])))), {})
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
