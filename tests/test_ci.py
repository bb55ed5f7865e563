"""The workflows name steps of .ci/reports; here they are run in their order, in a scratch checkout."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[1]
STEPS = ["setup", "before", "make", "changes", "public"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(name):
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def steps_in(lines):
    return re.findall(r"^(?:status=0; )?\.ci/reports (\w+)", "\n".join(lines), re.MULTILINE)


def runs(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def test_github_and_gitlab_call_the_same_steps_in_the_same_order():
    github = read(".github/workflows/reports.yml")["jobs"]["reports"]
    gitlab = read(".gitlab-ci.yml")[".reports"]["script"]

    assert steps_in(runs(github)) == steps_in(gitlab) == STEPS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_workflow_has_the_parts_that_github_asks_for(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))

    assert set(workflow) <= {"name", True, "permissions", "concurrency", "jobs"}  # True is `on`
    for name, job in workflow["jobs"].items():
        assert {"runs-on", "steps", "timeout-minutes"} <= set(job), name
        assert set(as_list(job.get("needs"))) <= set(workflow["jobs"])
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])


def as_list(value):
    return [value] if isinstance(value, str) else value or []


def test_only_the_job_that_comments_may_write_to_a_pull_request():
    jobs = read(".github/workflows/reports.yml")["jobs"]

    writes = {n for n, j in jobs.items() if "pull-requests" in j.get("permissions", {})}
    assert writes == {"comment"}
    assert "pages" not in jobs["reports"].get("permissions", {})


def test_the_cache_holds_the_pages_and_the_corpus_on_both():
    steps = read(".github/workflows/reports.yml")["jobs"]["reports"]["steps"]
    kept = [s["with"]["path"].split() for s in steps if "actions/cache" in s.get("uses", "")]
    gitlab = read(".gitlab-ci.yml")[".reports"]["cache"]["paths"]

    assert kept == [[".cache", "reports"]] * 2
    assert {".cache", "reports"} <= set(gitlab)


def test_binder_installs_the_lock_file_and_can_run_what_it_is_given():
    build = ROOT / ".binder" / "postBuild"

    assert os.access(build, os.X_OK)
    assert "--require-hashes --no-deps -r requirements.lock" in build.read_text()
    assert read(".binder/environment.yml")["dependencies"] == ["python=3.12", "pip"]


@pytest.mark.parametrize("script", [".ci/reports", ".ci/run", ".binder/postBuild"])
def test_scripts_are_read_by_bash_without_complaint(script):
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_a_step_that_is_not_there_is_refused():
    ran = subprocess.run(
        [ROOT / ".ci" / "reports", "publish"], capture_output=True, encoding="utf-8", check=False
    )

    assert ran.returncode == 2
    assert "usage: .ci/reports setup|" in ran.stderr


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one small notebook and the articles of one publisher."""
    others = shutil.ignore_patterns("[!n]*.*", "broken", "html", "text")
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    articles = Path("data", "sample", "articles")
    shutil.copytree(ROOT / articles, tmp_path / articles, ignore=others)
    shutil.copy(ROOT / articles.parent / "publishers.csv", tmp_path / articles.parent)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "reports.toml").write_text('[[report]]\nnotebook = "01_small"\n')
    write_notebook(tmp_path, "print(len(detente.open(corpus_dir)))")
    return tmp_path


def write_notebook(checkout, *sources):
    nb = new_notebook()
    parameters = new_code_cell(
        'import detente\ncorpus_dir: str = ""', metadata={"tags": ["parameters"]}
    )
    nb.cells = [new_markdown_cell("# How many?"), parameters, *map(new_code_cell, sources)]
    nbformat.write(nb, checkout / "notebooks" / "01_small.ipynb")


def step(checkout, name):
    return subprocess.run(
        [checkout / ".ci" / "reports", name], capture_output=True, encoding="utf-8", check=False,
        env=os.environ
        | {"DETENTE_BIN": str(Path(sys.executable).parent), "PYTHONPATH": str(checkout / "src")},
    )  # fmt: skip


@pytest.mark.slow
def test_the_steps_run_in_order_make_only_what_changed_and_fail_with_a_report(checkout):
    in_order = STEPS[1:]  # setup would fetch the packages

    first = {name: step(checkout, name) for name in in_order}
    assert {name: ran.stderr for name, ran in first.items() if ran.returncode} == {}
    assert "There is no earlier run" in (checkout / "changes.md").read_text("utf-8")
    assert {"index.html", "01_small.html"} <= {p.name for p in (checkout / "public").iterdir()}
    assert [p.name for p in (checkout / "public").iterdir() if p.name.startswith(".")] == []

    again = {name: step(checkout, name) for name in in_order}
    assert "1 report, 1 unchanged" in again["make"].stdout

    article = checkout / "data" / "sample" / "articles" / "new.txt"
    article.write_text(
        "Blinken and Lavrov meet in Reykjavik\n\n20 May 2021\n\nUS Secretary of State Antony Blinken met "
        "Russian Foreign Minister Sergey Lavrov in Reykjavik on 19 May 2021, officials said.\n", "utf-8",
    )  # fmt: skip
    more = {name: step(checkout, name) for name in in_order}
    assert {name: ran.stderr for name, ran in more.items() if ran.returncode} == {}
    assert "01_small: made" in more["make"].stdout
    assert "Blinken and Lavrov meet in Reykjavik" in (checkout / "changes.md").read_text("utf-8")

    write_notebook(checkout, "1 / 0")
    failed = {name: step(checkout, name) for name in in_order}
    assert {name: ran.returncode for name, ran in failed.items()} == {
        "before": 0, "make": 1, "changes": 0, "public": 0,
    }  # fmt: skip
    assert "ZeroDivisionError" in failed["make"].stdout
    assert (checkout / "public" / "01_small.failed.html").is_file()
