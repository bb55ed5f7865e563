"""No pattern of the library takes more than its share of time on a long hostile string.

As a script, this file lists every pattern that détente compiles while all of it is imported, files
of every format are loaded, and texts are annotated; it tries each on strings made for it, and prints
those that grow faster than the string. In a process of its own, so that it sees them compiled.
"""

import ast
import json
import pkgutil
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
SRC = TESTS.parent / "src" / "detente"
METHODS = {"search", "finditer", "findall", "sub", "subn", "split", "match", "fullmatch"}
LENGTHS = (15, 60, 240, 960, 3840)
LONG = 15_360
SHORT_TIME = 0.002
"""Seconds of processor that no string of some thousand letters takes where each is looked at once."""
GROWTH = 8
"""How many times as long a string four times as long may take: 16 is its square."""
PUMPS = (" ", "\t", "\n", ".", "a", "A", "1", ",", '"', "'", "(", "[", "<", "-", "ж", "Ж", "«")
UNITS = (
    "A a ", "a. ", "Ж. ", "A. B. ", "Aa Bb ", "Жж Бб ", "1 1 ", "1.", "1,", "a: ", "A:\n", "\n \n",
    " \n", "\r\n", "<a>", "<a ", "</p>", "&amp;", '"a" ', "“a” ", "«ж» ", "a-", "a'", "aA", "http://a",
    "[a](", "**a", "* ", "- ", "# ", "> ", "| ", "a said ", "ж сказал ", "\ue000", "the ", "and ",
)  # fmt: skip


class Watched:
    """A pattern that notes which of its methods are asked for."""

    def __init__(self, compiled: re.Pattern[str], how: set[str]) -> None:
        self._compiled = compiled
        self._how = how

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            self._how.add(name)
        return getattr(self._compiled, name)

    def __reduce__(self) -> Any:
        return re.compile, (self._compiled.pattern, self._compiled.flags)


def listed() -> list[dict[str, Any]]:
    """Every pattern with its flags, the place where it is compiled, and how it is used."""
    compile_, found = re._compile, {}

    def noted(pattern: Any, flags: int) -> Any:
        pattern = getattr(pattern, "_compiled", pattern)
        compiled = compile_(pattern, flags)
        frame = caller = sys._getframe(1)
        if frame.f_code.co_filename == re.__file__:
            caller = frame.f_back
        path = Path(caller.f_code.co_filename)
        if SRC not in path.parents or not isinstance(compiled.pattern, str):
            return compiled
        where = f"{path.relative_to(SRC)}:{caller.f_lineno}"
        _, how = found.setdefault((compiled.pattern, compiled.flags), (where, set()))
        method = frame.f_code.co_name
        how.update({method} & METHODS)
        return compiled if method in METHODS else Watched(compiled, how)

    re._compile = noted
    import_module("papermill")  # which imports a module of ours
    import detente

    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        import_module(module.name)
    use()
    re._compile = compile_
    return [
        {"pattern": p, "flags": f, "where": w, "how": sorted(how)}
        for (p, f), (w, how) in found.items()
    ]


def use() -> None:
    """Load a file of every format, and annotate texts in both languages."""
    import detente
    from detente.extract import annotate

    with tempfile.TemporaryDirectory() as folder:
        detente.load([TESTS / "data" / "readers"], folder, workers=1)
        corpus = detente.load([TESTS.parent / "data" / "sample"], folder, workers=1)
        rows = corpus.arrow("articles").to_pylist()
        annotate._rows([(row, "") for row in sorted(rows, key=lambda row: len(row["body"]))[-40:]])


def strings(pattern: str, flags: int) -> Iterator[tuple[str, str, str]]:
    """Beginnings, what is repeated, and ends of strings that a pattern may take long for."""
    tree = re._parser.parse(pattern, flags & ~re.TEMPLATE if hasattr(re, "TEMPLATE") else flags)
    seen = set()
    for before, body in pumped(tree, ""):
        for pump in {body, body[:1], body[-1:]}:
            if pump:
                seen.add((before, pump))
    whole = sample(tree)
    for unit in (*PUMPS, *UNITS, *([whole, whole[:-1], whole[:1]] if whole else ())):
        seen.add(("", unit))
        seen.add((whole[: len(whole) // 2], unit))
    for before, unit in sorted(seen):
        if unit:
            yield before, unit, "\0"


ANY = "a A1.,-:\n\"«ж"


def sample(tree: Any, times: int = 1) -> str:
    """A string that a pattern takes, more or less."""
    return "".join(part(op, value, times) for op, value in tree)


def part(op: Any, value: Any, times: int) -> str:
    name = str(op)
    if name == "LITERAL":
        return chr(value)
    if name == "NOT_LITERAL":
        return next(char for char in ANY if ord(char) != value)
    if name == "ANY":
        return "a"
    if name == "IN":
        return letters(value)[:1]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = value
        return sample(inner) * max(low, min(times, high))
    if name == "BRANCH":
        return sample(value[1][0])
    if name == "SUBPATTERN":
        return sample(value[3])
    if name == "ATOMIC_GROUP":
        return sample(value)
    return ""


def letters(members: Any) -> str:
    """Letters of a set, of several kinds."""
    out = ""
    negated = str(members[0][0]) == "NEGATE"
    tested = re._compiler.compile(f"[{'^' * negated}a]", 0)
    del tested
    chosen = []
    for op, value in members:
        name = str(op)
        if name == "LITERAL":
            chosen.append(chr(value))
        elif name == "RANGE":
            chosen.append(chr(value[0]))
        elif name == "CATEGORY":
            chosen += {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_DIGIT": "a ", "CATEGORY_NOT_WORD": " ,"}[str(value)]
    if negated:
        return "".join(char for char in ANY if char not in chosen)
    return out + "".join(chosen)


def pumped(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each repeat of a pattern, and what it repeats."""
    for op, value in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, inner = value
            if int(high) > 8:
                for char in repeated(inner):
                    yield before, char
            yield from pumped(inner, before)
        elif name == "BRANCH":
            for inner in value[1]:
                yield from pumped(inner, before)
        elif name == "SUBPATTERN":
            yield from pumped(value[3], before)
        before += part(op, value, 1)


def repeated(inner: Any) -> list[str]:
    if len(inner) == 1 and str(inner[0][0]) == "IN":
        return list(letters(inner[0][1]))[:6]
    return [sample(inner)]


def seconds(work: Callable[[str], Any], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


class TooLong(Exception):
    pass


def stop(*_: Any) -> None:
    raise TooLong


def cost(work: Callable[[str], Any], parts: tuple[str, str, str], lengths: tuple[int, ...]) -> float:
    """Seconds of the longest string; infinite where the time grows faster than the string."""
    before, unit, end = parts
    last = 0.0
    for length in lengths:
        text = before + unit * (length // len(unit) + 1) + end
        signal.setitimer(signal.ITIMER_VIRTUAL, 2)
        try:
            spent = seconds(work, text)
            if spent > SHORT_TIME and spent > GROWTH * max(last, 1e-5):
                spent = min(spent, *(seconds(work, text) for _ in range(3)))
                if spent > SHORT_TIME and spent > GROWTH * max(last, 1e-5):
                    return float("inf")
        except TooLong:
            return float("inf")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        last = spent
    return last


def main() -> None:
    """Print how many patterns there are, and each that takes too long with the string it took."""
    signal.signal(signal.SIGVTALRM, stop)
    patterns = listed()
    print(len(patterns), file=sys.stderr)
    worst = []
    for one in patterns:
        compiled = re.compile(one["pattern"], one["flags"])
        methods = [m for m in ("match", "fullmatch") if m in one["how"]]
        if set(one["how"]) - {"match", "fullmatch"}:
            methods.append("search")
        top = (0.0, "", "")
        for how in methods:
            for parts in strings(one["pattern"], one["flags"]):
                work = all_of(compiled) if how == "search" else getattr(compiled, how)
                found = cost(work, parts, LENGTHS)
                if found > top[0]:
                    top = found, how, f"{parts[0]!r} + {parts[1]!r}"
                if found == float("inf"):
                    break
        worst.append((top[0], one["where"], *top[1:], one["pattern"]))
    for row in sorted(worst, reverse=True):
        print(json.dumps(row, ensure_ascii=False))


def all_of(compiled: re.Pattern[str]) -> Callable[[str], Any]:
    return lambda text: sum(1 for _ in compiled.finditer(text))


if __name__ == "__main__":
    main()
