"""Whether the condition of a stored check holds now: read from its row alone, without the playbook it came from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from goodgrace.errors import FactError, Place
from goodgrace.money import places_of
from goodgrace.playbook.rows import Step
from goodgrace.policy.expressions import Type
from goodgrace.policy.meaning import value_of
from goodgrace.policy.reader.conditions import Names, read_condition
from goodgrace.policy.reader.declarations import known_of
from goodgrace.policy.shape import DAY, Fact
from goodgrace.policy.values import read_each


def check_holds(step: Step, facts: Mapping[str, object], *, day: date) -> bool | None:
    """Whether a check's condition holds with the facts as they are on a day; None where one it needs is unknown.

    `facts` may name more than the condition asks for. Raises FactError for one that cannot be read.
    """
    declared = facts_of(step)
    values = read_each(declared, {DAY: day, **facts})
    money = Type("money", places_of(step.parameters["currency"]))
    names = Names({name: known_of(fact) for name, fact in declared.items()}, {}, money)
    truth = value_of(read_condition(step.parameters["condition"], names), values)
    return None if truth is None else bool(truth)


def meant(fact: Fact, text: str) -> object:
    """What a text says of a fact; the text itself where it cannot be read: `yes` and `true` are the same."""
    try:
        return read_each({fact.name: fact}, {fact.name: text})[fact.name]
    except FactError:
        return text


def facts_of(step: Step) -> dict[str, Fact]:
    """The facts that a check asks for, as its row declares them."""
    currency = step.parameters["currency"]
    return {name: _fact(name, told, currency) for name, told in step.parameters["facts"].items()}


def _fact(name: str, told: Mapping[str, Any], currency: str) -> Fact:
    kind = told["type"]
    type = Type(kind, told.get("places", 0), told.get("unit", ""), tuple(told.get("of", ())))
    return Fact(
        name,
        type,
        Place("", 1, 1),
        ask=told.get("ask", ""),
        default=told.get("default"),
        least=told.get("least"),
        most=told.get("most"),
        currency=currency if kind == "money" else "",
    )
