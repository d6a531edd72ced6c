"""One playbook and one promise at one moment by two people: what the one does holds the other up, and is seen by them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Case
from goodgrace.customers.models import Customer
from goodgrace.promises.handing import hand_over
from goodgrace.promises.making import HasIt, start
from goodgrace.promises.models import Promise
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_of
from tests.cases.stories import a_customer, a_wish, in_force
from tests.cases.test_promising import LEASE, a_case_of, a_playbook
from tests.people import NOW, Cast, a_cast
from tests.promises.keeping import begun

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write at a time"),
]
NAME = "bereavement-lease"


def in_turn(first: Callable[[], object], second: Callable[[], object]) -> None:
    """What the second does begins while the transaction of the first is still open."""
    began, go = Event(), Event()

    def opens() -> None:
        try:
            with transaction.atomic():
                first()
                began.set()
                go.wait(20)
        finally:
            began.set()
            connection.close()

    def comes() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(opens)
        began.wait(20)
        two = pool.submit(comes)
        sleep(1)
        go.set()
        one.result()
        two.result()


def leased() -> tuple[Cast, Customer, Case]:
    cast, customer = a_cast(), a_customer()
    in_force(cast, NAME, counters=())
    a_playbook(cast, NAME)
    return cast, customer, a_case_of(cast, LEASE, customer)


def pressed(customer: Customer, cast: Cast) -> None:
    version = PlaybookVersion.objects.get()
    facts = {"lessee_died": "yes"}
    start(playbook=playbook_of(version), digest=version.digest, customer=customer, facts=facts, by=cast.mia, now=NOW)


def decided(case: Case, cast: Cast) -> None:
    decide(case=case, wish=a_wish(10, policy=NAME, remedy="suspend_fees"), by=cast.bob, now=NOW)


def test_what_a_decision_keeps_is_begun_once_while_a_colleague_presses_for_it() -> None:
    cast, customer, case = leased()
    in_turn(lambda: pressed(customer, cast), lambda: decided(case, cast))
    assert Promise.objects.filter(playbook=NAME).count() == 1


def test_who_presses_while_a_decision_begins_it_hears_that_it_has_begun() -> None:
    cast, customer, case = leased()
    with pytest.raises(HasIt):
        in_turn(lambda: decided(case, cast), lambda: pressed(customer, cast))
    assert Promise.objects.filter(playbook=NAME).count() == 1


def test_of_two_who_hand_over_one_promise_the_second_has_it_as_they_said() -> None:
    cast = a_cast()
    promise = begun(cast)
    in_turn(
        lambda: hand_over(promise=promise, to=cast.bob, by=cast.tom, now=NOW),
        lambda: hand_over(promise=promise, to=cast.tom, by=cast.ruth, now=NOW),
    )
    promise.refresh_from_db()
    assert promise.owner == cast.tom
