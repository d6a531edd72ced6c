"""What to ask next: the facts that could change something, and what a favourable answer would open."""

from decimal import Decimal

import pytest
from hypothesis import given

from goodgrace import Policy, decide
from goodgrace.policy.limits import limits_of
from goodgrace.policy.sheet.asking import Ask
from goodgrace.policy.values import read_facts
from tests.drawing import draws
from tests.makers import a_policy, late_return, three_hours_late, waive
from tests.policy.strategies import Batch, batches

FACTS = """
fee: {type: money, ask: What was the fee?}
capped_fee: {type: money, least: 0, most: 500}
hours: {type: number, places: 1, unit: h}
vip: {type: yes_no}
cause: {type: choice, of: [traffic, our_fault, other]}
bought: {type: date}
"""


def asked(policy: Policy, **facts: object) -> dict[str, Ask]:
    return {ask.fact: ask for ask in decide(policy, facts).ask_next}


def opened(rule: str, fact: str, **facts: object) -> Decimal | str | None:
    """What a favourable answer to a fact opens for the agent; "no" where it is not asked, "shut" where nothing opens."""
    found = asked(a_policy(waive(rule), facts=FACTS), **facts)
    if fact not in found:
        return "no"
    return found[fact].opens.get("waive", {}).get("agent", "shut")


@pytest.mark.parametrize(
    ("rule", "fact", "amount"),
    [
        ("when: vip, up_to: 40", "vip", 40),
        ("when: not vip, up_to: 40", "vip", 40),
        ('when: cause == "our_fault", up_to: 40', "cause", 40),
        ("when: hours <= 4, up_to: 40", "hours", 40),
        ("when: hours > 4, up_to: 40", "hours", 40),
        ("when: 2 < hours <= 2.1, up_to: 40", "hours", 40),
        ("when: hours == 2.5, up_to: 40", "hours", 40),
        ("when: 7 <= hours * 2 - 1 and hours * 2 - 1 <= 7.1, up_to: 40", "hours", 40),
        ('when: "days_between(bought, on) <= 30", up_to: 40', "bought", 40),
        ('when: "14 <= days_between(bought, on) and days_between(bought, on) <= 14", up_to: 40', "bought", 40),
        ('when: bought == "2026-11-01", up_to: 40', "bought", 40),
        ("up_to: fee", "fee", None),
        ("up_to: 100 - fee", "fee", None),
        ('up_to: "min(fee, 60)"', "fee", 60),
        ("up_to: capped_fee", "capped_fee", 500),
        ("up_to: 100 - capped_fee", "capped_fee", 100),
        ('up_to: "share(capped_fee, 50)"', "capped_fee", 250),
        ("when: vip and hours <= 4, up_to: 40", "vip", "shut"),
        ("when: vip or hours <= 4, up_to: 40", "hours", 40),
    ],
)
def test_the_kindest_answer_tells_what_it_would_open(rule: str, fact: str, amount: object) -> None:
    assert opened(rule, fact, on="2026-11-22") == amount


@pytest.mark.parametrize(
    ("rule", "fact", "facts"),
    [
        ("when: vip and hours <= 4, up_to: 40", "hours", {"vip": "no"}),
        ("when: vip or hours <= 4, up_to: 40", "hours", {"vip": "yes"}),
        ("up_to: 40", "vip", {}),
        ('up_to: "min(fee, 0)"', "hours", {}),
        ("when: hours <= 4 and hours > 4, up_to: 40", "fee", {}),
    ],
)
def test_a_fact_that_changes_nothing_is_not_asked(rule: str, fact: str, facts: dict[str, object]) -> None:
    assert opened(rule, fact, **facts) == "no"


def test_nothing_is_asked_when_everything_is_known() -> None:
    assert decide(late_return(), three_hours_late()).ask_next == ()


def test_a_fact_with_a_default_is_not_asked() -> None:
    policy = a_policy(waive("when: vip, up_to: 40"), facts="vip: {type: yes_no, default: no}")
    assert asked(policy) == {}


def test_what_opens_most_is_asked_first() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: vip, up_to: 20}, {when: hours <= 4, up_to: 90}]}}",
        facts=FACTS,
    )
    assert list(asked(policy)) == ["hours", "vip"]


def test_a_question_is_asked_in_the_policys_words_or_in_plain_ones() -> None:
    policy = a_policy(waive("when: hours <= 4, up_to: fee"), facts=FACTS)
    found = asked(policy)
    assert found["fee"].question == "What was the fee?"
    assert found["hours"].question == "What is the hours (in hours)?"


def test_the_papers_policy_asks_for_the_fee_it_cannot_go_beyond() -> None:
    sheet = decide(late_return(), three_hours_late(late_fee=None))
    (ask,) = sheet.ask_next
    assert ask.fact == "late_fee"
    assert ask.opens == {"waive_fee": {"agent": None, "lead": None, "manager": None}}


@pytest.mark.slow
@draws(12)
@given(batches(size=2))
def test_a_fact_that_could_change_something_is_asked(batch: Batch) -> None:
    policy = batch.policy
    for raw, other in zip(batch.raw, reversed(batch.raw), strict=True):
        case = read_facts(policy, raw)
        before, named = limits_of(policy, case), {ask.fact for ask in decide(policy, raw).ask_next}
        for name, value in case.items():
            if value is None and other[name] is not None:
                after = limits_of(policy, read_facts(policy, raw | {name: other[name]}))
                assert name in named or after == before


def test_an_open_case_is_never_left_without_a_question() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: a and b, up_to: 50}, {when: c and d, up_to: 50}]}}",
        facts="\n".join(f"{name}: {{type: yes_no}}" for name in "abcd"),
    )
    sheet = decide(policy, {})
    assert sheet.remedies["waive"].open
    assert {ask.fact for ask in sheet.ask_next} == set("abcd")


@pytest.mark.parametrize(
    "rule",
    [
        "up_to: fee + capped_fee",
        "when: fee + capped_fee > 5, up_to: 20",
        "when: fee < capped_fee, up_to: 20",
        'up_to: "min(fee, capped_fee)"',
    ],
)
def test_two_facts_that_matter_only_together_are_both_asked(rule: str) -> None:
    found = asked(a_policy(waive(rule), facts=FACTS))
    assert {name: dict(ask.opens) for name, ask in found.items()} == {"fee": {}, "capped_fee": {}}


def test_a_fact_in_the_branch_that_is_not_taken_is_not_asked() -> None:
    policy = a_policy(waive('up_to: "fee if vip else capped_fee"'), facts=FACTS)
    assert set(asked(policy, vip="yes")) == {"fee"}
    assert set(asked(policy)) == {"vip", "fee", "capped_fee"}


def test_a_fact_of_a_rule_below_what_is_sure_is_not_asked() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: vip, up_to: 20}, {up_to: 90}]}}", facts="vip: {type: yes_no}"
    )
    assert asked(policy) == {}


LEDGER = {"remedy": "", "amount": 0, "on": "2026-11-20", "customer": "C-1"}


@pytest.mark.slow
@draws(20)
@given(batches(size=2))
def test_a_question_concerns_just_what_is_open(batch: Batch) -> None:
    remedy = next(iter(batch.policy.remedies))
    for raw in batch.raw:
        for ledger in (None, [{**LEDGER, "remedy": remedy}]):
            sheet = decide(batch.policy, raw, given=ledger)
            concerned = {name for ask in sheet.ask_next for name, _ in ask.concerns}
            assert concerned == {name for name, offer in sheet.remedies.items() if offer.open}
            for ask in sheet.ask_next:
                assert {(name, to) for name, targets in ask.opens.items() for to in targets} <= ask.concerns
