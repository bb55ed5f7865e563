"""What makes two articles copies: the thresholds that a user sets."""

import dataclasses
from dataclasses import dataclass

from detente.errors import ParameterError, UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """Thresholds of the copy groups; all shares are from 0 to 1.

    The share of a text is the part of its word triples that the other text has too; of a text
    told again, the part of its sentences that have their like in the other.
    """

    window: int = 14
    """Days: articles printed further apart are not compared; undated ones are with all."""
    exact: float = 0.97
    """Share of both texts, from which a copy is exact."""
    near: float = 0.5
    """Share of both texts, from which a copy is near; of one of them, from which it is partial."""
    part: float = 0.2
    """Share that another's text must have in a longer, later one for that to be a partial copy."""
    named: float = 0.88
    """Share of the names and numbers of the text with fewer that the other must have as well: two
    proclamations in one form share their words, but not those."""
    paraphrased: float = 0.55
    """Share of the sentences told again, in the text with fewer, from which it is a paraphrase."""
    translated: float = 0.55
    """The same for two languages."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            most = 3650 if field.name == "window" else 1
            if not 0 < value <= most:
                sentence = f"{field.name} is above 0 and at most {most}, not {value!r}."
                raise ParameterError(sentence, parameter=field.name)

    def with_(self, **thresholds: float) -> "CopyRules":
        """The same with other values of some thresholds; UnknownNameError for one there is not."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in thresholds:
            if name not in known:
                raise UnknownNameError("threshold of copies", name, known)
        return dataclasses.replace(self, **thresholds)  # type: ignore[arg-type]  # window takes a float as well
