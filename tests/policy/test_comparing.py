"""Two versions of a policy: who gains, who loses, and what cannot be compared."""

from pathlib import Path

import pytest

from goodgrace.errors import InputError
from goodgrace.policy.reading import read
from goodgrace.policy.shape import STANDARD, Policy
from goodgrace.policy.verify import compare, verify
from tests.policy.small_policy import HEAD, amounts, small, waive

LATE_RETURN = Path(__file__).parent / "late-return.yaml"


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


def test_a_remedy_that_gives_something_else_now_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="The remedy `waive`"):
        compare(small("  waive: {gives: number, unit: days, standard: [{give: 2}]}\n"), waive("{up_to: 25}"))


def test_a_policy_compared_with_itself_gives_and_takes_nothing() -> None:
    policy = read(LATE_RETURN)
    comparison = compare(policy, policy)
    assert comparison == type(comparison)((), ())


def test_policies_of_two_currencies_are_not_compared() -> None:
    euros = small("  waive: {gives: money, standard: [{give: 5}]}\n")
    yen = small("  waive: {gives: money, standard: [{give: 5}]}\n", head=f"currency: JPY\n{HEAD}")
    with pytest.raises(InputError, match="counts in JPY and the old in EUR"):
        compare(yen, euros)


def test_a_remedy_counted_finer_in_one_version_is_compared_at_its_finest() -> None:
    rules = "standard: [{give: months, when: vip}], at_most: months"
    head = HEAD.replace("  vip:", "  months: {type: number}\n  vip:")
    fine = small(f"  stay: {{gives: number, places: 2, {rules}}}\n", head=head)
    coarse = small(f"  stay: {{gives: number, {rules}}}\n", head=head)
    comparison = compare(fine, coarse)
    assert (comparison.gains, comparison.loses, comparison.unproved) == ((), (), ())
