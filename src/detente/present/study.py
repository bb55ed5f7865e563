"""What a study says of itself: the table `[study]` of its plan."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from detente.errors import ParameterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Title, purpose and address of a study, as its first page and its feed show them."""

    title: str = "What the coverage of US–Russia relations says, and how we know"
    """Heading of the first page."""
    about: str = ""
    """What the study asks, in a sentence or two of plain text."""
    address: str = ""
    """Where the reports are published: https://… ; empty where they are not."""


def read_study(plan: Path) -> Study:
    """What a plan says of its study; the defaults where it says nothing or is not there."""
    try:
        row = tomllib.loads(plan.read_text("utf-8")).get("study", {})
    except FileNotFoundError:
        return Study()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(f"{plan}: {error}", parameter="") from None
    names = [field.name for field in fields(Study)]
    for name, value in row.items():
        if name not in names or not isinstance(value, str):
            raise ParameterError(
                f"{plan}, [study], {name} = {value!r}: it may have {', '.join(names)}, each a "
                "text in quotes.",
                parameter=name,
            )
    study = Study(**row)
    if study.address and urlsplit(study.address).scheme not in ("http", "https"):
        raise ParameterError(
            f"{plan}, [study]: address is to begin with https://, and {study.address!r} does not.",
            parameter="address",
        )
    return study
