"""A policy read aloud says every rule in plain words, and nothing of its code."""

import re
from pathlib import Path

import pytest

from goodgrace.policy.aloud import Spoken, aloud, grounds_aloud
from goodgrace.policy.reading import read, read_text
from goodgrace.policy.shape import Policy, rules_of

POLICIES = sorted((Path(__file__).parents[2] / "policies").glob("*.yaml"))
CODE = re.compile(r"==|!=|<=|>=|[_`]|\bmin\(|\bmax\(|\bshare\(")


def spoken_of(name: str, policy: Policy) -> Spoken:
    return next(each for each in aloud(policy) if each.name == name)


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_every_rule_of_a_shipped_policy_is_said_without_its_code(file: Path) -> None:
    policy = read(file)
    for spoken, remedy in zip(aloud(policy), policy.remedies.values(), strict=True):
        said = [*spoken.everybody, *(line for _, lines in spoken.roles for line in lines)]
        assert len(said) == len(rules_of(remedy))
        assert len(spoken.bounds) == len(remedy.never) + len(remedy.caps) + (remedy.at_most is not None)
        assert not [line for line in said if CODE.search(line)]
    assert not [condition for _, condition in grounds_aloud(policy) if CODE.search(condition)]


def test_the_warranty_policy_is_read_as_its_owner_would_read_it() -> None:
    repair = spoken_of("free_repair", read(POLICIES[-1]))
    assert repair.everybody == ("repair cost, where days out is at most 2 days",)
    assert dict(repair.roles)["lead"] == (
        "up to repair cost, no more than 500.00 EUR, where days out is at most 180 days",
        "up to repair cost, no more than 100.00 EUR",
    )
    assert repair.bounds[0] == "Never more than repair cost."
    assert "At most 2 times per appliance within 12 months. The manager may go past it." in repair.bounds
    assert "At most 12,000.00 EUR from the pool repair-desk within 1 month." in repair.bounds
    assert repair.promise == "repair-after-warranty"


PARTS = """
policy: parts
owner: desk
roles: [agent, lead]
currency: EUR
facts:
  fee: {{type: money, ask: What is the fee?}}
  paid: {{type: money, ask: What is paid?}}
  late: {{type: number, unit: days, ask: How late?}}
  ill: {{type: yes_no, ask: Is she ill?}}
  cause: {{type: choice, of: [ours, theirs, nobodys], ask: Whose fault is it?}}
remedies:
  help:
    gives: money
    standard: [{rule}]
    discretion: {{agent: [{{up_to: fee}}]}}
    caps: [{{per: customer, times: 1}}]
  talk: {{gives: yes, standard: always}}
"""


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{give: fee + paid}", "fee plus paid"),
        ("{give: fee - paid}", "fee minus paid"),
        ('{give: "max(fee, 5)"}', "fee, no less than 5.00 EUR"),
        ('{give: "min(fee, paid)"}', "the least of fee, paid"),
        ('{give: "max(fee, paid)"}', "the most of fee, paid"),
        ('{give: "share(fee, 12.5)"}', "12.5 % of fee"),
        ("{give: fee * 2}", "2 times fee"),
        ("{give: fee if ill else paid}", "fee where ill, otherwise paid"),
        ("{when: ill or late > 3, give: fee}", "fee, where ill, or late is more than 3 days"),
        ("{when: late > 3 and (ill or late > 9), give: fee}", "fee, where late is more than 3 days and either ill, or late is more than 9 days"),
        ("{when: 'cause in [\"ours\", \"nobodys\"]', give: fee}", "fee, where cause is one of ours, nobodys"),
        ("{when: not (ill and late > 3), give: fee}", "fee, where ill: no, or late is at most 3 days"),
        ("{give: 7}", "7.00 EUR"),
    ],
)  # fmt: skip
def test_each_part_of_the_language_has_words(rule: str, said: str) -> None:
    spoken = spoken_of("help", read_text(PARTS.format(rule=rule)))
    assert spoken.everybody == (said,)
    assert spoken.bounds == ("Once per customer.",)
