"""Each line of lines.yaml, asked of the solver: logic says of every complete trial what the file says."""

from decimal import Decimal

from goodgrace.policy.expressions import Compare, Constant, Known, Node, Not
from goodgrace.policy.proof import Prover
from goodgrace.policy.proving.questions import HOLDS, both
from goodgrace.policy.shape import Policy
from goodgrace.policy.values import Value, read_facts
from tests.policy.agree.lines import UNKNOWN, Line, read_lines
from tests.policy.strategies import Raw

POLICY, LINES = read_lines()


def is_exactly(policy: Policy, facts: Raw) -> Node:
    """That the facts have just these values."""
    case = read_facts(policy, facts)
    return both(HOLDS, *(equals(policy, name, case[name]) for name in facts))


def equals(policy: Policy, name: str, value: Value | None) -> Node:
    assert value is not None
    known = Known(name, policy.facts[name].type)
    if known.type.kind == "yes_no":
        return known if value else Not(known)
    return Compare("==", known, Constant(value, known.type))


def comes_to(line: Line, answer: str) -> Node:
    """That a line comes to an answer as the file writes it."""
    if line.node.type.kind == "yes_no":
        return line.node if answer == "yes" else Not(line.node)
    value = int(Decimal(answer).scaleb(line.node.type.places))
    return Compare("==", line.node, Constant(value, line.node.type))


def test_logic_agrees_with_every_line_whose_facts_are_known() -> None:
    prover = Prover(POLICY.facts.values())
    wrong = [
        f"{line.say} with {facts} is not {answer}"
        for line in LINES
        for facts, answer in line.trials
        if None not in facts.values() and answer != UNKNOWN
        for given, said in [(is_exactly(POLICY, facts), comes_to(line, answer))]
        if not prover.possible(both(given, said)) or prover.possible(both(given, Not(said)))
    ]
    assert not wrong
