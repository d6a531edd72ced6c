"""What the model reads: emoji as the words they are named by, and no more of a text than a model can take."""

import unicodedata
from functools import lru_cache

VARIATION = "\ufe0f\ufe0e"
JOINER = "\u200d"


def worded(text: str) -> str:
    """The text as the model reads it: pictures become their names, since the model has words only."""
    if text.isascii():
        return text
    return "".join(map(_named, text))


@lru_cache(maxsize=4096)
def _named(mark: str) -> str:
    if mark == JOINER:
        return ""
    if mark in VARIATION or unicodedata.category(mark) == "Cs":
        return " "
    if unicodedata.category(mark) not in {"So", "Sk"} or ord(mark) < 0x2190:
        return mark
    return f" {unicodedata.name(mark, '').lower()} "
