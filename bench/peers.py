"""The same policy said to other engines. Each is a function from a case to an answer, made ready beforehand."""

import json
from collections.abc import Callable
from typing import Any

import cel
import celpy
import zen
from celpy.adapter import json_to_cel

from bench.cases import Case
from goodgrace import Policy
from goodgrace.policy.plan import plan_of

Amounts = tuple[int, ...]
"""In cents: the standard, then what the agent, the lead and the manager may give."""

VERDICT = (
    "hours_late <= 1.0 || (hours_late <= 4.0 && tenure_years >= 5) || "
    'cause == "our_fault" || late_before == 0 || moment != "none"'
)
"""Whether a lead may give anything: all six conditions, and no amount."""

ZEN_VERDICT = VERDICT.replace("||", "or").replace("&&", "and")

FEE, PART = "late_fee", "min([25, late_fee])"
ZEN_ROWS = (
    ("hours_late <= 1", (FEE, FEE, FEE, FEE)),
    ("hours_late <= 4 and tenure_years >= 5", ("0", FEE, FEE, FEE)),
    ('cause == "our_fault"', ("0", FEE, FEE, FEE)),
    ('late_before == 0 and moment != "none"', ("0", PART, FEE, FEE)),
    ("late_before == 0", ("0", PART, PART, FEE)),
    ('moment != "none"', ("0", "0", FEE, FEE)),
    ("true", ("0", "0", "0", FEE)),
)
TARGETS = ("standard", "agent", "lead", "manager")


def goodgrace_amounts(policy: Policy) -> Callable[[Case], Amounts]:
    """Goodgrace's limits for all targets, from the dict."""
    plan = plan_of(policy)
    return lambda case: plan.answer(case)[1] or ()


def by_hand(case: Case) -> Amounts:
    """What a programmer would write for this one policy: the same four amounts; nothing is checked, nothing explained."""
    fee = round(case["late_fee"] * 100)
    hours = case["hours_late"]
    most = max(fee, 0)
    standard = most if hours <= 1 else 0
    if standard or (hours <= 4 and case["tenure_years"] >= 5) or case["cause"] == "our_fault":
        return standard, most, most, most
    agent = min(2500, most) if case["late_before"] == 0 else 0
    return standard, agent, (most if case["moment"] != "none" else agent), most


def rust_cel() -> Callable[[Case], Any]:
    """The Rust CEL binding (common-expression-language): just the verdict."""
    return cel.compile(VERDICT).execute


def zen_expression() -> Callable[[Case], Any]:
    """zen-engine's compiled expression: just the verdict."""
    return zen.compile_expression(ZEN_VERDICT).evaluate


def zen_table() -> Callable[[Case], Any]:
    """zen-engine's decision table: the four amounts; the answer stands under "result"."""
    return zen.ZenEngine().create_decision(json.dumps(_zen_graph())).evaluate


def zen_amounts(answer: Any) -> Amounts:
    """The answer of zen's decision table, in cents."""
    return tuple(round(answer["result"][target] * 100) for target in TARGETS)


def python_cel() -> Callable[[Case], Any]:
    """cel-python: just the verdict."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(VERDICT))
    return lambda case: program.evaluate({name: json_to_cel(value) for name, value in case.items()})


def _zen_graph() -> dict[str, Any]:
    rules = [
        {"_id": str(number), "when": when, **dict(zip(TARGETS, gives, strict=True))}
        for number, (when, gives) in enumerate(ZEN_ROWS)
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [{"id": name, "name": name, "field": name, "type": "expression"} for name in TARGETS],
        "rules": rules,
    }
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "position": {"x": 1, "y": 0},
                "content": table,
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }
