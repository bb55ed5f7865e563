"""Publishers: whose article it is, by what the record says, its address, or its folder."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from detente import files
from detente.errors import InputError
from detente.tables import read

_PLACE = re.compile(r"(?:\([^()]*\)|;[^;]*|\[[^\[\]]*\])\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who prints articles."""

    domain: str
    """Domain of its site, without www."""
    name: str
    """Name as it is to be shown, in English."""
    country: str | None
    """Two-letter country of its seat; None where it is not known."""
    zone: str | None = None
    """Time zone of its newsroom, as Europe/Moscow; None where the place is not known."""
    language: str | None = None
    """Two-letter main language; None outside the reference."""
    ownership: Literal["government", "private", "public", "state"] | None = None
    """government: an office speaks for itself; state: a state owns it; public: a public
    broadcaster or agency under a statute; private: all others. None outside the reference."""
    note: str | None = None
    """What to know before using the row."""


class Publishers:
    """Publishers of the reference, and before them those of a table that the user gives."""

    def __init__(self, table: Path | None = None) -> None:
        self._own = _rows(table) if table else ()
        everyone = (*publishers_of(files.REFERENCE), *self._own)
        self._by_domain = {p.domain: p for p in everyone}
        self._by_name = {p.name.casefold(): p for p in everyone}
        self._by_bare_name = {_bare(p.name): p for p in everyone}

    def of(self, *, named: str, url: str, path: str) -> Publisher:
        """The publisher of a record; one that no table has goes by its name or domain.

        The name in the record counts first, then the domain of its address, then the names of
        its file and its folders.
        """
        domain = re.sub(r"^(www|m|amp)\.", "", (urlsplit(url).hostname or ""))
        found = (
            self._by_name.get(named.casefold())
            or self._by_bare_name.get(_bare(named))
            or self._of_domain(domain)
            or self._of_domain(named.casefold())
            or self._of_path(path)
        )
        name = named or domain or "unknown"
        return found or Publisher(domain=domain, name=name, country=None)

    def _of_domain(self, domain: str) -> Publisher | None:
        parts = domain.split(".")
        tails = (".".join(parts[i:]) for i in range(len(parts) - 1))
        return next((self._by_domain[t] for t in tails if t in self._by_domain), None)

    def _of_path(self, path: str) -> Publisher | None:
        """The publisher that a file or folder is named for, the innermost first."""
        for part in reversed(path.split("/")):
            name = part.casefold()
            stem = name.partition(".")[0]
            if found := self._of_domain(name) or self._by_name.get(stem):
                return found
            for publisher in self._own:
                if _one_begins_the_other(stem, publisher.domain.partition(".")[0]):
                    return publisher
        return None


@lru_cache(maxsize=2)
def publishers_with(table: Path | None, _written: int) -> Publishers:
    """Publishers, made once for a table and the time at which it was last written to."""
    return Publishers(table)


def _bare(name: str) -> str:
    """A name in small letters without article and place: databases print The Post (Boston)."""
    return _PLACE.sub("", re.sub(r"^the\s+", "", name.casefold())).strip()


def _one_begins_the_other(one: str, other: str) -> bool:
    """Whether all the words of one name are the first of the other, hyphens or not.

    So dnipro-ledger-ru is dniproledger, and stb is stb-agentstvo.
    """
    if min(len(one), len(other)) < 3:  # noqa: PLR2004 - shorter names say nothing
        return False
    of_one, of_other = (list(accumulate(name.split("-"))) for name in (one, other))
    return of_one[-1] in of_other or of_other[-1] in of_one


@cache
def publishers_of(folder: Path) -> tuple[Publisher, ...]:
    """Publishers of the reference tables in a folder."""
    filled = ("country", "language", "ownership")
    return read(Publisher, folder / "publishers.csv", filled=filled)


@cache
def _zone_of(country: str) -> str | None:
    """The zone that all publishers of the reference in a country share; None where they do not."""
    known = {p.zone for p in publishers_of(files.REFERENCE) if p.country == country and p.zone}
    return known.pop() if len(known) == 1 else None


def _rows(table: Path) -> tuple[Publisher, ...]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            return tuple(_of_row(row) for row in csv.DictReader(lines))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise InputError(
            f"a zone is written as Europe/Moscow or left blank; {error}", where=str(table)
        ) from None
    except KeyError as error:
        raise InputError(
            f"a publishers table has the columns domain, name, country; {error} is missing",
            where=str(table),
        ) from None


def _of_row(row: dict[str, str]) -> Publisher:
    country = row["country"] or None
    zone = row.get("zone") or _zone_of(country or "")
    return Publisher(
        domain=row["domain"],
        name=row["name"],
        country=country,
        zone=ZoneInfo(zone).key if zone else None,
    )
