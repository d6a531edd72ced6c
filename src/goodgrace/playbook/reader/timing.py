"""When a step is due, by when, and when what lasts is over, read from its keys."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import time
from typing import cast

from goodgrace.playbook.hours import CLOCK, MOST_QUIET, WEEKDAYS, Hours, read_between, read_quiet
from goodgrace.playbook.shape import Due, Ends
from goodgrace.playbook.spans import LONGEST, UNIT, Span, Unit, read_span
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.fields import Fields
from goodgrace.policy.reader.text import Listing, Part, Table, Word
from goodgrace.policy.shape import Fact

COUNTED = rf"(?P<fact>\w+) +(?P<unit>{UNIT})s?"
DAY = rf"day (?P<day>[0-9]{{1,4}})( at (?P<at>{CLOCK}))?"
THE_END = "the end"
WHEN = ("in", "on", "before")


class Timing:
    """Reads the times of one step."""

    def __init__(
        self, fields: Fields, kind: str, table: Table, steps: Collection[str], facts: Mapping[str, Fact]
    ) -> None:
        self.fields, self.kind, self.table, self.steps, self.facts = fields, kind, table, steps, facts
        self._get = table.entries.get
        self.due = self._due()
        self.by = self.span("by")

    def span(self, key: str) -> Span | None:
        """The length of time under a key; None where there is none."""
        part = self._get(key)
        if part is None:
            return None
        text = self.fields.text(part, f"`{key}`")
        try:
            return read_span(text) if isinstance(part, Word) else None
        except ValueError as error:
            self.fields.misfit(part, f"`{key}`", error)
            return None

    def _due(self) -> Due:
        said = [key for key in WHEN if key in self.table.entries]
        if len(said) > 1 or (said and self.kind == "wait"):
            self.fields.fail(
                self.table.keys[said[-1]], "When it is due stands here twice.", said[-1],
                "`wait` says it alone." if self.kind == "wait" else f"Keep one of {', '.join(said)}.",
            )  # fmt: skip
        of = self._of()
        if self.kind == "wait":
            return Due(after=self.span("wait"))
        if "in" in said:
            return Due(after=self.span("in"), of=of)
        if "on" in said:
            return self._on(self.table.entries["on"], of)
        if "before" in said and not of:
            self.fields.fail(
                self.table.keys["before"], "Before what?", "before", "Add `of:` and the step that ends then."
            )
        return Due(before=self.span("before"), of=of)

    def _on(self, part: Part, of: str) -> Due:
        text = self.fields.text(part, "`on`")
        found = re.fullmatch(DAY, text.strip())
        if found is None or int(found["day"]) > 3_660:
            fix = "Write it as `on: day 9` or `on: day 9 at 09:00`, counted from the day it starts, which is day 0."
            self.fields.fail(part.place, f"`{text[:40]}` is not a day of the playbook.", text[:40], fix)
            return Due(of=of)
        return Due(day=int(found["day"]), at=time.fromisoformat(found["at"]) if found["at"] else None, of=of)

    def _of(self) -> str:
        part = self._get("of")
        if part is None or self.kind != "remind":
            return ""
        name = self.fields.text(part, "`of`")
        if name not in self.steps:
            self.fields.fail(part.place, f"There is no step `{name[:40]}`.", name[:40], suggest(name, self.steps))
            return ""
        return name

    def ends(self, named: Callable[[Part | None, str], tuple[str, ...]]) -> Ends | None:
        """When what lasts is over; `named` reads the names of steps."""
        if self.kind == "ask":
            return self._lasts("answer_within")
        if self.kind == "check":
            return Ends(span=self.by, from_start=True) if self.by else None
        if self.kind not in ("suspend", "guard"):
            return None
        until = self._get("until")
        if until is not None and "for" in self.table.entries:
            self.fields.fail(
                self.table.keys["until"], "When it ends stands here twice.", "until", "Keep `for` or `until`."
            )
        if isinstance(until, Word) and until.text == THE_END:
            return Ends(at_the_end=True)
        if until is not None:
            return Ends(steps=named(until, "`until`"))
        return self._lasts("for")

    def _lasts(self, key: str) -> Ends | None:
        """How long something lasts: a span, or as many of a unit as a fact of the case says."""
        part = self._get(key)
        found = re.fullmatch(COUNTED, part.text.strip()) if isinstance(part, Word) else None
        if part is None or found is None or found["fact"].isdigit():
            span = self.span(key)
            return Ends(span=span) if span else None
        unit = cast(Unit, found["unit"])
        fact = self.facts.get(found["fact"])
        if fact is None:
            fix = suggest(found["fact"], self.facts) or "Write a number, or a fact of type number."
            self.fields.fail(part.place, f"There is no fact `{found['fact'][:40]}`.", found["fact"][:40], fix)
            return None
        if (fact.type.kind, fact.type.places) != ("number", 0) or not _bounded(fact, unit):
            fault = f"`{fact.name}` cannot say for how many {unit}s."
            fix = f"Declare it as {{type: number, least: 1, most: …}}, at most {Span(LONGEST[unit], unit)}."
            self.fields.fail(part.place, fault, fact.name, fix)
        return Ends(span=Span(1, unit), fact=fact.name)

    def hours(self) -> Hours:
        """When a person may be called."""
        usual = Hours()
        between, quiet = self._get("between"), self._get("quiet_days")
        first, last = usual.first, usual.last
        if between is not None:
            try:
                first, last = read_between(self.fields.text(between, "`between`"))
            except ValueError as error:
                self.fields.misfit(between, "`between`", error)
        return Hours(first, last, usual.quiet if quiet is None else self._quiet(quiet))

    def _quiet(self, part: Part) -> tuple[str, ...]:
        items = part.items if isinstance(part, Listing) else (part,)
        days: list[str] = []
        for item in items:
            try:
                days.append(read_quiet(self.fields.text(item, "A quiet day")))
            except ValueError as error:
                self.fields.misfit(item, "A quiet day", error)
        if set(WEEKDAYS) <= set(days) or len(days) > MOST_QUIET:
            fix = f"Leave at least one weekday, and name at most {MOST_QUIET} days."
            self.fields.fail(part.place, "No day is left on which somebody may call.", fix=fix)
            return ()
        return tuple(dict.fromkeys(days))


def _bounded(fact: Fact, unit: Unit) -> bool:
    """Whether a fact says at least one, and never more than ten years: only then does everything end for sure."""
    return fact.least is not None and fact.most is not None and fact.least >= 1 and fact.most <= LONGEST[unit]
