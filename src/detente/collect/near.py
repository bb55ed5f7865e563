"""Pairs of articles that share their wording, verified on all of it and on the names they print."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from detente.collect.shingles import Candidates, Counts, Texts, shared, wording
from detente.collect.spellings import NAME
from detente.errors import ParameterError, UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """Thresholds of the copy groups; all shares are from 0 to 1.

    The share of a text is the part of its word triples that the other text has too; of a text
    told again, the part of its sentences that have their like in the other.
    """

    window: int = 14
    """Days: articles printed further apart are not compared; undated ones are with all."""
    exact: float = 0.97
    """Share of both texts, from which a copy is exact."""
    near: float = 0.5
    """Share of both texts, from which a copy is near; of one of them, from which it is partial."""
    part: float = 0.2
    """Share that another's text must have in a longer, later one for that to be a partial copy."""
    named: float = 0.88
    """Share of the names and numbers of the text with fewer that the other must have as well: two
    proclamations in one form share their words, but not those."""
    paraphrased: float = 0.55
    """Share of the sentences told again, in the text with fewer, from which it is a paraphrase."""
    translated: float = 0.55
    """The same for two languages."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            most = 3650 if field.name == "window" else 1
            if not 0 < value <= most:
                sentence = f"{field.name} is above 0 and at most {most}, not {value!r}."
                raise ParameterError(sentence, parameter=field.name)

    def with_(self, **thresholds: float) -> "CopyRules":
        """The same with other values of some thresholds; UnknownNameError for one there is not."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in thresholds:
            if name not in known:
                raise UnknownNameError("threshold of copies", name, known)
        return dataclasses.replace(self, **thresholds)  # type: ignore[arg-type]  # window takes a float as well


_FORMULAIC = 7000  # characters; no longer text is a form
_AT_ONCE = 1 << 18  # triples of the candidates that are verified at a time
_MEASURED = 500  # pairs


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, by their place in order of time, that share their wording."""

    one: int
    """Place of the earlier."""
    other: int
    """Place of the later."""
    share: float
    """Share of the earlier text's word triples that the later has."""
    other_share: float
    """Share of the later text's."""
    named: float = 1.0
    """Share of the names and numbers of the text with fewer that the other has too."""

    @property
    def least(self) -> float:
        """The smaller of the two shares."""
        return min(self.share, self.other_share)

    def agrees(self, rules: CopyRules) -> bool:
        """Whether half of the later is shared, or of the earlier and a good part of the later."""
        if self.named < rules.named:
            return False
        if self.other_share >= rules.near:
            return True
        return self.share >= rules.near and self.other_share >= rules.part


def near_pairs(
    texts: Texts, rules: CopyRules, joined: Callable[[int, int], bool]
) -> Iterator[Pair]:
    """Pairs within the window that share enough wording, texts that are the same first.

    Pairs that are `joined` already are passed over.
    """
    candidates = Candidates(texts, window=rules.window, near=rules.near)
    for one, other in candidates.same():
        yield Pair(one, other, 1.0, 1.0)
    for pairs in candidates.others():
        for few in _portions(pairs, candidates.sizes):
            compared = _Compared(texts, [pair for pair in few if not joined(*pair)])
            for places in compared.pairs:
                if not joined(*places) and (pair := compared.copies(places, rules)):
                    yield pair


def measured(texts: Texts, pairs: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """What the texts of some pairs share of their wording, in the order given."""
    for begin in range(0, len(pairs), _MEASURED):
        compared = _Compared(texts, pairs[begin : begin + _MEASURED])
        yield from map(compared.pair, compared.pairs)


def names_shared(one: str, other: str) -> float:
    """Share of the names and numbers of the text with fewer that the other has too.

    Two texts in one form, filled in with other names, share their words, but not those.
    """
    names, others = _names(one), _names(other)
    fewer = min(len(names), len(others))
    return len(names & others) / fewer if fewer else 1.0


def _portions(pairs: Counts, sizes: Counts) -> Iterator[list[tuple[int, int]]]:
    """Pairs in portions whose texts fit the memory."""
    few: list[tuple[int, int]] = []
    there: set[int] = set()
    spent = 0
    for one, other in pairs.tolist():
        spent += sum(int(sizes[place]) for place in {one, other} - there)
        there |= {one, other}
        few.append((one, other))
        if spent > _AT_ONCE:
            yield few
            few, there, spent = [], set(), 0
    yield few


class _Compared:
    """The texts of some pairs, with all of their wording."""

    def __init__(self, texts: Texts, pairs: Sequence[tuple[int, int]]) -> None:
        places = sorted({place for pair in pairs for place in pair})
        self.pairs = pairs
        self._bodies = {place: texts.of(place) for place in places}
        self._number = {place: number for number, place in enumerate(places)}
        self._wording = wording(pa.array(self._bodies.values(), pa.string()))

    def pair(self, places: tuple[int, int]) -> Pair:
        """What two texts share of their wording."""
        triples, others = (self._wording.of(self._number[place]) for place in places)
        common = shared(triples, others)
        return Pair(*places, common / len(triples), common / len(others))

    def copies(self, places: tuple[int, int], rules: CopyRules) -> Pair | None:
        """What two texts share, if they are copies."""
        pair = self.pair(places)
        if not pair.agrees(rules):
            return None
        one, other = (self._bodies[place] for place in places)
        if min(len(one), len(other)) <= _FORMULAIC:
            pair = dataclasses.replace(pair, named=names_shared(one, other))
        return pair if pair.agrees(rules) else None


@lru_cache(4096)
def _names(body: str) -> frozenset[str]:
    return frozenset(NAME.findall(body))
