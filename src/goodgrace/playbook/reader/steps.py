"""The steps of a playbook, read one by one; each may name any other, so all names are known before the first is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from goodgrace.errors import Place
from goodgrace.playbook.reader.outcomes import read_outcomes
from goodgrace.playbook.reader.texts import read_words
from goodgrace.playbook.reader.timing import Timing
from goodgrace.playbook.shape import (
    CHANNELS,
    FORMS,
    GUARDED,
    KINDS,
    MONEY_KINDS,
    OUTSIDE,
    PERSON,
    QUESTIONS,
    RECIPIENTS,
    KindName,
    Line,
    Option,
)
from goodgrace.playbook.spans import Span, read_span
from goodgrace.policy.expressions import Type
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.conditions import MOST_PLACES, Names, read_amount, read_condition
from goodgrace.policy.reader.fields import Fields, canonical_unit
from goodgrace.policy.reader.syntax import Fault
from goodgrace.policy.reader.text import Listing, Part, Table, Word
from goodgrace.policy.shape import Fact

COMMON_KEYS = ("title", "when", "if", "after", "in", "on", "by", "within", "channel", "department")
MOST_STEPS = 60
MOST_OPTIONS = 6
LONGEST_NAME = 40
"""Of a step: what we add ourselves to end it is called by it, and by more."""
PATIENCE = Span(1, "day")
"""A step that leaves the house counts as late a day after it is due, where its writer says nothing else."""
YES_NO = {"yes": True, "no": False}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """What others may want to know of a step before it is read: its kind and, of a question, its outcomes."""

    kind: KindName
    table: Table
    place: Place
    outcomes: tuple[str, ...] = ()


class Steps:
    """Reads the steps of one playbook."""

    def __init__(
        self, fields: Fields, names: Names, facts: Mapping[str, Fact], language: str, department: str, money: Type
    ) -> None:
        self.fields, self.names, self.facts, self.language = fields, names, facts, language
        self.department, self.money = department, money
        self.heads: dict[str, Head] = {}
        self.faulty = False

    def read(self, part: Part | None) -> dict[str, Line]:
        """Every step that could be read; `faulty` tells whether some could not."""
        before = self.fields.count()
        table = self.fields.table(part, "`steps`") if part is not None else Table({}, {}, Place("", 1, 1))
        if part is not None and not table.entries and isinstance(part, Table):
            self.fields.fail(part.place, "A playbook has at least one step.", fix="Write `name: {send: letter, …}`.")
        if len(table.entries) > MOST_STEPS:
            self.fields.fail(table.place, f"A playbook has at most {MOST_STEPS} steps.", fix="Split it into several.")
        for name, value in table.entries.items():
            self._head(name, value, table.keys[name])
        lines = {name: self._line(name, head) for name, head in self.heads.items()}
        for line in lines.values():
            self._check_before(line, lines)
        self.faulty = self.fields.count() > before
        return lines

    def _check_before(self, line: Line, lines: Mapping[str, Line]) -> None:
        """Something can be reminded of before its end only where the calendar says when that is."""
        ends = lines[line.due.of].ends if line.due.of in lines else None
        if line.due.before is not None and line.due.of and (ends is None or ends.span is None):
            fault = f"`{line.due.of}` has no day on which it ends, so nothing can be due before that."
            self.fields.fail(line.place, fault, line.name, "Give it `for:` or `answer_within:`, or write `on: day …`.")

    def _head(self, name: str, part: Part, place: Place) -> None:
        self.fields.name(name, place, "a step")
        if len(name) > LONGEST_NAME:
            fault = f"The name of a step has at most {LONGEST_NAME} letters: `{name[:60]}` has {len(name)}."
            self.fields.fail(place, fault, name[:60], "Choose a shorter name, and put the words into `title`.")
        table = self.fields.table(part, f"The step `{name}`")
        kinds = [key for key in KINDS if key in table.entries]
        if len(kinds) != 1:
            what = "does one thing, not several" if kinds else "needs to say what is done"
            fix = f"Keep one of {', '.join(kinds)}." if kinds else self._kind_fix(table)
            if isinstance(part, Table):
                self.fields.fail(place, f"The step `{name}` {what}.", name, fix)
            return
        kind = kinds[0]
        self.heads[name] = Head(kind, table, place, self._outcomes(kind, table))

    def _kind_fix(self, table: Table) -> str:
        near = (suggest(key, KINDS) for key in table.entries if key not in COMMON_KEYS)
        return next(filter(None, near), f"It is one of {', '.join(KINDS)}, as in `send: letter`.")

    def _outcomes(self, kind: KindName, table: Table) -> tuple[str, ...]:
        options = table.entries.get("options")
        own = tuple(options.entries) if isinstance(options, Table) and kind == "ask" else ()
        own = ("yes", "no") if kind == "check" else own
        silence = table.entries.get("without_an_answer")
        person = isinstance(silence, Word) and silence.text == PERSON
        return (*own, PERSON) if own and person else own

    def _line(self, name: str, head: Head) -> Line:
        kind, get = KINDS[head.kind], head.table.entries.get
        allowed = (head.kind, *COMMON_KEYS, *kind.keys)
        self.fields.table(head.table, f"The step `{name}`", allowed, needed=(head.kind, *kind.needed))
        timing = Timing(self.fields, head.kind, head.table, self.heads, self.facts)
        channel = self.fields.one_of(get("channel"), "`channel`", CHANNELS, self._channel(head))
        within = timing.span("within")
        outside = channel != "here" and timing.by is None
        return Line(
            name=name,
            title=self.fields.text(get("title"), "`title`") or name.replace("_", " ").capitalize(),
            kind=head.kind,
            channel=channel,
            department=self.fields.short(get("department"), "`department`", self.department),
            place=head.place,
            when=self._expression(get("when"), "`when`", lambda text: read_condition(text, self.names)),
            condition=self._condition(get("if"), head, timing.due.of),
            after=self.steps_named(get("after"), "`after`", name),
            due=timing.due,
            within=within or (PATIENCE if outside and head.kind != "check" else None),
            by=timing.by,
            ends=timing.ends(lambda part, what: self.steps_named(part, what, name)),
            **self._own(name, head),
        )

    def _channel(self, head: Head) -> str:
        form = head.table.entries.get(head.kind)
        if head.kind == "send" and isinstance(form, Word):
            return {"email": "email", "note": "task"}.get(form.text, "letter")
        return KINDS[head.kind].channel

    def _condition(self, part: Part | None, head: Head, reminded: str) -> dict[str, Any] | None:
        questions = {name: other.outcomes for name, other in self.heads.items() if other.kind in QUESTIONS}
        said = self._expression(part, "`if`", lambda text: read_outcomes(text, questions))
        if head.kind != "remind" or reminded not in questions:
            return said
        still = {"open": reminded}  # nobody is reminded of a question that she has answered
        return still if said is None else {"all": [said, still]}

    def _expression(self, part: Part | None, what: str, read: Callable[[str], T]) -> T | None:
        if part is None:
            return None
        text = self.fields.text(part, what)
        if not isinstance(part, Word):
            return None
        try:
            return read(text)
        except Fault as fault:
            if not fault.follows:
                self.fields.fail(part.place_of(fault.start), fault.message, fault.text, fault.fix)
            return None

    def steps_named(self, part: Part | None, what: str, own: str) -> tuple[str, ...]:
        """The names of other steps: one word, or a list of them."""
        if part is None:
            return ()
        items = part.items if isinstance(part, Listing) else (part,)
        names = [self.step_named(item, what, own) for item in items]
        if isinstance(part, Listing) and not items:
            self.fields.fail(part.place, f"{what} names no step.", fix="Name one, or leave the key out.")
        return tuple(dict.fromkeys(name for name in names if name))

    def step_named(self, part: Part, what: str, own: str) -> str:
        """The name of another step, or nothing where it is none."""
        name = self.fields.text(part, what)
        if not isinstance(part, Word):
            return ""
        if name == own:
            self.fields.fail(part.place, f"{what} names its own step.", name, "Name another, or leave the key out.")
            return ""
        if name not in self.heads:
            fix = suggest(name, self.heads) or f"There are {', '.join(list(self.heads)[:20])}."
            self.fields.fail(part.place, f"There is no step `{name[:40]}`.", name[:40], fix)
            return ""
        return name

    def _own(self, name: str, head: Head) -> dict[str, Any]:
        """What only its kind has."""
        get, part = head.table.entries.get, head.table.entries[head.kind]
        own: dict[str, Any] = {
            "what": self.fields.text(get("what"), "`what`"),
            "words": read_words(self.fields, get("words"), "The words", self.language),
            "subject": read_words(self.fields, get("subject"), "The subject", self.language),
            "routine": self._yes_no(get("routine"), "`routine`"),
            "signed_by_hand": self._yes_no(get("signed_by_hand"), "`signed_by_hand`"),
            "to": self._to(head, get("to")),
            "costs": None
            if (costs := get("costs")) is None
            else self.fields.decimal(costs, "`costs`", self.money.places),
        }
        if head.kind in QUESTIONS:
            own["options"] = self._options(get("options"))
            own["without_an_answer"] = self._silence(head, get("without_an_answer"))
        return own | self._said(name, head, part)

    def _said(self, name: str, head: Head, part: Part) -> dict[str, Any]:
        """What stands after the kind itself."""
        kind = head.kind
        if kind in MONEY_KINDS:
            return {
                "amount": self._expression(part, f"`{kind}`", lambda text: read_amount(text, self.names, self.money))
            }
        if kind == "check":
            return {"amount": self._expression(part, "`check`", lambda text: read_condition(text, self.names))}
        if kind == "extend":
            unit = canonical_unit(self.fields.text(head.table.entries.get("unit"), "`unit`"))
            type = Type("number", MOST_PLACES, unit)
            return {
                "amount": self._expression(part, "`extend`", lambda text: read_amount(text, self.names, type)),
                "unit": unit,
            }
        if kind == "send":
            return {"form": self.fields.one_of(part, "What is sent", FORMS, "letter")}
        if kind == "call":
            return {"hours": Timing(self.fields, kind, head.table, self.heads, self.facts).hours()}
        if kind == "guard":
            return {"against": self._against(part)}
        if kind in ("resume", "close"):
            return {"what": self._suspension(part, kind, name)}
        if kind in ("pause", "wait"):
            return {"span": self._span(part, f"`{kind}`")}
        return {} if kind in ("ask", "remind") else {"what": self.fields.text(part, f"`{kind}`")}

    def _span(self, part: Part, what: str) -> Span | None:
        try:
            return read_span(self.fields.text(part, what))
        except ValueError as error:
            self.fields.misfit(part, what, error)
            return None

    def _yes_no(self, part: Part | None, what: str) -> bool:
        return YES_NO[self.fields.one_of(part, what, YES_NO, "no")]

    def _to(self, head: Head, part: Part | None) -> str:
        if head.kind in ("call", "ask"):
            return self.fields.one_of(
                head.table.entries[head.kind], f"Who is meant by `{head.kind}`", OUTSIDE, "customer"
            )
        if head.kind == "remind":
            return self.fields.one_of(head.table.entries["remind"], "Who is reminded", RECIPIENTS, "customer")
        if head.kind == "pause":
            return "colleague"
        return self.fields.one_of(part, "`to`", RECIPIENTS, "customer" if head.kind in ("send", "gift") else "")

    def _against(self, part: Part) -> tuple[str, ...]:
        items = part.items if isinstance(part, Listing) else (part,)
        return tuple(dict.fromkeys(self.fields.one_of(item, "What is held back", GUARDED, "dunning") for item in items))

    def _suspension(self, part: Part, kind: str, own: str) -> str:
        name = self.step_named(part, f"`{kind}`", own)
        if name and self.heads[name].kind != "suspend":
            self.fields.fail(
                part.place, f"`{name}` suspends nothing, so nothing can be ended here.", name, "Name a `suspend`."
            )
        return name

    def _options(self, part: Part | None) -> tuple[Option, ...]:
        if part is None:
            return ()
        table = self.fields.table(part, "`options`")
        if isinstance(part, Table) and not 2 <= len(table.entries) <= MOST_OPTIONS:
            fix = "Write at least two, as {keep: …, return: …}."
            self.fields.fail(part.place, f"A choice has 2 to {MOST_OPTIONS} options.", fix=fix)
        for name in table.entries:
            self.fields.name(name, table.keys[name], "an option")
            if name in (PERSON, "open", "or", "and"):
                self.fields.fail(
                    table.keys[name], f"`{name}` has a meaning of its own here.", name, "Choose another name."
                )
        return tuple(
            Option(name, read_words(self.fields, value, f"The words of `{name}`", self.language))
            for name, value in table.entries.items()
        )

    def _silence(self, head: Head, part: Part | None) -> str:
        known: Mapping[str, Any] = dict.fromkeys((*head.outcomes, PERSON))
        return self.fields.one_of(part, "What happens `without_an_answer`", known, PERSON if part else "")
