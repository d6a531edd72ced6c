"""How words are said in a language: days, a family, and a letter that is greeted and closed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.dateformat import format as written

DAYS: Final[Mapping[str, str]] = {"en": "j F Y", "de": "j. F Y"}
OPENINGS: Final = ("Dear ", "Hello ", "Guten Tag", "Hallo ", "Liebe ", "Lieber ", "Liebe/r ", "Sehr geehrte")
"""With these a letter greets somebody, up to the first comma."""
GREETING: Final[Mapping[str, str]] = {"en": "Dear {customer},", "de": "Guten Tag {customer},"}
GREETING_OF_FAMILY: Final[Mapping[str, str]] = {"en": "Dear {family},", "de": "Liebe Familie {family},"}
GREETING_OF_NOBODY: Final[Mapping[str, str]] = {"en": "Hello,", "de": "Guten Tag,"}
GREETING_OF_SOME_FAMILY: Final[Mapping[str, str]] = {"en": "Dear family,", "de": "Liebe Familie,"}
SUBJECT: Final[Mapping[str, str]] = {"en": "About what we agreed", "de": "Zu dem, was wir vereinbart haben"}
CLOSING: Final[Mapping[str, str]] = {"en": "Yours sincerely", "de": "Mit freundlichen Grüßen"}
FAMILY: Final[Mapping[str, str]] = {"en": "{name} family", "de": "{name}"}
ADDRESSED: Final[Mapping[str, str]] = {"en": "The {name} family", "de": "Familie {name}"}
WRAPPED, SHORT, LONGEST_GREETING = 60, 40, 90
"""Characters: a line as long as this goes on in the next; a closing and a signature are short; so is a greeting."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of a letter in their parts; what the words did not bring is empty. `signature` is who signs for us."""

    salutation: str
    body: str
    closing: str
    signature: str

    @property
    def whole(self) -> str:
        """All that is read, as one text; the signature is put under it by itself."""
        return "\n\n".join(part for part in (self.salutation, self.body, self.closing) if part)


def said_in(table: Mapping[str, str], language: str) -> str:
    """What a table says in a language, or else in English."""
    return table.get(language.partition("-")[0], table["en"])


def day_in_words(day: date, language: str) -> str:
    """A day as somebody writes it: 4 December 2026, 4. Dezember 2026."""
    main = language.partition("-")[0]
    with translation.override(main if main in DAYS else "en"):
        return written(day, said_in(DAYS, language))


def family_of(name: str, language: str, table: Mapping[str, str] = FAMILY) -> str:
    """What the family of somebody is called in words: Brandes family; nothing where no name is known."""
    last = name.rsplit(" ", 1)[-1]
    return said_in(table, language).format(name=last) if last else ""


def parted(words: str, language: str) -> Parts:
    """The parts of a letter's words, which may bring a greeting and a closing of their own. Their places are not filled yet."""
    opening, comma, rest = words.strip().partition(",")
    greets = bool(comma) and opening.startswith(OPENINGS) and len(opening) <= LONGEST_GREETING
    *before, closing, signature = ["", "", *map(str.strip, (rest if greets else words).strip().split("\n"))]
    closes = len(before) > 2 and all(0 < len(line) <= SHORT and line[-1] not in ".:" for line in (closing, signature))
    body = flowing("\n".join([*before, *(() if closes else (closing, signature))]).strip())
    if greets and language.partition("-")[0] == "en":
        body = body[:1].upper() + body[1:]
    return Parts(f"{opening}," if greets else "", body, *((closing, signature) if closes else ("", "")))


def flowing(text: str) -> str:
    """Text whose lines were broken where a file was full: a long line goes on in the next, a short one ends there."""
    lines: list[str] = []
    goes_on = False
    for line in map(str.strip, text.split("\n")):
        if goes_on and line:
            lines[-1] += f" {line}"
        else:
            lines.append(line)
        goes_on = len(line) >= WRAPPED
    return "\n".join(lines)
