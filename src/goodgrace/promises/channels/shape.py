"""What every channel to the outside world is: an errand goes in, what is known afterwards comes out."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from goodgrace.errors import InputError
from goodgrace.sentences import cut, retold, sentence

LONGEST_SAYING = 300
KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_:-]{0,127}")
"""What a key may look like: it goes into headers, addresses and Message-IDs. No dot: a dot parts what is signed."""

CALLED: Final[Mapping[str, str]] = {
    "the billing system": sentence("The billing system"),
    "the other system": sentence("The other system"),
}
"""What people call those that have no name of their own, as a sentence begins."""
State = Literal["kept", "unconfirmed", "again", "refused"]


@dataclass(frozen=True, slots=True)
class Errand:
    """What a claimed step asks of the outside world, made of stored rows; it carries ids and no rows.

    `key` is f"{promise_id}:{step}", the idempotency key: the same for every attempt. `kind` is the step's: suspend,
    resume, close, waive, refund, credit, extend, send, gift, call. `customer` is our reference of hers. `about` holds
    the parameters as text: {"amount": "60.00 EUR", "until": "2026-12-04T17:00:00+01:00"}. `attempt` counts from 1.
    Raises InputError for a key that could not travel.
    """

    key: str
    kind: str
    customer: str
    about: Mapping[str, str]
    attempt: int = 1

    def __post_init__(self) -> None:
        """A key that could break a header or an address is told before anything leaves the house."""
        if not KEY.fullmatch(self.key):
            raise InputError(
                f"`{self.key[:40]}` cannot be an errand's key. Use at most 128 letters, digits, _, - and :."
            )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known after an errand, or after asking about it.

    kept: it is done, and the other side said so. unconfirmed: it was taken on; wait for a callback, a person, or ask.
    again: try later, and mind that it may have acted. refused: it will never work as asked, so a person has to look.
    `said` is plain words, nobody's own and nothing secret. `reference` is the other side's id. `wait` is how many
    seconds the other side asked for.
    """

    state: State
    said: str
    reference: str = ""
    wait: int | None = None

    def __post_init__(self) -> None:
        """Whatever another system said, what is kept of it is one line of bounded length; a sentence of ours stays one."""
        plain = retold(self.said, lambda words: one_line(words, LONGEST_SAYING))
        object.__setattr__(self, "said", cut(plain, LONGEST_SAYING))
        object.__setattr__(self, "reference", one_line(self.reference, 128))


class Channel(Protocol):
    """A way to the outside world. It is called from a claimed step, and never inside a transaction."""

    def carry(self, errand: Errand) -> Outcome:
        """Do what is asked, at most once for each key however often it is asked; never raises for what the other side does."""
        ...

    def ask(self, errand: Errand) -> Outcome | None:
        """What the other side says became of this key, after a time-out, a crash or at night; None where it cannot tell."""
        ...


def one_line(text: str, most: int) -> str:
    """A text of another system without line breaks and control characters, and no longer than so many characters."""
    printable = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text[: 4 * most])
    line = " ".join(printable.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def capital(name: str) -> str:
    """What another system is called, as a sentence begins."""
    return CALLED.get(name) or name[:1].upper() + name[1:]
