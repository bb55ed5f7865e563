"""Clean text: bytes to Unicode, spaces and paragraphs."""

import re
import unicodedata

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
_GUESSED = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1252", "utf_16_le", "utf_16_be"]
_MOJIBAKE = re.compile(r"Ð[\x80-\xbf°-¿]|Ñ[\x80-\x8f€-]|â€[œ\x9d™“”]|Ã[©¨¼¶¤]|Р[°-џ]С[Ѐ-џ]Р")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


def decoded(data: bytes) -> tuple[str, str]:
    """Text of some bytes, and the name of the encoding where it had to be guessed.

    A byte-order mark, UTF-8 and a declared charset are believed in this order; else the
    encoding is guessed among those that Russian and Western texts come in. Bytes that are no
    text give an empty text.
    """
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return data.decode(name, "replace"), ""
    if b"\0" in data[:4096] and not _looks_like_utf16(data):
        return "", ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = (declared[1] or declared[2]).decode()
        try:
            return data.decode(name), ""
        except (LookupError, UnicodeDecodeError):
            pass
    best = from_bytes(data, cp_isolation=_GUESSED, threshold=0.4).best()
    if best is None or not _is_text(str(best)):
        return "", ""
    return str(best), best.encoding


def cleaned(text: str) -> str:
    """Text in NFC with plain spaces, no invisible characters, and paragraphs one blank line apart.

    Lines that belong to one paragraph (as in hard-wrapped text) are joined.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    blocks = re.split(r"\n[ ]*\n\s*", text)
    return "\n\n".join(filter(None, (_joined(block) for block in blocks)))


def one_line(text: str) -> str:
    """Text of a headline or a name: clean, on one line."""
    return " ".join(cleaned(text).split())


def unmangled(text: str) -> tuple[str, bool]:
    """Text with mojibake repaired, and whether there was any."""
    if not _MOJIBAKE.search(text):
        return text, False
    fixed = ftfy.fix_text(text, uncurl_quotes=False, fix_character_width=False)
    return fixed, fixed != text


def _joined(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    wrapped = len(lines) > 1 and all(len(line) > 50 for line in lines[:-1])  # noqa: PLR2004 - a hard-wrapped line
    return " ".join(lines) if wrapped else "\n\n".join(filter(None, lines))


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:400]
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > len(head) // 5 and min(even, odd) == 0


def _is_text(text: str) -> bool:
    head = text[:4000]
    good = sum(c.isalnum() or c.isspace() or c in "«»“”„‘’—–-.,;:!?()\"'%/&<>=#|" for c in head)
    return good > 0.9 * len(head)
