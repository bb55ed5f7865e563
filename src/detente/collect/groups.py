"""Which articles print one text: pairs of copies joined to groups."""

from collections import defaultdict

from detente.collect.candidates import Texts
from detente.collect.copy_rules import CopyRules
from detente.collect.near import Pair
from detente.collect.told_again import Retold


class Groups:
    """Articles, by their place in order of time, joined by pairs.

    First near copies, then partial ones, then those that tell a text again.
    """

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.best: dict[int, Pair] = {}
        """The pair through which an article shares most of its wording."""
        self.wordings = list(range(len(texts.rows)))
        """First article of the group of one wording, before those told again are joined."""
        self._parent = list(range(len(texts.rows)))
        self._partial: dict[int, Pair] = {}
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._told: dict[int, float] = {}

    def first(self, place: int) -> int:
        """The place that stands for a group: its earliest."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def are_joined(self, one: int, other: int) -> bool:
        """Whether two articles are in one group already."""
        return self.first(one) == self.first(other)

    def add(self, pair: Pair, rules: CopyRules) -> None:
        """Join two near copies; of partial ones keep in mind what a text has most of."""
        if pair.least >= rules.near:
            self._worded(pair)
            return
        before = self._partial.get(pair.other)
        if before is None or (pair.other_share, pair.share) > (before.other_share, before.share):
            self._partial[pair.other] = pair

    def attach(self) -> None:
        """Join each partial copy with one earlier text, so that a round-up is no bridge."""
        for _, pair in sorted(self._partial.items()):
            self._worded(pair)
        self.wordings = [self.first(place) for place in range(len(self._parent))]

    def tell(self, pair: Retold) -> None:
        """Join the groups of two articles of which one tells the other again."""
        for place in (pair.one, pair.other):
            wording = self.wordings[place]
            self._told[wording] = max(pair.share, self._told.get(wording, 0.0))
        self._join(pair.one, pair.other)

    def joined_by(self, one: int, other: int) -> Pair | None:
        """The pair of one wording by which two articles were joined, if it was theirs."""
        if pair := self._pairs.get((one, other)):
            return pair
        if pair := self._pairs.get((other, one)):
            return Pair(one, other, pair.other_share, pair.share)
        return None

    def told_share(self, one: int, other: int) -> float:
        """Share of the sentences that two groups of one wording tell alike."""
        found = self._told.get(self.wordings[one])
        return self._told[self.wordings[other]] if found is None else found

    def members(self) -> list[list[int]]:
        """Groups of two or more."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._parent)):
            found[self.first(place)].append(place)
        return [places for places in found.values() if len(places) > 1]

    def _worded(self, pair: Pair) -> None:
        self._join(pair.one, pair.other)
        self._pairs[pair.one, pair.other] = pair
        for place in (pair.one, pair.other):
            if place not in self.best or pair.least > self.best[place].least:
                self.best[place] = pair

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._parent[high] = low
