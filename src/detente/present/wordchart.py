"""Words that set two sides apart, as a chart: each word opens the sentences it stands in."""

from collections import Counter
from typing import Any

import pandas as pd

from detente.present import style
from detente.present.chart import Chart, counted, each, left_out, listed
from detente.present.evidence import gather
from detente.present.logodds import log_odds, words
from detente.present.marks import bars

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
