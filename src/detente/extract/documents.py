"""Whose words are cited: говорится в заявлении МИД; a statement by the ministry said."""

import re

from detente.extract.antecedents import Speaker
from detente.extract.slots import BLOT, Blotted
from detente.extract.speech_cues import Cue

_WORK = (
    r"во?\s+(?:[а-яё-]+\s+){0,2}?(?:заявлени|сообщени|доклад|документ|письм|текст|релиз|пресс-релиз|"
    r"отчёт|отчет|стать|материал|указ|постановлени|резолюци|обращени|комментари|коммюнике|послани)"
    r"[а-яё]*"
)
_WHOSE = rf"((?:[\w{BLOT}-]|\s(?!(?:по|о|об|в|на|от|за)\s)|[«»])+)"
_IN_WORK = re.compile(rf"\s+(?:также\s+)?{_WORK}\s+{_WHOSE}", re.IGNORECASE)
_WORK_BEFORE = re.compile(
    rf"{_WORK}\s+((?:[\w{BLOT}«»-]+\s+){{1,6}}?)(?:,[^.;:]{{1,80}},)?\s*(?:также\s+)?\Z",
    re.IGNORECASE,
)
_WORK_EN = re.compile(
    rf"(?:(?:statement|report|communiqu[eé]|letter|readout|press release|document)\s+"
    rf"(?:issued\s+|released\s+|published\s+)?(?:by|from)\s+(?:the\s+)?({BLOT}+)|({BLOT}+)['’]s?\s+"
    rf"(?:statement|report|communiqu[eé]|letter|readout|press release))\s+(?:also\s+)?\Z"
)
_STOP = re.compile(r"[.,;:!?«»\"(—–]")
_NAME = re.compile(r"(?<![\w-])[A-ZА-ЯЁ][\w-]+(?:\s+[A-ZА-ЯЁ][\w-]+){0,3}")
_HIM = re.compile(r"\s+(его|её|ее)\b")
_AGENCY = 2


def cited(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Who is cited, not who cites: цитирует агентство министра, цитирует его агентство."""
    stop = _STOP.search(blotted.body, cue.end, zone[1])
    end = stop.start() if stop else zone[1]
    if pronoun := _HIM.match(blotted.body, cue.end, end):
        return Speaker(None, *pronoun.span(1))
    for slot in blotted.between(cue.end, end):
        if slot.person:
            return Speaker(slot.actor_id, slot.start, slot.end)
    names = list(_NAME.finditer(blotted.body, cue.end, end))
    if not names or len(names[-1][0].split()) * len(names) < _AGENCY:
        return None
    # ИА Regnum Минченко: the agency first.
    last = names[-1].end() - len(names[-1][0].split()[-1])
    return Speaker(None, last if len(names) == 1 else names[-1].start(), names[-1].end())


def document(blotted: Blotted, cue: Cue, zone: tuple[int, int]) -> Speaker | None:
    """Whose document says it: говорится в заявлении МИД, a statement by the ministry said."""
    if blotted.language == "en":
        found = _WORK_EN.search(blotted.text, max(zone[0], cue.start - 200), cue.start)
    else:
        found = _IN_WORK.match(blotted.text, cue.end, zone[1]) or _WORK_BEFORE.search(
            blotted.text, zone[0], cue.start
        )
    if not found:
        return None
    start, end = found.span(found.lastindex or 0)
    for slot in blotted.between(start, end)[:1]:
        return Speaker(slot.actor_id, slot.start, slot.end)
    end -= len(blotted.text[start:end]) - len(blotted.text[start:end].rstrip())
    return Speaker(None, start, end)
