"""Phrases that name the holder of an office, with the person that the office had at the date."""

import re
from dataclasses import dataclass

from detente.extract import holders
from detente.extract.scene import Scene
from detente.extract.titles import FORMER, Phrase, ever_held, phrase

_IS_ALSO = re.compile(
    r"\s*(?:,|\s(?:is|was|has|had|,)?\s*(?:also|himself|herself|been|\s)*)\s+(?:the\s+|a\s+)?"
    r"(?:former\s+)?|\s*[,—–-]\s*(?:он же\s+|также\s+)?(?:бывш\w+\s+)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role phrase that was decided, or rightly left undecided."""

    start: int
    """Offset of the phrase, with its country and with "former"."""
    end: int
    """Offset after it."""
    actor_id: str | None
    """The holder; None where two can be meant."""
    basis: str
    """The office with its dates, and what decided."""
    score: float
    """1 beside the holder's name, less for the rules that infer more."""


def find(scene: Scene) -> dict[int, Role]:
    """Roles of an article by the index of the hit that holds the title."""
    found: dict[int, Role] = {}
    for index, hit in enumerate(scene.hits):
        title = phrase(scene, index) if hit.known.title else None
        decided = _decided(title, found) if title else None
        if title and decided:
            actor_id, basis, score = decided
            former = FORMER.search(title.lead)
            found[index] = Role(
                start=title.start - (len(former[0]) if former else 0),
                end=title.end,
                actor_id=actor_id,
                basis=basis,
                score=score,
            )
    return found


def _decided(title: Phrase, found: dict[int, Role]) -> holders.Decided | None:
    return _said_of(title, found) or holders.decide(title) or _as_before(title, found)


def _said_of(title: Phrase, found: dict[int, Role]) -> holders.Decided | None:
    """The person of the role before, of whom this one too is said: he is also the ambassador."""
    before = next(reversed(found.values()), None)
    if before is None or not before.actor_id:
        return None
    between = title.scene.reading.body[before.end : title.start]
    if not _IS_ALSO.fullmatch(between):
        return None
    if not ever_held(title.scene.reference, title.offices, before.actor_id):
        return None
    return before.actor_id, f"office {'|'.join(title.offices)}, said of the role before", 0.8


def _as_before(title: Phrase, found: dict[int, Role]) -> holders.Decided | None:
    """The person for whom the article has used a title that now stands alone."""
    if not title.bare or not holders.is_definite(title) or holders.is_of_home(title):
        return None
    word = title.hit.surface.lower()
    for role in reversed(found.values()):
        said = title.scene.reading.body[role.start : role.end].lower()
        if role.actor_id and (said.endswith(word) or said.startswith(f"{word} of ")):
            held = ever_held(title.scene.reference, title.offices, role.actor_id)
            basis = f"{role.basis.partition(',')[0]}, so called before"
            return (role.actor_id, basis, 0.7) if held else None
    return None
