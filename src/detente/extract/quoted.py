"""Speech in quote marks or after a dash, with its cue and speaker.

A stretch in marks is speech only if a cue of speech governs it: beside it, before it in its
sentence, or through the stretch before it that it continues. Titles and scare quotes have none.
"""

import re

from detente.extract import attribution, speech_cues
from detente.extract.antecedents import Speaker
from detente.extract.paragraphs import Paragraph, Said
from detente.extract.quote_marks import Marked
from detente.extract.slots import is_adjective
from detente.extract.speech_cues import Cue

REACH = 220
BESIDE = 150
NAMING = 80
_SENTENCE = 5
# An agency that closes a Russian sentence relays all of it, not the words in marks.
_RELAYS = {"сообщает", "сообщают", "пишет", "пишут", "передаёт", "передает"}
Attributed = tuple[Cue, Speaker | None]
_TITLE = re.compile(
    r"(?!(?:I|We|You|He|It|This|That|No|Yes|Я|Мы|Вы|Он|Это|Нет|Да)\b)"
    r"(?:[A-ZА-ЯЁ\ue000][\w\ue000’'&.-]*[\s—–-]*){1,5}(?:[\w-]+[\s—–-]*){0,2}"
)
_SO_CALLED = re.compile(r"\b(?:so[-—–\s]called|так называем\w+)\s*$", re.IGNORECASE)
_SCARE = re.compile(r"\s+[а-яё]")
_IN_WORK = re.compile(r"\b(?:in|of|for|from|on|titled|entitled|called|в|из|под названием)\s+$")
_OPENING = re.compile(r"[\s,—–*_-]*(?:the\s+)?", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"[\s,—–-]*(?!(?:а|и|но|что|как|and|but|while|as|who|which|when)\b)(?:[\w’'-]+\s+){0,5}"
)
_SOMEBODY = re.compile(r"\s*(?:[,—–-]\s*)?[^,.;:!?“”«»\"]{0,60}")
_CLAUSE = re.compile(
    r"(?:[\w’'-]+\s+){1,4}(?:is|are|was|were|cannot|can|must|will|would|has|have|had|do|did|may|should|"
    r"может|будет|должн\w+|есть|было|можно|нельзя|надо|нужно)\b\s+\w+\s+\w+|(?:да|нет|yes|no)$",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"[\s\W]*")


def find(part: Paragraph, earlier: list[Said]) -> list[Said]:
    """Speech of a paragraph in its marks; `earlier` is the last that was found before it."""
    found: list[Said] = []
    last: Marked | None = None
    for mark in part.marked:
        one = _attributed(part, mark) or _continued(part, mark, (last, [*earlier, *found]))
        if one:
            found.append(part.resolved(one, [*earlier, *found]))
            last = mark
    return found


def _attributed(part: Paragraph, mark: Marked) -> Said | None:
    before = part.body[max(0, mark.opening - 20) : mark.opening]
    if _SO_CALLED.search(before) or (_IN_WORK.search(before) and _title(part, mark)):
        return None
    if (
        part.blotted.language == "ru"
        and _SCARE.match(part.body, mark.after)
        and is_adjective(part.body[mark.start : mark.end])
    ):
        return None
    if headed := attribution.heading(part.blotted, part.span[0], mark.opening):
        return _said(part, mark, (":", headed))
    closing = _spoken(part, mark)
    first, second = _cue_after(part, mark), _cue_before(part, mark)
    if second and second[1] and part.body[second[0].end : mark.opening].strip() in {",", ":"}:
        return _said(part, mark, (part.words(second[0]), second[1]))
    named = [pair for pair in (first, second) if pair and pair[1]]
    anonymous = [pair for pair in (first, second) if pair and not pair[1]]
    if part.body[mark.start].isupper() and closing and first:
        named = [first]
    if not closing:
        named.reverse()
        anonymous.reverse()
    for cue, speaker in [*named, *anonymous][:1]:
        return _said(part, mark, (part.words(cue), speaker))
    return _led_in(part, mark) or _after_colon(part, mark)


def _after_colon(part: Paragraph, mark: Marked) -> Said | None:
    """A whole sentence in marks after a colon, of whom the sentence began with."""
    begin = part.sentence_begin(mark.opening)
    long_enough = len(part.body[mark.start : mark.end].split()) >= _SENTENCE
    if not long_enough or part.text(mark.opening - 2, 2).strip() != ":" or mark.holder >= 0:
        return None
    speaker = attribution.first_name(part.blotted, (begin, mark.opening))
    return _said(part, mark, (":", speaker)) if speaker else None


def _led_in(part: Paragraph, mark: Marked) -> Said | None:
    """A paragraph in marks after one that ends in a colon: The statement reads: “…”."""
    lead = part.body[part.before : mark.opening].rstrip()
    if mark.opening != part.first or not lead.endswith(":"):
        return None
    end = part.before + len(lead)
    for cue in speech_cues.cues(part.blotted, (max(part.before, end - REACH), end), [])[-1:]:
        speaker = part.speaker(cue, (part.before, end))
        return _said(part, mark, (part.words(cue), speaker))
    return None


def _spoken(part: Paragraph, mark: Marked) -> bool:
    """Whether what closes a stretch leads on to who said it."""
    beside = part.text(mark.after, 3).lstrip(" \N{NO-BREAK SPACE}")
    return part.body[mark.end - 1] in ",!?…" or beside.startswith((",", "—", "–"))


def _cue_after(part: Paragraph, mark: Marked) -> Attributed | None:
    """Cue right after the marks: “…,” said Blinken; «…», — отметил он."""
    spoken = _spoken(part, mark) or not _title(part, mark)
    if mark.holder >= 0 or part.body[mark.end - 1] == "." or not spoken:
        return None
    end = part.sentence_end(mark.after + 2)
    for cue in part.cues_in(mark.after, min(end, mark.after + BESIDE))[:1]:
        if cue.kind == "wish":
            return None
        speaker = part.speaker(cue, (mark.after, end))
        described = speaker and speaker.start < cue.start and _spoken(part, mark)
        opening = _DESCRIBED if described else _OPENING
        if speaker and opening.fullmatch(part.body, mark.after, min(cue.start, speaker.start)):
            return cue, speaker
        somebody = cue.kind != "cite" and _SOMEBODY.fullmatch(part.body, mark.after, cue.start)
        if somebody and _is_finite(part, cue, mark):
            return cue, None
    return None


def _cue_before(part: Paragraph, mark: Marked) -> Attributed | None:
    """Cue in the sentence before the marks, or one that closes it: …, the Kremlin said."""
    begin, end = part.sentence_begin(mark.opening), part.sentence_end(mark.after)
    if mark.holder >= 0:
        begin = mark.holder
    whole = part.text(mark.start, 1).isupper()
    if not whole and mark.holder < 0 and (closing := _closing(part, mark.after, end)):
        return closing
    nearest: Attributed | None = None
    for cue in reversed(_cues_before(part, mark, max(begin, mark.opening - REACH))):
        speaker = part.speaker(cue, (begin, mark.opening))
        finite = cue.kind not in {"text", "cite"} and _is_finite(part, cue, mark)
        if not (speaker or finite) or (whole and not _introduces(part, mark)):
            continue
        if cue.kind in {"say", "mark", "text"} and speaker:
            return nearest if nearest and nearest[0].kind != "wish" else (cue, speaker)
        near = speaker or mark.opening - cue.end < NAMING
        nearest = nearest or ((cue, speaker) if near else None)
    return nearest


def _is_finite(part: Paragraph, cue: Cue, mark: Marked) -> bool:
    """Whether a cue without a speaker reports: said; states before a colon; called no “Title”."""
    if cue.kind == "wish" or (cue.kind == "call" and _title(part, mark)):
        return False
    leads = part.body[cue.end : mark.opening].strip() == ":"
    return leads or speech_cues.is_finite(part.words(cue))


def _cues_before(part: Paragraph, mark: Marked, start: int) -> list[Cue]:
    if mark.holder < 0:
        return part.cues_in(start, mark.opening)
    return speech_cues.cues(part.blotted, (start, mark.opening), [])


def _closing(part: Paragraph, start: int, end: int) -> Attributed | None:
    """Cue and speaker that end a sentence."""
    for cue in part.cues_in(max(start, end - BESIDE), end)[-1:]:
        if part.words(cue).lower() in _RELAYS:
            continue
        speaker = part.speaker(cue, (max(start, cue.start - NAMING), end))
        if speaker:
            before = part.blotted.text[start : min(cue.start, speaker.start)].rstrip()
            if before.removesuffix(" the")[-1:] in {",", "—", "–"}:
                return cue, speaker
    return None


def _introduces(part: Paragraph, mark: Marked) -> bool:
    """Whether what is before a whole sentence in marks leads up to it, as to no title."""
    if _is_headline(part.body[mark.start : mark.end]):
        return False
    return part.text(mark.opening - 3, 3).rstrip()[-1:] in {":", ","} or not _title(part, mark)


def _title(part: Paragraph, mark: Marked) -> bool:
    end = mark.end - (part.body[mark.end - 1] == ",")
    return _TITLE.fullmatch(part.blotted.text, mark.start, end) is not None


def _continued(
    part: Paragraph, mark: Marked, before: tuple[Marked | None, list[Said]]
) -> Said | None:
    """Speech that goes on after its speaker was named."""
    last, said = before
    if not said:
        return None
    body, one = part.body, said[-1]
    unclosed = mark.opening == part.span[0] and body[one.end : mark.opening].isspace()
    parted = body[mark.opening].isspace()
    titled = _title(part, mark) or _is_headline(body[mark.start : mark.end])
    if titled and not (unclosed or parted):
        return None
    if last and last.after <= mark.opening <= last.after + BESIDE:
        one_sentence = part.sentence_end(last.after) > mark.opening
        split = body[mark.start].isupper() and part.cues_in(last.after, mark.opening)
        beside = _NOT_WORDS.fullmatch(body, last.after, mark.opening)
        goes_on = bool(one_sentence or split or beside)
    else:
        gap = body[one.end : part.span[0]]
        first = mark.opening == part.span[0] and one.kind != "indirect"
        whole = _NOT_WORDS.fullmatch(body, mark.after, part.span[1])
        next_to = "\n" in gap and "\n\n" not in gap.strip('\n ”»".')
        alone = whole or _NOT_WORDS.fullmatch(gap)
        goes_on = bool(first and next_to and alone)
    return _said(part, mark, (one.cue, one.speaker)) if goes_on else None


def _said(part: Paragraph, mark: Marked, by: tuple[str, Speaker | None]) -> Said:
    words = part.body[mark.start : mark.end]
    parted = part.body[mark.opening] == " " or part.text(mark.after - 1, 1) in ",!?…"
    whole = parted or (words[:1].isupper() and " " in words) or _CLAUSE.match(words)
    return Said(mark.start, mark.end, *by, "direct" if whole else "mixed")


def _is_headline(words: str) -> bool:
    """Whether every longer word has a capital, as in an English title."""
    longer = [word for word in words[:BESIDE].split() if len(word) > len("With")]
    return len(longer) > 1 and all(word[0].isupper() for word in longer)
