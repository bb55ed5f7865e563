"""Rules of action: patterns over slots, read from `action_rules.csv` and compiled once.

A pattern is words with these signs:

====================  =============================================================================
`{S}`                 actor as the subject: after no preposition, in Russian nominative
`{A}`                 actor in any other place
`{B}`                 recipient
`{S+B}` `{A+B}`       two or more actors joined by and, commas or и: each acts with each other
`[expel]`             head, a verb in any form; irregular ones after slashes: `[meet/met]`
`<talks|summit>`      head, a noun as printed
`_`                   up to five words of the same clause
`word*`               any ending
`(a|b)` `(a)?`        one of; may be missing
====================  =============================================================================

In Russian a head is a list of stems, each with any ending unless it ends in `.`: `[выслал высыла]`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from detente import files
from detente.extract.evidence import Modality, QuadClass
from detente.extract.slots import SLOT

# What ends a gap: a new clause, another subject, or an object of its own.
WORD = (
    r"(?!(?:that|which|who|whom|whose|because|while|when|what|said|says|I|we|you|they|he|she|me|"
    r"him|them|himself|что|и|а|но|котор\w+|пока|когда|если|заявил\w*|сообщил\w*)\b)"
    r"[\w$€£№%+-][\w’'$%.-]*"
)
_NEW_CLAUSE = r",\s+(?:and|but|or|there|he|she|it|they|we|и|а|но|он|она|они)\b"
GAP = rf"(?:,[^,;:.!?“”«»\"]{{1,90}},)?(?:(?!{_NEW_CLAUSE}),?\s+{WORD}){{0,5}}?"
JOINT = r"(?:,?\s+and\s+|,\s+|\s+и\s+|[-–])(?:(?:the|his|her|its|their|его|её|их)\s+)?"
# Switzerland said it had …, Россия заявила, что …: the one who says is the one who acts.
SAID = (
    r"(?:\s+(?:has\s+|had\s+)?(?:said|says|announced|confirmed|declared)(?:\s+[\w-]+){0,3}?\s+"
    r"(?:that\s+)?(?:it|he|she|they)\b|\s+(?:заяви|объяви|сообщи)\w+(?:\s+[\w-]+){0,2},\s+что"
    r"(?:\s+он[ао]?)?\b(?!\s+\ue000))?"
)
SIGNS = {
    "{S}": f"(?P<S>{SLOT}(?:{JOINT}{SLOT}){{0,5}})(?:['’]s?|{SAID})",
    "{A}": f"(?P<A>{SLOT}(?:{JOINT}{SLOT}){{0,5}})(?:['’]s?)?",
    "{B}": f"(?P<B>{SLOT}(?:{JOINT}{SLOT}){{0,5}})(?:['’]s?)?",
    "{S+B}": f"(?P<SB>{SLOT}(?:{JOINT}{SLOT}){{1,5}})(?:['’]s?)?",
    "{A+B}": f"(?P<AB>{SLOT}(?:{JOINT}{SLOT}){{1,5}})(?:['’]s?)?",
}
_NOT_LETTER = re.compile(r"[\W_]")
_TOKEN = re.compile(r"(\( _ )|(\{[A-Z+]+\})|\[([^\]]+)\]|<([^>]+)>|( _ )|(\s+)|([^\W_]+\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `action_rules.csv`, compiled."""

    rule: str
    """Id of the rule."""
    order: int
    """Place in the table: of two rules that fit one head, the earlier is the closer one."""
    event_type: str
    """PLOVER type."""
    regex: re.Pattern[str]
    """The pattern over blotted text; its groups are S, A, B, SB, AB and head."""
    nominal: bool
    """Whether the head is a noun."""
    bases: frozenset[str]
    """English verbs of the head in the form that may be a noun as well (attack, promise)."""


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
    """What must stand between as well: a word, or `inf` for a head in the infinitive."""


@cache
def quad_classes() -> dict[str, QuadClass]:
    """Quad class of each of PLOVER's 16 types."""
    rows = _rows("plover_types.csv")
    return {row["event_type"]: cast("QuadClass", row["quad_class"]) for row in rows}


@cache
def rules(language: str) -> dict[str, tuple[Rule, ...]]:
    """Rules of a language by head word: a full form in English, a stem in Russian."""
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for order, row in enumerate(_rows("action_rules.csv")):
        if row["language"] == language:
            rule, heads = _compiled(row, language, order)
            for head in heads:
                by_head[_NOT_LETTER.split(head.lower())[0]].append(rule)
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


def regex(pattern: str, language: str) -> tuple[str, list[str]]:
    """Regular expression of a pattern, and the words or stems that its heads begin with."""
    heads: list[str] = []

    def sign(match: re.Match[str]) -> str:
        option, slot, verb, noun, gap, space, stem = match.groups()
        if option:
            return rf"(?!\w)(?:{GAP}\s+"
        if slot:
            return SIGNS[slot]
        if verb or noun:
            stems = verb.split() if verb else noun.split("|")
            forms = [f for s in stems for f in _forms(s, language, verbal=bool(verb))]
            heads.extend(forms)
            return f"(?P<head>{_any_of(forms, language)})"
        if gap:
            return rf"{GAP}\s+"
        return r"\s+" if space else stem[:-1] + r"\w*"

    return _TOKEN.sub(sign, pattern), heads


def inflect(verb: str) -> list[str]:
    """Forms of an English verb: `expel`, or with irregular past forms `meet/met`."""
    base, *past = verb.split("/")
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    stem = stem + stem[-1] if base in _DOUBLED else stem
    third = base + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", base) else "s")
    regular = base + "d" if base.endswith("e") else stem + "ed"
    if base.endswith("y") and base[-2] not in "aeou":
        third, regular = base[:-1] + "ies", base[:-1] + "ied"
    return [base, third, *(past or [regular]), stem + "ing"]


_DOUBLED = {
    *("ban", "bar", "begin", "cut", "drop", "expel", "hit", "kidnap", "let", "permit", "pin"),
    *("put", "quit", "rap", "set", "sit", "slap", "stop", "swap"),
}


def _cue_regex(pattern: str) -> str:
    return rf"\b(?:{pattern.replace(' ', chr(92) + 's+')})(?!\w)"


def _compiled(row: dict[str, str], language: str, order: int) -> tuple[Rule, list[str]]:
    text, heads = regex(row["pattern"], language)
    rule = Rule(
        rule=row["rule"],
        order=order,
        event_type=row["event_type"],
        regex=re.compile(text, re.IGNORECASE),
        nominal="<" in row["pattern"],
        bases=frozenset(_bases(row["pattern"])),
    )
    return rule, heads


def _bases(pattern: str) -> Iterator[str]:
    for verbs in re.findall(r"\[([^\]]+)\]", pattern):
        for verb in verbs.split():
            base, *past = verb.split("/")
            if base not in past:
                yield base


def _forms(word: str, language: str, *, verbal: bool) -> list[str]:
    if language == "en" and verbal:
        return inflect(word)
    return [word]


def _any_of(forms: list[str], language: str) -> str:
    ending = r"\w*" if language == "ru" else ""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return (
        r"\b(?:"
        + "|".join(
            form[:-1] if form.endswith(".") else form.rstrip("*") + ending for form in ordered
        )
        + r")\b"
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (files.REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
