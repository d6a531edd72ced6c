"""A playbook and a case to rows: every step as plain data, amounts worked out, what does not apply said so."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from goodgrace.errors import Refused
from goodgrace.money import places_of
from goodgrace.playbook.hours import Hours
from goodgrace.playbook.rows import Step
from goodgrace.playbook.shape import MONEY_KINDS, Ends, Line, Playbook
from goodgrace.policy.expressions import Named, Node, facts_in, write, write_value
from goodgrace.policy.meaning import Case, value_of
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import DAY, IDENTITIES, Fact
from goodgrace.policy.values import Value, read_each
from goodgrace.sentences import Sentence, sentence


def plan(playbook: Playbook, *, started: datetime, zone: ZoneInfo, facts: Mapping[str, object]) -> tuple[Step, ...]:
    """Every step of a playbook for one case, in the order of its text, ready to be stored.

    `facts` are as people write them, as for `decide`; `on` is the day of the start unless they say otherwise. Raises FactError
    for facts that cannot be read, Refused where one that a step hangs on is unknown: it names what to ask first.
    """
    case = case_of(playbook, facts, started.astimezone(zone).date())
    _refuse_unknown(playbook, case)
    return tuple(_step(playbook, line, case) for line in playbook.steps.values())


def case_of(playbook: Playbook, facts: Mapping[str, object], day: date) -> dict[str, Value | None]:
    """The exact value of every fact of a playbook; None where it is unknown. Raises FactError."""
    known = (*playbook.facts, *IDENTITIES)
    problems = {
        name: f"the playbook `{playbook.name}` has no such fact. {suggest(str(name), playbook.facts)}".rstrip()
        for name in facts
        if name not in known
    }
    return read_each(playbook.facts, {DAY: day, **facts}, problems)


@lru_cache(maxsize=512)
def learnt_later(playbook: Playbook) -> frozenset[str]:
    """Facts that only a check asks for: what was known of them before is about something else, so nobody is asked at the start."""
    checked, at_once = set[str](), {DAY}
    for line in playbook.steps.values():
        at_once |= {*facts_in(line.when)} if line.when else set()
        at_once |= {line.ends.fact} if line.ends else set()
        if line.amount is not None:
            (checked if line.kind == "check" else at_once).update(facts_in(spelt_out(line.amount)))
    for node in (*playbook.grounds.values(), *(each.that for each in playbook.requires), playbook.everyone):
        at_once |= {*facts_in(node)} if node else set()
    return frozenset(checked - at_once)


def asked_at_start(playbook: Playbook) -> dict[str, Fact]:
    """The facts of a playbook that are asked when it begins, by name."""
    later = learnt_later(playbook)
    return {name: fact for name, fact in playbook.facts.items() if name not in later}


def hindrances(playbook: Playbook, facts: Mapping[str, object], *, role: str, day: date) -> tuple[str, ...]:
    """Why this role cannot start a playbook in this case, each with what to do instead; nothing where it can."""
    found = unmet(playbook, facts, day=day)
    if role not in playbook.may_start:
        asked = f"{playbook.title}: this is started by {' or '.join(playbook.may_start)}. Ask one of them to."
        return (asked, *found)
    return found


def unmet(playbook: Playbook, facts: Mapping[str, object], *, day: date) -> tuple[str, ...]:
    """What a playbook requires and does not find in this case, each with what to do instead. Raises FactError."""
    case = case_of(playbook, facts, day)
    found: list[str] = []
    for requirement in playbook.requires:
        truth = value_of(requirement.that, case)
        if truth is None:
            found.append(_ask_first(playbook, _unknown(requirement.that, case)))
        elif not truth:
            found.append(requirement.otherwise)
    return tuple(dict.fromkeys(found))


def is_for(playbook: Playbook, facts: Mapping[str, object], *, day: date) -> bool | None:
    """Whether a playbook that is started for many at once is for the customer with these facts; None where unknown."""
    if playbook.everyone is None:
        return False
    truth = value_of(playbook.everyone, case_of(playbook, facts, day))
    return None if truth is None else bool(truth)


def _refuse_unknown(playbook: Playbook, case: Case) -> None:
    now = [(line.when, None if line.kind == "check" else line.amount) for line in playbook.steps.values()]
    nodes = [node for both in now for node in both if node is not None]
    missing = [name for node in nodes for name in _unknown(node, case)]
    missing += [line.ends.fact for line in playbook.steps.values() if line.ends and line.ends.fact]
    if missing := [name for name in dict.fromkeys(missing) if case[name] is None]:
        raise Refused(_ask_first(playbook, missing))


def _unknown(node: Node, case: Case) -> list[str]:
    if value_of(node, case) is not None:
        return []
    return [name for name in facts_in(node) if case[name] is None]


def _ask_first(playbook: Playbook, names: Iterable[str]) -> Sentence:
    asks = [f"{name} ({ask})" if (ask := playbook.facts[name].ask) else name for name in names]
    return sentence("One thing is needed first: {what}.", what="; ".join(asks))


def _step(playbook: Playbook, line: Line, case: Case) -> Step:
    skipped = ""
    if line.when is not None and not value_of(line.when, case):
        skipped = f"It does not apply here: {write(line.when)}."
    elif line.amount is not None and line.kind != "check" and not int(value_of(line.amount, case) or 0) > 0:
        skipped = "There is nothing to give here."
    return Step(
        name=line.name,
        title=line.title,
        kind=line.kind,
        channel=line.channel,
        department=line.department,
        parameters=_parameters(playbook, line, case),
        after=line.after,
        condition=cast("dict[str, Any] | None", line.condition),
        due=due_data(playbook, line, case),
        late=_late(line),
        ends=ends_data(line.ends, case),
        skipped=skipped,
    )


def due_data(playbook: Playbook, line: Line, case: Case) -> dict[str, Any]:
    """When a step is to be done, as a row holds it."""
    due = line.due
    data: dict[str, Any] = {}
    if due.after is not None:
        data = {"in": due.after.as_data()}
    elif due.day is not None:
        data = {"day": due.day, **({"at": f"{due.at:%H:%M}"} if due.at else {})}
    elif due.of:
        over = ends_data(playbook.steps[due.of].ends, case)
        data = {"of": due.of, **({"before": due.before.as_data(), "ends": over} if due.before else {})}
    return data | ({"hours": (line.hours or Hours()).as_data()} if line.kind == "call" else {})


def ends_data(ends: Ends | None, case: Case) -> dict[str, Any] | None:
    """When something that lasts is over, as a row holds it."""
    if ends is None:
        return None
    if ends.span is not None:
        span = replace(ends.span, count=int(case[ends.fact] or 0)) if ends.fact else ends.span
        return {"by" if ends.from_start else "in": span.as_data()}
    return {"end": True} if ends.at_the_end else {"settled": list(ends.steps)}


def _late(line: Line) -> dict[str, Any] | None:
    if line.within is not None:
        return {"within": line.within.as_data()}
    return {"by": line.by.as_data()} if line.by is not None and line.kind != "check" else None


def _parameters(playbook: Playbook, line: Line, case: Case) -> dict[str, Any]:
    """What a step needs to be carried out; only what its kind has."""
    said: dict[str, Any] = {
        "what": line.what,
        "to": line.to,
        "form": line.form,
        "words": dict(line.words),
        "subject": dict(line.subject),
        "against": list(line.against),
        "of": line.due.of,
        "outcomes": list(line.outcomes),
        "without_an_answer": line.without_an_answer,
        "options": [{"name": option.name, "words": dict(option.words)} for option in line.options],
    }
    data = {key: value for key, value in said.items() if value}
    if line.kind in ("send", "remind"):
        data |= {"routine": line.routine, "signed_by_hand": line.signed_by_hand}
    if line.kind == "ask" and line.routine:
        data["routine"] = True
    if line.span is not None:
        data["span"] = line.span.as_data()
    if line.costs is not None:
        data["costs"] = {"minor": line.costs, "currency": playbook.currency}
    if line.kind == "call":
        data |= {"hours": (line.hours or Hours()).as_data(), "reschedule": "freely"}
    return data | _worked_out(playbook, line, case)


def _worked_out(playbook: Playbook, line: Line, case: Case) -> dict[str, Any]:
    """Amounts in this case, and conditions that are looked at later."""
    if line.amount is None:
        return {}
    if line.kind == "check":
        return _later_condition(playbook, line.amount)
    amount = int(value_of(line.amount, case) or 0)
    if line.kind in MONEY_KINDS:
        more = places_of(playbook.currency) - line.amount.type.places
        return {"amount": {"minor": amount * int(10**more), "currency": playbook.currency}}
    return {"count": write_value(amount, line.amount.type), "unit": line.unit}


def _later_condition(playbook: Playbook, node: Node) -> dict[str, Any]:
    condition = spelt_out(node)
    declared = {name: _declared(playbook.facts[name]) for name in facts_in(condition)}
    return {"condition": write(condition), "facts": declared, "currency": playbook.currency}


def _declared(fact: Fact) -> dict[str, Any]:
    told = {"places": fact.type.places, "unit": fact.type.unit, "of": list(fact.type.of), "ask": fact.ask}
    bounds = {"least": fact.least, "most": fact.most, "default": fact.default}
    return {
        "type": fact.type.kind,
        **{key: value for key, value in told.items() if value},
        **{key: value for key, value in bounds.items() if value is not None},
    }


def spelt_out(node: Node) -> Node:
    """The same condition with every ground written out, so that it can be read without the playbook."""
    if isinstance(node, Named):
        return spelt_out(node.condition)
    changed: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changed[field.name] = spelt_out(value)
        elif isinstance(value, tuple) and any(isinstance(part, Node) for part in value):
            changed[field.name] = tuple(spelt_out(part) for part in value)
    return replace(node, **changed)
