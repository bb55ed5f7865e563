"""Publishers: whose article it is, by what the record says, its address, or its folder."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from detente import files
from detente.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One row of a publishers table."""

    domain: str
    """Domain, without www."""
    name: str
    """Name as it is to be shown."""
    country: str | None
    """Two-letter country; None where it is not known."""


class Publishers:
    """Publishers of the reference, and before them those of a table that the user gives."""

    def __init__(self, table: Path | None = None) -> None:
        self._own = _rows(table) if table else ()
        everyone = (*_rows(files.REFERENCE / "publishers.csv"), *self._own)
        self._by_domain = {p.domain: p for p in everyone}
        self._by_name = {p.name.casefold(): p for p in everyone}

    def of(self, *, named: str, url: str, source: str) -> Publisher:
        """The publisher of a record; one that no table has goes by its name, domain or folder.

        The name in the record counts first, then the domain of its address, then the names of
        its folders and its file.
        """
        domain = re.sub(r"^(www|m|amp)\.", "", (urlsplit(url).hostname or ""))
        found = (
            self._by_name.get(named.casefold())
            or self._of_domain(domain)
            or self._of_domain(named.casefold())
            or self._of_path(source)
        )
        name = named or domain or "unknown"
        return found or Publisher(domain=domain, name=name, country=None)

    def _of_domain(self, domain: str) -> Publisher | None:
        parts = domain.split(".")
        tails = (".".join(parts[i:]) for i in range(len(parts) - 1))
        return next((self._by_domain[t] for t in tails if t in self._by_domain), None)

    def _of_path(self, source: str) -> Publisher | None:
        """A part of the path that is the beginning of a domain, or the other way round."""
        parts = [part.partition(".")[0] for part in reversed(source.split("/"))]
        for part in parts:
            for publisher in self._own:
                if _beginnings(part) & _beginnings(publisher.domain.partition(".")[0]):
                    return publisher
        return self._of_domain(source.split("/", maxsplit=1)[0])


def _beginnings(name: str) -> set[str]:
    """`dnipro-ledger-ru` → dnipro, dniproledger, dniproledgerru: at least three letters."""
    words = name.casefold().split("-")
    joined = ("".join(words[: i + 1]) for i in range(len(words)))
    return {text for text in joined if len(text) >= 3}  # noqa: PLR2004 - shorter ones say nothing


@cache
def _rows(table: Path) -> tuple[Publisher, ...]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
            return tuple(
                Publisher(domain=r["domain"], name=r["name"], country=r["country"] or None)
                for r in rows
            )
    except KeyError as error:
        raise InputError(
            f"a publishers table has the columns domain, name, country; {error} is missing",
            where=str(table),
        ) from None
