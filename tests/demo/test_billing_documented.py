"""What the page for engineers shows is what happens, and it names everything the service knows."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from goodgrace.demo.billing.acts import KNOWN
from goodgrace.demo.billing.serving import running
from goodgrace.demo.billing.temper import Temper
from goodgrace.promises.channels.reaching import MOST_BYTES, SECONDS
from goodgrace.promises.channels.signing import read_secret

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs/how/connect-billing.md").read_text(encoding="utf-8")
SECRET = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def block(language: str) -> str:
    """The first block of code in a language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_worked_example_answers_what_the_page_says(tmp_path: Path) -> None:
    with running(tmp_path / "billing.sqlite3", (SECRET,)) as (service, address):
        program = block("bash").replace("http://127.0.0.1:9377", address)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", program], capture_output=True, text=True, timeout=30)
        assert service.books.counts()["effects"] == 1
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        json.loads(line) for line in block("json").splitlines()
    ]


@pytest.mark.parametrize("name", [each.name for each in fields(Temper)])
def test_every_part_of_its_temper_is_told(name: str) -> None:
    assert re.search(rf'[`"]{name}[`"]', PAGE)


@pytest.mark.parametrize("kind", KNOWN)
def test_every_kind_of_wish_is_told(kind: str) -> None:
    assert f"`{kind}`" in PAGE


def test_the_bounds_on_the_page_are_those_of_the_code() -> None:
    assert MOST_BYTES == 64 * 1024
    assert SECONDS == 10
    assert "within ten seconds, or more than 64 KB" in PAGE
