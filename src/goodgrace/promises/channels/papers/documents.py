"""What can be printed, as data: a letter, a card, a list of tasks, each from a company with a name and an address."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Company:
    """Whose paper it is: the name, the lines of its address, and one line that says how to reach it."""

    name: str
    address: tuple[str, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that a person signs. `to` are the lines of the address, `dated` is place and day in words.

    In `body` an empty line parts paragraphs and a single line break breaks a line. `language` is an ISO 639 code.
    """

    company: Company
    to: tuple[str, ...]
    dated: str
    salutation: str
    body: str
    closing: str
    signer: str
    role: str = ""
    subject: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Card:
    """A small card. With `by_hand` it has faint lines for a pen, and the words to write on a page of their own."""

    company: Company
    salutation: str
    body: str
    signer: str
    by_hand: bool = False
    hint: str = "Words to write by hand. Change them until they are yours."
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, how it is done, by when in words, and who helps."""

    what: str
    how: str = ""
    by: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class TaskList:
    """What lies ahead of a family, on paper, with a box to tick for each task."""

    company: Company
    title: str
    body: str
    tasks: tuple[Task, ...]
    closing: str = ""
    language: str = "en"


Document = Letter | Card | TaskList
Paper = Literal["a4", "letter"]
