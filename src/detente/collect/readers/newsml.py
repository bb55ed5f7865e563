"""The formats of the news industry: NewsML-G2, its packages and messages, and NITF.

NewsML-G2 as at https://iptc.org/standards/newsml-g2/, NITF as at https://iptc.org/standards/nitf/.
The text is the XHTML, NITF or plain text in an item, or the `body.content` of a NITF; of a NITF
that prints its first paragraphs twice, as the annotated corpus of The New York Times does, the
block of the whole text. What its provider withholds or has cancelled is refused.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.elements import declares_entities, root, tree
from detente.collect.markup import opened
from detente.collect.readers import Reader

_ROOTS = ("newsItem", "newsMessage", "packageItem", "conceptItem", "knowledgeItem", "nitf")
_USABLE = ("", "usable")
_AS_HTML = {
    "hl2": "h2",
    "bq": "blockquote",
    "block": "div",
    "media": "figure",
    "media-caption": "figcaption",
    "note": "aside",
    "body.content": "div",
}
"""Elements of NITF, and those of HTML that they are."""
_NO_CLOCK = "T000000"  # of a day alone
_WHOLE = ".//block[@class='full_text']"
_DATELINE = 100  # characters in which a text names its dateline itself


def recognises(file: RawFile) -> bool:
    """XML whose first element is one of NewsML-G2 or NITF."""
    return root(file.text).rpartition(":")[2] in _ROOTS


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """Every item that holds a text as an article; the others with what they are."""
    if declares_entities(file.text):
        seen = "the file declares entities of its own"
        yield Refusal(place="", reason="damaged", seen=seen)
        return
    name = root(file.text)
    cut = f"</{name}" not in file.text[-1000:]
    whole = tree(file.text)
    items = _items(whole)
    for number, item in enumerate(items, start=1):
        place = "" if items == [whole] else f"item {number}"
        if cut and item is items[-1]:
            seen = f"cut off: the file does not end with </{name}>"
            yield Refusal(place=place, reason="damaged", seen=seen)
        else:
            yield _of_nitf(item, place) if item.tag == "nitf" else _of_item(item, place)
    if not items:
        kind = "a message" if name.endswith("newsMessage") else "a list"
        seen = f"{kind} of NewsML-G2 that holds no news item; load the files that it names"
        yield Refusal(place="", reason="no records", seen=seen)


def _items(whole: Any) -> list[Any]:
    """The items of a file; a NITF inside an item belongs to it."""
    if whole.tag in ("newsItem", "nitf"):
        return [whole]
    return list(whole.iter("newsItem")) or list(whole.iter("nitf"))


def _of_item(item: Any, place: str) -> Draft | Refusal:
    """An item of NewsML-G2: what it says of itself comes before what a NITF in it says."""
    title = _text(item, "contentMeta/headline", "itemMeta/title")
    status, provider = _code(item, "itemMeta/pubStatus"), item.find("itemMeta/provider")
    if status not in _USABLE:
        return Refusal(place=place, reason="not published", seen=f"{status}: {title}"[:120])
    inside = item.find(".//nitf")
    text = _content(item, place, title) if inside is None else _of_nitf(inside, place)
    if isinstance(text, Refusal):
        return text
    makers = [_text(maker, "name") for maker in item.iterfind("contentMeta/creator")]
    name = "" if provider is None else _text(provider, "name") or provider.get("literal", "")
    said: dict[str, Any] = {
        "title": title,
        "summary": _text(item, "contentMeta/description"),
        "byline": _text(item, "contentMeta/by") or text.byline or ", ".join(filter(None, makers)),
        "section": _text(item, "itemMeta/service/name", "contentMeta/genre/name"),
        "url": _address(item.get("guid", "")),
        "publisher": name or text.publisher or _code(item, "itemMeta/provider"),
        "body": _under(_text(item, "contentMeta/dateline"), text.body),
    }
    times = [_text(item, f"itemMeta/{name}") for name in ("embargoed", "firstCreated")]
    version = _text(item, "itemMeta/versionCreated", "contentMeta/contentModified")
    return dataclasses.replace(
        text,
        **{field: value for field, value in said.items() if value},
        dates=(*_dates(times), *text.dates, *_dates([version])),
        updated=_dates([version]),
    )


def _content(item: Any, place: str, title: str) -> Draft | Refusal:
    """The longest text in the content of an item, and what stands beside it."""
    pages = [_of_element(page) for page in item.iterfind("contentSet/inlineXML/html/body")]
    pages += [opened("".join(one.itertext())) for one in item.iterfind("contentSet/inlineData")]
    body, beside = max(pages, key=lambda page: len(page[0]), default=("", ()))
    if body:
        return Draft(place=place, body=body, furniture=beside)
    kind = _code(item, "itemMeta/itemClass").lower() or "kind not given"
    seen = f"an item without text ({kind}): {title}"
    return Refusal(place=place, reason="no text", seen=seen[:120])


def _of_nitf(item: Any, place: str) -> Draft | Refusal:
    head, content = item.find("body/body.head"), item.find("body/body.content")
    title = _text(item, "body/body.head/hedline/hl1", "head/title")
    status = _said(item, "head/docdata", "management-status")
    if status not in _USABLE:
        return Refusal(place=place, reason="not published", seen=f"{status}: {title}"[:120])
    body, beside = ("", ()) if content is None else _of_element(content)
    if not body:
        return Refusal(place=place, reason="no text", seen=f"an item without text: {title}"[:120])
    times = [_said(item, f"head/docdata/date.{name}", "norm") for name in ("release", "issue")]
    times += [_said(item, "head/pubdata", "date.publication")]
    times += [_said(head, "dateline/story.date", "norm")]
    return Draft(
        place=place,
        title=title,
        summary=_text(head, "abstract", "hedline/hl2"),
        byline=_text(head, "byline/person", "byline"),
        section=_said(item, "head/pubdata", "position.section"),
        url=_address(_said(item, "head/pubdata", "ex-ref")),
        publisher=_said(item, "head/pubdata", "name") or _text(head, "distributor"),
        body=_under(_text(head, "dateline/location", "dateline"), body),
        dates=_dates(times),
        furniture=beside,
    )


def _of_element(element: Any) -> tuple[str, tuple[str, ...]]:
    """Text of an element of NITF or XHTML."""
    element = element if (whole := element.find(_WHOLE)) is None else whole
    for inner in element.iter(etree.Element):
        inner.tag = _AS_HTML.get(inner.tag, inner.tag)
        inner.text, inner.tail = _line(inner.text), _line(inner.tail)
    return opened(etree.tostring(element, encoding="unicode", with_tail=False))


def _line(text: str | None) -> str:
    """Text without the ends of lines, which are none in XML."""
    return re.sub(r"(?<!\s)\s*\n\s*", " ", text or "")


def _under(dateline: str, body: str) -> str:
    """A text below its dateline, where it does not name it itself."""
    named = dateline.casefold() in body[: _DATELINE + len(dateline)].casefold()
    return body if named else f"{dateline}\n\n{body}"


def _text(element: Any, *paths: str) -> str:
    """Text of the first of some elements that has any, on one line."""
    found = (one for path in paths if element is not None for one in element.iterfind(path))
    return next(filter(None, (" ".join("".join(one.itertext()).split()) for one in found)), "")


def _said(element: Any, path: str, name: str) -> str:
    """Attribute of an element, empty where it has none or there is none."""
    found = None if element is None else element.find(path)
    return "" if found is None else found.get(name, "")


def _code(element: Any, path: str) -> str:
    """What the code of an element says, without its scheme: usable, canceled, text."""
    return _said(element, path, "qcode").rpartition(":")[2]


def _dates(times: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple(("header", time.removesuffix(_NO_CLOCK)) for time in times if time)


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


READER = Reader(name="newsml", rank=250, recognises=recognises, read=read)
