"""Speakers that are described and not known: a senior official, главный тренер сборной.

A description is a noun phrase beside a cue of speech whose head is somebody who can speak, or that
ends in a name. It gives the words of the speaker, never an actor.
"""

import re

_HEADS_EN = (
    r"(?:official|spokes(?:man|woman|person|people)|minister|secretary|president|chief|head|leader|"
    r"analyst|expert|diplomat|ambassador|envoy|lawmaker|senator|congress(?:man|woman)|lawyer|judge|"
    r"source|adviser|advisor|aide|negotiator|observer|critic|activist|dissident|professor|scholar|"
    r"researcher|economist|historian|journalist|reporter|editor|author|officer|commander|general|"
    r"colonel|soldier|prosecutor|governor|mayor|chairman|chairwoman|chair|director|executive|"
    r"manager|founder|owner|coach|scientist|doctor|witness|resident|protester|politician|delegate|"
    r"delegation|ministry|department|office|embassy|government|agency|administration|council|"
    r"commission|committee|company|statement|report|party|parliament|court|police|military|army)"
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
_NAMED_EN = re.compile(
    rf"\s+(?:(?:the|an?|its|his|her|their)\s+)?(?:{_WORD}\s+){{0,5}}?{_HEADS_EN}\b(?:\s+{_WORD}){{0,9}}?"
    rf",\s+({_NAME})(?=\s*(?:[,.;:!?\n“\"—–]|$))"
)
_BEFORE_EN = re.compile(
    rf"(?:^\s*|[,;:—–“”\"(]\s*|\b(?:but|and|that|as|while|when)\s+|[.?!]\s+)"
    rf"((?:(?:the|an?|one|another|its|his|her|their|some|several|two|many|most)\s+)?"
    rf"(?:{_WORD}\s+){{0,4}}?{_HEADS_EN}\b(?:\s+(?:of|for|at|in|from|close|familiar|with|to)\b"
    rf"(?:\s+{_WORD}){{1,6}}?)?)(?:,[^,.;]{{1,80}},)?"
    r"(?:\s+(?:also|later|then|has|had|have|\w+ly|told|reporters|on|\w+day|in|noted))*\s+\Z",
    re.IGNORECASE,
)
_APPOSED_EN = re.compile(rf"\A\W*({_NAME}),\s[^.;:“”\"]{{2,110}},\s+\Z")
_AFTER_RU = re.compile(
    rf"\s+((?:{_WORD}\s+){{0,3}}?{_HEADS_RU}(?![\w-])(?:\s+[«\"]?{_WORD}[»\"]?){{0,9}}?)"
    r"(?=\s*(?:[,.;:!?(—–\n]|$))",
    re.IGNORECASE,
)
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


def before(text: str, span: tuple[int, int], language: str) -> tuple[int, int] | None:
    """The description right before a cue, or the name in front of it: X, an analyst at Y, said."""
    patterns = (_APPOSED_RU, _BEFORE_RU) if language == "ru" else (_APPOSED_EN, _BEFORE_EN)
    start, end = max(span[0], span[1] - 2 * _LONGEST), span[1]
    part = text[start:end]
    for pattern in patterns:
        found = pattern.search(part)
        if found:
            return found.start(1) + start, found.end(1) + start
    return None
