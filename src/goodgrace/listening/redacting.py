"""What must not travel with a message: numbers of cards and accounts, addresses, orders; put out of it by patterns alone.

Always on, wherever words leave the store in which they are locked (docs/decisions/0013). It knows forms, not people: names
stay, unless the extra `pii` takes them (`names.py`).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from goodgrace.listening.spacing import evened, placed

_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|close|place|pl|square|sq|terrace|way|crescent"
    "|gardens|highway|hwy|parkway|pkwy|circle|cir|trail|trl|row|mews"
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was put out: its kind, and where it stood in the text as it came."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what must not travel; in its place stands the kind, in square brackets."""

    raw: str
    hidden: tuple[Hidden, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return self.part(0, len(self.raw))

    def part(self, start: int, end: int) -> str:
        """What may travel of `raw[start:end]`; what was put out stands in the part in which it began."""
        parts, at = [], start
        first = max(bisect_right(self.hidden, start, key=attrgetter("start")) - 1, 0)
        for each in self.hidden[first:]:
            if each.start >= end:
                break
            parts += [self.raw[at : each.start], f"[{each.kind}]" if each.start >= start else ""]
            at = max(at, each.end)
        return "".join([*parts, self.raw[at:end]])


def redact(text: str, more: Iterable[Hidden] = ()) -> Redacted:
    """Put cards, accounts, sort codes, emails, phones, order numbers and street addresses out of a text.

    `more` is what another tool found; where both found something, the one that begins first counts.
    """
    hidden: list[Hidden] = []
    for found in sorted((*_found(text), *more), key=lambda each: (each.start, -each.end)):
        if not hidden or found.start >= hidden[-1].end:
            hidden.append(found)
        elif found.end > hidden[-1].end:
            hidden[-1] = Hidden(hidden[-1].kind, hidden[-1].start, found.end)
    return Redacted(text, tuple(hidden))


def _found(text: str) -> Iterator[Hidden]:
    """What has the form of something, also where marks that nobody sees stand in it."""
    even, places = evened(text)
    for kind, pattern, holds in _FORMS:
        for match in pattern.finditer(even):
            if holds is None or holds(match["it"]):
                yield Hidden(kind, *placed(*match.span("it"), places))


def _is_card(number: str) -> bool:
    """Luhn's check, by which most mistyped and made-up numbers are told apart."""
    digits = [int(mark) for mark in number if mark.isdecimal()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(number: str) -> bool:
    """The check of ISO 13616: the number turned about leaves 1 by 97."""
    plain = "".join(number.split()).upper()
    turned = "".join(str(int(mark, 36)) for mark in plain[4:] + plain[:4])
    return 15 <= len(plain) <= 34 and int(turned) % 97 == 1


def _is_phone(number: str) -> bool:
    digits = sum(mark.isdecimal() for mark in number)
    dates_and_hosts = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,3}(\.\d{1,3}){3}"
    return 8 <= digits <= 15 and not re.fullmatch(dates_and_hosts, number)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FORMS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...] = (
    ("card number", _form(r"(?<![\w.,-])(?P<it>[0-9](?:[ -]?[0-9]){12,18})(?![\w-])"), _is_card),
    ("account number", _form(r"\b(?P<it>[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)\b"), _is_iban),
    (
        "account number",
        _form(
            r"\b(?:account|acct|a/c)\.?(?: (?:number|no\.?|num|#))?(?: is| was)?[ :#]{1,3}(?P<it>[0-9][0-9 -]{4,22}[0-9])\b"
        ),
        None,
    ),
    ("sort code", _form(r"\bsort[ -]?code(?: is)?[ :]{1,2}(?P<it>[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2})\b"), None),
    ("sort code", _form(r"(?<![\w-])(?P<it>[0-9]{2}-[0-9]{2}-[0-9]{2})(?![\w-])"), None),
    ("social security number", _form(r"(?<![\w-])(?P<it>[0-9]{3}-[0-9]{2}-[0-9]{4})(?![\w-])"), None),
    ("email", _form(r"(?<![\w.+-])(?P<it>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"), None),
    (
        "phone number",
        _form(r"(?<![\w.,$£€-])(?P<it>(?:\+|00)?\(?[0-9]{1,5}\)?(?:[ ./-]?\(?[0-9]{2,5}\)?){1,5})(?![\w-])"),
        _is_phone,
    ),
    (
        "order number",
        _form(
            r"\b(?:order|booking|reservation|invoice|ticket|case|claim|policy|reference|ref|confirmation|tracking)\.?"
            r"(?: (?:number|no\.?|num|code|id))?(?: is| was)?[ :#]{1,3}(?P<it>(?=[A-Z-]{0,12}[0-9])[A-Z0-9][A-Z0-9-]{3,30})\b"
        ),
        None,
    ),
    (
        "address",
        _form(
            rf"\b(?P<it>[0-9]{{1,5}}[a-z]?,? (?:(?-i:[A-Z])[\w'’.-]{{0,30}} ){{1,4}}(?:{_STREET})\b\.?(?:,? (?:apt|apartment|unit|flat|suite)\.? ?#?\w{{1,6}})?)"
        ),
        None,
    ),
    (
        "address",
        _form(r"\b(?P<it>[\w'’-]{2,30}(?:straße|strasse|str\.|gasse|weg|platz|allee) [0-9]{1,4}[a-z]?)\b"),
        None,
    ),
)
