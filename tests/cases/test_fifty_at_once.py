"""Fifty deciders at once on one pool and one customer: no cap and no pool is passed by a cent, on either database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections

from goodgrace.cases.deciding import Wish, decide
from goodgrace.cases.models import Case, Decision
from goodgrace.errors import GraceError
from goodgrace.people.models import Person, Role, Site, Team
from goodgrace.rulebook.actions import draft, publish
from tests.cases.stories import a_case, a_customer, a_wish
from tests.makers import policy_text
from tests.people import NOW, a_cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DECIDERS = 50
EVENING = NOW.replace(hour=20) + timedelta(days=3)
"""In Auckland it is tomorrow then."""
GIFTS = """
gift: {gives: money, discretion: {agent: [{up_to: 20}]}, caps: [CAPS]}
talk: {gives: yes, standard: always}
"""


@pytest.fixture
def deciders() -> Iterator[list[Person]]:
    cast = a_cast()
    people = [
        Person.objects.create_user(f"agent{n}@example.org", None, name=f"Agent {n}", role=Role.AGENT, team=cast.mia.team, joined_at=NOW)
        for n in range(DECIDERS)
    ]  # fmt: skip
    yield people
    connections.close_all()


def a_rule(owner: Person, caps: str) -> None:
    olga = Person.objects.get(role=Role.POLICY_OWNER)
    text = policy_text(GIFTS.replace("CAPS", caps), roles="agent, lead").replace("policy: made", "policy: gifts")
    publish(version=draft(text=text, by=olga, now=NOW), by=olga, now=NOW)


def all_at_once(people: list[Person], work: Callable[[Person], object]) -> int:
    """How many of the people got through; each has a connection of their own and starts together with the others."""
    gate = Barrier(len(people))

    def one(person: Person) -> bool:
        gate.wait()
        try:
            work(person)
        except GraceError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(people)) as pool:
        return sum(pool.map(one, people))


def wish(person: Person, amount: str = "7.77") -> Wish:
    return a_wish(amount, policy="gifts", remedy="gift", key=f"at-once-{person.pk}")


def given() -> Decimal:
    return sum((Decimal(d.amount) for d in Decision.objects.all()), Decimal(0)) / 100


@pytest.mark.parametrize(
    "caps",
    [
        "{pool: desk, amount: 100, within: 1 month}",
        "{pool: desk, amount: 100, within: 1 week}, {pool: house, amount: 90000}",
        "{pool: house, amount: 90000}, {pool: desk, amount: 100, within: 2 days}, {per: decider, amount: 900, within: 2 days}",
    ],
)
def test_a_pool_is_never_passed(deciders: list[Person], caps: str) -> None:
    a_rule(deciders[0], caps)
    cases = {person.pk: a_case(person, days_out="", repair_cost="", own_fault="", appliance="") for person in deciders}
    through = all_at_once(deciders, lambda person: decide(case=cases[person.pk], wish=wish(person), by=person, now=NOW))
    assert through == 12
    assert given() == Decimal("93.24")


def test_a_pool_is_never_passed_where_it_is_tomorrow_already_for_some(deciders: list[Person]) -> None:
    a_rule(deciders[0], "{pool: desk, amount: 100, within: 1 month}")
    site = Site.objects.create(name="Auckland", time_zone="Pacific/Auckland")
    team = Team.objects.create(name="Night desk", site=site, counter=deciders[0].team.counter)
    Person.objects.filter(pk__in=[person.pk for person in deciders[::2]]).update(team=team)
    people = list(Person.objects.filter(pk__in=[person.pk for person in deciders]).select_related("team__site"))
    cases = {person.pk: a_case(person, days_out="", repair_cost="", own_fault="", appliance="") for person in people}
    first, *rest = people
    decide(case=cases[first.pk], wish=wish(first, "20"), by=first, now=NOW)
    through = all_at_once(rest, lambda person: decide(case=cases[person.pk], wish=wish(person), by=person, now=EVENING))
    assert through == 10
    assert given() == Decimal("97.70")
    assert len({*Decision.objects.values_list("on", flat=True)}) == 3


def test_a_cap_on_a_customer_is_never_passed(deciders: list[Person]) -> None:
    a_rule(deciders[0], "{per: customer, amount: 50, within: 1 month}")
    ada = a_customer()
    cases = {
        person.pk: a_case(person, ada, days_out="", repair_cost="", own_fault="", appliance="") for person in deciders
    }
    through = all_at_once(deciders, lambda person: decide(case=cases[person.pk], wish=wish(person), by=person, now=NOW))
    assert through == 6
    assert given() == Decimal("46.62")


def test_one_case_gets_no_more_from_fifty_people_than_from_one(deciders: list[Person]) -> None:
    a_rule(deciders[0], "{pool: desk, amount: 1000, within: 1 month}")
    case: Case = a_case(deciders[0], days_out="", repair_cost="", own_fault="", appliance="")
    through = all_at_once(deciders, lambda person: decide(case=case, wish=wish(person), by=person, now=NOW))
    assert through == 2
    assert given() == Decimal("15.54")


def test_two_who_decide_in_each_others_cases_do_not_wait_in_a_circle(deciders: list[Person]) -> None:
    a_rule(deciders[0], "{pool: desk, amount: 100000, within: 1 month}")
    for turn in range(6):
        pair = deciders[2 * turn : 2 * turn + 2]
        cases = [a_case(person, days_out="", repair_cost="", own_fault="", appliance="") for person in pair]
        other = {pair[0].pk: cases[1], pair[1].pk: cases[0]}
        assert (
            all_at_once(
                pair, lambda person, other=other: decide(case=other[person.pk], wish=wish(person), by=person, now=NOW)
            )
            == 2
        )  # type: ignore[misc]  # bound now
