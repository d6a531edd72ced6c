"""The worker beside the server: it stands back, is followed by another where it ends by itself, and ends with the server."""

import subprocess
import sys
from pathlib import Path

import pytest

BESIDE = """
import os
os.nice({niceness})
from goodgrace.cli.worker import working
with working() as worker:
    print(os.getpriority(os.PRIO_PROCESS, worker().pid) == max(10, os.getpriority(os.PRIO_PROCESS, 0)))
print(worker().poll() is not None)
"""
FOLLOWED = """
import time
from goodgrace.cli.worker import working
with working() as worker:
    first = worker()
    first.kill()
    for _ in range(100):
        if worker() is not first:
            break
        time.sleep(0.1)
    print(worker() is not first and worker().poll() is None)
print(worker().poll() is not None)
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a program says, and what it objects to."""
    monkeypatch.setenv("GOODGRACE_HOME", str(tmp_path))

    def _said(program: str) -> tuple[list[str], str]:
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        return told.stdout.split(), told.stderr

    return _said


@pytest.mark.parametrize("niceness", [0, 15])
def test_the_worker_stands_back_at_least_as_far_as_the_server(said, niceness: int) -> None:
    out, err = said(BESIDE.format(niceness=niceness))
    assert out == ["True", "True"], err


def test_a_worker_that_ends_by_itself_is_followed_by_another_and_it_is_said(said) -> None:
    out, err = said(FOLLOWED)
    assert out == ["True", "True"], err
    assert "The worker ended by itself, with status -9. Another goes on." in err
