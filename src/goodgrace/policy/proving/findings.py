"""What verifying a policy brings to light, as people and as programs read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from goodgrace.money import as_decimal, as_text
from goodgrace.policy.expressions import Type, write_value
from goodgrace.policy.shape import STANDARD, Fact, Remedy
from goodgrace.policy.values import Value

FindingKind = Literal[
    "unreachable", "covered", "dead_end", "unkind", "contradiction", "cliff", "example_failed", "by_hand"
]
NOTES: tuple[FindingKind, ...] = ("cliff", "by_hand")
"""What needs nothing done if it is meant. `by_hand`: no playbook keeps what a remedy promises."""
Witness = Mapping[str, str]
"""A case as people write it; `decide` takes it as it is. It names the facts that matter and leaves the others out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a policy: where it is, what it is, and a case that shows it.

    `where` is a rule ("waive_fee.agent.2"), a `never` ("waive_fee.never.1"), a fact ("facts.tenure_years"), an
    example ("examples.1") or "remedies". `witness` is None where the finding is that no case exists.
    """

    kind: FindingKind
    where: str
    line: int
    message: str
    witness: Witness | None = None

    @property
    def is_defect(self) -> bool:
        """Whether it should be mended; a cliff is only good to know, and so is what is promised by hand."""
        return self.kind not in NOTES

    def as_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "kind": self.kind,
            "where": self.where,
            "line": self.line,
            "message": self.message,
            "witness": None if self.witness is None else dict(self.witness),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One remedy and target for whom the new policy gives more or less than the old one, with a case that shows it."""

    remedy: str
    to: str
    before: str
    after: str
    witness: Witness
    message: str

    def as_json(self) -> dict[str, Any]:
        """The change for programs; amounts are decimal strings."""
        return {
            "remedy": self.remedy,
            "to": self.to,
            "before": self.before,
            "after": self.after,
            "witness": dict(self.witness),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who gains and who loses by a new version; nobody loses where `loses` and `unproved` are both empty."""

    gains: tuple[Change, ...]
    loses: tuple[Change, ...]
    unproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about a policy, and which questions the solver gave up on.

    `ok` is False with any defect and with any question left open: what is not proved is not claimed. Cliffs, and
    who loses against an older version, are for people to judge and leave `ok` as it is.
    """

    findings: tuple[Finding, ...]
    unproved: tuple[str, ...] = ()
    comparison: Comparison | None = None

    @property
    def ok(self) -> bool:
        """Whether the policy has no defect and every question about it was answered."""
        return not self.defects and not self.open_questions

    @property
    def defects(self) -> tuple[Finding, ...]:
        """The findings that should be mended."""
        return tuple(finding for finding in self.findings if finding.is_defect)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """What could be neither proved nor refuted."""
        return self.unproved + (self.comparison.unproved if self.comparison else ())

    def as_json(self) -> dict[str, Any]:
        """The verdict for programs: `{"ok", "findings", "loses", "gains", "unproved"}`."""
        changes = self.comparison or Comparison((), ())
        return {
            "ok": self.ok,
            "findings": [finding.as_json() for finding in self.findings],
            "loses": [change.as_json() for change in changes.loses],
            "gains": [change.as_json() for change in changes.gains],
            "unproved": list(self.open_questions),
        }


def as_witness(facts: Iterable[Fact], case: Mapping[str, Value | None]) -> dict[str, str]:
    """A case as people write it, in the order of the policy's facts; facts that do not matter are left out."""
    return {fact.name: in_words(value, fact.type) for fact in facts if (value := case.get(fact.name)) is not None}


def in_words(value: Value, type: Type) -> str:
    """A value as it stands in a table: "60.00", "2.5", "yes", "traffic", "2026-11-22"."""
    match type.kind:
        case "money":
            return as_text(int(value), type.places)
        case "choice" | "key":
            return str(value)
        case "number" | "yes_no" | "date":
            return write_value(value, type).strip('"')
        case _ as unreachable:
            assert_never(unreachable)


def amount_text(amount: int, remedy: Remedy) -> str:
    """An amount as a decimal string, with all the places of its remedy."""
    return as_text(amount, remedy.places)


def amount_in_words(amount: int, remedy: Remedy) -> str:
    """An amount as people say it: "1,250.00", "2 days", "yes", "nothing"."""
    if remedy.gives == "yes":
        return "yes" if amount else "nothing"
    amount_said = f"{as_decimal(amount, remedy.places):,f}"
    if remedy.gives == "money":
        return amount_said
    whole, point, rest = amount_said.partition(".")
    return f"{whole}{(point + rest).rstrip('0').rstrip('.')} {remedy.unit}".rstrip()


def who_gives(target: str) -> str:
    """The beginning of a sentence about an amount: "everybody gets", "the agent may give"."""
    return "everybody gets" if target == STANDARD else f"the {target} may give"
