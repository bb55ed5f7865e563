"""Words that set two sides apart, as a chart: each word opens the sentences it stands in."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from detente import files
from detente.extract.facts import Word
from detente.present import style
from detente.present.chart import Chart, bars, counted, each, left_out, listed
from detente.present.evidence import gather
from detente.tables import read

_SURE = 1.96
_FEWEST = 2  # independent articles that a word must stand in


def word_chart(sides: Any, one: str, other: str, *, language: str, top: int) -> Chart:
    """Bars of z-scores, the words of `one` above those of `other`."""
    articles = sides.corpus.articles
    articles = articles.assign(side=articles["article_id"].map(sides.of))
    articles = articles[articles["language"] == language]
    # Of the copies that one side prints one counts: a wire story is not many voices.
    once = articles.drop_duplicates(["side", "copy_group"])
    tokens = {a.article_id: list(words(a.body, language)) for a in each(once)}
    background = _counts(tokens, once["article_id"])
    spread = Counter(word for found in tokens.values() for word in {w for w, *_ in found})
    first, second = (
        _counts(tokens, once.loc[once["side"] == side, "article_id"]) for side in (one, other)
    )
    odds = log_odds(first, second, background)
    kept = odds[[spread[word] >= _FEWEST for word in odds["word"]]]
    up, down = kept[kept["z"] > 0].head(top), kept[kept["z"] < 0].tail(top)
    shown = pd.concat([up.assign(side=one), down.assign(side=other)])
    marks = _marks(shown, one)
    figure, phone = bars(marks, xaxis={"title": {"text": f"z: ← {other} · {one} →"}})
    rows = _rows(sides.corpus.table("sentences"), shown, once, tokens=tokens)
    unsure = int((shown["z"].abs() <= _SURE).sum())
    lost = {
        counted(len(kept) - len(shown), "word") + " with weaker odds": len(kept) - len(shown),
        f"{counted(len(odds) - len(kept), 'word')} in fewer than {_FEWEST} articles": len(odds)
        - len(kept),
    }
    return Chart(
        figure=figure,
        phone=phone,
        evidence=gather(
            sides.corpus,
            rows,
            spans=rows,
            labels=dict(zip(marks["key"], marks["hover"], strict=True)),
        ),
        caption=f"Words that {one} and {other} articles in one language ({language}) use more than "
        f"each other: log-odds with a prior, copies counted once. {counted(unsure, 'pale word')} "
        f"may differ by chance (|z| up to {_SURE}). {left_out(lost)}",
        alt=f"Words of {one}: {listed(up['word'].tolist(), most=8) or 'none'}. "
        f"Words of {other}: {listed(down['word'].tolist()[::-1], most=8) or 'none'}.",
        table=shown.round({"delta": 3, "z": 2}).reset_index(drop=True),
    )


def _counts(tokens: dict[str, list[tuple[str, int, int]]], ids: pd.Series) -> Counter[str]:
    return Counter(word for article_id in ids for word, *_ in tokens[article_id])


def _marks(shown: pd.DataFrame, one: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": shown["word"],
            "x": shown["z"].round(2).where(shown["z"].abs() > _SURE),
            "behind": shown["z"].round(2),
            "key": "word:" + shown["side"] + "|" + shown["word"],
            "hover": [
                f"{w.word} ({w.side}): {w.count if w.side == one else w.count_other} times against "
                f"{w.count_other if w.side == one else w.count}, z {w.z:+.1f}"
                for w in each(shown)
            ],
            "colour": [style.COLOURS[0 if side == one else 4] for side in shown["side"]],
        }
    )


def _rows(
    bounds: pd.DataFrame, shown: pd.DataFrame, once: pd.DataFrame, *, tokens: dict[str, Any]
) -> pd.DataFrame:
    """Where each word stands on its side: key, article_id, sentence, start, end."""
    wanted = {(w.side, w.word) for w in each(shown)}
    found = [
        (f"word:{a.side}|{word}", a.article_id, start, end)
        for a in each(once)
        for word, start, end in tokens[a.article_id]
        if (a.side, word) in wanted
    ]
    spans = pd.DataFrame(found, columns=["key", "article_id", "start", "end"])
    bounds = bounds.rename(columns={"start": "from", "end": "to"})
    rows = spans.merge(bounds, on="article_id")
    return rows[(rows["from"] <= rows["start"]) & (rows["start"] < rows["to"])]


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
    return frozenset(row.word for row in read(Word, files.REFERENCE / "function_words.csv"))
