"""PLOVER's types, their scale, the rules of action and the cues of modality, from their tables.

The tables are `plover_types.csv`, `plover_modes.csv`, `action_rules.csv` and `modality_cues.csv`,
all in `data/reference`. A pattern of a rule has one head, a verb in `[]` or nouns in `<>`, and the
slots of who acts and upon whom in `{}`; ` _ ` is a gap of some words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from detente import files
from detente.extract.evidence import EventType, Modality, QuadClass
from detente.extract.facts import Theme
from detente.extract.slots import SLOT
from detente.tables import read

_DONE: dict[Modality, float] = {"happened": 1, "planned": 0.5}
"""Share of the scale: what is announced is a word so far, and some of it never comes."""
# What ends a gap: a new clause, another subject, or an object of its own.
WORD = (
    r"(?!(?:that|which|who|whom|whose|because|while|when|what|said|says|I|we|you|they|he|she|me|"
    r"him|them|himself|after|before|since|until|following|despite|although|though|than|после|"
    r"хотя|чем|несмотря|что|и|а|но|котор\w+|пока|когда|если|заявил\w*|сообщил\w*)\b)"
    r"(?:\d{1,3}(?:,\d{3})+|[\w$€£№%+-][\w’'$%.-]*)"
)
_NEW_CLAUSE = r",\s+(?:and|but|or|there|he|she|it|they|we|и|а|но|он|она|они)\b"
_ASIDE = r"(?:,[^,;:.!?“”«»\"]{1,90},)?"
GAP = rf"{_ASIDE}(?:(?!{_NEW_CLAUSE}),?\s+{WORD}){{0,6}}?"
# On the way to an object no verb begins, no other topic, and no second subject.
_OFF = (
    r"\s+(?:to\s+(?!(?:the|an?|his|her|its|their|our|new|more)\b)[a-z]|"
    r"and\s+(?:the\b|an?\b|are\b|is\b|was\b|were\b|ha[sd]\b|have\b|\ue000)|(?:about|as|by|during|through|under|amid|like|without)\b)"
)
_SHORT_ASIDE = r"(?:,[^,;:.!?“”«»\"\ue000]{1,60},)?"
FAR_GAP = rf"{_SHORT_ASIDE}(?:(?!(?-i:{_OFF}))\s+{WORD}){{0,6}}?"
JOINT = r"(?:,?\s+and\s+|,\s+|\s+и\s+|[-–])(?:(?:the|his|her|its|their|его|её|их)\s+)?"
# Switzerland said it had …, Россия заявила, что …: the one who says is the one who acts.
SAID = (
    r"(?:\s+(?:has\s+|had\s+)?(?:said|says|announced|confirmed|declared)(?:\s+[\w-]+){0,3}?\s+"
    r"(?:that\s+)?(?:it|he|she|they)\b|\s+(?:заяви|объяви|сообщи)\w+(?:\s+[\w-]+){0,2},\s+что"
    r"(?:\s+он[ао]?)?\b(?!\s+\ue000))?"
)
_OWNED = r"(?:['’]s?)?"
# Democrats, the President said: a comma alone joins no two.
_LAST = r"(?:,?\s+and\s+|\s+и\s+|[-–])(?:(?:the|his|her|its|their|его|её|их)\s+)?"
_OTHERS = rf"(?:{JOINT}{SLOT}){{0,4}}?{_LAST}{SLOT}"
_BOTH = rf"{SLOT}{_OTHERS}"
_ONE = rf"{SLOT}(?:{_OTHERS})?"
SIGNS = {
    "{S}": f"(?P<S>{_ONE})(?:['’]s?|{SAID})",
    **{f"{{{name}}}": f"(?P<{name}>{_ONE}){_OWNED}" for name in ("A", "I", "B", "O")},
    "{S+B}": f"(?P<SB>{_BOTH}){_OWNED}",
    "{A+B}": f"(?P<AB>{_BOTH}){_OWNED}",
}
_TOKEN = re.compile(r"(\( _ )|(\{[A-Z+]+\})|( _ )|(\s+)|((?<![^\W_])[^\W_]+\*)")
_HEAD = re.compile(r"\[(=?)([^\[\]]+)\]|<([^<>]+)>")
_ACTIVE = re.compile(r"\{S\} _ \[([^\]]+)\] _ \{B\}(.*)")
_ACTIVE_RU = re.compile(r"\{S\} _ (\[[^\]]+\])( _ (?:.* _ )?)\{B\}(.*)")
_DOUBLED = {
    *("ban", "bar", "begin", "commit", "cut", "admit", "drag", "drop", "equip", "expel", "grab"),
    *("hit", "kidnap", "let", "permit", "pin", "plan", "put", "quit", "ram", "rap", "rebut", "rob"),
    *("set", "ship", "shut", "sit", "slap", "stab", "step", "stop", "submit", "swap", "transfer"),
}
_DOUBLED_IN_BRITAIN = {"cancel", "label", "signal", "travel"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Pattern:
    """One pattern in its parts; each is compiled when it is first asked for."""

    language: str
    """Language of its words."""
    before: str
    """What stands left of the head; empty where nothing is asked for."""
    words: tuple[str, ...]
    """Verbs, stems or nouns that can be the head."""
    after: str
    """What stands right of the head."""
    nominal: bool
    """Whether the head is a noun or an adjective."""
    passive: bool
    """Whether the head is a participle in the passive."""

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Forms, in Russian stems, of the head."""
        if self.language != "en" or self.nominal:
            return self.words
        inflected = [inflect(word) for word in self.words]
        if self.passive:
            return tuple(forms[-2] for forms in inflected)
        return tuple(form for forms in inflected for form in forms)

    @cached_property
    def heads(self) -> frozenset[str]:
        """First words of the forms."""
        return frozenset(re.split(r"[\W_]", form.lower())[0] for form in self.forms)

    @cached_property
    def head(self) -> re.Pattern[str]:
        """The head as printed."""
        return _compiled(_any_of(self.forms, self.language))

    @cached_property
    def left(self) -> re.Pattern[str]:
        """Begins with a slot and ends at the head."""
        return _compiled(_regex(self.before, GAP) + r"\Z")

    @cached_property
    def right(self) -> re.Pattern[str]:
        """Begins after the head."""
        return _compiled(_regex(self.after, FAR_GAP))

    @property
    def chains(self) -> bool:
        """Whether its subject may be that of a verb before (Biden met Putin and called on …)."""
        return self.before == "{S} _ " and not self.nominal


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRule:
    """A row of `action_rules.csv`."""

    rule: str
    """Id of the row."""
    language: Literal["en", "ru"]
    """Language of the pattern."""
    event_type: EventType
    """PLOVER type."""
    mode: str | None
    """PLOVER mode, where the words show one."""
    pattern: str
    """What is read."""
    example: str
    """A sentence that it reads."""
    example_actor: str | None
    """Who acts in the example."""
    example_recipient: str | None
    """Upon whom."""
    example_modality: Modality
    """Whether the example says that it happened."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One pattern of a row of `action_rules.csv`."""

    row: ActionRule
    """The row."""
    order: int
    """Place in the table: of two rules that fit one head, the earlier is the closer one."""
    pattern: Pattern
    """Its pattern, or one that says the same in other words."""
    bases: frozenset[str]
    """English verbs of the head in the form that may be a noun as well (attack, promise)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionType:
    """A row of `plover_types.csv`."""

    event_type: EventType
    """PLOVER type."""
    quad_class: QuadClass
    """Its quad class."""
    scale: float
    """How cooperative it is, from -10 to 10."""
    lane: Theme
    """Theme of an event that the articles gave: where most on record of its type stand."""
    meaning: str
    """What it is, in words."""
    note: str | None
    """Where its border is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionMode:
    """A row of `plover_modes.csv`."""

    event_type: EventType
    """PLOVER type."""
    mode: str
    """PLOVER mode within it."""
    scale: float
    """How cooperative it is, from -10 to 10."""
    meaning: str
    """What it is, in words."""


@dataclass(frozen=True, kw_only=True)
class ModalityCue:
    """A row of `modality_cues.csv`."""

    language: Literal["en", "ru"]
    """Language of the pattern."""
    modality: Modality
    """What it makes of the action."""
    where: Literal["before", "between", "after"]
    """before: ends at the actor; between: from the actor to the head; after: right of the head."""
    pattern: str
    """What is looked for in blotted text; a space is any white space."""
    needs: str | None
    """What must stand between as well: a word, `inf` for a head in the infinitive, or
    `present` for an English head in the present."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as whole words, in any case."""
        spaced = self.pattern.replace(" ", r"\s+")
        return re.compile(rf"\b(?:{spaced})(?!\w)", re.IGNORECASE)


@cache
def types() -> dict[str, ActionType]:
    """PLOVER's 16 types by name."""
    rows = read(ActionType, files.REFERENCE / "plover_types.csv")
    return {row.event_type: row for row in rows}


def scale(event_type: str, mode: str | None, modality: Modality) -> float | None:
    """How cooperative an action is, from -10 to 10; None where nothing is or will be done."""
    if modality not in _DONE:
        return None
    return _scales()[event_type, mode or ""] * _DONE[modality]


@cache
def rules(language: str) -> dict[str, tuple[Rule, ...]]:
    """Rules of a language by head word: a full form in English, a stem in Russian."""
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for order, row in enumerate(read(ActionRule, files.REFERENCE / "action_rules.csv")):
        for printed in variants(row.pattern, language) if row.language == language else ():
            pattern = parsed(printed, language)
            rule = Rule(row=row, order=order, pattern=pattern, bases=_bases(printed))
            for head in pattern.heads:
                by_head[head].append(rule)
    return {head: tuple(found) for head, found in by_head.items()}


@cache
def cues(language: str) -> tuple[ModalityCue, ...]:
    """ModalityCues of modality of a language; the first that is found decides."""
    rows = read(ModalityCue, files.REFERENCE / "modality_cues.csv")
    return tuple(row for row in rows if row.language == language)


@cache
def _scales() -> dict[tuple[str, str], float]:
    modes = read(ActionMode, files.REFERENCE / "plover_modes.csv")
    scales: dict[tuple[str, str], float] = {(name, ""): row.scale for name, row in types().items()}
    return scales | {(row.event_type, row.mode): row.scale for row in modes}


def parsed(pattern: str, language: str) -> Pattern:
    """A pattern in its parts."""
    head = _HEAD.search(pattern)
    if head is None:
        raise ValueError(f"no head in {pattern!r}: write a verb in [] or a noun in <>")
    passive, verbs, nouns = head.groups()
    return Pattern(
        language=language,
        before=pattern[: head.start()],
        words=tuple(verbs.split() if verbs else nouns.split("|")),
        after=pattern[head.end() :],
        nominal=nouns is not None,
        passive=bool(passive),
    )


def variants(pattern: str, language: str) -> Iterator[str]:
    """The pattern, then those that say the same in the passive or in another order of words."""
    active = _ACTIVE_RU.fullmatch(pattern) if language == "ru" else None
    if not active:
        yield pattern
    if language == "en" and (active := _ACTIVE.fullmatch(pattern)):
        verbs, rest = active.groups()
        rest = "" if "{" in rest else rest
        yield f"{{B}} _ [={verbs}]{rest} _ by( \\w+){{0,2}} {{A}}"
        yield f"{{B}} _ [={verbs}]{rest} by( \\w+){{0,2}} {{A}}"
    elif active:
        head, words, rest = active.groups()
        yield f"{{S}} _ {head}{words}{{O}}{rest}"
        yield f"{head} _ {{S}}{words}{{O}}{rest}"
        yield f"{{O}} _ {head}{words}{{S}}{rest}"
        passive = head.replace("[", "[=")
        yield f"{{B}} _ {passive}{words}{{I}}{rest}"
        yield f"{passive} _ {{I}}{words}{{B}}{rest}"


def _bases(pattern: str) -> frozenset[str]:
    """Verbs of a pattern whose base is not their past form too (cut, put)."""
    verbs = " ".join(re.findall(r"\[=?([^\[\]]+)\]", pattern)).split()
    parts = [verb.split("/") for verb in verbs]
    return frozenset(base for base, *past in parts if base not in past)


def inflect(verb: str) -> list[str]:
    """Forms of an English verb: `expel`, or with irregular past forms `meet/met`."""
    base, *past = verb.split("/")
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    stem = stem + stem[-1] if base in _DOUBLED else stem
    third = base + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", base) else "s")
    regular = base + "d" if base.endswith("e") else stem + "ed"
    if base.endswith("y") and base[-2] not in "aeou":
        third, regular = base[:-1] + "ies", base[:-1] + "ied"
    british = [base + "led", base + "ling"] if base in _DOUBLED_IN_BRITAIN else []
    return [base, third, *british, *(past or [regular]), stem + "ing"]


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    """Many patterns share a side; each side is compiled once."""
    return re.compile(regex, re.IGNORECASE)


def _regex(pattern: str, between: str) -> str:
    def sign(match: re.Match[str]) -> str:
        option, slot, gap, space, stem = match.groups()
        if option:
            return rf"(?!\w)(?:{between}\s+"
        if slot:
            return SIGNS[slot]
        if gap:
            return rf"{between}\s+"
        return r"\s+" if space else stem[:-1] + r"\w*"

    return _TOKEN.sub(sign, pattern)


def _any_of(forms: tuple[str, ...], language: str) -> str:
    ending = r"\w*" if language == "ru" else ""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    words = (f[:-1] if f.endswith(".") else f.rstrip("*") + ending for f in ordered)
    return rf"\b(?:{'|'.join(words)})\b"
