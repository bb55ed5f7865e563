"""Feeds: RSS, RDF and Atom, by feedparser.

RSS 2.0 as at https://www.rssboard.org/rss-specification, Atom as in RFC 4287. The whole text stands
in `content:encoded` or `content`, that of feeds for Yandex in `yandex:full-text` or
`turbo:content`; an item with a summary alone that breaks off is read and told to be only the
beginning. Exports of WordPress and Blogger are feeds; their drafts, menus, files, comments, and the
pages of the site beside its posts are refused.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.elements import declares_entities, local, root, undeclared
from detente.collect.markup import from_html, opened
from detente.collect.readers import Reader

_ROOTS = ("rss", "feed", "rdf")
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_PREFIXED = re.compile(r"<(\w+):(?:item|entry)[\s>]", re.IGNORECASE)
_SUMMARY = re.compile(
    r"(?:…|\.\.\.|\[…\]|read more|continue reading|читать (?:далее|полностью)|подробнее)\W*\Z",
    re.IGNORECASE,
)
_CAPTION = (re.compile(r"\[caption\b[^\[\]]*\]"), "[/caption]")
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+)\b[^\[\]]*\]")
_LOGIN = re.compile(r"<wp:author_login>(?:<!\[CDATA\[)?([^<\]]*)")
_DISPLAYED = re.compile(r"<wp:author_display_name>(?:<!\[CDATA\[)?([^<\]]*)")
_WRITTEN = ("", "post", "page")  # what is a text; other kinds are menus, files, comments, settings
_BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
_OF_YANDEX = ("yandex_full-text", "turbo_content")


def recognises(file: RawFile) -> bool:
    """XML whose first element is rss, feed or rdf:RDF, with any prefix."""
    return local(root(file.text)) in _ROOTS


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every entry as an article, or as a refusal."""
    if declares_entities(file.text):
        yield Refusal(place="", reason="damaged", seen="the feed declares entities of its own")
        return
    parsed = _parsed(file.text)
    whole = bool(_END.search(file.text[-5000:]))
    entries = parsed.entries if whole else parsed.entries[: len(_ITEM_END.findall(file.text))]
    if whole and not entries:
        yield Refusal(place="", reason="no records", seen="a feed without an entry")
    names = dict(zip(_LOGIN.findall(file.text), _DISPLAYED.findall(file.text), strict=False))
    for number, entry in enumerate(entries, start=1):
        found = _entry(entry, f"item {number}", parsed.feed.get("title", ""))
        if isinstance(found, Draft) and found.byline in names:
            found = dataclasses.replace(found, byline=names[found.byline])
        yield found
    if not whole:
        place = f"after item {len(entries)}" if entries else ""
        yield Refusal(place=place, reason="damaged", seen="the feed is cut off")


def _parsed(text: str) -> Any:
    """The feed; elements whose prefix stands for no namespace that is known are tried without."""
    parsed = feedparser.parse(undeclared(text), sanitize_html=False)
    prefixes = set(_PREFIXED.findall(text))
    if parsed.entries or not prefixes:
        return parsed
    bare = re.sub(rf"<(/?)(?:{'|'.join(prefixes)}):", r"<\1", text)
    return feedparser.parse(undeclared(bare), sanitize_html=False)


def _entry(entry: Any, place: str, feed: str) -> Draft | Refusal:
    contents = [c.get("value", "") for c in entry.get("content", [])]
    contents += [entry[name] for name in _OF_YANDEX if entry.get(name)]
    summary = entry.get("summary", "")
    title = from_html(entry.get("title", ""))
    terms = [str(tag.get("term")) for tag in entry.get("tags", [])]
    kinds = [term.removeprefix(_BLOGGER) for term in terms if term.startswith(_BLOGGER)]
    status = entry.get("wp_status", "publish")
    kind = entry.get("wp_post_type", "") or "".join(kinds[:1])
    if status != "publish" and kind in _WRITTEN:
        return Refusal(place=place, reason="not published", seen=f"{status}: {title}"[:80])
    body, beside = opened(_without_codes(max([*contents, summary], key=len)))
    if not body or kind not in _WRITTEN or kind == "page":
        kind = "a page of the site, no post" if kind == "page" else kind
        seen = f"{kind}: {title}" if kind else title
        return Refusal(place=place, reason="no text", seen=seen[:80])
    dates = tuple(("feed", entry[k]) for k in ("published", "updated") if entry.get(k))
    summary = entry.get("excerpt_encoded", "" if summary in contents else summary)
    return Draft(
        place=place,
        title=title,
        summary=from_html(summary) if contents else "",
        byline=entry.get("author", ""),
        section="".join(term for term in terms[:1] if not kinds and term != "None"),
        url=entry.get("link", ""),
        publisher=feed,
        body=body,
        dates=dates[:1],
        updated=dates[1:],
        partial="" if contents or not _SUMMARY.search(body) else "a summary in a feed",
        furniture=beside,
    )


def _without_codes(text: str) -> str:
    """Text without the shortcodes of WordPress; its captions are those of HTML."""
    begin, end = _CAPTION
    if text.count(end) == len(begin.findall(text)):
        text = begin.sub("<figcaption>", text).replace(end, "</figcaption>")
    return _SHORTCODE.sub("", text)


READER = Reader(name="feed", rank=310, recognises=recognises, read=read)
