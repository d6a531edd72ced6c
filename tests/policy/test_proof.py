"""Logic and Python agree: every word of the language means the same to the solver as it does in one case."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from goodgrace.policy.expressions import Compare, Constant, Known, Node, Not
from goodgrace.policy.limits import limits_of
from goodgrace.policy.meaning import value_of
from goodgrace.policy.proof import Prover, Unproved
from goodgrace.policy.proving.inquiry import Inquiry, study
from goodgrace.policy.proving.questions import HOLDS, both
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.values import Value, read_facts
from tests.drawing import draws
from tests.policy.strategies import Batch, batches

FACTS = """
policy: words
roles: [agent]
facts:
  fee: {type: money}
  hours: {type: number, places: 2}
  years: {type: number, places: 1, least: 0, most: 100}
  vip: {type: yes_no}
  cause: {type: choice, of: [traffic, illness, ours]}
  mood: {type: choice, of: [calm, ours]}
  bought: {type: date}
grounds:
  loyal: years >= 5
remedies:
  waive: {gives: money, standard: [{when: 'CONDITION', give: 1}]}
"""
CASES: tuple[dict[str, str], ...] = (
    {"fee": "60", "hours": "2.5", "years": "5", "vip": "yes", "cause": "ours", "mood": "ours", "bought": "2026-11-01"},
    {"fee": "0.50", "hours": "2.51", "years": "4.9", "vip": "no", "cause": "traffic", "mood": "calm", "bought": "2026-11-22"},
    {"fee": "-0.50", "hours": "-2.5", "years": "0", "vip": "no", "cause": "illness", "mood": "ours", "bought": "2027-01-01"},
    {"fee": "10000000000", "hours": "0", "years": "100", "vip": "yes", "cause": "ours", "mood": "calm", "bought": "0001-01-01"},
)  # fmt: skip


def asked(condition: str) -> tuple[Policy, Node]:
    policy = read_text(FACTS.replace("CONDITION", condition))
    when = policy.remedies["waive"].standard[0].when
    assert when is not None
    return policy, when


def exactly(policy: Policy, case: Mapping[str, Value | None]) -> Node:
    """That every fact has the value it has in the case."""
    return both(HOLDS, *(is_(policy, name, value) for name, value in case.items() if value is not None))


def is_(policy: Policy, name: str, value: Value) -> Node:
    known = Known(name, policy.facts[name].type)
    if known.type.kind == "yes_no":
        return known if value else Not(known)
    return Compare("==", known, Constant(value, known.type))


@pytest.mark.parametrize(
    "condition",
    [
        "vip", "not vip", "loyal", "yes", "not loyal or vip", "vip and loyal", "vip == loyal",
        "hours == 2.5", "hours != 2.5", "hours < 2.5", "hours <= 2.5", "hours > 2.5", "hours >= 2.5",
        "years < hours", "0 < hours <= 2.51", "hours in [0, 2.51]", "hours not in [0, 2.51]",
        'cause == "ours"', 'cause in ["traffic", "illness"]', "cause == mood", "cause != mood",
        'bought < "2026-11-22"', "bought <= on", 'bought in ["0001-01-01", "2026-11-22"]',
        "days_between(bought, on) <= 21", "days_between(on, bought) > 0",
        "fee + 10 > 10.50", "fee - 10 >= 50", "hours + years > 7.5", "hours * 3 == 7.5", "-hours > 0",
        "years * 2.5 > fee", "min(hours, years) < 2.5", "max(hours, years, 3) >= 5",
        "share(fee, 1) == 0", "share(fee, 3) == 0.02", "share(fee, 33.3) < 20", "share(hours, 50) == 1.26",
        "share(-fee, 1) == 0", "share(fee, 150) > fee", "(fee if vip else 25) > 30", "(vip if loyal else not vip)",
        "min(max(fee, 0), 25 if vip else 50) == 25",
    ],
)  # fmt: skip
def test_a_word_means_the_same_in_logic_and_in_python(condition: str) -> None:
    policy, when = asked(condition)
    prover = Prover(policy.facts.values())
    for facts in CASES:
        case = read_facts(policy, {**facts, "on": "2026-11-22"})
        same = prover.possible(both(exactly(policy, case), when))
        assert same == (value_of(when, case) is True), f"{condition} in {facts}"


@pytest.mark.slow
@draws(20)
@given(batches(6))
def test_the_limits_of_any_policy_are_the_same_in_logic_and_in_python(batch: Batch) -> None:
    policy = batch.policy
    prover, nodes = Prover(policy.facts.values()), study(policy, Inquiry([policy], policy.facts)).limits
    for case in (case for case in batch.cases if None not in case.values()):
        fixed = exactly(policy, case)
        for remedy, by in limits_of(policy, case).items():
            for target, limit in by.items():
                node = nodes[remedy].by[target]
                same = Compare("==", node, Constant(limit.sure, node.type))
                assert value_of(same, case) is True
                assert prover.possible(both(fixed, same))
                assert not prover.possible(both(fixed, Not(same)))


def test_a_case_holds_what_was_asked_and_is_small_where_it_can_be() -> None:
    policy, when = asked("hours > 3 and fee > 20 and vip")
    case = Prover(policy.facts.values()).witness(when)
    assert case is not None
    assert value_of(when, case) is True
    assert 300 < int(case["hours"]) <= 100_000
    assert 2000 < int(case["fee"]) <= 100_000


def test_a_case_is_large_or_negative_only_where_it_has_to_be() -> None:
    policy, when = asked("hours < -1 and fee > 2000 and years > 3")
    case = Prover(policy.facts.values()).witness(when)
    assert case is not None
    assert int(case["hours"]) < -100
    assert int(case["fee"]) > 200_000
    assert 30 < int(case["years"]) <= 1000


def test_what_no_case_fulfils_is_proved() -> None:
    policy, when = asked("hours > 3 and hours < 2.5")
    assert Prover(policy.facts.values()).witness(when) is None
    assert not Prover(policy.facts.values()).possible(when)


def test_the_bounds_of_facts_are_known_to_the_solver() -> None:
    policy, when = asked("years > 100")
    assert not Prover(policy.facts.values()).possible(when)


def test_a_fact_is_no_larger_than_can_be_counted() -> None:
    policy, when = asked("hours > 9999999999.99")
    case = Prover(policy.facts.values()).witness(when)
    assert case == {"hours": 10**12}


def test_a_solver_that_gives_up_says_so_and_proves_nothing() -> None:
    policy, when = asked("share(fee, 33) + share(fee, 17) == 51.11 and share(hours, 7) > 3")
    prover = Prover(policy.facts.values(), effort=1)
    with pytest.raises(Unproved):
        prover.possible(when)
    with pytest.raises(Unproved):
        prover.witness(when)
