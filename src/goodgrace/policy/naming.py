"""Names that people mistype: the likely right one, or all there are."""

import difflib
from collections.abc import Collection, Iterable

from goodgrace.errors import InputError
from goodgrace.sentences import sentence

LONGEST_WORD, MOST_COMPARED = 60, 50


def suggest(word: str, known: Iterable[str]) -> str:
    """The likely fix of a misspelt word: `did you mean …?`, or nothing."""
    if len(word) > LONGEST_WORD:
        return ""
    similar = sorted(known, key=lambda name: (name[:1] != word[:1], abs(len(name) - len(word))))[:MOST_COMPARED]
    near = difflib.get_close_matches(word, similar, n=1, cutoff=0.6)
    return sentence("Did you mean `{name}`?", name=near[0]) if near else ""


def known_name(name: str, known: Collection[str], refusal: str) -> str:
    """The name, if it is known; else InputError that begins with the refusal ("The policy `p` has no role")."""
    if name in known:
        return name
    fix = suggest(str(name), known) or f"It has {', '.join(known)}."
    raise InputError(f"{refusal} `{name}`. {fix}")
