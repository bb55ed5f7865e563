"""Dossiers from cold, again with nothing changed, and with one article added; beside a plain loop.

    python benchmarks/bench_reports.py [N]

N dossiers (20) of the embedded corpus. The peer is what a user would write: for each dossier
`papermill` and then `jupyter nbconvert --to html`, one after the other, in the same environment.
Times are by the clock and hold the start of every process. On a machine with other work the ratio
holds better than the seconds.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente import files
from detente.collect.corpus import Corpus
from detente.embedded import open_corpus

BIN = Path(sys.executable).parent
NEW = {
    "title": "A quiet day in Narva",
    "text": "Nothing was heard on Tuesday of the talks in Reykjavik between Antony Blinken and "
    "Sergey Lavrov, said the mayor of Narva, who had hoped for a call. The talks of 19 May 2021 "
    "lasted one hour and 45 minutes, and the two ministers agreed to go on. Traders at the bridge "
    "had waited for news of visas since the morning, and went home in the evening without any.",
    "published": "2021-05-25",
    "publisher": "Narva Courier",
    "url": "https://narva-courier.example/quiet-day",
}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        corpus = shutil.copytree(open_corpus().folder, folder / "corpus")
        events = Corpus.open(corpus).events.dropna(subset=["known"])
        best = events.sort_values(["independent", "event_id"], ascending=[False, True])
        ids = list(best["event_id"].head(count))
        plan = folder / "reports.toml"
        plan.write_text(
            '[[report]]\nnotebook = "04_event_dossier"\nfor_each = "event"\n'
            f"least = 1\nmost = {count}\n"
        )
        peer = _timed(lambda: _loop(ids, corpus, folder / "peer"))
        ours = _timed(lambda: _report(plan, corpus, folder / "ours"))
        print(f"{len(ids)} dossiers: papermill and nbconvert in a loop {peer:.1f} s")
        print(f"{len(ids)} dossiers: détente {ours:.1f} s, {peer / ours:.1f} times as fast")
        again = sorted(_timed(lambda: _report(plan, corpus, folder / "ours")) for _ in range(5))
        print(f"nothing changed: {again[2]:.2f} s (median of 5), process start included")
        _report(plan, corpus, folder / "other", "--jobs", "3")
        same = [_hashes(folder / name) for name in ("ours", "other")]
        print(f"same bytes with other workers: {same[0] == same[1]}")
        sizes = [page.stat().st_size for page in (folder / "ours").glob("0*.html")]
        print(f"largest page {max(sizes) / 1e6:.2f} MB")
        before = _hashes(folder / "ours")
        (folder / "new.jsonl").write_text(json.dumps(NEW) + "\n")
        sample = ["--publishers", str(files.SAMPLE / "publishers.csv")]
        _run("detente", "load", folder / "new.jsonl", "--corpus", corpus, *sample)
        said = _report(plan, corpus, folder / "ours")
        made = sum(": made in" in line for line in said.splitlines())
        print(f"one article added: {made} of {len(ids)} dossiers made again")
        print(
            f"of these {sum(_hashes(folder / 'ours').get(k) != v for k, v in before.items())} differ"
        )


def _loop(ids: list[str], corpus: Path, out: Path) -> None:
    out.mkdir()
    notebook = files.NOTEBOOKS / "04_event_dossier.ipynb"
    for event in ids:
        run = out / f"{event}.ipynb"
        given = ["-p", "corpus_dir", corpus, "-p", "event", event]
        _run("papermill", "--no-progress-bar", "-k", "python3", notebook, run, *given)
        _run("jupyter", "nbconvert", "--to", "html", run)


def _report(plan: Path, corpus: Path, out: Path, *more: str) -> str:
    return _run("detente", "report", "--plan", plan, "--corpus", corpus, "--out", out, *more)


def _run(command: str, *arguments: object) -> str:
    done = subprocess.run(  # noqa: S603 - commands of this environment
        [BIN / command, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} failed: {done.stderr[-2000:]}")
    return done.stdout


def _hashes(folder: Path) -> dict[str, str]:
    pages = sorted(folder.glob("*.html"))
    return {page.name: hashlib.sha256(page.read_bytes()).hexdigest() for page in pages}


def _timed(work: object) -> float:
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20)
