"""Furniture: what a page prints around an article, cut from its text and kept on record.

The patterns are in `data/reference/furniture.csv`: a `line` rule cuts a paragraph that is
nothing but furniture; a `tail` rule cuts it and all that follows, for nothing of the article
comes after a list of teasers or a comment form.
"""

import csv
import re
from functools import cache

from detente import files

_LONGEST_LINE = 160
_LONGEST_HEADER = 1000
_SENTENCE = re.compile(r".{70,}[.!?…][”»\"’)]*", re.DOTALL)
_SHORTEST_ARTICLE = 400  # characters; a mark of comments above that much is not below an article


def without_furniture(body: str, known: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """Body without furniture, and what was cut, each as `reason: the text`.

    Parameters
    ----------
    body
        Clean text.
    known
        Texts that stand elsewhere in the article (headline, deck, byline, date line): a leading
        paragraph that repeats one is cut.
    """
    paragraphs = body.split("\n\n")
    kept: list[str] = []
    cut: list[str] = []
    repeated = {_folded(text) for text in known if text}
    for place, paragraph in enumerate(paragraphs):
        rule, what = _rule(paragraph)
        if rule == "tail" and kept and _is_tail(paragraphs[place + 1 :], kept, what):
            cut += [f"{_rule(text)[1] or 'below the text'}: {text}" for text in paragraphs[place:]]
            break
        if rule:
            cut.append(f"{what}: {paragraph}")
        elif place <= len(repeated) + 1 and _is_one_of(repeated, paragraph):
            cut.append(f"printed above the text already: {paragraph}")
        else:
            kept.append(paragraph)
    return "\n\n".join(kept), tuple(cut)


def _is_one_of(texts: set[str], paragraph: str) -> bool:
    return len(paragraph) < _LONGEST_HEADER and _folded(paragraph) in texts


def _rule(paragraph: str) -> tuple[str, str]:
    if len(paragraph) > _LONGEST_LINE:
        return "", ""
    line = paragraph.strip().lower()
    return next(
        ((rule, what) for rule, pattern, what in _rules() if pattern.fullmatch(line)), ("", "")
    )


def _is_tail(rest: list[str], kept: list[str], what: str) -> bool:
    """Whether what follows is teasers, forms or readers' comments, not the article going on."""
    if "comment" in what and sum(map(len, kept)) > _SHORTEST_ARTICLE:
        return True
    text = sum(len(t) > _LONGEST_LINE or bool(_SENTENCE.fullmatch(t)) for t in rest)
    return text == 0 or text < len(rest) / 3


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    with (files.REFERENCE / "furniture.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            (row["rule"], re.compile(row["pattern"]), row["what"]) for row in csv.DictReader(lines)
        )


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
