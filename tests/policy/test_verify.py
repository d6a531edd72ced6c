"""Verifying: each kind of defect is found with a case that shows it, and is not found where it is not."""

import json
from pathlib import Path

import pytest

from goodgrace.policy.proving.findings import Finding, Verdict
from goodgrace.policy.reading import read, read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.verify import compare, verify
from tests.policy.large_policy import large_policy
from tests.policy.small_policy import HEAD, TALK, amounts, small, waive

LATE_RETURN = Path(__file__).parent / "late-return.yaml"


def found(policy: Policy, kind: str) -> list[Finding]:
    return [finding for finding in verify(policy).findings if finding.kind == kind]


def defects(policy: Policy) -> list[tuple[str, str]]:
    return [(finding.kind, finding.where) for finding in verify(policy).defects]


def the_one(policy: Policy, kind: str) -> Finding:
    (finding,) = found(policy, kind)
    return finding


def test_the_sample_policy_has_no_defects_and_its_cliffs_are_named() -> None:
    verdict = verify(read(LATE_RETURN))
    assert verdict.ok
    assert not verdict.defects
    assert [finding.message for finding in verdict.findings] == [
        "At hours_late 1 everybody gets 60.00 of `waive_fee`; at 1.01 it is 0.00.",
        "At hours_late 4 the agent may give 60.00 of `waive_fee`; at 4.01 it is 25.00.",
        "At tenure_years 5 the agent may give 60.00 of `waive_fee`; at 4.9 it is 25.00.",
    ]


def test_a_rule_that_no_case_reaches_is_found() -> None:
    finding = the_one(waive("{when: hours < 2 and hours > 3, up_to: fee}, {up_to: 5}"), "unreachable")
    assert (finding.where, finding.line, finding.witness) == ("waive.agent.1", 12, None)
    assert "hours < 2 and hours > 3" in finding.message


def test_a_rule_beyond_the_bounds_of_its_fact_is_not_reached() -> None:
    assert defects(waive("{when: hours < 0, up_to: fee}")) == [("unreachable", "waive.agent.1")]


def test_a_never_that_no_case_reaches_is_found() -> None:
    policy = waive("{up_to: fee}", more="    never: [{when: vip and not vip, because: it is, instead: talk}]\n")
    assert defects(policy) == [("unreachable", "waive.never.1")]


def test_a_rule_that_a_kinder_one_always_covers_is_found_with_that_rule() -> None:
    finding = the_one(waive("{when: years >= 5, up_to: 25}, {when: years >= 3, up_to: 30}"), "covered")
    assert finding.where == "waive.agent.1"
    assert "`waive.agent.2` (line 12)" in finding.message


def test_of_two_equal_rules_only_the_later_is_reported() -> None:
    assert defects(waive("{when: vip, up_to: 25}, {when: vip, up_to: 25}")) == [("covered", "waive.agent.2")]


def test_a_rule_that_several_others_cover_together_is_found() -> None:
    finding = the_one(waive("{when: vip, up_to: 25}, {when: not vip, up_to: 25}, {up_to: 20}"), "covered")
    assert finding.where == "waive.agent.3"
    assert "together" in finding.message


def test_a_rule_that_the_standard_or_a_role_before_covers_is_found() -> None:
    policy = small(
        """  waive:
    gives: money
    standard: [{when: vip, give: 20}]
    discretion:
      agent: [{when: vip, up_to: 15}, {up_to: 10}]
      lead: [{when: years > 3, up_to: 10}, {up_to: 50}]
"""
    )
    assert defects(policy) == [("covered", "waive.agent.1"), ("covered", "waive.lead.1")]


def test_a_rule_that_at_most_holds_down_to_another_is_covered() -> None:
    assert defects(small(
        "  waive: {gives: money, at_most: 10, discretion: {agent: [{up_to: 10}], lead: [{up_to: 20}]}}\n"
    )) == [("covered", "waive.lead.1")]  # fmt: skip


def test_a_rule_that_applies_only_where_never_holds_is_covered() -> None:
    policy = waive(
        "{when: hours > 80, up_to: fee}, {up_to: 5}",
        more="    never: [{when: hours > 72, because: it is gone, instead: talk}]\n",
    )
    assert defects(policy) == [("covered", "waive.agent.1")]


def test_a_rule_that_gives_more_in_a_single_case_is_not_covered() -> None:
    assert not defects(waive("{when: years == 5, up_to: 25.01}, {when: years >= 3, up_to: 25}"))


def test_a_never_that_always_holds_is_a_contradiction() -> None:
    policy = waive("{up_to: fee}", more="    never: [{when: vip or not vip, because: it is, instead: talk}]\n")
    assert ("contradiction", "waive.never.1") in defects(policy)
    assert "always holds" in found(policy, "contradiction")[0].message


def test_a_never_whose_instead_is_not_there_is_a_contradiction() -> None:
    policy = waive(
        "{up_to: 25}",
        more="    never: [{when: hours > 72, because: it is gone, instead: gift}]\n",
        rest="  gift: {gives: yes, standard: [{when: vip}]}\n" + TALK,
    )
    finding = the_one(policy, "contradiction")
    assert (finding.where, finding.line) == ("waive.never.1", 13)
    assert finding.witness is not None
    assert float(finding.witness["hours"]) > 72
    assert finding.witness["vip"] == "no"
    assert amounts(policy, finding.witness)["gift"]["lead"] == "0"


def test_a_never_that_takes_nothing_away_is_no_contradiction() -> None:
    policy = waive(
        "{when: vip, up_to: 25}",
        more="    never: [{when: hours > 72, because: it is gone, instead: gift}]\n",
        rest="  gift: {gives: yes, standard: [{when: vip}]}\n" + TALK,
    )
    assert not found(policy, "contradiction")


def test_two_nevers_that_offer_each_other_in_one_case_are_a_contradiction() -> None:
    policy = waive(
        "{up_to: 25}",
        more="    never: [{when: hours > 72, because: it is gone, instead: gift}]\n",
        rest="  gift: {gives: yes, discretion: {agent: [{}]}, never: [{when: vip, because: no, instead: waive}]}\n"
        + TALK,
    )
    finding = the_one(policy, "contradiction")
    assert "circle" in finding.message
    assert finding.witness is not None
    assert finding.witness["vip"] == "yes"
    assert float(finding.witness["hours"]) > 72


def test_two_nevers_that_offer_each_other_in_different_cases_are_none() -> None:
    policy = waive(
        "{up_to: 25}",
        more="    never: [{when: hours > 72, because: it is gone, instead: gift}]\n",
        rest="  gift: {gives: yes, discretion: {agent: [{}]}, never: [{when: hours < 5, because: no, instead: waive}]}\n",
    )
    assert not defects(policy)


def test_a_case_in_which_nobody_may_give_anything_is_a_dead_end() -> None:
    policy = waive("{when: years >= 3, up_to: 25}, {when: hours < 2, up_to: 5}", rest="")
    finding = the_one(policy, "dead_end")
    assert (finding.where, finding.line) == ("remedies", 10)
    assert amounts(policy, finding.witness) == {"waive": {"standard": "0.00", "agent": "0.00", "lead": "0.00"}}


def test_where_something_can_always_be_given_there_is_no_dead_end() -> None:
    assert not defects(waive("{when: years >= 3, up_to: 25}, {when: years < 3, up_to: 5}", rest=""))


def test_a_never_that_offers_something_instead_is_no_dead_end() -> None:
    policy = waive(
        "{up_to: 25}",
        more="    never: [{when: hours > 72, because: it is gone, instead: talk}]\n",
        rest="  talk: {gives: yes, standard: [{when: hours > 70}]}\n",
    )
    assert not defects(policy)


@pytest.mark.parametrize(
    ("fact", "kinder", "rule"),
    [
        ("years", "more", "{when: years < 5, up_to: 25}"),
        ("years", "less", "{when: years >= 5, up_to: 25}"),
        ("vip", "yes", "{when: not vip, up_to: 25}"),
        ("vip", "no", "{when: vip, up_to: 25}"),
        ("bought", "more", "{when: 'days_between(bought, on) > 30', up_to: 25}"),
        ("years", "more", "{up_to: 500 - years * 2}"),
    ],
)
def test_a_kinder_fact_that_gives_less_is_found(fact: str, kinder: str, rule: str) -> None:
    head = HEAD.replace(f"{fact}: {{", f"{fact}: {{kinder: {kinder}, ")
    policy = waive(rule, head=head)
    finding = the_one(policy, "unkind")
    assert finding.where == f"facts.{fact}"
    assert HEAD.splitlines()[finding.line - 1].startswith(f"  {fact}:")
    assert amounts(policy, finding.witness)["waive"]["agent"] in finding.message
    assert f"kinder: {kinder}" in finding.message


@pytest.mark.parametrize(
    ("fact", "kinder", "rule"),
    [
        ("years", "more", "{when: years >= 5, up_to: 25}"),
        ("vip", "yes", "{when: vip or years > 3, up_to: fee}"),
        ("bought", "more", "{when: 'days_between(bought, on) <= 30', up_to: 25}"),
        ("hours", "less", "{when: hours < 3, up_to: fee}, {when: hours < 50, up_to: 'share(fee, 20)'}"),
    ],
)
def test_a_kinder_fact_that_never_gives_less_is_proved(fact: str, kinder: str, rule: str) -> None:
    head = HEAD.replace(f"{fact}: {{", f"{fact}: {{kinder: {kinder}, ")
    assert not defects(waive(rule, head=head))


def test_an_unkind_fact_is_told_with_the_smallest_natural_change() -> None:
    finding = the_one(
        waive("{when: years < 5, up_to: 25}", head=HEAD.replace("years: {", "years: {kinder: more, ")), "unkind"
    )
    assert "the agent may give 0.00 of `waive` instead of 25.00" in finding.message


def test_a_cliff_is_a_note_that_leaves_the_policy_fine() -> None:
    verdict = verify(waive("{when: hours <= 4, up_to: fee}, {up_to: 25}"))
    assert verdict.ok
    (cliff,) = verdict.findings
    assert cliff.message == "At hours 4 the agent may give 1,000.00 of `waive`; at 4.01 it is 25.00."
    assert cliff.witness == {"hours": "4", "fee": "1000.00"}


def test_a_cliff_in_days_between_two_dates_is_told_in_days() -> None:
    policy = waive("{when: 'days_between(bought, on) <= 30', up_to: 25}")
    cliff = the_one(policy, "cliff")
    assert cliff.message == "At days_between(bought, on) 30 the agent may give 25.00 of `waive`; at 31 it is 0.00."


def test_an_edge_between_two_facts_is_crossed_too() -> None:
    cliff = the_one(waive("{when: hours <= years, up_to: 25}"), "cliff")
    assert "25.00 of `waive`; at " in cliff.message


def test_an_edge_that_another_rule_makes_good_is_no_cliff() -> None:
    policy = waive(
        "{when: hours <= 4 and vip, up_to: 25}, {when: hours <= 10, up_to: 25}, {when: years > 1, up_to: 20}"
    )
    assert [finding.where for finding in found(policy, "cliff")] == ["waive.agent.2", "waive.agent.3"]


def test_an_example_that_comes_out_otherwise_is_found_with_each_wrong_amount() -> None:
    example = (
        "examples:\n  - {name: one, facts: {hours: 1, vip: yes}, expect: {waive: {standard: 0, agent: 30, lead: 25}}}\n"
    )
    policy = waive("{when: vip, up_to: 25}", rest=TALK + example)
    finding = the_one(policy, "example_failed")
    assert (finding.where, finding.line) == ("examples.1", 15)
    assert finding.message == "one: the agent may give 25.00 of `waive`, where 30.00 is expected."
    assert finding.witness == {"hours": "1", "vip": "yes"}


def test_an_example_with_a_ledger_counts_caps_and_one_without_does_not() -> None:
    cap = "    caps: [{per: customer, times: 1}]\n"
    example = (
        "examples:\n"
        "  - {name: fresh, facts: {customer: c1, vip: yes}, expect: {waive: {agent: 25}}}\n"
        "  - name: used up\n"
        "    facts: {customer: c1, vip: yes, on: 2026-11-22}\n"
        "    given: [{remedy: waive, amount: 5, on: 2026-11-01, customer: c1}]\n"
        "    expect: {waive: {agent: 0}}\n"
    )
    assert not found(waive("{when: vip, up_to: 25}", more=cap, rest=TALK + example), "example_failed")


def test_a_solver_that_gives_up_is_reported_and_never_taken_for_a_proof() -> None:
    policy = waive("{when: 'share(fee, 33) + share(fee, 17) == 51.11 and hours > years', up_to: 25}")
    verdict = verify(policy, effort=1)
    assert not verdict.ok
    assert any(text.startswith("waive.agent.1") for text in verdict.unproved)
    assert verdict.as_json()["unproved"] == list(verdict.unproved)
    assert compare(policy, waive("{up_to: 30}"), effort=1).unproved


def test_the_verdict_for_programs_keeps_its_contract() -> None:
    policy = waive("{when: years >= 3, up_to: 25}", rest="")
    told = json.loads(json.dumps(verify(policy, waive("{up_to: 30}")).as_json()))
    assert set(told) == {"ok", "findings", "loses", "gains", "unproved"}
    assert all(set(finding) == {"kind", "where", "line", "message", "witness"} for finding in told["findings"])
    assert {"remedy", "to", "before", "after", "witness", "message"} == set(told["loses"][0])
    assert told["ok"] is False


def test_a_ladder_of_many_roles_is_verified_too() -> None:
    roles = [f"role_{number}" for number in range(400)]
    head = HEAD.replace("[agent, lead]", f"[{', '.join(roles)}]")
    rules = ", ".join(f"{role}: [{{up_to: {number + 1}}}]" for number, role in enumerate(roles[::40]))
    assert verify(small(f"  waive: {{gives: money, discretion: {{{rules}}}}}\n", head=head)).ok


def test_a_witness_stays_inside_the_bounds_of_its_facts() -> None:
    head = HEAD.replace(
        "years: {type: number, places: 1, least: 0}", "years: {type: number, places: 1, most: -3, kinder: more}"
    )
    finding = the_one(waive("{when: years < -3, up_to: 25}", head=head), "unkind")
    assert finding.witness == {"years": "-3.1"}


@pytest.mark.slow
def test_a_policy_of_fifty_rules_is_verified_to_the_end() -> None:
    verdict: Verdict = verify(read_text(large_policy(50)))
    assert verdict.unproved == ()
    assert len(verdict.findings) > 20
