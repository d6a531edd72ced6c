"""The held-out test of moments was labelled before any pattern was written, and does not change."""

import hashlib
import json
from pathlib import Path

LABELS = Path(__file__).parent / "labelled/heldout.jsonl"
FROZEN = "cdc988c988abce29baae9141fe0e497f8a76ba67de72679f554336ff34f3c617"


def test_the_labels_of_the_held_out_test_are_frozen() -> None:
    assert hashlib.sha256(LABELS.read_bytes()).hexdigest() == FROZEN


def test_the_held_out_test_keeps_no_words_of_anybody() -> None:
    lines = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert len(lines) >= 300
    assert {key for line in lines for key in line} == {"id", "sha256", "stratum", "moments"}
    assert {key for line in lines for label in line["moments"] for key in label} == {
        "moment",
        "who",
        "whether",
        "start",
        "end",
    }
