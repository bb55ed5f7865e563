"""Encodings guessed and mojibake repaired, beside charset-normalizer and ftfy alone.

Pieces of the embedded articles, which come in UTF-8, are written in an old encoding, or read in a
wrong one; counted is how many come back letter by letter, by their length in characters.
"""

import random
from collections.abc import Callable

import ftfy
from charset_normalizer import from_bytes

from detente import files
from detente.collect.text import decoded, unmangled

LENGTHS = (50, 200, 1000)
TRIES = 100
OLD = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5", "utf-16-le", "utf-16-be")
SPOILT = [("utf-8", wrong) for wrong in ("cp1252", "latin-1", "cp1251", "koi8_r", "cp866")]
SPOILT += [("cp1251", "cp1252"), ("cp1251", "koi8_r"), ("koi8_r", "cp1251"), ("cp866", "cp1251")]
Mend = Callable[[str], str]


def main() -> None:
    chance = random.Random(20210519)
    paths = sorted((files.SAMPLE / "articles").rglob("*.txt"))
    clean = [text for path in paths if (text := _utf8(path.read_bytes()))]
    lines = [line for text in clean for line in text.split("\n")]
    text = "\n".join(line for line in lines if any("а" <= c <= "я" for c in line))
    print(f"{len(text):,} characters of Russian\n")
    print("| written in | détente 50, 200, 1000 | charset-normalizer |\n|---|---|---|")
    for name in OLD:
        ours = _share(text, chance, lambda s, n=name: (decoded(s.encode(n))[0], s), name)
        peer = _share(
            text, chance, lambda s, n=name: (str(from_bytes(s.encode(n)).best()), s), name
        )
        print(f"| {name} | {ours} | {peer} |")
    print("\n| written in, read in | détente 50, 200, 1000 | ftfy |\n|---|---|---|")
    for name, wrong in SPOILT:
        ours = _mended(text, chance, (name, wrong), lambda s: unmangled(s)[0])
        peer = _mended(text, chance, (name, wrong), lambda s: ftfy.fix_text(s, uncurl_quotes=False))
        print(f"| {name}, {wrong} | {ours} | {peer} |")
    print(
        f"\n{len(clean)} clean texts, of which repaired: {sum(bool(unmangled(t)[1]) for t in clean)}"
    )


def _utf8(data: bytes) -> str:
    """Text of a file in UTF-8; empty for another."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _mended(text: str, chance: random.Random, names: tuple[str, str], mend: Mend) -> str:  # noqa: PLR0917 - as _share
    return _share(text, chance, lambda s: (mend(_spoilt(s, *names)), s), names[0])


def _share(  # noqa: PLR0917 - what, by what chance, how, in which encoding
    text: str, chance: random.Random, tried: Callable[[str], tuple[str, str]], name: str
) -> str:
    """Shares of pieces that came back whole, by length."""
    shares = []
    for length in LENGTHS:
        right = 0
        for _ in range(TRIES):
            begin = chance.randrange(len(text) - length)
            piece = text[begin : begin + length].encode(name, "ignore").decode(name)
            found, printed = tried(piece)
            right += found == printed
        shares.append(f"{right / TRIES:.2f}")
    return ", ".join(shares)


def _spoilt(text: str, name: str, wrong: str) -> str:
    letters = (bytes([byte]) for byte in text.encode(name))
    return "".join(_letter(letter, wrong) for letter in letters)


def _letter(byte: bytes, name: str) -> str:
    try:
        return byte.decode(name)
    except UnicodeDecodeError:
        return chr(byte[0])


if __name__ == "__main__":
    main()
