"""RO-Crate 1.1 metadata of a bundle: what each file is, and by what it was made.

https://www.researchobject.org/ro-crate/specification/1.1/ ; what is checked here is what it says
that metadata must have, and that every file is described as it is.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

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
_MADE = ("reports/", "notebooks/")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Entity = dict[str, Any]


def metadata(files: Sequence[Packed], about: Entity, versions: dict[str, str]) -> str:
    """JSON-LD of a bundle.

    Parameters
    ----------
    about
        `name`, `description`, `datePublished` and `license` of the bundle, and where they are
        known `author` and `endTime` (the day of the run).
    versions
        Version of each package that the run used.
    """
    license_ = _license(about["license"])
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["name"],
        "description": about["description"],
        "datePublished": about["datePublished"],
        "license": _reference(license_) if license_ else about["license"],
        "hasPart": [{"@id": _id(file.name)} for file in files],
        "mentions": {"@id": "#run"},
    }
    author = {"@id": "#author", "@type": "Person", "name": about.get("author", "")}
    run = _run(files, about.get("endTime", ""))
    if author["name"]:
        root["author"] = run["agent"] = _reference(author)
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        root,
        *(_file(file) for file in files),
        run,
        *_software(versions),
        *([license_] if license_ else []),
        *([author] if author["name"] else []),
    ]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def faults(text: str, files: Iterable[Packed]) -> list[str]:
    """What is wrong with the metadata of a bundle that holds some files, as sentences."""
    try:
        said = json.loads(text)
        graph = {entity["@id"]: entity for entity in said["@graph"]}
        twice = len(said["@graph"]) - len(graph)
        context = said["@context"]
    except (ValueError, KeyError, TypeError) as error:
        return [f"{NAME} cannot be read as JSON-LD ({error})."]
    found = [f"{NAME}: {twice} entities have the id of another."] if twice else []
    if f"{_SPECIFICATION}/context" not in (context if isinstance(context, list) else [context]):
        found.append(f"{NAME} does not name the context of RO-Crate 1.1.")
    descriptor = graph.get(NAME, {})
    if not str(_target(descriptor.get("conformsTo"))).startswith(_SPECIFICATION):
        found.append(f"{NAME} does not say that it conforms to RO-Crate 1.1.")
    root = graph.get(_target(descriptor.get("about")) or "", {})
    found += [f"{NAME}: {what}" for what in (*_root(root), *_links(graph), *_action(graph))]
    return found + [f"{NAME}: {what}" for what in _described(graph, root, files)]


def _run(files: Sequence[Packed], day: str) -> Entity:
    made = [file for file in files if file.name.startswith(_MADE)]
    used = [file for file in files if not file.name.startswith((*_MADE, "README", "SHA256"))]
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "The notebooks run on the corpus",
        "instrument": {"@id": "#detente"},
        "object": [{"@id": _id(file.name)} for file in used],
        "result": [{"@id": _id(file.name)} for file in made],
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
    } | ({"endTime": day} if day else {})


def _software(versions: dict[str, str]) -> list[Entity]:
    mine = {
        "@id": "#detente",
        "@type": "SoftwareApplication",
        "name": "détente",
        "version": versions["detente"],
        "softwareRequirements": [{"@id": f"#{n}"} for n in versions if n != "detente"],
    }
    others = (
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "version": version}
        for name, version in versions.items()
        if name != "detente"
    )
    return [mine, *others]


def _file(file: Packed) -> Entity:
    return {
        "@id": _id(file.name),
        "@type": "File",
        "name": file.title or file.name,
        "encodingFormat": _FORMATS.get(PurePosixPath(file.name).suffix, "text/plain"),
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _license(said: str) -> Entity:
    """A licence by its address as an entity; empty for one that is a sentence."""
    if not said.startswith(("https://", "http://")):
        return {}
    return {"@id": said, "@type": "CreativeWork", "name": said, "description": f"See {said}"}


def _id(name: str) -> str:
    """Path as a URI, in which letters of any script stay as they are."""
    return "".join(c if c.isalnum() else quote(c, safe="/-._~") for c in name)


def _reference(entity: Entity) -> Entity:
    return {"@id": entity["@id"]}


def _target(value: Any) -> str | None:
    return value.get("@id") if isinstance(value, dict) else None


def _root(root: Entity) -> list[str]:
    kinds = root.get("@type", [])
    if "Dataset" not in (kinds if isinstance(kinds, list) else [kinds]) or not str(
        root.get("@id")
    ).endswith("/"):
        return ["no root dataset is described."]
    needed = ("name", "description", "datePublished", "license")
    found = [f"the root dataset has no {what}." for what in needed if not root.get(what)]
    try:
        day = str(root.get("datePublished", ""))
        whole = bool(_DAY.match(day)) and bool(datetime.fromisoformat(day))
    except ValueError:
        whole = False
    return found if whole else [*found, "datePublished is no day, YYYY-MM-DD."]


def _links(graph: dict[str, Entity]) -> list[str]:
    """References to what is not described, and entities inside others."""
    values = [
        value
        for entity in graph.values()
        for field in entity.values()
        for value in (field if isinstance(field, list) else [field])
        if isinstance(value, dict)
    ]
    nested = sum(set(value) != {"@id"} for value in values)
    away = sorted(
        {
            str(target)
            for value in values
            if (target := value.get("@id")) not in graph and ":" not in str(target)
        }
    )
    found = [f"{name} is referred to and not described." for name in away]
    return [*found, f"{nested} entities stand inside others."] if nested else found


def _action(graph: dict[str, Entity]) -> list[str]:
    runs = [entity for entity in graph.values() if entity.get("@type") == "CreateAction"]
    tools = [graph.get(_target(run.get("instrument")) or "", {}) for run in runs]
    if any(t.get("@type") == "SoftwareApplication" and t.get("version") for t in tools):
        return []
    return ["no run with the software that made the files, and its version, is described."]


def _described(graph: dict[str, Entity], root: Entity, files: Iterable[Packed]) -> list[str]:
    parts = root.get("hasPart", [])
    linked = {_target(part) for part in (parts if isinstance(parts, list) else [parts])}
    rows = {unquote(name): e for name, e in graph.items() if e.get("@type") == "File"}
    there = {file.name: file for file in files}
    found = [f"{name} is not described." for name in sorted(there.keys() - rows.keys())]
    found += [f"{name} is described and not there." for name in sorted(rows.keys() - there.keys())]
    for name in sorted(there.keys() & rows.keys()):
        row, file = rows[name], there[name]
        if row["@id"] not in linked:
            found.append(f"{name} is no part of the root dataset.")
        if (row.get("sha256"), row.get("contentSize")) != (file.sha256, str(file.size)):
            found.append(f"{name} is not described as it is: its hash or size is another.")
    return found
