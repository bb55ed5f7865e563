import os
import signal
import time

import pytest

from detente.present import making
from detente.present.plan import Limits

forked = pytest.mark.skipif(not making.FORKS, reason="reports are forked on Linux only")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Workers import nothing from the current folder, and these import this module."""
    monkeypatch.chdir(tmp_path)


def double(job, tell):
    tell(0, 1)
    return job * 2.0


def wait_for(seen, tell):
    tell(2, 9)
    while not seen.exists():
        time.sleep(0.01)
    return "seen"


def stubborn(ended, _tell):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(600)
    ended.touch()


def greedy(_job, tell):
    tell(0, 1)
    eaten = []
    while True:
        eaten.append(bytearray(os.urandom(1) * 10_000_000))
        time.sleep(0.01)


def killed(_job, _tell):
    os.kill(os.getpid(), signal.SIGKILL)


def ended(jobs, work, **limits):
    found = making.side_by_side(jobs, work, at_once=2, limits=Limits(**limits))
    return {job: done for job, done, _ in found}


def test_each_job_gives_what_its_work_gives():
    assert ended([1, 2, 3], double) == {1: 2.0, 2: 4.0, 3: 6.0}


@forked
def test_a_killed_process_is_told_and_takes_no_other_with_it():
    assert ended(["x"], killed) == {
        "x": "was killed (signal 9), most often for want of memory: try --jobs 1"
    }


@forked
def test_a_report_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "GRACE", 0.5)

    found = ended([tmp_path / "ended"], stubborn, seconds=1)

    assert found == {tmp_path / "ended": "did not end within 1 seconds (--limit gives it more)"}
    assert not (tmp_path / "ended").exists()


@forked
def test_a_report_that_eats_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(making, "GRACE", 0.5)

    (why,) = ended(["x"], greedy, megabytes=400).values()

    assert "400 MB" in why or why.startswith("ended without")


@forked
def test_what_runs_can_be_watched(tmp_path):
    def watched(running):
        if (2, 9) in [(one.cell, one.cells) for one in running]:
            (tmp_path / "seen").touch()

    jobs = making.side_by_side(
        [tmp_path / "seen"], wait_for, at_once=1, limits=Limits(), watched=watched
    )

    assert [done for _, done, _ in jobs] == ["seen"]


def broken(_job, _tell):
    raise OSError(28, "No space left on device")


def leaves(_job, _tell):
    os._exit(3)


@forked
def test_a_report_that_ended_without_a_page_says_what_happened():
    how = {"at_once": 1, "limits": Limits()}

    ((_, full, _),) = making.side_by_side([1], broken, **how)
    ((_, gone, _),) = making.side_by_side([1], leaves, **how)

    assert full == "ended without a page (OSError: [Errno 28] No space left on device)"
    assert gone == "ended without a page: a cell ended its process (status 3)"
