import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "detente"
CEILING = 30_570
"""Lines of the library: it only falls, and a change that needs less lowers it."""


def locked() -> dict[str, str]:
    pins = re.findall(
        r"^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
    return dict(pins)


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.match(r"[\w-]+", text)[0] for text in project["dependencies"]}


def test_conda_users_get_the_versions_of_the_lock_file():
    conda = dict(re.findall(r"- ([\w.-]+)==(\S+)", (ROOT / "environment.yml").read_text()))

    assert conda == {name: locked()[name] for name in declared()}


def test_every_pin_of_the_lock_file_has_a_hash_and_no_index_address():
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", text)[2:]

    assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []
    assert "://" not in text


def test_bare_make_lists_the_five_commands():
    help_lines = re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert {"report", "test", "lab", "bench", "clean"} <= set(help_lines)


def test_a_stage_imports_only_itself_and_earlier_stages():
    stages = ["collect", "extract", "present"]
    source = ROOT / "src" / "detente"

    wrong = [
        f"{path.relative_to(source)} imports {target}"
        for number, stage in enumerate(stages)
        for path in sorted((source / stage).rglob("*.py"))
        for target in re.findall(r"detente\.(\w+)", path.read_text("utf-8"))
        if target in stages[number + 1 :]
    ]

    assert wrong == []


def test_the_library_is_no_larger_than_its_ceiling_which_only_falls():
    lines = {p: len(p.read_text("utf-8").splitlines()) for p in SOURCE.rglob("*.py")}

    assert sum(lines.values()) <= CEILING


def test_no_test_looks_at_the_clock_which_a_busy_machine_makes_run_out():
    clock = re.compile(r"perf_counter|monotonic|\btime\.time\(|[^_]timeout=")
    tests = [
        path for path in sorted(Path(__file__).parent.rglob("*.py")) if path.name != "test_setup.py"
    ]

    assert [path.name for path in tests if clock.search(path.read_text("utf-8"))] == []


def test_importing_detente_imports_no_heavy_package():
    import subprocess
    import sys

    code = "import detente, sys; print([m for m in ('pandas', 'plotly', 'pyarrow') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"
