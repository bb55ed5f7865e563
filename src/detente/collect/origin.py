"""The origin of a copy group: whom most of the others credit, then the earliest."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

CREDITS = ("publisher", "byline", "body")
"""What of an article can say whom it has its text from."""
_CREDIT = (
    r"(?:[(/]|\b(?i:by|via|from|according to|source:|reported by|агентств\w*|сообщ\w+|перед\w+|"
    r"по данным|со ссылкой на|источник:))\s*[«“\"]?{name}(?!\w)"
    r"|(?<!\w){name}[»”\"]?\s+(?i:reports|reported|said|сообщ\w+|передаёт|передает)"
)


def origin_of(group: Sequence[dict[str, Any]]) -> int:
    """Number of the origin among articles (publisher, byline, body) in order of time."""
    publishers = [article["publisher"] for article in group]
    credits_ = [_credits(article) for article in group]
    times: Counter[str] = Counter()
    for name in set(publishers):
        credited = re.compile(_CREDIT.format(name=re.escape(name)))
        times[name] = sum(
            publisher != name and name in printed and bool(credited.search(printed))
            for publisher, printed in zip(publishers, credits_, strict=True)
        )
    return min(range(len(group)), key=lambda number: (-times[publishers[number]], number))


def _credits(article: dict[str, Any]) -> str:
    """Where an article can name whom it has its text from."""
    byline, body = article["byline"], article["body"]
    return f"by {byline}\n{body}" if byline else body
