"""Caps count the same by tallies as by lines, and tallies follow what stands."""

from datetime import date, timedelta

import pytest
from django.db.models import Count, Sum
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.cases.afterwards import overrule, undo
from goodgrace.cases.counting import POOL, Counts, Question, Use, count
from goodgrace.cases.deciding import Made, Wanted, decide, decide_together, say_no
from goodgrace.cases.models import Decision, Tally
from goodgrace.cases.summing import count_summed
from goodgrace.policy.reading import read_text
from goodgrace.policy.sheet.caps import left_of
from goodgrace.rulebook.queries import policy_of
from tests.cases.stories import a_case, a_customer, a_wish, in_force, later
from tests.makers import policy_text
from tests.people import NOW, Cast

TODAY = date(2026, 11, 24)
CAPPED = read_text(
    policy_text(
        """
gift:
  gives: money
  discretion: {agent: [{up_to: 100}], lead: [{up_to: 500}]}
  caps:
    - {per: customer, times: 3, within: 12 months, binds: agent}
    - {per: customer, amount: 600}
    - {per: decider, amount: 1500, within: 1 month}
    - {per: decider, times: 40, within: 1 week}
    - {per: case, amount: 90}
    - {per: car, times: 2, within: 30 days}
    - {pool: desk, amount: 12000, within: 1 month}
    - {pool: house, amount: 90000}
talk: {gives: yes, standard: always}
""",
        roles="agent, lead",
        facts="car: {type: key}",
    ),
    "made.yaml",
)
SERIES = (
    ("customer", "C-1", "made", "gift"), ("decider", "person:1", "made", "gift"), ("case", "case:1", "made", "gift"),
    ("car", "B-1", "made", "gift"), (POOL, "desk", "", ""), (POOL, "house", "", ""),
)  # fmt: skip
uses = st.tuples(
    st.sampled_from(SERIES), st.integers(-2, 800).map(lambda ago: TODAY - timedelta(days=ago)), st.integers(1, 20000)
)
keys = st.fixed_dictionaries(
    {"customer": st.just("C-1"), "decider": st.just("person:1"), "case": st.just("case:1")},
    optional={"car": st.just("B-1")},
)


@given(st.lists(uses, max_size=25), keys)
def test_the_tallies_and_the_sheet_count_the_same(
    given_before: list[tuple[object, date, int]], keys: dict[str, str]
) -> None:
    counts, gift = Counts(), CAPPED.remedies["gift"]
    for series, on, amount in given_before:
        counts.add(series, on, Use(1, amount, amount))  # type: ignore[arg-type]  # drawn from SERIES
    lines = tuple(counts.lines(CAPPED, keys, TODAY))
    assert counts.left(CAPPED, gift, keys, TODAY) == left_of(CAPPED, gift, lines, keys, TODAY)


@pytest.mark.django_db
def test_summed_up_or_day_by_day_it_is_the_same(cast: Cast) -> None:
    policy = policy_of(in_force(cast, at=later(days=-60)))
    for ago in (0, 3, 29, 31, 40):
        decide(case=a_case(cast.mia, now=later(days=-ago)), wish=a_wish(ago + 1), by=cast.mia, now=later(days=-ago))
    case = a_case(cast.mia, appliance="WM-9")
    keys = {"customer": case.customer.reference, "decider": cast.mia.mark, "case": case.mark, "appliance": "WM-9"}
    case.refresh_from_db()
    asked, remedy = [Question(policy, case, cast.mia, keys, NOW.date())], policy.remedies["free_repair"]
    left = count(asked).left(policy, remedy, keys, NOW.date())
    assert count_summed(asked, []).left(policy, remedy, keys, NOW.date()) == left
    assert [cap.used for cap in left] == [0, 0, 3500, 3500]


@pytest.mark.django_db
def test_tallies_say_what_stands_after_slips_overrules_and_noes(cast: Cast) -> None:
    in_force(cast)
    kept, slip, gone = (decide(case=a_case(cast.mia), wish=a_wish(n), by=cast.mia, now=NOW) for n in (50, 60, 70))
    decide(case=kept.case, wish=a_wish(2, remedy="loan_appliance"), by=cast.mia, now=later(days=1))
    say_no(case=slip.case, wish=a_wish(0, reason="It runs."), by=cast.bob, now=NOW)
    undo(decision=slip, by=cast.mia, now=later(seconds=20))
    overrule(decision=gone, by=cast.tom, reason="The bank paid already.", now=NOW)
    assert tallied() == stands()
    assert list(Tally.objects.filter(kind=POOL).values_list("name", "on", "cost")) == [
        ("repair-desk", NOW.date(), 5000)
    ]


def tallied() -> set[tuple[object, ...]]:
    rows = Tally.objects.filter(kind="decider", times__gt=0)
    return {*rows.values_list("name", "policy", "remedy", "on", "times", "amount", "cost")}


def stands() -> set[tuple[object, ...]]:
    rows = (
        Decision.objects.filter(stands=True, amount__gt=0)
        .values_list("by", "version__policy", "remedy", "on")
        .order_by()
    )
    summed = rows.annotate(Count("pk"), Sum("amount"), Sum("cost"))
    return {(f"person:{by}", *rest) for by, *rest in summed}


@pytest.mark.django_db
def test_who_comes_later_in_a_batch_is_counted_with_who_came_before(cast: Cast) -> None:
    in_force(cast)
    ada = a_customer()
    cases = [a_case(cast.mia, ada, repair_cost="240") for _ in range(4)]
    asked = [(case.pk, a_wish(240)) for case in cases]
    wanted = [Wanted(number, wish, cast.mia) for number, wish in [*asked, (cases[0].pk, a_wish(1)), asked[0]]]
    answers = decide_together(asked=wanted, now=NOW)
    given_to = [isinstance(answer, Made) for answer in answers]
    assert given_to == [True, True, False, False, False, True]
    assert answers[5] == answers[0]
    assert str(answers[2]).startswith("Repair it as if the warranty still held: you may give up to 120.00 EUR here")
    assert tallied() == stands()


@pytest.mark.django_db
def test_each_decision_in_a_batch_counts_the_case_as_changed(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    wishes = [a_wish(10, seen=case.revision), a_wish(10, seen=case.revision), a_wish(10, seen=case.revision + 1)]
    first, second, third = decide_together(asked=[Wanted(case.pk, wish, cast.mia) for wish in wishes], now=NOW)
    assert isinstance(first, Made)
    assert "Somebody changed this case" in str(second)
    assert isinstance(third, Made)
    case.refresh_from_db()
    assert case.revision == wishes[0].seen + 2


@pytest.mark.django_db
def test_what_a_decision_rests_on_is_kept_with_it(cast: Cast) -> None:
    from goodgrace.customers.vault import unlock

    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    kept = unlock(decision.customer, f"decision.sheet:{decision.pk}", Decision.objects.get(pk=decision.pk).sheet)
    for told in ('"days_out": "3"', '"decider": "person:', '"got": 0', '"limits": [0, 18650, 18650, 18650]'):
        assert told in kept
