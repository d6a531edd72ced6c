"""Meaning 1 has two forms, word by word and fast; drawn policies and cases hold them together."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace import Policy, decide, decide_many
from goodgrace.policy.limits import limits_of
from goodgrace.policy.meaning import Case, value_of
from goodgrace.policy.plan import plan_of
from goodgrace.policy.shape import STANDARD, Remedy, rules_of
from goodgrace.policy.sheet.failing import Failed, as_failed, failing
from goodgrace.policy.values import read_facts
from tests.drawing import draws
from tests.policy.strategies import Batch, Raw, batches, cases, policies

slowly = draws(25)


@st.composite
def complete(draw: st.DrawFn) -> tuple[Policy, Raw]:
    """A policy and a case in which everything is known."""
    policy = draw(policies())
    one, other = draw(cases(policy)), draw(cases(policy))
    raw = {name: one[name] or other[name] for name in policy.facts}
    return policy, {name: text or _plain(policy, name) for name, text in raw.items()}


def _plain(policy: Policy, name: str) -> str:
    type = policy.facts[name].type
    ordinary = {"yes_no": "yes", "date": "2026-11-22", "money": "3", "number": "3"}
    return type.of[0] if type.kind == "choice" else ordinary[type.kind]


@pytest.mark.slow
@slowly
@given(complete())
def test_the_fast_limits_are_the_limits_word_by_word(drawn: tuple[Policy, Raw]) -> None:
    policy, raw = drawn
    plan = plan_of(policy)
    slow = limits_of(policy, read_facts(policy, raw))
    fast = plan.answer(raw)[1]
    assert dict(zip(plan.columns, fast, strict=True)) == {
        (remedy, target): found.sure for remedy, targets in slow.items() for target, found in targets.items()
    }


@pytest.mark.slow
@slowly
@given(complete())
def test_the_fast_reasons_are_the_reasons_word_by_word(drawn: tuple[Policy, Raw]) -> None:
    policy, raw = drawn
    plan, case = plan_of(policy), read_facts(policy, raw)
    truths, failures, nevers = plan.reasons(*plan.answer(raw)[0])
    for number, remedy in enumerate(policy.remedies.values()):
        assert list(failures[number].values()) == word_by_word(remedy, case)
        assert nevers[number] == next((never for never in remedy.never if holds(never.when, case)), None)
        assert [truths[index] for index, _ in plan.remedies[number].grounds] == [
            value_of(policy.grounds[name], case) for _, name in plan.remedies[number].grounds
        ]


def holds(when: object, case: Case) -> bool:
    return when is None or value_of(when, case) is True  # type: ignore[arg-type]  # a condition of a policy is a node


def word_by_word(remedy: Remedy, case: Case) -> list[Failed]:
    found = {leaf: margin for rule in rules_of(remedy) if rule.when for leaf, margin in failing(rule.when, case)}
    return [as_failed(leaf, margin) for leaf, margin in found.items()]


@pytest.mark.slow
@slowly
@given(batches(size=4))
def test_what_is_sure_stays_sure_and_what_is_open_bounds_it(batch: Batch) -> None:
    policy = batch.policy
    for raw in batch.raw:
        case = read_facts(policy, raw)
        before = limits_of(policy, case)
        told = {name: _plain(policy, name) for name, value in case.items() if value is None}
        after = limits_of(policy, read_facts(policy, raw | told))
        for remedy, target in plan_of(policy).columns:
            assert before[remedy][target].sure <= after[remedy][target].sure <= before[remedy][target].open


@pytest.mark.slow
@slowly
@given(batches(size=4))
def test_a_role_may_do_at_least_what_the_one_before_it_may(batch: Batch) -> None:
    for raw in batch.raw:
        for offer in decide(batch.policy, raw).remedies.values():
            ladder = [offer.standard, *offer.may.values()]
            assert ladder == sorted(ladder)
            assert all(amount >= 0 for amount in ladder)


@pytest.mark.slow
@slowly
@given(batches(size=4))
def test_deciding_many_is_deciding_each(batch: Batch) -> None:
    together = [offers(sheet.remedies) for sheet in decide_many(batch.policy, batch.raw)]
    assert together == [offers(decide(batch.policy, raw).remedies) for raw in batch.raw]


def offers(remedies: Mapping[str, object]) -> list[object]:
    return list(remedies.items())


@pytest.mark.slow
@slowly
@given(batches(size=4))
def test_taking_all_discretion_away_leaves_the_standard(batch: Batch) -> None:
    for raw in batch.raw:
        for remedy, targets in limits_of(batch.policy, read_facts(batch.policy, raw)).items():
            offer = decide(batch.policy, raw).remedies[remedy]
            if offer.never is not None:
                assert set(offer.may.values()) == {offer.standard}
            assert offer.limits[batch.policy.roles[0]] >= offer.standard
            assert targets[STANDARD].sure <= targets[batch.policy.roles[-1]].sure
