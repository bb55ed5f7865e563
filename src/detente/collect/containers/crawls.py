"""Crawls (WARC, ARC): the answers of servers are read, the requests are not inputs.

The layouts are documented at https://iipc.github.io/warc-specifications/ and
https://archive.org/web/researcher/ArcFileFormat.php. Of a crawl that is cut off, what is whole is
read; so it is of a WARC whose beginning is missing.
"""

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from detente.collect.article import Reason, Refusal
from detente.collect.containers import Container
from detente.collect.containers.stream import Member, Stream

LARGEST = 2**28
"""Bytes of one record that are read at most."""

_LONGEST = 2**16  # bytes of the line that begins a record of an ARC
_READ = ("response", "resource", "conversion", "revisit")
_TEXTS = ("html", "json", "xml", "rss", "atom", "pdf", "text/plain", "text/csv", "markdown", "rtf")
_NOT = ("image/", "audio/", "video/", "font/", "manifest")  # such as image/svg+xml


_RECORD = re.compile(rb"WARC/[01]\.\d+\r\n(?:WARC|Content)-")
_FILE = b"filedesc://"
_ARC = re.compile(rb"(\S+) \S+ (\d{8,14}) (\S+)(?: \S+)*? (\d+)\s*\n")


def _recognises(stream: Stream) -> bool:
    """By its first bytes, or by a record that stands behind the end of a cut one."""
    begins = stream.begins
    return begins.startswith((b"WARC/1", b"WARC/0")) or bool(_RECORD.search(begins))


def _members(stream: Stream) -> Iterator[Member | Refusal]:
    """Every answer that is a text; the others are refused with what they are."""
    from fastwarc.warc import ArchiveIterator

    first = _RECORD.search(stream.begins)
    if first and first.start():
        stream.read(first.start())
        seen = "the beginning of the crawl is missing"
        yield Refusal(place="before record 1", reason="damaged", seen=seen)
    for number, record in enumerate(ArchiveIterator(stream, auto_decode="none"), start=1):
        place = f"record {number}"
        if "Content-Length" not in record.headers:
            raise EOFError(f"the header of {place} is cut off")
        if record.headers.get("WARC-Type") in _READ:
            length = min(record.content_length, LARGEST + 1)
            data = bytes(record.reader.read(length))
            if len(data) < length or (not data and _status(record) == 0):
                raise EOFError(f"{place} has {len(data):,} bytes of {record.content_length:,}")
            yield _refusal(record, place, data) or _answer(record, place, data)


def _status(record: Any) -> int | None:
    """Number that the server answered with; 0 for half an answer, None where none was asked."""
    return int(record.http_headers.status_code or 0) if record.is_http_parsed else None


def _refusal(record: Any, place: str, data: bytes) -> Refusal | None:
    """Why a record is not read."""
    url = record.headers.get("WARC-Target-URI", "")
    status, media = _status(record), _media(record)
    reason: Reason = "no text"
    if record.headers.get("WARC-Type") == "revisit":
        seen = "unchanged since an earlier visit, of which this crawl has the text"
    elif status not in (None, 200):
        seen = f"HTTP {status}"
    elif media and (media.startswith(_NOT) or not any(text in media for text in _TEXTS)):
        reason, seen = "not text", media
    elif len(data) > LARGEST:
        reason, seen = "too large", f"over {LARGEST:,} bytes"
    else:
        return None
    return Refusal(place=place, reason=reason, seen=f"{seen} {url}".strip())


def _answer(record: Any, place: str, data: bytes) -> Member | Refusal:
    try:
        data = _decoded(record, data)
    except (OSError, ValueError, zlib.error) as error:
        return Refusal(place=place, reason="damaged", seen=str(error))
    if len(data) > LARGEST:
        return Refusal(place=place, reason="too large", seen="when unpacked")
    when = record.record_date
    return Member(
        place=place,
        stream=Stream(io.BytesIO(data)),
        url=record.headers.get("WARC-Target-URI", "").strip("<>"),
        retrieved=when.isoformat() if when else "",
    )


def _media(record: Any) -> str:
    """Type of the content, as the server or else the crawler gives it."""
    if record.is_http_parsed:
        return (record.http_content_type or "").lower()
    return record.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _decoded(record: Any, data: bytes) -> bytes:
    """Content as the server packed it, unpacked; some crawlers have done that already."""
    headers = record.http_headers if record.is_http_parsed else {}
    if "chunked" in _header(headers, "Transfer-Encoding") and data[:1] in b"0123456789abcdefABCDEF":
        data = _unchunked(data)
    packed = _header(headers, "Content-Encoding")
    if "gzip" in packed and data.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31).decompress(data, LARGEST + 1)
    if "deflate" in packed and data[:1] == b"\x78":
        return zlib.decompressobj().decompress(data, LARGEST + 1)
    if packed.strip() == "br":
        from fastwarc.stream_io import BrotliReader

        return bytes(BrotliReader(io.BytesIO(data)).read(LARGEST + 1))
    return data


def _header(headers: Any, name: str) -> str:
    return str(headers.get(name) or "").lower()


def _unchunked(data: bytes) -> bytes:
    """Content in chunks, joined; as it is where it is not in chunks."""
    parts, at = list[bytes](), 0
    while at < len(data):
        end = data.find(b"\r\n", at)
        try:
            size = int(data[at:end].partition(b";")[0], 16)
        except ValueError:
            return b"".join(parts) or data
        if size == 0:
            break
        parts.append(data[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(parts)


def _is_arc(stream: Stream) -> bool:
    """By the address of its own first record."""
    return stream.begins.startswith(_FILE)


def _of_arc(stream: Stream) -> Iterator[Member | Refusal]:
    """The same of an ARC, each of whose records is one line and an answer."""
    from fastwarc.warc import ArchiveIterator

    number = 0
    while line := stream.readline(_LONGEST):
        if not line.strip():
            continue
        number, place = number + 1, f"record {number + 1}"
        head = _ARC.fullmatch(line)
        if head is None:
            raise EOFError(f"{place} begins with {line[:60].decode('utf-8', 'replace').strip()!r}")
        length = int(head[4])
        data = stream.read(min(length, LARGEST + 1))
        if len(data) < length <= LARGEST:
            raise EOFError(f"{place} has {len(data):,} bytes of {length:,}")
        if not head[1].startswith(_FILE):
            for record in ArchiveIterator(io.BytesIO(_as_warc(head, data)), auto_decode="none"):
                body = bytes(record.reader.read())
                yield _refusal(record, place, body) or _answer(record, place, body)
        while length > LARGEST and (rest := stream.read(min(length - LARGEST - 1, LARGEST))):
            length -= len(rest)


def _as_warc(head: re.Match[bytes], data: bytes) -> bytes:
    """A record of an ARC as one of a WARC."""
    url, stamp, media, _ = head.groups()
    form = "%Y%m%d%H%M%S"
    when = datetime.strptime(stamp.decode().ljust(14, "0"), form).replace(tzinfo=UTC)
    is_http = data.startswith(b"HTTP/")
    kind = b"response" if is_http else b"resource"
    media = b"application/http; msgtype=response" if is_http else media
    lines = (
        b"WARC/1.0",
        b"WARC-Type: " + kind,
        b"WARC-Target-URI: " + url,
        b"WARC-Date: " + f"{when:%Y-%m-%dT%H:%M:%SZ}".encode(),
        b"Content-Type: " + media,
        b"Content-Length: %d" % len(data),
    )
    return b"\r\n".join((*lines, b"", data, b"", b""))


CONTAINERS = (
    Container(name="WARC", rank=400, recognises=_recognises, members=_members),
    Container(name="ARC", rank=410, recognises=_is_arc, members=_of_arc),
)
