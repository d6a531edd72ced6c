"""Setting up: which Python the site is set up with."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[1] / "requirements" / "install.sh"


def set_up(folder: Path, python: str) -> str:
    """What is said against setting up a checkout without a lock, by a shell that knows no uv."""
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(INSTALL, folder / "requirements")
    without_uv = os.pathsep.join(
        part for part in os.environ["PATH"].split(os.pathsep) if not (Path(part) / "uv").exists()
    )
    told = subprocess.run(
        ["sh", str(folder / "requirements" / "install.sh")],
        env={**os.environ, "PATH": without_uv, "PYTHON": python, "HOME": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode
    return told.stderr


@pytest.mark.parametrize("name", ["no such python", "my python3"])
def test_a_python_that_is_named_and_is_not_there_is_not_replaced_by_another(tmp_path: Path, name: str) -> None:
    folder, named = tmp_path / "a checkout", str(tmp_path / name)
    said = set_up(folder, named)
    assert f"found none (looked for {named})" in said
    assert not (folder / ".venv").exists()
