"""Speech with its speaker: in quote marks, after a dash, under a label, and indirect.

An article is read by paragraphs. Their marks and cues are found (`speech`); each stretch between
marks gets the cue that leads up to it or follows it, or goes on from the one before; a sentence
without marks is searched for a cue with a clause. The cue's subject speaks (`speakers`), and a
transcript adds its turns (`transcripts`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from detente.extract import speakers, speech
from detente.extract.evidence import Mention, Quote
from detente.extract.reading import Reading
from detente.extract.reference import Reference
from detente.extract.slots import Blotted, is_adjective
from detente.extract.speakers import Said, Span, Speaker
from detente.extract.speech import Marked, SpeechCue
from detente.extract.transcripts import find_turns, joined

Attributed = tuple[SpeechCue, Speaker | None]
# No sentence ends after an initial, a title or U.S., unless a mark opens the next.
_SENTENCE_END = re.compile(
    r"[.!?…](?:(?<![\s.(][A-ZА-ЯЁ]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSen\.)"
    r"(?<!\bRep\.)(?<!\bGen\.)(?<!\bGov\.)[)\"”»’“]*\s+(?=[A-ZА-ЯЁ\ue000])|"
    r"[)\"”»’“]*\s+(?=[\"“«„‘(][A-ZА-ЯЁ\ue000]))"
)
_INSET = re.compile(r"[,!?…]\s+[—–-]\s+([^«»„“—–]{3,120}?)[,.]\s+[—–-]\s+")
_SAME_TALK = 440
REACH = 220
BESIDE = 150
NAMING = 80
_SENTENCE = 5
# An agency that closes a Russian sentence relays all of it, not the words in marks.
_RELAYS = {"сообщает", "сообщают", "пишет", "пишут", "передаёт", "передает"}
_TITLE = re.compile(
    r"(?!(?:I|We|You|He|It|This|That|No|Yes|Я|Мы|Вы|Он|Это|Нет|Да)\b)"
    r"(?:[A-ZА-ЯЁ\ue000][\w\ue000’'&.-]*+[\s—–-]*+){1,5}(?:[\w-]++[\s—–-]*+){0,2}"
)
_SO_CALLED = re.compile(r"\b(?:so[-—–\s]called|так называем\w+)\s*$", re.IGNORECASE)
_SCARE = re.compile(r"\s+[а-яё]")
_IN_WORK = re.compile(r"\b(?:in|of|for|from|on|titled|entitled|called|в|из|под названием)\s+$")
_OPENING = re.compile(r"[\s,—–*_-]*(?:the\s+)?", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"[\s,—–-]*+(?!(?:а|и|но|что|как|and|but|while|as|who|which|when)\b)(?:[\w’'-]++\s+){0,5}"
)
_SOMEBODY = re.compile(r"\s*(?:[,—–-]\s*)?[^,.;:!?“”«»\"]{0,60}")
_CLAUSE = re.compile(
    r"(?:[\w’'-]+\s+){1,4}(?:is|are|was|were|cannot|can|must|will|would|has|have|had|do|did|may|should|"
    r"может|будет|должн\w+|есть|было|можно|нельзя|надо|нужно)\b\s+\w+\s+\w+|(?:да|нет|yes|no)$",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"[\s\W]*")
LONGEST = 500
SHORTEST = 2
_REST = 60
_LONGEST_NAME = 160
_LONGEST_SENTENCE = 1500
_HEAD = 3
_FEW_WORDS = 4
_SAID = {"said", "says", "say", "saying"}
_TOLD = {"told", "tells", "assured", "reminded", "informed"}
_SAY_THE = re.compile(
    r"\s+(?=(?:the|an?|it(?!\s+(?:today|again|all|to|in|on|at|loud))|he|she|they|there|both|his|her|"
    r"its|their|this|these|no|some|all|we)\b(?!\s+(?:day|week|month|year|same|other|following|last|morning|afternoon|evening)\b)"
    r"|\ue000)"
)
# Words between a verb and its that: no noun, whose clause it would be (the changes that …).
_ADVERB_EN = (
    r"(?:(?:on|in|at|to|during|after|by|from|with)\s+(?:(?:the|a|an|his|her|its)\s+)?"
    r"[\w\ue000’'-]+(?:\s+[\w\ue000’'-]+){0,2}?|\w+ly|\w+day|today|yesterday|again|also|earlier|"
    r"later|then|too|reporters|journalists|lawmakers|officials|him|her|them|us|me|you|\ue000+)"
)
_TO_WHOM_EN = re.compile(r"(?:\s+[\w\ue000’'.-]+){1,5}?\s+that\s+(?=[\w\ue000’']+\s+[\w\ue000])")
_UNSAID = re.compile(
    r"\b(?:would|could|can|will|may|might|should|must|did|does|do|not|never|\w+n[’']t|не|бы|мог\w*)\b"
    r"(?:\s+\w+)?\s*\Z",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"\b(?:whether|if)\s+(?:the\s+)?\Z", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\b[^.,;:]{0,40}\Z", re.IGNORECASE)
_LINKS = {"you know,", "look,", "well,", "and then,", "so,", "значит,", "кстати,"}
_BASE = {"say", "believe", "claim", "argue", "warn", "insist", "explain", "note", "report", "state"}
_LABEL = re.compile(r"(?:Q\s{2,}|[A-Z][A-Z.’' -]+:\s+)")
_THAT = {
    "en": re.compile(rf"(?:\s+{_ADVERB_EN}){{0,4}}\s+that\s+(?=[\w\ue000’']+\s+[\w\ue000])"),
    "ru": re.compile(
        r"(?:\s+(?!что\b)[\w\ue000.-]+){0,8}?(?:,(?:\s+(?!что\b)[\w\ue000.-]+){1,6},?)??,\s+что\s+|"
        r"(?:\s+[\w\ue000.-]+){0,6}?\s+(?:о|об|на|в)\s+то[мй]?,\s+что\s+"
    ),
}
_COMMA = re.compile(r",\s+")
_AS = re.compile(r"(?:^|\s)(?:как|as)(?:\s+[а-яё]+){0,3}\s+\Z", re.IGNORECASE)
_TOLD_BY = re.compile(
    r",\s+(?:как\s+)?(?:сообща|переда[её]т|пиш[уе]т|цитиру)\w*\s[^,]*\Z|"
    r",\s+(?:according to|as reported by)\s[^,]*\Z"
)


class Paragraph:
    """One paragraph being read for speech, with the span of the one before it."""

    def __init__(self, reading: Reading, blotted: Blotted, spans: tuple[Span, Span]) -> None:
        before, self.span = spans
        self.reading, self.blotted, self.body = reading, blotted, reading.body
        self.before = before[0]
        text = reading.body[slice(*self.span)]
        self.first = self.span[1] - len(text.lstrip())
        span = self.span
        marked = speech.find(reading.body, *span)
        self.marked = [part for mark in marked for part in self._parted(mark)]
        opened = [mark for mark in self.marked if mark.holder < 0]
        self.cues = speech.cues(blotted, span, opened)
        self.cue_starts = [cue.start for cue in self.cues]
        self.ends = [m.end() for m in _SENTENCE_END.finditer(blotted.text, *span)]
        if dashed := speech.find_dialogue(reading.body, span, self.cues):
            self.marked = dashed

    def sentences(self) -> list[Span]:
        """Offsets of the sentences of the paragraph."""
        return list(zip([self.span[0], *self.ends], [*self.ends, self.span[1]], strict=True))

    def cues_in(self, start: int, end: int) -> list[SpeechCue]:
        """Cues that begin in a stretch of the paragraph."""
        first, last = bisect_left(self.cue_starts, start), bisect_left(self.cue_starts, end)
        return self.cues[first:last]

    def sentence_begin(self, at: int) -> int:
        """Offset at which the sentence around an offset begins."""
        index = bisect_right(self.ends, at)
        return self.ends[index - 1] if index else self.span[0]

    def sentence_end(self, at: int) -> int:
        """Offset at which the sentence around an offset ends."""
        index = bisect_right(self.ends, at)
        return self.ends[index] if index < len(self.ends) else self.span[1]

    def text(self, start: int, length: int) -> str:
        """Some characters of the body."""
        return self.body[max(start, 0) : start + length]

    def words(self, span: SpeechCue | Speaker) -> str:
        """The words of a cue or a speaker."""
        return self.body[span.start : span.end]

    def speaker(self, cue: SpeechCue, zone: Span) -> Speaker | None:
        """Subject of a cue inside a zone of the text."""
        return speakers.speaker(self.blotted, cue, zone)

    def resolved(self, one: Said, said: list[Said]) -> Said:
        """The same speech, its speaker resolved if it is a pronoun; `said` is what came before."""
        speaker = one.speaker
        if speaker is None or speaker.actor_id:
            return one
        actor_id = speakers.antecedent(self.blotted, speaker, self.marked)
        last = said[-1] if said else None
        pronoun = speakers.is_pronoun(self.words(speaker))
        near = pronoun and last and speaker.start - last.end < _SAME_TALK
        if near and last and last.speaker and not actor_id:
            actor_id = speakers.same_person(
                self.blotted, last.speaker.actor_id, self.words(speaker)
            )
        return one._replace(speaker=Speaker(actor_id, speaker.start, speaker.end))

    def _parted(self, mark: Marked) -> list[Marked]:
        """Two stretches where the speaker stands between dashes inside one pair of marks."""
        for inset in _INSET.finditer(self.body, mark.start, mark.end):
            if speech.cues(self.blotted, inset.span(1), []):
                end = inset.start() + (self.body[inset.start()] != ",")
                first = mark._replace(end=end, after=inset.start() + 1)
                return [first, mark._replace(start=inset.end(), opening=inset.end() - 1)]
        return [mark]


def find(reading: Reading, mentions: Iterable[Mention], reference: Reference) -> list[Quote]:
    """Quotes of an article in order, each inside one paragraph."""
    blotted = Blotted(reading, mentions, reference)
    spans = list(speech.paragraphs(reading.body))
    said: list[Said] = []
    for pair in pairwise([(0, 0), *spans]):
        paragraph = Paragraph(reading, blotted, pair)
        earlier = said[-1:]
        found = _quoted(paragraph, earlier)
        found += _indirect(paragraph, found, earlier)
        said += sorted(found, key=lambda one: one.start)
    said = joined(reading.body, find_turns(blotted, spans), said)
    return [_quote(reading, blotted, one) for one in said]


def _quote(reading: Reading, blotted: Blotted, one: Said) -> Quote:
    about = (slot.actor_id for slot in blotted.between(one.start, one.end))
    return Quote(
        article_id=reading.article_id,
        sentence=reading.sentence_at(one.start),
        start=one.start,
        end=one.end,
        surface=reading.body[one.start : one.end],
        cue=one.cue,
        speaker_id=one.speaker.actor_id if one.speaker else None,
        speaker_surface=reading.body[one.speaker.start : one.speaker.end] if one.speaker else None,
        kind=one.kind,
        about=tuple(dict.fromkeys(actor for actor in about if actor)),
    )


def _quoted(part: Paragraph, earlier: list[Said]) -> list[Said]:
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
    if headed := speakers.heading(part.blotted, part.span[0], mark.opening):
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
    speaker = speakers.first_name(part.blotted, (begin, mark.opening))
    return _said(part, mark, (":", speaker)) if speaker else None


def _led_in(part: Paragraph, mark: Marked) -> Said | None:
    """A paragraph in marks after one that ends in a colon: The statement reads: “…”."""
    lead = part.body[part.before : mark.opening].rstrip()
    if mark.opening != part.first or not lead.endswith(":"):
        return None
    end = part.before + len(lead)
    for cue in speech.cues(part.blotted, (max(part.before, end - REACH), end), [])[-1:]:
        speaker = part.speaker(cue, (part.before, end))
        return _said(part, mark, (part.words(cue), speaker))
    return None


def _spoken(part: Paragraph, mark: Marked) -> bool:
    """Whether what closes a stretch leads on to who said it."""
    beside = part.text(mark.after, 3).lstrip(" \N{NO-BREAK SPACE}")
    return part.body[mark.end - 1] in ",!?…" or beside.startswith((",", "—", "–"))


def _cue_after(part: Paragraph, mark: Marked) -> Attributed | None:
    """SpeechCue right after the marks: “…,” said Blinken; «…», — отметил он."""
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
    """SpeechCue in the sentence before the marks, or one that closes it: …, the Kremlin said."""
    begin, end = part.sentence_begin(mark.opening), part.sentence_end(mark.after)
    if mark.holder >= 0:
        begin = mark.holder
    whole = part.text(mark.start, 1).isupper()
    if not whole and mark.holder < 0 and (closing := _closing(part, mark.after, end)):
        return closing
    nearest: Attributed | None = None
    start = max(begin, mark.opening - REACH)
    cues = part.cues_in(start, mark.opening)
    if mark.holder >= 0:
        cues = speech.cues(part.blotted, (start, mark.opening), [])
    for cue in reversed(cues):
        speaker = part.speaker(cue, (begin, mark.opening))
        finite = cue.kind not in {"text", "cite"} and _is_finite(part, cue, mark)
        if not (speaker or finite) or (whole and not _introduces(part, mark)):
            continue
        if cue.kind in {"say", "mark", "text"} and speaker:
            return nearest if nearest and nearest[0].kind != "wish" else (cue, speaker)
        near = speaker or mark.opening - cue.end < NAMING
        nearest = nearest or ((cue, speaker) if near else None)
    return nearest


def _is_finite(part: Paragraph, cue: SpeechCue, mark: Marked) -> bool:
    """Whether a cue without a speaker reports: said; states before a colon; called no “Title”."""
    if cue.kind == "wish" or (cue.kind == "call" and _title(part, mark)):
        return False
    leads = part.body[cue.end : mark.opening].strip() == ":"
    return leads or speech.is_finite(part.words(cue))


def _closing(part: Paragraph, start: int, end: int) -> Attributed | None:
    """SpeechCue and speaker that end a sentence."""
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


class _By(NamedTuple):
    """A cue with its speaker, and the sentence around them."""

    cue: SpeechCue
    speaker: Speaker
    begin: int
    end: int

    @property
    def first(self) -> int:
        """Where cue and speaker begin."""
        return min(self.cue.start, self.speaker.start)

    @property
    def last(self) -> int:
        """Where they end."""
        return max(self.cue.end, self.speaker.end)


def _indirect(part: Paragraph, found: list[Said], earlier: list[Said]) -> list[Said]:
    """Indirect speech in the sentences of a paragraph that have no marked speech."""
    said: list[Said] = []
    spoken = [one.end for one in found]
    for begin, end in part.sentences():
        first = bisect_left(spoken, begin + 1)
        marked = first < len(found) and found[first].start < end
        if marked or end - begin > _LONGEST_SENTENCE:
            continue
        for cue in part.cues_in(begin, end):
            one = _clause(part, cue, (begin, end))
            if one:
                said.append(part.resolved(one, [*earlier, *found, *said][-1:]))
                break
    return said


def _clause(part: Paragraph, cue: SpeechCue, sentence: Span) -> Said | None:
    if cue.kind not in {"say", "phrase", "text"}:
        return None
    speaker = part.speaker(cue, sentence)
    if speaker is None or not _names(part, cue, speaker) or _is_unsaid(part, cue, speaker):
        return None
    by = _By(cue, speaker, *sentence)
    if cue.kind == "phrase":
        span = _of_phrase(part, by)
    else:
        span = (
            _behind_as(part, by)
            or _behind_that(part, by)
            or _before_closing(part, by)
            or _around(part, by)
        )
    words = span and _trimmed(part.body, span)
    return Said(*words, part.words(cue), speaker, "indirect") if words else None


def _names(part: Paragraph, cue: SpeechCue, speaker: Speaker) -> bool:
    """Whether the speaker is an actor, or words that can name somebody."""
    words = part.words(speaker)
    if speaker.actor_id or cue.kind in {"phrase", "text"}:
        return True
    if speakers.is_person(words):
        return speakers.is_pronoun(words)
    return speakers.is_namelike(words, part.blotted.language)


def _is_unsaid(part: Paragraph, cue: SpeechCue, speaker: Speaker) -> bool:
    """Whether the cue is denied or only possible: would he say that, не сказал, что."""
    near = (max(cue.start - _REST, part.span[0]), cue.start)
    if _UNSAID.search(part.body, *near) or _WHETHER.search(part.body, near[0], speaker.start):
        return True
    if part.words(cue).lower() in _TOLD and _PASSIVE.search(part.body, *near):
        return True
    singular = not part.words(speaker).endswith("s") or speaker.actor_id is not None
    return part.words(cue).lower() in _BASE and singular


def _of_phrase(part: Paragraph, by: _By) -> Span | None:
    """What is said according to somebody: behind the phrase, before it, or around it."""
    last = max(by.speaker.end, by.cue.end)
    if (
        by.begin + _HEAD >= by.cue.start
        and by.speaker.end <= by.cue.end
        and part.text(last, 1) != ","
    ):
        return last, by.end  # По его мнению страны Балтии
    comma = _COMMA.search(part.body, last, min(by.end, last + _LONGEST_NAME))
    before = part.body[by.begin : by.cue.start].strip(" \n\t—–-(")
    if not comma:
        return by.begin, by.cue.start
    if before.endswith(","):
        return by.begin, by.end
    return (comma.end(), by.end) if len(before.split()) < _FEW_WORDS else None


def _behind_that(part: Paragraph, by: _By) -> Span | None:
    """X said that it is so, and X said the talks are over."""
    text = part.blotted.text
    that = _THAT[part.blotted.language].match(text, by.cue.end, by.end)
    if part.words(by.cue).lower() in _SAID:
        that = _SAY_THE.match(text, by.cue.end, by.end) or that
    elif part.words(by.cue).lower() in _TOLD:
        that = _TO_WHOM_EN.match(text, by.cue.end, by.end) or that
    if not that or by.speaker.start > that.end():
        return None
    return that.end(), by.end


def _behind_as(part: Paragraph, by: _By) -> Span | None:
    """Как сообщил X, это так; as X said, it is so."""
    before = part.body[by.begin : by.first]
    if not _AS.search(before) or len(before.split()) > _FEW_WORDS:
        return None
    comma = _COMMA.search(part.body, by.last, by.end)
    return (comma.end(), by.end) if comma else None


def _before_closing(part: Paragraph, by: _By) -> Span | None:
    """It is so, X said on Monday."""
    before = part.body[by.begin : by.first].rstrip().removesuffix(" the")
    rest = part.body[by.last : by.end]
    if (
        before.lower() in _LINKS
        or not before.endswith(",")
        or "," in rest.rstrip(" ,")
        or len(rest) > _REST
    ):
        return None
    return (by.begin, by.first) if speech.is_finite(part.words(by.cue)) else None


def _around(part: Paragraph, by: _By) -> Span | None:
    """It is so, said X, and stays so: all, or what follows where only a link came before."""
    before = part.body[by.begin : by.first].rstrip()
    comma = part.body.find(",", by.last, min(by.end, by.last + _REST))
    if by.speaker.start < by.cue.start or not before.endswith(",") or comma < 0:
        return None
    return (comma + 1, by.end) if len(before.split()) < _FEW_WORDS else (by.begin, by.end)


def _trimmed(body: str, span: Span) -> Span | None:
    """The clause without what surrounds it, and without who else told it."""
    begin, end = span
    clause = body[begin : min(end, begin + LONGEST + 1)]
    label = _LABEL.match(clause.lstrip())
    begin += len(clause) - len(clause.lstrip()) + (label.end() if label else 0)
    clause = body[begin : min(end, begin + LONGEST + 1)].strip()
    if len(clause) > LONGEST:
        return None
    told = _TOLD_BY.search(clause.rstrip(" \n\t.!?…"))
    clause = (clause[: told.start()] if told else clause).rstrip(" \n\t,.;:!?…—–-")
    clause = clause.removesuffix(", the")
    return (begin, begin + len(clause)) if len(clause.split()) >= SHORTEST else None
