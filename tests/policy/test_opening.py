"""What one answer alone opens is the most that any answer to that question would: as if all had been tried."""

from datetime import date, timedelta
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace import Policy, decide, explain
from goodgrace.errors import PolicyError
from goodgrace.policy.sheet.asking import Ask
from tests.drawing import draws
from tests.makers import a_policy, waive

TALK = "talk: {gives: yes, standard: always}"
MOST = 60
X = f"x: {{type: number, least: 0, most: {MOST}, unit: u}}"
FACTS = "price: {type: money, least: 0}\nfee: {type: money, least: 0, most: 100}\nx: {type: number, least: 0, most: 100}\nvip: {type: yes_no}"

numbers = st.integers(0, MOST).map(str)
leaves = st.one_of(
    st.just("x"), numbers, numbers.map("{} - x".format), st.sampled_from([10, 33, 50, 150]).map("share(x, {})".format)
)
comparing = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
simple = st.one_of(
    st.tuples(leaves, comparing, leaves).map(lambda found: "{} {} {}".format(*found)),
    st.tuples(leaves, numbers, numbers).map(lambda found: "({}) in [{}, {}]".format(*found)),
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Amounts of amounts."""
    two = st.tuples(st.sampled_from(["min({}, {})", "max({}, {})", "({}) + ({})", "({}) - ({})"]), inner, inner)
    choice = st.tuples(inner, simple, inner).map(lambda found: "(({}) if {} else ({}))".format(*found))
    return st.one_of(two.map(lambda found: found[0].format(*found[1:])), inner.map("({}) * 2".format), choice)


amounts = st.recursive(leaves, grown, max_leaves=4)
conditions = st.one_of(
    simple,
    st.tuples(amounts, comparing, amounts).map(lambda found: "({}) {} ({})".format(*found)),
    st.tuples(simple, st.sampled_from(["and", "or", "and not"]), simple).map(
        lambda found: "({}) {} ({})".format(*found)
    ),
)
rules = st.tuples(st.none() | conditions, amounts).map(
    lambda rule: f"{{up_to: '{rule[1]}'}}" if rule[0] is None else f"{{when: '{rule[0]}', up_to: '{rule[1]}'}}"
)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A remedy that one bounded fact decides."""
    most = draw(st.none() | amounts)
    bound = "" if most is None else f"at_most: '{most}', "
    never = draw(st.none() | conditions)
    gone = "" if never is None else f", never: [{{when: '{never}', because: no, instead: talk}}]"
    listed = ", ".join(draw(st.lists(rules, min_size=1, max_size=3)))
    return f"waive: {{gives: number, unit: u, {bound}discretion: {{agent: [{listed}]}}{gone}}}\n{TALK}"


def asked(policy: Policy, **facts: object) -> dict[str, Ask]:
    return {ask.fact: ask for ask in decide(policy, facts).ask_next}


def opened(policy: Policy, fact: str, **facts: object) -> Decimal | str | None:
    """What an answer opens for the agent; "shut" where nothing."""
    found = asked(policy, **facts)
    return found[fact].opens.get("waive", {}).get("agent", "shut") if fact in found else "shut"


@draws(50)
@given(policies())
def test_what_an_answer_opens_is_the_most_that_any_answer_would(remedies: str) -> None:
    try:
        policy = a_policy(remedies, facts=X)
    except PolicyError:  # two constants of units that do not fit, a condition without a fact
        return
    now = decide(policy, {}).may("waive", "agent")
    best = max(decide(policy, {"x": value}).may("waive", "agent") for value in range(MOST + 1))
    assert opened(policy, "x") == (best if best > now else "shut")


@pytest.mark.parametrize(
    ("remedy", "fact", "amount"),
    [
        ("at_most: price, discretion: {agent: [{up_to: '600 - share(price, 10)'}]}", "price", Decimal("545.45")),
        ("at_most: x * 1.00, discretion: {agent: [{up_to: 100 - x * 1.00}]}", "x", 50),
        ("discretion: {agent: [{up_to: 'min(fee * 2, 100 - fee)'}]}", "fee", Decimal("66.66")),
        ("discretion: {agent: [{when: 'price * 2 in [200, 300]', up_to: 20}]}", "price", 20),
        ("discretion: {agent: [{when: 'max(x - 50, 50 - x) <= 3', up_to: 20}]}", "x", 20),
        ("at_most: price, discretion: {agent: [{up_to: 25}]}", "price", 25),
        ("at_most: price, discretion: {agent: [{up_to: 25}], lead: [{up_to: price}]}", "price", 25),
        ("discretion: {agent: [{up_to: price}]}, caps: [{per: customer, amount: 40}]", "price", 40),
        ("discretion: {agent: [{up_to: price}]}", "price", None),
        ("at_most: 'share(price, 10)', discretion: {agent: [{up_to: 'share(price, 5)'}]}", "price", None),
        ("at_most: price, discretion: {agent: [{when: vip, up_to: 25}]}", "price", "shut"),
    ],
)
def test_an_answer_opens_as_much_as_it_can_and_no_more(remedy: str, fact: str, amount: object) -> None:
    policy = a_policy(f"waive: {{gives: money, {remedy}}}", facts=FACTS)
    sheet = decide(policy, {"customer": "C"}, given=[])
    (found,) = (ask for ask in sheet.ask_next if ask.fact == fact)
    assert found.opens.get("waive", {}).get("agent", "shut") == amount


DAY = date(2026, 1, 1)
days = st.integers(-40, 70).map(lambda count: DAY + timedelta(count))
periods = st.sampled_from(["10 days", "1 week", "1 month", "2 months", "1 year"])


def dated(when: str, caps: str) -> Policy:
    """A remedy that hangs on the day, under caps."""
    facts = "on: {type: date, least: 2025-12-20, most: 2026-03-01}"
    return a_policy(
        f"waive: {{gives: money, discretion: {{agent: [{{when: '{when}', up_to: 20}}]}}, caps: [{caps}]}}", facts=facts
    )


@pytest.mark.slow
@draws(30)
@given(days, days, st.lists(days, max_size=6), periods, periods)
def test_the_day_opens_the_most_that_any_day_would(
    first: date, last: date, given_on: list[date], one: str, other: str
) -> None:
    caps = f"{{per: customer, times: 1, within: {one}}}, {{pool: desk, amount: 25, within: {other}}}"
    policy = dated(f'"{first}" <= on <= "{last}"', caps)
    ledger = [{"remedy": "waive", "amount": 7, "on": day, "customer": "CD"[day.day % 2]} for day in given_on]
    tried = [date(2025, 12, 20) + timedelta(count) for count in range(72)]
    best = max(decide(policy, {"customer": "C", "on": on}, given=ledger).may("waive", "agent") for on in tried)
    asks = decide(policy, {"customer": "C"}, given=ledger).ask_next
    assert [ask.opens.get("waive", {}).get("agent", 0) for ask in asks if ask.fact == "on"] in ([best], [][best > 0 :])


def test_a_day_between_two_windows_opens_what_it_would() -> None:
    policy = dated('"2026-01-01" <= on <= "2026-02-01"', "{per: customer, times: 1, within: 10 days}")
    ledger = [
        {"remedy": "waive", "amount": 5, "on": on, "customer": "C"} for on in ("2025-12-31", "2026-01-01", "2026-01-30")
    ]
    (ask,) = decide(policy, {"customer": "C"}, given=ledger).ask_next
    assert ask.opens == {"waive": {"agent": 20, "lead": 20}}


def test_no_day_opens_what_the_declared_days_cannot() -> None:
    policy = dated('"2026-01-01" <= on', "{per: customer, times: 1, within: 12 months}")
    sheet = decide(
        policy, {"customer": "C"}, given=[{"remedy": "waive", "amount": 5, "on": "2025-12-31", "customer": "C"}]
    )
    assert [dict(ask.opens) for ask in sheet.ask_next] == [{}]


def test_that_answers_matter_together_is_said_only_where_there_is_another_question() -> None:
    alone = a_policy(waive("when: x > 5 and x < 3, up_to: 20"), facts=FACTS)
    both = a_policy(waive("when: x > 5 and vip, up_to: 20"), facts=FACTS)
    said = [[line for line in explain(decide(policy, {})).colleague if "together" in line] for policy in (alone, both)]
    assert [len(lines) for lines in said] == [0, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "amount",
    [
        f"min({', '.join(f'x * {number} + {number * number}' for number in range(1, 90))})",
        f"max({', '.join(f'{number} - x' for number in range(200))})",
        f"max({', '.join(f'max(x, {number}) - min(x, {number})' for number in range(60))})",
    ],
    ids=["many lines", "many falling", "many bends"],
)
def test_however_often_the_rules_turn_the_answer_comes_in_time(amount: str) -> None:
    policy = a_policy(f"waive: {{gives: number, unit: u, discretion: {{agent: [{{up_to: '{amount}'}}]}}}}", facts=X)
    start = process_time()
    found = opened(policy, "x")
    assert process_time() - start < 10
    assert (
        found == "shut"
        or found is None
        or found == max(decide(policy, {"x": value}).may("waive", "agent") for value in range(MOST + 1))
    )


def test_a_long_ledger_is_looked_through_in_time() -> None:
    policy = dated('"2026-01-01" <= on', "{pool: desk, amount: 25, within: 1 month}")
    ledger = [{"pool": "desk", "cost": 1, "on": date(2010, 1, 1) + timedelta(count)} for count in range(5_840)]
    start = process_time()
    (ask,) = decide(policy, {}, given=ledger).ask_next
    assert process_time() - start < 10
    assert ask.opens == {"waive": {"agent": 20, "lead": 20}}
