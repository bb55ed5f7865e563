"""The nominative of a Russian name that is known only from its printed cases."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from detente.extract import inflection

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

Gender = Literal["f", "m"]
_GENDERS: tuple[Gender, ...] = ("m", "f")
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})


def nominative(spellings: Counter[str], *, person: bool) -> tuple[str, Gender | None]:
    """The nominative whose cases explain most of some spellings, with a person's gender.

    It is one of the spellings where one fits; else it is made by the dictionary's endings.
    """
    best: tuple[int, int, int, str, Gender | None] | None = None
    for gender in _GENDERS if person else (None,):
        for name in dict.fromkeys([*spellings, *(_made(s, gender) for s in spellings)]):
            cases = inflection.person(name, gender) if gender else inflection.phrase(name)
            explained = sum(n for spelling, n in spellings.items() if spelling in cases)
            found = (_stands(name, gender), explained, spellings[name], name, gender)
            best = max(best, found, key=_rank) if best else found
    return (best[3], best[4]) if best else ("", None)


def _rank(found: tuple[int, int, int, str, Gender | None]) -> tuple[int, int, int]:
    stands, explained, printed, _, _ = found
    return explained, stands, printed


def _stands(name: str, gender: Gender | None) -> int:
    """How many words of a name can be a nominative of that gender."""
    return sum(
        any("nomn" in p.tag and "sing" in p.tag and _fits(p, gender) for p in _parsed(word))
        for word in name.split(" ")
    )


def _made(name: str, gender: Gender | None) -> str:
    return " ".join(_nominative_of(word, gender) for word in name.split(" "))


def _nominative_of(word: str, gender: Gender | None) -> str:
    readings = [p for p in _parsed(word) if _fits(p, gender)]
    readings = [p for p in readings if _NAMES & p.tag.grammemes] or readings
    if not readings or not word[:1].isupper() or word.isupper():
        return word
    form = readings[0].inflect({"nomn"})
    return _capitalised(word, form.word) if form else word


def _fits(reading: "Parse", gender: Gender | None) -> bool:
    other = {"m": "femn", "f": "masc"}.get(gender or "")
    return other is None or other not in reading.tag


def _capitalised(model: str, form: str) -> str:
    if "-" in model:
        return "-".join(part.capitalize() for part in form.split("-"))
    return form[:1].upper() + form[1:] if model[:1].isupper() else form


@lru_cache(maxsize=50_000)
def _parsed(word: str) -> Iterable["Parse"]:
    return tuple(inflection.morph().parse(word))
