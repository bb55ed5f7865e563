"""Mojibake: letters that a wrong encoding, or an escape too many, had turned into others.

Two kinds are repaired. UTF-8 that was read as another encoding is found by its pattern, run by
run, also where it was spoilt twice. One old encoding that was read as another is found by how the
letters fall, and repaired where another pair of encodings makes much more of the text.
"""

import html
import re
from collections import Counter
from functools import cache, partial
from itertools import permutations, takewhile

from detente.collect.encoding import rating

_ESCAPED = re.compile(
    r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:amp;)*(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_TWICE = re.compile(r"&(?:amp;)+(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_SUSPECT = re.compile(
    "[\x80-\x9f\u2500-\u259f\ufffdЀЂ-ЅЈ-ЏѐђѓѕјљњќћўџÐÑÂÃâ¬¶√∞≈∆]|[À-ÿ]{3}|[а-яё](?:[А-ЯЁ]{2}|[Я€†])"
    "|[РС][\u00a0-¿‘-‡…‰‹›€№™Ґґ]|‚Ä|ΓÇ|В\u00a0(?![А-я])"
)
_READ_AS = ("cp1252", "cp1251", "koi8_r", "cp866", "mac_cyrillic", "mac_roman", "cp437")
_OLD = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1252", "latin-1", "iso8859_5")
_CYRILLIC = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5")
_PRINTED = "\u00a0-ÿА-яЁёІіЇїЄєҐґŒœŠšŽž\u2010-\u203a€№™\u200b-\u200f\ufeff\U0001f300-\U0001faff"
_LIKELY = re.compile(f"[{_PRINTED}]+")
_LIKELY_AGAIN = re.compile(f"[\x80-\x9fЀ-џŸƒˆ˜{_PRINTED}]+")  # what was spoilt twice has them
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
_LETTERS = re.compile(r"[^\W\d_]")
_GOOD = -4.3  # rating of text that is no mojibake
_GAIN, _GAIN_EACH = (
    15.0,
    0.15,
)  # by which a repair is rated above what it repairs, and a letter of it
_TIMES = 4
_SHOWN = 24  # characters of a repair that the ledger shows


def unmangled(text: str) -> tuple[str, str]:
    """Text with mojibake repaired, and what was repaired: `"â€™" → "’" (12 places)`."""
    seen = Counter[tuple[str, str]]()
    if "\\u" in text:
        text = _ESCAPED.sub(lambda found: _noted(found[0], _letter(found), seen), text)
    if "&" in text:
        entity, mend = (_TWICE, _once) if "<" in text else (_ENTITY, _unescaped)
        text = entity.sub(lambda found: _noted(found[0], mend(found[0]), seen), text)
    for _ in range(_TIMES):
        if text.isascii() or not _SUSPECT.search(text):
            break
        text, before = _step(text, seen), text
        if text == before:
            break
    return text, _said(seen)


def _step(text: str, seen: Counter[tuple[str, str]]) -> str:
    """Text with one layer of mojibake taken off."""
    name = next((name for name in _READ_AS if _is_utf8(text, name)), "")
    runs = sum(len(run[0]) for run in _runs(name).finditer(text)) if name else 0
    if 2 * runs < sum(c > "\x7f" for c in text):
        lines = text.split("\n")
        if pair := _pair("\n".join(filter(_SUSPECT.search, lines))):
            return "\n".join(_noted(line, _better(line, pair), seen) for line in lines)
    return _runs(name).sub(partial(_mended, name=name, seen=seen), text) if name else text


def _mended(run: re.Match[str], name: str, seen: Counter[tuple[str, str]]) -> str:
    return _noted(run[0], _as_utf8(run[0], name), seen)


@cache
def _runs(name: str) -> re.Pattern[str]:
    """Runs of letters that are UTF-8 read in another encoding."""
    one, two, three = (
        _any(name, first, last) for first, last in ((0xC2, 0xDF), (0xE1, 0xEF), (0xF0, 0xF4))
    )
    more = _any(name, 0x80, 0xBF)
    return re.compile(f"(?:{one}{more}|{two}{more}{{2}}|{three}{more}{{3}})+")


def _any(name: str, first: int, last: int) -> str:
    """Pattern of any letter that some bytes give."""
    letters = (c for c, byte in _bytes(name).items() if first <= byte <= last)
    return f"[{re.escape(''.join(letters))}]"


def _char(byte: int, name: str) -> str:
    try:
        return bytes([byte]).decode(name)
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _bytes(name: str) -> dict[str, int]:
    """Bytes by letter; a byte for which there is none is a control character.

    So are all such bytes in Latin-1, which is taken together with windows-1252.
    """
    controls = {chr(byte): byte for byte in range(0x80, 0xA0)} if name == "cp1252" else {}
    return controls | {_char(byte, name): byte for byte in range(256)}


def _as_utf8(run: str, name: str) -> str:
    """What a run is in UTF-8; the run itself where that is no likely text."""
    try:
        text = _encoded(run, name).decode("utf-8")
    except (UnicodeDecodeError, KeyError):
        return run
    likely = _LIKELY_AGAIN if name in ("cp1252", "cp1251") else _LIKELY
    return text if likely.fullmatch(text) else run


def _is_utf8(text: str, name: str) -> bool:
    """Whether some of a text is UTF-8 without doubt, read in another encoding.

    A mark of punctuation is, and so is Cyrillic that stands for all Cyrillic there is; so are
    letters, unless the reading is a Cyrillic one and the run is short or only a part of a word,
    as the end of "СССР»" is.
    """
    runs = list(_runs(name).finditer(text))
    rest = _runs(name).sub("", text) if runs else ""
    if name in _CYRILLIC and not _CYRILLIC_LETTER.search(rest):
        return any(_as_utf8(run[0], name) != run[0] for run in runs)
    for run in runs:
        fixed = _as_utf8(run[0], name)
        if fixed == run[0]:
            continue
        if any("\u2010" <= c <= "\u20bf" or c == "™" for c in fixed):
            return True
        cut = name in _CYRILLIC and _LETTERS.match(text[max(run.start() - 1, 0) :][:1])
        if name in _CYRILLIC and (len(fixed) < 3 or (cut and run.start())):  # noqa: PLR2004 - "СС»" is two
            continue
        if name == "cp1252" and len(fixed) == 1 and not _is_strong(run[0]):
            continue
        if name in ("mac_roman", "cp437") and not _LETTERS.search(fixed) and "\u00a0" not in fixed:
            continue
        return True
    return False


def _is_strong(run: str) -> bool:
    """Whether a run of one letter can be nothing else: "Ã©", "Â°", not "Ä“"."""
    return run[0] in "ÃÂ" and not _LETTERS.match(run[1])


def _pair(text: str) -> tuple[str, str] | None:
    """Encodings that some text was read in, and should have been; None where none is sure."""
    tried = {}
    for read, written in permutations(_OLD, 2):
        again = _reread(text, read, written)
        if again != text:
            tried[read, written] = rating(again)
    best = max(tried, key=tried.__getitem__, default=None)
    if best is None or tried[best] < _GOOD:
        return None
    each = tried[best] - rating(text)
    letters = sum(c > "\x7f" for c in text)
    return best if each > _GAIN_EACH and each * letters > _GAIN else None


def _better(line: str, pair: tuple[str, str]) -> str:
    """A line read again, where that makes more of it."""
    again = _reread(line, *pair)
    return again if rating(again) > rating(line) else line


def _reread(text: str, read: str, written: str) -> str:
    """Text in the encoding that it was written in; as it is where it was not read so."""
    try:
        return _encoded(text, read).decode(written)
    except (UnicodeDecodeError, KeyError):
        return text


def _encoded(text: str, name: str) -> bytes:
    codes = _bytes(name)
    return bytes(codes[c] for c in text)


def _noted(before: str, after: str, seen: Counter[tuple[str, str]]) -> str:
    if before != after:
        start = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after))))  # noqa: B905 - as far as both go
        seen[before[start:], after[start:]] += 1
    return after


def _letter(found: re.Match[str]) -> str:
    if found[1]:
        pair = int(found[1], 16), int(found[2], 16)
        return chr(0x10000 + ((pair[0] - 0xD800) << 10) + pair[1] - 0xDC00)
    code = int(found[3], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF or code < 0xA0 else chr(code)  # noqa: PLR2004 - half a letter, or none


def _once(entity: str) -> str:
    """An entity of HTML escaped once, as it is to be in HTML."""
    return f"&{entity.rpartition('amp;')[2]}"


def _unescaped(entity: str) -> str:
    before = ""
    while entity != before:
        before, entity = entity, html.unescape(entity)
    return entity


def _said(seen: Counter[tuple[str, str]]) -> str:
    """The most frequent repair, and how many there were."""
    if not seen:
        return ""
    (before, after), _ = min(seen.items(), key=lambda item: (-item[1], item[0]))
    count = seen.total()
    places = "1 place" if count == 1 else f"{count} places"
    return f'"{_cut(before)}" → "{_cut(after)}" ({places})'


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
