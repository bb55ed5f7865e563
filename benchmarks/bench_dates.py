"""Dates of publication of saved pages, beside htmldate on the same pages in one run.

Three sets. The first are the pages and the dates of the tests that htmldate and Media Cloud's
extractor publish in their source distributions; where a test asks for the first date of a page and
for the last, the first counts. Most of these dates are what htmldate itself found. The second are
the other pages of three source distributions: the day that all systems found, and where they differ
the day that a person read on the page. The third are pages whose day a person read before any
system did (`gold_days.json`); docs/benchmarks.md keeps the first run, and what it taught has been
made rules since. A page without a date counts too, and a day is that of the publisher's place.
`--wrong` lists the pages where détente is wrong, except those of the third set.
"""

import ast
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from distributions import unpacked
from htmldate import find_date

from detente.collect.address import canonical
from detente.collect.article import Draft, RawFile
from detente.collect.dates import settled
from detente.collect.publishers import Publishers
from detente.collect.readers import html
from detente.collect.text import decoded

Page = tuple[Path, str | None]
HELD_OUT = "days judged by hand before any system was run"
PUBLISHERS = Publishers()


def main() -> None:
    sets = {
        "days that the tests of the peers expect": [*of_htmldate(), *of_mediacloud()],
        "days judged by hand where systems differ": [*of_gold("gold_pages.json")],
        HELD_OUT: [*of_gold("gold_days.json")],
    }
    if "--wrong" in sys.argv:
        _list_wrong([page for name, pages in sets.items() if name != HELD_OUT for page in pages])
        return
    for name, pages in sets.items():
        dated = sum(day is not None for _, day in pages)
        print(f"\n{name}: {len(pages)} pages, {dated} with a date\n")
        print("| system | right | wrong day | a day where there is none | missing | pages/s |")
        print("|---|---|---|---|---|---|")
        for system, find in SYSTEMS.items():
            begin = time.perf_counter()
            marks = Counter(mark(find(text(page)), day) for page, day in pages)
            rate = len(pages) / (time.perf_counter() - begin)
            counts = " | ".join(str(marks[m]) for m in ("right", "wrong", "invented", "missing"))
            print(f"| {system} | {counts} | {rate:.0f} |")


def mark(found: str | None, right: str | None) -> str:
    if found == right:
        return "right"
    if found is None:
        return "missing"
    return "wrong" if right else "invented"


def detente(page: str) -> str | None:
    (read,) = html.read(RawFile(source="page.html", data=b"", text=page))
    if not isinstance(read, Draft):  # no article, so no date of one
        return None
    url = canonical(read.url)
    publisher = PUBLISHERS.of(named=read.publisher, url=url or "", path="")
    day = settled(read, url, country=publisher.country, zone=publisher.zone)["published_local"]
    return f"{day:%Y-%m-%d}" if day else None


def _list_wrong(pages: list[Page]) -> None:
    for path, day in pages:
        page = text(path)
        found = {system: find(page) for system, find in SYSTEMS.items()}
        if found["détente"] != day:
            print(f"{day} {found} {'/'.join(path.parts[-4:])}")


SYSTEMS: dict[str, Callable[[str], str | None]] = {
    "htmldate": lambda page: find_date(page, original_date=True),
    "htmldate, not extensive": lambda page: find_date(
        page, original_date=True, extensive_search=False
    ),
    "détente": detente,
}


def of_htmldate() -> Iterator[Page]:
    """Pages whose date a test asserts; the date that it expects of the first publication."""
    tests = unpacked("htmldate", "1.0.0") / "tests"
    tree = ast.parse((tests / "unit_tests.py").read_text("utf-8"))
    files = next(
        ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MOCK_PAGES"
    )
    days: dict[str, tuple[int, str | None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
            url, rank, day = expected(node.test)
            if url in files and rank > days.get(url, (-1, None))[0]:
                days[url] = (rank, day)
    for url, (_, day) in days.items():
        yield tests / "cache" / files[url], day


def expected(test: ast.Compare) -> tuple[str, int, str | None]:
    """Address, how much a test says of the first publication, and the day that it expects."""
    call, day = test.left, test.comparators[0]
    if not (isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Call)):
        return "", -1, None
    page: Any = call.args[0]
    options = {word.arg: ast.unparse(word.value) for word in call.keywords}
    if ast.unparse(call.func) != "find_date" or "outputformat" in options or not page.args:
        return "", -1, None
    if options.get("original_date") == "False" or options.get("extensive_search") == "False":
        return "", -1, None
    rank = 1 + ("original_date" in options)
    return ast.literal_eval(page.args[0]), rank, ast.literal_eval(day)


def of_mediacloud() -> Iterator[Page]:
    """Pages of the tests of dates, with the day that they expect."""
    tests = unpacked("mediacloud-metadata", "2.1.0") / "mcmetadata" / "test"
    tree = ast.parse((tests / "test_dates.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            url, day = node.elts
            if isinstance(url, ast.Constant) and str(url.value).startswith("http"):
                file = f"{hashlib.md5(url.value.encode()).hexdigest()}.html"  # noqa: S324 - their names
                parts = [ast.literal_eval(a) for a in day.args] if isinstance(day, ast.Call) else []
                if (path := tests / "fixtures" / file).exists():
                    yield path, "{:04}-{:02}-{:02}".format(*parts) if parts else None


def of_gold(file: str) -> Iterator[Page]:
    """Pages with the day that was judged."""
    gold = json.loads((Path(__file__).parent / file).read_text("utf-8"))
    for name, judged in sorted(gold.items()):
        folder, _, inside = name.partition("/")
        if not isinstance(judged, dict):
            yield _distribution(folder) / inside, judged
        elif "day" in judged:
            yield _distribution(folder) / inside, judged["day"]


@cache
def _distribution(folder: str) -> Path:
    name, _, version = folder.rpartition("-")
    return unpacked(name, version)


def text(path: Path) -> str:
    return decoded(path.read_bytes())[0]


if __name__ == "__main__":
    main()
