"""Words that one side uses more than another: log-odds with an informative Dirichlet prior.

After Monroe, Colaresi & Quinn, "Fightin' Words" (Political Analysis 16, 2008). Counts within one
language only: words of two languages have no odds in common.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from detente import files

PRIOR = 500.0
"""Words of prior, spread as all articles of the language use them. The more, the surer a rare
word must be before it counts."""

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*")
"""`U.S.` is one word, and so are `Blinken's` and `пресс-секретарь`."""


def words(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Words of a text with their offsets: lower case; Russian ones as their dictionary form."""
    form = _dictionary_form if language == "ru" else str
    empty = _function_words()
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word not in empty:
            yield form(word), match.start(), match.end()


def log_odds(
    one: Counter[str], other: Counter[str], background: Counter[str], *, prior: float = PRIOR
) -> pd.DataFrame:
    """Frame with word, delta, z and both counts, from most of `one` to most of `other`.

    For word w with count y_w of n words on a side, and the prior a_w of a words in all,
    delta is log((y_w + a_w) / (n + a - y_w - a_w)) of one side less that of the other; its
    variance is about 1 / (y_w + a_w) of one plus the same of the other, and z = delta / its
    square root. Words with |z| under 1.96 may well differ by chance.
    """
    names = sorted(set(one) | set(other))
    total = sum(background.values())
    a = np.array([background[w] for w in names], dtype=float) * prior / max(total, 1)
    sides = [np.array([side[w] for w in names], dtype=float) for side in (one, other)]
    logs = [np.log((y + a) / (y.sum() + prior - y - a)) for y in sides]
    delta = logs[0] - logs[1]
    z = delta / np.sqrt(sum(1 / (y + a) for y in sides))
    counts = {"count": sides[0].astype(int), "count_other": sides[1].astype(int)}
    out = pd.DataFrame({"word": names, "delta": delta, "z": z, **counts})
    return out.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


@cache
def _analyzer() -> object:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _dictionary_form(word: str) -> str:
    return str(_analyzer().parse(word)[0].normal_form)  # type: ignore[attr-defined]


@cache
def _function_words() -> frozenset[str]:
    """Words of both languages that say nothing of a subject: and, the, который."""
    with (files.REFERENCE / "function_words.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines))
