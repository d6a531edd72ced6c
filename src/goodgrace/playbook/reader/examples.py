"""The examples in a playbook's own file: facts, answers on days, and which steps are expected on which days."""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goodgrace.errors import Place
from goodgrace.playbook.reader.steps import Steps
from goodgrace.playbook.shape import Answer, Example, Line
from goodgrace.playbook.spans import on_the_wall
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.declarations import Declarations
from goodgrace.policy.reader.fields import Fields
from goodgrace.policy.reader.text import Part, Table
from goodgrace.policy.shape import IDENTITIES

EXAMPLE_KEYS = ("name", "facts", "starts", "zone", "answers", "expect", "never", "over")
STARTS = r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-2][0-9]:[0-5][0-9])"
ANSWER = r"(\w+) on day ([0-9]{1,4})"
DAY = r"day ([0-9]{1,4})"
USUAL_START = "2026-11-02 10:00"
USUAL_ZONE = "Europe/Berlin"


class Examples:
    """Reads the examples of one playbook; they may name its facts and steps."""

    def __init__(self, fields: Fields, declared: Declarations, steps: Steps, lines: Mapping[str, Line]) -> None:
        self.fields, self.declared, self.steps, self.lines = fields, declared, steps, lines

    def read(self, part: Part | None) -> tuple[Example, ...]:
        """Every example, in the order of the text."""
        return tuple(self._example(item) for item in self.fields.items(part, "`examples`", "Write each after a dash."))

    def _example(self, part: Part) -> Example:
        table = self.fields.table(part, "An example", EXAMPLE_KEYS, needed=("name", "expect"))
        get = table.entries.get
        zone = self._zone(get("zone"))
        return Example(
            self.fields.text(get("name"), "`name`"),
            self._facts(get("facts"), table.place),
            self._starts(get("starts"), zone, table.place),
            zone,
            self._answers(get("answers")),
            self._expect(get("expect")),
            self.steps.steps_named(get("never"), "`never`", ""),
            self._over(get("over")),
            table.place,
        )

    def _zone(self, part: Part | None) -> ZoneInfo:
        name = self.fields.text(part, "`zone`", USUAL_ZONE)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            assert part is not None
            self.fields.fail(part.place, f"`{name[:40]}` is not a time zone.", name[:40], "Write it as Europe/Berlin.")
            return ZoneInfo(USUAL_ZONE)

    def _starts(self, part: Part | None, zone: ZoneInfo, place: Place) -> datetime:
        text = self.fields.text(part, "`starts`", USUAL_START)
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
        except ValueError:
            fix = "Write it as 2026-11-02 10:00, by the clock where the customer lives."
            self.fields.fail(part.place if part else place, f"`{text[:40]}` is not a day and a time.", text[:40], fix)
            return self._starts(None, zone, place)
        return on_the_wall(moment.date(), moment.time(), zone)

    def _facts(self, part: Part | None, place: Place) -> dict[str, str]:
        known = (*self.declared.facts, *IDENTITIES) if self.declared.all_facts else ()
        table = self.fields.table(part or Table({}, {}, place), "`facts`", known)
        for name, value in table.entries.items():
            if name in self.declared.facts and name not in self.declared.doubtful:
                self.declared.fits(self.declared.facts[name], value, f"`{name}`")
        return {name: self.fields.text(value, f"`{name}`") for name, value in table.entries.items()}

    def _answers(self, part: Part | None) -> dict[str, Answer]:
        if part is None:
            return {}
        questions = {name: line.outcomes for name, line in self.lines.items() if line.outcomes}
        table = self.fields.table(part, "`answers`", questions if not self.steps.faulty else ())
        answers: dict[str, Answer] = {}
        for name, value in table.entries.items():
            text = self.fields.text(value, f"The answer to `{name}`")
            found = re.fullmatch(ANSWER, text.strip())
            if found is None:
                fix = "Write it as `keep on day 4`; leave it out where nobody answers."
                self.fields.fail(value.place, f"`{text[:40]}` does not say what and when.", text[:40], fix)
            elif name in questions and found[1] not in questions[name]:
                fix = suggest(found[1], questions[name]) or f"It can be {', '.join(questions[name])}."
                self.fields.fail(value.place, f"`{name}` never is `{found[1][:40]}`.", found[1][:40], fix)
            else:
                answers[name] = Answer(found[1], int(found[2]))
        return answers

    def _expect(self, part: Part | None) -> dict[int, tuple[str, ...]]:
        if part is None:
            return {}
        table = self.fields.table(part, "`expect`")
        return {
            day: self.steps.steps_named(value, "`expect`", "")
            for name, value in table.entries.items()
            if (day := self._day(name, table.keys[name])) is not None
        }

    def _over(self, part: Part | None) -> dict[str, int]:
        if part is None:
            return {}
        table = self.fields.table(part, "`over`", () if self.steps.faulty else self.lines)
        days = {
            name: self._day(self.fields.text(value, "`over`"), value.place) for name, value in table.entries.items()
        }
        return {name: day for name, day in days.items() if day is not None}

    def _day(self, text: str, place: Place) -> int | None:
        found = re.fullmatch(DAY, text.strip())
        if found is None:
            self.fields.fail(
                place, f"`{text[:40]}` is not a day.", text[:40], "Write it as `day 9`; it starts on day 0."
            )
            return None
        return int(found[1])
