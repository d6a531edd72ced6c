"""The format of a policy as JSON Schema, so that an editor completes its keys, explains them and marks slips.

The schema knows the shape; names, types, units and conditions are checked by `read`, whose key tuples it shares.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from goodgrace.policy.reader.conditions import MOST_PLACES
from goodgrace.policy.reader.declarations import FACT_KEYS, KINDS
from goodgrace.policy.reader.fields import NAME
from goodgrace.policy.reader.ledger_lines import GIVEN_KEYS
from goodgrace.policy.reader.remedies import (
    CAP_KEYS,
    DISCRETION_KEYS,
    GIVES,
    LONGEST_POOL,
    NEVER_KEYS,
    PERIOD,
    REMEDY_KEYS,
    STANDARD_KEYS,
)
from goodgrace.policy.reading import EXAMPLE_KEYS, POLICY_KEYS
from goodgrace.policy.shape import IDENTITIES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a policy."""
    whole = table(POLICY_KEYS, _POLICY, needed=("policy", "roles", "remedies"))
    return {
        "$schema": DIALECT,
        "title": "Goodgrace policy",
        "description": "What everybody gets, how far each colleague may go beyond it, and why.",
        **whole,
    }


def table(keys: Iterable[str], told: Mapping[str, Schema], needed: Iterable[str] = (), **more: object) -> Schema:
    """A table with exactly these keys, each with what is told of it."""
    return {
        "type": "object",
        "properties": {key: {"title": key, **told[key]} for key in keys},
        "required": list(needed),
        "additionalProperties": False,
        **more,
    }


def named(values: Schema, description: str) -> Schema:
    """A table whose keys are names that the policy chooses."""
    return {
        "type": "object",
        "description": description,
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": values,
    }


def listing(items: Schema, description: str, **more: object) -> Schema:
    """A list of such items."""
    return {"type": "array", "description": description, "items": items, **more}


def text(description: str, **more: object) -> Schema:
    """A word, a number or a sentence: YAML writes them all alike."""
    return {"type": ["string", "number", "boolean"], "description": description, **more}


def number(description: str) -> Schema:
    """A number as people write it, quoted or not."""
    return {"type": ["string", "number"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": description}


def whole_number(description: str, most: int | None = None) -> Schema:
    """A whole number from 0, up to `most` where it is given."""
    bounds = {"minimum": 0} if most is None else {"minimum": 0, "maximum": most}
    return {"type": ["string", "integer"], "pattern": "^[0-9]+$", "description": description, **bounds}


CONDITION = text(
    "When this holds, as in `hours_late <= 4 and long_standing`. There are and, or, not, in, comparisons, + - *, "
    "min, max, share(x, percent), days_between(a, b) and `a if c else b`. Left out, or `always`: always.",
    examples=["hours_late <= 4 and long_standing", 'cause in ["traffic", "illness"]', "days_between(bought, on) <= 30"],
)
_AMOUNT = (
    "an amount: a number, a fact, or as in `share(late_fee, 50)` and `months * 250`; of a remedy that gives yes: yes."
)

_FACT = {
    "type": {"enum": list(KINDS), "description": "What kind of value it is; key: an identity, only for caps."},
    "places": whole_number("How many decimal places a number has; 0 if left out.", MOST_PLACES),
    "unit": text("What a number counts: h, days, months, percent, or a word of your own."),
    "of": listing(text("One of the choices."), "The words that a choice can be.", minItems=1, uniqueItems=True),
    "ask": text("The question that would tell this fact, in words a customer understands."),
    "from": text("Where the fact comes from when nobody needs to be asked: customer, listening, …"),
    "kinder": {
        "enum": ["more", "less", "yes", "no"],
        "description": "In which direction the fact speaks for the customer: `verify` proves that it never gives less.",
    },
    "default": text("Its value when it is absent on purpose; without it an absent fact is unknown. Never of a key."),
    "least": text("The smallest value it can have."),
    "most": text("The largest value it can have."),
}
_STANDARD = {"when": CONDITION, "give": text(f"What everybody gets: {_AMOUNT}")}
_DISCRETION = {"when": CONDITION, "up_to": text(f"The most this role may give: {_AMOUNT}")}
_NEVER = {
    "when": CONDITION,
    "because": text("Why discretion ends here, in words a colleague can use."),
    "instead": text("The remedy to offer instead."),
}
_CAP = {
    "per": text(f"Whom the cap counts by: {', '.join(IDENTITIES)}, or a fact of type key."),
    "pool": text(
        "The pool of money that the cap draws from; other remedies and policies may draw from it too.",
        maxLength=LONGEST_POOL,
    ),
    "times": whole_number("How many times."),
    "amount": number("How much in all: in the remedy's unit, or in money where it is a pool."),
    "within": text("How far back is counted: `12 months`, `30 days`, or `ever`.", pattern=f"^({PERIOD}|ever)$"),
    "binds": text("The highest role that the cap holds back; left out, it holds back all. Never the standard."),
}
_LINE = {
    "remedy": text("Which remedy of this policy was given."),
    "amount": text("How much of it, in its unit."),
    "on": text("The day on which it was given, as 2026-11-22."),
    "pool": text("For a line of another policy: the pool that it drew from."),
    "cost": number("For a line of another policy: how much money it drew."),
    **{name: text(f"The {name} it counts under.") for name in IDENTITIES},
}
_EXAMPLE = {
    "name": text("What the example shows."),
    "facts": {
        "type": "object",
        "description": "The case: each fact with its value. What is left out is unknown.",
        "additionalProperties": text("The value of this fact."),
    },
    "expect": {
        "type": "object",
        "description": "For each remedy what is expected: standard, and each role after caps.",
        "additionalProperties": {
            "type": "object",
            "description": "standard or a role, and what it may give; yes or no for a remedy that gives yes.",
            "additionalProperties": text("The amount, exactly."),
        },
    },
    "given": listing(
        # A line may also name the policy's own facts of type key.
        table(GIVEN_KEYS, _LINE, needed=("on",), additionalProperties=text("A fact of type key.")),
        "What was given before, for the caps. Left out: the caps are whole.",
    ),
}
_REMEDY = {
    "title": text("What it is called for people. Left out: its name."),
    "gives": {"enum": list(GIVES), "description": "What it gives: money, a number with a unit, or simply yes."},
    "unit": text("What the number counts: days, months, percent, …"),
    "places": whole_number("How many decimal places the number has; 0 if left out.", MOST_PLACES),
    "costs": number("What one unit costs in money, so that a pool can count it."),
    "at_most": text(f"More than this is never given, whatever the rules say: {_AMOUNT}"),
    "standard": {
        "description": "What everybody gets without asking. The kindest rule wins. `always`: everybody gets it.",
        "oneOf": [{"const": "always"}, listing(table(STANDARD_KEYS, _STANDARD), "The rules of the standard.")],
    },
    "discretion": {
        "type": "object",
        "description": "For each role how far it may go on its own judgement. The kindest rule wins.",
        "additionalProperties": listing(table(DISCRETION_KEYS, _DISCRETION), "The rules of this role."),
    },
    "never": listing(
        table(NEVER_KEYS, _NEVER, needed=("because", "instead")),
        "Where discretion ends; the standard stays. Each says why, and what to offer instead.",
    ),
    "caps": listing(
        table(
            CAP_KEYS,
            _CAP,
            allOf=[
                {"oneOf": [{"required": ["per"]}, {"required": ["pool"]}]},
                {"oneOf": [{"required": ["times"]}, {"required": ["amount"]}]},
            ],
        ),
        "Bounds over time on discretion, counted in the ledger. They never take the standard away.",
    ),
    "promise": text("The playbook that keeps what was given."),
}
FACTS = named(
    table(
        FACT_KEYS,
        _FACT,
        needed=("type",),
        allOf=[
            {"if": {"properties": {"type": {"const": "choice"}}}, "then": {"required": ["type", "of"]}},
            {"if": {"properties": {"type": {"const": "key"}}}, "then": {"properties": {"default": False}}},
        ],
    ),
    "What there is to know about a case. `on`, the day of the decision, is always there.",
)
_POLICY = {
    "policy": text("The policy's name, as in late-return."),
    "title": text("What it is about, for people. Left out: its name."),
    "version": text("Which version this is; 1 if left out."),
    "owner": text("Who answers for it."),
    "serves": text("The strategy statement that it serves."),
    "mother": text("How you would want your mother to be treated here, in one sentence."),
    "currency": {
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "description": "The ISO 4217 code of all money; EUR if left out.",
    },
    "roles": listing(
        {"type": "string", "pattern": f"^{NAME}$"},
        "The ladder: each role may do at least what the one before it may.",
        minItems=1,
        uniqueItems=True,
    ),
    "facts": FACTS,
    "grounds": named(CONDITION, "Named reasons, shown to people and recorded with the decision."),
    "remedies": named(
        table(
            REMEDY_KEYS, _REMEDY, needed=("gives",), anyOf=[{"required": ["standard"]}, {"required": ["discretion"]}]
        ),
        "What can be given.",
    )
    | {"minProperties": 1},
    "one_of": listing(
        listing(text("A remedy."), "A group of remedies.", minItems=2, uniqueItems=True),
        "Groups of which a decision takes at most one.",
    ),
    "examples": listing(
        table(EXAMPLE_KEYS, _EXAMPLE, needed=EXAMPLE_KEYS[:3]), "Cases with what is expected; `verify` runs them."
    ),
}
