"""Whether a city or a building stands for a government or is a place: the words around decide."""

import csv
import re
from functools import cache

from detente import files
from detente.extract.scan import Hit

_REACH = 60
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?…\n]*")
_BEFORE = re.compile(r"[^\W_]+\s+(?:the\s+)?\Z", re.IGNORECASE)
_AFTER = re.compile(r"\s+([^\W_]+)")
_DATELINE = re.compile(
    r"(?:,\s*[^\W\d_]+\.?)?(?:,\s*(?:[^\W\d_]+\.?\s*\d{1,2}|\d{1,2}\s+[^\W\d_]+)\.?)?\s*"
    r"(?:[(/][^)/\n]{2,40}[)/]\s*)?(?:—|–|--?\s|\.\s*/[А-ЯЁ])|"
    r"\.\s*\d{1,2}\s+[^\W\d_]+\.|\s*[(/][A-ZА-ЯЁ]{2,12}[)/]"
)
_JOINED = re.compile(r"\s*(?:,|,?\s+(?:and|or|и|или))\s+\Z")
_DAY = r"(?:[A-Z][a-z]+day|January|February|March|April|May|June|July|August|[A-Z][a-z]+ber)\b"
_CITY = rf"(?!{_DAY})[A-Z][\w.’'-]+"
_LIST_BEFORE = re.compile(
    rf"\b(?:in|at|from|across|near)\s+(?:{_CITY}(?:\s{_CITY})?(?:,\s+(?:and\s+)?|\s+and\s+))+\Z"
)
_LIST_AFTER = re.compile(r"\s*(?:[,;)]|(?:and|to|on|for|this|last|next|that|who|where)\b|\Z)")
_COMPOUND = re.compile(
    rf"-based|-aligned| and other cities|, D\.?C|\s+(?:\d{{4}}\s+)?(?!{_DAY})[A-Z]|"
    r"\s+(?:(?:for|of|the|on)\s+){1,2}[A-Z][a-z]+\s+(?:Summit|Conference|Forum)\b"
)
_CAPITAL = re.compile(
    r"\b(?:New|North|South|East|West|Fort|Port|Lake|Mount|San|St\.?)\s+\Z|\bcapital,\s+\Z|\bстолиц\w+,?\s+\Z"
)
_IN_STATE = re.compile(r"\b(?:of|in|from|at|near)\s+[A-Z][\w-]+(?:\s[A-Z][\w-]+)?,\s+\Z")
_OWN_LINE = re.compile(r"(?:\A|\n)\s*\Z")
_LINE_END = re.compile(r"\s*(?:,|\n|\Z)")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_SPEAKS = re.compile(
    r"\s+(?:says?|wants?|sees?|denie[sd]|warned|announced|offered|agreed|asked|told|said|"
    r"insists?|accuses?|calls?|rejected|welcomed|hopes?)\b"
)


def is_place(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a metonym at a hit is the place itself: in Moscow, flew to Moscow, MOSCOW —."""
    language = "ru" if hit.surface[0] >= "А" else "en"
    before = text[max(sentence_start, hit.start - _REACH) : hit.start]
    rest = _SENTENCE.match(text, hit.end, hit.end + _REACH)
    after = rest[0] if rest else ""
    if _heads_a_line(text, hit, sentence_start) or _CAPITAL.search(before):
        return True
    if _IN_STATE.search(before) and hit.surface == "Washington" and not _SPEAKS.match(after):
        return True
    following = _AFTER.match(after)
    if following and following[1].lower() in _words(language, "place after"):
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
    with (files.REFERENCE / "metonym_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return frozenset(r["word"] for r in rows if (r["language"], r["group"]) == (language, group))


def _heads_a_line(text: str, hit: Hit, sentence_start: int) -> bool:
    """Whether a city stands at the head of a paragraph: MOSCOW, 20 May —; Brussels, Belgium."""
    if hit.start != sentence_start or not _OWN_LINE.search(text[max(hit.start - 4, 0) : hit.start]):
        return False
    rest = text[hit.end : hit.end + _REACH]
    return bool(_DATELINE.match(rest) or _LINE_END.match(rest))


def _is_place_en(words: list[str], before: str, after: str) -> bool:
    if _COMPOUND.match(after) or (_LIST_BEFORE.search(before) and _LIST_AFTER.match(after)):
        return True
    if not _BEFORE.search(before):
        return False
    *earlier, last = [w for w in words if w not in {"the", "both"}][-7:] or [""]
    is_sent = bool(set(earlier[-2:]) & _words("en", "sent from"))
    possessive = bool(_POSSESSIVE.match(after))
    if last in _words("en", "place before"):
        return not (possessive and last in {"in", "at", "through", "across", "into"})
    beside = {
        "to": not (is_sent or set(earlier[-3:]) & _words("en", "sent to")),
        "from": not (is_sent or possessive),
        "of": bool(set(earlier[-1:]) & (_words("en", "place of") | {"out"})),
        "like": bool(set(earlier[-1:]) & {"cities", "capitals", "places"}),
        "on": bool(set(earlier[-1:]) & _words("en", "moved on")),
        "for": bool(set(earlier[-1:]) & _words("en", "place before")),
    }
    return beside.get(last, False)


def _is_only_host(hit: Hit, after: str) -> bool:
    """Whether a city that mostly hosts others shows no sign of speaking for its state."""
    form = hit.known.form
    if form is None or form.base not in _words("en", "usually a place"):
        return False
    return not (_POSSESSIVE.match(after) or _SPEAKS.match(after))


def _is_place_ru(words: list[str], after: str, hit: Hit) -> bool:
    last = words[-1] if words else ""
    near = {word.lower() for word in _WORD.findall(after)[:4]}
    speech = _words("ru", "speech")
    form = hit.known.form
    if form is not None and form.base in _words("ru", "usually a place") and last != "между":
        return not near & speech
    if last in {"в", "во"}:
        return not (near & speech or set(words[-2:-1]) & speech)
    if last == "из":
        return not set(words[-3:-1]) & _words("ru", "sent from")
    if last == "от":
        return bool(set(words[-3:-1]) & _words("ru", "place of"))
    return last in _words("ru", "place before") or last in _words("ru", "place of")
