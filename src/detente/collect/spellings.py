"""When two printed names are one: cases, possessives, transliterations and scripts folded away.

By stems and sounds the names of one text or table are told to be one. `printed_names` folds more,
down to consonants: a name in a text and in its translation are then one, and hardly two others.
"""

import re
import unicodedata
from functools import cache, lru_cache

import numpy as np
import xxhash

from detente.collect.shingles import Hashes

WORD = re.compile(r"[^\W\d_]+(?:['’.‑-][^\W\d_]+)*\.?")
"""A word of a name, with its hyphens, apostrophes and the full stop of an initial."""
_POSSESSIVE = re.compile(r"['’](?:s|S)?\Z")
_TO_LATIN = re.compile(r"[А-яЁёІіЇїЄєҐґ]")
_VOWELS_AT_THE_END = "аеёиоуыэюяйьъ"
# What is left of Russian case endings when their last vowels are off: Максимом, Бурбулиса.
_CASE_ENDINGS = ("ым", "им", "ом", "ем", "ых", "их", "ах", "ях", "ог", "ег")
_SHORTEST = 3
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезиклмнопрстуфэы", "abvgdeziklmnoprstufey", strict=True)),
        "ё": "e", "ж": "zh", "й": "i", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ь": "", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "ie", "ґ": "g",
    }
)  # fmt: skip
# Habits of transliteration that mean one letter; tried in order.
_SAME_SOUND = (
    (re.compile("shch|sch|sh"), "s"), (re.compile("tch|ch|cz"), "c"), (re.compile("zh"), "z"),
    (re.compile("kh"), "h"), (re.compile("ph"), "f"), (re.compile("ck|q"), "k"),
    (re.compile("ts|tz|c"), "c"), (re.compile("x"), "ks"), (re.compile("w"), "v"),
    (re.compile("[yj]"), "i"), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_VOWELS = re.compile("[aeiou]+")


def is_russian(text: str) -> bool:
    """Whether a name is in Cyrillic letters."""
    return bool(_TO_LATIN.search(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without its case ending or possessive, in lower case: the same for all its cases."""
    low = _POSSESSIVE.sub("", word).lower().replace("ё", "е").rstrip(".")
    if not is_russian(low):
        return _plain(low) if not low.isascii() else low
    return _without_ending(low)


def stems(name: str) -> tuple[str, ...]:
    """Stems of the words of a name, without an article before it."""
    found = tuple(stem(word) for word in WORD.findall(name))
    return found[1:] if len(found) > 1 and found[0] == "the" else found


def sound(word: str) -> str:
    """A stem as it sounds, in Latin letters: the same for Sergey, Sergei and Сергей."""
    text = stem(word).translate(_LATIN)
    for pattern, replacement in _SAME_SOUND:
        text = pattern.sub(replacement, text)
    return text.rstrip("aeiou") or text


def skeleton(word: str) -> str:
    """The consonants of a word as they sound, and whether it begins with a vowel."""
    text = sound(word)
    return (
        text[:1] + _VOWELS.sub("", text[1:])
        if text[:1] not in set("aeiou")
        else "a" + (_VOWELS.sub("", text))
    )


def transliterated(name: str) -> str:
    """A Cyrillic name in Latin letters, for an id and for a name in English."""
    words = []
    for word in name.split(" "):
        latin = word.lower().replace("х", "kh").replace("ц", "ts").replace("й", "y")
        latin = latin.replace("ю", "yu").replace("я", "ya").replace("щ", "shch")
        latin = re.sub("[иы]y$", "y", latin.translate(_LATIN))
        words.append(latin[:1].upper() + latin[1:] if word[:1].isupper() else latin)
    return " ".join(words)


def _without_ending(low: str) -> str:
    short = low.rstrip(_VOWELS_AT_THE_END)
    if short.endswith(_CASE_ENDINGS):
        short = short[:-2].rstrip(_VOWELS_AT_THE_END)
    return short if len(short) >= _SHORTEST else low.rstrip(_VOWELS_AT_THE_END) or low


def _plain(low: str) -> str:
    """A word without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


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
_LATIN_WORD = str.maketrans("c\1", "kc", "aeiouyhj'’-")


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
        word = re.sub("c(?=[eiy])", "s", word).translate(_LATIN_WORD)
    else:
        stem = _ENDING.sub("", word) if len(word) > _LONG else word
        word = stem.translate(_CYRILLIC).replace("-", "")
    return re.sub(r"(.)\1+", r"\1", word)
