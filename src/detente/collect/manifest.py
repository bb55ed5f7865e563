"""What a corpus folder says of itself, in `corpus.json`: its version and what was loaded."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from detente.collect.copy_rules import CopyRules
from detente.errors import CorpusError

FORMAT = 2
"""Version of the tables; a change of their columns raises it."""
_NAME = "corpus.json"


@dataclass(slots=True, kw_only=True)
class Manifest:
    """Content of `corpus.json`."""

    format: int = FORMAT
    """Version of the tables."""
    folders: dict[str, str] = field(default_factory=dict)
    """Prefix of the source names of each folder that was loaded, by its path from the corpus."""
    copies: CopyRules = field(default_factory=CopyRules)
    """Thresholds that its articles were grouped by."""
    furniture_kept: str = ""
    """Hash of what the user kept of its furniture; empty for nothing."""


def manifest_of(folder: Path) -> Manifest:
    """Manifest of a corpus folder; CorpusError where this version cannot read the corpus."""
    path = folder / _NAME
    if not path.is_file():
        raise CorpusError(
            "holds no corpus. Make one: detente load PATH… --corpus DIR", folder=folder
        )
    try:
        said = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{**said, "copies": CopyRules(**said.get("copies", {}))})
    except (ValueError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"has a {_NAME} that cannot be read ({error}). Load the articles into a new folder.",
            folder=folder,
        ) from None
    if manifest.format != FORMAT:
        raise CorpusError(
            f"was written in format {manifest.format}, and this version of détente reads format "
            f"{FORMAT}. Load the articles into a new folder.",
            folder=folder,
        )
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `corpus.json` in place of the old one."""
    aside = folder / f".{_NAME}.tmp"
    aside.write_text(json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n", "utf-8")
    aside.replace(folder / _NAME)
