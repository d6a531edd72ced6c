"""Reconciliation: every difference is opened once as a late promise, and nothing is mended silently."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from goodgrace.customers.actions import forget_customer
from goodgrace.demo.billing.serving import running
from goodgrace.demo.billing.temper import read_temper
from goodgrace.errors import InputError, Missing, Refused
from goodgrace.ledger.models import Entry
from goodgrace.promises.actions import confirm, do_task
from goodgrace.promises.channels.addresses import read_allowed
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.keeping import Keeper, turn
from goodgrace.promises.models import Step, Task
from goodgrace.promises.outside.channels import billing, channels
from goodgrace.promises.outside.connections import Connections, System
from goodgrace.promises.outside.differences import settle, strays
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.outside.reconciling import STILL_SO, Compared, ours_since, reconcile
from tests.cases.stories import a_customer
from tests.people import Cast
from tests.promises.keeping import Watch, begun

SECRET = b"s" * 32


class Books:
    """What another system says stands."""

    def __init__(self, *rows: Believed) -> None:
        self.rows = rows

    def standing(self, since: datetime) -> tuple[Believed, ...]:
        return self.rows


def a_kept_step(cast: Cast, watch: Watch) -> Step:
    """A fee that the billing system said it waived, an hour ago."""
    promise = begun(cast, now=watch())
    Step.objects.filter(promise=promise, name="waive_it").update(
        state="kept", at=watch(), intent_at=watch(), next_try_at=None, attempts=1, reference="B-1"
    )
    watch.pass_by(hours=1)
    return Step.objects.get(promise=promise, name="waive_it")


def ours(watch: Watch) -> Believed:
    (one,) = ours_since(watch() - timedelta(days=1), watch())
    return one


def night(watch: Watch, *rows: Believed) -> Compared:
    return reconcile(Books(*rows), now=watch())


def test_where_both_say_the_same_there_is_nothing_to_do(cast: Cast) -> None:
    watch = Watch()
    step = a_kept_step(cast, watch)
    found = night(watch, ours(watch))
    assert (found.ours, found.theirs, found.found) == (1, 1, ())
    step.refresh_from_db()
    assert step.state == "kept"
    assert Entry.objects.filter(what="billing compared").count() == 1


@pytest.mark.parametrize("how", ["missing_there", "differs", "twice_there"])
def test_a_difference_is_opened_once_as_a_late_promise(cast: Cast, how: str) -> None:
    watch = Watch()
    step, mine = a_kept_step(cast, watch), ours(watch)
    rows = {"missing_there": (), "differs": (replace(mine, amount="24.99 EUR"),), "twice_there": (mine, mine)}[how]
    first = night(watch, *rows)
    watch.pass_by(days=1)
    second = night(watch, *rows)
    assert [each.what for each in first.opened] == [how]
    assert second.opened == ()
    step.refresh_from_db()
    assert (step.state, step.was_late) == ("late", True)
    assert step.said == first.found[0].said
    assert Task.objects.filter(step=step, what="differs", done_at=None).count() == 1
    assert Difference.objects.get().step == step


def test_what_nobody_here_asked_for_is_written_down_too(cast: Cast) -> None:
    watch = Watch()
    stray = Believed("stray:1", "credit", "C-7", amount="60.00 EUR")
    assert [each.what for each in night(watch, stray).opened] == ["missing_here"]
    open_one = Difference.objects.get()
    assert open_one.step is None
    assert "no promise that asks for it" in open_one.said
    watch.pass_by(days=1)
    assert (night(watch, stray).opened, night(watch).over) == ((), 1)
    assert Difference.objects.get().settled_at == watch()


def test_what_is_on_its_way_or_was_done_by_hand_is_not_held_against_anybody(cast: Cast) -> None:
    watch = Watch()
    step, mine = a_kept_step(cast, watch), ours(watch)
    Step.objects.filter(pk=step.pk).update(state="unconfirmed", at=None)
    assert night(watch, mine).found == ()
    Step.objects.filter(pk=step.pk).update(state="kept", at=watch())
    assert night(watch).found == ()
    Step.objects.filter(pk=step.pk).update(at=watch() - timedelta(hours=1), reference="task:3")
    assert night(watch).found == ()


def test_a_billing_system_that_lies_is_found_out_at_night(cast: Cast, tmp_path: Path) -> None:
    watch = Watch()
    with running(tmp_path / "books.sqlite3", (SECRET,), follows=True) as (service, address):
        connected = Connections(billing=System(address, (SECRET,)), allowed=read_allowed(["127.0.0.1/32"]))
        keeper = Keeper("w1", watch, Random(1), channels(connected, watch))
        true = begun(cast, now=watch())
        turn(keeper)
        service.temper = read_temper({"lie": 1})
        false = begun(cast, now=watch())
        turn(keeper)
        watch.pass_by(hours=1)
        found = reconcile(billing(connected, watch), now=watch())
    assert [each.key for each in found.opened] == [f"{false.pk}:waive_it"]
    states = {each.promise_id: each.state for each in Step.objects.filter(name="waive_it")}
    assert states == {true.pk: "kept", false.pk: "late"}


STRAY = Believed("stray:1", "suspend", "C-7")


def test_what_was_ended_there_and_still_stands_is_found_again(cast: Cast) -> None:
    watch = Watch()
    night(watch, STRAY)
    (open_one,) = strays()
    assert open_one.reference == "C-7"
    settle(difference=open_one.pk, how="ended", by=cast.mia, now=watch())
    assert not strays()
    watch.pass_by(days=1)
    assert [each.what for each in night(watch, STRAY).opened] == ["missing_here"]
    assert "difference settled" in Entry.objects.values_list("what", flat=True)


def test_what_may_stand_is_not_asked_about_every_night(cast: Cast) -> None:
    watch = Watch()
    night(watch, STRAY)
    settle(difference=Difference.objects.get().pk, how="stands", by=cast.mia, now=watch())
    watch.pass_by(days=1)
    assert night(watch, STRAY).opened == ()
    assert [each.what for each in night(watch, replace(STRAY, customer="C-8")).opened] == ["missing_here"]


def test_a_difference_is_settled_once_and_where_it_belongs(cast: Cast) -> None:
    watch = Watch()
    a_kept_step(cast, watch)
    night(watch, STRAY)
    ours_too = Difference.objects.get(step__isnull=False).pk
    stray = Difference.objects.get(step=None).pk
    with pytest.raises(Refused, match="Settle it there"):
        settle(difference=ours_too, how="ended", by=cast.mia, now=watch())
    with pytest.raises(InputError):
        settle(difference=stray, how="forget it", by=cast.mia, now=watch())
    settle(difference=stray, how="ended", by=cast.mia, now=watch())
    with pytest.raises(Refused, match="done this already"):
        settle(difference=stray, how="stands", by=cast.bob, now=watch())
    with pytest.raises(Missing):
        settle(difference=stray + 99, how="ended", by=cast.mia, now=watch())


def tick_off(cast: Cast, watch: Watch) -> str:
    """Somebody says of what differs that it is done; what they read."""
    task = Task.objects.get(what="differs", done_at=None)
    do_task(task=task, by=cast.mia, now=watch())
    return task.title


def test_what_was_ticked_off_and_is_still_so_is_late_again(cast: Cast) -> None:
    watch = Watch()
    step = a_kept_step(cast, watch)
    night(watch)
    assert STILL_SO not in tick_off(cast, watch)
    step.refresh_from_db()
    assert step.state == "kept"
    watch.pass_by(days=1)
    assert [each.what for each in night(watch).opened] == ["missing_there"]
    step.refresh_from_db()
    assert step.state == "late"
    watch.pass_by(days=1)
    assert night(watch).opened == (), "it is on a list"
    assert STILL_SO in tick_off(cast, watch)


def test_what_was_ticked_off_twice_may_stand_and_nobody_is_asked_a_third_time(cast: Cast) -> None:
    watch = Watch()
    step, mine = a_kept_step(cast, watch), ours(watch)
    for _ in range(2):
        night(watch)
        tick_off(cast, watch)
        watch.pass_by(days=1)
    for _ in range(3):
        assert night(watch).opened == ()
        watch.pass_by(days=1)
    step.refresh_from_db()
    assert (step.state, Task.objects.filter(what="differs", done_at=None).count()) == ("kept", 0)
    how = Difference.objects.order_by("pk").values_list("settled_how", "settled_by")
    assert list(how) == [("ended", cast.mia.pk), ("stands", cast.mia.pk)]
    less = replace(mine, amount="1.00 EUR")
    assert [each.what for each in night(watch, less).opened] == ["differs"], "something else is asked about"


def test_what_was_mended_there_is_not_asked_about_again(cast: Cast) -> None:
    watch = Watch()
    a_kept_step(cast, watch)
    mine = ours(watch)
    night(watch)
    tick_off(cast, watch)
    watch.pass_by(days=1)
    assert (night(watch, mine).found, Difference.objects.get().settled_at) == ((), watch())
    watch.pass_by(days=1)
    assert STILL_SO not in night(watch).opened[0].said
    assert STILL_SO not in Task.objects.get(what="differs", done_at=None).title


def test_what_the_other_system_confirms_without_having_it_is_late_again(cast: Cast) -> None:
    watch = Watch()
    step = a_kept_step(cast, watch)
    night(watch)
    assert confirm(key=step.key, outcome=Outcome("kept", "It is done."), now=watch())
    watch.pass_by(days=1)
    assert len(night(watch).opened) == 1
    step.refresh_from_db()
    assert (step.state, Difference.objects.get().settled_at) == ("late", None)
    assert STILL_SO not in step.said, "nobody has looked"


def test_a_stray_of_a_customer_who_was_forgotten_does_not_name_her_again(cast: Cast) -> None:
    watch, customer = Watch(), a_customer("C-7")
    forget_customer(customer=customer, by=cast.finn, now=watch())
    night(watch, STRAY)
    told = Difference.objects.get()
    assert (told.reference, "C-7" in told.said) == ("", False)
    settle(difference=told.pk, how="stands", by=cast.mia, now=watch())
    watch.pass_by(days=1)
    assert night(watch, STRAY).opened == ()
