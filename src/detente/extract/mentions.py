"""Spans that name an actor: by name, role at a date, metonym or demonym."""

from detente.extract import counterparts, naming, roles
from detente.extract.evidence import Mention
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.roles import Role
from detente.extract.scan import Hit
from detente.extract.scene import Scene


def find(reading: Reading, reference: Reference) -> list[Mention]:
    """Mentions of an article in order, none over another.

    A name that several actors bear and no rule decides has no actor, score 0, and a basis that
    names them; a phrase that names nobody on record is left out.
    """
    scene = Scene(reading, reference)
    decided = roles.find(scene)
    in_role = bytearray(len(reading.body))
    for role in decided.values():
        in_role[role.start : role.end] = b"\1" * (role.end - role.start)
    found = [_of_role(scene, role) for role in decided.values()]
    for index, hit in enumerate(scene.hits):
        if hit.known.form and not in_role[hit.start]:
            named = naming.decide(scene, index)
            if named:
                found.append(_of_name(scene, hit, named))
    others = counterparts.find(scene, found)
    taken = [(m.start, m.end) for m in others]
    apart = [m for m in found if not any(a < m.end and m.start < b for a, b in taken)]
    return sorted([*apart, *others], key=lambda mention: mention.start)


def _of_role(scene: Scene, role: Role) -> Mention:
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.reading.sentence_at(role.start),
        start=role.start,
        end=role.end,
        surface=scene.reading.body[role.start : role.end],
        actor_id=role.actor_id,
        kind="role",
        basis=role.basis,
        score=role.score,
    )


def _of_name(scene: Scene, hit: Hit, decided: naming.Decided) -> Mention:
    actor_id, basis, score = decided
    line = scene.reference.reviewed.line(actor_id, hit.surface)
    return Mention(
        article_id=scene.reading.article_id,
        sentence=scene.sentence(hit),
        start=hit.start,
        end=hit.end,
        surface=scene.reading.body[hit.start : hit.end],
        actor_id=actor_id,
        kind=hit.known.form.kind if hit.known.form else "name",
        basis=f"review.csv line {line}: {basis}" if line else basis,
        score=score,
    )
