"""Words for people, read from a playbook: one text, or one in each language, with placeholders that exist."""

import re

from goodgrace.playbook.words import LANGUAGE, LONGEST, PLACEHOLDERS, slips
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.fields import Fields
from goodgrace.policy.reader.text import Part, Table, Word


def read_words(fields: Fields, part: Part | None, what: str, language: str) -> dict[str, str]:
    """The text in each language; one text alone is in the playbook's own language."""
    if part is None:
        return {}
    if not isinstance(part, Table):
        text = _text(fields, part, what)
        return {language: text} if text else {}
    words: dict[str, str] = {}
    for name, value in part.entries.items():
        if not re.fullmatch(LANGUAGE, name):
            fields.fail(part.keys[name], f"`{name[:40]}` is not a language.", name[:40], "Write its code, as en or de.")
        words[name] = _text(fields, value, what)
    if not words:
        fields.fail(
            part.place, f"{what} are missing.", fix="Write one text, or one for each language, as {en: …, de: …}."
        )
    return words


def _text(fields: Fields, part: Part, what: str) -> str:
    text = fields.text(part, what).strip()
    if not isinstance(part, Word):
        return text
    if not text:
        fields.fail(part.place, f"{what} are empty.", fix="Write what is said, in plain words.")
    if len(text) > LONGEST:
        fields.fail(part.place, f"{what} have {len(text):,} characters; {LONGEST:,} fit.", fix="Say it shorter.")
    for at, slip in slips(part.text):
        name = slip.strip("{}")
        fix = suggest(name, PLACEHOLDERS) or f"There are {', '.join(f'{{{known}}}' for known in PLACEHOLDERS)}."
        fault = f"There is no placeholder `{slip[:40]}`." if name else f"`{slip}` stands alone here."
        fields.fail(part.place_of(at), fault, slip[:40], fix)
    return text
