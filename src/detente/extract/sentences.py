"""Where each sentence begins and ends: one set of rules for English, Russian and Ukrainian."""

import re
from collections.abc import Iterator
from functools import cache

# A stop, what closes with it, white space, and the first word of what follows. It begins only
# at the first of a run of stops, so that a megabyte of full stops costs one pass.
_STOP = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>["'”’»“)\]]*+)\s++
    (?=(?P<open>[<"'“‘«„(\[—–*•-]*+\s?…?>?\s?)(?P<next>\w+))""",
    re.VERBOSE,
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD_BEFORE = re.compile(r"[\w.'’-]+\Z")
_ITEM = re.compile(r"[\W_]*\w{1,3}\Z")
_SHORT = 25  # characters before a stop that are looked at

_WORDS = {
    # What follows these belongs to them: "Gen. Milley", «им. Ленина».
    "never last, en": """mr mrs ms mx messrs dr prof gen lt col maj capt cmdr adm sgt sen rep gov
        amb pres hon rev fr st ft mt vs v cf e.g i.e eg ie ave approx al""",
    "never last, ru": """им ул пр просп пер д кв стр рис см ср т.е т.к т.н т.наз напр проф акад ген
        полк кап адм обл п пп гл св дж эл тел зам нач корр ред пос вып т.ч гр инж докт доц ж.д""",
    "before a number": "no nos vol pp fig art sec",
    # The end only where what follows begins a sentence: "in the U.S. The talks …".
    "seldom last": """u.s u.k u.n u.s.a u.s.s.r e.u d.c a.m p.m inc corp co ltd jr sr etc est ph.d
        jan feb mar apr jun jul aug sep sept oct nov dec""",
    # «В 2021 г. Путин …» goes on, «… был подписан в Праге в 2010 г. Он …» does not.
    "last in a long sentence": "г гг",
    "first": """the a an this that these those it he she they we you i in on at as but and for if
        when while after before however meanwhile there what who his her their our its since by
        from with under some many most one two asked speaking last both no not yet so""",
}


def split(body: str, language: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of a body, in order, without the space between them.

    A paragraph always ends a sentence. A body in English knows the English abbreviations, any
    other body the English and the Russian ones.
    """
    never_last = _words("never last, en") | _words("never last, ru" if language != "en" else "")
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(body):
        begin = start
        for stop in _STOP.finditer(body, start, end):
            before = body[max(begin, stop.start() - _SHORT - 1) : stop.start()]
            if _ends_sentence(before, stop, never_last):
                spans.append((begin, stop.end("close")))
                begin = stop.end()
        spans.append((begin, end))
    return tuple((start, end) for start, end in spans if start < end)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(_WORDS.get(kind, "").split())


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = len(body) - len(body.lstrip())
    end = len(body.rstrip())
    for gap in _PARAGRAPH.finditer(body, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _ends_sentence(before: str, stop: re.Match[str], never_last: frozenset[str]) -> bool:
    following = stop["next"]
    if following[0].islower() or (stop["close"] and stop["open"].startswith(("—", "–", "-"))):
        return False
    if stop["stop"] != "." or stop["close"]:
        return True
    if _ITEM.match(before):  # "1. Trade", "V. Putin"
        return False
    found = _WORD_BEFORE.search(before)
    word = found[0].lstrip("'’-.") if found else ""
    return word.lower() not in never_last and _may_be_last(word, following, before)


def _may_be_last(word: str, following: str, before: str) -> bool:
    plain, initial = word.lower(), word.rpartition(".")[2]
    if plain in _words("seldom last") or word == "I":
        return following.lower() in _words("first")
    if len(initial) == 1 and initial.isupper():
        return False
    if plain in _words("before a number"):
        return not following[0].isdigit()
    return plain not in _words("last in a long sentence") or len(before) > _SHORT
