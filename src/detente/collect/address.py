"""Addresses in one form, so that one page has one address however a file came by it.

What only names the way to a page is taken off: wrappers of archives, search engines and social
networks, AMP copies, mobile hosts, trackers, fragments. What can name the page stays: `courlan`
and its like drop `cid`, `uid` or a bare `?12345`, which are the article's number on many sites.
What is taken off stands in `address_rules.csv`, each with an example.
"""

import html
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from detente import files
from detente.tables import read

_CACHE = re.compile(r"cache:(?:\w{6,}:)?((?:https?://)?\S+)")
_UNWRAPPINGS = 4  # an archived copy of a search engine's copy of an AMP page is three deep
_MOBILE = ("m", "mobile", "amp", "wap", "pda", "touch")
_SUFFIX = re.compile(r"(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}")
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"/(?:amp|amphtml)(?:\.html)?(?=/|$)|\.amp(?=\.html$|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """A row of `address_rules.csv`."""

    kind: Literal["archive", "copy", "redirect", "amp", "tracker", "word"]
    """What the pattern fits the whole of. Archive, copy: the address of a copy that an archive, or
    a search engine and its cache, keeps. Redirect: host and path of a site that sends its readers
    on. Of what is taken from an address: amp: a parameter with its value, tracker: the name of a
    parameter, word: the name of one that may be an article's number where it has a digit."""
    pattern: re.Pattern[str]
    """The pattern."""
    becomes: str | None
    """The address inside that of a copy; of a redirect, the parameters that can hold the page."""
    example: str
    """An address with it."""
    expected: str
    """The same in one form."""


def canonical(url: str) -> str | None:
    """The address in one form; None where it is not one of the web."""
    for _ in range(_UNWRAPPINGS):
        url = _web(url)
        inside = _unwrapped(url)
        if not inside:
            break
        url = inside
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        return None
    if not host:
        return None
    query = _query(parts.query)
    path = _path(parts.path, final=not query)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))


def archived(url: str) -> str:
    """Time at which a web archive took the page, as it stands in the address; empty otherwise."""
    found = _rules()["archive"][0].pattern.match(_web(url))
    stamp = (found[1] or "") if found else ""
    return stamp if len(stamp) == len("20210519213015") else ""


@cache
def _rules() -> dict[str, list[AddressRule]]:
    rules = read(AddressRule, files.REFERENCE / "address_rules.csv")
    return {kind: [rule for rule in rules if rule.kind == kind] for kind in {r.kind for r in rules}}


def _web(url: str) -> str:
    """The address without what surrounds it, and with a scheme where it has none."""
    url = re.sub(r"[\s\x00-\x1f]+", "", html.unescape(url)).strip("<>\"'")
    if url.startswith("//"):
        return f"https:{url}"
    if re.match(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[/:?#]|$)", url):
        return f"https://{url}"
    return url


def _unwrapped(url: str) -> str:
    """The address inside a wrapper; empty where there is none."""
    for rule in (*_rules()["archive"], *_rules()["copy"]):
        if found := rule.pattern.fullmatch(url):
            return found.expand(rule.becomes or "")
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if host.endswith(".translate.goog"):
        site = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".")
        return f"https://{site}{parts.path}".replace("\0", "-")
    return _target(host, parts)


def _target(host: str, parts: SplitResult) -> str:
    """Where a site that sends its readers on sends them; empty where it is no such address."""
    for rule in _rules()["redirect"]:
        if rule.pattern.fullmatch(f"{host}{parts.path}"):
            query, names = parse_qs(parts.query), (rule.becomes or "").split("|")
            target = next((query[name][0] for name in names if name in query), "")
            cached = _CACHE.match(target)
            return cached[1] if cached else target if "." in target else ""
    return ""


def _host(parts: SplitResult) -> str:
    """Host without the port that is understood and the labels of a mobile copy."""
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        return ""
    labels = parts.hostname.strip(".").encode("idna").decode("ascii").lower().split(".")
    for place in (1, 0):
        rest = labels[:place] + labels[place + 1 :]
        site = ".".join(rest[place:])
        if labels[place : place + 1] and labels[place] in _MOBILE and _is_site(site):
            labels = rest
    port = parts.port
    return ".".join(labels) + (
        f":{port}" if port not in (None, _PORTS[parts.scheme.lower()]) else ""
    )


def _is_site(host: str) -> bool:
    return "." in host and not _SUFFIX.fullmatch(host)


def _path(path: str, *, final: bool) -> str:
    """Path without AMP and doubled slashes; a final one without index page and last slash."""
    bare = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", path))
    path = bare if bare.strip("/") else path
    if final:
        path = _INDEX.sub("", path).rstrip("/")
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda found: _escape(found[0]), path or "/")
    return quote(path, safe="/%!=:,-+@;$&'()*~._")


def _escape(code: str) -> str:
    """A letter that needs no escape, or the escape in capitals."""
    letter = unquote(code)
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else code.upper()


def _query(query: str) -> str:
    """Parameters that are no trackers, sorted; one without a value stays as it is."""
    kept = [p for p in re.split(r"&(?:amp;)?", query) if p and not _is_tracker(p)]
    return "&".join(sorted(quote(p, safe="/%!=:,-+@;$'()*~._?[]") for p in kept))


def _is_tracker(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    kinds = {"amp": parameter, "tracker": name}
    if not re.search(r"\d", value):
        kinds["word"] = name
    return any(
        rule.pattern.fullmatch(said) for kind, said in kinds.items() for rule in _rules()[kind]
    )
