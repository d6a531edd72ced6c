"""The reference says all of the language: every key, type, word and size, and its Python does what its comments say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from goodgrace.policy import reading, shape
from goodgrace.policy.reader import conditions, declarations, fields, ledger_lines, remedies, sources, syntax, text

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGE = (ROOT / "docs/reference/language.md").read_text(encoding="utf-8")
LIBRARY = (ROOT / "docs/reference/library.md").read_text(encoding="utf-8")
WORDS = {
    *reading.POLICY_KEYS, *declarations.FACT_KEYS, *declarations.KINDS, *reading.EXAMPLE_KEYS, *remedies.REMEDY_KEYS,
    *remedies.STANDARD_KEYS, *remedies.DISCRETION_KEYS, *remedies.NEVER_KEYS, *remedies.CAP_KEYS, *remedies.GIVES,
    *ledger_lines.GIVEN_KEYS, *conditions.FUNCTIONS, *shape.IDENTITIES, "and", "or", "not", "in", "==", "!=", "<=", "+", "*",
}  # fmt: skip
SIZES = [
    syntax.MOST_CHARACTERS, syntax.DEEPEST, conditions.MOST_PARTS, conditions.DEEPEST_SPELT_OUT, conditions.MOST_PLACES,
    text.MOST_CHARACTERS, text.MOST_PARTS, text.DEEPEST, sources.MOST_BYTES, reading.MOST_PARTS_IN_ALL,
    declarations.LONGEST_CHOICE, fields.MOST_PROBLEMS,
]  # fmt: skip


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_in_its_reference(word: str) -> None:
    assert re.search(rf"`[^`\n]*(?<!\w){re.escape(word)}(?!\w)[^`\n]*`", LANGUAGE), (
        f"docs/reference/language.md lacks `{word}`"
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_size_in_the_reference_is_the_readers(size: int) -> None:
    assert re.search(rf"(?<![\d,]){size:,}(?![\d,])", LANGUAGE), f"docs/reference/language.md lacks {size:,}"


@pytest.mark.parametrize(
    "word", sorted(fields.RESERVED & {*conditions.FUNCTIONS, "yes", "no", "true", "false", "always", "never", "class"})
)
def test_reserved_names_are_told(word: str) -> None:
    assert f"`{word}`" in LANGUAGE


@pytest.mark.parametrize("number", range(LIBRARY.count("```python")))
def test_the_python_of_the_reference_prints_what_its_comments_say(number: int) -> None:
    code = re.findall(r"```python\n(.*?)```", LIBRARY, flags=re.DOTALL)[number]
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    for said in re.findall(r"print\(.*\)  # (.*)", code):
        assert said.removesuffix(", …}") in done.stdout
