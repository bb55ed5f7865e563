"""Whether a city or a building stands for a government or is a place: the words around decide."""

import csv
import re
from functools import cache

from detente import files
from detente.extract.scan import Hit

_WORD = re.compile(r"[^\W_]+")
_BEFORE = re.compile(r"([^\W_]+)\s+(?:the\s+)?\Z", re.IGNORECASE)
_AFTER = re.compile(r"\s+([^\W_]+)")
_DATELINE = re.compile(
    r"(?:,\s*[^\W\d_]+\.?)?(?:,\s*(?:[^\W\d_]+\.?\s*\d{1,2}|\d{1,2}\s+[^\W\d_]+)\.?)?\s*"
    r"(?:[(/][^)/\n]{2,40}[)/]\s*)?(?:—|–|--?\s|\.\s*/[А-ЯЁ])|\.\s*\d{1,2}\s+[^\W\d_]+\.|\s*[(/][A-ZА-ЯЁ]{2,12}[)/]"
)
_JOINED = re.compile(r"\s*(?:,|,?\s+(?:and|or|и|или))\s+\Z")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_VERB_EN = re.compile(
    r"\s+(?:says?|wants?|sees?|denie[sd]|warned|announced|offered|agreed|asked|told|said|"
    r"insists?|accuses?|calls?|rejected|welcomed|hopes?)\b"
)
_SENTENCE = re.compile(r"[^.!?…\n]*")
_REACH = 60


def is_place(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a metonym at a hit is the place itself: in Moscow, flew to Moscow, MOSCOW —."""
    before = text[max(sentence_start, hit.start - _REACH) : hit.start]
    after = _SENTENCE.match(text, hit.end, hit.end + _REACH)[0]  # type: ignore[index]
    if _is_dateline(text, hit, sentence_start):
        return True
    following = _AFTER.match(after)
    language = "ru" if hit.surface[0] >= "А" else "en"
    if following and following[1].lower() in _words(language, "place after"):
        return True
    if after[:6] == "-based" or after[:5] == " time" or re.match(r",\s+(?:D\.?C\.?|Russia)", after):
        return True
    words = [word.lower() for word in _WORD.findall(before)]
    if language == "ru":
        return _is_place_ru(words, after, hit)
    return _is_place_en(words, before, after) or _is_only_host(hit, after)


def joins(text: str, first: Hit, second: Hit) -> bool:
    """Whether two hits are one list, so that what holds of the first holds of the second."""
    between = text[first.end : second.start]
    return len(between) < 8 and bool(_JOINED.match(between))  # noqa: PLR2004


@cache
def _words(language: str, group: str) -> frozenset[str]:
    return frozenset(word for lang, g, word in _rows() if (lang, g) == (language, group))


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with (files.REFERENCE / "metonym_words.csv").open(encoding="utf-8", newline="") as file:
        return tuple((r["language"], r["group"], r["word"]) for r in csv.DictReader(file))


def _is_dateline(text: str, hit: Hit, sentence_start: int) -> bool:
    opens = hit.start == sentence_start and (hit.start == 0 or text[hit.start - 1] == "\n")
    return opens and bool(_DATELINE.match(text, hit.end))


def _is_place_en(words: list[str], before: str, after: str) -> bool:
    if not _BEFORE.search(before):
        return False
    last = next((w for w in reversed(words) if w != "the"), "")
    earlier = [w for w in words if w != "the"][-4:-1]
    possessive = bool(_POSSESSIVE.match(after))
    if last in _words("en", "place before"):
        return not (possessive and last in {"in", "at", "through", "across", "into"})
    if last == "to":
        return bool(set(earlier) & _words("en", "motion"))
    if last == "from":
        return not set(earlier[-2:]) & _words("en", "sent from") and not possessive
    if last == "of":
        return bool(set(earlier[-1:]) & _words("en", "place of"))
    return last == "for" and bool(set(earlier[-1:]) & {"left", "leaves", "leave", "departed"})


def _is_only_host(hit: Hit, after: str) -> bool:
    """Whether a city that mostly hosts others shows no sign of speaking for its state."""
    form = hit.known.form
    if form is None or form.base not in _words("en", "usually a place"):
        return False
    return not (_POSSESSIVE.match(after) or _VERB_EN.match(after))


def _is_place_ru(words: list[str], after: str, hit: Hit) -> bool:
    last = words[-1] if words else ""
    near = {word.lower() for word in _WORD.findall(after)[:3]}
    speech = _words("ru", "speech")
    form = hit.known.form
    if form is not None and form.base in _words("ru", "usually a place") and last != "между":
        return not near & speech
    if last in {"в", "во"}:
        return not (near & speech or set(words[-2:-1]) & speech)
    if last == "из":
        return not set(words[-3:-1]) & _words("ru", "sent from")
    return last in _words("ru", "place before") or last in _words("ru", "place of")
