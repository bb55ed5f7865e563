"""Articles a second and peak memory of `annotate`, with one and with two workers.

Usage: python benchmarks/bench_annotate.py FOLDER_OR_FILE… (what `detente load` takes); without
arguments, the articles of the sample, loaded forty times over under other publishers.
"""

import csv
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente import files
from detente.collect.corpus import Corpus
from detente.collect.load import load
from detente.extract.annotate import annotate

TIMES_OVER = 40


def main(paths: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        load(paths or [_many(Path(scratch))], corpus)
        words = int(Corpus.open(corpus).articles["body"].str.split().str.len().sum())
        print(f"{len(Corpus.open(corpus).articles)} articles, {words:,} words")
        for workers in (1, 2):
            copy = shutil.copytree(corpus, Path(scratch) / f"with-{workers}")
            subprocess.run([sys.executable, __file__, "--one", copy, str(workers)], check=True)  # noqa: S603


def one(folder: str, workers: int) -> None:
    """Annotate in a process of its own, so that its peak memory is its own."""
    corpus = Corpus.open(folder)
    words = int(corpus.articles["body"].str.split().str.len().sum())
    begun = time.perf_counter()
    annotate(corpus, workers=workers)
    seconds = time.perf_counter() - begun
    again = time.perf_counter()
    annotate(corpus)
    again = time.perf_counter() - again
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(w).ru_maxrss / 1024 for w in who)
    print(
        f"{workers} workers: {seconds:.1f} s, {len(corpus.articles) / seconds:.0f} articles/s, "
        f"{words / 550 / seconds:.0f} articles of 550 words/s, {own:.0f} MB here, "
        f"{child:.0f} MB in the largest worker; unchanged again in {again:.3f} s"
    )


def _many(scratch: Path) -> Path:
    """A CSV of the sample's articles many times over, each time by another publisher."""
    sample = load([files.SAMPLE / "articles"], scratch / "sample")
    path = scratch / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "text", "date", "source"])
        for number in range(TIMES_OVER):
            for row in sample.articles.itertuples():
                body = f"{row.body}\n\nEdition {number}."
                writer.writerow(
                    [row.title, body, str(row.published)[:10].replace("NaT", ""), f"paper {number}"]
                )
    return path


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1:])
