"""Names that the reference does not know yet: one row a name, with every place where it stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from detente.extract.capitals import Capitals
from detente.extract.namesakes import Group, Heard, grouped, heard, is_clear, is_full
from detente.extract.nominatives import nominative
from detente.extract.recognisers import NameKind
from detente.extract.reference import Reference
from detente.extract.sightings import Key, Sightings
from detente.extract.spellings import is_russian, stems, transliterated

# Letters of an acronym at most; longer words in capitals are names that shout.
_ACRONYM, _SHOUTED = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that the reference does not know, with all its spellings."""

    candidate_id: str
    """Id: the name in lower case with hyphens."""
    name: str
    """Name as proposed: the spelling printed most, in the nominative."""
    kind: NameKind
    """person, organisation or place, as the models say in most sentences that they read."""
    gender: str | None
    """Gender by which a Russian name of a person inflects: f, m; None where not known."""
    aliases: tuple[str, ...]
    """Its other spellings in the nominative, in both scripts."""
    spellings: tuple[str, ...]
    """Every form as printed, the most frequent first."""
    mentions: int
    """How often it stands in the corpus."""
    articles: int
    """In how many articles."""
    independent: int
    """In how many copy groups: copies of one text count once."""
    publishers: int
    """By how many publishers."""
    like: tuple[str, ...]
    """Actors of the reference whose name sounds alike: perhaps it is another spelling."""
    basis: str
    """What the models said: `person in 3 of 3 sentences read`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateMention:
    """A span that holds the name of a candidate."""

    candidate_id: str
    """The candidate."""
    article_id: str
    """The article."""
    sentence: int
    """The sentence that holds the span."""
    start: int
    """Offset of the span in the body."""
    end: int
    """Offset after the span."""
    surface: str
    """The span as printed."""


class Candidates(NamedTuple):
    """The two tables."""

    rows: list[Candidate]
    """Candidates, those in most independent articles first."""
    mentions: list[CandidateMention]
    """Where they stand, in order of candidates and articles."""


def candidates(sightings: Sightings, publishers: dict[str, str], *, articles: int) -> Candidates:
    """The names that stand in so many articles or more, ranked.

    Parameters
    ----------
    publishers
        Publisher of each article.
    """
    rejected = sightings.reference.reviewed.rejected
    groups = [
        group
        for group in grouped(sightings)
        if len({one.place for one in group.found}) >= articles and not group.keys & rejected
    ]
    known = _known(sightings.reference)
    made = [
        (_values(group, sightings, publishers) | _like(group, known), group) for group in groups
    ]
    made.sort(key=lambda pair: (-pair[0]["independent"], -pair[0]["articles"], pair[0]["name"]))
    taken: Counter[str] = Counter()
    found = Candidates([], [])
    for values, group in made:
        slug = _slug(values["name"])
        taken[slug] += 1
        name = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        found.rows.append(Candidate(candidate_id=name, **values))
        found.mentions.extend(_mentions(name, group, sightings.capitals))
    return found


def _values(group: Group, sightings: Sightings, publishers: dict[str, str]) -> dict[str, Any]:
    articles = sightings.capitals.articles
    places = sorted({one.place for one in group.found})
    printed = Counter(one.surface for one in group.found)
    names, gender = _names(printed, person=group.kind == "person")
    return {
        "name": names[0],
        "kind": group.kind,
        "gender": gender,
        "aliases": tuple(names[1:]),
        "spellings": tuple(sorted(printed, key=lambda s: (-printed[s], s))),
        "mentions": len(group.found),
        "articles": len(places),
        "independent": len({articles[p].copy_group for p in places}),
        "publishers": len({publishers[articles[p].article_id] for p in places}),
        "basis": _basis(group, sightings),
    }


def _names(printed: Counter[str], *, person: bool) -> tuple[list[str], str | None]:
    """Nominatives, full names first, then the most printed; and the gender of a Russian one."""
    by_key: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for surface, count in printed.items():
        by_key[stems(surface)][surface.removeprefix("the ").removeprefix("The ")] += count
    ranked = sorted(by_key, key=lambda key: (_fullness(key), -by_key[key].total(), key))
    names, gender = [], None
    for key in ranked:
        name, its = _name_of(by_key[key], person=person)
        gender = gender or (its if len(key) > 1 else None)
        # A first name alone is no name to look for.
        if not (person and len(key) == 1 and len(ranked[0]) > 1 and key[0] == ranked[0][0]):
            names.append(name)
    return list(dict.fromkeys(names)), gender


def _fullness(key: Key) -> int:
    return 0 if is_full(key) else 1 if len(key) > 1 else 2


def _name_of(spellings: Counter[str], *, person: bool) -> tuple[str, str | None]:
    # Speakers of transcripts stand in capitals: BUTTIGIEG.
    shortest = _SHOUTED if person else _ACRONYM
    calm = {n: c for n, c in spellings.items() if not _shouts(n, shortest)}
    if not calm:
        return max(sorted(spellings), key=spellings.__getitem__).title(), None
    name = max(sorted(calm), key=calm.__getitem__)
    return nominative(Counter(calm), person=person) if is_russian(name) else (name, None)


def _shouts(name: str, longest: int) -> bool:
    return name.isupper() and any(len(word) > longest for word in name.split())


def _basis(group: Group, sightings: Sightings) -> str:
    votes = [sightings.votes[key] for key in sorted(group.keys & set(sightings.votes))]
    said = sum(vote.kinds[group.kind] for vote in votes)
    read = sum(max(vote.read, vote.kinds.total()) for vote in votes)
    return f"{group.kind} in {said} of {read} sentences read"


def _mentions(name: str, group: Group, capitals: Capitals) -> Iterable[CandidateMention]:
    for one in sorted(group.found, key=lambda f: (f.place, f.start)):
        article = capitals.articles[one.place]
        yield CandidateMention(
            candidate_id=name,
            article_id=article.article_id,
            sentence=article.sentence_at(one.start),
            start=one.start,
            end=one.end,
            surface=one.surface,
        )


def _like(group: Group, known: dict[tuple[bool, Heard], tuple[str, ...]]) -> dict[str, Any]:
    person = group.kind == "person"
    sounds = heard(group.key, person=person)
    return {"like": known.get((person, sounds), ()) if is_clear(sounds) else ()}


def _known(reference: Reference) -> dict[tuple[bool, Heard], tuple[str, ...]]:
    """Actors by the sound of their names."""
    known: defaultdict[tuple[bool, Heard], set[str]] = defaultdict(set)
    for row in reference.actor_rows.values():
        person = row.kind == "person"
        for name in (row.name_en, row.name_ru, *row.aliases_en, *row.aliases_ru):
            known[person, heard(stems(name), person=person)].add(row.actor_id)
    return {sounds: tuple(sorted(ids)) for sounds, ids in known.items()}


def _slug(name: str) -> str:
    latin = transliterated(name) if is_russian(name) else name
    return re.sub(r"[^\w]+", "-", latin.lower()).strip("-")
