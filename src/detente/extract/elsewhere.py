"""Whether a title without a country is of a firm or a club, or an ambassador of another post."""

import re

from detente.extract.scan import Hit
from detente.extract.scene import Scene

_DIRECTED = (
    r"(?:chair(?:man|woman)?|founder|owner|editor|publisher|ceo|cfo|coo|chief executive|"
    r"chief executive officer|general manager|managing director|director(?! (?-i:[A-Z])))"
)
_MORE = re.compile(
    rf"\s*(?:,|and|&|/|,?\s+and)\s+(?:[a-z-]+\s+){{0,2}}{_DIRECTED}\b"
    r"(?!\s+(?:of\s+)?(?:the\s+)?(?:joint|cia|fbi|national|central))|"
    r"\s+(?:for|of)\s+(?:sales|marketing|communications|research|operations|engineering|"
    r"finance|public|corporate|global|product|policy|strategy|human)\b|"
    r"\s*(?:,?\s+и|/)\s+(?:владел\w+|основател\w+|учредител\w+|гендиректор\w*)|"
    r"\s+по\s+(?:продаж|маркетинг|финанс|связям|работе|развити)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b{_DIRECTED}(?:,| and| &|/)\s+\Z|"
    r"\b(?:company|firm|group|university|college|club|bank|team|school|association|federation|"
    r"league|studio|network|airline|automaker|chain|fund)['’]s\s+\Z",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?!Mr|Ms)[A-Z][\w.&-]*['’]s?\s+\Z")
_RUSSIAN = re.compile(
    r"\s+(?:[«„“\"]|[A-Z]|(?:компани|корпораци|федераци|банк|клуб|фирм|ассоциаци|союз|университет|"
    r"академи|институт|концерн|холдинг|групп|фонд|завод|лиг|палат|обществ|школ|объединени|"
    r"издательств|телекомпани|авиакомпани|олимпийск|футбольн|хоккейн|международн\w+\s+федераци)\w*)"
)
_POSTED = re.compile(
    r"\s+(?:(?:to|in|at)\s+(?:the\s+)?(?!Jan|Feb|March|Apr|May\b|June|July|Aug|Sep|Oct|Nov|Dec|"
    r"\w+day\b)[A-Z]|(?:в|во|на|при)\s+[А-ЯЁ])"
)
Span = tuple[int, tuple[str, ...]]
"""Where a title ends, and the offices that it can mean."""
_ENVOYS = ("ambassador", "envoy")
_SENT_BY = re.compile(r"\b(?!American|Russian|Soviet)[A-Z][a-z]+(?:ish|an|ese|ch|i)\s+\Z")
_HOSTS = {"to-russia": "russia", "to-us": "united-states", "to-un": "united-nations"}


def is_of_firm(scene: Scene, index: int) -> bool:
    """Whether the words beside a bare title make it one of a firm: vice president of sales."""
    body, hit = scene.reading.body, scene.hits[index]
    lead = body[max(scene.sentence_start(hit), hit.start - 40) : hit.start]
    if _MORE.match(body, hit.end) or _BEFORE.search(lead):
        return True
    if hit.surface[0] >= "А":
        return bool(_RUSSIAN.match(body, hit.end))
    owned = _OWNED.search(lead)
    before, _ = scene.near(index)
    if owned is None:
        return False
    return before is None or before.end <= hit.start - len(owned[0])


def posted(scene: Scene, index: int, span: Span) -> tuple[str, ...]:
    """Offices that are left once the post behind an ambassador is read: US ambassador to Nepal."""
    end, offices = span
    hit = scene.hits[index]
    sent_by = _SENT_BY.search(scene.reading.body, max(hit.start - 20, 0), hit.start)
    if sent_by and hit.surface.lower().startswith(_ENVOYS):
        return ()
    at = _POSTED.match(scene.reading.body, end)
    if not at or not any(_host(office) for office in offices):
        return offices
    near = scene.hits[index + 1 : index + 4]
    name: Hit | None = next((h for h in near if h.start <= at.end() - 1 < h.end), None)
    ids = name.known.form.actor_ids if name and name.known.form else ()
    return tuple(office for office in offices if _host(office) in ids)


def _host(office_id: str) -> str:
    return next((host for word, host in _HOSTS.items() if office_id.endswith(word)), "")
