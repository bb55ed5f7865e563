"""RO-Crate 1.1 metadata of a bundle: what it is, whose, under which licence, and each file.

https://www.researchobject.org/ro-crate/specification/1.1/
"""

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from detente.present.packing import Packed

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_SPECIFICATION}/context", {"sha256": "http://schema.org/sha256"}]
"""The context of RO-Crate 1.1 has no word for the hash; 1.2 took schema.org's."""
_FORMATS = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".toml": "application/toml",
    ".md": "text/markdown",
    ".xml": "application/xml",
}
Entity = dict[str, Any]


def metadata(files: Sequence[Packed], about: dict[str, str], version: str) -> str:
    """JSON-LD of a bundle.

    Parameters
    ----------
    about
        `name`, `description`, `datePublished`, `license`, `author` (empty for none) and `endTime`
        (the day of the run, empty where it is not known).
    version
        Version of détente that made it.
    """
    author = _named("#author", "Person", about["author"])
    license_ = _named(about["license"], "CreativeWork", about["license"])
    is_address = about["license"].startswith(("https://", "http://"))
    by_whom = {"@id": "#author"} if author["name"] else {}
    root = _named("./", "Dataset", about["name"]) | {
        "description": about["description"],
        "datePublished": about["datePublished"],
        "license": {"@id": license_["@id"]} if is_address else license_["name"],
        "author": by_whom,
        "hasPart": [{"@id": _id(file.name)} for file in files],
        "mentions": {"@id": "#run"},
    }
    run = _named("#run", "CreateAction", "The notebooks run on the corpus") | {
        "instrument": {"@id": "#detente"},
        "agent": by_whom,
        "result": {"@id": "./"},
        "endTime": about["endTime"],
    }
    graph = [
        {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}}
        | {"conformsTo": {"@id": _SPECIFICATION}},
        root,
        *map(_file, files),
        run,
        _named("#detente", "SoftwareApplication", "détente") | {"version": version},
        *([license_] if is_address else []),
        *([author] if by_whom else []),
    ]
    said = [{key: value for key, value in entity.items() if value} for entity in graph]
    return json.dumps({"@context": _CONTEXT, "@graph": said}, indent=1, ensure_ascii=False) + "\n"


def _named(id_: str, kind: str, name: str) -> Entity:
    return {"@id": id_, "@type": kind, "name": name}


def _file(file: Packed) -> Entity:
    kind = _FORMATS.get(PurePosixPath(file.name).suffix, "text/plain")
    return _named(_id(file.name), "File", file.title or file.name) | {
        "encodingFormat": kind,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _id(name: str) -> str:
    """Path as a URI, in which letters of any script stay as they are."""
    return "".join(c if c.isalnum() else quote(c, safe="/-._~") for c in name)
