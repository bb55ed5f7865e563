"""Bytes to text: the encoding as the file says it, or guessed by how the letters fall.

Guessed is among the encodings that Russian, Ukrainian and Western texts come in. What each makes
of the bytes is rated letter by letter, by how often the language uses the letter and by what
stands next to it: capitals inside words and two alphabets in one word tell a wrong guess.
"""

import math
import re
from collections import Counter

_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_WIDE = {"utf-32-le": (4, 0), "utf-32-be": (4, 3), "utf-16-le": (2, 0), "utf-16-be": (2, 1)}
"""Encodings in units of some bytes, and where in the unit its low byte is."""
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?([\w-]+)|<\?xml[^>]*encoding=["']([\w-]+)""", re.IGNORECASE
)
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
_OTHER = re.compile(r"[^\w\s«»“”„‘’—–\-.,;:!?()\"'%/&<>=#|]|_")  # no letter, sign or space
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
    text, said = data.decode(best, "replace"), best
    if said_rating > ratings[best] - _BETTER:
        text, said = data.decode(name, "replace"), ""
    is_text = _is_text(text) and rating(text[:_HEAD]) > _WORST
    return (text, said) if is_text else ("", "")


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
