"""Russian case forms of names and phrases.

Phrases are inflected by pymorphy3. Its dictionary lacks two thirds of the surnames in the news
and takes others for nouns (Песков: "of the sands"), so a personal name without a reading as a
name follows the regular endings of its gender instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse


Gender = Literal["f", "m"]
CASES = ("gent", "datv", "accs", "ablt", "loct")
# What does not change inside a personal name.
PARTICLES = frozenset({"аль", "бин", "ван", "да", "де", "дер", "ибн", "ле", "фон", "эль"})
# The ending that is replaced, and what replaces it in the five cases; the first that fits wins.
ENDINGS: dict[Gender, tuple[tuple[str, str], ...]] = {
    "m": (
        ("ый", "ого ому ого ым ом"),
        *((f"{c}ий", f"{c}ого {c}ому {c}ого {c}им {c}ом") for c in "гкх"),
        ("ий", "ия ию ия ием ии"),
        ("й", "я ю я ем е"),
        ("ь", "я ю я ем е"),
        ("ия", "ии ии ию ией ии"),
        ("ья", "ьи ье ью ьей ье"),
        ("я", "и е ю ей е"),
        *((f"{c}а", f"{c}и {c}е {c}у {c}ой {c}е") for c in "гкхжшчщ"),
        ("а", "ы е у ой е"),
        ("ых", "ых ых ых ых ых"),
        *((c, f"{c}а {c}у {c}а {c}ем {c}е") for c in "жшчщц"),
        *((s, f"{s}а {s}у {s}а {s}ым {s}е") for s in ("ов", "ев", "ёв", "ин", "ын")),
        *((c, f"{c}а {c}у {c}а {c}ом {c}е") for c in "бвгдзклмнпрстфхъ"),
    ),
    "f": (
        ("ая", "ой ой ую ой ой"),
        *((f"{s}а", f"{s}ой {s}ой {s}у {s}ой {s}ой") for s in ("ов", "ев", "ёв", "ин", "ын")),
        ("ия", "ии ии ию ией ии"),
        ("я", "и е ю ей е"),
        *((f"{c}а", f"{c}и {c}е {c}у {c}ой {c}е") for c in "гкхжшчщ"),
        ("а", "ы е у ой е"),
    ),
}


@cache  # a changed review.csv lists all forms anew, and nearly all are as they were
def person_cases(name: str, gender: Gender, *, family_first: bool = False) -> tuple[str, ...]:
    """Case forms of a personal name, every word in agreement, nominative first.

    A name that puts the family first (Си Цзиньпин) changes in its last word alone.
    """
    words = name.split(" ")
    fixed = len(words) - 1 if family_first else 0
    rows: list[tuple[str, ...]] = [(word,) * 6 for word in words[:fixed]]
    rows += [_name_word(word, gender) for word in words[fixed:]]
    forms = [" ".join(row) for row in zip(*rows, strict=True)]
    # Путиным but Цзиньпином: the ending does not tell which.
    return _spelled([*forms, *(f"{f[:-2]}ом" for f in forms if f.endswith(("иным", "ыным")))])


@cache
def phrase_cases(words: str) -> tuple[str, ...]:
    """Case forms of a noun phrase, nominative first: its head and the adjectives before it.

    What follows the head stays: глава российского МИД, главы российского МИД.
    """
    parts = words.split(" ")
    head = next((i for i, part in enumerate(parts) if not _adjective(part)), len(parts) - 1)
    forms = [words]
    for case, noun, surface in _head_forms(parts[head]):
        before = [_agreeing(part, noun, case) for part in parts[:head]]
        forms.append(" ".join([*before, surface, *parts[head + 1 :]]))
    return _spelled(forms)


@cache
def lexeme(word: str, part: Literal["people", "adjective", "prefix"]) -> tuple[str, ...]:
    """Every form of a word in both numbers, the word itself first; a prefix has only one."""
    wanted = {"people": "NOUN", "adjective": "ADJF", "prefix": "-"}[part]
    readings = [p for p in parsed(word) if wanted in p.tag.grammemes]
    if not readings:
        return (word,)
    forms = [
        p.word for p in readings[0].lexeme if wanted in p.tag.grammemes and "Cmp2" not in p.tag
    ]
    return _spelled([word, *(_cased(word, form) for form in forms)])


def _name_word(word: str, gender: Gender) -> tuple[str, ...]:
    """Six forms of one word of a name; initials (С.Лавров) stay before what changes."""
    before, dot, last = word.rpartition(".")
    if not last or last in PARTICLES:
        return (word,) * 6
    front, hyphen, last = last.rpartition("-")
    if last in {"младший", "старший"}:
        fronts = _name_word(front, gender)
        return tuple(f"{f}-{w}" for f, w in zip(fronts, _known_name(last, "m"), strict=True))
    forms = _known_name(last, gender) or _by_ending(last, gender)
    return tuple(f"{before}{dot}{front}{hyphen}{form}" for form in forms)


def _known_name(word: str, gender: Gender) -> tuple[str, ...]:
    wanted = {"f": "femn", "m": "masc"}[gender]
    for reading in parsed(word):
        tag = reading.tag
        named = reading.is_known and {"Name", "Surn", "Patr"} & tag.grammemes
        if (named or word in {"младший", "старший"}) and {wanted, "nomn", "sing"} <= tag.grammemes:
            cases = [reading.inflect({case, "sing"}) for case in CASES]
            if all(cases):
                return (word, *(_cased(word, case.word) for case in cases))
    return ()


def _by_ending(word: str, gender: Gender) -> tuple[str, ...]:
    for ending, endings in ENDINGS[gender]:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: len(word) - len(ending)]
            return (word, *(stem + other for other in endings.split(" ")))
    return (word,) * 6


def _head_forms(word: str) -> Iterator[tuple[str, Parse | None, str]]:
    """Case, reading and surface of a head; without a reading, a capitalised word is a name."""
    readings = parsed(word)
    nominative = [p for p in readings if {"NOUN", "nomn"} <= p.tag.grammemes]
    head = nominative[0] if nominative else _adjective(word)
    if head is None:
        endings = _by_ending(word, "m") if word.istitle() else (word,) * 6
        yield from ((case, None, form) for case, form in zip(CASES, endings[1:], strict=True))
        return
    for case in (*CASES, "loc2"):
        form = head.inflect({case, head.tag.number})
        if form:
            yield case.replace("loc2", "loct"), head, _cased(word, form.word)
        if word.isupper():  # российского МИД beside российского МИДа
            yield case, head, word


def _adjective(word: str) -> Parse | None:
    for reading in parsed(word):
        # Большая семёрка is the big one, not the bigger one.
        fits = reading.tag.POS in {"ADJF", "PRTF"} and "nomn" in reading.tag
        if fits and reading.normal_form != "больший":
            return reading
    return None


def _agreeing(word: str, noun: Parse | None, case: str) -> str:
    adjective = _adjective(word)
    number = noun.tag.number if noun else "sing"
    wanted = {case, number}
    if number == "sing":
        wanted.add((noun and noun.tag.gender) or "masc")
    if case == "accs" and not wanted & {"femn", "neut"}:
        wanted.add((noun and noun.tag.animacy) or "anim")
    form = adjective.inflect(wanted) if adjective else None
    return _cased(word, form.word) if form else word


def _cased(model: str, form: str) -> str:
    """Form with the capitals of the word that it comes from (МИДа, Нью-Йорка, Минобороны)."""
    if "-" in model and model.count("-") == form.count("-"):
        pairs = zip(model.split("-"), form.split("-"), strict=True)
        return "-".join(_cased(part, other) for part, other in pairs)
    same = 0
    while same < min(len(model), len(form)) and model[same].lower() == form[same]:
        same += 1
    if not same and model[:1].isupper():
        return form[:1].upper() + form[1:]
    return model[:same] + form[same:]


def _spelled(forms: Iterable[str]) -> tuple[str, ...]:
    """Forms without repeats, each with ё also printed as е."""
    spelled = (s for form in forms for s in (form, form.replace("ё", "е").replace("Ё", "Е")))
    return tuple(dict.fromkeys(spelled))


@cache
def morph() -> MorphAnalyzer:
    """The analyser of Russian words, built once in a process."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})


def nominative(spellings: Counter[str], *, person: bool) -> tuple[str, Gender | None]:
    """The nominative whose cases explain most of some spellings, with a person's gender.

    It is one of the spellings where one fits; else it is made by the dictionary's endings.
    """
    genders: tuple[Gender | None, ...] = ("m", "f") if person else (None,)
    found: list[tuple[tuple[int, int, int], str, Gender | None]] = []
    for gender in genders:
        made = [" ".join(_nominative_of(w, gender) for w in s.split(" ")) for s in spellings]
        for name in dict.fromkeys([*spellings, *made]):
            cases = person_cases(name, gender) if gender else phrase_cases(name)
            explained = sum(n for spelling, n in spellings.items() if spelling in cases)
            rank = (explained, _stands(name, gender), spellings[name])
            found.append((rank, name, gender))
    _, name, gender = max(found, key=itemgetter(0), default=((0, 0, 0), "", None))
    return name, gender


def _stands(name: str, gender: Gender | None) -> int:
    """How many words of a name can be a nominative of that gender."""
    return sum(
        any("nomn" in p.tag and "sing" in p.tag and _fits(p, gender) for p in parsed(word))
        for word in name.split(" ")
    )


def _nominative_of(word: str, gender: Gender | None) -> str:
    readings = [p for p in parsed(word) if _fits(p, gender)]
    readings = [p for p in readings if _NAMES & p.tag.grammemes] or readings
    if not readings or not word[:1].isupper() or word.isupper():
        return word
    form = readings[0].inflect({"nomn"})
    return _cased(word, form.word) if form else word


def _fits(reading: Parse, gender: Gender | None) -> bool:
    other = {"m": "femn", "f": "masc"}.get(gender or "")
    return other is None or other not in reading.tag


@lru_cache(maxsize=50_000)
def parsed(word: str) -> tuple[Parse, ...]:
    """Readings of a Russian word, the likeliest first."""
    return tuple(morph().parse(word))
