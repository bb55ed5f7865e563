"""When two printed names are one: cases, possessives, transliterations and scripts folded away."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’.‑-][^\W\d_]+)*\.?")
"""A word of a name, with its hyphens, apostrophes and the full stop of an initial."""
_POSSESSIVE = re.compile(r"['’](?:s|S)?\Z")
_CYRILLIC = re.compile(r"[А-яЁёІіЇїЄєҐґ]")
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
    return bool(_CYRILLIC.search(text))


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
