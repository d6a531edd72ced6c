"""The server ends when it is told to, whenever that is, and what it started ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "goodgrace.cli"]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a site that is ready to be served."""
    home = {"GOODGRACE_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    subprocess.run([*COMMAND, "migrate"], env=home, check=True, stdout=subprocess.DEVNULL)
    return home


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later", [0, 0.3])
def test_a_server_that_is_told_to_end_while_it_begins_ends_with_all_it_started(
    home: dict[str, str], told: signal.Signals, later: float
) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"], env=home, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        assert any("Goodgrace is at" in line for line in server.stdout)
        time.sleep(later)
        server.send_signal(told)
        try:
            server.wait(40)
        finally:
            left = _still_there(server.pid)
            if left:
                os.killpg(server.pid, signal.SIGKILL)
    assert not left


def _still_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
