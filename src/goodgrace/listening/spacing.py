"""One blank between words and nothing hidden in them, as patterns know it, and where each character stood before."""

import re
from collections.abc import Sequence

_BLANK = r" \t\v\f\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = r"\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Marks that nobody sees: soft hyphens, spaces of no width, joiners, marks of direction, the mark of byte order."""

_RUN = re.compile(rf"[{_BLANK}{_UNSEEN}]{{2,}}|[{_UNSEEN}]")
_HIDDEN = re.compile(rf"[{_UNSEEN}]+")


def evened(text: str) -> tuple[str, Sequence[int]]:
    """The text with each run of blanks as one and without unseen marks, and each character's place in it as it was given.

    Lines end where they did: what stands in two lines is not one sentence.
    """
    if text.isprintable() and "  " not in text:
        return text, range(len(text))
    kept, places, at = list[str](), list[int](), 0
    for run in _RUN.finditer(text):
        blank = next((place for place in range(*run.span()) if text[place].isspace()), None)
        kept += text[at : run.start()], "" if blank is None else " "
        places += [*range(at, run.start()), *([] if blank is None else [blank])]
        at = run.end()
    if not kept:
        return text, range(len(text))
    return "".join([*kept, text[at:]]), [*places, *range(at, len(text))]


def placed(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    """A place in an evened text as one in the text as it was given."""
    return places[start], places[end - 1] + 1


def without_unseen(text: str) -> str:
    """The text without marks that nobody sees."""
    return text if text.isprintable() else _HIDDEN.sub("", text)
