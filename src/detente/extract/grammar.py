"""Whether the words where a rule fits are what it takes them for: subject, object, verb, case."""

import re

from detente.extract.fits import Fit
from detente.extract.slots import (
    MAX_GAP,
    Blotted,
    is_infinitive,
    is_oblique,
    is_passive,
    is_verb,
    may_be_agent,
)

AHEAD = 30
_BE = r"\b(?:is|are|was|were|be|been|being|['’]s|['’]re)"
_ASIDE = re.compile(
    r"\b(?:in|at|on|by|during|about|near|under|through|amid|as|alongside|from|around|across|against|over)\s+"
    r"(?:the\s+)?$"
)
_DETERMINED = re.compile(r"\b(?:the|an?|his|her|its|their|our|your|my|any|some|no)\s+$")
_COMPOUND = re.compile(r"[-–]\w")
_WITH_ONE_SELF = frozenset({"CONSULT", "AGREE"})
_AT = re.compile(r"\bat\s+(?:the\s+)?$")
_BY = re.compile(r"\s+by\s+(?!(?:phone|telephone|video)\b)")
_OWNS = re.compile(r"['’]s?\s")
_PASSIVE = re.compile(
    rf"{_BE}\s+(?:(?:\w+ly|not|also|still|being|been|never|now|already|yet)\s+){{0,2}}$"
)
_PARTICIPLE = re.compile(rf"(?:{_BE}|,|\b(?:by|after|before|while|and))\s+(?:\w+ly\s+|also\s+)?$")
_NOUN = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|our|your|my|this|any|some|no|of|for|with|from|in|on)|['’]s?)"
    r"\s+(?:\w+\s+){0,2}$"
)


def holds(fit: Fit, blotted: Blotted) -> bool:
    """Whether every part of a fit is what its pattern takes it for."""
    return (
        _subject_holds(fit, blotted)
        and _object_holds(fit, blotted)
        and _cases_hold(fit, blotted)
        and _is_verb(fit, blotted)
    )


def _subject_holds(fit: Fit, blotted: Blotted) -> bool:
    for name in ("S", "SB"):
        if name in fit.slots:
            start, end = fit.slots[name]
            (slot, *_) = blotted.between(start, end)
            # Biden's predecessor met …: what a person has is not the person.
            if slot.person and _OWNS.match(blotted.text, end):
                return False
            # Blinken urged Russia to …: the subject of an infinitive is another verb's object.
            return blotted.may_act(slot) or is_infinitive(fit.word)
    return "A" not in fit.slots or not blotted.is_place(fit.slots["A"][0])


def _object_holds(fit: Fit, blotted: Blotted) -> bool:
    """Whether a recipient is the object: met the family of, condemned attacks in, are not."""
    if "B" not in fit.slots or blotted.language == "ru":
        return True
    start, end = fit.slots["B"]
    if _COMPOUND.match(blotted.text, end):
        return False
    if fit.rule.event_type in _WITH_ONE_SELF and _OWNS.match(blotted.text, end):
        return not blotted.between(start, end)[0].person
    pattern = fit.rule.pattern
    if fit.rule.event_type == "CONSULT" and _AT.search(blotted.text, max(0, start - 10), start):
        return False
    direct = pattern.after.startswith(" _ {B}") and not pattern.nominal
    return not direct or not _ASIDE.search(blotted.text, max(0, start - MAX_GAP), start)


def _cases_hold(fit: Fit, blotted: Blotted) -> bool:
    """Whether Russian cases let a slot be whom it is done to, or by whom."""
    if blotted.language == "en":
        return True
    asked = {"I": may_be_agent, "O": is_oblique}
    spans = ((allows, fit.slots[name]) for name, allows in asked.items() if name in fit.slots)
    return all(allows(blotted.between(*span)[0]) for allows, span in spans)


def _is_verb(fit: Fit, blotted: Blotted) -> bool:
    """Whether a verbal head is a verb of its subject: no noun, no passive, no stray -ing."""
    pattern, text = fit.rule.pattern, blotted.text
    head = fit.word
    if pattern.nominal:
        return True
    if blotted.language == "ru":
        return is_passive(head) if pattern.passive else is_verb(head)
    gap = text[fit.told_from : fit.head[0]]
    if head[0].isupper() and gap.strip():
        return False
    names = fit.slots.keys() & {"S", "SB"}
    return not names or _is_active(fit, gap, text[fit.head[1] : fit.head[1] + AHEAD])


def _is_active(fit: Fit, gap: str, after: str) -> bool:
    """Whether an English verb with a subject is a verb in the active."""
    head = fit.word.lower()
    if head.endswith("ing"):
        return not after.startswith(" of ") and _PARTICIPLE.search(gap) is not None
    if _DETERMINED.search(gap):
        return False
    plural = head.removesuffix("s") in fit.rule.bases
    if (head in fit.rule.bases or plural) and _NOUN.search(gap):
        return False
    if head in fit.rule.bases:
        return gap.strip(" \n’'s") != "" or "SB" in fit.slots
    # Biden, asked by reporters: not he asks.
    by = _BY.match(after) and "by" not in fit.rule.pattern.after and "S" in fit.slots
    asked = by or (gap.strip() == "," and not plural)
    return not asked and not _PASSIVE.search(gap)
