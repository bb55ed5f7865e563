"""Addresses in one form, so that one page has one address however a file came by it.

What only names the way to a page is taken off: wrappers of archives, search engines and social
networks, AMP copies, mobile hosts, trackers, fragments. What can name the page stays: `courlan`
and its like drop `cid`, `uid` or a bare `?12345`, which are the article's number on many sites.
"""

import html
import re
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

_ARCHIVE = re.compile(
    r"https?://(?:web\.archive\.org/(?:web/)?|archive\.(?:org|is|ph|today|md|vn|fo|li)/(?:wayback/)?)"
    r"(?:(\d{4,14})(?:[a-z]{2}_)?|[\d.]{10}-(\d{6})|\*|o/\w+)/(.+)",
    re.IGNORECASE,
)
_COPIES = (
    (_ARCHIVE, r"\g<3>"),
    (re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/s/(.+)", re.IGNORECASE), r"https://\g<1>"),
    (re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/(.+)", re.IGNORECASE), r"http://\g<1>"),
    (
        re.compile(
            r"https?://(?:[\w-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/(?:[a-z]/){1,2}(.+)"
        ),
        r"https://\g<1>",
    ),
    (
        re.compile(
            r"https?://(?:[\w-]+\.turbopages\.org|yandex\.[a-z]+/turbo)"
            r"/(?:s/)?([^/]+\.[^/]+)(?:/s)?(/.*)?"
        ),
        r"https://\g<1>\g<2>",
    ),
)
"""Copies that archives, search engines and their caches keep, and the address inside theirs."""
_CACHE = re.compile(r"cache:(?:\w{6,}:)?((?:https?://)?\S+)")
_REDIRECTS = {
    "google": ("/url", ("q", "url")),
    "facebook": ("/l.php", ("u",)),
    "vk": ("/away.php", ("to",)),
    "googleusercontent": ("/search", ("q",)),
    "umblr": ("/redirect", ("z",)),
    "translate.google": ("/translate", ("u",)),
}
"""Sites that send a reader on: the path they do it on, and the parameter that holds the page."""
_UNWRAPPINGS = 4  # an archived copy of a search engine's copy of an AMP page is three deep
_MOBILE = ("m", "mobile", "amp", "wap", "pda", "touch")
_SUFFIX = re.compile(r"(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}")
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"/(?:amp|amphtml)(?:\.html)?(?=/|$)|\.amp(?=\.html$|$)", re.IGNORECASE)
_AMP_QUERY = re.compile(
    r"(?:outputtype|output|view|mode|format|type)=amp|_?amp(?:=.*|_.*)?|usqp=.*|m(?:obile)?=1",
    re.IGNORECASE,
)
_TRACKER = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|itm|ga|hsa|vero|oly|mc|ns|at|wt|sc|trk|__twitter|__s|_hs)_.*|_ga|_gl"
    r"|_openstat|(?:fb|g|d|y|ys|tw|ttc)clid|msclkid|li_fat_id|epik|wbraid|gbraid|igsh(?:id)?"
    r"|mkt_tok|s?cmpid|cmp|xtor|ocid|ncid|smid|smtyp|smprod|ito|ref_?(?:src|url)|referr?er|ftag"
    r"|guce_\w+|soc_(?:src|trk)|spm|mibextid|feature|taid|traffic_source|gaa_\w+|share(?:id|d)?",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"ref|src|source|from|cid|partner|campaign|medium|rss|feed|via|ns|sr_share|post_type|news_source",
    re.IGNORECASE,
)
"""Parameters that are trackers where their value is a word, and may be an article's number."""


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
    found = _ARCHIVE.match(_web(url))
    return (found[1] or "") if found and len(found[1] or "") == len("20210519213015") else ""


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
    for pattern, inside in _COPIES:
        if found := pattern.fullmatch(url):
            return found.expand(inside)
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
    for site, (path, names) in _REDIRECTS.items():
        if re.search(rf"(?:^|\.){site}\.[a-z.]+$", host) and parts.path == path:
            query = parse_qs(parts.query)
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
    if _TRACKER.fullmatch(name) or _AMP_QUERY.fullmatch(parameter):
        return True
    return bool(_DOUBTFUL.fullmatch(name)) and not re.search(r"\d", value)
