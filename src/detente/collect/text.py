"""Clean text: bytes to Unicode, spaces and paragraphs."""

import re
import unicodedata
from itertools import pairwise

import ftfy
from charset_normalizer import from_bytes

_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?([\w-]+)|<\?xml[^>]*encoding=["']([\w-]+)""", re.IGNORECASE
)
_ALPHABETS = (0x00, 0x04, 0x20)  # Latin, Cyrillic, punctuation
_GUESSED = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1252"]
_MOJIBAKE = re.compile(
    r"Ð[\x80-\xbf°-¿]|Ñ[\x80-\x8f€-]|â€[œ\x9d™“”]|â\x80[\x90-\x9f]|Ã[\x80-\xbf©¨¼¶¤]"
    r"|(?:[РС][Ѐ-Џѐ-џҐґ\u2010-\u2122€\xa0-\xbf]){3}"
)
_ESCAPED = re.compile(r"\\u(0[0-9A-Fa-f]{3}|20[0-9A-Fa-f]{2})")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
_ACCENTED = re.compile("[À-ÿ]")
_MOST_ACCENTED = 0.4  # share of the letters; above it Cyrillic was declared to be Latin-1
_MOST_LOST = 0.05  # share of the letters beyond ASCII
_NARROWEST, _WIDEST = 50, 100  # characters of a hard-wrapped line
_FULL = 0.8  # share of the width that a wrapped line fills with the next word
_ODD = "\t\u00a0\u2000-\u200a\u202f\u3000"
_SPACES = re.compile(f"[{_ODD}][ {_ODD}]*| [ {_ODD}]+")


def decoded(data: bytes) -> tuple[str, str]:
    """Text of some bytes, and the name of the encoding where it had to be guessed.

    A byte-order mark, UTF-8 and a declared charset are believed in this order; else the
    encoding is guessed among those that Russian and Western texts come in. Bytes that are no
    text give an empty text.
    """
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return data.decode(name, "replace"), ""
    if b"\0" in data[:4096]:
        name = _utf16(data)
        return (data.decode(name, "replace"), name) if name else _without_nuls(data)
    if text := _as_declared(data):
        return text, ""
    if text := _nearly_utf8(data):
        return text, "UTF-8 with lost bytes"
    best = from_bytes(data, cp_isolation=_GUESSED, threshold=0.4).best()
    return (str(best), best.encoding) if best and _is_text(str(best)) else ("", "")


def cleaned(text: str) -> str:
    """Text in NFC with plain spaces, no invisible characters, and paragraphs one blank line apart.

    Lines that belong to one paragraph (as in hard-wrapped text) are joined.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    blocks = re.split(r"\n[ ]*\n\s*", text)
    width = wrapped_at(text)
    return "\n\n".join(filter(None, (_joined(block, width) for block in blocks)))


def wrapped_at(text: str) -> int:
    """Width at which a text is hard-wrapped; 0 where its lines are whole paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    return width if _NARROWEST <= width <= _WIDEST else 0


def one_line(text: str) -> str:
    """Text of a headline or a name: clean, on one line."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(cleaned(text).split())


def unmangled(text: str) -> tuple[str, bool]:
    """Text with mojibake repaired, and whether there was any."""
    if "\\u" in text and _ESCAPED.search(text):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), True
    if text.isascii() or not _MOJIBAKE.search(text):
        return text, False
    fixed = ftfy.fix_text(text, uncurl_quotes=False, fix_character_width=False)
    return fixed, fixed != text


def _as_declared(data: bytes) -> str:
    """Text in UTF-8 or the encoding that the file declares; empty where neither is right."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else "utf-8"
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return ""
    letters = sum(map(str.isalpha, text[:20_000])) or 1
    accented = len(_ACCENTED.findall(text[:20_000]))
    return text if accented < letters * _MOST_ACCENTED else ""


def _without_nuls(data: bytes) -> tuple[str, str]:
    """Text with a few zero bytes in it, as a disk or a database can leave them."""
    kept = data.replace(b"\0", b"")
    text = _as_declared(kept) if len(kept) > (1 - _MOST_LOST) * len(data) else ""
    return (text, "text with zero bytes") if text and _is_text(text) else ("", "")


def _nearly_utf8(data: bytes) -> str:
    """Text of bytes that are UTF-8 but for a few, as in a file that was cut off."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    kept = sum(c > "\x7f" for c in text) - lost
    return text if lost <= _MOST_LOST * kept else ""


def _joined(block: str, width: int) -> str:
    """Paragraphs of a block: a line is a paragraph, unless it ends where the width made it end."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    out = lines[:1]
    for before, line in pairwise(lines):
        full = len(before) + 1 + len(line.split(maxsplit=1)[0]) > width * _FULL
        if width and full:
            out[-1] += f" {line}"
        else:
            out.append(line)
    return "\n\n".join(out)


def _utf16(data: bytes) -> str:
    """Name of the UTF-16 that some bytes look like: every other byte names one alphabet."""
    head = data[:400]
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = head[start::2]
        if sum(b in _ALPHABETS for b in high) > 0.9 * len(high):
            return name
    return ""


def _is_text(text: str) -> bool:
    head = text[:4000]
    good = sum(c.isalnum() or c.isspace() or c in "«»“”„‘’—–-.,;:!?()\"'%/&<>=#|" for c in head)
    return good > 0.9 * len(head)
