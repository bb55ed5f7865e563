"""Whether a sentence says that an action happened, or that it is planned, denied and so on."""

import re

from detente.extract import plover
from detente.extract.evidence import Modality
from detente.extract.fits import Fit
from detente.extract.slots import MAX_GAP, is_future, is_infinitive

AHEAD = 30
_CLAUSE = re.compile(r"[;:!?“”«»\"]|\. ")
_QUESTION = re.compile(r"[^.!?]{0,200}\?")
_OWN_CLAUSE = re.compile(r",|\bthat\b")
_TO = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
_NEXT_WORDS = {
    True: re.compile(r"(?:[^\w.!?;:]+\w+){0,6}"),
    False: re.compile(r"[^\w\ue000.!?;:]+\w+|"),
}


def of(fit: Fit, text: str, language: str, *, floor: int) -> Modality:
    """Modality of a rule that fits in a text whose sentence begins at `floor`.

    Read from what stands before the actor, between actor and head, and right after the head;
    the first cue of `modality_cues.csv` decides. Without one, verbs of the future and bare
    infinitives are planned, what is asked is hypothetical, and the rest happened.
    """
    head, (head_start, head_end) = fit.word, fit.head
    nominal = fit.rule.pattern.nominal
    left = [start for start, end in fit.slots.values() if end <= head_start]
    first = min(left) if left else head_start
    clause = _clause(text, floor, first)
    ahead = _OWN_CLAUSE.split(text[max(clause, first - AHEAD) : first])[-1] if nominal else ""
    parts = {
        "before": text[clause:first],
        "between": ahead + text[first if nominal else max(clause, fit.told_from) : head_start],
        "after": _NEXT_WORDS[nominal].match(text, head_end).group(),  # type: ignore[union-attr]  # both patterns match the empty string
    }
    # Will not accept: the "not" is what makes it a refusal.
    refusal = nominal and fit.rule.event_type == "REJECT"
    for cue in plover.cues(language):
        if refusal and cue.modality == "denied":
            continue
        if cue.regex.search(parts[cue.where]) and _needed(cue.needs, parts["between"], fit):
            return cue.modality
    if _QUESTION.match(text, fit.end):
        return "hypothetical"
    unfinished = not nominal and (
        is_infinitive(head) or is_future(head) or _TO.search(parts["between"])
    )
    return "planned" if unfinished else "happened"


def _clause(text: str, floor: int, first: int) -> int:
    start = max(floor, first - 2 * MAX_GAP - 20)
    ends = [match.end() for match in _CLAUSE.finditer(text, start, first)]
    return ends[-1] if ends else start


def _needed(needs: str, between: str, fit: Fit) -> bool:
    if needs == "inf":
        return is_infinitive(fit.word)
    if needs == "present":
        return fit.word.lower().removesuffix("s") in fit.rule.bases
    return not needs or re.search(rf"\b{needs}\b", between) is not None
