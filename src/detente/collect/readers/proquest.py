"""ProQuest: many articles in a file, their fields under labels."""

import dataclasses
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from detente.collect import layouts
from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.dates import published
from detente.collect.elements import tree
from detente.collect.markup import plain
from detente.collect.readers import Reader, mail
from detente.collect.text import one_line

_HEAD = 20_000  # characters in which a layout is told
_BOLD = re.compile(r"\s*([^\W\d_][^:\n\t]{0,40}):(?:\t(.*)|\Z)", re.DOTALL)
_CREDITS = 5  # last paragraphs in which who wrote and what was pictured can stand
_LONG = 40  # words of a paragraph that is text
_LEFT = re.compile(r"\A\s*(?:</?)?(?:html|head|body)>\s*")


def _is_proquest(file: RawFile) -> bool:
    """The labels of ProQuest in a text, a page or a mail, or the record of an XML."""
    if file.text.lstrip(layouts.SPACE).startswith("<?xml") or "<RECORD>" in file.text[:5000]:
        return "<RECORD>" in file.text[:5000] and "<GOID>" in file.text[:_HEAD]
    text = _text(file)
    return layouts.has(text, "proquest", "text", "begins") or "ProQuest document ID:" in text


def _text(file: RawFile) -> str:
    """The text of an export, that of a page or of a mail by its lines; empty for any other."""
    if not layouts.has(file.text, "proquest", "hint"):
        return ""
    if mail.recognises(file):
        file = dataclasses.replace(file, text=mail.page_in(file.data))
    return layouts.text_of(file, "proquest")


def _read_proquest(file: RawFile) -> Iterator[Draft | Refusal]:
    """ProQuest exports: many articles in one TXT, RTF, DOCX, PDF, HTML or mail, or one in an XML.

    In text, a line of underscores stands between two documents, the title above labels such as
    "Publication date:", and "Full text:" before the text; in the HTML, which is also sent by mail,
    the labels are in bold. In the XML of TDM Studio, RECORD holds the same. The layouts are known
    from real files and other importers, not from a description by the publisher:
    https://github.com/chennesy/pq_parser and https://github.com/jaeyk/tidyethnicnews.
    """
    if "<RECORD>" in file.text[:5000]:
        yield _of_record(tree(file.text))
        return
    whole, number = _text(file), layouts.mark("proquest", "number")
    label = _BOLD if ":\t" in whole else layouts.LABEL
    begins = "begins" if layouts.has(whole, "proquest", "begins") else "ends"
    parts = [_blocks(part, label) for part in layouts.mark("proquest", begins).split(whole)]
    known = layouts.labels("proquest") | dict.fromkeys(_unknown(parts, label), "other")
    records = [(part, *layouts.labelled(part, known, label)) for part in parts if part]
    held = [one for one in records if _is_document(*one)]
    numbers = [int(found[1]) for part, *_ in held for one in part if (found := number.search(one))]
    said = number.search(whole)
    read = [_article(head, fields, f"document {n}") for n, (_, head, fields) in enumerate(held, 1)]
    texts = ["\n".join(part) for part, *_ in held]
    read = layouts.unfinished(read, texts, layouts.mark("proquest", "last"))
    yield from layouts.counted(read, int(said[2]) if said else None, numbers)


def _blocks(part: str, label: re.Pattern[str]) -> list[str]:
    """Paragraphs of a document; a line with a label, known or in bold, begins one.

    From the beginning of the text to its last long paragraph all is one: a label there is not.
    """
    known, blocks = "|".join(map(re.escape, layouts.labels("proquest"))), layouts.blocks_of(part)
    line = rf"(?:{known})[ \t]*:" if label is layouts.LABEL else r"[^\W\d_][^:\n\t]{0,40}:\t"
    begins = re.compile(rf"\n(?=[ \t]*{line})", re.IGNORECASE)
    blocks = [one for block in blocks for one in begins.split(block)]
    said = [found[1].lower() if (found := label.match(one)) else "" for one in blocks]
    text = layouts.until(said, lambda name: layouts.labels("proquest").get(name) == "body")
    long = [n for n, one in enumerate(blocks) if not said[n] and len(one.split()) > _LONG]
    if not long or long[-1] < text:
        return blocks
    between = "\t" if blocks[text].endswith(":") else "\n\n"
    whole = blocks[text] + between + "\n\n".join(blocks[text + 1 : long[-1] + 1])
    return [*blocks[:text], whole, *blocks[long[-1] + 1 :]]


def _unknown(parts: list[list[str]], label: re.Pattern[str]) -> set[str]:
    """Labels that are fields although no row names them: they come back, or are in bold.

    One in bold is a field where another label stands below it; else it can be a word of the text.
    """
    found = layouts.recurring(parts, label)
    for part in parts if label is _BOLD else ():
        for block, after in pairwise(part):
            if ":\t" in block and (one := _BOLD.match(block)) and _BOLD.match(after):
                found.add(one[1].lower())
    return found - layouts.labels("proquest").keys()


def _is_document(part: list[str], head: list[str], fields: layouts.Fields) -> bool:
    named = bool(fields) and bool(head or "title" in fields)
    return named and not layouts.mark("proquest", "about").match(part[0])


def _article(head: list[str], fields: layouts.Fields, place: str) -> Draft | Refusal:
    one = {name: one_line(" ".join(dict.fromkeys(lines))) for name, lines in fields.items()}
    alone = [name for name in ("date", "publisher", "url") if fields.get(name)]
    one |= {name: one_line(fields[name][0]) for name in alone}
    above = [line for line in head if not layouts.mark("proquest", "number").match(line)]
    one["title"] = one.get("title") or one_line((above or [""])[-1])
    one["byline"] = layouts.given_name_first(one.get("byline", "").split("; "))
    info = re.split(r"[;:,[]", one.get("info", ""))[0]
    one["publisher"] = (one.get("publisher", "").split(";")[0] or info).strip()
    if not published(one.get("date", "")):
        one["date"] = layouts.day_in(one.get("info", ""))[1] or one.get("date", "")
    only = "only an abstract" if fields.get("abstract") else "no full text"
    body = _LEFT.sub("", "\n\n".join(fields.get("body", []))).split("\n\n")
    end = max(len(body) - _CREDITS, 1)
    end += layouts.until(body[end:], lambda one: layouts.is_one(one, "proquest", "credit"))
    cut = map(one_line, [*fields.get("other", ()), *body[end:]])
    return layouts.article_of(one, body[:end], place, cut=cut, seen=f"{only}: {one['title']}")


def _of_record(record: Any) -> Draft | Refusal:
    """An article of TDM Studio, each field in the first element that there is."""
    paths = {
        "body": (".//TextInfo//Text", ".//FullText", ".//Text"),
        "title": (".//TitleAtt/Title", ".//Title"),
        "date": (".//NumericDate", ".//AlphaDate"),
        "byline": (".//Contributor//OriginalForm",),
        "publisher": (".//PubFrosting/Title", ".//Publication/Title"),
    }
    one = dict[str, str]()
    for name, those in paths.items():
        found = [element for path in those if (element := record.find(path)) is not None]
        text = "".join(found[0].itertext()).strip() if found else ""
        one[name] = text if name in ("body", "date") else one_line(text)
    return layouts.article_of(one, [plain(one["body"])], "", seen=f"no full text: {one['title']}")


READER = Reader(name="proquest", rank=120, recognises=_is_proquest, read=_read_proquest)
