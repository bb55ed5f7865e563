"""Phrases that name the holder of an office, with the person that the office had at the date."""

from dataclasses import dataclass

from detente.extract import holders
from detente.extract.scene import Scene
from detente.extract.titles import FORMER, phrase


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
    found = {}
    for index, hit in enumerate(scene.hits):
        title = phrase(scene, index) if hit.known.title else None
        decided = holders.decide(title) if title else None
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
