"""How hard a sentence is to read, for somebody tired or upset."""

import re

LONG = 30
"""From this many words on a sentence is long."""

GRADE = 15.0
"""Above this many years of schooling (Flesch-Kincaid) a sentence of twelve words or more is hard."""

FEWEST = 12

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyäöüéèáíóú]+", re.IGNORECASE)


def is_hard_to_read(sentence: str) -> bool:
    """Whether a sentence is long, or short and of long words."""
    words = _WORD.findall(sentence)
    return len(words) >= LONG or (len(words) >= FEWEST and grade(words) > GRADE)


def grade(words: list[str]) -> float:
    """Years of schooling for one sentence: the Flesch-Kincaid grade (Kincaid and others, 1975)."""
    return 0.39 * len(words) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    """Roughly how many: its groups of vowels, without a silent e."""
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, len(_VOWELS.findall(word)) - silent)
