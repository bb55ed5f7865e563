"""PLOVER's types, their scale, the rules of action and the cues of modality, from their tables.

The tables are `plover_types.csv`, `plover_modes.csv`, `action_rules.csv` (its patterns are
explained in `patterns`) and `modality_cues.csv`, all in `data/reference`.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import cast

from detente import files
from detente.extract import patterns
from detente.extract.evidence import Modality, QuadClass
from detente.extract.patterns import Pattern

_DONE: dict[Modality, float] = {"happened": 1, "planned": 0.5}
"""Share of the scale: what is announced is a word so far, and some of it never comes."""
_WORDS = re.compile(r"[\]>].*\w{3}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One pattern of a row of `action_rules.csv`."""

    rule: str
    """Id of the row."""
    order: int
    """Place in the table: of two rules that fit one head, the earlier is the closer one."""
    event_type: str
    """PLOVER type."""
    mode: str | None
    """PLOVER mode, where the row says one."""
    pattern: Pattern
    """Its pattern, or one that says the same in other words."""
    bases: frozenset[str]
    """English verbs of the head in the form that may be a noun as well (attack, promise)."""
    specific: bool
    """Whether it asks for words besides its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One row of `modality_cues.csv`, compiled."""

    modality: Modality
    """What it makes of the action."""
    where: str
    """before: ends at the actor; between: from the actor to the head; after: right of the head."""
    regex: re.Pattern[str]
    """The pattern over blotted text."""
    needs: str
    """What must stand between as well: a word, `inf` for a head in the infinitive, or
    `present` for an English head in the present."""


@cache
def quad_classes() -> dict[str, QuadClass]:
    """Quad class of each of PLOVER's 16 types."""
    rows = _rows("plover_types.csv")
    return {row["event_type"]: cast("QuadClass", row["quad_class"]) for row in rows}


def scale(event_type: str, mode: str | None, modality: Modality) -> float | None:
    """How cooperative an action is, from -10 to 10; None where nothing is or will be done."""
    if modality not in _DONE:
        return None
    return _scales()[event_type, mode or ""] * _DONE[modality]


@cache
def rules(language: str) -> dict[str, tuple[Rule, ...]]:
    """Rules of a language by head word: a full form in English, a stem in Russian."""
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for order, row in enumerate(_rows("action_rules.csv")):
        if row["language"] == language:
            for pattern in patterns.variants(row["pattern"], language):
                rule = _rule(row, order, pattern)
                for head in rule.pattern.heads:
                    by_head[head].append(rule)
    return {head: tuple(found) for head, found in by_head.items()}


@cache
def cues(language: str) -> tuple[Cue, ...]:
    """Cues of modality of a language; the first that is found decides."""
    return tuple(
        Cue(
            modality=cast("Modality", row["modality"]),
            where=row["where"],
            regex=re.compile(_cue_regex(row["pattern"]), re.IGNORECASE),
            needs=row["needs"],
        )
        for row in _rows("modality_cues.csv")
        if row["language"] == language
    )


@cache
def _scales() -> dict[tuple[str, str], float]:
    rows = [*_rows("plover_types.csv"), *_rows("plover_modes.csv")]
    return {(row["event_type"], row.get("mode", "")): float(row["scale"]) for row in rows}


def _rule(row: dict[str, str], order: int, pattern: str) -> Rule:
    verbs = " ".join(re.findall(r"\[=?([^\]]+)\]", pattern)).split()
    parts = [verb.split("/") for verb in verbs]
    return Rule(
        rule=row["rule"],
        order=order,
        event_type=row["event_type"],
        mode=row.get("mode") or None,
        pattern=patterns.parsed(pattern, row["language"]),
        specific=bool(_WORDS.search(pattern)),
        bases=frozenset(base for base, *past in parts if base not in past),
    )


def _cue_regex(pattern: str) -> str:
    return rf"\b(?:{pattern.replace(' ', chr(92) + 's+')})(?!\w)"


def _rows(name: str) -> list[dict[str, str]]:
    with (files.REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
