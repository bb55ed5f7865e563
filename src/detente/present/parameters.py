"""Parameters of a notebook: `name: type = value  # help`, checked before anything runs."""

import ast
import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from detente.errors import ParameterError

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One typed parameter of a notebook."""

    name: str
    """Its name."""
    kind: type
    """str, int, float or bool."""
    default: Any
    """The value written in the notebook."""
    help: str
    """The comment behind it."""


def parameters_of(notebook: Path) -> dict[str, Parameter]:
    """Parameters of a notebook by name, from the cell tagged `parameters`."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    source = "".join("".join(c["source"]) for c in tagged)
    lines = source.splitlines()
    return {
        parameter.name: parameter
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign)
        for parameter in [_parameter(node, lines[node.lineno - 1])]
    }


def checked(given: dict[str, str], known: dict[str, Parameter], *, notebook: str) -> dict[str, Any]:
    """The given values in the types that the notebook declares; ParameterError otherwise."""
    return {
        name: _value(name, text, known, notebook=notebook) for name, text in sorted(given.items())
    }


def _parameter(node: ast.AnnAssign, line: str) -> Parameter:
    return Parameter(
        name=ast.unparse(node.target),
        kind=_TYPES[ast.unparse(node.annotation)],
        default=ast.literal_eval(node.value) if node.value else None,
        help=line.partition("#")[2].strip(),
    )


def _value(name: str, text: str, known: dict[str, Parameter], *, notebook: str) -> Any:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        has = f"It has: {', '.join(known)}." if known else "It has none."
        raise ParameterError(f"{notebook} has no parameter {name!r}.{hint} {has}", parameter=name)
    kind = known[name].kind
    try:
        value = _WORDS[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError):
        raise ParameterError(
            f"{notebook}: {name} is to be {kind.__name__}, and {text!r} is not.", parameter=name
        ) from None
    if why := _unfit(value, known[name].help):
        raise ParameterError(f"{notebook}: {name} is to be {why}, not {text!r}.", parameter=name)
    return value


def _unfit(value: Any, said: str) -> str:
    """What a value is to be by the help of its parameter; empty where it is."""
    least = re.search(r"at least (\d+)", said)
    if least and value < int(least[1]):
        return least[0]
    if "YYYY-MM-DD" in said and value:
        from detente.extract.reference import first_day

        try:
            first_day(value)
        except ValueError:
            return "a day, YYYY-MM-DD"
    choice = re.search(r"one of ([\w, ]+)", said)
    if choice and value not in choice[1].replace(" or ", ", ").split(", "):
        return choice[0]
    return ""
