"""What was promised, played to its end against the reference billing service: no night finds fault with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goodgrace.customers.actions import note_fact
from goodgrace.demo.billing.door import Billing as Service
from goodgrace.demo.billing.serving import running
from goodgrace.demo.billing.temper import CALM, read_temper
from goodgrace.money import Money
from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, do_task
from goodgrace.promises.changing import release
from goodgrace.promises.channels.addresses import read_allowed
from goodgrace.promises.channels.billing import Billing
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.outside.channels import billing
from goodgrace.promises.outside.connections import Connections, System
from goodgrace.promises.outside.reconciling import reconcile
from tests.cases.stories import POLICIES, a_customer
from tests.people import Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_still_standing import CALLED, RESUMED

pytestmark = pytest.mark.django_db
SECRET = b"s" * 32
DAYS = 25
NINETY = 90
TOLD = {
    "serious-illness": {"seriously_ill": "yes"},
    "bereavement-lease": {"lessee_died": "yes", "transfer_fee": "595"},
    "loan-interest-forgiven": {"loan": "1000000"},
}


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def house(watch: Watch, tmp_path: Path) -> Iterator[tuple[Service, Billing]]:
    """The service, and the way to it."""
    with running(tmp_path / "books.sqlite3", (SECRET,), follows=True) as (service, address):
        service.clock.set(watch().timestamp(), 1)
        connected = Connections(billing=System(address, (SECRET,)), allowed=read_allowed(["127.0.0.1/32"]))
        yield service, billing(connected, watch)


def found_at_night(books: Billing, watch: Watch) -> list[str]:
    return [each.what for each in reconcile(books, now=watch.pass_by(days=1)).found]


def test_a_suspension_that_is_resumed_as_planned_stays_kept(
    cast: Cast, watch: Watch, house: tuple[Service, Billing]
) -> None:
    promise, (_, books) = begun(cast, RESUMED), house
    keeper = a_keeper(watch, billing=books)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="call_her"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    assert found_at_night(books, watch) == []
    promise.refresh_from_db()
    assert promise.state == states.KEPT


@pytest.mark.parametrize("weather", [{}, {"vanish": 1}])
def test_a_suspension_that_was_let_go_and_ended_is_no_difference(
    cast: Cast, watch: Watch, house: tuple[Service, Billing], weather: dict[str, float]
) -> None:
    promise, (service, books) = begun(cast, RESUMED), house
    keeper = a_keeper(watch, billing=books)
    service.temper = read_temper(weather)
    until_idle(keeper)
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    service.temper = CALM
    for _ in range(3):
        watch.pass_by(minutes=5)
        until_idle(keeper)
    assert step("rest").state == (states.RELEASED if weather else states.KEPT)
    assert step("rest--ends").state == states.KEPT
    assert found_at_night(books, watch) == []


def test_a_suspension_that_was_let_go_just_before_its_own_day_is_no_difference(
    cast: Cast, watch: Watch, house: tuple[Service, Billing]
) -> None:
    promise, (_, books) = begun(cast, "rest: {title: Fees rest, suspend: fees, for: 30 days}\n" + CALLED), house
    keeper = a_keeper(watch, billing=books)
    until_idle(keeper)
    watch.pass_by(days=30, minutes=-4)
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(hours=1)  # nobody was at work meanwhile, and its day came
    until_idle(keeper)
    assert step("rest--ends").state == states.KEPT
    assert found_at_night(books, watch) == []


@pytest.mark.parametrize(("weather", "found"), [({}, "still_there"), ({"vanish": 1}, "missing_here")])
def test_a_suspension_that_was_let_go_and_still_stands_is_found(
    cast: Cast, watch: Watch, house: tuple[Service, Billing], weather: dict[str, float], found: str
) -> None:
    promise, (service, books) = begun(cast, RESUMED), house
    keeper = a_keeper(watch, billing=books)
    service.temper = read_temper(weather)
    until_idle(keeper)
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    service.temper = read_temper({"lie": 1})
    watch.pass_by(minutes=5)
    until_idle(keeper)
    assert step("rest--ends").state == states.KEPT, "they said so"
    assert found_at_night(books, watch) == [found]
    assert Task.objects.get(what="differs", done_at=None).step.name == "rest"


@pytest.mark.parametrize(("choice", "day"), [("return_car", 4), ("keep_car", 6), ("person", 12)])
def test_a_bereavement_played_to_its_end_has_no_difference_in_any_night(
    cast: Cast, watch: Watch, house: tuple[Service, Billing], choice: str, day: int
) -> None:
    _, books = house
    promise = shipped(cast, watch, "bereavement-lease", lessee_died="yes", transfer_fee="595")
    keeper = a_keeper(watch, billing=books)
    for today in range(DAYS):
        if today == day:
            answer(step=step("family_choice"), outcome=choice, by=cast.mia, now=watch())
        a_day_goes_by(cast, watch, keeper)
        assert reconcile(books, now=watch()).found == ()
    promise.refresh_from_db()
    assert (promise.state, promise.steps.filter(was_late=True).count()) == (states.KEPT, 0)


@pytest.mark.parametrize(
    ("name", "day", "answered", "goes_on"),
    [
        ("serious-illness", 28, "stop", False),
        ("serious-illness", 28, "go_on", True),
        ("bereavement-lease", 4, "return_car", False),
        ("bereavement-lease", 12, "return_car", False),
        ("bereavement-lease", 4, "keep_car", True),
        ("loan-interest-forgiven", 20, "yes", False),
    ],
)
def test_what_was_closed_is_never_charged_again_and_what_was_resumed_is(
    cast: Cast, watch: Watch, house: tuple[Service, Billing], name: str, day: int, answered: str, goes_on: bool
) -> None:
    service, books = house
    promise = shipped(cast, watch, name, **TOLD[name])
    service.books.open_account("L-77", promise.customer.reference, Money(1200, "EUR"))
    keeper, today = a_keeper(watch, billing=books), 0
    while promise.state == states.PROMISED:
        if today == day:
            _say(cast, watch, promise, answered)
        a_day_goes_by(cast, watch, keeper)
        today += 1
        until_idle(keeper)
        service.books.charge(watch())
        assert reconcile(books, now=watch()).found == ()
        promise.refresh_from_db()
    assert promise.state == states.KEPT
    charged = len(service.books.charges("L-77"))
    for _ in range(NINETY):
        service.books.charge(watch.pass_by(days=1))
        assert reconcile(books, now=watch()).found == ()
    assert len(service.books.charges("L-77")) == (charged + NINETY if goes_on else 0)


def _say(cast: Cast, watch: Watch, promise: Promise, answered: str) -> None:
    """What the customer or the family chose; of a loan, what the books say."""
    asked = Step.objects.filter(promise=promise, kind="ask").first()
    if asked is None:
        note_fact(customer=promise.customer, name="still_owed", value="0", source="billing", by=cast.ida, now=watch())
    else:
        answer(step=asked, outcome=answered, by=cast.mia, now=watch())


def shipped(cast: Cast, watch: Watch, name: str, **facts: str) -> Promise:
    """A shipped playbook, begun for a customer in New York."""
    book = replace(read(POLICIES / f"playbooks/{name}.yaml"), may_start=("agent",))
    return start(
        playbook=book, digest=fingerprint(book), customer=a_customer("C-7"), facts=facts, by=cast.mia, now=watch(),
        zone=ZoneInfo("America/New_York"),
    )  # fmt: skip


def a_day_goes_by(cast: Cast, watch: Watch, keeper: Keeper) -> None:
    """A day in which everybody does what is asked of them."""
    for _ in range(4):
        until_idle(keeper)
        _do_what_is_asked(cast, watch)
        until_idle(keeper)
        watch.pass_by(hours=6)


def _do_what_is_asked(cast: Cast, watch: Watch) -> None:
    for task in Task.objects.filter(done_at=None, due_at__lte=watch() + timedelta(days=30)):
        if task.what == Task.What.APPROVE:
            approve(step=task.step, by=cast.mia, now=watch())
        elif task.what == Task.What.DO and task.step.name != "repaid":  # the books answer that
            told = "return_car" if task.step.name == "after_the_talk" else ""
            do_task(task=task, by=cast.mia, now=watch(), outcome=told)
