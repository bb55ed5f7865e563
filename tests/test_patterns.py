"""No pattern of the library takes more than its share of time on a long hostile string.

As a script, this file lists every pattern that détente compiles while all of it is imported, files
of every format are loaded and texts annotated, and tries each on strings made for it: what it
repeats, repeated, behind what stands before that in the pattern. It prints the cost of each.
"""

import inspect
import json
import pkgutil
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import pytest

TESTS = Path(__file__).parent
SRC = TESTS.parent / "src" / "detente"
METHODS = {"search", "finditer", "findall", "sub", "subn", "split", "match", "fullmatch"}
SHORT, LONG = 960, 3840
FIRST = (25, 50, 75, 120, 240, SHORT)
"""Lengths that are tried first: what doubles with each few letters is found before it is endless."""
MOST = 0.05
"""Seconds that none of them takes."""
QUICK = 0.0004
"""Seconds of processor in which a short string is passed where its letters are looked at once."""
GROWTH = 8
"""How many times as long a string four times as long may take: its square is 16."""
ENDLESS = float("inf")
ENOUGH = 600
"""Seconds of processor for all patterns: one that is endless from the first letters ends the script."""
END = "¤"  # what no pattern ends with
UNITS = (
    *" \t\n.aA1,\"'([<-жЖ«#*|",
    "A a ", "a. ", "A. B. ", "Aa Bb ", "Жж Бб ", "1 1 ", "a: ", "A:\n", "\n \n", "\r\n", "<a>",
    "&amp;", '"a" ', "“a” ", "«ж» ", "a'", "http://a", "[a](", "**a", "- ", "a said ", "ж сказал ",
)  # fmt: skip
SEVERAL = 'a A1.,-:\n"«ж'


def test_no_pattern_grows_faster_than_the_text():
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(rows) > 2000, done.stderr
    assert [row for row in rows if row[0] == ENDLESS] == []


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s+$", "search"), (r"\s*,?\s*x", "match"), (r"#+.*?#*;", "match"), (r"\w*ing", "search")],
)
def test_a_pattern_that_grows_is_found(pattern, method):
    assert worst(re.compile(pattern), [method], str)[0] == ENDLESS


def test_a_pattern_that_does_not_grow_is_none():
    assert worst(re.compile(r"(?<!\s)\s++x"), ["search"], str)[0] < ENDLESS


class Watched:
    """A pattern that notes which of its methods are asked for."""

    def __init__(self, compiled: re.Pattern[str], how: set[str]) -> None:
        self.compiled = compiled
        self._how = how

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            self._how.add(name)
        return getattr(self.compiled, name)


def listed() -> list[tuple[re.Pattern[str], str, list[str]]]:
    """Every pattern with the place where it is compiled, and the methods that are asked of it."""
    compiling, found = vars(re)["_compile"], {}

    def noted(pattern: Any, flags: int) -> Any:
        compiled = compiling(getattr(pattern, "compiled", pattern), flags)
        asked = inspect.currentframe().f_back
        by = asked.f_back if asked.f_code.co_filename == re.__file__ else asked
        path = Path(by.f_code.co_filename)
        if SRC not in path.parents or not isinstance(compiled.pattern, str):
            return compiled
        where = f"{path.relative_to(SRC)}:{by.f_lineno}"
        _, how = found.setdefault(compiled, (where, set()))
        how.update({asked.f_code.co_name} & METHODS)
        return compiled if asked.f_code.co_name in METHODS else Watched(compiled, how)

    with patch.object(re, "_compile", noted):  # all that re compiles, it compiles with that
        import_module("papermill")  # which imports a module of ours
        for module in pkgutil.walk_packages([str(SRC)], "detente."):
            import_module(module.name)
        use()
    return [(compiled, where, sorted(how)) for compiled, (where, how) in found.items()]


def use() -> None:
    """Load a file of every format, and annotate texts in both languages."""
    import detente
    from detente.extract.annotate import ArticleReader
    from detente.extract.reference import Reference

    with tempfile.TemporaryDirectory() as folder:
        detente.load([TESTS / "data" / "readers"], folder, workers=1)
        corpus = detente.load([TESTS.parent / "data" / "sample"], folder, workers=1)
        rows = corpus.arrow("articles").to_pylist()
    reader = ArticleReader(Reference.load())
    for row in sorted(rows, key=lambda row: len(row["body"]))[-20:]:
        reader.read(row)


def strings(compiled: re.Pattern[str]) -> list[tuple[str, str]]:
    """What may cost a pattern much: a beginning, and what is repeated behind it."""
    tree = vars(re)["_parser"].parse(compiled.pattern, compiled.flags)
    whole = sample(tree)
    found = {("", unit) for unit in (*UNITS, whole, whole[:-1])}
    for before, body in repeats(tree, ""):
        found |= {(before, unit) for unit in (body, body[:1], body[-1:])}
    return sorted((before, unit) for before, unit in found if unit)


def repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each repeat of a pattern, and what it repeats."""
    for op, value in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, inner = value
            if int(most) > GROWTH:
                one = str(inner[0][0]) == "IN" and len(inner) == 1
                for body in letters(inner[0][1]) if one else [sample(inner)]:
                    yield before, body
        for inner in inside(name, value):
            yield from repeats(inner, before)
        before += part(op, value)


def inside(name: str, value: Any) -> list[Any]:
    """Patterns in a part of a pattern."""
    if name == "BRANCH":
        return list(value[1])
    if name in ("SUBPATTERN", "MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[-1]]
    return [value] if name == "ATOMIC_GROUP" else []


def sample(tree: Any) -> str:
    """A string that a pattern takes, more or less."""
    return "".join(part(op, value) for op, value in tree)


def part(op: Any, value: Any) -> str:
    """A string that one part of a pattern takes; one of each repeat."""
    name = str(op)
    if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
        one = {"LITERAL": [(op, value)], "IN": value}.get(name, [(op, 0)])
        return letters(one)[:1]
    return "".join(sample(inner) for inner in inside(name, value)[:1])


def letters(members: Any) -> str:
    """Letters of a set, of several kinds."""
    kinds = {
        "SPACE": " ",
        "DIGIT": "1",
        "WORD": "a1",
        "NOT_SPACE": "a",
        "NOT_DIGIT": "a ",
        "NOT_WORD": " ,",
    }
    found = ""
    for op, value in members:
        if str(op) == "LITERAL":
            found += chr(value)
        elif str(op) == "RANGE":
            found += chr(value[0])
        elif str(op) == "CATEGORY":
            found += kinds[str(value).removeprefix("CATEGORY_")]
    if not found or str(members[0][0]) == "NEGATE":
        return "".join(char for char in SEVERAL if char not in found)
    return found[:6]


def worst(
    compiled: re.Pattern[str], methods: list[str], met: Callable[[str], str]
) -> tuple[float, str, str]:
    """Seconds of a long string, how it was asked and made; ENDLESS where time grows faster."""
    found = (0.0, "", "")
    for method in {name if name in ("match", "fullmatch") else "finditer" for name in methods}:
        for before, unit in strings(compiled):
            took = cost(getattr(compiled, method), before, unit, met)
            found = max(found, (took, method, f"{before!r} and then {unit!r}"))
            if took == ENDLESS:
                return found
    return found


def cost(work: Callable[[str], Any], before: str, unit: str, met: Callable[[str], str]) -> float:
    """Seconds of a string made of some units; one that is passed quickly is not made longer."""

    def made(length: int) -> str:
        return met(before + unit * (length // len(unit)) + END)

    took = 0.0
    for length in FIRST:
        took = seconds(work, made(length))
        if took > MOST and min(seconds(work, made(length)) for _ in range(5)) > MOST:
            return ENDLESS
    if took < QUICK:
        return took
    for _ in range(5):  # a busy machine can take its time from one of the two
        least = min(seconds(work, made(LONG)) for _ in range(3))
        usual = median(seconds(work, made(SHORT)) for _ in range(9))
        if least < GROWTH * max(usual, QUICK):
            return least
    return ENDLESS


def seconds(work: Callable[[str], Any], text: str) -> float:
    started = time.thread_time()
    found = work(text)
    if not isinstance(found, re.Match | None):
        for _ in found:
            pass
    return time.thread_time() - started


def main() -> None:
    """Print seconds, place, method, string and pattern of every pattern, the worst first."""
    from detente.collect.text import cleaned

    with suppress(ImportError):  # there is none on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (ENOUGH, ENOUGH))
    rows = []
    for compiled, where, methods in listed():
        # What is extracted from is clean: spaces and empty lines come one at a time.
        met = str if where.startswith(("collect", "tables")) else cache(cleaned)
        took, method, made = worst(compiled, methods, met)
        rows.append((took, where, method, made, compiled.pattern))
    for row in sorted(rows, reverse=True):
        sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main()
