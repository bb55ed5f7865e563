"""The names of a corpus that the reference does not know, found with models and kept as tables.

The models read only sentences that hold an unexplained word, few for each word, and what they
said is kept: a new article costs its own sentences. The places of a name are grouped: cases,
surnames and initials with the full name of their article, then the two scripts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from xxhash import xxh3_128_hexdigest

from detente import tables
from detente.collect.corpus import Corpus
from detente.collect.spellings import is_russian, skeleton, sound, stems, transliterated
from detente.extract import recognisers
from detente.extract.annotate import annotate
from detente.extract.inflection import nominative
from detente.extract.recognisers import Capitals, Found, Key, NameKind, Seen, Sightings, article_of
from detente.extract.reference import Reference
from detente.extract.upkeep import made_by


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


Heard = tuple[str, ...]
"""A name as it sounds."""
ARTICLES = 2
"""In how many articles a name must stand to be a candidate."""
_READ = ("article_id", "copy_group", "publisher", "language", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSentence:
    """What a model saw in one sentence."""

    key: str
    """Hash of the model and the sentence."""
    starts: tuple[int, ...]
    """Offsets of the names in the sentence."""
    ends: tuple[int, ...]
    """Offsets after them."""
    kinds: tuple[NameKind, ...]
    """What they name."""


def names(corpus: Corpus, *, articles: int = ARTICLES, progress: bool = False) -> pd.DataFrame:
    """The candidates of a corpus, those in most independent articles first.

    Made when the corpus has changed, else read: the tables `candidates` and
    `candidate_mentions`. ModelError where the models are not installed.

    Parameters
    ----------
    articles
        In how many articles a name must stand.

    >>> "Axios" in set(detente.names(corpus)["name"])
    True
    """
    annotate(corpus, progress=progress)
    whole = Corpus(corpus.folder)
    versions = [recognisers.version_of(model) for model in get_args(recognisers.Model)]
    made_from = [corpus.folder / "articles.parquet"]
    with tables.locked(corpus.folder, ".names.lock"):
        key = tables.key_of(made_from, made_by(), *versions, str(articles))
        mark = corpus.folder / "names-from"
        if not (mark.is_file() and mark.read_text() == key):
            rows, mentions = _found_in(whole, Reference.load(), articles, progress=progress)
            mark.unlink(missing_ok=True)
            whole.write("candidates", Candidate, rows)
            whole.write("candidate_mentions", CandidateMention, mentions)
            tables.write_aside(mark, key)
    return whole.table("candidates")


def listed_names(corpus: Corpus, *, articles: int = ARTICLES) -> list[Candidate]:
    """The candidates of a corpus as records, ranked."""
    names(corpus, articles=articles)
    rows = Corpus(corpus.folder).arrow("candidates").to_pylist()
    lists = ("aliases", "spellings", "like")
    return [Candidate(**row | {name: tuple(row[name]) for name in lists}) for row in rows]


def _found_in(
    corpus: Corpus, reference: Reference, articles: int, *, progress: bool
) -> tuple[list[Candidate], list[CandidateMention]]:
    """Candidates of an annotated corpus and where they stand; what was read is kept on disk."""
    rows = corpus.arrow("articles").select(list(_READ)).to_pylist()
    sentences = _by_article(corpus, "sentences", "start", "end")
    mentions = _by_article(corpus, "mentions", "start", "end", "actor_id")
    capitals = Capitals()
    for row in rows:
        its = row["article_id"]
        capitals.add(article_of(row, sentences[its], mentions[its], reference=reference))
    read = _read(capitals, corpus.folder, articles, progress=progress)
    publishers = {row["article_id"]: row["publisher"] for row in rows}
    return _candidates(Sightings(capitals, read, reference), publishers, articles)


def _by_article(corpus: Corpus, table: str, *columns: str) -> dict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    held = corpus.arrow(table).select(["article_id", *columns]).to_pydict()
    for its, *values in zip(*held.values(), strict=True):
        found[its].append(tuple(values))
    return found


def _read(
    capitals: Capitals, folder: Path, articles: int, *, progress: bool
) -> dict[tuple[int, int], tuple[Seen, ...]]:
    """What the models see in the sentences that must be read, from the cache where it is there."""
    from tqdm import tqdm

    path = folder / "names-read.parquet"
    kept = _kept(path)
    keys: dict[tuple[int, int], str] = {}
    fresh: dict[recognisers.Model, dict[str, str]] = {"spacy": {}, "natasha": {}}
    versions = {model: recognisers.version_of(model) for model in fresh}
    for place, number in capitals.needed(articles):
        article = capitals.articles[place]
        model = recognisers.model_of(article.language)
        text = article.body[slice(*article.sentences[number])]
        key = keys[place, number] = xxh3_128_hexdigest(f"{versions[model]}\0{text}".encode())
        if key not in kept:
            fresh[model][key] = text
    for model, texts in fresh.items():
        seen = recognisers.read(model, list(texts.values())) if texts else ()
        shown = tqdm(seen, total=len(texts), unit="sentence", delay=2, disable=not progress)
        kept |= zip(texts, shown, strict=True)
    if any(fresh.values()):
        _keep(path, {key: kept[key] for key in keys.values()})
    return {place: kept[key] for place, key in keys.items()}


def _kept(path: Path) -> dict[str, tuple[Seen, ...]]:
    try:
        rows = pq.read_table(path, page_checksum_verification=True).to_pydict()
    except (pa.ArrowException, OSError):  # not there, or damaged: the sentences are read again
        return {}
    return {key: tuple(map(Seen, *spans)) for key, *spans in zip(*rows.values(), strict=True)}


def _keep(path: Path, read: dict[str, tuple[Seen, ...]]) -> None:
    rows = [
        ReadSentence(
            key=key,
            starts=tuple(s.start for s in seen),
            ends=tuple(s.end for s in seen),
            kinds=tuple(s.kind for s in seen),
        )
        for key, seen in sorted(read.items())
    ]
    with tables.aside(path) as part:
        pq.write_table(tables.table(ReadSentence, rows), part, **tables.PARQUET)


_ACRONYM, _SHOUTED = 5, 3
"""Letters of an acronym at most, and of initials; longer words in capitals are names that shout."""


def _candidates(
    sightings: Sightings, publishers: dict[str, str], least: int
) -> tuple[list[Candidate], list[CandidateMention]]:
    """The names that stand in so many articles or more, ranked."""
    rejected = sightings.reference.reviewed.rejected
    known = _known(sightings.reference)
    made = [
        (_values(group, sightings, publishers) | {"like": _like(group, known)}, group)
        for group in _grouped(sightings)
        if len({one.place for one in group.found}) >= least and not group.keys & rejected
    ]
    made.sort(key=lambda pair: (-pair[0]["independent"], -pair[0]["articles"], pair[0]["name"]))
    taken: Counter[str] = Counter()
    rows: list[Candidate] = []
    mentions: list[CandidateMention] = []
    for values, group in made:
        slug = _slug(values["name"])
        taken[slug] += 1
        its = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        rows.append(Candidate(candidate_id=its, **values))
        mentions += _mentions(its, group, sightings.capitals)
    return rows, mentions


def _slug(name: str) -> str:
    latin = transliterated(name) if is_russian(name) else name
    return re.sub(r"[^\w]+", "-", latin.lower()).strip("-")


def _mentions(candidate: str, group: Group, capitals: Capitals) -> Iterator[CandidateMention]:
    for one in sorted(group.found, key=attrgetter("place", "start")):
        article = capitals.articles[one.place]
        yield CandidateMention(
            candidate_id=candidate,
            article_id=article.article_id,
            sentence=article.sentence_at(one.start),
            start=one.start,
            end=one.end,
            surface=one.surface,
        )


def _values(group: Group, sightings: Sightings, publishers: dict[str, str]) -> dict[str, Any]:
    """What a candidate is, its id and whom it is like aside."""
    articles = [sightings.capitals.articles[p] for p in {one.place for one in group.found}]
    printed = Counter(one.surface for one in group.found)
    names, gender = _names(printed, person=group.kind == "person")
    votes = [sightings.votes[key] for key in group.keys & sightings.votes.keys()]
    said = sum(vote.kinds[group.kind] for vote in votes)
    read = sum(max(vote.read, vote.kinds.total()) for vote in votes)
    return {
        "name": names[0],
        "kind": group.kind,
        "gender": gender,
        "aliases": tuple(names[1:]),
        "spellings": tuple(sorted(printed, key=lambda s: (-printed[s], s))),
        "mentions": len(group.found),
        "articles": len(articles),
        "independent": len({article.copy_group for article in articles}),
        "publishers": len({publishers[article.article_id] for article in articles}),
        "basis": f"{group.kind} in {said} of {read} sentences read",
    }


def _names(printed: Counter[str], *, person: bool) -> tuple[list[str], str | None]:
    """Nominatives, full names first, then the most printed; and the gender of a Russian one."""
    by_key: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for surface, count in printed.items():
        by_key[stems(surface)][surface.removeprefix("the ").removeprefix("The ")] += count
    ranked = sorted(
        by_key, key=lambda key: (not _is_full(key), len(key) == 1, -by_key[key].total(), key)
    )
    names, gender = [], None
    for key in ranked:
        name, its = _name_of(by_key[key], person=person)
        gender = gender or (its if len(key) > 1 else None)
        # A first name alone is no name to look for.
        if not (person and len(key) == 1 and len(ranked[0]) > 1 and key[0] == ranked[0][0]):
            names.append(name)
    return list(dict.fromkeys(names)), gender


def _name_of(spellings: Counter[str], *, person: bool) -> tuple[str, str | None]:
    # Speakers of transcripts stand in capitals: BUTTIGIEG.
    longest = _SHOUTED if person else _ACRONYM
    loud = {n for n in spellings if n.isupper() and any(len(w) > longest for w in n.split())}
    calm = Counter({name: count for name, count in spellings.items() if name not in loud})
    if not calm:
        return max(sorted(spellings), key=spellings.__getitem__).title(), None
    name = max(sorted(calm), key=calm.__getitem__)
    return nominative(calm, person=person) if is_russian(name) else (name, None)


def _like(group: Group, known: dict[tuple[bool, Heard], tuple[str, ...]]) -> tuple[str, ...]:
    """Actors whose name sounds alike."""
    person = group.kind == "person"
    sounds = _heard(group.key, person=person)
    return known.get((person, sounds), ()) if _is_clear(sounds) else ()


def _known(reference: Reference) -> dict[tuple[bool, Heard], tuple[str, ...]]:
    """Actors by the sound of their names."""
    known: defaultdict[tuple[bool, Heard], set[str]] = defaultdict(set)
    for row in reference.actor_rows.values():
        person = row.kind == "person"
        for name in (row.name_en, row.name_ru, *row.aliases_en, *row.aliases_ru):
            known[person, _heard(stems(name), person=person)].add(row.actor_id)
    return {sounds: tuple(sorted(ids)) for sounds, ids in known.items()}


_AFTER_A_NAME = frozenset({"jr", "sr", "ii", "iii", "iv"})
_CLEAR = 4
"""Letters of a sound at least, to be trusted across scripts."""


def _grouped(sightings: Sightings) -> list[Group]:
    """The names of a corpus, each group with all places where it stands."""
    by_kind: dict[NameKind, list[Found]] = {"person": [], "organisation": [], "place": []}
    for _, found_here in groupby(sightings.found(), key=attrgetter("place")):
        here = [(found, sightings.kinds[found.key]) for found in found_here]
        surnames = {_ends(f.key)[1:] for f, kind in here if kind == "person" and _is_full(f.key)}
        for found, kind in here:
            # In an article on Alan Mulally, Mulally is he; but Ford is Ford.
            is_he = found.key in surnames and sightings.is_doubtful(found.key)
            by_kind["person" if is_he else kind].append(found)
    groups = [g for kind in ("organisation", "place") for g in _same(by_kind[kind], kind, tuple)]
    return _across_scripts(groups + _persons(by_kind["person"], sightings))


def _same(found: Iterable[Found], kind: NameKind, name: Callable[[Key], Heard]) -> list[Group]:
    groups: dict[Heard, Group] = {}
    for one in found:
        groups.setdefault(name(one.key), Group(kind)).found.append(one)
    return list(groups.values())


def _persons(found: list[Found], sightings: Sightings) -> list[Group]:
    groups = _same((one for one in found if _is_full(one.key)), "person", _first_and_last)
    known_first, known_last = sightings.known_names
    initials = [one for one in found if len(_bare(one.key)) > 1 and len(one.key[0]) == 1]
    alone = [one for one in found if len(_bare(one.key)) == 1]
    rest = _joined(initials, groups, _same_initial, known_surnames=known_last)
    # What no model saw alone (Black, of Hugo Black) is a name only beside the full one.
    left = _joined(alone, groups, _same_surname)
    left = _joined(left, groups, _same_first_name)
    left = [one for one in left if one.key in sightings.agreed]
    left = _joined(left, groups, _same_surname, known_surnames=known_last)
    surnames = {_ends(group.key)[1] for group in groups}
    first_names = known_first | {_ends(group.key)[0] for group in groups}
    # A first name alone (Jill) names nobody whom a reader could find.
    left = [one for one in left if one.key[0] in surnames or one.key[0] not in first_names]
    rest = [one for one in rest if one.key in sightings.agreed]
    return [*groups, *_same(rest, "person", tuple), *_same(left, "person", tuple)]


def _first_and_last(key: Key) -> Heard:
    """As it sounds in its own script, in either order: Си Цзиньпин has the last name first."""
    return ("ru" if is_russian(key[0]) else "en", *sorted(map(sound, _ends(key))))


def _joined(
    found: list[Found],
    groups: list[Group],
    same: Callable[[Key, Key], bool],
    *,
    known_surnames: frozenset[str] | None = None,
) -> list[Found]:
    """Give each name to the one group that it can mean; gives those left over.

    It means a group of its article; in an article that has none, the only one of the corpus,
    unless the reference knows somebody of that surname: where its surnames are given.
    """
    here: defaultdict[int, set[int]] = defaultdict(set)
    everywhere: defaultdict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for one in group.found:
            here[one.place].add(number)
            everywhere[_ends(one.key)[1]].add(number)
    keys = [group.key for group in groups]
    left = []
    for one in found:
        surname = _ends(one.key)[1]
        fit = [n for n in here[one.place] if same(one.key, keys[n])]
        if not fit and known_surnames is not None and surname not in known_surnames:
            fit = [n for n in everywhere[surname] if same(one.key, keys[n])]
        if len(fit) == 1:
            groups[fit[0]].found.append(one)
        else:
            left.append(one)
    return left


def _same_surname(short: Key, full: Key) -> bool:
    return short[0] == _ends(full)[1]


def _same_first_name(short: Key, full: Key) -> bool:
    return short[0] == _ends(full)[0]


def _same_initial(short: Key, full: Key) -> bool:
    return _ends(short)[1] == _ends(full)[1] and full[0].startswith(short[0])


def _across_scripts(groups: list[Group]) -> list[Group]:
    """Join a Russian and an English name that sound alike, where just these two do."""
    by_sound: defaultdict[tuple[NameKind, Heard], list[Group]] = defaultdict(list)
    for group in groups:
        by_sound[group.kind, _heard(group.key, person=group.kind == "person")].append(group)
    joined = []
    for (kind, sounds), alike in by_sound.items():
        scripts = sorted(is_russian(group.key[0]) for group in alike)
        if scripts == [False, True] and _is_clear(sounds):
            joined.append(Group(kind, alike[0].found + alike[1].found))
        else:
            joined += alike
    return joined


def _heard(key: Key, *, person: bool) -> Heard:
    """How a name sounds across scripts: of a full name, first and last by their consonants."""
    if person and _is_full(key):
        return tuple(sorted(map(skeleton, _ends(key))))
    return tuple(map(sound, key))


def _is_clear(sounds: Heard) -> bool:
    """Whether a sound is long enough to tell a name."""
    return sum(map(len, sounds)) >= _CLEAR


def _is_full(key: Key) -> bool:
    """Whether a name has a first name and a surname, and not only an initial."""
    return len(_bare(key)) > 1 and len(key[0]) > 1


def _ends(key: Key) -> tuple[str, str]:
    """First and last word of a name."""
    return key[0], _bare(key)[-1]


def _bare(key: Key) -> Key:
    """Words of a name without Jr. and the like."""
    return key[:-1] if len(key) > 1 and key[-1] in _AFTER_A_NAME else key
