"""Feeds: RSS, RDF and Atom, by feedparser.

RSS 2.0 as at https://www.rssboard.org/rss-specification, Atom as in RFC 4287. The whole text stands
in `content:encoded` or `content`; an item with a summary alone that breaks off is read and told to
be only the beginning.
"""

import re
from collections.abc import Iterator
from typing import Any

import feedparser

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.markup import from_html
from detente.collect.readers import Reader

_ROOT = re.compile(r"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_END = re.compile(r"</(rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
_SUMMARY = re.compile(
    r"(?:…|\.\.\.|\[…\]|read more|continue reading|читать (?:далее|полностью)|подробнее)\W*\Z",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def recognises(file: RawFile) -> bool:
    """XML whose first element is rss, feed or rdf:RDF."""
    return bool(_ROOT.search(file.text[:1000])) and file.text.lstrip("\ufeff \n").startswith("<")


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every entry as an article, or as a refusal."""
    if _ENTITY.search(file.text[:10_000]):
        yield Refusal(place="", reason="damaged", seen="the feed declares entities of its own")
        return
    parsed = feedparser.parse(file.text.encode("utf-8"), sanitize_html=False)
    if not parsed.entries:
        yield Refusal(
            place="", reason="no records", seen=str(parsed.get("bozo_exception", ""))[:80]
        )
    for number, entry in enumerate(parsed.entries, start=1):
        yield _entry(entry, f"item {number}", parsed.feed.get("title", ""))
    if not _END.search(file.text[-5000:]):
        place = f"after item {len(parsed.entries)}"
        yield Refusal(place=place, reason="damaged", seen="the feed is cut off")


def _entry(entry: Any, place: str, feed: str) -> Draft | Refusal:
    contents = [c.get("value", "") for c in entry.get("content", [])]
    summary = entry.get("summary", "")
    body = max([*contents, summary], key=len)
    if not from_html(body):
        return Refusal(place=place, reason="no text", seen=entry.get("title", "")[:80])
    dates = tuple(("feed", entry[k]) for k in ("published", "updated") if entry.get(k))
    return Draft(
        place=place,
        title=from_html(entry.get("title", "")),
        summary=from_html(summary) if summary and summary != body else "",
        byline=entry.get("author", ""),
        section=", ".join(t.get("term") or "" for t in entry.get("tags", [])[:1]),
        url=entry.get("link", ""),
        publisher=feed,
        body=from_html(body),
        dates=dates[:1],
        updated=dates[1:],
        partial="" if contents or not _SUMMARY.search(from_html(body)) else "a summary in a feed",
    )


READER = Reader(name="feed", rank=310, recognises=recognises, read=read)
