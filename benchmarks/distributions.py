"""Source distributions of other extractors, whose tests hold pages that a reader can get."""

import subprocess
import sys
import tarfile
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache" / "distributions"


def unpacked(name: str, version: str) -> Path:
    """Folder of a source distribution, fetched by pip once; without a network it says so."""
    stem = f"{name.replace('-', '_')}-{version}"
    folder = CACHE / stem
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
        ]
        done = subprocess.run([*command, "--dest", str(CACHE), f"{name}=={version}"], check=False)  # noqa: S603 - names of packages, written here
        packed = next(CACHE.glob(f"{name.replace('-', '[-_]')}-{version}.tar.gz"), None)
        if packed is None:
            message = f"{name} {version} could not be fetched (pip ended with {done.returncode}): a network is needed once"
            raise SystemExit(message)
        with tarfile.open(packed) as archive:
            archive.extractall(CACHE, filter="data")
    print(f"pages of {name} {version}")
    return folder
