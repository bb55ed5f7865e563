"""A load of many JSON articles, furniture and copies included: processor, wall clock, memory.

`python benchmarks/bench_large.py CORPORA [COUNT]`, 100,000 without a number. The articles have 350 to
550 words: sentences of the open corpora (open news, White House) put together anew; 15 % print
another's text, some of them edited or cut; each of 40 publishers has lines of its own above and below.
"""

import json
import random
import re
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench_copies import read

from detente.collect.load import load

SEED = 20210519
COUNT, WORKERS = 100_000, 2
PLACES = ("Northern", "Southern", "Eastern", "Western", "Morning", "Evening", "Harbour", "Valley")
PAPERS = ("Courier", "Herald", "Ledger", "Tribune", "Gazette")
Published = tuple[str, list[str]]
"""Language and sentences."""


def sentences(corpora: Path) -> dict[str, list[str]]:
    """Sentences of 6 to 45 words, by language."""
    found: dict[str, list[str]] = {"en": [], "ru": []}
    for name, publisher, body, _ in read(corpora):
        if publisher == "White House" or re.match("state|wce|wn|krem", name):
            text = " ".join(body.split())
            language = "ru" if re.search("[а-я]{4}", text) else "en"
            said = re.split(r"(?<=[.!?])\s+(?=[A-ZА-Я])", text)
            found[language] += [s for s in said if 6 <= len(s.split()) <= 45]
    return found


def articles(corpora: Path, count: int) -> Iterator[dict[str, str]]:
    """Records as an export has them, in order of time over half a year."""
    chance, stock = random.Random(SEED), sentences(corpora)
    papers = [f"The {where} {what}" for where in PLACES for what in PAPERS]
    recent: list[Published] = []
    for number in range(count):
        paper = chance.choice(papers)
        _, said = text(chance, stock, recent)
        body = [" ".join(said[n : n + 3]) for n in range(0, len(said), 3)]
        above = [f"Subscribe to {paper} for 1 euro a week", "Share this article"][number % 2]
        below = [f"Read more: what {paper} wrote", f"© {paper}. All rights reserved."]
        day = number * 180 // count
        yield {
            "title": said[0][:70],
            "published": f"2021-{1 + day // 30:02}-{1 + day % 28:02}T{number % 24:02}:00:00Z",
            "publisher": paper,
            "url": f"https://{paper.replace(' ', '').lower()}.example/{number}",
            "text": "\n\n".join([above, *body, *below]),
        }


def text(chance: random.Random, stock: dict[str, list[str]], recent: list[Published]) -> Published:
    """A text of its own, which joins the recent ones, or a print of one of these."""
    kind = chance.random()
    if recent and kind < 0.15:
        language, said = chance.choice(recent)
        if kind < 0.05:
            place = chance.randrange(len(said))
            said = [*said[:place], chance.choice(stock[language]), *said[place + 1 :]]
        return language, said[: len(said) * 2 // 3] if 0.05 <= kind < 0.08 else said
    language, said = ("ru" if chance.random() < 0.25 else "en"), []
    words, most = 0, chance.randrange(350, 550)
    while words < most:
        said.append(chance.choice(stock[language]))
        words += len(said[-1].split())
    recent[:] = [*recent[-300:], (language, said)]
    return language, said


def most_private(ended: threading.Event, most: list[int]) -> None:
    """Keep the most memory of this process that is no file."""
    while not ended.wait(0.1):
        lines = Path("/proc/self/status").read_text().splitlines()
        most[0] = max(most[0], next(int(x.split()[1]) for x in lines if x.startswith("RssAnon")))


def main(corpora: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for record in articles(corpora, count):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        ended, private = threading.Event(), [0]
        watch = threading.Thread(target=most_private, args=(ended, private))
        watch.start()
        began, worked = time.perf_counter(), time.process_time()
        corpus = load([path], Path(folder) / "corpus", workers=WORKERS)
        spent, worked = time.perf_counter() - began, time.process_time() - worked
        ended.set()
        watch.join()
        main_, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
        kinds = Counter(corpus.arrow("articles")["copy_kind"].to_pylist())
    print("| what | main process | workers |\n|---|---|---|")
    print(f"| seconds of processor | {worked:.0f} | {others.ru_utime + others.ru_stime:.0f} |")
    print(f"| peak memory, MB | {main_.ru_maxrss / 1024:,.0f} | {others.ru_maxrss / 1024:,.0f} |")
    print(f"| of it no mapped file, MB | {private[0] / 1024:,.0f} | |")
    print(f"\n{count:,} articles in {spent:.0f} s by the clock: {dict(kinds)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT)
