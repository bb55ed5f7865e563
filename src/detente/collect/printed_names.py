"""The names and numbers that a text prints, in one spelling for Latin and Cyrillic letters.

Of a name its consonants are kept, without Russian endings: «Блинкеном» and "Blinken" are both
"blnkn". That is enough to see that two texts name the same, and not enough to say whom.
"""

import re
from functools import cache, lru_cache

import numpy as np
import xxhash

from detente.collect.wording import Hashes

NAME = re.compile(r"[A-ZА-ЯЁІЇЄ\d](?<!\w.)[\w’'-]*(?:[.,:]\d+)*")
"""A word that begins with a capital, or a number. What is before it is looked at last: faster."""
_ENDING = re.compile(
    "(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ой|ей|ий|ый|ым|им|ых|их|ом|ем|ам|ям|ах|ях)$"
)
_KEPT = 1 << 18  # words
_LONG = 5  # letters; a shorter word has no ending to lose
_CYRILLIC = str.maketrans("бвгджзклмнпрстфцчшщ", "bvgdzzklmnprstfscss", "аеёиіїєйоуыэюяьъх")
_SPELLED = (
    ("sch", "s"), ("tch", "\1"), ("ch", "\1"), ("sh", "s"), ("zh", "z"), ("ph", "f"),
    ("ck", "k"), ("ts", "s"), ("tz", "s"), ("x", "ks"), ("q", "k"), ("w", "v"),
)  # fmt: skip
_LATIN = str.maketrans("c\1", "kc", "aeiouyhj'’-")


def printed_names(text: str) -> frozenset[str]:
    """Names and numbers of a text, each in its one spelling."""
    spelled = map(_spelled, NAME.findall(text))
    return frozenset(name for name in spelled if _tells(name))


def name_hashes(text: str) -> Hashes:
    """Hashes of the names and numbers of a text, sorted, each once."""
    words = set(NAME.findall(text))
    found = np.unique(np.fromiter(map(_hashes().__getitem__, words), np.uint32, len(words)))
    return found[found > 0]


class _Hashes(dict[str, int]):
    """Hash of the spelling of each word that was met; 0 where it tells nothing."""

    def __missing__(self, word: str) -> int:
        if len(self) > _KEPT:
            self.clear()
        name = _spelled(word)
        self[word] = xxhash.xxh32_intdigest(name.encode()) if _tells(name) else 0
        return self[word]


@cache
def _hashes() -> _Hashes:
    return _Hashes()


def _tells(name: str) -> bool:
    """Whether more than one consonant is left of a name, or it is a number."""
    return len(name) > 1 or name.isdigit()


@lru_cache(1 << 16)
def _spelled(word: str) -> str:
    """A name without vowels, in Latin letters; a number without signs."""
    if word[0].isdigit():
        return re.sub(r"\D", "", word)
    word = word.lower()
    if word.isascii() or not re.search("[а-яё]", word):
        word = re.sub(r"['’]s$", "", word)
        for printed, plain in _SPELLED:
            word = word.replace(printed, plain)
        word = re.sub("c(?=[eiy])", "s", word).translate(_LATIN)
    else:
        stem = _ENDING.sub("", word) if len(word) > _LONG else word
        word = stem.translate(_CYRILLIC).replace("-", "")
    return re.sub(r"(.)\1+", r"\1", word)
