"""Files that an importer can choke on, each made here, with the row that it has to end in.

`make(folder)` writes them; `ROWS` has the status and how the reason begins, by locator.
"""

import gzip
import io
import json
import os
import tarfile
import zipfile
from itertools import count
from pathlib import Path

_PLACES = count(1)  # so that no two files hold the same article


def english() -> str:
    return (
        "The two ministers talked in the concert hall by the harbour about arms control and "
        "their missing ambassadors.\n\nNeither said when the presidents would meet, and both "
        f"said that the talk had been useful. Reporters waited at pier {next(_PLACES)}."
    )


def russian() -> str:
    return (
        "Два министра говорили в концертном зале у гавани о вооружениях и отсутствующих послах."
        "\n\nКогда встретятся президенты, ни один не сказал, но оба назвали разногласия "
        f"серьёзными, а беседу - полезной. Журналисты ждали у причала {next(_PLACES)}."
    )


LONGEST = 2**28 + 2**20


def record(**fields: object) -> bytes:
    return json.dumps({"title": "Talks", "text": english()} | fields).encode()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def locked() -> bytes:
    """A ZIP whose only file says that it needs a password."""
    data = bytearray(zipped("a.txt", english().encode()))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    return bytes(data)


def tarred(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        data = english().encode()
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def feed(doctype: str, text: str) -> bytes:
    item = f"<item><title>Talks</title><description>{text}</description></item>"
    return (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{item}</channel></rss>'.encode()
    )


def many(head: str, between: str = "\n\n") -> str:
    """Six documents in one text, each with a head of its own."""
    return between.join(f"{head.format(n=n)}\n\n{english()}" for n in range(1, 7))


def nested(depth: int) -> bytes:
    """A letter whose text is in parts of parts."""
    inner = b"Content-Type: text/plain\r\n\r\n" + english().encode()
    for n in range(depth):
        head = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        inner = head + inner + b"\r\n--b%d--\r\n" % n
    return b"From: a@x.example\r\nSubject: Talks\r\nMIME-Version: 1.0\r\n" + inner


ALIASES = "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
FILES: dict[str, tuple[bytes, str, str]] = {
    "empty.txt": (b"", "refused", "no text"),
    "spaces.txt": (b" \n\t\n ", "refused", "no text"),
    "numbers.txt": (b"12 34 56\n\n78 90 12", "refused", "no text"),
    "zeros.txt": (bytes(4000), "refused", "no text"),
    "some-zeros.txt": (
        b"\0\0" + english().encode() + b"\0",
        "repaired",
        "encoding guessed: text with",
    ),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "refused", "not text: a picture"),
    "programme.txt": (b"\x7fELF" + bytes(range(256)) * 4, "refused", "not text"),
    "utf-16.txt": (english().encode("utf-16-le"), "repaired", "encoding guessed: utf-16-le"),
    "utf-32.txt": (russian().encode("utf-32-be"), "repaired", "encoding guessed: utf-32-be"),
    "windows-1251.txt": (russian().encode("cp1251"), "repaired", "encoding guessed: cp1251"),
    "koi8.txt": (russian().encode("koi8_r"), "repaired", "encoding guessed: koi8_r"),
    "cp866.txt": (russian().encode("cp866"), "repaired", "encoding guessed: cp866"),
    "mac.txt": (russian().encode("mac_cyrillic"), "repaired", "encoding guessed: mac_cyrillic"),
    "two-encodings.txt": (
        russian().encode() + b"\n\n" + russian().encode("cp1251"),
        "repaired",
        "encoding guessed: UTF-8 and cp1251",
    ),
    "declares-another.html": (
        f'<html><head><meta charset="koi8-r"><title>Переговоры</title></head><body><h1>Переговоры'
        f"</h1><p>{russian()}</p></body></html>".encode("cp1251"),
        "repaired",
        "encoding guessed: cp1251",
    ),
    "cut-letter.txt": (
        f"{russian()} Да".encode()[:-1],
        "repaired",
        "encoding guessed: UTF-8 with lost",
    ),
    "mojibake.json": (
        record(text=f"It’s late. {english()}".encode().decode("cp1252")),
        "repaired",
        'text repaired: "â€™" → "’" (1 place)',
    ),
    "mojibake-ru.json": (
        record(title="", text=russian().encode("cp866").decode("cp1251", "ignore")),
        "repaired",
        "text repaired: ",
    ),
    "escapes.json": (
        record(title=r"Minister\u2019s call &amp;amp; talks"),
        "repaired",
        'text repaired: "',
    ),
    "half.json": (record()[:-40], "refused", "damaged"),
    "lists.json": (b"[" * 10_000 + b'"a"' + b"]" * 10_000, "refused", "damaged"),
    "digits.json": (b'{"title": "Talks", "text": "a", "n": ' + b"9" * 5000 + b"}", "refused", ""),
    "half-letters.json": (
        b'{"title": "Talks \\ud83d and \\udc00", "text": ' + json.dumps(english()).encode() + b"}",
        "read",
        "",
    ),
    "year-0.json": (record(date="0000-01-01T00:00:00Z"), "read", ""),
    "year-9999.json": (record(date="9999-12-31T23:59:59Z", id=2), "read", ""),
    "script.json": (record(title="<script>alert(1)</script>"), "read", ""),
    "formula.csv": (
        f'title,text,url\n"=HYPERLINK(""https://evil.example"")","{english()}",x\n'.encode(),
        "read",
        "",
    ),
    "torn.csv": (f'title,text,url\nTalks,"{english()}'.encode(), "refused", "damaged"),
    "table.parquet": (b"PAR1" + bytes(range(200)) + b"PAR1", "refused", "damaged"),
    "bidi.txt": (
        b"\xe2\x80\xaeTalks in the\xe2\x80\xac harbour\n\n" + english().encode(),
        "read",
        "",
    ),
    "name\nof two lines.txt": (b"Talks in two lines\n\n" + english().encode(), "read", ""),
    "deep.html": (
        b"<html><body>" + b"<div>" * 50_000 + f"<p>{english()}</p>".encode() + b"</body></html>",
        "refused",
        "damaged",
    ),
    "styles.html": (
        b"<html><head><style>p{}</style></head><body><script>x()</script></body></html>",
        "refused",
        "no text",
    ),
    "laughs.xml": (
        feed(f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>', "&a9;"),
        "refused",
        "",
    ),
    "stranger.xml": (
        feed('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
        "refused",
        "",
    ),
    "garbage.rtf": (rb"{\rtf1\ansi{{{\bin999999", "refused", ""),
    "garbage.pdf": (b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R >> xref", "refused", ""),
    "garbage.docx": (zipped("word/document.xml", b"<w:document><w:body>"), "refused", ""),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "refused", ""),
    "bomb.zip": (zipped("zeros.txt", bytes(2**27)), "refused", "too large"),
    "locked.zip": (locked(), "refused", ""),
    "cut.zip": (zipped("a.txt", english().encode())[:-60], "refused", "damaged"),
    "cut.gz": (gzip.compress(english().encode(), mtime=0)[:-60], "refused", "damaged"),
    "leads-out.tar": (tarred("../../etc/passwd"), "refused", "unreadable"),
    "cut.warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Le", "refused", ""),
    "aliases.md": (
        f"---\ntitle: Talks\na0: &a0 [x, x]\n{ALIASES}---\n{english()}".encode(),
        "refused",
        "damaged: front matter with aliases",
    ),
    "parts.eml": (nested(60), "read", ""),
    "too-many-parts.eml": (nested(3000), "refused", "damaged: nested too deeply"),
    "labels.txt": (
        f"Title: Talks\nSource: Post\nDate: 3 May 2021\nText: {english()}{' ' * 50_000}x".encode(),
        "read",
        "",
    ),
    "spaces.md": (
        f"---\ntitle: Talks\n---\n# Talks {' ' * 50_000}x\n\n{english()}".encode(),
        "read",
        "",
    ),
    "hashes.md": (
        f"---\nsource: Post\n---\n{'# ' * 50_000}x\n\n{english()}".encode(),
        "read",
        "",
    ),
    "cut-off.csv": (
        f'title,text,url\nTalks,"{english()}{" " * 50_000}[+12 chars{" " * 50_000}",x\n'.encode(),
        "read",
        "",
    ),
    "without-stops.txt": (
        b"Talks in the harbour\n\n" + english().replace(".", "").encode() * 200,
        "read",
        "",
    ),
    "long.txt": (
        "\n\n".join(f"{english()} Hall {n}." for n in range(500)).encode(),
        "read",
        "very long: ",
    ),
    "numbers-above.txt": (many("<< {n} of 6 >>").encode(), "refused", "several documents: looks"),
    "days-above.txt": (
        many("Talks, part {n}\n{n} May 2021").replace("\n", "\r\n").encode(),
        "refused",
        "several documents: looks",
    ),
    "labels-above.json": (
        record(text=many("Kopf: Talks {n}\nBlatt: Harbour Post")),
        "refused",
        "several documents: looks",
    ),
    "lines.txt": (b"a b\n" * 100_000 + b"\n" + english().encode(), "read", ""),
    "quotes.txt": (
        b"Talks in the harbour\n\n" + english().encode() + "“«\"'(".encode() * 20_000,
        "refused",
        "no text",
    ),
    "tags.html": (
        f"<html><body><h1>Talks</h1><p>{english()}</p>{'<b ' * 50_000}</body></html>".encode(),
        "read",
        "",
    ),
    "ampersands.html": (
        f"<html><body><h1>Talks</h1><p>{english()} {'&amp' * 50_000}</p></body></html>".encode(),
        "read",
        "",
    ),
    "returns.txt": (b"Talks\r\r" + english().encode() + b"\r" * 50_000 + b"x", "read", ""),
    "brackets.md": (
        f"---\ntitle: Talks\n---\n{english()}\n\n{'[' * 50_000}](http".encode(),
        "read",
        "",
    ),
    "capitals.txt": (b"Talks\n\n" + english().encode() + b" US NATO EU" * 10_000, "read", ""),
    "dates.txt": (b"Talks\n\n" + b"3 May 2021 at 5 p.m. " * 200 + english().encode(), "read", ""),
}
"""Content, status and beginning of the reason of each file."""
ODD: dict[str, tuple[str, str]] = {
    "one-line.txt": ("refused", "too large"),
    "link-to-itself.txt": ("refused", "unreadable"),
    "link-to-its-folder": ("refused", "unreadable"),
    "link-out.txt": ("refused", "unreadable"),
    "pipe.txt": ("refused", "unreadable"),
}
"""The same of what is no ordinary file, or too large for one."""
PLACES = {
    "bomb.zip": "zeros.txt",
    "cut-off.csv": "row 1",
    "labels.txt": "article 1",
    "formula.csv": "row 1",
    "garbage.docx": "word/document.xml",
    "leads-out.tar": "../../etc/passwd",
    "lists.json": "item 1",
    "locked.zip": "a.txt",
    "torn.csv": "after row 1",
}
"""Where in a file the row says that it is; a JSON record is on line 1."""
BEFORE = {"torn.csv#row 1": ("read", "")}
"""What was read before the place where a file is damaged."""


def locator(name: str) -> str:
    place = PLACES.get(name, "line 1" if name.endswith(".json") else "")
    printed = name.replace("\n", "\\n")
    return f"{printed}#{place}" if place else printed


ROWS = {locator(name): row for name, (_, *row) in FILES.items()} | ODD | BEFORE


def make(folder: Path) -> None:
    """Write all of them into a new folder."""
    folder.mkdir(parents=True)
    for name, (data, _, _) in FILES.items():
        (folder / name).write_bytes(data)
    with (folder / "one-line.txt").open("wb") as line:  # sparse: it takes no room
        line.write(b"a line without an end, ")
        line.truncate(LONGEST)
    (folder / "link-to-itself.txt").symlink_to("link-to-itself.txt")
    (folder / "link-to-its-folder").symlink_to(".", target_is_directory=True)
    (folder / "link-out.txt").symlink_to(Path("/etc/hostname"))
    os.mkfifo(folder / "pipe.txt")
