"""The format of a playbook as JSON Schema, so that an editor completes its keys, explains them and marks slips.

The schema knows the shape; names, types and times are checked by `read`, whose key tuples it shares.
"""

import re
from typing import Any

from goodgrace.playbook.hours import BETWEEN, QUIET
from goodgrace.playbook.reader.examples import ANSWER, EXAMPLE_KEYS, STARTS
from goodgrace.playbook.reader.examples import DAY as ON_DAY
from goodgrace.playbook.reader.steps import COMMON_KEYS, LONGEST_NAME, MOST_OPTIONS, MOST_STEPS, PATIENCE
from goodgrace.playbook.reader.timing import COUNTED, DAY, THE_END
from goodgrace.playbook.reading import NEEDED, PLAYBOOK_KEYS, REQUIREMENT_KEYS
from goodgrace.playbook.shape import (
    CHANNELS,
    FORMS,
    GUARDED,
    KINDS,
    MONEY_KINDS,
    OUTSIDE,
    PERSON,
    RECIPIENTS,
    Kind,
    KindName,
)
from goodgrace.playbook.spans import SPAN
from goodgrace.playbook.words import LANGUAGE, PLACEHOLDERS
from goodgrace.policy.reader.fields import LONGEST, NAME
from goodgrace.policy.schema import CONDITION, DIALECT, FACTS, Schema, listing, named, number, table, text


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a playbook."""
    return {
        "$schema": DIALECT,
        "title": "Goodgrace playbook",
        "description": "What the company does in a customer's hard moment, step by step, until every promise is kept.",
        **table(PLAYBOOK_KEYS, _PLAYBOOK, needed=NEEDED),
    }


def _words(description: str) -> Schema:
    told = f"{description} May leave open {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}."
    return {
        "description": told,
        "oneOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "propertyNames": {"pattern": f"^{LANGUAGE}$"},
                "additionalProperties": {"type": "string", "minLength": 1},
                "minProperties": 1,
            },
        ],
    }


def _span(description: str, *more: str) -> Schema:
    return _pattern(description, "|".join([SPAN, *more]), "4 hours", "10 days")


def _steps_named(description: str) -> Schema:
    one = {"type": "string", "pattern": f"^{NAME}$"}
    return {"description": description, "oneOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _choice(words: tuple[str, ...], description: str) -> Schema:
    return {"enum": list(words), "description": description}


def _pattern(description: str, pattern: str, *examples: str) -> Schema:
    plain = re.sub(r"\(\?P<\w+>", "(", pattern)  # JSON Schema has no names for groups
    return {"type": "string", "pattern": f"^ *({plain}) *$", "description": description, "examples": list(examples)}


def _yes_no(description: str) -> Schema:
    return {"enum": ["yes", "no", True, False], "description": description}


_KEYS: dict[str, Schema] = {
    "title": text("What it is called for people. Left out: its name."),
    "when": CONDITION,
    "if": text(
        "What must have come of a question, as in `family_choice is keep_car and repaid is not yes`, or "
        "`family_choice is open` for one that still waits for its answer when this step comes due."
    ),
    "after": _steps_named("The steps that must be settled first. Where all of them were skipped, this one is too."),
    "in": _span("How long after what it follows."),
    "on": _pattern("On which day from the start, which is day 0.", DAY, "day 9", "day 9 at 09:00"),
    "by": _span("Until when from the start: for a check how long it is looked at, else when it counts as late."),
    "within": _span(f"How long its department may take before it counts as late. Left out: {PATIENCE}."),
    "channel": _choice(CHANNELS, "By which way it is carried out. Left out: the usual way of its kind."),
    "department": text("Who carries it out. Left out: the owner.", maxLength=LONGEST),
    "for": _span("How long it lasts; also as many as a fact says, as in `agreed days`.", COUNTED),
    "until": {
        "description": f"The steps with which it ends, or `{THE_END}`.",
        "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
    },
    "what": text("What it is about, in words."),
    "unit": text("What the number counts: days, months, …"),
    "to": _choice(RECIPIENTS, "Who gets it."),
    "words": _words("What is said."),
    "subject": _words("What stands above it, where it goes by email."),
    "routine": _yes_no("Whether it may go without a person looking at it first."),
    "signed_by_hand": _yes_no("Whether a person signs it by hand."),
    "costs": number("What it costs, in money."),
    "between": _pattern("From when to when, where the customer lives.", BETWEEN, "10:00 and 17:00"),
    "quiet_days": listing(text("A day.", pattern=f"^({QUIET})$"), "When nobody calls: sunday, 12-24, 2026-12-24."),
    "options": {
        **named(_words("This way to answer, in plain words."), "The ways to answer, side by side."),
        "minProperties": 2,
        "maxProperties": MOST_OPTIONS,
    },
    "answer_within": _span("How much time there is to answer, as `for` says it.", COUNTED),
    "without_an_answer": text(f"What happens then: an option, yes or no, or `{PERSON}`: a colleague takes it on."),
    "of": text("What is reminded of: a question, or something that lasts."),
    "before": _span("How long before that ends."),
}  # fmt: skip
_SPAN_KINDS = ("wait", "pause")


def _said(kind: KindName) -> Schema:
    """What stands after the kind itself."""
    description = KINDS[kind].says
    if kind in _SPAN_KINDS:
        return _span(description)
    if kind == "guard":
        one = {"enum": list(GUARDED)}
        return {"description": description, "oneOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    words = {"send": FORMS, "call": OUTSIDE, "ask": OUTSIDE, "remind": RECIPIENTS}.get(kind)
    if words:
        return _choice(words, description)
    return text(f"{description} A fact, a number or as in `share(fee, 50)`." if kind in MONEY_KINDS else description)


def _step(name: KindName, kind: Kind) -> Schema:
    keys = (name, *COMMON_KEYS, *kind.keys)
    return table(keys, _KEYS | {name: _said(name)}, needed=(name, *kind.needed))


_EXAMPLE: dict[str, Schema] = {
    "name": text("What the example shows."),
    "facts": {"type": "object", "description": "The case.", "additionalProperties": text("The value of this fact.")},
    "starts": text("When it starts, by the clock where the customer lives.", pattern=f"^{STARTS}$"),
    "zone": text("The customer's time zone, as Europe/Berlin."),
    "answers": {
        "type": "object",
        "description": "What questions come to, and when. One that is left out gets no answer.",
        "additionalProperties": {"type": "string", "pattern": f"^{ANSWER}$"},
    },
    "expect": {
        "type": "object",
        "description": "Which steps happen on which days.",
        "propertyNames": {"pattern": f"^{ON_DAY}$"},
        "additionalProperties": _steps_named("The steps of this day."),
    },
    "never": _steps_named("The steps that do not happen."),
    "over": {
        "type": "object",
        "description": "On which day something that lasts ends.",
        "additionalProperties": {"type": "string", "pattern": f"^{ON_DAY}$"},
    },
}
_REQUIREMENT: dict[str, Schema] = {
    "that": CONDITION,
    "otherwise": text("What to say and do where it is not so."),
}
_PLAYBOOK: dict[str, Any] = {
    "playbook": text("The playbook's name, as in bereavement-lease."),
    "title": text("What it is about, for people. Left out: its name."),
    "version": text("Which version this is; 1 if left out."),
    "owner": text("Who answers for it, and carries out what has no department of its own.", maxLength=LONGEST),
    "serves": text("The strategy statement that it serves."),
    "mother": text("How you would want your mother to be treated here, in one sentence."),
    "moment": {"type": "string", "pattern": f"^{NAME}$", "description": "The moment it is for, as in bereavement."},
    "currency": {
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "description": "The ISO 4217 code of all money; EUR if left out.",
    },
    "language": {
        "type": "string",
        "pattern": f"^{LANGUAGE}$",
        "description": "The language of texts that name none; en if left out.",
    },
    "may_start": listing({"type": "string", "pattern": f"^{NAME}$"}, "The roles that may start it.", minItems=1),
    "facts": FACTS,
    "grounds": named(CONDITION, "Named reasons, for conditions further down."),
    "everyone_where": CONDITION,
    "requires": listing(
        table(REQUIREMENT_KEYS, _REQUIREMENT, needed=REQUIREMENT_KEYS), "What must be true before it starts."
    ),
    "words": _words("What a colleague may say to begin with."),
    "steps": {
        **named({"oneOf": [_step(name, kind) for name, kind in KINDS.items()]}, "What happens, each under its name."),
        "propertyNames": {"pattern": f"^{NAME}$", "maxLength": LONGEST_NAME},
        "minProperties": 1,
        "maxProperties": MOST_STEPS,
    },
    "examples": listing(
        table(EXAMPLE_KEYS, _EXAMPLE, needed=("name", "expect")), "Ways it can go, with days; `verify` plays them."
    ),
}
