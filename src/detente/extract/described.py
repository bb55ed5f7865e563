"""Speakers that are described and not known: a senior official, главный тренер сборной.

A description is a noun phrase beside a cue of speech whose head is somebody who can speak, or that
ends in a name. It gives the words of the speaker, never an actor.
"""

import re
from collections.abc import Iterator

_HEADS_EN = (
    r"(?:official|spokes(?:man|woman|person|people)|minister|secretary|president|chief|head|leader|"
    r"analyst|expert|diplomat|ambassador|envoy|lawmaker|senator|congress(?:man|woman)|lawyer|judge|"
    r"source|adviser|advisor|aide|negotiator|observer|critic|activist|dissident|professor|scholar|"
    r"researcher|economist|historian|journalist|reporter|editor|author|officer|commander|general|"
    r"colonel|soldier|prosecutor|governor|mayor|chairman|chairwoman|chair|director|executive|"
    r"manager|founder|owner|coach|scientist|doctor|witness|resident|protester|politician|delegate|"
    r"delegation|ministry|department|office|embassy|government|agency|administration|council|"
    r"commission|committee|company|manufacturer|maker|auditor|investor|trader|broker|operator|"
    r"regulator|union|group|firm|bank|team|campaign|organi[sz]ation|association|airline|carrier|"
    r"dealer|worker|employee|driver|farmer|student|teacher|bishop|pope|king|queen|prince|premier|"
    r"deputy|member|candidate|opponent|supporter|rebel|victim|relative|attorney|counsel|engineer|"
    r"pilot|astronaut|cosmonaut|boss|representative|mediator|monitor|inspector|investigator|"
    r"captain|admiral|newspaper|magazine|channel|people|statement|report|party|parliament|court|police|military|army)"
    r"(?:e?s)?"
)
_HEADS_RU = (
    r"(?:[а-яё]+-)?(?:глав[аы]|министр\w*|представител\w+|директор\w*|президент\w*|председател\w+|лидер\w*|"
    r"создател\w+|основател\w+|эксперт\w*|аналитик\w*|политик\w*|политолог\w*|сенатор\w*|депутат\w*|"
    r"дипломат\w*|посол|посла|посланник\w*|источник\w*|собеседник\w*|руководител\w+|руководств\w+|"
    r"ведомств\w+|министерств\w+|секретар\w+|пресс-секретар\w+|тренер\w*|чиновник\w*|офицер\w*|"
    r"генерал\w*|учёный|ученый|учёные|ученые|академик\w*|профессор\w*|помощник\w*|советник\w*|власти|"
    r"адвокат\w*|журналист\w*|корреспондент\w*|докладчик\w*|наблюдател\w+|автор\w*|правозащитник\w*|"
    r"премьер\w*|губернатор\w*|мэр\w*|прокурор\w*|ветеран\w*|очевид\w+|заявлени\w+|докладе?|сообщени\w+|"
    r"судья|судьи|производител\w+|инвестор\w*|рабочи[ей]|сотрудни\w+|член\w*|участни\w+|организатор\w*|"
    r"специалист\w*|исследовател\w+|врач\w*|юрист\w*|следовател\w+|командующ\w+|командир\w*|"
    r"космонавт\w*|астронавт\w*|критик\w*|сторонник\w*|оппонент\w*|жители?|владел\w+|газета|"
    r"издание|телеканал\w*|организаци\w+|союз\w*|банк\w*|группа|движение|партия|фракция|комитет\w*|"
    r"архитектор\w*|писател\w+|режисс[её]р\w*|спикер\w*|канцлер\w*|госсекретар\w+|замглавы|"
    r"посольств\w+|правительств\w+|парламент\w*|суд|полици\w+|компани\w+|агентств\w+|собравши\w+|"
    r"присутствующ\w+|протестующ\w+)"
)
_NAME = r"[A-ZА-ЯЁ][\w’'.-]+(?:\s+(?:[a-zа-яё]{2,3}\s+)?[A-ZА-ЯЁ][\w’'.-]*\w)+"
_WORD = r"(?:[\w’'.&/-]|\ue000)+"
_LONGEST = 110
_AFTER_EN = re.compile(
    rf"\s+(?!(?:that|how|if|whether|it|we|they|he|she|I|you|this|there|what|why|\w+[’'](?:re|s|t|ve))\b)"
    rf"((?:(?:the|an?|one|another|its|his|her|their|some|several|two|many)\s+)?"
    rf"(?:{_WORD}\s+){{0,5}}?{_HEADS_EN}\b(?:\s+{_WORD}){{0,9}}?)(?=\s*(?:[,.;:!?(\n“\"—–]|$|\b(?:on|in|at|during|after|before|when|who|as)\b))",
    re.IGNORECASE,
)
_AFTER_NAME_EN = re.compile(
    rf"(?:['’]s?)?\s+(?:[a-z-]+\s+){{0,3}}?{_HEADS_EN}\b(?:\s+({_NAME}))?(?=\s|[.,]|$)"
)
_NAMED_EN = re.compile(
    rf"\s+(?:(?:the|an?|its|his|her|their)\s+)?(?:{_WORD}\s+){{0,5}}?{_HEADS_EN}\b(?:\s+{_WORD}){{0,9}}?"
    rf",\s+({_NAME})(?=\s*(?:[,.;:!?\n“\"—–]|$))"
)
_BEFORE_EN = re.compile(
    rf"(?:^\s*|[,;:—–“”\"(]\s*|\b(?:but|and|that|as|while|when|what|which)\s+|[.?!]\s+)"
    rf"((?!(?:what|which|who|that|as|when|if|whether)\b)"
    rf"(?:(?:the|an?|one|another|its|his|her|their|some|several|two|many|most)\s+)?"
    rf"(?:{_WORD}\s+){{0,4}}?{_HEADS_EN}\b(?:\s+(?:of|for|at|in|from|close|familiar|with|to)\b"
    rf"(?:\s+{_WORD}){{1,6}}?)?)"
    rf"(?:,\s+({_NAME}),|,[^,.;]{{1,80}},)?"
    r"(?:\s+(?:also|later|then|has|had|have|\w+ly|told|reporters|on|\w+day|in|noted))*\s+\Z",
    re.IGNORECASE,
)
_APPOSED_EN = re.compile(rf"\A\W*({_NAME}),\s[^.;:“”\"]{{2,110}},\s+\Z")
_AFTER_RU = re.compile(
    rf"\s+((?:{_WORD}\s+){{0,3}}?{_HEADS_RU}(?![\w-])(?:\s+[«\"]?{_WORD}[»\"]?){{0,9}}?)"
    r"(?=\s*(?:[,.;:!?(—–\n]|$))",
    re.IGNORECASE,
)
_HEAD_RU = re.compile(rf"(?<![\w-]){_HEADS_RU}(?![\w-])", re.IGNORECASE)
_BEFORE_RU = re.compile(
    rf"(?:^|[\s«(])({_HEADS_RU}(?:\s+[«\"]?{_WORD}[»\"]?){{0,7}}?)"
    r"(?:\s+(?:также|ещё|еще|позже|ранее|сегодня|вчера|же|тогда|в\s+\w+|на\s+\w+))?\s+\Z",
    re.IGNORECASE,
)
_APPOSED_RU = re.compile(rf"\A\W*({_NAME}),\s[^.;:«»\"]{{2,110}},\s+\Z")


def after(text: str, span: tuple[int, int], language: str) -> tuple[int, int] | None:
    """The description right behind a cue: …, said a senior official; заявил глава ведомства."""
    patterns = (_AFTER_RU,) if language == "ru" else (_NAMED_EN, _AFTER_EN)
    for pattern in patterns:
        found = pattern.match(text, span[0], min(span[1], span[0] + _LONGEST))
        if found:
            return found.span(1)
    return None


def after_name(text: str, span: tuple[int, int]) -> tuple[int | None, int] | None:
    """End of a description that goes on after a name, and where the name of who is meant begins.

    Barclays economists have none; in Uralsib analyst Chris Weafer it is the last.
    """
    found = _AFTER_NAME_EN.match(text, *span)
    if not found:
        return None
    return (found.start(1), found.end(1)) if found[1] else (None, found.end())


def before(text: str, span: tuple[int, int], language: str) -> tuple[int, int] | None:
    """The description right before a cue, or the name in front of it: X, an analyst at Y, said."""
    patterns = (_APPOSED_RU, _BEFORE_RU) if language == "ru" else (_APPOSED_EN, _BEFORE_EN)
    start, end = max(span[0], span[1] - 2 * _LONGEST), span[1]
    part = text[start:end]
    for pattern in patterns:
        found = pattern.search(part)
        if found:
            group = 2 if pattern.groups > 1 and found[2] else 1
            return found.start(group) + start, found.end(group) + start
    return None


def head(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Russian words between a verb and the next mark that somebody who can speak may be."""
    for found in _HEAD_RU.finditer(text, *span):
        yield found.span()
