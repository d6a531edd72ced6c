"""A customer in New York and a colleague in Berlin: nine o'clock is nine o'clock in New York."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from goodgrace.cases.deciding import decide
from goodgrace.customers.actions import note_fact, note_time_zone
from goodgrace.customers.models import Customer
from goodgrace.people.models import Site
from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises.changing import move_call
from goodgrace.promises.everyone import foresee_for_many, known_for, start_for_many
from goodgrace.promises.links import make_link, wish_a_call
from goodgrace.promises.making import start, zone_for
from goodgrace.promises.models import Promise, Step, Task
from tests.cases.stories import POLICIES, a_case, a_customer, a_wish, in_force
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, a_playbook
from tests.promises.test_keeping import a_keeper, until_idle

pytestmark = pytest.mark.django_db
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
CALL = """
call_her:
  title: A call in the morning
  call: customer
  between: 09:00 and 18:00
  quiet_days: []
  within: 4 hours
"""
NINE = datetime(2026, 11, 24, 9, tzinfo=NEW_YORK)


@pytest.fixture(autouse=True)
def berlin(cast: Cast) -> None:
    """Everybody works in Berlin, where it is half past eleven and half past five in New York."""
    Site.objects.update(time_zone="Europe/Berlin")
    for person in cast.everybody:
        person.refresh_from_db()


@pytest.fixture
def her() -> Customer:
    """A customer in New York."""
    customer = a_customer()
    Customer.objects.filter(pk=customer.pk).update(time_zone="America/New_York")
    return Customer.objects.get(pk=customer.pk)


def a_call(customer: Customer, cast: Cast) -> Promise:
    playbook = a_playbook(CALL)
    return start(
        playbook=playbook, digest=fingerprint(playbook), customer=customer, facts={"fee": "25"}, by=cast.mia, now=NOW
    )


def due_of(promise: Promise) -> datetime:
    """When the call comes on somebody's list."""
    watch = Watch()
    for _ in range(24):
        until_idle(a_keeper(watch))
        if (due := promise.steps.get().due_at) is not None:
            return due
        watch.pass_by(hours=1)
    raise AssertionError("It never came.")


def test_hers_holds_where_it_is_known_and_else_that_of_the_colleagues_site(cast: Cast, her: Customer) -> None:
    assert zone_for(her, cast.mia) == NEW_YORK
    assert zone_for(a_customer(), cast.mia) == BERLIN


def test_a_call_from_nine_on_is_made_at_nine_in_new_york(cast: Cast, her: Customer) -> None:
    promise = a_call(her, cast)
    assert (promise.clock, due_of(promise)) == (NEW_YORK, NINE)


def test_where_her_zone_is_not_known_she_is_called_by_the_clock_of_the_site(cast: Cast) -> None:
    promise = a_call(a_customer(), cast)
    assert (promise.clock, due_of(promise)) == (BERLIN, NOW)


def test_what_a_decision_promises_counts_by_her_clock(cast: Cast, her: Customer) -> None:
    in_force(cast)
    for customer in (her, a_customer()):
        decide(case=a_case(cast.mia, customer), wish=a_wish("50"), by=cast.mia, now=NOW)
    assert set(Promise.objects.values_list("customer", "zone")) == {
        (her.pk, "America/New_York"),
        (Customer.objects.exclude(pk=her.pk).get().pk, "Europe/Berlin"),
    }


def test_begun_for_many_each_has_her_own_clock_and_day(cast: Cast, her: Customer) -> None:
    other, playbook = a_customer(), read(POLICIES / "playbooks/disaster-area.yaml")
    for customer in (her, other):
        note_fact(customer=customer, name="in_the_area", value="yes", source="operations", by=cast.ruth, now=NOW)
    digest = fingerprint(playbook)
    seen = foresee_for_many(playbook=playbook, digest=digest, among=known_for(playbook), by=cast.ruth, now=NOW)
    assert [each.customer for each in seen.meant] == [her, other]
    start_for_many(playbook=playbook, digest=digest, among=known_for(playbook), by=cast.ruth, now=NOW)
    zones = dict(Promise.objects.values_list("customer", "zone"))
    assert zones == {her.pk: "America/New_York", other.pk: "Europe/Berlin"}


def test_learnt_later_the_days_stay_and_her_calls_keep_her_hours(cast: Cast) -> None:
    customer = a_customer()
    promise = a_call(customer, cast)
    note_time_zone(customer=customer, time_zone="America/New_York", by=cast.mia, now=NOW)
    promise = Promise.objects.get(pk=promise.pk)
    assert (promise.clock, promise.her_clock) == (BERLIN, NEW_YORK)
    due_of(promise)
    afternoon = datetime(2026, 11, 25, 16, tzinfo=NEW_YORK)  # ten in the evening in Berlin
    assert move_call(step=promise.steps.get(), to=afternoon, by=cast.mia, now=NOW) == afternoon


def test_a_wish_to_be_called_is_heard_by_her_clock(cast: Cast, her: Customer) -> None:
    playbook = a_playbook("bring_it:\n  title: Bring it to her door\n  do: Bring it\n  within: 2 days\n")
    promise = start(
        playbook=playbook, digest=fingerprint(playbook), customer=her, facts={"fee": "25"}, by=cast.mia, now=NOW
    )
    link, _secret = make_link(promise=promise, days=30, by=cast.mia, now=NOW)
    early = datetime(2026, 11, 25, 6, tzinfo=NEW_YORK)  # noon in Berlin
    due = wish_a_call(link=link, promise=promise, at=early, now=NOW)
    assert due == datetime(2026, 11, 25, 14, tzinfo=UTC)
    title = Task.objects.get(key__startswith="call:").title
    assert title.startswith("Please call: 25 November 2026, 09:00 (America/New_York)")
    assert Step.objects.count() == 1
