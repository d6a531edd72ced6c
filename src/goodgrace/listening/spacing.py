"""One blank between words, as patterns know it, and where each character stood before."""

import re
from collections.abc import Sequence

_WIDE = re.compile(r"[^\S\r\n\u2028\u2029]{2,}")


def evened(text: str) -> tuple[str, Sequence[int]]:
    """The text with each run of blanks as one, and the place of each of its characters in the text as it was given.

    Lines end where they did: what stands in two lines is not one sentence.
    """
    kept, places, at = list[str](), list[int](), 0
    for run in _WIDE.finditer(text):
        kept += text[at : run.start()], " "
        places += range(at, run.start() + 1)
        at = run.end()
    if not kept:
        return text, range(len(text))
    return "".join([*kept, text[at:]]), [*places, *range(at, len(text))]


def placed(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    """A place in an evened text as one in the text as it was given."""
    return places[start], places[end - 1] + 1
