"""Where sentences begin and end; nothing is changed, so that places stay places in the message itself."""

import re

LONGEST = 600
"""What goes on for longer without an end, in characters, is cut at a space, so that reading takes a known time."""

_END = re.compile(r"(?:[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[\r\n\u2028\u2029]+|[。！？]+)")
_TITLES = frozenset("mr mrs ms dr st prof sr jr vs no etc inc ltd co approx dept acct e.g i.e u.s a.m p.m".split())
_LAST_WORD = re.compile(r"([\w.]{1,8})\.$")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The places of the sentences of a message, in order: `text[start:end]` has no space at its edges."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        found += _cut(text, start, end)
        start = end
    return tuple(found)


def _ends(text: str) -> list[int]:
    ends = [end.end() for end in _END.finditer(text) if not _is_short_form(text, end)]
    return [*ends, len(text)]


def _is_short_form(text: str, end: re.Match[str]) -> bool:
    last = _LAST_WORD.search(text, max(0, end.start() - 8), end.start() + 1) if end[0] == "." else None
    return last is not None and last[1].lower() in _TITLES


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while start < end:
        until = end if end - start <= LONGEST else _cut_at(text, start)
        piece = text[start:until]
        if words := piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            pieces.append((begin, begin + len(words)))
        start = until
    return pieces


def _cut_at(text: str, start: int) -> int:
    """The last space in reach, or the longest length where there is none."""
    space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
    return space + 1 if space > 0 else start + LONGEST
