"""Verifying: each kind of defect is found with a case that shows it, and is not found where it is not."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.policy.decision import limits
from goodgrace.policy.findings import Finding, Verdict, Witness
from goodgrace.policy.limits import limits_of
from goodgrace.policy.reading import read, read_text
from goodgrace.policy.shape import STANDARD, Fact, Policy, Remedy, Rule
from goodgrace.policy.values import Value
from goodgrace.policy.verify import compare, verify
from tests.policy.large_policy import large_policy
from tests.policy.strategies import Batch, batches, policies

LATE_RETURN = Path(__file__).parent / "late-return.yaml"
HEAD = """policy: small
roles: [agent, lead]
facts:
  hours: {type: number, places: 2, least: 0}
  fee: {type: money, least: 0}
  years: {type: number, places: 1, least: 0}
  vip: {type: yes_no}
  bought: {type: date}
remedies:
"""
TALK = "  talk: {gives: yes, standard: always}\n"


def small(remedies: str, *, head: str = HEAD, rest: str = TALK) -> Policy:
    return read_text(head + remedies + rest, "small.yaml")


def waive(rules: str, *, more: str = "", rest: str = TALK, head: str = HEAD) -> Policy:
    """A policy in which the agent may waive a fee by these rules."""
    return small(f"  waive:\n    gives: money\n    discretion: {{agent: [{rules}]}}\n{more}", rest=rest, head=head)


def found(policy: Policy, kind: str) -> list[Finding]:
    return [finding for finding in verify(policy).findings if finding.kind == kind]


def defects(policy: Policy) -> list[tuple[str, str]]:
    return [(finding.kind, finding.where) for finding in verify(policy).defects]


def the_one(policy: Policy, kind: str) -> Finding:
    (finding,) = found(policy, kind)
    return finding


def amounts(policy: Policy, witness: Witness | None) -> dict[str, dict[str, str]]:
    """What a witness's case gives, decided like any other case."""
    assert witness is not None
    decided = limits(policy, dict(witness))
    return {name: {target: f"{amount:f}" for target, amount in by.items()} for name, by in decided.items()}


def test_the_sample_policy_has_no_defects_and_its_cliffs_are_named() -> None:
    verdict = verify(read(LATE_RETURN))
    assert verdict.ok
    assert not verdict.defects
    assert [finding.message for finding in verdict.findings] == [
        "At hours_late 1 everybody gets 60.00; at 1.01 it is 0.00.",
        "At hours_late 4 the agent may give 60.00; at 4.01 it is 25.00.",
        "At tenure_years 5 the agent may give 60.00; at 4.9 it is 25.00.",
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
    assert cliff.message == "At hours 4 the agent may give 1,000.00; at 4.01 it is 25.00."
    assert cliff.witness == {"hours": "4", "fee": "1000.00"}


def test_a_cliff_in_days_between_two_dates_is_told_in_days() -> None:
    policy = waive("{when: 'days_between(bought, on) <= 30', up_to: 25}")
    cliff = the_one(policy, "cliff")
    assert cliff.message == "At days_between(bought, on) 30 the agent may give 25.00; at 31 it is 0.00."


def test_an_edge_between_two_facts_is_crossed_too() -> None:
    cliff = the_one(waive("{when: hours <= years, up_to: 25}"), "cliff")
    assert "25.00; at " in cliff.message


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


def test_who_loses_by_a_new_version_is_named_with_a_case() -> None:
    new, old = waive("{when: years >= 5, up_to: 25}"), waive("{when: years >= 3, up_to: 25}")
    comparison = compare(new, old)
    assert not comparison.gains
    first, second = (change for change in comparison.loses if change.remedy == "waive")
    assert (first.to, first.before, first.after) == ("agent", "25.00", "0.00")
    assert second.to == "lead"
    assert 3 <= float(first.witness["years"]) < 5
    assert amounts(old, first.witness)["waive"]["agent"] == "25.00"
    assert amounts(new, first.witness)["waive"]["agent"] == "0.00"
    assert first.message == "The agent may give 0.00 of `waive` instead of 25.00."


def test_that_nobody_loses_is_proved() -> None:
    new, old = waive("{when: years >= 2 or vip, up_to: 30}"), waive("{when: years >= 3, up_to: 25}")
    comparison = compare(new, old)
    assert not comparison.loses
    assert not comparison.unproved
    assert {change.to for change in comparison.gains} == {"agent", "lead"}


def test_losing_against_an_older_version_is_no_defect() -> None:
    verdict = verify(waive("{when: years >= 5, up_to: 25}"), waive("{when: years >= 3, up_to: 25}"))
    assert verdict.comparison is not None
    assert verdict.comparison.loses
    assert verdict.ok


def test_a_remedy_or_role_that_only_one_version_has_gives_nothing_in_the_other() -> None:
    new = waive("{up_to: 25}")
    old = small(
        "  waive: {gives: money, discretion: {agent: [{up_to: 25}], boss: [{up_to: 90}]}}\n  gift: {gives: yes, standard: always}\n",
        head=HEAD.replace("[agent, lead]", "[agent, boss]"),
    )
    loses = {(change.remedy, change.to): (change.before, change.after) for change in compare(new, old).loses}
    assert loses["waive", "boss"] == ("90.00", "0.00")
    assert loses["gift", STANDARD] == ("1", "0")


def test_a_fact_that_only_one_version_asks_for_may_be_anything() -> None:
    new = waive("{when: knows_us, up_to: 25}", head=HEAD.replace("remedies:", "  knows_us: {type: yes_no}\nremedies:"))
    loses = compare(new, waive("{up_to: 25}")).loses
    assert loses[0].witness == {"knows_us": "no"}


def test_a_choice_with_a_new_word_is_compared_over_the_words_both_know() -> None:
    def of(words: str) -> Policy:
        head = HEAD.replace("remedies:", f"  cause: {{type: choice, of: [{words}]}}\nremedies:")
        return waive('{when: cause != "traffic", up_to: 25}', head=head)

    assert compare(of("traffic, illness, storm"), of("traffic, illness")) == compare(of("traffic, b"), of("traffic, b"))


@pytest.mark.parametrize(
    "type", ["money", "{type: number, places: 1}", "{type: number, places: 2, unit: days}", "yes_no"]
)
def test_a_fact_that_changed_its_type_cannot_be_compared(type: str) -> None:
    changed = type if type.startswith("{") else f"{{type: {type}}}"
    head = HEAD.replace("hours: {type: number, places: 2, least: 0}", f"hours: {changed}")
    with pytest.raises(InputError, match="The fact `hours`"):
        compare(waive("{up_to: 25}", head=head), waive("{up_to: 25}"))


def test_versions_without_a_case_in_common_cannot_be_compared() -> None:
    low, high = (HEAD.replace("2, least: 0}", f"2, {bounds}}}") for bounds in ("most: 5", "least: 6"))
    with pytest.raises(InputError, match="exclude each other"):
        compare(waive("{up_to: 25}", head=low), waive("{up_to: 25}", head=high))


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


def test_a_remedy_that_gives_something_else_now_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="The remedy `waive`"):
        compare(small("  waive: {gives: number, unit: days, standard: [{give: 2}]}\n"), waive("{up_to: 25}"))


THOROUGH = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@THOROUGH
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


@THOROUGH
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


@THOROUGH
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


@THOROUGH
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


def test_a_policy_compared_with_itself_gives_and_takes_nothing() -> None:
    policy = read(LATE_RETURN)
    comparison = compare(policy, policy)
    assert comparison == type(comparison)((), ())


@pytest.mark.slow
def test_a_policy_of_fifty_rules_is_verified_quickly_even_on_a_busy_machine() -> None:
    policy = read_text(large_policy(50))
    started = time.process_time()
    verdict: Verdict = verify(policy)
    assert time.process_time() - started < 2  # `make bench` measures it on a quiet one
    assert len(verdict.findings) > 20
