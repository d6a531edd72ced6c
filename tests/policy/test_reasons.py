"""Sheets in sentences: reasons and margins for the colleague, nothing of the inside for the customer."""

import re

import pytest

from goodgrace import InputError, decide, explain
from goodgrace.policy.reasons import Explanation
from tests.makers import a_policy, late_return, three_hours_late

DAY = "2026-11-22"


def told(role: str | None = None, **facts: object) -> Explanation:
    return explain(decide(late_return(), three_hours_late(**facts)), role)


def test_the_colleague_hears_how_far_she_may_go_and_what_speaks_for_it() -> None:
    assert told("agent").colleague == (
        "Waive fee: you may give up to 60.00 EUR. What speaks for it: long standing.",
        "Speak to manager: Everybody gets this; nobody has to ask.",
        "Replacement car: not open to you in this case.",
        "Replacement car: it would need this: cause is our fault.",
        "At most one of these: Waive fee, Replacement car.",
        "Caps are taken as whole: what was given before was not handed in.",
    )


def test_the_colleague_hears_by_how_much_a_condition_was_missed_and_who_may_go_further() -> None:
    lines = told("agent", hours_late="4.5", tenure_years="4").colleague
    assert lines[:5] == (
        "Waive fee: you may give up to 25.00 EUR.",
        "Waive fee: beyond that, your lead may give up to 60.00 EUR.",
        "Waive fee: hours late is 3.5 hours over the limit of 1 hour.",
        "Waive fee: hours late is 0.5 hours over the limit of 4 hours.",
        "Waive fee: tenure years is 1 short of the limit of 5.",
    )


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"hours_late": "0.5"}, "Waive fee: Everybody gets 60.00 EUR; nobody has to ask."),
        (
            {"hours_late": "73"},
            "Waive fee: only the standard, because the car counts as missing. Offer instead: Speak to manager.",
        ),
        ({"hours_late": None}, "Ask: How late did the car come back? It could open: Waive fee: 60.00 EUR."),
        ({"late_fee": None}, "Waive fee: not open to you before more is known."),
        ({"late_fee": None}, "Ask: What is the late fee? It could open: Waive fee: as far as the answer goes."),
        ({"cause": "our_fault"}, "Replacement car: you may give up to 2 days. What speaks for it: our fault."),
    ],
)
def test_the_colleague_hears_it_in_plain_words(facts: dict[str, object], line: str) -> None:
    assert line in told("agent", **facts).colleague


def test_the_colleague_hears_what_the_caps_leave() -> None:
    lines = [{"remedy": "waive_fee", "amount": 360, "on": "2026-11-01", "customer": "C-1", "decider": "ada"}]
    facts = three_hours_late(customer="C-1", decider="ada", on=DAY)
    said = explain(decide(late_return(), facts, given=lines), "agent").colleague
    assert "Waive fee: you may give up to 40.00 EUR. What speaks for it: long standing." in said
    assert "Waive fee: 1 of 3 times used per customer within 12 months." in said
    assert "Waive fee: 40.00 EUR left per decider within 1 month." in said
    assert "Waive fee: 4,640.00 EUR left from the pool rental-desk within 1 month." in said


def test_the_colleague_hears_what_is_missing_for_the_caps() -> None:
    said = explain(decide(late_return(), three_hours_late(on=DAY, decider="ada"), given=[]), "agent").colleague
    assert "Waive fee: not open until this is known: customer." in said
    assert "Ask: Who is the customer? It could open: Waive fee: 60.00 EUR." in said


def test_the_first_role_of_the_ladder_is_meant_where_none_is_named() -> None:
    assert told().colleague == told("agent").colleague


def test_a_role_that_is_not_on_the_ladder_is_refused() -> None:
    with pytest.raises(InputError, match=r"The policy `late-return` has no role `agnet`\. Did you mean `agent`\?"):
        told("agnet")


def test_the_customer_hears_what_is_hers_and_who_decides() -> None:
    assert told("agent", hours_late="0.5").customer[0] == "This is yours: Waive fee: 60.00 EUR."
    assert told("agent").customer == (
        "This is yours: Speak to manager.",
        "Your colleague here can decide this with you today: Waive fee.",
    )


def test_the_customer_is_asked_only_what_the_policy_asks_in_its_own_words() -> None:
    said = told("agent", hours_late=None, tenure_years=None, moment=None).customer
    assert [line for line in said if line.endswith("?")] == ["How late did the car come back?"]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"hours_late": "4.5", "tenure_years": "4"},
        {"hours_late": "99"},
        {"late_fee": None},
        {"hours_late": None},
        {"cause": "our_fault"},
        {"customer": None},
    ],
)
def test_the_customer_hears_nothing_of_the_inside(facts: dict[str, object]) -> None:
    case = three_hours_late(**({"customer": "C-1", "decider": "ada", "case": "S-1", "on": DAY} | facts))
    others = [
        {"remedy": "waive_fee", "amount": 17, "on": "2026-11-01", "customer": "C-777", "decider": "bob", "case": "S-9"},
        {"pool": "rental-desk", "cost": 23, "on": "2026-11-01"},
    ]
    sheet = decide(late_return(), case, given=others)
    for role in late_return().roles:
        said = " ".join(explain(sheet, role).customer)
        inside = r"agent|lead|manager(?!\.|,| )|tenure|standing|72|25\.00|rental-desk|pool|cap|rule|C-777|bob|S-9|17|23|400|5,?000|missing|<|>|up to|limit"
        titles = said.replace("Speak to manager", "")
        assert not re.search(inside, titles), said


def test_conditions_are_said_in_words_also_where_the_constant_stands_first() -> None:
    policy = a_policy(
        "waive: {gives: number, unit: days, discretion: {agent: [{when: '3 >= hours and not vip and cause in [\"ours\"]', up_to: 2}]}}",
        facts="hours: {type: number, unit: h}\nvip: {type: yes_no}\ncause: {type: choice, of: [ours, theirs]}",
    )
    said = explain(decide(policy, {"hours": 4, "vip": "yes", "cause": "theirs"}), "agent").colleague
    assert said == (
        "Waive: not open to you in this case.",
        "Waive: 3 hours is 1 hour short of hours.",
        "Waive: it would need vip: no.",
        "Waive: it would need this: cause is one of ours.",
    )


def test_of_remedies_that_exclude_each_other_the_customer_hears_the_choice() -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{give: 40}]}\ncredit: {gives: money, standard: [{give: 20}]}\n"
        "talk: {gives: yes, standard: always}",
        more="one_of: [[waive, credit]]",
    )
    assert explain(decide(policy, {})).customer == (
        "One of these is yours, as you like: Waive: 40.00 EUR; Credit: 20.00 EUR.",
        "This is yours: Talk.",
    )


def test_a_customer_for_whom_nothing_is_open_still_hears_that_somebody_will_look() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: sad, up_to: 5}]}}", facts="sad: {type: yes_no}"
    )
    (line,) = explain(decide(policy, {"sad": "no"})).customer
    assert line == "We have no answer for you yet. Somebody will look at this with you."


def test_a_cap_that_does_not_bind_a_role_is_not_told_to_it() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{up_to: 50}]}, caps: [{per: customer, amount: 60, binds: agent}]}"
    )
    sheet = decide(policy, {"customer": "C"}, given=[])
    assert any("left per customer" in line for line in explain(sheet, "agent").colleague)
    assert not any("left per customer" in line for line in explain(sheet, "lead").colleague)


def test_a_yes_or_no_that_failed_is_told_as_the_answer_it_would_need() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: vip and not late, up_to: 50}]}}",
        facts="vip: {type: yes_no}\nlate: {type: yes_no}",
    )
    lines = explain(decide(policy, {"vip": "no", "late": "yes"})).colleague
    assert lines[1:] == ("Waive: it would need vip: yes.", "Waive: it would need late: no.")


def test_a_customer_is_not_told_the_whole_where_only_a_part_can_be_decided_here() -> None:
    policy = a_policy("waive: {gives: money, discretion: {agent: [{up_to: 5}], lead: [{up_to: 50}]}}")
    sheet = decide(policy, {})
    assert explain(sheet, "agent").customer == (
        "Your colleague here can decide a part of this with you today, and ask for the rest: Waive.",
    )
    assert explain(sheet, "lead").customer == ("Your colleague here can decide this with you today: Waive.",)


def test_only_grounds_of_a_rule_that_holds_speak_for_an_amount() -> None:
    lines = told("agent", hours_late="6", tenure_years="12").colleague
    assert lines[0] == "Waive fee: you may give up to 25.00 EUR."


def test_a_question_that_cannot_change_what_a_role_may_give_is_not_put_to_it() -> None:
    sheet = decide(late_return(), three_hours_late(moment=None, cause="our_fault"))
    assert not any(line.startswith("Ask:") for line in explain(sheet, "lead").colleague)


def test_a_question_is_put_to_a_role_only_for_a_remedy_that_it_could_open_to_it() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {lead: [{when: vip, up_to: 50}]}}\n"
        "credit: {gives: money, discretion: {agent: [{when: late, up_to: 50}]}}",
        facts="vip: {type: yes_no, ask: Is she a member?}\nlate: {type: yes_no, ask: Was it late?}",
    )
    asks = [line for line in explain(decide(policy, {}), "agent").colleague if line.startswith("Ask:")]
    assert asks == ["Ask: Was it late? It could open: Credit: 50.00 EUR."]


UNKNOWN_CUSTOMER = "not open until this is known"


@pytest.mark.parametrize(
    "rest",
    [
        "discretion: {agent: [{up_to: 50}]}, never: [{when: sad, because: it is not hers, instead: talk}]",
        "discretion: {agent: [{up_to: 50}]}, standard: [{give: 50}]",
        "discretion: {lead: [{up_to: 50}]}",
    ],
)
def test_a_cap_is_said_to_wait_only_where_an_answer_could_open_something(rest: str) -> None:
    policy = a_policy(
        f"waive: {{gives: money, {rest}, caps: [{{per: customer, amount: 60}}]}}\ntalk: {{gives: yes, standard: always}}",
        facts="sad: {type: yes_no}",
    )
    sheet = decide(policy, {"sad": "yes"}, given=[])
    assert not any(UNKNOWN_CUSTOMER in line for line in explain(sheet, "agent").colleague)


def test_a_cap_that_waits_names_whom_and_which_day_it_waits_for() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{up_to: 50}]}, caps: [{per: customer, amount: 60, within: 1 month}]}"
    )
    lines = explain(decide(policy, {}, given=[]), "agent").colleague
    assert [line for line in lines if UNKNOWN_CUSTOMER in line] == [
        "Waive: not open until this is known: customer.",
        "Waive: not open until this is known: the day of the decision.",
    ]


def test_of_remedies_in_groups_that_overlap_the_customer_hears_what_goes_together() -> None:
    given = "{gives: yes, standard: always}"
    policy = a_policy(f"w: {given}\nv: {given}\nu: {given}\nx: {given}", more="one_of: [[w, v], [v, u]]")
    assert explain(decide(policy, {})).customer == (
        "One of these is yours, as you like: V; W and U.",
        "This is yours: X.",
    )


def test_of_a_thing_of_hers_and_one_that_may_be_decided_the_customer_hears_that_they_exclude_each_other() -> None:
    policy = a_policy(
        "card: {gives: yes, standard: always}\nflowers: {gives: yes, discretion: {agent: [{}]}}\n"
        "cake: {gives: yes, discretion: {agent: [{}]}}",
        more="one_of: [[card, flowers]]",
    )
    assert explain(decide(policy, {})).customer == (
        "This is yours: Card.",
        "Your colleague here can decide this with you today: Flowers.",
        "Your colleague here can decide this with you today: Cake.",
        "Only one of these can be chosen: Card; Flowers.",
    )


def test_a_pool_of_gifts_is_told_by_how_many_are_left() -> None:
    policy = a_policy("flowers: {gives: yes, costs: 50, discretion: {agent: [{}]}, caps: [{pool: desk, amount: 120}]}")
    lines = explain(decide(policy, {}, given=[])).colleague
    assert "Flowers: 2 left from the pool desk." in lines


FACTS = "sad: {type: yes_no, ask: Is she sad?}\nlost: {type: yes_no}\nvip: {type: yes_no, ask: Is she a member?}\nfee: {type: money}"
NEVER = "never: [{when: sad, because: it is not hers, instead: talk}]"
WAIVE = f"waive: {{gives: money, discretion: {{agent: [{{up_to: 50}}]}}, {NEVER}}}\n"


@pytest.mark.parametrize(
    ("talk", "colleague", "customer"),
    [
        ("standard: always", "Offer instead: Talk.", "What we can offer you instead of this (Waive): Talk."),
        ("discretion: {lead: [{}]}", "Offer instead: Talk.", "What we can offer you instead of this (Waive): Talk."),
        (
            "discretion: {agent: [{}]}, caps: [{per: customer, times: 1}]",
            "What would be offered instead is not open in this case either: Talk.",
            "Somebody will look at this with you: Waive.",
        ),
        (
            "discretion: {agent: [{when: not sad}]}",
            "What would be offered instead is not open in this case either: Talk.",
            "Somebody will look at this with you: Waive.",
        ),
        (
            "discretion: {agent: [{when: lost}]}",
            "What would be offered instead is not open before more is known: Talk.",
            "What we may be able to offer you instead of this (Waive), once we know more: Talk.",
        ),
        (
            "discretion: {agent: [{}]}, never: [{when: sad, because: no, instead: waive}]",
            "What would be offered instead is not open in this case either: Talk.",
            "Somebody will look at this with you: Waive.",
        ),
    ],
)
def test_what_is_offered_instead_is_promised_only_where_somebody_may_give_it(
    talk: str, colleague: str, customer: str
) -> None:
    policy = a_policy(f"{WAIVE}talk: {{gives: yes, {talk}}}", facts=FACTS)
    given = [{"remedy": "talk", "on": DAY, "customer": "C"}]
    said = explain(decide(policy, {"sad": "yes", "customer": "C"}, given=given))
    assert f"Waive: only the standard, because it is not hers. {colleague}" in said.colleague
    assert customer in said.customer


GROUNDS = "a: vip\nb: lost\nc: a and sad"


@pytest.mark.parametrize(
    ("rules", "speaks"),
    [
        ("{when: not (a and b), up_to: 50}", ""),
        ("{when: a and not b, up_to: 50}", "a"),
        ("{when: a or b, up_to: 50}", "a"),
        ("{when: not (not a or b), up_to: 50}", "a"),
        ("{when: c, up_to: 50}", "a, c"),
        ("{when: a, up_to: 10}, {up_to: 60}", ""),
        ("{when: a, up_to: 60}, {when: c, up_to: 10}", "a"),
        ("{when: a, up_to: fee}, {when: c, up_to: 70}", "a, c"),
        ('{when: a != b, up_to: 50}, {when: "fee > 5 and c", up_to: 5}', ""),
    ],
)
def test_only_what_stands_for_the_amount_itself_speaks_for_it(rules: str, speaks: str) -> None:
    policy = a_policy(
        f"waive: {{gives: money, at_most: fee, discretion: {{agent: [{rules}]}}}}", facts=FACTS, grounds=GROUNDS
    )
    first, *_ = explain(decide(policy, {"vip": "yes", "lost": "no", "sad": "yes", "fee": 60})).colleague
    assert first.partition("What speaks for it: ")[2].rstrip(".") == speaks


@pytest.mark.parametrize("role", ["agent", "lead"])
def test_a_question_that_could_make_it_everybodys_is_put_to_every_role_and_to_the_customer(role: str) -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{when: vip, give: 40}], discretion: {agent: [{up_to: 40}]}}", facts=FACTS
    )
    said = explain(decide(policy, {}), role)
    assert "Ask: Is she a member? It could open: Waive: 40.00 EUR for everybody." in said.colleague
    assert "Is she a member?" in said.customer


@pytest.mark.parametrize(
    ("rest", "facts"),
    [
        ("discretion: {agent: [{when: vip, up_to: 5}, {up_to: 50}], lead: [{up_to: 60}]}", {"vip": "no"}),
        ("discretion: {lead: [{when: vip, up_to: 50}]}", {"vip": "no"}),
        (f"discretion: {{agent: [{{when: vip, up_to: 50}}]}}, {NEVER}", {"vip": "no", "sad": "yes"}),
        ("at_most: fee, discretion: {agent: [{when: vip, up_to: 50}, {up_to: 20}]}", {"vip": "no", "fee": 20}),
        (
            "discretion: {agent: [{when: vip, up_to: 50}]}, caps: [{per: customer, amount: 5}]",
            {"vip": "no", "customer": "C"},
        ),
    ],
)
def test_what_would_change_nothing_for_a_role_is_not_told_to_it_as_needed(rest: str, facts: dict[str, object]) -> None:
    policy = a_policy(f"waive: {{gives: money, {rest}}}\ntalk: {{gives: yes, standard: always}}", facts=FACTS)
    used = [{"remedy": "waive", "amount": 5, "on": DAY, "customer": "C"}]
    assert not any("it would need" in line for line in explain(decide(policy, facts, given=used), "agent").colleague)


def test_what_would_open_more_to_a_role_is_told_as_needed() -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{when: lost, give: 30}], discretion: {agent: [{up_to: 20}], lead: [{when: vip, up_to: 50}]}}",
        facts=FACTS,
    )
    sheet = decide(policy, {"vip": "no", "lost": "no"})
    needs = [[line for line in explain(sheet, role).colleague if "need" in line] for role in ("agent", "lead")]
    assert needs == [
        ["Waive: it would need lost: yes."],
        ["Waive: it would need lost: yes.", "Waive: it would need vip: yes."],
    ]


def test_beside_a_standard_only_what_goes_beyond_it_waits_for_a_cap() -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{give: 10}], discretion: {agent: [{up_to: 50}]}, caps: [{per: customer, amount: 60}]}"
    )
    assert explain(decide(policy, {}, given=[])).colleague[:2] == (
        "Waive: Everybody gets 10.00 EUR; nobody has to ask.",
        "Waive: beyond that, not open until this is known: customer.",
    )


@pytest.mark.parametrize(("unit", "one"), [("gas", "1 gas"), ("days", "1 day"), ("h", "1 hour"), ("glass", "1 glass")])
def test_one_of_a_unit_is_said_in_the_singular_where_we_know_it(unit: str, one: str) -> None:
    policy = a_policy(f"more: {{gives: number, unit: {unit}, discretion: {{agent: [{{up_to: 1}}]}}}}")
    assert explain(decide(policy, {})).colleague == (f"More: you may give up to {one}.",)
