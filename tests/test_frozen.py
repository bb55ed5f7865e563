import json
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]
FREEZE = runpy.run_path(str(ROOT / "benchmarks" / "freeze.py"))


def test_the_evidence_of_the_sample_is_what_was_frozen():
    frozen = json.loads((ROOT / "tests" / "data" / "frozen.json").read_text("utf-8"))

    differing = FREEZE["differences"](frozen["sample"], FREEZE["tables"]("sample"))

    assert not differing, (
        f"These tables of the sample changed: {'; '.join(differing)}. If that is meant, run make "
        "freeze and commit tests/data/frozen.json with the reason; to see the rows, compare two "
        "runs of benchmarks/freeze.py --only sample --dump FOLDER."
    )
