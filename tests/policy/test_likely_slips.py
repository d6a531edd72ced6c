"""What people get wrong when they write a policy, and what the reader says to it."""

import pytest

from goodgrace.errors import PolicyError
from goodgrace.policy.reader.ledger_lines import read_ledger
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy

POLICY = """
policy: slips
currency: EUR
roles: [agent]
facts:
  hours_late: {type: number, places: 2, least: 0}
  months: {type: number, least: 0, most: 600}
  fee: {type: money}
  cause: {type: choice, of: [traffic, our_fault]}
  vip: {type: yes_no}
  bought: {type: date}
remedies:
  waive:
    gives: money
    standard: [RULE]
    never: [{when: vip, because: of it, instead: person}]
  person: {gives: yes, standard: always}
examples:
  - {name: one, facts: {hours_late: 1}, expect: {person: {standard: yes}}}
"""


def policy(old: str = "", new: str = "", *, rule: str = "{give: fee}") -> Policy:
    assert old in POLICY
    return read_text(POLICY.replace(old, new, 1).replace("RULE", rule), "slips.yaml")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{give: share(fee, 50)}", '"share(fee, 50)"'),
        ("{give: fee, when: vip, or so}", "If the text before holds a comma"),
        ('{when: cause in ["traffic"], give: fee}', "single quotation marks"),
        ('{when: "traffic" == cause, give: fee}', "single quotation marks"),
        ("{when: cause == traffic, give: fee}", 'Put a choice in quotation marks, as in `"traffic"`.'),
        ("{when: bought >= 2026-11-01, give: fee}", "Put the date in quotation marks"),
        ("{when: on - bought <= 30, give: fee}", "Write days_between(bought, on)."),
        ("{when: vip AND hours_late <= 1, give: fee}", "with small letters"),
        ('{when: vip == "yes", give: fee}', "Write yes and no without quotation marks"),
        ('{when: customer == "C-1", give: fee}', "only caps may count by it"),
        ("{give: €20}", "Write the number alone, without a unit."),
        ("{when: hours_late <= 1h, give: fee}", "Write the number alone, without a unit."),
        ("{when: , give: fee}", "Nothing stands here."),
        ('{when: " ", give: fee}', "Nothing stands here."),
        ("{when: vip, give: }", "A rule needs `give:`."),
        ('{when: "vip # a friend", give: fee}', "A comment cannot stand inside a condition"),
        ("{when: hours_late <= 1, give: fee}", "(U+00A0) is not a sign of the language"),
        ("{when: cause == “traffic”, give: fee}", 'Write `"`.'),
        ("{when: hours_late ≤ 1, give: fee}", "Write `<=`."),
        ("20", "A rule is a table of keys and values"),
        ("{give: hours_late * 1000000}", "Give its facts bounds"),
    ],
)
def test_a_slip_in_a_rule_is_told_with_its_fix(rule: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(rule=rule)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("because: of it", 'because: ""', "needs `because:`"),
        ("instead: person", "instead: ", "needs `instead:`"),
        ("gives: money", "gives: money\n    unit: days", "Only a remedy that gives a number has `unit`"),
        ("gives: yes, standard: always", "gives: yes", "Nobody is ever given `person`"),
        ("examples:", "one_of: [[waive, waive]]\nexamples:", "at least two remedies, each once"),
        ("}}}", "}}, given: [{remedy: waive, on: 2026-11-22}]}", "it needs the `amount:` that was given of `waive`."),
        ("}}}", "}}, given: [{pool: gifts, on: 2026-11-22}]}", "it needs the `cost:`"),
        ("[RULE]", "20", "Write a list of rules, as in [{when: …, give: 20}]."),
        ("most: 600", "most: -1", "The `most` of `months` is less than its `least`."),
        ("most: 600", "most: 600, default: 601", "it is at most 600"),
        ("facts: {hours_late: 1}", "facts: {hours_late: -1}", "it is at least 0"),
    ],
)
def test_a_slip_elsewhere_is_told_with_its_fix(old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(old, new)
    assert said in str(caught.value)


def test_a_rate_may_be_as_large_as_the_bounds_of_its_fact_allow() -> None:
    assert policy(rule="{give: months * 500000}").name == "slips"


def test_a_pool_is_counted_in_the_policys_own_currency_even_without_a_fact_of_money() -> None:
    yen = read_text(
        "policy: y\ncurrency: JPY\nroles: [agent]\nremedies:\n  gift: {gives: money, discretion: {agent: [{up_to: 500}]}}"
    )
    assert read_ledger([{"pool": "gifts", "cost": 300, "on": "2026-11-22"}], yen)[0].cost == 300


@pytest.mark.parametrize("block", [">-", "|"])
def test_a_condition_may_go_over_several_lines(block: str) -> None:
    rule = f"{{give: 5}}]\n    discretion:\n      agent:\n      - when: {block}\n          vip\n          or hours_late <= 1\n        up_to: fee\n    caps: ["
    assert policy(rule=rule).name == "slips"


def test_a_sign_of_another_language_may_stand_in_a_word() -> None:
    assert policy("traffic", '"R&&D ≤ «é» #1"', rule="{when: 'cause == \"R&&D ≤ «é» #1\"', give: fee}").name == "slips"


def test_values_nested_in_each_other_are_read_in_no_time() -> None:
    nested = "min(" * 28 + "hours_late * 2" + ", fee)" * 28
    assert policy(rule=f'{{when: "{nested} <= fee", give: fee}}').name == "slips"


def test_grounds_that_double_each_other_are_refused() -> None:
    doubling = "".join(f"  g{n}: g{n - 1} and g{n - 1}\n" for n in range(1, 30))
    with pytest.raises(PolicyError) as caught:
        policy("remedies:", f"grounds:\n  g0: vip\n{doubling}remedies:", rule="{when: g29, give: fee}")
    assert "With the grounds that it names, this has more than 2,000 parts." in str(caught.value)
