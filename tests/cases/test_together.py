"""Who decides in the same moment shares a transaction and has an answer of their own."""

import ctypes
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from time import monotonic

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import override_settings

from goodgrace.cases.deciding import Wanted, decide_together
from goodgrace.cases.models import Decision
from goodgrace.cases.together import Ferry
from goodgrace.customers.actions import forget_customer, note_fact
from goodgrace.customers.models import Customer, KnownFact
from goodgrace.errors import GraceError, Missing, NotAllowed
from tests.api.test_boarding import hang_up_on_everybody_else
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import NOW, Cast, a_cast

MANY = 24


def now() -> datetime:
    return NOW


@pytest.mark.django_db
def test_alone_it_is_decided_at_once(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decision = Ferry().decide(Wanted(case.pk, a_wish(50), cast.mia), now)
    assert (decision.amount, decision.revision) == (5000, case.revision + 1)


@pytest.mark.django_db
def test_what_is_refused_is_raised_for_whom_it_is_refused(cast: Cast) -> None:
    in_force(cast)
    with pytest.raises(NotAllowed, match="ask for help"):
        Ferry().decide(Wanted(a_case(cast.mia, repair_cost="900").pk, a_wish(600), cast.mia), now)
    with pytest.raises(Missing):
        Ferry().decide(Wanted(0, a_wish(), cast.mia), now)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_each_answered_and_nothing_is_given_twice() -> None:
    cast = a_cast()
    in_force(cast)
    cases = [a_case(cast.mia) for _ in range(MANY)]
    ferry, gate = Ferry(), Barrier(MANY)

    def one(place: int) -> int | str:
        gate.wait()
        wish = a_wish(
            600 if place % 4 == 3 else 20, key=f"together-{place // 2:04}" if place < 4 else f"alone-{place:06}"
        )
        try:
            return ferry.decide(Wanted(cases[place].pk, wish, cast.mia), now).wanted.number
        except GraceError as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(one, range(MANY)))
    given = [answer for answer in answers if isinstance(answer, int)]
    assert sorted(given) == sorted(Decision.objects.values_list("case_id", flat=True))
    assert all(answers[place] == "NotAllowed" for place in range(7, MANY, 4))
    assert all(answers[place] == cases[place].pk for place in range(4, MANY) if place % 4 != 3)
    assert len(given) == MANY - MANY // 4 - 1
    assert len(ferry.quay) == 0


def broken_clock() -> datetime:
    return None  # type: ignore[return-value]  # the point of it


@pytest.mark.django_db(transaction=True)
def test_a_fault_on_the_way_is_heard_by_whoever_was_aboard_and_the_next_are_taken_over() -> None:
    cast = a_cast()
    in_force(cast)
    ferry, case = Ferry(), a_case(cast.mia)
    with pytest.raises(AttributeError):
        ferry.decide(Wanted(case.pk, a_wish(), cast.mia), broken_clock)
    assert ferry.decide(Wanted(case.pk, a_wish(), cast.mia), now).amount == 18650


@pytest.mark.django_db
def test_in_a_transaction_of_ones_own_it_is_decided_there_and_falls_with_it(cast: Cast) -> None:
    in_force(cast)
    ferry, case = Ferry(), a_case(cast.mia)
    with pytest.raises(AttributeError):
        ferry.decide(Wanted(case.pk, a_wish(), cast.mia), broken_clock)
    with suppress(Missing), transaction.atomic():
        ferry.decide(Wanted(case.pk, a_wish(), cast.mia), now)
        raise Missing("nothing of it")
    assert not Decision.objects.exists()
    assert ferry.captain is None


@pytest.mark.django_db(transaction=True)
def test_who_is_taken_over_opens_no_connection() -> None:
    cast = a_cast()
    in_force(cast)
    ferry, wanted = Ferry(), Wanted(a_case(cast.mia).pk, a_wish(), cast.mia)

    def one() -> bool:
        ferry.decide(wanted, now)
        return connection.connection is not None

    with ThreadPoolExecutor(1) as pool:
        assert not pool.submit(one).result()
    assert Decision.objects.count() == 1


def waiting_for(seen: int, seconds: float) -> Ferry:
    """A ferry that has just come back from a crossing with so many."""
    return Ferry(expected=seen, patient_until=monotonic() + seconds)


@pytest.mark.django_db(transaction=True)
def test_who_comes_after_a_crossing_waits_a_moment_for_as_many_as_were_there_and_no_longer() -> None:
    cast = a_cast()
    in_force(cast)
    wanted = Wanted(a_case(cast.mia).pk, a_wish(50), cast.mia)
    began, ferry = monotonic(), waiting_for(2, 0.2)
    ferry.decide(wanted, now)
    assert monotonic() - began >= 0.2
    assert ferry.expected == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_once_as_many_are_there_as_were() -> None:
    cast = a_cast()
    in_force(cast)
    cases, ferry, times = [a_case(cast.mia) for _ in range(2)], waiting_for(2, 600.0), []

    def one(place: int) -> datetime:
        try:
            return ferry.decide(Wanted(cases[place].pk, a_wish(key=f"both-{place:06}"), cast.mia), clock).at
        finally:
            connections.close_all()

    def clock() -> datetime:
        times.append(NOW + timedelta(seconds=len(times)))
        return times[-1]

    with ThreadPoolExecutor(2) as pool:
        moments = list(pool.map(one, range(2)))
    assert moments == [NOW, NOW]


@pytest.mark.django_db
def test_who_asks_for_somebody_that_was_forgotten_hears_so_and_the_others_are_decided(cast: Cast) -> None:
    in_force(cast)
    gone, fine = a_case(cast.mia), a_case(cast.mia)
    forget_customer(customer=gone.customer, by=cast.ida, now=NOW)
    wishes = [(fine, a_wish(10)), (gone, a_wish(1, remedy="call_an_advocate")), (fine, a_wish(11))]
    answers = decide_together(asked=[Wanted(case.pk, wish, cast.mia) for case, wish in wishes], now=NOW)
    assert [type(answer).__name__ for answer in answers] == ["Made", "Missing", "Made"]


@pytest.mark.django_db
def test_of_records_that_were_changed_behind_our_back_hears_who_asks_for_them_and_the_others_are_decided(
    cast: Cast,
) -> None:
    in_force(cast)
    ada, bea = a_case(cast.mia), a_case(cast.mia)
    note_fact(customer=ada.customer, name="own_fault", value="no", source="shop", by=cast.ruth, now=NOW)
    KnownFact.objects.update(customer=bea.customer)  # it is locked in its place, so it cannot be read in another
    asked = [Wanted(case.pk, a_wish(10), cast.mia) for case in (bea, ada)]
    answers = decide_together(asked=asked, now=NOW)
    assert [type(answer).__name__ for answer in answers] == ["Missing", "Made"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_broken_with_one_aboard_is_heard_by_them_alone() -> None:
    cast = a_cast()
    in_force(cast)
    cases, ferry = [a_case(cast.mia) for _ in range(3)], waiting_for(3, 600.0)
    Customer.objects.filter(pk=cases[1].customer.pk).update(wrapped_key=b"cut")

    def one(place: int) -> str:
        try:
            return type(ferry.decide(Wanted(cases[place].pk, a_wish(10), cast.mia), now)).__name__
        except ValueError as fault:
            return type(fault).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(one, range(3))) == ["Made", "ValueError", "Made"]
    assert Decision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_whatever_befalls_the_captain_the_next_are_taken_over() -> None:
    cast = a_cast()
    in_force(cast)
    cases, ferry, amounts = [a_case(cast.mia) for _ in range(2)], Ferry(), []

    def one(place: int) -> None:
        try:
            amounts.append(ferry.decide(Wanted(cases[place].pk, a_wish(10), cast.mia), now).amount)
        finally:
            connections.close_all()

    one(0)
    assert ferry.captain is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ferry.captain.ident or 0), ctypes.py_object(MemoryError))
    waiting = Thread(target=one, args=(1,), daemon=True)
    waiting.start()
    waiting.join(20)
    assert amounts == [1000, 1000]


@pytest.fixture
def kept_warm() -> Iterator[None]:
    """Connections stay open between crossings, as in real life."""
    connection.settings_dict["CONN_MAX_AGE"] = 600
    yield
    connection.settings_dict["CONN_MAX_AGE"] = 0
    if settings.ON_POSTGRES:
        hang_up_on_everybody_else()


@pytest.mark.skipif(not settings.ON_POSTGRES, reason="SQLite hangs up on nobody")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_while_nobody_decided_costs_nobody_an_answer(kept_warm: None) -> None:
    cast = a_cast()
    in_force(cast)
    cases, ferry = [a_case(cast.mia) for _ in range(2)], Ferry()
    ferry.decide(Wanted(cases[0].pk, a_wish(10), cast.mia), now)
    hang_up_on_everybody_else()
    ferry.landed -= 60  # a minute ago
    assert ferry.decide(Wanted(cases[1].pk, a_wish(10), cast.mia), now).amount == 1000


@pytest.mark.django_db(transaction=True)
def test_what_debugging_notes_of_one_crossing_is_forgotten_before_the_next(kept_warm: None) -> None:
    cast = a_cast()
    in_force(cast)
    ferry, noted = Ferry(), []

    def clock() -> datetime:
        noted.append(len(connection.queries_log))
        return NOW

    with override_settings(DEBUG=True):
        for _ in range(2):
            ferry.decide(Wanted(a_case(cast.mia).pk, a_wish(10), cast.mia), clock)
    assert noted == [0, 0]
