"""Speech under a label, as transcripts and interviews print it: THE PRESIDENT, Q, Вопрос.

Labels count only where the article has at least two of them and one is surely a speaker's: a
question or an answer, a title in capitals, a known person.
"""

import re
from bisect import bisect_left

from detente.extract.antecedents import Speaker
from detente.extract.paragraphs import Said
from detente.extract.slots import BLOT, Blotted, country

FEWEST = 2
_QUESTION = (
    r"Q|A|Question|Answer|QUESTION|ANSWER|Вопрос|Ответ|ВОПРОС|ОТВЕТ|Корреспондент|Журналист|"
    r"Ведущий|Ведущая|Reporter|Interviewer|Moderator|Host"
)
_TITLED = re.compile(
    r"(?:THE|MR|MS|MRS|DR|SENIOR|VICE|PRESIDENT|PRIME|SECRETARY|MODERATOR|SENATOR|REPORTER|GENERAL|"
    r"ADMINISTRATOR|AMBASSADOR|MINISTER|ПРЕЗИДЕНТ|МИНИСТР|ВЕДУЩИЙ|ПРЕДСЕДАТЕЛЬ)\b"
)
_LABEL = re.compile(
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


def find(blotted: Blotted, spans: list[tuple[int, int]]) -> list[Said]:
    """One stretch for each paragraph of each turn; none if the article is no transcript."""
    labels = [_label(blotted, span) for span in spans]
    found = [label for label in labels if label]
    if len(found) < FEWEST or not any(_sure(blotted, label) for label in found):
        return []
    speaker: Speaker | None = None
    said: list[Said] = []
    for span, label in zip(spans, labels, strict=True):
        start = span[0]
        if label and _counts(blotted, label, found):
            start, speaker = label[2], _speaker(blotted, label)
        elif _OVER.match(blotted.body, *span):
            speaker = None
        words = blotted.body[start : span[1]].rstrip()
        if speaker and any(letter.islower() for letter in words):
            start += len(words) - len(words.lstrip())
            said.append(Said(start, start + len(words.strip()), ":", speaker, "direct"))
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


def _label(blotted: Blotted, span: tuple[int, int]) -> tuple[int, int, int] | None:
    """Offsets of a label, and where what it labels begins."""
    match = _LABEL.match(blotted.body, *span)
    if not match:
        return None
    start, end = match.span(1 if match[1] else 2)
    return start, end, match.end()


def _sure(blotted: Blotted, label: tuple[int, int, int]) -> bool:
    words = blotted.body[label[0] : label[1]]
    listed = re.fullmatch(_QUESTION, words) is not None
    return listed or _TITLED.match(words) is not None or _person(blotted, label)


def _counts(
    blotted: Blotted, label: tuple[int, int, int], all_labels: list[tuple[int, int, int]]
) -> bool:
    """Whether a label in an article that has a sure one is itself a speaker's."""
    words = blotted.body[label[0] : label[1]]
    same = sum(blotted.body[start:end] == words for start, end, _ in all_labels)
    return _sure(blotted, label) or words.isupper() or same >= FEWEST


def _person(blotted: Blotted, label: tuple[int, int, int]) -> bool:
    """Whether a label is a known person's name, with initials perhaps, and nothing else."""
    slots = [slot for slot in blotted.between(label[0], label[1]) if slot.person]
    rest = blotted.text[label[0] : label[1]].replace(BLOT, "")
    return bool(slots) and re.search(r"[a-zа-яё]{2}", rest) is None


def _speaker(blotted: Blotted, label: tuple[int, int, int]) -> Speaker:
    """The actor of a label; a bare office (THE PRESIDENT) is that of the publisher's country."""
    start, end, _ = label
    actors = {slot.actor_id for slot in blotted.between(start, end) if slot.actor_id}
    actor_id = actors.pop() if len(actors) == 1 else None
    if _OFFICE.fullmatch(blotted.body, start, end) and blotted.reading.country != country(actor_id):
        actor_id = None
    return Speaker(actor_id, start, end)
