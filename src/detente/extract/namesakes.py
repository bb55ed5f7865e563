"""Names that are one: across cases, transliterations, scripts, initials and bare surnames."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from detente.extract.recognisers import NameKind
from detente.extract.sightings import Found, Key, Sightings
from detente.extract.spellings import is_russian, skeleton, sound

Heard = tuple[str, ...]
"""A name as it sounds."""
_AFTER_A_NAME = frozenset({"jr", "sr", "ii", "iii", "iv"})
_CLEAR = 4  # letters of a sound at least, to be trusted across scripts


@dataclass(slots=True)
class Group:
    """One name in all its spellings."""

    kind: NameKind
    """What it names."""
    found: list[Found] = field(default_factory=list)
    """Where it stands."""

    @property
    def key(self) -> Key:
        """Stems of the spelling that names it most fully, the most printed of several."""
        counts = Counter(one.key for one in self.found)
        return max(counts, key=lambda key: (min(len(key), 2), counts[key], key))

    @property
    def keys(self) -> set[Key]:
        """Stems of its spellings."""
        return {one.key for one in self.found}


def grouped(sightings: Sightings) -> list[Group]:
    """The names of a corpus, each group with all places where it stands."""
    by_kind: dict[NameKind, list[Found]] = {"person": [], "organisation": [], "place": []}
    for _, names in groupby(sightings.found(), key=attrgetter("place")):
        here = [(found, sightings.kind(found.key)) for found in names]
        surnames = {ends(f.key)[1:] for f, kind in here if kind == "person" and is_full(f.key)}
        for found, kind in here:
            # In an article on Alan Mulally, Mulally is he; but Ford is Ford.
            is_he = found.key in surnames and sightings.is_doubtful(found.key)
            by_kind["person" if is_he else kind or "person"].append(found)
    groups = [g for kind in ("organisation", "place") for g in _same(by_kind[kind], kind, tuple)]
    return _across_scripts(groups + _persons(by_kind["person"], sightings))


def heard(key: Key, *, person: bool) -> Heard:
    """How a name sounds across scripts: of a full name, first and last by their consonants."""
    if person and is_full(key):
        return tuple(sorted(map(skeleton, ends(key))))
    return tuple(map(sound, key))


def is_clear(sounds: Heard) -> bool:
    """Whether a sound is long enough to tell a name."""
    return sum(map(len, sounds)) >= _CLEAR


def is_full(key: Key) -> bool:
    """Whether a name has a first name and a surname, and not only an initial."""
    return len(bare(key)) > 1 and len(key[0]) > 1


def bare(key: Key) -> Key:
    """Words of a name without Jr. and the like."""
    return key[:-1] if len(key) > 1 and key[-1] in _AFTER_A_NAME else key


def ends(key: Key) -> tuple[str, str]:
    """First and last word of a name."""
    return bare(key)[0], bare(key)[-1]


def _persons(found: list[Found], sightings: Sightings) -> list[Group]:
    full = [one for one in found if is_full(one.key)]
    groups = _same(full, "person", _first_and_last)
    known_first, known_last = sightings.known_names
    initials = [one for one in found if len(bare(one.key)) > 1 and len(one.key[0]) == 1]
    alone = [one for one in found if len(bare(one.key)) == 1]
    rest = _joined(initials, groups, _same_initial, known_surnames=known_last)
    # What no model saw alone (Black, of Hugo Black) is a name only beside the full one.
    left = _joined(alone, groups, _same_surname, known_surnames=None)
    left = _joined(left, groups, _same_first_name, known_surnames=None)
    left = [one for one in left if one.key in sightings.agreed]
    left = _joined(left, groups, _same_surname, known_surnames=known_last)
    surnames = {ends(group.key)[1] for group in groups}
    first_names = known_first | {ends(group.key)[0] for group in groups}
    # A first name alone (Jill) names nobody whom a reader could find.
    left = [one for one in left if one.key[0] in surnames or one.key[0] not in first_names]
    rest = [one for one in rest if one.key in sightings.agreed]
    return [*groups, *_same(rest, "person", tuple), *_same(left, "person", tuple)]


def _first_and_last(key: Key) -> Heard:
    """As it sounds in its own script, in either order: Си Цзиньпин has the last name first."""
    return ("ru" if is_russian(key[0]) else "en", *sorted(map(sound, ends(key))))


def _same(found: Iterable[Found], kind: NameKind, name: Callable[[Key], Heard]) -> list[Group]:
    groups: dict[Heard, Group] = {}
    for one in found:
        groups.setdefault(name(one.key), Group(kind)).found.append(one)
    return list(groups.values())


def _joined(
    found: list[Found],
    groups: list[Group],
    same: Callable[[Key, Key], bool],
    *,
    known_surnames: frozenset[str] | None,
) -> list[Found]:
    """Give each name to the one group that it can mean; gives those left over.

    It means a group of its article; in an article that has none, the only one of the corpus,
    unless the reference knows somebody of that surname.
    """
    here: defaultdict[int, set[int]] = defaultdict(set)
    everywhere: defaultdict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for one in group.found:
            here[one.place].add(number)
            everywhere[ends(one.key)[1]].add(number)
    keys = [group.key for group in groups]
    left = []
    for one in found:
        surname = ends(one.key)[1]
        fit = [n for n in here[one.place] if same(one.key, keys[n])]
        if not fit and known_surnames is not None and surname not in known_surnames:
            fit = [n for n in everywhere[surname] if same(one.key, keys[n])]
        if len(fit) == 1:
            groups[fit[0]].found.append(one)
        else:
            left.append(one)
    return left


def _same_surname(short: Key, full: Key) -> bool:
    return bare(short)[0] == ends(full)[1]


def _same_first_name(short: Key, full: Key) -> bool:
    return bare(short)[0] == ends(full)[0]


def _same_initial(short: Key, full: Key) -> bool:
    return ends(short)[1] == ends(full)[1] and ends(full)[0].startswith(short[0])


def _across_scripts(groups: list[Group]) -> list[Group]:
    """Join a Russian and an English name that sound alike, where just these two do."""
    by_sound: defaultdict[tuple[NameKind, Heard], list[Group]] = defaultdict(list)
    for group in groups:
        by_sound[group.kind, heard(group.key, person=group.kind == "person")].append(group)
    return [group for (_, sounds), alike in by_sound.items() for group in _paired(sounds, alike)]


def _paired(sounds: Heard, alike: list[Group]) -> Iterator[Group]:
    russian = [is_russian(group.key[0]) for group in alike]
    if sorted(russian) == [False, True] and is_clear(sounds):
        yield Group(alike[0].kind, alike[0].found + alike[1].found)
    else:
        yield from alike
