"""The reference says all of the language: every key and word, an example that is sound, and Python that does what it says."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from goodgrace.playbook import reading
from goodgrace.playbook.proving.findings import FindingKind
from goodgrace.playbook.reader import examples, steps
from goodgrace.playbook.reading import read_text
from goodgrace.playbook.shape import CHANNELS, FORMS, GUARDED, KINDS, RECIPIENTS
from goodgrace.playbook.verify import verify
from goodgrace.playbook.words import PLACEHOLDERS

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = (ROOT / "docs/reference/playbook-language.md").read_text(encoding="utf-8")
WORDS = {
    *reading.PLAYBOOK_KEYS, *reading.REQUIREMENT_KEYS, *steps.COMMON_KEYS, *KINDS, *(key for kind in KINDS.values() for key in kind.keys),
    *examples.EXAMPLE_KEYS, *CHANNELS, *FORMS, *GUARDED, *RECIPIENTS, *PLACEHOLDERS, *get_args(FindingKind), "person", "the end", "open",
}  # fmt: skip


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_in_its_reference(word: str) -> None:
    assert re.search(rf"`[^`\n]*(?<!\w){re.escape(word)}(?!\w)[^`\n]*`", REFERENCE)


def test_the_worked_example_has_nothing_to_mend() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", REFERENCE, flags=re.DOTALL)
    playbook = read_text(text)
    assert verify(playbook).findings == ()
    assert len(playbook.examples) == 2


def test_the_python_of_the_reference_prints_what_its_comment_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", REFERENCE, flags=re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    (said,) = re.findall(r"print\(.*\)  # (.*)", code)
    assert done.stdout.strip() == said
