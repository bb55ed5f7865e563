"""Capitalised words that nothing in the reference explains, and the sentences that hold them.

The cheap first look: it decides which sentences a model has to read. A word matters when it
stands with a capital in as many articles as asked for, and not only because it opens a sentence
or a heading: a word that the corpus prints more often without a capital is no name.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from detente.extract.reference import Reference
from detente.extract.scan import Hit, scan
from detente.extract.spellings import is_russian, sound, stem

Span = tuple[int, int]
READ = 3
"""In how many sentences a word is read for its own sake."""
LONGEST = 600
"""Longest sentence that is read, in characters: what is longer is a list."""
_CAPITALISED = re.compile(r"(?<![\w'’‑-])[A-ZА-ЯЁІЇЄҐÀ-ÖØ-Þ][\w‑-]*(?:['’.][^\W\d_]\w*)*")
_LOWER = re.compile(r"(?<![\w'’-])[a-zа-яёіїєґ][\w-]*")
_RUSSIAN_CAPITAL = 20
_NUMBERED = re.compile(r"\d")
# What stands before a word that has its capital from its place and not from being a name.
_OPENS = re.compile(r"(?:\A|[\n.!?…:;•*|>«“\"(—–-])[\s«“\"'‘(—–*-]*\Z")


class Article(NamedTuple):
    """One article of the first look."""

    article_id: str
    copy_group: str
    language: str
    body: str
    sentences: tuple[int, ...]
    """Where its sentences begin."""
    ends: tuple[int, ...]
    """Where they end."""
    known: tuple[Span, ...]
    """Spans that the reference explains, in order."""
    known_persons: tuple[Span, ...]
    """Those of them that name a person."""
    titles: tuple[Span, ...]
    """Spans that are a title (Secretary), in order."""

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that holds an offset."""
        return max(bisect_right(self.sentences, offset) - 1, 0)


class Capitals:
    """The unexplained capitalised words of a corpus, in arrays: few bytes for each."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.stems: list[str] = []
        self._ids: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self.place = array("i")  # article, offset and stem of each word
        self.start = array("i")
        self.stem = array("i")
        self._inside: Counter[int] = Counter()
        self._in_articles: Counter[int] = Counter()
        self._lower: Counter[str] = Counter()

    def add(self, article: Article) -> None:
        """Take in one article."""
        place, seen = len(self.articles), set()
        self.articles.append(article)
        body = article.body
        self._lower.update(_LOWER.findall(body))
        for start, word in _unexplained(body, article.known):
            number = self._id(word)
            self.place.append(place)
            self.start.append(start)
            self.stem.append(number)
            seen.add(number)
            if not _OPENS.search(body, max(start - 12, 0), start):
                self._inside[number] += 1
        self._in_articles.update(seen)

    def needed(self, articles: int) -> list[tuple[int, int]]:
        """Sentences that a model must read: number of the article, number of the sentence.

        Parameters
        ----------
        articles
            In how many articles a word must stand with a capital.
        """
        names = self._names(articles)
        read: defaultdict[int, list[str]] = defaultdict(list)
        chosen = []
        for (place, number), words in self._by_sentence(names):
            article = self.articles[place]
            length = article.ends[number] - article.sentences[number]
            fresh = any(self._is_fresh(w, read[w], article.copy_group) for w in words)
            if fresh and length <= LONGEST:
                chosen.append((place, number))
                for word in words:
                    read[word].append(article.copy_group)
        return chosen

    def _is_fresh(self, word: int, read: list[str], group: str) -> bool:
        """Whether a word is to be read once more: in another copy group, where there are many."""
        few = self._in_articles[word] < READ
        return len(read) < READ and (few or group not in read)

    def words(self) -> Iterator[tuple[int, int, int]]:
        """Article, offset and number of the stem of each word, in order."""
        return zip(self.place, self.start, self.stem, strict=True)

    def count(self, word: str) -> int:
        """In how many articles a stem stands with a capital, unexplained."""
        return self._in_articles[self._ids.get(word, -1)]

    def likely(self, lower: float) -> frozenset[str]:
        """Stems that can be names.

        Parameters
        ----------
        lower
            How often they stand without a capital at most, for each time with one.
        """
        return frozenset(self.stems[number] for number in self._names(1, lower))

    def _names(self, articles: int, share: float = 1.0) -> set[int]:
        lower, alike = self._lower_stems, [sound(word) for word in self.stems]
        # Transliterations count together: Sergei in one article and Сергей in another.
        count = Counter[str]()
        for number, in_articles in self._in_articles.items():
            count[alike[number]] += in_articles
        return {
            number
            for number, inside in enumerate(self._inside_all())
            if count[alike[number]] >= articles
            and lower[self.stems[number]] <= inside * share * self._weight(number)
        }

    def _weight(self, number: int) -> int:
        """How much a capital tells: in Russian, inside a sentence, much (Большой театр)."""
        return _RUSSIAN_CAPITAL if is_russian(self.stems[number]) else 1

    def _inside_all(self) -> Iterator[int]:
        return (self._inside[number] for number in range(len(self.stems)))

    @cached_property
    def _lower_stems(self) -> Counter[str]:
        lower: Counter[str] = Counter()
        for word, count in self._lower.items():
            lower[stem(word)] += count
        return lower

    def _by_sentence(self, names: set[int]) -> Iterator[tuple[tuple[int, int], set[int]]]:
        key, words = (-1, -1), set[int]()
        for place, start, number in self.words():
            if number not in names:
                continue
            here = (place, self.articles[place].sentence_at(start))
            if here != key and words:
                yield key, words
                words = set()
            key = here
            words.add(number)
        if words:
            yield key, words

    def _id(self, word: str) -> int:
        """Number of the stem of a word."""
        number = self._words.get(word)
        if number is None:
            found = stem(word)
            number = self._ids.setdefault(found, len(self._ids))
            if number == len(self.stems):
                self.stems.append(found)
            self._words[word] = number
        return number


def article_of(
    row: dict[str, Any],
    sentences: list[Span],
    mentions: Iterable[tuple[int, int, str | None]],
    *,
    reference: Reference,
) -> Article:
    """An article with what the reference explains in it.

    Parameters
    ----------
    mentions
        Spans of its mentions, with the actor.
    """
    named = [(start, end) for start, end, _ in mentions]
    hits = scan(reference, row["language"], row["body"])
    titles = [(h.start, h.end) for h in hits if h.known.title]
    places = [(h.start, h.end) for h in hits if _is_plain_place(h)]
    return Article(
        article_id=row["article_id"],
        copy_group=row["copy_group"],
        language=row["language"],
        body=row["body"],
        sentences=tuple(start for start, _ in sentences),
        ends=tuple(end for _, end in sentences),
        known=tuple(sorted({*named, *places})),
        known_persons=tuple((s, e) for s, e, actor in mentions if _is_person(actor, reference)),
        titles=tuple(titles),
    )


def _is_person(actor: str | None, reference: Reference) -> bool:
    return actor is None or reference.actor(actor).kind == "person"


def _is_plain_place(hit: Hit) -> bool:
    return hit.known.place_id is not None


def _unexplained(body: str, known: tuple[Span, ...]) -> Iterator[tuple[int, str]]:
    after = iter([*known, (len(body) + 1, len(body) + 1)])
    start, end = next(after)
    for found in _CAPITALISED.finditer(body):
        while end <= found.start():
            start, end = next(after)
        if found.end() > start or len(found[0]) < 2 or _NUMBERED.search(found[0]):  # noqa: PLR2004 - an initial
            continue
        yield found.start(), found[0]
