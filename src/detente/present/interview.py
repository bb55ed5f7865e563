"""Deciding on names in the terminal: one after the other, every answer saved at once."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import NamedTuple

from detente import files
from detente.collect.corpus import Corpus
from detente.errors import ReviewError
from detente.extract.candidates import Candidate
from detente.extract.names import listed
from detente.extract.reference import Reference
from detente.extract.review import Decision, append
from detente.present.examples import Examples
from detente.present.sheet import proposed_aliases

KEYS = "[a]ccept  [m]erge  [s]plit  [r]ename  [x] reject  [Enter] skip  [q]uit"
_KINDS = {
    "person": ("person",),
    "organisation": ("organisation", "government-body", "company", "alliance"),
    "place": ("place", "state"),
}
_EXAMPLES = 2


class Terminal(NamedTuple):
    """How questions are put and answered."""

    ask: Callable[[str], str]
    """Gives the answer to a question; EOFError where there is no more."""
    say: Callable[[str], None]
    """Shows a line."""


class _Stop(Exception):  # noqa: N818 - it is no error
    """The user has had enough."""


def interview(corpus: Corpus, terminal: Terminal, *, date: str) -> int:
    """How many decisions were made; each was put into review.csv when it was made.

    Candidates come in their rank. The end of the input ends it like the key q.

    Parameters
    ----------
    date
        The day of the decisions, YYYY-MM-DD.
    """
    found, examples, decided = listed(corpus), Examples(corpus), 0
    if not found:
        terminal.say("No name stands in two articles that the reference does not know.")
    try:
        for number, row in enumerate(found, 1):
            terminal.say(f"\n{number} of {len(found)} · {_about(row)}")
            for example in examples.of(row.candidate_id, _EXAMPLES):
                terminal.say(f"  {example.text}  ({example.publisher}, {example.day})")
            decided += _decide(row, terminal, date)
    except (EOFError, _Stop):
        pass
    return decided


def _about(row: Candidate) -> str:
    also = f"\n  also: {', '.join(row.aliases)}" if row.aliases else ""
    like = f"\n  sounds like: {', '.join(row.like)}" if row.like else ""
    counts = f"{row.articles} articles, {row.independent} independent"
    return f"{row.name} · {row.basis} · {counts}{also}{like}"


def _decide(row: Candidate, terminal: Terminal, date: str) -> bool:
    """Whether something was decided on a candidate."""
    while True:
        key = terminal.ask(f"{KEYS} > ").strip().lower()
        if key in ("q", "quit"):
            raise _Stop
        if not key:
            return False
        if key not in _STEPS:
            terminal.say(f"No key {key!r}.")
            continue
        decision = _STEPS[key](row, terminal, date)
        if decision is None:
            continue
        try:
            append(files.review(), decision)
        except ReviewError as error:
            terminal.say(str(error))
            continue
        terminal.say(f"  saved: {decision.action} {decision.name}")
        return True


def _accept(row: Candidate, terminal: Terminal, date: str) -> Decision:
    return _accepted(row, terminal, date, name=row.name)


def _accepted(row: Candidate, terminal: Terminal, date: str, *, name: str) -> Decision:
    first, *others = _KINDS[row.kind]
    kind = _answer(terminal, f"  Kind: {', '.join([first, *others])}", first)
    country = _answer(terminal, "  Country, two letters", "").upper()
    others = [row.name, *row.aliases] if name != row.name else list(row.aliases)
    aliases = _answer(terminal, "  Other names, with | between", "|".join(_full(name, others)))
    gender = (row.gender or "") if kind == "person" else ""
    return Decision(
        action="accept",
        name=name,
        kind=kind,
        country=country,
        gender=gender,
        aliases=tuple(filter(None, aliases.split("|"))),
        note=_answer(terminal, "  Note", ""),
        date=date,
    )


def _full(name: str, others: list[str]) -> list[str]:
    return proposed_aliases(name, tuple(others))


def _merge(row: Candidate, terminal: Terminal, date: str) -> Decision | None:
    actor = _actor(terminal, "  Which actor is it? Id or name", row.like[0] if row.like else "")
    if not actor:
        return None
    return Decision(
        action="merge",
        name=row.name,
        actor=actor,
        aliases=tuple(_full(row.name, list(row.aliases))),
        note=_answer(terminal, "  Note", ""),
        date=date,
    )


def _split(row: Candidate, terminal: Terminal, date: str) -> Decision | None:
    name = _answer(terminal, "  Which printed name is taken from an actor", row.name)
    actor = _actor(terminal, "  Taken from which actor? Id or name", "")
    if not actor:
        return None
    return Decision(
        action="split",
        name=name,
        actor=actor,
        to=_actor(terminal, "  Given to which actor (Enter: to nobody)", "") or "",
        only=_answer(terminal, "  Only in one publisher or article_id (Enter: everywhere)", ""),
        note=_answer(terminal, "  Note", ""),
        date=date,
    )


def _rename(row: Candidate, terminal: Terminal, date: str) -> Decision | None:
    name = _answer(terminal, "  Name as it should be", "")
    if not name:
        return None
    actor = _actor(terminal, "  Of which actor (Enter: accept this one under that name)", "")
    if actor:
        note = _answer(terminal, "  Note", "")
        return Decision(action="rename", name=name, actor=actor, note=note, date=date)
    return _accepted(row, terminal, date, name=name)


def _reject(row: Candidate, terminal: Terminal, date: str) -> Decision:
    note = _answer(terminal, "  Note", "")
    return Decision(action="reject", name=row.name, aliases=row.aliases, note=note, date=date)


def _answer(terminal: Terminal, question: str, proposed: str) -> str:
    shown = f"{question} [{proposed}]: " if proposed else f"{question}: "
    return terminal.ask(shown).strip() or proposed


def _actor(terminal: Terminal, question: str, proposed: str) -> str:
    """Id of an actor that the user names; blank for none."""
    rows = Reference.load().actor_rows
    by_name = {
        name.casefold(): row.actor_id
        for row in rows.values()
        for name in (row.actor_id, row.name_en, row.name_ru)
    }
    while answer := _answer(terminal, question, proposed):
        if answer.casefold() in by_name:
            return by_name[answer.casefold()]
        near = get_close_matches(answer.casefold(), by_name, n=3)
        told = ", ".join(by_name[name] for name in near) or "nobody of a like name"
        terminal.say(f"  No actor is called {answer!r}; there is {told}.")
        proposed = ""
    return ""


_STEPS: dict[str, Callable[[Candidate, Terminal, str], Decision | None]] = {
    "a": _accept,
    "m": _merge,
    "s": _split,
    "r": _rename,
    "x": _reject,
}
