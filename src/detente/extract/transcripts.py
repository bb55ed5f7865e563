"""Who speaks in a transcript: the labels Q:, MR. PRICE: or ВОПРОС:, and the turns behind them.

An article is a transcript if two of its paragraphs open with a label, and one of them is surely a
speaker's: a question, an office in capitals, or the name of a person on record.
"""

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from detente.extract.slots import BLOT, Blotted
from detente.extract.speakers import Said, Span, Speaker

FEWEST = 2
_QUESTION = (
    r"Q|A|Question|Answer|QUESTION|ANSWER|Вопрос|Ответ|ВОПРОС|ОТВЕТ|Корреспондент|Журналист|"
    r"Ведущий|Ведущая|Reporter|Interviewer|Moderator|Host"
)
_TITLED = re.compile(
    r"(?:THE|MR|MS|MRS|DR|SENIOR|VICE|PRESIDENT|PRIME|SECRETARY|MODERATOR|SENATOR|REPORTER|GENERAL|"
    r"ADMINISTRATOR|AMBASSADOR|MINISTER|ПРЕЗИДЕНТ|МИНИСТР|ВЕДУЩИЙ|ПРЕДСЕДАТЕЛЬ)\b"
)
_TURN_LABEL = re.compile(
    rf"\s*(?:({_QUESTION})(?:\s+\([^)\n]{{1,60}}\))?(?::|(?<=\bQ)(?=[^\S\n]))"
    r"|((?:[A-ZА-ЯЁ]\.[^\S\n]?){0,2}[A-ZА-ЯЁ][\w.’'-]*(?:[^\S\n][A-ZА-ЯЁ][\w.’'-]*){0,4}"
    r"(?:[^\S\n]\([^)\n]{1,60}\))?):)\s+(?=\S)"
)
_OFFICE = re.compile(
    r"(?:THE\s+)?(?:VICE\s+)?PRESIDENT|(?:THE\s+)?PRIME MINISTER|(?:THE\s+)?SECRETARY|"
    r"(?:ПРЕМЬЕР-)?МИНИСТР|ПРЕЗИДЕНТ|Президент|Министр"
)
_OVER = re.compile(r"\s*(?:END\b|###|\* ?\*|\d{1,2}:\d\d\s+[AP]\.M\.)")
_FIRST_PERSON = {"i", "я"}


class _Label(NamedTuple):
    """What opens a paragraph before a colon."""

    words: str
    start: int
    end: int
    after: int


def find_turns(blotted: Blotted, spans: list[Span]) -> list[Said]:
    """One stretch for each paragraph of each turn; none if the article is no transcript."""
    labels = [_label(blotted, span) for span in spans]
    printed = Counter(label.words for label in labels if label)
    sure = {label for label in labels if label and _is_sure(blotted, label)}
    if printed.total() < FEWEST or not sure:
        return []
    speaker: Speaker | None = None
    said: list[Said] = []
    for (start, end), label in zip(spans, labels, strict=True):
        begin = start
        if label and (label in sure or label.words.isupper() or printed[label.words] >= FEWEST):
            begin, speaker = label.after, _speaker(blotted, label)
        elif _OVER.match(blotted.body, start, end):
            speaker = None
        words = blotted.body[begin:end].rstrip()
        if speaker and any(letter.islower() for letter in words):
            begin += len(words) - len(words.lstrip())
            said.append(Said(begin, begin + len(words.strip()), ":", speaker, "direct"))
    return said


def joined(body: str, turns: list[Said], said: list[Said]) -> list[Said]:
    """All speech in order; I is whoever speaks the words around it."""
    starts = [turn.start for turn in turns]
    found = []
    for one in said:
        at = bisect_left(starts, one.start + 1) - 1
        around = turns[at].speaker if at >= 0 and one.end <= turns[at].end else None
        speaker = one.speaker
        if speaker and around and body[speaker.start : speaker.end].lower() in _FIRST_PERSON:
            speaker = Speaker(around.actor_id, speaker.start, speaker.end)
        found.append(one._replace(speaker=speaker))
    return sorted([*turns, *found], key=lambda one: (one.start, -one.end))


def _label(blotted: Blotted, span: Span) -> _Label | None:
    match = _TURN_LABEL.match(blotted.body, *span)
    if not match:
        return None
    group = 1 if match[1] else 2
    return _Label(match[group], *match.span(group), match.end())


def _is_sure(blotted: Blotted, label: _Label) -> bool:
    """Whether a label asks, is an office, or is a known person's name and nothing else."""
    if re.fullmatch(_QUESTION, label.words) or _TITLED.match(label.words):
        return True
    person = any(slot.person for slot in blotted.between(label.start, label.end))
    rest = blotted.text[label.start : label.end].replace(BLOT, "")
    return person and re.search(r"[a-zа-яё]{2}", rest) is None


def _speaker(blotted: Blotted, label: _Label) -> Speaker:
    """The actor of a label; a bare office (THE PRESIDENT) is that of the publisher's country."""
    actors = {slot.actor_id for slot in blotted.between(label.start, label.end) if slot.actor_id}
    actor_id = actors.pop() if len(actors) == 1 else None
    country = actor_id and blotted.reference.country(actor_id)
    if _OFFICE.fullmatch(label.words) and blotted.reading.country != country:
        actor_id = None
    return Speaker(actor_id, label.start, label.end)
