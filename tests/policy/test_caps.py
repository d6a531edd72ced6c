"""Caps: what the ledger leaves of discretion, over rolling calendar windows, identities and pools."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace import Policy, decide
from goodgrace.policy.shape import Period, Unit
from goodgrace.policy.sheet.caps import earlier
from tests.makers import a_policy

TODAY = "2026-11-22"
Line = dict[str, object]


def capped(
    cap: str, *, gives: str = "gives: money", up_to: str = "100", standard: str = "", roles: str = "agent, lead"
) -> Policy:
    rules = f"standard: [{standard}], discretion: {{agent: [{{up_to: {up_to}}}]}}"
    return a_policy(f"waive: {{{gives}, {rules}, caps: [{cap}]}}", facts="vehicle: {type: key}", roles=roles)


def may(policy: Policy, *lines: Line, role: str = "agent", remedy: str = "waive", **facts: object) -> Decimal:
    who = {"customer": "C-1", "decider": "ada", "case": "S-1", "vehicle": "V-1", "on": TODAY}
    return decide(policy, {name: value for name, value in (who | facts).items() if value}, given=lines).may(
        remedy, role
    )


def waived(amount: object = 30, on: str = "2026-11-01", **keys: object) -> Line:
    return {"remedy": "waive", "amount": amount, "on": on, "customer": "C-1", **keys}


@pytest.mark.parametrize(
    ("on", "period", "last_day_out"),
    [
        ("2026-03-31", (1, "month"), "2026-02-28"),
        ("2024-03-31", (1, "month"), "2024-02-29"),
        ("2026-05-31", (3, "month"), "2026-02-28"),
        ("2026-01-15", (1, "month"), "2025-12-15"),
        ("2026-11-22", (12, "month"), "2025-11-22"),
        ("2028-02-29", (1, "year"), "2027-02-28"),
        ("2028-02-29", (4, "year"), "2024-02-29"),
        ("2026-11-22", (1, "day"), "2026-11-21"),
        ("2026-11-22", (2, "week"), "2026-11-08"),
        ("2026-11-22", (9999, "year"), "0001-01-01"),
        ("0001-01-05", (30, "day"), "0001-01-01"),
    ],
)
def test_a_window_reaches_back_by_the_calendar(on: str, period: tuple[int, Unit], last_day_out: str) -> None:
    assert earlier(date.fromisoformat(on), Period(*period)) == date.fromisoformat(last_day_out)


@given(st.dates(date(1900, 1, 1)), st.integers(1, 40), st.sampled_from(["day", "week", "month", "year"]))
def test_a_later_day_never_reaches_further_back(day: date, count: int, unit: Unit) -> None:
    period = Period(count, unit)
    after = date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
    assert earlier(day, period) <= earlier(after, period) < after


@pytest.mark.parametrize(
    ("on", "left"),
    [("2026-10-22", 100), ("2026-10-23", 70), ("2026-11-22", 70), ("2026-11-23", 100), ("2020-01-01", 100)],
)
def test_a_month_counts_from_the_day_after_and_not_what_is_yet_to_come(on: str, left: int) -> None:
    assert may(capped("{per: customer, amount: 100, within: 1 month}"), waived(30, on)) == left


def test_without_a_window_everything_ever_given_counts() -> None:
    for ever in ("{per: customer, amount: 100}", "{per: customer, amount: 100, within: ever}"):
        assert may(capped(ever), waived(30, "1999-01-01")) == 70


@pytest.mark.parametrize("who", ["customer", "decider", "case", "vehicle"])
def test_a_cap_counts_per_identity(who: str) -> None:
    policy = capped(f"{{per: {who}, amount: 100, within: 12 months}}")
    same = {"customer": "C-1", "decider": "ada", "case": "S-1", "vehicle": "V-1"}
    line = waived(30, **same)
    assert may(policy, line, line) == 40
    assert may(policy, line | {who: "another"}) == 100
    assert may(policy, {key: value for key, value in line.items() if key != who}) == 100


def test_times_leave_all_or_nothing() -> None:
    policy = capped("{per: customer, times: 2, within: 12 months}")
    assert [may(policy, *[waived(5)] * times) for times in (0, 1, 2, 3)] == [100, 100, 0, 0]


@pytest.mark.parametrize("nothing", ["0", 0, 0.0, "0.0", False, "no", "False", Decimal(0)])
def test_a_gift_of_nothing_counts_as_nothing(nothing: object) -> None:
    policy = capped("{per: customer, times: 1}, {pool: desk, amount: 50}", gives="gives: yes, costs: 50", up_to="yes")
    assert may(policy, waived(nothing)) == 1
    assert may(policy, waived("yes")) == may(policy, waived(True)) == may(policy, waived("")) == 0


def test_a_time_on_which_nothing_was_given_is_no_time() -> None:
    assert may(capped("{per: customer, times: 1}"), waived(0)) == 100


def test_a_customer_is_the_same_however_her_number_is_held() -> None:
    policy = capped("{per: customer, times: 1}")
    assert may(policy, waived(5, customer=17), customer=17.0) == may(policy, waived(5, customer=17.0), customer=17) == 0


def test_the_tightest_cap_decides() -> None:
    policy = capped("{per: customer, amount: 90}, {per: decider, amount: 40}, {per: case, times: 5}")
    assert may(policy) == 40
    assert may(policy, waived(80)) == 10


def test_caps_never_reach_below_the_standard() -> None:
    policy = capped("{per: customer, amount: 100}", standard="{give: 20}")
    assert [may(policy, waived(used)) for used in (0, 70, 80, 95, 500)] == [100, 30, 20, 20, 20]
    sheet = decide(policy, {"customer": "C-1", "on": TODAY}, given=[waived(500)])
    assert sheet.remedies["waive"].standard == 20
    assert sheet.remedies["waive"].limits["agent"] == 100


def test_without_a_ledger_the_caps_are_whole() -> None:
    policy = capped("{per: customer, amount: 40}")
    assert decide(policy, {}).may("waive", "agent") == 40
    assert decide(capped("{per: customer, times: 1}"), {}).may("waive", "agent") == 100
    assert decide(capped("{per: customer, times: 0}"), {}).may("waive", "agent") == 0


def test_with_a_ledger_an_unknown_identity_leaves_nothing_yet_and_is_asked_for() -> None:
    policy = capped("{per: customer, amount: 40, within: 1 month}", standard="{give: 5}")
    sheet = decide(policy, {"on": TODAY}, given=[])
    offer = sheet.remedies["waive"]
    assert (offer.may["agent"], offer.open, offer.caps[0].missing) == (5, True, ("customer",))
    (ask,) = sheet.ask_next
    assert (ask.fact, ask.question) == ("customer", "Who is the customer?")
    assert ask.opens == {"waive": {"agent": 40, "lead": 40}}


def test_with_a_ledger_and_a_window_the_day_is_asked_for() -> None:
    policy = capped("{per: customer, amount: 40, within: 1 month}")
    sheet = decide(policy, {"customer": "C-1"}, given=[waived(30)])
    assert sheet.may("waive", "agent") == 0
    (ask,) = sheet.ask_next
    assert (ask.fact, ask.opens) == ("on", {"waive": {"agent": 40, "lead": 40}})


def test_two_unknown_identities_are_both_asked_for_though_neither_opens_alone() -> None:
    policy = capped("{per: customer, amount: 40}, {per: vehicle, amount: 40}")
    asks = decide(policy, {"on": TODAY}, given=[]).ask_next
    assert {ask.fact: dict(ask.opens) for ask in asks} == {"customer": {}, "vehicle": {}}


def test_identities_are_not_asked_for_where_nothing_is_held_back() -> None:
    policy = capped("{per: customer, amount: 40}", standard="{give: 100}")
    assert decide(policy, {}, given=[]).ask_next == ()


def test_a_cap_binds_up_to_a_role() -> None:
    policy = capped("{per: customer, amount: 40, binds: lead}, {per: case, amount: 90}", roles="agent, lead, manager")
    assert [may(policy, role=role) for role in ("agent", "lead", "manager")] == [40, 40, 90]


POOLED = """
waive: {gives: money, discretion: {agent: [{up_to: 100}]}, caps: [{pool: desk, amount: 120, within: 1 month}]}
car: {gives: number, unit: days, places: 1, costs: 35, discretion: {agent: [{up_to: 9}]}, caps: [{pool: desk, amount: 120}]}
flowers: {gives: yes, costs: 50, discretion: {agent: [{}]}, caps: [{pool: desk, amount: 120}]}
card: {gives: yes, costs: 2, discretion: {agent: [{}]}, caps: [{pool: other, amount: 5}]}
"""


def test_remedies_share_a_pool_at_their_price() -> None:
    policy = a_policy(POOLED, facts="vehicle: {type: key}")
    car = {"remedy": "car", "amount": "2.5", "on": "2026-11-20"}
    assert may(policy, car) == Decimal("32.50")
    assert may(policy, car, remedy="car") == Decimal("0.9")
    assert may(policy, car, remedy="flowers") == 0
    assert may(policy, waived(70), remedy="flowers") == 1
    assert may(policy, waived(71), remedy="flowers") == 0
    assert may(policy, waived(500), remedy="card") == 1


def test_other_policies_draw_from_the_same_pool_with_their_own_words() -> None:
    policy = a_policy(POOLED, facts="vehicle: {type: key}")
    foreign = {"pool": "desk", "cost": "90.50", "on": "2026-11-20", "remedy": "upgrade", "seat": "12A"}
    assert may(policy, foreign) == Decimal("29.50")
    assert may(policy, foreign | {"pool": "another"}) == 100
    assert may(policy, foreign | {"on": "2026-10-01"}) == 100


def test_a_broken_unit_costs_the_next_cent_up() -> None:
    policy = a_policy(POOLED.replace("costs: 35", "costs: 0.33"), facts="vehicle: {type: key}")
    assert may(policy, {"remedy": "car", "amount": "0.1", "on": "2026-11-20"}, waived(0)) == 100
    assert may(policy, {"remedy": "car", "amount": "100.1", "on": "2026-11-20"}) == Decimal("86.96")


def test_a_cap_on_a_number_counts_in_the_remedys_unit() -> None:
    policy = capped("{per: customer, amount: 2.5}", gives="gives: number, unit: days, places: 1", up_to="4")
    assert may(policy, waived("1.5")) == 1


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(0, 60))
def test_giving_more_never_leaves_more(used: list[int], more: int) -> None:
    policy = CAPPED
    before = may(policy, *[waived(amount) for amount in used])
    after = may(policy, *[waived(amount) for amount in [*used, more]])
    assert 0 <= after <= before <= 100
    assert after == max(0, 100 - sum(used) - more)


CAPPED = capped("{per: customer, amount: 100}")


def test_white_space_around_an_identity_makes_nobody_somebody_else() -> None:
    policy = capped("{per: customer, times: 1}")
    line: Line = {"remedy": "waive", "amount": 10, "on": TODAY, "customer": "C-1 "}
    assert may(policy, line, customer=" C-1") == 0


def test_an_empty_pool_leaves_nothing_to_ask_for() -> None:
    policy = a_policy(
        "waive: {gives: money, discretion: {agent: [{when: sad, up_to: 50}]}, caps: [{pool: p, amount: 100}]}",
        facts="sad: {type: yes_no, ask: Has somebody died?}",
    )
    sheet = decide(policy, {"on": TODAY}, given=[{"pool": "p", "cost": 100, "on": TODAY}])
    assert sheet.ask_next == ()
    assert not sheet.remedies["waive"].open


def test_a_cap_below_the_standard_changes_nothing_so_nobody_is_asked_for() -> None:
    policy = capped("{per: customer, amount: 10}", standard="{give: 20}", up_to="60")
    sheet = decide(policy, {}, given=[])
    assert (sheet.may("waive", "agent"), sheet.remedies["waive"].open, sheet.ask_next) == (20, False, ())


def test_who_it_is_for_is_not_asked_where_another_cap_is_used_up() -> None:
    policy = capped("{per: customer, amount: 40}, {per: case, times: 1}")
    sheet = decide(policy, {"case": "S-1"}, given=[waived(5, case="S-1")])
    assert (sheet.remedies["waive"].open, sheet.ask_next) == (False, ())


def test_who_it_is_for_is_not_asked_where_the_cap_binds_only_a_role_without_discretion() -> None:
    rules = "discretion: {lead: [{up_to: 60}]}, caps: [{per: customer, amount: 40, binds: agent}]"
    sheet = decide(a_policy(f"waive: {{gives: money, {rules}}}"), {}, given=[])
    assert (sheet.may("waive", "lead"), sheet.ask_next) == (60, ())


def test_a_cap_for_ever_counts_every_line_whether_or_not_the_day_is_known() -> None:
    policy = capped("{per: customer, amount: 100}")
    later = waived(30, "2027-01-01")
    assert may(policy, later) == may(policy, later, on="") == 70


def test_a_cap_that_lacks_both_the_customer_and_the_day_asks_for_both() -> None:
    policy = capped("{per: customer, amount: 40, within: 1 month}")
    sheet = decide(policy, {}, given=[])
    assert sheet.remedies["waive"].caps[0].missing == ("customer", "on")
    assert {ask.fact for ask in sheet.ask_next} == {"customer", "on"}


def test_what_a_cap_cannot_count_yet_is_open_up_to_the_whole_of_it() -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{when: vip, give: 50}], discretion: {agent: [{up_to: 60}]},"
        " caps: [{per: customer, amount: 40}]}",
        facts="vip: {type: yes_no}",
    )
    opens = {ask.fact: ask.opens for ask in decide(policy, {}, given=[]).ask_next}
    assert opens["customer"] == {"waive": {"agent": 40, "lead": 40}}
    assert opens["vip"] == {"waive": {"standard": 50, "agent": 50, "lead": 50}}
