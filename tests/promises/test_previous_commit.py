"""What the previous commit promised, by its own schema and playbooks, is kept by this one: each from its own sources."""

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path("tests/promises/across.py")
MIGRATIONS = ":(glob)src/goodgrace/**/migrations/*.py"
BEFORE = {"commit": ("rev-list", "-20", "HEAD"), "schema": ("rev-list", "-20", "HEAD", "--", MIGRATIONS)}
"""What was changed last, the commit itself or the tables: the promises are made by what stood before it."""
OWN = re.compile(r'"(\w+)", "(\d{4}_\w+)"')
"""How a migration names another one that it follows."""


def git(*words: str) -> bytes:
    told = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)
    if told.returncode:
        pytest.skip(f"There is no history here: {told.stderr.decode().strip()[:200]}")
    return told.stdout


@pytest.fixture(params=BEFORE)
def previous(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The sources as they were before the last change, in a folder of their own."""
    for changed in git(*BEFORE[request.param]).decode().split():
        folder = tmp_path / changed
        sources = git("archive", "--format=zip", f"{changed}^", "src", "policies", "tests/promises")
        with ZipFile(BytesIO(sources)) as held:
            held.extractall(folder)
        if in_one_order(folder):
            return folder
    raise AssertionError("None of the last twenty changes stood on migrations in one order.")


def in_one_order(folder: Path) -> bool:
    """Whether the migrations of each app end in one: on the way to a merge there are commits where they do not."""
    for migrations in folder.glob("src/goodgrace/**/migrations"):
        files = {file.stem: file.read_text(encoding="utf-8") for file in migrations.glob("0*.py")}
        followed = {
            name
            for text in files.values()
            for app, name in OWN.findall(text.replace("'", '"'))
            if app == migrations.parent.name
        }
        if len(files.keys() - followed) > 1:
            return False
    return True


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """Where the promises are: a file of SQLite's in the home (empty), or an empty database on the real server."""
    if request.param == "sqlite":
        return ""
    server: str = request.getfixturevalue("postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS before WITH (FORCE)")
        connection.execute("CREATE DATABASE before")
    return f"{server.rpartition('/')[0]}/before"


def run(word: str, sources: Path, folder: Path, database: str) -> dict[str, Any]:
    """The program with the sources of one release, from its own copy where it came with one; what it says in the end."""
    program = sources / PROGRAM
    hidden = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env |= {"PYTHONPATH": str(sources / "src"), "GOODGRACE_HOME": str(folder)} | (
        {"DATABASE_URL": database} if database else {}
    )
    command = [sys.executable, str(program if program.exists() else ROOT / PROGRAM), word, str(folder)]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-3000:]
    found: dict[str, Any] = json.loads(told.stdout)
    assert found["sources"] == str(sources)
    return found


def test_what_the_previous_commit_promised_is_kept_by_this_one_each_step_once(
    previous: Path, database: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    made = run("make", previous, home, database)
    assert made["under_way"] > made["acted"] > 0
    assert made["unsettled"]
    kept = run("keep", ROOT, home, database)
    assert kept["promises"] == {"kept": sum(made["promises"].values())}
    assert kept["unsettled"] == []
    for channel, asked in kept["asked"].items():
        assert sorted(asked) == sorted(kept["kept"][channel]), f"{channel}: asked for something twice, or not at all"
        assert set(made["asked"][channel]) < set(asked)
