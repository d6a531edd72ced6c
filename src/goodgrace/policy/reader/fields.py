"""Reading the parts of a YAML tree one by one, collecting every fault on the way."""

import keyword
import re
from collections.abc import Callable, Collection
from decimal import Decimal

from goodgrace.errors import Place, PolicyError, Problem
from goodgrace.money import scaled
from goodgrace.policy.expressions import Node
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.syntax import Fault
from goodgrace.policy.reader.text import Listing, Part, Table, Word

RESERVED = frozenset(
    [*"yes no true false min max share days_between always standard never".split(), *map(str.lower, keyword.kwlist)]
)
MOST_PROBLEMS = 50
LONGEST = 60
"""So many characters has what the database keeps as a name at most."""
NAME = f"(?=.{{1,{LONGEST}}}$)[a-z](_?[a-z0-9])*"
"""How the names of facts, grounds, remedies and roles are written, from the first character to the last."""
_UNITS = {
    "d": "days", "day": "days", "h": "hours", "hour": "hours", "hr": "hours", "hrs": "hours", "min": "minutes",
    "minute": "minutes", "week": "weeks", "month": "months", "year": "years", "%": "percent", "mile": "miles",
}  # fmt: skip
COMMA = 'If the text before holds a comma, put it in quotation marks, as in `give: "share(fee, 50)"`.'
_A = {Word: "a word or a number", Listing: "a list", Table: "a table of keys and values"}


class Fields:
    """Takes the parts of a tree for what they should be; what does not fit becomes a problem, and reading goes on."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fail(self, place: Place, message: str, text: str = "", fix: str = "") -> None:
        """Note a fault. Raises PolicyError with all so far when there are too many to go on."""
        self.problems.append(Problem(place, message, text, fix))
        if len(self.problems) >= MOST_PROBLEMS:
            stop = Problem(place, f"There are {MOST_PROBLEMS} faults: reading stops here.", text, "Mend these first.")
            raise PolicyError([*self.problems, stop])

    def table(self, part: Part, what: str, allowed: Collection[str] = (), needed: Collection[str] = ()) -> Table:
        """A table with keys from `allowed` (empty: any) that has all of `needed`; an empty one where it is not."""
        if not isinstance(part, Table):
            fault = f"{what} is a table of keys and values, not {_A[type(part)]}."
            self.fail(part.place, fault, _text(part), "Write `key: value`, each on its line, or { } around them.")
            return Table({}, {}, part.place)
        meant = ""
        for key in part.entries:
            if allowed and key not in allowed:
                near = suggest(key, allowed)
                meant += near
                fix = COMMA if _empty(part.entries[key]) else near
                fix = fix or f"It can have {', '.join(allowed)}."
                self.fail(part.keys[key], f"{what} has no `{key[:40]}`.", key[:40], fix)
        for key in needed:
            if (key not in part.entries or _empty(part.entries[key])) and f"`{key}`" not in meant:
                self.fail(part.place, f"{what} needs `{key}:`.", fix=f"Add `{key}: …`.")
        return part

    def items(self, part: Part | None, what: str, fix: str = "Put it in [ ].") -> tuple[Part, ...]:
        """The items of a list; none where it is absent or no list."""
        if part is None:
            return ()
        if isinstance(part, Listing):
            return part.items
        self.fail(part.place, f"{what} is a list, not {_A[type(part)]}.", _text(part), fix)
        return ()

    def text(self, part: Part | None, what: str, default: str = "") -> str:
        """The text of a scalar."""
        if part is None:
            return default
        if isinstance(part, Word):
            return part.text
        self.fail(part.place, f"{what} is a text, not {_A[type(part)]}.", fix="Write one word or sentence.")
        return default

    def short(self, part: Part | None, what: str, default: str = "", most: int = LONGEST) -> str:
        """The text of a scalar that the database keeps as it is, so that it has its measure."""
        text = self.text(part, what, default)
        if isinstance(part, Word) and len(text) > most:
            self.fail(part.place, f"{what} has {len(text)} characters; at most {most} fit.", text[:40], "Shorten it.")
        return text

    def one_of(self, part: Part | None, what: str, words: Collection[str], default: str) -> str:
        """A scalar that is one of some words."""
        text = self.text(part, what, default)
        if isinstance(part, Word) and text not in words:
            fix = suggest(text, words) or f"It is one of {', '.join(words)}."
            self.fail(part.place, f"{what} cannot be `{text[:40]}`.", text[:40], fix)
            return default
        return text

    def name(self, text: str, place: Place, what: str) -> str:
        """A name of the policy's own: lower case, digits and single underscores."""
        if text in RESERVED:
            self.fail(
                place, f"`{text}` is a word of the language and cannot name {what}.", text, "Choose another name."
            )
        elif not re.fullmatch(NAME, text):
            fix = f"Write lower-case letters, digits and single underscores, starting with a letter; at most {LONGEST}."
            self.fail(place, f"`{text[:60]}` cannot name {what}.", text[:60], fix)
        return text

    def decimal(self, part: Part, what: str, places: int, least: int = 0) -> int:
        """A number of at most so many places, as a scaled integer not under `least`; `least` where it is not."""
        if not isinstance(part, Word):
            self.text(part, what)
            return least
        text = part.text
        value = scaled(Decimal(text), places) if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", text) else None
        if value is None or value < least:
            kind = f"a number with at most {places} decimal places" if places else "a whole number"
            kind += f" of at least {least}" if value is not None else ""
            fix = "Write the number alone, as 12" + (".50." if places else ".")
            self.fail(part.place, f"{what} is {kind}, not `{text[:40]}`.", text[:40], fix)
            return least
        return value

    def misfit(self, part: Part, what: str, error: ValueError) -> None:
        """Note a value that does not fit, in the words of the error: what is wrong, then what would mend it."""
        wrong, _, fix = str(error).partition(". ")
        self.fail(part.place, f"{what} does not fit: {wrong.rstrip('.')}.", _text(part), fix or "Write one that fits.")

    def count(self) -> int:
        """How many faults there are so far."""
        return len(self.problems)

    def expression(self, part: Part, what: str, read: Callable[[str], Node]) -> Node | None:
        """A condition or an amount, read from its text; None where it has a fault."""
        if not isinstance(part, Word):
            self.fail(
                part.place, f"{what} is written as a text, not {_A[type(part)]}.", fix="Put it in quotation marks."
            )
            return None
        try:
            return read(part.text)
        except Fault as fault:
            if not fault.follows:
                self.fail(part.place_of(fault.start), fault.message, fault.text, fault.fix)
            return None


def canonical_unit(unit: str) -> str:
    """One spelling for each common unit: "h" and "hour" are "hours"; a unit of one's own stays as it is."""
    return _UNITS.get(unit.strip(), unit.strip())


def _empty(part: Part) -> bool:
    return isinstance(part, Word) and not part.text.strip()


def _text(part: Part) -> str:
    return part.text[:40] if isinstance(part, Word) else ""
