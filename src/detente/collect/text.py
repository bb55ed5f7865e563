"""Text from bytes: decoded, mojibake repaired, clean paragraphs.

Encodings that nothing declares, and pairs of encodings by which a text was spoilt, are guessed by
how often the letters of English, Russian and Ukrainian come, and which pairs of letters never do.
"""

import codecs
import html
import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import cache, partial
from itertools import pairwise, permutations, takewhile

from detente.wording import counted

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LINES = str.maketrans({"\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n\n"})
_STEERS = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What moves a cursor, colours a terminal or turns the order of letters round."""
_NARROWEST, _WIDEST = 50, 100  # characters of a hard-wrapped line
_FULL = 0.8  # share of the width that a wrapped line fills with the next word
_ITEMS = ("- ", "* ", "• ")
_ODD = "\t\u00a0\u2000-\u200a\u202f\u3000"
_SPACES = re.compile(f"[{_ODD}][ {_ODD}]*| [ {_ODD}]+")


def cleaned(text: str) -> str:
    """Text in NFC with plain spaces, no invisible characters, and paragraphs one blank line apart.

    Lines that belong to one paragraph (as in hard-wrapped text) are joined.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_LINES))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    blocks = re.split(r"\n[ ]*\n\s*", text)
    width = wrapped_at(text)
    return "\n\n".join(filter(None, (_joined(block, width) for block in blocks)))


def wrapped_at(text: str) -> int:
    """Width at which a text is hard-wrapped; 0 where its lines are whole paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    places = {w: bisect_right(lengths, w) for w in range(width + 1)}
    return max(range(_NARROWEST, width + 1), key=lambda w: (places[w] - places[int(w * _FULL)], w))


def shown(text: str, *, but: str = "") -> str:
    r"""A foreign text or name for a terminal, a page or a table: what steers them is written out.

    An escape is `\x1b` then. `but` holds characters that stay, such as the ends of lines.
    """
    return _STEERS.sub(lambda found: found[0] if found[0] in but else _written(found[0]), text)


def _written(letter: str) -> str:
    """A letter as it is written in code; a byte that is no text as the byte that it was."""
    if letter.encode("utf-8", "surrogatepass") < b"\xed\xb2":
        return letter.encode("unicode_escape").decode()
    return f"\\x{letter.encode('utf-8', 'surrogateescape').hex()}"


def one_line(text: str) -> str:
    """Text of a headline or a name: clean, on one line."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(cleaned(text).split())


def _joined(block: str, width: int) -> str:
    """Paragraphs of a block: a line is a paragraph, unless it ends where the width made it end."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    out = lines[:1]
    for before, line in pairwise(lines):
        full = len(before) + 1 + len(line.split(maxsplit=1)[0]) > width * _FULL
        is_item = line.startswith(_ITEMS) and line[:2] == out[-1][:2]
        if width and full and not is_item:
            out[-1] += f" {line}"
        else:
            out.append(line)
    return "\n\n".join(out)


_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_WIDE = {"utf-32-le": (4, 0), "utf-32-be": (4, 3), "utf-16-le": (2, 0), "utf-16-be": (2, 1)}
"""Encodings in units of some bytes, and where in the unit its low byte is."""
_JAPANESE = b"\x1b$B"  # with it ISO-2022-JP goes over from ASCII
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?([\w-]+)|<\?xml[^>]*encoding=["']([\w-]+)""", re.IGNORECASE
)
_OTHERS = re.compile(
    r"cp(125[03-8]|874|9\d\d)|iso8859-([2-46-9]|1[01346])|shift_jis.*|euc_.*|gb.*|big5.*|tis-620"
)
"""Encodings that are neither Western nor Cyrillic: nobody declares one by default."""
_WIDER = {"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030"}
"""What browsers read in the place of some encodings, which programmes write under their names."""
GUESSED = {"cp1252": 0, "cp1251": 0, "koi8_r": 1, "koi8_u": 1, "cp866": 1}
GUESSED |= {"iso8859_5": 4, "mac_cyrillic": 4, "mac_roman": 4}
"""Encodings of one byte a letter, and what speaks against the rare ones where letters are few; of
two that make the same text, the first is named."""
_ALPHABETS = (0x00, 0x04, 0x20)  # Latin, Cyrillic, punctuation
_MOST_LOST = 0.05  # share of the letters beyond ASCII
_HEAD = 20_000  # bytes that are rated
_BETTER = 1.0  # by which a guess is rated above what the file declares
_GOOD = -3.6  # rating from which a declared encoding is believed without a look at others
_WORST = -7.0  # rating of what still is a text
_RUSSIAN = {"о": 10.97, "е": 8.45, "а": 8.01, "и": 7.35, "н": 6.7, "т": 6.26, "с": 5.47}
_RUSSIAN |= {"р": 4.73, "в": 4.54, "л": 4.4, "к": 3.49, "м": 3.21, "д": 2.98, "п": 2.81}
_RUSSIAN |= {"у": 2.62, "я": 2.01, "ы": 1.9, "ь": 1.74, "г": 1.7, "з": 1.65, "б": 1.59}
_RUSSIAN |= {"ч": 1.44, "й": 1.21, "х": 0.97, "ж": 0.94, "ш": 0.73, "ю": 0.64, "ц": 0.48}
_RUSSIAN |= {"щ": 0.36, "э": 0.32, "ф": 0.26, "ъ": 0.04, "ё": 0.1}
_UKRAINIAN = {"і": 1.5, "ї": 0.3, "є": 0.3, "ґ": 0.01}
_FREQUENT = {c: math.log(share / 100) for c, share in (_RUSSIAN | _UKRAINIAN).items()}
_FREQUENT |= dict.fromkeys("éèêëàâäáãåçíìîïñóòôöõøúùûüýæœßšžÿ", -3.5)
_RATED = _FREQUENT | {c.upper(): rate for c, rate in _FREQUENT.items() if c not in "ßÿ"}
_RATED |= dict.fromkeys("«»—–…’“”„№\u00a0•", -3.5)
_RATED |= dict.fromkeys("‘€§°©®™£·ÐðÞþ‚‹›´½¼", -5.0)
_RARE = -9.0
_OTHER = re.compile(r"[^\w\s«»“”„‘’—–\-.,;:!?()\"'%/&<>=#|]|(?<!_)_(?!_)")  # no letter, sign, rule
_ALONE = re.compile("(?<![Ѐ-ӿ])[Ѐ-ӿ](?![Ѐ-ӿ])")
_ALONE_COSTS = 4.0  # a Cyrillic letter between Latin words
_ODD_PAIRS = (
    (re.compile("(?<=[а-яёіїєґ])[А-ЯЁІЇЄҐ]"), 5.0),
    (re.compile("(?<=[А-ЯЁІЇЄҐ])[А-ЯЁІЇЄҐ]"), 0.7),
    (re.compile("(?<=[a-zA-ZÀ-ÿ])[а-яА-ЯёЁ]|(?<=[а-яА-ЯёЁ])[a-zA-ZÀ-ÿ]"), 4.0),
    (re.compile("(?<=[À-ÖØ-öø-ÿ])[À-ÖØ-öø-ÿ]"), 3.0),
    (re.compile("(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŽŒŸ]"), 4.0),
    (re.compile(r"(?<=\w)[«„‚‹]|[»](?=\w)"), 4.0),
    (re.compile(r"(?<!\w)[À-ßá-öø-ÿ](?!\w)"), 4.0),
)


def decoded(data: bytes) -> tuple[str, str]:
    """Text of some bytes, and the name of the encoding where it had to be guessed.

    A byte-order mark, UTF-8 and a declared charset are believed in this order, the last only
    where no other encoding makes much more of the bytes. Bytes that are no text give an empty
    text.
    """
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return data.decode(name, "replace"), ""
    if b"\0" in data[:4096]:
        name = _wide(data)
        return (data.decode(name, "replace"), name) if name else _without_nuls(data)
    if _JAPANESE in data[:4096]:
        return data.decode("iso2022_jp", "replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    if text := _nearly_utf8(data):
        return text, "UTF-8 with lost bytes"
    return _mixed(data) or _guessed(data)


def rating(text: str) -> float:
    """How well the letters beyond ASCII fall: -3 in good text, below -7 in none; 0 without any."""
    counts = Counter(text)
    rated = [(count, _RATED.get(c, _RARE)) for c, count in counts.items() if c > "\x7f"]
    whole = sum(count for count, _ in rated)
    if not whole:
        return 0.0
    odd = sum(len(pair.findall(text)) * cost for pair, cost in _ODD_PAIRS)
    if 2 * whole < sum(count for c, count in counts.items() if c < "\x7f" and c.isalpha()):
        odd += len(_ALONE.findall(text)) * _ALONE_COSTS
    return (sum(count * rate for count, rate in rated) - odd) / whole


def _guessed(data: bytes) -> tuple[str, str]:
    """Text in the declared encoding or, where it makes much more of it, in another."""
    head = data[:_HEAD]
    declared = _DECLARED.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else ""
    said_rating = _rated_as(head, name)
    if said_rating > _GOOD:
        text = data.decode(name, "replace")
        return (text, "") if _is_text(text) else ("", "")
    beyond = sum(byte > 0x7F for byte in head) or 1  # noqa: PLR2004 - ASCII ends there
    ratings = {n: rating(head.decode(n, "replace")) - cost / beyond for n, cost in GUESSED.items()}
    best = max(ratings, key=ratings.__getitem__)
    is_cyrillic = best not in ("cp1252", "mac_roman") and ratings[best] > _GOOD
    if not is_cyrillic and (text := _of_others(data, name)):
        return text, ""
    text, said = data.decode(best, "replace"), best
    if said_rating > ratings[best] - _BETTER:
        text, said = data.decode(name, "replace"), ""
    is_text = _is_text(text) and rating(text[:_HEAD]) > _WORST
    return (text, said) if is_text else ("", "")


def _of_others(data: bytes, name: str) -> str:
    """Text in a declared encoding of another alphabet; empty where much of it is lost."""
    try:
        codec = codecs.lookup(name.lower().removeprefix("x-")).name
    except LookupError:
        return ""
    if not _OTHERS.fullmatch(codec):
        return ""
    text = data.decode(_WIDER.get(codec, codec), "replace")
    most = _MOST_LOST * sum(c > "\x7f" for c in text)
    return text if text.count("\ufffd") <= most and _is_text(text) else ""


def _rated_as(head: bytes, name: str) -> float:
    """Rating of some bytes in a declared encoding; minus infinity where there is none."""
    try:
        return rating(head.decode(name, "replace")) if name else -math.inf
    except (LookupError, ValueError):  # no encoding of texts
        return -math.inf


def _mixed(data: bytes) -> tuple[str, str] | None:
    """Text of which some lines are UTF-8 and others not; None where it is not so."""
    lines = data.split(b"\n")
    texts = [_utf8(line) for line in lines]
    if not any(text and not text.isascii() for text in texts):
        return None
    rest, name = _guessed(b"\n".join(ln for ln, t in zip(lines, texts, strict=True) if t is None))
    whole = [text for text in texts if text is not None]
    if not name or not _is_text("\n".join(whole)) or rating("\n".join(whole)[:_HEAD]) <= _WORST:
        return None
    others = iter(rest.split("\n"))
    return "\n".join(next(others) if t is None else t for t in texts), f"UTF-8 and {name}"


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _without_nuls(data: bytes) -> tuple[str, str]:
    """Text with a few zero bytes in it, as a disk or a database can leave them."""
    kept = data.replace(b"\0", b"")
    text = _utf8(kept) if len(kept) > (1 - _MOST_LOST) * len(data) else ""
    return (text, "text with zero bytes") if text and _is_text(text) else ("", "")


def _nearly_utf8(data: bytes) -> str:
    """Text of bytes that are UTF-8 but for a few, as in a file that was cut off."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    kept = sum(c > "\x7f" for c in text) - lost
    return text if lost <= _MOST_LOST * kept else ""


def _wide(data: bytes) -> str:
    """Name of the UTF-16 or UTF-32 that some bytes look like: all but one byte name an alphabet."""
    head = data[:400]
    for name, (width, low) in _WIDE.items():
        whole = head[: len(head) // width * width]
        units = [whole[i : i + width] for i in range(0, len(whole), width)]
        high = [unit[1] if low == 0 else unit[-2] for unit in units]
        rest = [b for unit in units for b in (unit[2:] if low == 0 else unit[:-2])]
        if not any(rest) and sum(b in _ALPHABETS for b in high) > 0.9 * len(high):
            return name
    return ""


def _is_text(text: str) -> bool:
    head = text[:4000]
    return len(_OTHER.findall(head)) < 0.1 * len(head)


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
_READABLE = -4.3  # rating of text that is no mojibake
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
            again = (max(line, _reread(line, *pair), key=rating) for line in lines)
            return "\n".join(map(partial(_noted, seen=seen), lines, again))
    if not name:
        return text
    return _runs(name).sub(lambda run: _noted(run[0], _as_utf8(run[0], name), seen), text)


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


@cache
def _bytes(name: str) -> dict[str, int]:
    """Bytes by letter; a byte for which there is none is a control character.

    So are all such bytes in Latin-1, which is taken together with windows-1252.
    """
    known = ((byte, bytes([byte]).decode(name, "ignore")) for byte in range(256))
    found = {char or chr(byte): byte for byte, char in known}
    return {chr(b): b for b in range(0x80, 0xA0)} | found if name == "cp1252" else found


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
        strong = run[0][0] in "ÃÂ" and not _LETTERS.match(run[0][1])  # "Ã©", "Â°", not "Ä“"
        if name == "cp1252" and len(fixed) == 1 and not strong:
            continue
        if name in ("mac_roman", "cp437") and not _LETTERS.search(fixed) and "\u00a0" not in fixed:
            continue
        return True
    return False


def _pair(text: str) -> tuple[str, str] | None:
    """Encodings that some text was read in, and should have been; None where none is sure."""
    tried = {}
    for read, written in permutations(_OLD, 2):
        again = _reread(text, read, written)
        if again != text:
            tried[read, written] = rating(again)
    best = max(tried, key=tried.__getitem__, default=None)
    if best is None or tried[best] < _READABLE:
        return None
    each = tried[best] - rating(text)
    letters = sum(c > "\x7f" for c in text)
    return best if each > _GAIN_EACH and each * letters > _GAIN else None


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
    return f'"{_cut(before)}" → "{_cut(after)}" ({counted(seen.total(), "place")})'


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
