"""Drawn policies: what `verify` and `compare` say of them holds in every case that is tried."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.policy.limits import limits_of
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import STANDARD, Fact, Policy, Remedy, Rule
from goodgrace.policy.values import Value
from goodgrace.policy.verify import compare, verify
from tests.drawing import draws
from tests.policy.small_policy import amounts
from tests.policy.strategies import Batch, batches, policies

drawn = draws(12)


@drawn
@given(policies())
def test_every_witness_of_any_policy_holds_when_the_case_is_decided(policy: Policy) -> None:
    verdict = verify(policy)
    assert not verdict.unproved
    for finding in verdict.findings:
        if finding.kind == "dead_end":
            decided = amounts(policy, finding.witness)
            assert not any(float(amount) for by in decided.values() for amount in by.values())
        if finding.kind == "cliff":
            remedy, target, _ = finding.where.split(".")
            assert float(amounts(policy, finding.witness)[remedy][target]) > 0


@pytest.mark.slow
@drawn
@given(batches())
def test_a_rule_that_is_said_to_be_idle_makes_no_difference_in_any_case(batch: Batch) -> None:
    for finding in verify(batch.policy).findings:
        if finding.kind in ("unreachable", "covered") and ".never." not in finding.where:
            assert_same_limits(batch, without_rule(batch.policy, finding.where))


def without_rule(policy: Policy, where: str) -> Policy:
    name, target, number = where.split(".")
    remedy = policy.remedies[name]
    rules = remedy.standard if target == STANDARD else remedy.discretion[target]
    left = rules[: int(number) - 1] + rules[int(number) :]
    changed = replace(remedy, standard=left) if target == STANDARD else discretion_of(remedy, target, left)
    return replace(policy, remedies={**policy.remedies, name: changed})


def discretion_of(remedy: Remedy, role: str, rules: tuple[Rule, ...]) -> Remedy:
    return replace(remedy, discretion={**remedy.discretion, role: rules})


def assert_same_limits(batch: Batch, other: Policy) -> None:
    for case in (case for case in batch.cases if None not in case.values()):
        assert limits_of(batch.policy, case) == limits_of(other, case)


@pytest.mark.slow
@drawn
@given(batches())
def test_a_fact_that_is_not_called_unkind_gives_no_less_in_any_case(batch: Batch) -> None:
    text = json.loads(batch.policy.source)
    kinder = {"fee": "more", "hours": "less", "vip": "yes", "sorry": "no", "since": "more"}
    for name, direction in kinder.items():
        text["facts"][name]["kinder"] = direction
    policy = read_text(json.dumps(text))
    blamed = {finding.where for finding in verify(policy).findings if finding.kind == "unkind"}
    for fact in (policy.facts[name] for name in kinder if f"facts.{name}" not in blamed):
        for case in (case for case in batch.cases if None not in case.values()):
            assert_no_less(policy, case, kinder_by_one(fact, case))


def kinder_by_one(fact: Fact, case: dict[str, Value | None]) -> dict[str, Value | None]:
    now = case[fact.name]
    assert isinstance(now, int)
    if fact.kinder in ("yes", "no"):
        return {**case, fact.name: fact.kinder == "yes"}
    then = now + (1 if fact.kinder == "more" else -1)
    inside = (fact.least is None or then >= fact.least) and (fact.most is None or then <= fact.most)
    return {**case, fact.name: then} if inside else case


def assert_no_less(policy: Policy, case: dict[str, Value | None], kinder: dict[str, Value | None]) -> None:
    before, after = limits_of(policy, case), limits_of(policy, kinder)
    assert all(after[name][to].sure >= found.sure for name, by in before.items() for to, found in by.items())


@pytest.mark.slow
@drawn
@given(st.tuples(policies(), policies()))
def test_who_gains_and_who_loses_holds_when_both_versions_are_decided(versions: tuple[Policy, Policy]) -> None:
    new, old = versions
    try:
        comparison = compare(new, old)
    except InputError:
        return
    for change in (*comparison.loses, *comparison.gains):
        for policy, amount in ((old, change.before), (new, change.after)):
            witness = {name: value for name, value in change.witness.items() if name in policy.facts}
            given = amounts(policy, witness).get(change.remedy, {}).get(change.to, "0")
            assert float(given) == float(amount)
