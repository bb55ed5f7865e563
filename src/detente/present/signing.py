"""Who made a bundle: its signature, made and checked by the user's own `minisign` program.

A signature is a file beside the bundle, `study.zip.minisig`, which anybody with minisign can check.
"""

import shutil
import subprocess
from pathlib import Path

from detente.errors import BundleError


def sign(bundle: Path, key: Path) -> Path:
    """Sign a bundle with a secret key, of which minisign asks the password; gives the signature."""
    done = _minisign("-S", "-s", str(key.absolute()), "-m", str(bundle.absolute()), asks=True)
    if done.returncode:
        raise BundleError(f"{bundle}: minisign did not sign it with {key}.")
    return _signature(bundle)


def not_signed(bundle: Path, signer: str) -> str:
    """Why a bundle is not signed by somebody, by the public key or its file; empty where it is."""
    if not _signature(bundle).is_file():
        return f"{bundle}: there is no signature beside it ({_signature(bundle).name})."
    key = ("-p", str(Path(signer).absolute())) if Path(signer).is_file() else ("-P", signer)
    done = _minisign("-V", "-q", *key, "-m", str(bundle.absolute()))
    return f"{bundle}: its signature is not one of {signer}." if done.returncode else ""


def _signature(bundle: Path) -> Path:
    return bundle.with_name(f"{bundle.name}.minisig")


def _minisign(*given: str, asks: bool = False) -> "subprocess.CompletedProcess[bytes]":
    program = Path(shutil.which("minisign") or "minisign")
    if not program.is_absolute() or program.parent == Path.cwd():  # nothing of this folder is run
        raise BundleError(
            "signatures are made and checked by minisign, which is not installed. See "
            "https://jedisct1.github.io/minisign, or use Sigstore's own client (docs/bundle.md)."
        )
    given = (str(program), *given)
    return subprocess.run(given, capture_output=not asks, check=False)  # noqa: S603 - no shell
