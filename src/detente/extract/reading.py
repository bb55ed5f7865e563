"""One article as the extractors see it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article being read: its text, and what is known before reading it."""

    article_id: str
    """The article."""
    title: str
    """Headline; evidence comes from the body alone, the headline only helps to decide."""
    body: str
    """The text in which all offsets count."""
    language: str
    """en, ru, uk or und."""
    day: date | None
    """Day of publication (UTC); None if it was not found."""
    country: str | None
    """Country of the publisher."""
    sentences: tuple[tuple[int, int], ...]
    """Offsets of the sentences, in order."""
    publisher: str = ""
    """Who printed it."""

    def sentence_at(self, offset: int) -> int:
        """Number of the sentence that holds an offset (the last one that starts before it)."""
        from bisect import bisect_right

        return max(bisect_right(self.sentences, (offset, len(self.body))) - 1, 0)
