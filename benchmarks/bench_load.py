"""Articles a second of `detente load`, beside plain trafilatura on the same pages in one run."""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from detente import files
from detente.collect.load import load

RUNS, PAGES, RECORDS = 3, 180, 2000


def seconds(action: Callable[[], object]) -> float:
    """Median of some runs."""
    spent = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        action()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def loading(source: Path, workers: int) -> Callable[[], None]:
    """A load into a new folder."""

    def action() -> None:
        with tempfile.TemporaryDirectory() as corpus:
            load([source], corpus, workers=workers)

    return action


def main() -> None:
    pages = sorted((files.SAMPLE / "articles" / "html").rglob("*.html"))
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "html"
        html.mkdir()
        for number in range(PAGES):
            page = pages[number % len(pages)].read_bytes()
            (html / f"{number:04}.html").write_bytes(page + f"<!-- {number} -->".encode())
        raw = [path.read_bytes() for path in sorted(html.iterdir())]
        plain = seconds(lambda: [trafilatura.extract(page, with_metadata=True) for page in raw])
        chance = random.Random(20210519)
        words = [f"word{n}" for n in range(5000)]
        records = [
            json.dumps({"title": f"Story {n}", "text": " ".join(chance.choices(words, k=550))})
            for n in range(RECORDS)
        ]
        lines = Path(folder) / "export.jsonl"
        lines.write_text("\n".join(records))
        print("| what | processes | a second |\n|---|---|---|")
        print(f"| trafilatura with metadata, HTML pages | 1 | {PAGES / plain:,.0f} |")
        for workers in (1, 2):
            print(
                f"| détente, HTML pages | {workers} | {PAGES / seconds(loading(html, workers)):,.0f} |"
            )
        print(
            f"| détente, JSON lines, copies grouped | 1 | {RECORDS / seconds(loading(lines, 1)):,.0f} |"
        )


if __name__ == "__main__":
    main()
