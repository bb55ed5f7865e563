"""What a page tells search engines of its article, in JSON-LD as schema.org names it."""

import html
import json
import re
from typing import Any

_KINDS = re.compile(r"Article|BlogPosting|LiveBlogPosting|\bReport\b|Review\b")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>);?\s*$")
_TRAILING = re.compile(r",(?=\s*[}\]])")
_INNER = ("@graph", "mainEntity", "mainEntityOfPage")
_DATES = ("datePublished", "dateModified")
_LISTED = 3  # articles of which none is the page's own: the page is a list of them


def linked_article(tree: Any, shown: str) -> dict[str, Any]:
    """The article that the page describes; without one, the dates that it gives of itself.

    Parameters
    ----------
    shown
        The title of the page, by which the article is told from others that it lists.
    """
    items = [item for script in tree.iter("script") for item in _items(script)]
    by_id = {str(item["@id"]): item for item in items if "@id" in item and len(item) > 1}
    found = [item for item in items if _KINDS.search(str(item.get("@type", "")))]
    own = [item for item in found if _is_titled(item, shown)]
    if not own and len(found) >= _LISTED:
        return {}
    if not found:
        pages = [item for item in items if "WebPage" in str(item.get("@type", ""))]
        return {name: item[name] for item in pages[:1] for name in _DATES if name in item}
    article = (own or found)[0]
    return {name: _resolved(value, by_id) for name, value in article.items()}


def names(value: Any) -> str:
    """Names of persons, bodies or sections, as one line."""
    listed = value if isinstance(value, list) else [value]
    found = (v.get("name") if isinstance(v, dict) else v for v in listed)
    return ", ".join(dict.fromkeys(_text(name) for name in found if name))


def said(article: dict[str, Any], *fields: str) -> str:
    """The first of some fields that has a text."""
    return next((_text(v) for f in fields if isinstance(v := article.get(f), str) and v), "")


def is_for_subscribers(article: dict[str, Any]) -> bool:
    """Whether the page says that it shows only a part to readers who do not pay."""
    return str(article.get("isAccessibleForFree", "")).lower() in ("false", "0", "no")


def _items(script: Any) -> list[dict[str, Any]]:
    """Every object that a script describes."""
    if "ld+json" not in str(script.get("type")).lower() or not script.text:
        return []
    text = _WRAPPED.sub("", script.text)
    try:
        data = json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        try:
            data = json.loads(_TRAILING.sub("", text), strict=False)
        except (json.JSONDecodeError, RecursionError):
            return []
    found: list[dict[str, Any]] = []
    waiting = [data]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            found.append(value)
            waiting += [
                value[k] for k in ("@graph", "mainEntity", "mainEntityOfPage") if k in value
            ]
    return found


def _is_titled(item: dict[str, Any], shown: str) -> bool:
    title = _words(_text(item.get("headline") or item.get("name") or ""))
    return bool(title) and (title in shown or shown in title) if (shown := _words(shown)) else False


def _resolved(value: Any, by_id: dict[str, Any]) -> Any:
    """The object that is meant by its id alone."""
    if isinstance(value, list):
        return [_resolved(v, by_id) for v in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value


def _text(value: Any) -> str:
    return " ".join(html.unescape(str(value)).split(" ")).strip()


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
