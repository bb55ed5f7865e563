"""Containers made in memory."""

import io
import tarfile
import zipfile

import pytest


@pytest.fixture
def zipped():
    """A ZIP archive of some files."""

    def make(files, method=zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content, method)
        return file.getvalue()

    return make


@pytest.fixture
def tarred():
    """A TAR archive of some files, packed or not."""

    def make(files, mode="w"):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode=mode) as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                data = content.encode()
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        return file.getvalue()

    return make


@pytest.fixture
def record():
    """A record of a crawl, by its kind, address and the server's answer."""

    def make(body, kind="response", url="https://northwire.example/a", **answer):
        status, media = answer.get("status", "200 OK"), answer.get("media", "text/html")
        content = body if isinstance(body, bytes) else body.encode()
        if kind in ("response", "revisit"):
            head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{answer.get('headers', '')}\r\n"
            content = head.encode() + content
            media = "application/http; msgtype=response"
        lines = (
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Target-URI: {url}",
            "WARC-Date: 2021-05-20T10:00:00Z",
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
            f"Content-Type: {media}",
            f"Content-Length: {len(content)}",
            "\r\n",
        )
        return "\r\n".join(lines).encode() + content + b"\r\n\r\n"

    return make


@pytest.fixture
def page(english):
    """A page with an article."""

    def make(title):
        paragraphs = "".join(f"<p>{text}</p>" for text in english.split("\n\n"))
        return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}<p>{title} is new.</p></article></body></html>"

    return make


@pytest.fixture
def outcome(loaded):
    """Rows of the ledger, each as place, status and reason, of one file that is loaded."""

    def make(data, name="file", **options):
        corpus = loaded({name: data}, **options)
        rows = corpus.ledger[["locator", "status", "reason"]].to_numpy().tolist()
        return [(place.removeprefix(name), status, reason) for place, status, reason in rows]

    return make
