"""The worker beside the server: it stands back, and ends with the server."""

import subprocess
import sys
from pathlib import Path

import pytest

BESIDE = """
import os
os.nice({niceness})
from goodgrace.cli.site import working
with working() as worker:
    print(os.getpriority(os.PRIO_PROCESS, worker.pid) == max(10, os.getpriority(os.PRIO_PROCESS, 0)))
print(worker.poll() is not None)
"""


@pytest.mark.parametrize("niceness", [0, 15])
def test_the_worker_stands_back_at_least_as_far_as_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, niceness: int
) -> None:
    monkeypatch.setenv("GOODGRACE_HOME", str(tmp_path))
    told = subprocess.run(
        [sys.executable, "-c", BESIDE.format(niceness=niceness)], capture_output=True, text=True, check=False
    )
    assert told.stdout.split() == ["True", "True"], told.stderr
