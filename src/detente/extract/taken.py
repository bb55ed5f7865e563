"""Names that the user has taken from an actor, everywhere or in one publisher or article."""

from collections.abc import Mapping
from dataclasses import replace

from detente.extract.reading import Reading
from detente.extract.review import Decision
from detente.extract.scan import Hit, Known
from detente.extract.spellings import stems


def without(hit: Hit, taken: Mapping[tuple[str, ...], list[Decision]], reading: Reading) -> Hit:
    """A hit as the decisions on its name leave it: given to another actor, or to nobody."""
    for decision in taken.get(stems(hit.surface), ()):
        if decision.only in ("", reading.publisher, reading.article_id):
            hit = replace(hit, known=_moved(hit.known, decision))
    return hit


def _moved(known: Known, decision: Decision) -> Known:
    form = known.form
    if form is None or decision.actor not in form.actor_ids:
        return known
    ids = {*form.actor_ids, decision.to} - {decision.actor, ""}
    if not ids:
        return Known(title=known.title, place_id=known.place_id)
    default = None if form.default_actor == decision.actor else form.default_actor
    alone = len(ids) == 1
    moved = replace(
        form,
        actor_ids=tuple(sorted(ids)),
        strength="full" if decision.to else form.strength,
        rule=None if alone else form.rule,
        default_actor=decision.to or (min(ids) if alone else default),
    )
    return replace(known, form=moved)
