"""Mail and pages saved as mail: newsletters (EML, members of an MBOX) and MHTML.

Mail is RFC 5322 with MIME (RFC 2045–2047); MHTML is RFC 2557, as Chrome and Edge save a page
("Webpage, Single File"). A message in a message, as in a digest, is a record of its own.
"""

import dataclasses
import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from detente.collect.article import Draft, RawFile, Refusal
from detente.collect.layouts import is_prose
from detente.collect.markup import from_html
from detente.collect.readers import Reader, reader_of
from detente.collect.text import decoded, one_line

_HEADER = re.compile(
    r"(?:From|To|Subject|Date|Received|Message-ID|MIME-Version|Return-Path|Content-Type|Delivered-To|"
    r"Reply-To|List-Id|List-Unsubscribe|Sender|X-[\w-]+|Content-Location|Snapshot-Content-Location|"
    r"Content-Transfer-Encoding|DKIM-Signature|Authentication-Results|Precedence|References|"
    r"In-Reply-To|Cc|Bcc|Status|Envelope-To|Feedback-ID|ARC-[\w-]+):",
    re.IGNORECASE,
)
_LEAST = 3  # known headers that make a mail
_MOST = 200  # messages in one another
_FORWARDED = re.compile(r"^(?:fwd?|re|aw|wg|пересл):\s*", re.IGNORECASE)


def recognises(file: RawFile) -> bool:
    """A block of headers at the top, each on its line, before the first blank one."""
    if not is_prose(file):
        return False
    head = re.split(r"\r?\n\r?\n", file.text[:20_000].lstrip("\ufeff"), maxsplit=1)[0]
    lines = [line for line in head.splitlines() if line and not line[0].isspace()]
    if lines and lines[0].startswith("From "):  # the envelope line of an MBOX
        lines = lines[1:]
    known = sum(bool(_HEADER.match(line)) for line in lines)
    return known >= _LEAST and all(re.match(r"[!-9;-~]+:", line) for line in lines)


def read(file: RawFile) -> Iterator[Draft | Refusal]:
    """The message, or the saved page in it, and every message inside it."""
    data = file.data.lstrip(b"\xef\xbb\xbf\r\n")
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    message = email.message_from_bytes(data, policy=email.policy.default)
    if "Snapshot-Content-Location" in message or "Saved by" in _header(message, "From"):
        yield from _page(file, message)
        return
    inner = [part for part in message.walk() if part.get_content_type() == "message/rfc822"]
    yield _mail(message, "" if not inner else "message 1")
    for number, part in enumerate(inner[:_MOST], start=2):
        payload = part.get_payload()
        if isinstance(payload, list) and payload:
            yield _mail(payload[0], f"message {number}")


def page_in(data: bytes) -> str:
    """The page that a mail holds; empty where it holds none."""
    part = _html(email.message_from_bytes(data, policy=email.policy.default).walk())
    return _content(part) if part else ""


def _html(parts: Iterable[Any]) -> Any:
    """The first part that is a page; None where there is none."""
    return next((part for part in parts if part.get_content_type() == "text/html"), None)


def _page(file: RawFile, message: Any) -> Iterator[Draft | Refusal]:
    """The page that an MHTML holds, read as what it is: an article, or an export of many."""
    part = _html(message.walk())
    if part is None:
        yield Refusal(place="", reason="no text", seen="a saved page without HTML")
        return
    url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
    page = dataclasses.replace(
        file, text=_content(part), url=url, retrieved=file.retrieved or _header(message, "Date")
    )
    for found in reader_of(page).read(page):
        if isinstance(found, Draft):
            yield dataclasses.replace(found, url=found.url or url, retrieved=page.retrieved)
        else:
            yield found


def _mail(message: Any, place: str) -> Draft | Refusal:
    subject = _FORWARDED.sub("", _header(message, "Subject"))
    beside = [part for part in _own(message) if part.get_content_disposition() == "attachment"]
    attached = [part.get_filename() or part.get_content_type() for part in beside]
    body = _text(message)
    if not body.strip():
        return Refusal(place=place, reason="no text", seen=f"a mail without text: {subject}"[:120])
    name, address = parseaddr(_header(message, "From"))
    date = _header(message, "Date")
    return Draft(
        place=place,
        title=subject,
        publisher=one_line(name) or address.rpartition("@")[2],
        body=body,
        dates=(("header", date),) if date else (),
        furniture=tuple(f"attachment: {one_line(str(one))}" for one in attached),
    )


def _text(message: Any) -> str:
    """Text of the HTML of a mail, or its plain text."""
    parts = [p for p in _own(message) if not p.get_filename()]
    page = _html(parts)
    if page is not None and (shown := from_html(_content(page))).strip():
        return shown
    return "\n\n".join(_content(p) for p in parts if p.get_content_type() == "text/plain")


def _own(message: Any) -> Iterator[EmailMessage]:
    """Parts of a message without those of messages inside it."""
    if message.get_content_type() == "message/rfc822":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        yield from _own(part)


def _content(part: Any) -> str:
    """Text of a part in the charset that it names, or in the one that it looks like."""
    data = part.get_payload(decode=True) or b""
    try:
        return str(data.decode(part.get_content_charset() or "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decoded(data)[0]


def _header(message: Any, name: str) -> str:
    try:
        return one_line(str(message.get(name) or ""))
    except Exception:  # noqa: BLE001 - the standard library raises anything on an odd header; there is none then
        return ""


READER = Reader(name="mail", rank=220, recognises=recognises, read=read)
