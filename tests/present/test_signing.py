import os
import shutil
import subprocess

import pytest

from detente.errors import BundleError
from detente.present.signing import not_signed, sign

needs_minisign = pytest.mark.skipif(
    not shutil.which("minisign"), reason="minisign is not installed: apt install minisign"
)


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "a study.zip"
    path.write_bytes(b"whole")
    return path


@pytest.fixture
def keys(tmp_path):
    """A secret key without a password and its public one."""
    secret, public = tmp_path / "mine.key", tmp_path / "mine.pub"
    subprocess.run(["minisign", "-G", "-W", "-s", secret, "-p", public], check=True)
    return secret, public


@needs_minisign
def test_a_signed_bundle_is_told_by_the_public_key_of_its_signer_and_by_its_file(bundle, keys):
    secret, public = keys

    assert sign(bundle, secret).name == "a study.zip.minisig"
    assert not_signed(bundle, str(public)) == ""
    assert not_signed(bundle, public.read_text().splitlines()[-1]) == ""


@needs_minisign
def test_a_bundle_that_was_changed_or_signed_by_another_is_told(bundle, keys, tmp_path):
    secret, public = keys
    sign(bundle, secret)
    other = tmp_path / "other.pub"
    subprocess.run(["minisign", "-G", "-W", "-s", tmp_path / "other.key", "-p", other], check=True)

    assert "not one of" in not_signed(bundle, str(other))
    bundle.write_bytes(b"changed, with all hashes made anew")
    assert "not one of" in not_signed(bundle, str(public))


def test_a_bundle_without_a_signature_is_told(bundle):
    assert "no signature beside it" in not_signed(bundle, "RWQ")


@pytest.mark.skipif(os.name == "nt", reason="a program is a file that may be run")
def test_a_program_of_the_current_folder_is_not_run_as_minisign(bundle, monkeypatch):
    program = bundle.parent / "minisign"
    program.write_text("#!/bin/sh\ntouch ran\n")
    program.chmod(0o755)
    monkeypatch.chdir(bundle.parent)
    monkeypatch.setenv("PATH", "." + os.pathsep + str(bundle.parent))

    with pytest.raises(BundleError, match="which is not installed"):
        sign(bundle, bundle.parent / "mine.key")
    assert not (bundle.parent / "ran").exists()
