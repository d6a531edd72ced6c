"""A text as the model's numbers: WordPiece, as BERT cuts words (Devlin et al. 2019), lower case and without accents.

Ours rather than a package's: the known one brings a client for the network along, which this product has no use for.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "data" / "vocab.txt"
UNKNOWN, BEGIN, END, BLANK = 100, 101, 102, 0
LONGEST_WORD = 100
"""A longer word is unknown, as in BERT."""
STRANGEST = 3
"""An unknown word counts as so many pieces."""
_ASCII_WORDS = re.compile(r"[a-z0-9]+|[^\sa-z0-9\x00-\x1f\x7f]")


def cut(text: str, most: int) -> list[int]:
    """The numbers of a text's pieces, with its begin and end; `most` in all, the rest is left out."""
    numbers = [BEGIN]
    for word in words(text):
        numbers.extend(_pieces(word))
        if len(numbers) >= most:
            break
    return [*numbers[: most - 1], END]


def words(text: str) -> list[str]:
    """The words and marks of a text, as the model tells them apart."""
    if text.isascii():
        return _ASCII_WORDS.findall(text.lower())
    return "".join(map(_plain, unicodedata.normalize("NFD", text))).split()


def in_pieces(word: str) -> int:
    """Into how many pieces a word falls: one for a common English word, more the stranger it is."""
    return sum(STRANGEST if _pieces(part) == (UNKNOWN,) else len(_pieces(part)) for part in words(word))


@lru_cache(maxsize=8192)
def _plain(mark: str) -> str:
    """One mark as it goes in: lower case, nothing for accents and control marks, set apart if it is no letter."""
    kind = unicodedata.category(mark)
    if mark in "\t\n\r" or kind == "Zs":
        return " "
    if kind in {"Mn", "Cc", "Cf", "Cs", "Co", "Cn"} or mark == "\ufffd":
        return ""
    if kind.startswith("P") or _is_chinese(mark) or (mark.isascii() and not mark.isalnum()):
        return f" {mark} "
    return mark.lower()


def _is_chinese(mark: str) -> bool:
    place = ord(mark)
    return (
        0x4E00 <= place <= 0x9FFF
        or 0x3400 <= place <= 0x4DBF
        or 0x20000 <= place <= 0x2CEAF
        or 0xF900 <= place <= 0xFAFF
    )


@cache
def _vocabulary() -> dict[str, int]:
    return {word: number for number, word in enumerate(VOCABULARY.read_text(encoding="utf-8").split("\n")) if word}


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The longest known piece first, then the longest that goes on from it, and so on."""
    vocabulary, numbers, start = _vocabulary(), [], 0
    if len(word) > LONGEST_WORD:
        return (UNKNOWN,)
    while start < len(word):
        ahead = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if ahead + word[start:end] in vocabulary), None)
        if end is None:
            return (UNKNOWN,)
        numbers.append(vocabulary[ahead + word[start:end]])
        start = end
    return tuple(numbers)
