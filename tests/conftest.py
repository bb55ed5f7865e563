"""What holds for every test."""

import os
import time

import pytest

# Tests do not see the corrections in data/review.csv of the person who runs them.
os.environ["DETENTE_REVIEW"] = os.devnull


@pytest.fixture(scope="session")
def until():
    """Waits till something is so, however busy the machine; ten minutes of waiting is a hang."""

    def wait(is_so):
        for _ in range(12_000):
            if is_so():
                return
            time.sleep(0.05)
        pytest.fail("still not so after ten minutes of waiting")

    return wait


@pytest.fixture(scope="session")
def growth():
    """How many times as much processor time a text takes that is ten times as long.

    The least of a few runs is taken: a busy machine makes a run longer, none makes it shorter.
    """

    def measured(work, unit, letters=10_000):
        def seconds(size):
            text = unit * (size // len(unit))
            started = time.process_time()
            work(text)
            return time.process_time() - started

        seconds(letters)  # what is loaded once is loaded here
        short = max(min(seconds(letters) for _ in range(3)), 0.02)
        found = seconds(10 * letters) / short
        for _ in range(4):
            if found > 15:
                found = min(found, seconds(10 * letters) / short)
        return found

    return measured
