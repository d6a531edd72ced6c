"""The command, run as a person at a terminal runs it."""

from pathlib import Path

import pytest

from goodgrace.cli import main


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command with some words; its status, what it said, and what it objected to."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def _run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return _run


@pytest.fixture
def write(tmp_path):
    """Write a file and give its path."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write
