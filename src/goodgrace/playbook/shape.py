"""What a playbook is: who may start it and when, words to begin with, steps as written, and examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from goodgrace.errors import Place
from goodgrace.playbook.hours import Hours
from goodgrace.playbook.spans import Span
from goodgrace.policy.expressions import Node
from goodgrace.policy.shape import Fact

KindName = Literal[
    "suspend", "resume", "close", "waive", "refund", "credit", "extend", "send", "gift", "call", "ask", "wait",
    "check", "remind", "guard", "pause", "do",
]  # fmt: skip
Words = Mapping[str, str]
"""One text in several languages: {"en": …, "de": …}, with {placeholders} from `words.PLACEHOLDERS`."""
Condition = Mapping[str, Any]
"""What must have happened, as data: see `happened.py`."""

PERSON = "person"
"""The outcome of a question that a colleague has settled together with the customer."""
QUESTIONS = ("ask", "check")
MONEY_KINDS = ("waive", "refund", "credit")
RECIPIENTS = ("customer", "family", "colleague", "lead", "owner")
OUTSIDE = ("customer", "family")
CHANNELS = ("billing", "letter", "email", "task", "webhook", "here")
"""By which way a step is carried out; `here` is Goodgrace itself."""
FORMS = ("letter", "note", "email")
GUARDED = ("dunning", "marketing", "survey", "collection", "price_change")
"""What other systems may be asked to hold back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: by which channel it goes if nothing else is said, and which keys it may have beside the common ones."""

    channel: str
    says: str
    keys: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


KINDS: dict[KindName, Kind] = {
    "suspend": Kind("billing", "What is not charged meanwhile, as in `suspend: fees`.", ("for", "until")),
    "resume": Kind("billing", "The `suspend` that ends here, and goes on as before."),
    "close": Kind("billing", "The `suspend` that ends here for good, because nothing goes on."),
    "waive": Kind("billing", "An amount of money that is not charged.", ("what",)),
    "refund": Kind("billing", "An amount of money that goes back.", ("what",)),
    "credit": Kind("billing", "An amount of money that is put to the account.", ("what",)),
    "extend": Kind("billing", "By how many of a unit something is prolonged.", ("what", "unit"), ("what", "unit")),
    "send": Kind("letter", "A letter, a note or an email.", ("to", "words", "subject", "routine", "signed_by_hand"), ("words",)),
    "gift": Kind("task", "What is given, in words.", ("to", "costs", "words")),
    "call": Kind("task", "Who is called: customer or family.", ("between", "quiet_days", "words")),
    "ask": Kind(
        "email", "Who is asked: customer or family.", ("words", "subject", "routine", "options", "answer_within", "without_an_answer"),
        ("words", "options", "answer_within", "without_an_answer"),
    ),
    "wait": Kind("here", "How long nothing happens, as in `wait: 60 days`."),
    "check": Kind("task", "A condition on facts that will be known later.", ("without_an_answer",), ("by", "without_an_answer")),
    "remind": Kind("email", "Who is reminded.", ("of", "before", "words", "subject", "routine"), ("words",)),
    "guard": Kind("here", "What must not go out meanwhile: " + ", ".join(GUARDED) + ".", ("for", "until")),
    "pause": Kind("here", "How long the colleague may step away, as in `pause: 20 minutes`.", ("words",)),
    "do": Kind("task", "What a person does, in plain words.", ("words",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is to be done: at once, a span after what it follows, on a day, or a span before something ends."""

    after: Span | None = None
    day: int | None = None
    at: time | None = None
    before: Span | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """When something that lasts is over: after a span, at a day from the start, or when steps are settled.

    With `fact`, the case says how many of the span's unit. With `at_the_end`, it is over when everything else is.
    """

    span: Span | None = None
    fact: str = ""
    from_start: bool = False
    steps: tuple[str, ...] = ()
    at_the_end: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer, in plain words."""

    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Line:
    """One step as its writer put it; what a kind does not use is left at its default."""

    name: str
    title: str
    kind: KindName
    what: str
    channel: str
    department: str
    place: Place
    when: Node | None = None
    amount: Node | None = None
    condition: Condition | None = None
    after: tuple[str, ...] = ()
    due: Due = field(default_factory=Due)
    within: Span | None = None
    by: Span | None = None
    ends: Ends | None = None
    span: Span | None = None
    to: str = ""
    form: str = ""
    unit: str = ""
    words: Words = field(default_factory=dict)
    subject: Words = field(default_factory=dict)
    routine: bool = False
    signed_by_hand: bool = False
    costs: int | None = None
    hours: Hours | None = None
    options: tuple[Option, ...] = ()
    without_an_answer: str = ""
    against: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What a question can come to; nothing for every other kind."""
        own = {"ask": tuple(option.name for option in self.options), "check": ("yes", "no")}.get(self.kind, ())
        return (*own, PERSON) if own and self.without_an_answer == PERSON else own


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be true before the playbook starts, and what to say and do where it is not."""

    that: Node
    otherwise: str
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """In an example: what a question comes to, on which day from the start."""

    outcome: str
    day: int


@dataclass(frozen=True, slots=True)
class Example:
    """A case with answers on days, and which steps its writer expects on which days; `verify` runs it.

    `expect` maps a day to the steps of that day and `never` names those that do not happen; `over` maps a step that
    lasts to the day on which it ends.
    """

    name: str
    facts: Mapping[str, object]
    started: datetime
    zone: ZoneInfo
    answers: Mapping[str, Answer]
    expect: Mapping[int, tuple[str, ...]]
    never: tuple[str, ...]
    over: Mapping[str, int]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False, weakref_slot=True)
class Playbook:
    """A playbook, read and checked: names exist, types fit, every length of time is bounded."""

    name: str
    title: str
    version: str
    owner: str
    serves: str
    mother: str
    moment: str
    currency: str
    may_start: tuple[str, ...]
    facts: Mapping[str, Fact]
    grounds: Mapping[str, Node]
    everyone: Node | None
    requires: tuple[Requirement, ...]
    words: Words
    steps: Mapping[str, Line]
    examples: tuple[Example, ...]
    place: Place
    source: str
    file: str = ""

    def __repr__(self) -> str:
        """Name it; its `source` says it all."""
        return f"<Playbook {self.name}, version {self.version}>"
