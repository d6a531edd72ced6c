"""What a policy is: facts, grounds, remedies with their rules and caps, and examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from goodgrace.errors import Place
from goodgrace.policy.expressions import Node, Type, facts_in

Gives = Literal["money", "number", "yes"]
Kinder = Literal["more", "less", "yes", "no"]
Unit = Literal["day", "week", "month", "year"]

STANDARD = "standard"
DAY = "on"
"""The fact that holds the day of the decision; every policy has it."""
IDENTITIES = ("customer", "decider", "case")
"""Keys every case may carry, whom a cap can count per."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to know about a case. `default` is its value when it is absent on purpose.

    `least` and `most` are in its smallest unit; `currency` is that of the policy where the fact is money.
    """

    name: str
    type: Type
    place: Place
    ask: str = ""
    origin: str = ""
    kinder: Kinder | None = None
    default: int | str | None = None
    least: int | None = None
    most: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Gives an amount where its condition holds (None: always). The amount is in the remedy's smallest unit."""

    when: Node | None
    amount: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Never:
    """Takes discretion away where its condition holds, says why, and names the remedy to offer instead."""

    when: Node | None
    because: str
    instead: str
    place: Place


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time that reaches back from the day of the decision."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """In words: "1 month", "12 months"."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Cap:
    """A bound over time on what is given: per identity or from a pool, by times or by amount.

    `amount` is in the remedy's smallest unit where the cap counts per identity, and in minor units of money where it
    is a pool. `within` None is for ever. `binds` is the highest role that the cap holds back; None binds all.
    """

    per: str | None
    pool: str | None
    times: int | None
    amount: int | None
    within: Period | None
    binds: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to give: what everybody gets, how far each role may go, what takes that away, and the caps on it."""

    name: str
    title: str
    gives: Gives
    unit: str
    places: int
    costs: int | None
    at_most: Node | None
    standard: tuple[Rule, ...]
    discretion: Mapping[str, tuple[Rule, ...]]
    never: tuple[Never, ...]
    caps: tuple[Cap, ...]
    promise: str
    place: Place


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the ledger that is handed in: what was given before, when, and to whom.

    `amount` is in the remedy's smallest unit and `cost` in minor units of money (None where it has no price).
    `keys` holds the identities it counts under: customer, decider, case, and key facts. `times` is how often it was given
    on that day, where one line stands for several.
    """

    remedy: str
    amount: int
    cost: int | None
    on: date
    pool: str
    keys: Mapping[str, str]
    times: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A case with the amounts its writer expects, in the policy's own file; `goodgrace verify` runs it."""

    name: str
    facts: Mapping[str, object]
    expect: Mapping[str, Mapping[str, int]]
    given: tuple[Given, ...] | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False, weakref_slot=True)
class Policy:
    """A policy, read and checked: names exist, types and units fit, nothing can overflow.

    Two policies are the same only if they are the same object; compare their `source` for equal texts.
    """

    name: str
    title: str
    version: str
    owner: str
    serves: str
    mother: str
    currency: str
    roles: tuple[str, ...]
    facts: Mapping[str, Fact]
    grounds: Mapping[str, Node]
    remedies: Mapping[str, Remedy]
    one_of: tuple[tuple[str, ...], ...]
    examples: tuple[Example, ...]
    source: str
    file: str = ""

    def __repr__(self) -> str:
        """Name it; its `source` says it all."""
        return f"<Policy {self.name}, version {self.version}>"

    @property
    def targets(self) -> tuple[str, ...]:
        """Who an amount is for, from the least to the most: "standard", then the roles of the ladder."""
        return (STANDARD, *self.roles)


def keys_in(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Every identity that a case with these facts can carry: customer, decider, case, and the key facts."""
    return (*IDENTITIES, *(name for name, fact in facts.items() if fact.type.kind == "key"))


def facts_used(policy: Policy) -> tuple[str, ...]:
    """The facts that some rule, `never` or `at_most` asks for, in the policy's order."""
    asked = {name for remedy in policy.remedies.values() for node in expressions_of(remedy) for name in facts_in(node)}
    return tuple(name for name in policy.facts if name in asked)


def expressions_of(remedy: Remedy) -> Iterator[Node]:
    """Every condition and amount of a remedy."""
    for rule in rules_of(remedy):
        yield rule.amount
        if rule.when is not None:
            yield rule.when
    for never in remedy.never:
        if never.when is not None:
            yield never.when
    if remedy.at_most is not None:
        yield remedy.at_most


def rules_of(remedy: Remedy) -> tuple[Rule, ...]:
    """Every rule of a remedy: the standard's, then each role's."""
    return (*remedy.standard, *(rule for rules in remedy.discretion.values() for rule in rules))
