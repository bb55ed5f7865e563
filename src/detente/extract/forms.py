"""Every surface form that names an actor or an office-holder, in both languages.

The list is built from the reference tables, with all Russian case forms, and kept in the
cache until a table, the dictionary or this code changes.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, cast

from detente import files
from detente.extract import inflection, review
from detente.tables import key_of, read, write_aside

if TYPE_CHECKING:
    from detente.extract.facts import Actor, Ambiguity, Rule, Title
    from detente.extract.reference import Reference

Kind = Literal["name", "metonym", "demonym"]
Strength = Literal["full", "weak"]
Language = Literal["en", "ru"]
Made = TypeVar("Made")

# Names that put the family first: only the last word takes an ending.
_FAMILY_FIRST = frozenset({"CN", "KP", "KR"})
# Countries whose names are printed in several Latin spellings.
_CYRILLIC = frozenset({"BY", "KZ", "RU", "SU", "UA"})
_SPELLINGS = files.REFERENCE / "name_spellings.csv"
# Their names are common nouns, printed with a capital or without: посольство США.
_GENDERS: tuple[inflection.Gender, ...] = ("m", "f")
_WITH_COMMON_NAMES = frozenset({"alliance", "government-body", "organisation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A string that names an actor, as it is printed; case matters."""

    surface: str
    """The string."""
    language: Language
    """Language of the text in which it does."""
    actor_ids: tuple[str, ...]
    """Whom it can name, sorted; more than one: see `rule`."""
    kind: Kind
    """name, metonym (Moscow) or demonym (Russian, россияне)."""
    strength: Strength
    """full: names the actor wherever it stands; weak: only after a full form of the actor in
    the same article, or with an office before it."""
    base: str
    """The nominative that it comes from."""
    rule: "Rule | None"
    """How to decide between several actors; None for one actor."""
    default_actor: str | None
    """The actor where the rule finds nothing; None: leave it undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleForm:
    """A phrase that names whoever holds an office; case matters."""

    surface: str
    """The phrase."""
    language: Language
    """Language of the text in which it does."""
    office_ids: tuple[str, ...]
    """The offices that are called so, sorted."""
    needs_context: bool
    """Whether the article must say whose office it is."""
    base: str
    """The nominative that it comes from."""


Built = tuple[tuple[Form, ...], tuple[TitleForm, ...]]


class _Entry(NamedTuple):
    surface: str
    language: Language
    actor_id: str
    kind: Kind
    strength: Strength
    base: str


def load(reference: "Reference") -> Built:
    """Forms and title forms of a reference, from the cache where it is up to date."""
    path = files.cache() / f"forms-{_key(reference)}.json"
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        built = (tuple(_forms(reference)), tuple(_title_forms(reference)))
        _keep(path, built)
        return built
    return tuple(_made(Form, kept[0])), tuple(_made(TitleForm, kept[1]))


def _forms(reference: "Reference") -> Iterator[Form]:
    groups: dict[tuple[str, Language], list[_Entry]] = {}
    for entry in sorted(set(_entries(reference))):
        groups.setdefault((entry.surface, entry.language), []).append(entry)
    rules = {(row.language, row.form): row for row in reference.ambiguities}
    for (surface, language), entries in sorted(groups.items()):
        stated = [rules[language, e.base] for e in entries if (language, e.base) in rules]
        yield _merged(surface, entries, stated[0] if stated else None)


def _merged(surface: str, entries: list[_Entry], stated: "Ambiguity | None") -> Form:
    ids = tuple(sorted({entry.actor_id for entry in entries}))
    # Захарову is Maria Zakharova, though Gennadi Zakharov has that dative.
    strong = {entry.actor_id for entry in entries if entry.strength == "full"}
    default = stated.default_actor if stated else min(strong) if len(strong) == 1 else None
    chief = next((e for e in entries if e.actor_id == default), entries[0])
    several = len(ids) > 1
    return Form(
        surface=surface,
        language=chief.language,
        actor_ids=ids,
        kind=chief.kind,
        strength="full" if any(e.strength == "full" for e in entries) else "weak",
        base=chief.base,
        rule=(stated.rule if stated else "full-name-in-article") if several else None,
        default_actor=default if several else ids[0],
    )


def _entries(reference: "Reference") -> Iterator[_Entry]:
    weak = {(row.language, row.form) for row in reference.weak_forms} | reference.reviewed.weak
    shared = {(row.language, row.form) for row in reference.ambiguities}
    for actor in reference.actor_rows.values():
        for language, kind, base in _bases(actor):
            several = (language, base) in shared
            alone = actor.kind == "person" and several and " " not in base
            strength: Strength = "weak" if alone or (language, base) in weak else "full"
            for surface in _surfaces(base, language, actor, shared=several):
                yield _Entry(surface, language, actor.actor_id, kind, strength, base)
    for row in reference.demonyms:
        forms = (row.form,) if row.language == "en" else inflection.lexeme(row.form, row.part)
        for surface in _printed(forms):
            yield _Entry(surface, row.language, row.actor_id, "demonym", "full", row.form)


def _bases(actor: "Actor") -> Iterator[tuple[Language, Kind, str]]:
    yield from (("en", "name", name) for name in (actor.name_en, *actor.aliases_en))
    yield from (("ru", "name", name) for name in (actor.name_ru, *actor.aliases_ru))
    yield from (("en", "metonym", name) for name in actor.metonyms_en)
    yield from (("ru", "metonym", name) for name in actor.metonyms_ru)


def _surfaces(base: str, language: Language, actor: "Actor", *, shared: bool) -> tuple[str, ...]:
    if language == "en":
        return _printed(_spelt(base) if actor.country in _CYRILLIC else (base,))
    if actor.gender is None and actor.kind == "person" and actor.name_ru != actor.name_en:
        # An actor of the user's, who left the gender blank.
        return _printed(f for gender in _GENDERS for f in inflection.person_cases(base, gender))
    if actor.gender is None:
        common = " " in base and actor.kind in _WITH_COMMON_NAMES and not shared
        bases = (base, base[:1].lower() + base[1:]) if common else (base,)
        return _printed(form for one in bases for form in inflection.phrase_cases(one))
    family_first = actor.country in _FAMILY_FIRST
    forms = inflection.person_cases(base, actor.gender, family_first=family_first)
    if " " in base or not actor.name_ru.endswith(f" {base}"):
        return _printed(forms)
    initial = f"{actor.name_ru[0]}."
    return _printed((*forms, *(initial + gap + form for form in forms for gap in ("", " "))))


def _spelt(name: str) -> tuple[str, ...]:
    """A name with its given name in every spelling: Sergei Lavrov, Sergey Lavrov."""
    given, _, rest = name.partition(" ")
    return tuple(f"{one} {rest}" for one in _spellings().get(given, (given,))) if rest else (name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpelling:
    """A row of `name_spellings.csv`."""

    name: str
    """A given name as the reference spells it."""
    spellings: tuple[str, ...]
    """How else it is printed."""


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Spellings of a given name, by each of them."""
    groups = [(row.name, *row.spellings) for row in read(NameSpelling, _SPELLINGS)]
    return {name: group for group in groups for name in group}


def _title_forms(reference: "Reference") -> Iterator[TitleForm]:
    groups: dict[tuple[str, Language], list[Title]] = {}
    for title in reference.title_rows:
        cases = (title.title,) if title.language == "en" else inflection.phrase_cases(title.title)
        for surface in _printed(cases):
            groups.setdefault((surface, title.language), []).append(title)
    for (surface, language), titles in sorted(groups.items()):
        yield TitleForm(
            surface=surface,
            language=language,
            office_ids=tuple(sorted({title.office_id for title in titles})),
            needs_context=any(title.needs_context for title in titles),
            base=titles[0].title,
        )


def _printed(forms: Iterable[str]) -> tuple[str, ...]:
    """Forms as they also stand in print: with a capital at the start, with curly apostrophes."""
    forms = tuple(forms)
    capital = [form[:1].upper() + form[1:] for form in forms]
    curly = [form.replace("'", "’") for form in (*forms, *capital)]
    return tuple(dict.fromkeys((*forms, *capital, *curly)))


def _key(reference: "Reference") -> str:
    """Digest of all that the forms are made from."""
    versions = (version(package) for package in ("pymorphy3", "pymorphy3-dicts-ru"))
    tables = ("actors", "ambiguous", "demonyms", "office_titles", "weak_forms")
    code = (Path(__file__), Path(inflection.__file__), Path(review.__file__))
    sources = (*code, _SPELLINGS, *(reference.folder / f"{table}.csv" for table in tables))
    return key_of(sources, *versions, repr(reference.decisions))


def _keep(path: Path, built: Built) -> None:
    """Write the cache aside and rename it; without the right to write there is no cache."""
    rows = [[[getattr(f, n) for n in f.__slots__] for f in part] for part in built]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_aside(path, json.dumps(rows, ensure_ascii=False))


def _made(record: type[Made], rows: list[list[Any]]) -> tuple[Made, ...]:
    names = [field.name for field in fields(cast("Any", record))]
    return tuple(
        record(
            **{n: tuple(v) if isinstance(v, list) else v for n, v in zip(names, row, strict=True)}
        )
        for row in rows
    )
