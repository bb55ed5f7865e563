"""Fuzz the readers with atheris, a bounded time each, from their golden files: `make fuzz`.

Whatever the bytes, a file ends in rows of the ledger; an exception is a fault, and the bytes that
raise it are left in a file whose name begins with "crash-": put them into tests/data/hostile.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "tests" / "data" / "readers"


def main(seconds: str) -> None:
    faults = []
    for folder in sorted(path for path in GOLDEN.iterdir() if path.is_dir()):
        files = [path for path in sorted(folder.iterdir()) if path.name != "expected.json"]
        files = [path for path in files if path.is_file()]
        with tempfile.TemporaryDirectory() as seeds:
            for path in files:
                (Path(seeds) / path.name).write_bytes(path.read_bytes())
            command = [sys.executable, __file__, "--one", files[0].name, seeds]
            limits = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048"]
            done = subprocess.run([*command, *limits], capture_output=True, text=True, check=False)  # noqa: S603 - this file and golden files
        runs = [line for line in done.stderr.splitlines() if line.startswith("Done ")]
        print(f"{folder.name}: {runs[-1] if runs else 'a fault'}", flush=True)
        if done.returncode:
            print("\n".join(done.stderr.splitlines()[-30:]))
            faults.append(folder.name)
    if faults:
        sys.exit(f"faults: {', '.join(faults)}")


def fuzz_one(name: str, arguments: list[str]) -> None:
    """Read mutated files of one name until the time is over or a fault is found."""
    import atheris

    with atheris.instrument_imports(include=["detente"]):
        from detente.collect.inputs import Piece
        from detente.collect.reading import read

    def once(data: bytes) -> None:
        records, _ = read(Piece(source=name, named=name, content=data, digest=""), None)
        assert records, "no row"

    atheris.Setup([sys.argv[0], *arguments], once)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        fuzz_one(sys.argv[2], sys.argv[3:])
    else:
        main(sys.argv[1])
