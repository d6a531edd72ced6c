"""Conditions and amounts: what each operator means, what fits what, and where a fault stands."""

import decimal
from collections.abc import Iterator

import pytest
from hypothesis import given

from goodgrace import Policy, PolicyError, limits, read_text
from goodgrace.errors import Problem
from goodgrace.policy.expressions import LARGEST, Known, Named, Node, Type, facts_in, walk, without_not, write
from goodgrace.policy.meaning import value_of
from goodgrace.policy.reader.conditions import Names, read_amount, read_condition
from goodgrace.policy.reader.syntax import Fault
from goodgrace.policy.shape import Fact, expressions_of
from goodgrace.policy.values import read_facts
from tests.drawing import draws
from tests.makers import a_policy, policy_text
from tests.policy.strategies import Batch, batches, policies

FACTS = """
fee: {type: money}
price: {type: money}
hours: {type: number, places: 2, unit: h}
months: {type: number, unit: months, most: 600, least: 0}
vip: {type: yes_no}
sorry: {type: yes_no}
cause: {type: choice, of: [traffic, our_fault, "it's"]}
mood: {type: choice, of: [calm, our_fault]}
colour: {type: choice, of: [red]}
bought: {type: date}
vehicle: {type: key}
"""
CASE = {
    "fee": "60", "price": "120.50", "hours": "2.5", "months": "7", "vip": "yes", "sorry": "no", "cause": "our_fault",
    "mood": "calm", "bought": "2026-11-01", "on": "2026-11-22",
}  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def holds(when: str, **facts: object) -> bool:
    policy = a_policy(f"waive: {{gives: yes, standard: [{{when: {quoted(when)}}}]}}", facts=FACTS)
    return bool(limits(policy, CASE | facts)["waive"]["standard"])


def amount(text: str, gives: str = "gives: money", **facts: object) -> str:
    policy = a_policy(f"waive: {{{gives}, standard: [{{give: {quoted(text)}}}]}}", facts=FACTS)
    return str(limits(policy, CASE | facts)["waive"]["standard"])


def fault(when: str = "vip", give: str = "5", gives: str = "gives: money") -> Problem:
    rule = f"{{when: {quoted(when)}, give: {quoted(give)}}}"
    with pytest.raises(PolicyError) as caught:
        a_policy(f"waive: {{{gives}, standard: [{rule}]}}", facts=FACTS)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    "when",
    [
        "vip", "yes", "vip == yes", "vip != no", "yes == vip", "not sorry", "sorry == no", "vip != sorry",
        "vip and not sorry", "vip or sorry", "sorry or vip and vip", "not (vip and sorry)",
        "fee == 60", "fee != 60.01", "fee < 60.01", "fee <= 60", "fee > 59.99", "fee >= 60", "60 <= fee", "60.00 == fee",
        "hours < 3", "hours <= 2.500", "hours > 2.4999", "hours == 2.5", "2 < hours < 3", "1 < 2 <= hours",
        "3 > hours > 2 and vip", "fee < price", "fee * 2 < price", "fee + 60.50 == price", "price - fee == 60.5",
        "-fee < 0", "fee == - -60", "fee * -1 == -60", "2 * 3 * fee == 360", "2 + 3 * 4 < hours * 8",
        "min(fee, price) == fee", "max(fee, price, 500) == 500", "min(months * 10, fee) == 60",
        "max(fee, months * 10) == 70", "share(fee, 50) == 30", "share(price, 0.5) == 0.60", "months * 250 > price",
        "months * 10 + fee == 130", "fee == (months - 1) * 10", 'cause == "our_fault"', "cause != 'traffic'",
        'cause in ["traffic", "our_fault"]', 'cause not in ("traffic", "it\'s")', "fee in [1, 60]", "cause != mood",
        "hours in [2.5]", "vip in [yes]", 'bought == "2026-11-01"', "bought < on", 'bought >= "2026-11-01"',
        'bought in ["2026-11-01"]', "days_between(bought, on) == 21", "days_between(on, bought) == -21",
        'days_between("2024-02-28", "2024-03-01") == 2', "(fee if vip else price) == 60", "vip if vip else sorry",
        "(cause if vip else mood) == 'our_fault'", "(vip == sorry) == no", "(fee > 5) == (hours > 1)",
        "( vip\n  and not sorry )", "\tvip",
    ],
)  # fmt: skip
def test_every_operator_means_what_it_says(when: str) -> None:
    assert holds(when)
    assert not holds(f"not ({when})")


@pytest.mark.parametrize(
    ("text", "given_amount"),
    [
        ("25", "25.00"),
        ("fee", "60.00"),
        ("share(fee, 12.5)", "7.50"),
        ("share(0.05, 50)", "0.02"),
        ("share(0.15, 50)", "0.08"),
        ("share(fee + 0.01, 150)", "90.02"),
        ("months * 250", "1750.00"),
        ("months * 0.5 + 1", "4.50"),
        ("hours * 3", "7.50"),
        ("min(months * 10, fee)", "60.00"),
        ("fee if hours > 2 else 5", "60.00"),
        ("price - fee - 0.50", "60.00"),
        ("price - (fee - 0.50)", "61.00"),
        ("fee - price", "0.00"),
    ],
)
def test_an_amount_is_exact_to_the_cent(text: str, given_amount: str) -> None:
    assert amount(text) == given_amount


def test_a_number_remedy_counts_in_its_own_unit_and_places() -> None:
    assert amount("months * 0.5", "gives: number, unit: months, places: 1") == "3.5"
    assert amount("days_between(bought, on)", "gives: number, unit: days") == "21"


@pytest.mark.parametrize(
    ("when", "text", "said", "fix"),
    [
        ("fee", "fee", "A condition is needed here; `fee` is money.", "Compare it, as in `fee == …`."),
        ("hourz > 2", "hourz", "There is no fact or ground `hourz`.", "Did you mean `hours`?"),
        (
            "tenure > 2",
            "tenure",
            "There is no fact or ground `tenure`.",
            "Add it under `facts:`, or move its ground above this one.",
        ),
        ("vehicle == 'x'", "vehicle", "`vehicle` is a key: it says who or which.", "Only caps may count by it"),
        ("fee > hours", "fee", "Money cannot be put beside a number.", "Make the number a rate"),
        ("fee == vip", "fee", "Money cannot be put beside a yes or no.", "Compare money with money."),
        ("hours > months", "months", "This is in months, and hours is needed.", "Give both facts the same unit."),
        ("cause > mood", "cause", "A choice has no order", "Use == or !=."),
        ("vip < sorry", "vip", "A yes or no has no order", "Use == or !=."),
        ("cause == colour", "cause", "These two choices have no word in common.", "They could never be the same."),
        ('cause == "trafic"', '"trafic"', '"trafic" is not one of the choices.', "Did you mean `traffic`?"),
        ('fee == "60"', '"60"', '"60" is a word', "without quotation marks"),
        ('bought > "22.11.2026"', '"22.11.2026"', '"22.11.2026" is not a date.', 'Write it as "2026-11-22".'),
        ('bought > "20261122"', '"20261122"', '"20261122" is not a date.', 'Write it as "2026-11-22".'),
        ("bought > 2026 - 11 - 22", "bought", "A date cannot be put beside a number.", "Put a date in quotation marks"),
        ("on - bought > 3", "on", "`on` is a date and cannot be counted with.", "Write days_between(bought, on)."),
        ("vip + 1 > 3", "vip", "A yes or no cannot be put beside a number.", "Compare a yes or no"),
        ("fee > 0.005", "0.005", "2 decimal places are the smallest money; this has 3.", "Write fewer of them."),
        ("hours > 0.1234567", "0.1234567", "is not a number this language can count exactly", "at most 15 digits"),
        ("fee / 2 > 3", "fee / 2", "There is no division: it rounds.", "Write share(x, 50) for half of x."),
        ("fee * price > 3", "fee * price", "One side of `*` must be a constant.", "A product of two facts"),
        ("fee * 0.5 > 3", "fee * 0.5", "This has more decimal places than money has.", "share(fee, 50)"),
        ("fee in price", "price", "`in` needs a list of values.", "Write them out"),
        ("fee in []", "[]", "`in` needs a list of values.", "Write them out"),
        ("fee in [price]", "price", "`price` cannot be in this list: money is looked for.", "Write each value out"),
        ("vip is sorry", "vip", "`is` is not part of the language.", "Write `==` or `!=`."),
        ("vip == True", "True", "`True` is not a word of the language.", "Write `yes`."),
        ("vip == false", "false", "There is no fact or ground `false`.", "Write `no`."),
        ("round(fee) > 3", "round(fee)", "There is no function `round`.", "There are min, max, share, days_between."),
        ("shar(fee, 5) > 3", "shar(fee, 5)", "There is no function `shar`.", "Did you mean `share`?"),
        ("min(fee) > 3", "min(fee)", "`min` needs at least two values.", "Write min(fee, 25)."),
        ("min(fee, key=3) > 3", "min(fee, key=3)", "`min` takes values only, without names.", "Write min(…, …)."),
        (
            "share(fee, price) > 3",
            "share(fee, price)",
            "`share` needs a value and a percentage.",
            "share(late_fee, 20)",
        ),
        ("share(fee, -5) > 3", "share(fee, -5)", "`share` needs a value and a percentage.", "share(late_fee, 20)"),
        (
            "share(vip, 5) > 3",
            "vip",
            "`vip` is a yes or no and cannot be counted with.",
            "Count with money and numbers.",
        ),
        ("days_between(on) > 3", "days_between(on)", "`days_between` needs two dates.", "days_between(bought, on)"),
        ("fee > 4h", "4h", "`4h` is neither a number nor a name.", "Write the number alone, without a unit."),
        ("fee > 1e5", "1e5", "`1e5` is neither a number nor a name.", "Write the number alone"),
        ("fee > 1_000", "1_000", "`1_000` is neither a number nor a name.", "Write the number alone"),
        ("fee > €5", "€", "is not a sign of the language", "Write the number alone, without a unit."),
        ("fee ≤ 5", "≤", "`≤` is not a word of the language.", "Write `<=`."),
        ("vip && sorry", "&&", "`&&` is not a word of the language.", "Write `and`."),
        ("vip = sorry", "= sorry", "This cannot be read as a condition.", "To compare, write `==`."),
        ("fee =< 5", "=< 5", "This cannot be read as a condition.", "Write `<=`."),
        ("fee => 5", "=> 5", "This cannot be read as a condition.", "Write `>=`."),
        ("!vip", "!vip", "This cannot be read as a condition.", "Write `not`."),
        ("vip # she is", "#", "A comment cannot stand inside a condition", "on a line of its own"),
        ("(vip", "(vip", "This cannot be read as a condition.", "Close the bracket."),
        ("vip) or (sorry", ") or (sorry", "This cannot be read as a condition.", "Write it as in"),
        ("cause == f'x'", "f", "`f` stands before a quotation mark.", "Leave it out."),
        ("cause == 'x' 'y'", "'x' 'y'", "Two words stand side by side.", "Put both in a list"),
        ("ｖip", "ｖ", "(U+FF56) is not a sign of the language.", "Type it anew as a plain character."),
        ("vip\u00a0and sorry", "\u00a0", "(U+00A0) is not a sign of the language.", "Type it anew"),
        ("vip.__class__", "vip.__class__", "`vip.__class__` is not part of the language.", "There are and, or, not"),
    ],
)
def test_what_does_not_fit_is_told_with_its_words_and_its_fix(when: str, text: str, said: str, fix: str) -> None:
    problem = fault(when)
    assert said in problem.message
    assert problem.text == text
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("give", "gives", "said"),
    [
        ("hours", "gives: money", "Money is needed here; `hours` is a number."),
        ("months", "gives: number, unit: days", "This is in months, and days is needed."),
        ("hours", "gives: number, unit: h", "This has 2 decimal places; 0 fit."),
        ("fee", "gives: number", "A number is needed here; `fee` is money."),
        ("vip", "gives: money", "Money is needed here; `vip` is a yes or no."),
        ("fee * 200000", "gives: money", "This could become too large to be counted exactly."),
        ("share(fee, 999999999)", "gives: money", "This could become too large to be counted exactly."),
    ],
)
def test_an_amount_has_the_type_of_its_remedy(give: str, gives: str, said: str) -> None:
    assert fault(give=give, gives=gives).message == said


@pytest.mark.parametrize(
    ("remedy", "wrong"),
    [
        ("waive: {gives: yes, standard: [{when: fee > hourz}]}", "hourz"),
        ("waive: {gives: yes, standard: [{when: 'fee > hourz'}]}", "hourz"),
        ("waive: {gives: yes, standard: [{when: 'cause == \"it''s\" or fee > hourz'}]}", "hourz"),
        ('waive: {gives: yes, standard: [{when: "cause == \\"grün\\" or fee > hourz"}]}', "hourz"),
        ('waive: {gives: yes, standard: [{when: "fee > 1 or \\u0066ee > \\u0068ourz"}]}', "\\u0068ourz"),
        ('waive: {gives: yes, standard: [{when: \'cause == "日本語" or cause == "grün" or fee > hourz\'}]}', "hourz"),
        ("waive:\n  gives: yes\n  standard:\n  - when: >-\n      vip and\n      fee > hourz", "hourz"),
        ("waive:\n  gives: yes\n  standard:\n  - when: >  # folded\n\n      vip and\n\n      fee > hourz\n", "hourz"),
        ("waive:\n  gives: yes\n  standard:\n  - when: |\n      vip\n      and fee > hourz\n", "hourz"),
        ("waive:\n  gives: yes\n  standard:\n  - when: vip and\n      fee > hourz", "hourz"),
        ("waive:\n  gives: yes\n  standard:\n  - when: 'vip and\n\n      fee > hourz'", "hourz"),
        ('waive:\n  gives: yes\n  standard:\n  - when: "vip and \\\n      fee > hourz"', "hourz"),
    ],
)
def test_a_fault_is_told_at_its_own_line_and_column(remedy: str, wrong: str) -> None:
    facts = 'fee: {type: money}\nvip: {type: yes_no}\ncause: {type: choice, of: ["it\'s", grün, 日本語]}'
    text = policy_text(remedy, facts=facts)
    with pytest.raises(PolicyError) as caught:
        read_text(text)
    (problem,) = caught.value.problems
    before, _, _ = text.partition(wrong)
    assert (problem.place.line, problem.place.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert problem.text == "hourz"


def names_of(policy: Policy) -> Names:
    facts = {name: known(fact) for name, fact in policy.facts.items()}
    money = next(fact.type for fact in policy.facts.values() if fact.type.kind == "money")
    return Names(facts, policy.grounds, money)


def known(fact: Fact) -> Known:
    bounds = [abs(end) for end in (fact.least, fact.most) if end is not None]
    return Known(fact.name, fact.type, max(bounds) if len(bounds) == 2 else LARGEST)


def nodes(policy: Policy) -> Iterator[tuple[Node, Type | None]]:
    """Every condition with None, and every amount with its remedy's type."""
    yield from ((node, None) for node in policy.grounds.values())
    for remedy in policy.remedies.values():
        money = policy.facts["fee"].type
        type = money if remedy.gives == "money" else Type("number", remedy.places, remedy.unit)
        yield from ((node, None if node.type.kind == "yes_no" else type) for node in expressions_of(remedy))


@pytest.mark.slow
@draws(40)
@given(policies())
def test_what_is_written_back_is_read_as_the_same(policy: Policy) -> None:
    names = names_of(policy)
    for node, type in nodes(policy):
        text = write(node)
        assert (read_condition(text, names) if type is None else read_amount(text, names, type)) == node, text


@pytest.mark.slow
@draws(30)
@given(batches(size=5))
def test_pushing_not_inwards_keeps_every_meaning(batch: Batch) -> None:
    for raw in batch.raw:
        case = read_facts(batch.policy, raw)
        for node, type in nodes(batch.policy):
            if type is None:
                truth = value_of(node, case)
                assert value_of(without_not(node), case) == truth
                assert value_of(without_not(node, False), case) == (None if truth is None else not truth)


def test_a_ground_is_named_and_spelt_out() -> None:
    policy = a_policy(
        "waive: {gives: yes, standard: [{when: not tired}]}",
        facts="hours: {type: number}",
        grounds="late: hours > 2\ntired: late",
    )
    (rule,) = policy.remedies["waive"].standard
    assert rule.when is not None
    assert write(rule.when) == "not tired"
    assert facts_in(rule.when) == ("hours",)
    assert [part.name for part in walk(rule.when) if isinstance(part, Named)] == ["tired", "late"]


def test_a_ground_may_name_only_those_above_it() -> None:
    with pytest.raises(PolicyError, match=r"There is no fact or ground `late`.*move its ground above this one"):
        a_policy(
            "waive: {gives: yes, standard: always}",
            facts="hours: {type: number}",
            grounds="tired: late\nlate: hours > 2",
        )


def test_constants_are_calculated_exactly_whatever_the_callers_decimal_context_says() -> None:
    with decimal.localcontext(prec=3):
        assert amount("100000.01 + 0.01") == "100000.02"
        assert amount("1000.5 * 3.5") == "3501.75"


@pytest.mark.parametrize("text", ["999999999999999 * 999999999999999", "0.001 * 0.0001", "999999999999999 + 1"])
def test_constants_that_cannot_be_calculated_exactly_are_refused(text: str) -> None:
    assert fault(f"hours > {text}").message == "This cannot be calculated exactly."


def test_unknown_is_neither_true_nor_false() -> None:
    names = Names({"vip": Known("vip", Type("yes_no")), "fee": Known("fee", Type("money", 2))}, {}, Type("money", 2))
    said = {
        "vip and no": False, "vip and yes": None, "vip or yes": True, "vip or no": None, "not vip": None,
        "fee > 3": None, "fee in [3]": None, "vip == vip": None, "(yes if vip else yes)": None,
        "min(fee, 3) > 2": None, "yes": True,
    }  # fmt: skip
    case = {"vip": None, "fee": None}
    assert {text: value_of(read_condition(text, names), case) for text in said} == said


def test_a_fault_says_at_which_character_of_the_condition_it_stands() -> None:
    with pytest.raises(Fault) as caught:
        read_condition("  vip and\n fee", Names({"vip": Known("vip", Type("yes_no"))}, {}, Type("money", 2)))
    assert (caught.value.start, caught.value.text) == (11, "fee")
