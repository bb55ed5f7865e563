"""In which language a text is written: English, Russian, Ukrainian, or another, which is "und".

Told by py3langid, a model of 140 languages (https://github.com/adbar/py3langid), except where words
or letters leave no doubt: the model takes half a second to load, and a hundred megabytes.
"""

import re
from functools import cache
from typing import Any

_SAMPLE = 2000  # characters
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_ENGLISH = re.compile(r"\b(?:the|and|of|that)\b", re.IGNORECASE)
_PLAIN = 0.08  # share of such words; English news has .12, a text in another language .02
_FEW = 8  # such words; names of English films and newspapers have as many
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_ONLY_RUSSIAN = re.compile("[ыэ]", re.IGNORECASE)  # of those that need no other letters
_LEAST = 200  # letters in which Kazakh or Kyrgyz would show one of its own
_MOST_OTHER = 0.1  # share of letters of another alphabet, as names have
_READ = ("en", "ru", "uk")
_ENGLISH_TOO = "pcm"  # Nigerian Pidgin, which the model takes short English for
_TWICE = 2.0  # as likely; measured: tests/collect/test_languages.py


def language_of(text: str) -> str:
    """en, ru or uk; "und" for a text in another language, or without letters."""
    sample = text[:_SAMPLE]
    letters = _LETTER.findall(sample)
    if not letters:
        return "und"
    if len(_ENGLISH.findall(sample)) > max(_PLAIN * len(_WORD.findall(sample)), _FEW):
        return "en"
    russian = len(_RUSSIAN.findall(sample))
    others = any("Ѐ" <= letter <= "ӿ" and not _RUSSIAN.match(letter) for letter in letters)
    is_russian = russian > max(_LEAST, (1 - _MOST_OTHER) * len(letters)) and not others
    return "ru" if is_russian and _ONLY_RUSSIAN.search(sample) else _modelled(sample)


def _modelled(sample: str) -> str:
    """The likeliest of the languages that are read, unless another is twice as likely."""
    likely = dict(_model().rank(sample))
    likely["en"] += likely.pop(_ENGLISH_TOO, 0)
    best = max(_READ, key=likely.__getitem__)
    other = max(likely[name] for name in likely if name not in _READ)
    return best if other < _TWICE * likely[best] else "und"


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
