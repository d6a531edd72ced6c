"""Words for people in several languages: plain text with placeholders from a closed list, filled in at the door."""

import re
from collections.abc import Iterator, Mapping

PLACEHOLDERS = (
    "customer", "family", "colleague", "company", "team", "amount", "today", "until", "link", "phone", "title",
)  # fmt: skip
"""What a text may leave open. `until` is the day on which what it speaks of ends; `amount` the sum of the step, of what it comes after, or the only one there is."""
LANGUAGE = r"[a-z]{2}(-[A-Z]{2})?"
LONGEST = 4_000
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def slips(text: str) -> Iterator[tuple[int, str]]:
    """Each brace in a text that opens no placeholder: at which character, and what stands there."""
    for found in _BRACES.finditer(text):
        if found[1] not in PLACEHOLDERS:
            yield found.start(), found[0]


def placeholders_in(text: str) -> tuple[str, ...]:
    """The placeholders that a text leaves open, each once."""
    return tuple(dict.fromkeys(found[1] for found in _BRACES.finditer(text) if found[1] in PLACEHOLDERS))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one without a value stays as it stands. Values are never read again."""
    return _BRACES.sub(lambda found: values.get(found[1] or "", found[0]), text)


def best(words: Mapping[str, str], language: str, otherwise: str = "en") -> str:
    """The text in a language, else in its main one ("de" for "de-AT"), else in another."""
    for wanted in (language, language.partition("-")[0], otherwise):
        if wanted in words:
            return words[wanted]
    return next(iter(words.values()), "")
