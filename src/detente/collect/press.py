"""What exports of press databases have in common: many articles in a file, fields with labels."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.collect.article import Draft, RawFile, Refusal

_LABEL = re.compile(r"\s*([^\W\d_][^:\n]{0,40}?)\s*:\s*(.*)", re.DOTALL)
_WEEKDAY = re.compile(
    r",?\s*\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|понедельник|вторник|среда|четверг|пятница|"
    r"суббота|воскресенье)\b,?",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\b(?:edition|final|выпуск)\b", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\s*(?:copyright|\(c\)|©|all rights reserved|все права защищены)", re.IGNORECASE
)


def is_prose(file: RawFile) -> bool:
    """Whether a file is text, and neither markup nor JSON."""
    return file.text[:100].lstrip("\ufeff \r\n\t")[:1] not in ("", "<", "{", "[")


def labelled(
    blocks: Iterable[str], labels: Mapping[str, str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Blocks before the first label, and those of each field, without their labels.

    Parameters
    ----------
    blocks
        Paragraphs of a record.
    labels
        Name of the field of each label, in small letters; a block with a label of the empty
        name ends the field before it and is kept as it is under "".
    """
    head: list[str] = []
    fields: dict[str, list[str]] = {}
    current = head
    for block in blocks:
        found = _LABEL.match(block)
        name = labels.get(found[1].lower()) if found else None
        if found and name is not None:
            current = fields.setdefault(name, [])
            block = found[2].strip() if name else block  # noqa: PLW2901 - the label is cut off
        if block.strip():
            current.append(block.strip())
    return head, fields


def blocks_of(text: str) -> list[str]:
    """Paragraphs of a text, where a blank line ends one; a line with a label begins one."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\f", "\n\n"))
    return [part.strip() for part in parts if part.strip()]


def without_weekday(date: str) -> str:
    """A printed date without the day of the week, which databases put on either side of it."""
    return " ".join(_WEEKDAY.sub(" ", " ".join(date.split())).split())


def given_name_first(names: Iterable[str]) -> str:
    """Names as they are said, where a database prints "Sund, Anna"."""
    return ", ".join(" ".join(reversed(name.split(", ", 1))) for name in names if name)


def is_rights(line: str) -> bool:
    """Whether a line is a copyright notice."""
    return bool(_RIGHTS.match(line))


def is_edition(line: str) -> bool:
    """Whether a line names an edition: Late Edition - Final."""
    return bool(_EDITION.search(line)) and len(line) < 60  # noqa: PLR2004 - a line, not a sentence


def counted(
    found: Sequence[Draft | Refusal], said: int | None, numbers: Sequence[int] = ()
) -> Iterator[Draft | Refusal]:
    """The records, and a refusal for each that the file says it holds and that is not in it.

    Parameters
    ----------
    said
        How many the file says it holds; None where it does not say.
    numbers
        The number that the file gives each record, where it numbers them.
    """
    yield from found
    if said is None:
        return
    there = set(numbers) or set(range(1, len(found) + 1))
    last = max(there, default=0)
    for number in sorted(set(range(min(there, default=1), last)) - there):
        seen = f"the file says {said} documents, number {number} is not in it"
        yield Refusal(place=f"article {number}", reason="damaged", seen=seen)
    if last < said:
        seen = f"the file says {said} documents and ends with number {last}"
        yield Refusal(place=f"after article {last}", reason="damaged", seen=seen)
