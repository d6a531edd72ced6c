"""While somebody's decision is on its way others give, and overrule: no pool is passed, whatever day it is for whom."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from goodgrace.cases.afterwards import overrule
from goodgrace.cases.deciding import Made, Wanted, Wish, decide, decide_together
from goodgrace.cases.models import Case, Decision
from goodgrace.errors import NotAllowed
from goodgrace.people.models import Person, Role, Site, Team
from goodgrace.store.asking import ask
from tests.cases.stories import a_case, a_customer, a_wish
from tests.cases.test_fifty_at_once import a_rule
from tests.people import NOW, Cast, a_cast

HELD_UP = "somebody-else-holds-it"
TOMORROW = NOW + timedelta(days=1)
AT = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
"""The 27th on Kiritimati and in Chatham, and the 25th in Pago Pago."""


def bare(owner: Person) -> Case:
    return a_case(owner, days_out="", repair_cost="", own_fault="", appliance="")


def a_gift(amount: int, key: str = "") -> Wish:
    return a_wish(amount, policy="gifts", remedy="gift", **({"key": key} if key else {}))


def somebody_in(zone: str, cast: Cast) -> Person:
    assert cast.mia.team is not None
    team = Team.objects.create(
        name=zone, site=Site.objects.create(name=zone, time_zone=zone), counter=cast.mia.team.counter
    )
    made = Person.objects.create_user(
        f"{team.pk}@example.org", None, name=zone, role=Role.AGENT, team=team, joined_at=NOW
    )
    return Person.objects.select_related("team__site").get(pk=made.pk)


@contextmanager
def on_its_way(case: Case, amount: int, by: Person, now: datetime, like: Decision) -> Iterator[None]:
    """A decision that has counted what was given before, and waits until the block ends: somebody holds its key till then."""
    held, let_go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            like.pk, like.key = uuid4(), HELD_UP
            like.save(force_insert=True)
            held.set()
            let_go.wait(60)
            transaction.set_rollback(True)
        connection.close()

    def give() -> None:
        try:
            decide(case=case, wish=a_gift(amount, HELD_UP), by=by, now=now)
        except NotAllowed:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert held.wait(60)
        giving = pool.submit(give)
        while not ask("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            assert not giving.done(), "it was to wait"
            sleep(0.02)
        try:
            yield
        finally:
            let_go.set()
        holding.result(60)
        giving.result(60)
    connections.close_all()


@pytest.fixture
def crowd() -> Iterator[Cast]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    yield a_cast()
    connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_overruled_meanwhile_makes_no_room_on_another_day(crowd: Cast) -> None:
    a_rule(crowd.mia, "{pool: desk, amount: 20, within: 1 day}")
    yesterday, mine, other = bare(crowd.bob), bare(crowd.mia), bare(crowd.bob)
    before = decide(case=yesterday, wish=a_gift(15), by=crowd.bob, now=NOW)
    with on_its_way(mine, 15, crowd.mia, TOMORROW, Decision.objects.get(pk=before.pk)):
        overrule(decision=before, by=crowd.tom, reason="The bank paid.", now=TOMORROW)
        decide(case=other, wish=a_gift(15), by=crowd.bob, now=TOMORROW)
    today = Decision.objects.filter(stands=True, on=TOMORROW.date())
    assert [decision.amount for decision in today] == [1500]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Chatham", "Europe/Berlin"])
def test_no_pool_is_passed_by_two_whose_days_lie_apart(crowd: Cast, zone: str) -> None:
    here, there = somebody_in(zone, crowd), somebody_in("Pacific/Pago_Pago", crowd)
    a_rule(crowd.mia, "{pool: desk, amount: 20, within: 1 month}")
    first = decide(case=bare(crowd.mia), wish=a_gift(1), by=crowd.mia, now=NOW)
    with on_its_way(bare(here), 15, here, AT, Decision.objects.get(pk=first.pk)):
        decide(case=bare(there), wish=a_gift(15), by=there, now=AT)
    assert sum(decision.amount for decision in Decision.objects.all()) == 1600


@pytest.mark.django_db
@pytest.mark.parametrize("cap", ["per: customer", "pool: desk"])
def test_what_is_given_together_counts_on_its_own_day_only(cast: Cast, cap: str) -> None:
    a_rule(cast.mia, f"{{{cap}, amount: 20, within: 1 day}}")
    ada, kiri, evening = a_customer(), somebody_in("Pacific/Auckland", cast), NOW.replace(hour=20)
    before, today, tomorrow = (
        a_case(cast.mia, ada, days_out="", repair_cost="", own_fault="", appliance="") for _ in range(3)
    )
    decide(case=before, wish=a_gift(1), by=kiri, now=evening)
    asked = [Wanted(today.pk, a_gift(10), cast.mia), Wanted(tomorrow.pk, a_gift(12), kiri)]
    assert [type(answer) for answer in decide_together(asked=asked, now=evening)] == [Made, Made]
