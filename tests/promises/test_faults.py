"""A fault of ours holds up nobody else, and sends nothing twice; what comes at the same moment as a change is not lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from goodgrace.customers.actions import note_time_zone
from goodgrace.errors import Refused
from goodgrace.promises import states, wording
from goodgrace.promises.actions import answer, approve, confirm, do_task
from goodgrace.promises.changing import give_up, move_call, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Errand, Outcome
from goodgrace.promises.keeping import Carried, Keeper, carry_all, claim, note, turn, wake
from goodgrace.promises.links import make_link, planned_call, wish_a_call
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.undoing import undo_task
from tests.people import NOW, Cast, a_cast
from tests.promises.keeping import Watch, begun, held_back
from tests.promises.test_by_hand import by_people, shipped
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_still_standing import CALLED, RESUMED

pytestmark = pytest.mark.django_db
ASKED = """
choose: {title: What suits you?, ask: customer, words: {en: "Hi"}, options: {a: {en: A}, b: {en: B}}, answer_within: 3 days, without_an_answer: person, within: 1 day}
""" + CALLED  # fmt: skip


CALL_AFTER = """
waive_it: {title: The fee is not charged, waive: fee, what: the late fee, within: 4 hours}
tell: {title: Call and say so, call: customer, between: 09:00 and 12:00, after: waive_it, within: 2 days}
"""


class Mail:
    """A mail server that takes everything and cannot be asked what became of it."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def carry(self, errand: Errand) -> Outcome:
        """Send it."""
        self.sent.append(errand.key)
        return Outcome("kept", "Handed over.")

    def ask(self, _: Errand) -> Outcome | None:
        """Nobody knows."""
        return None


def test_a_question_goes_out_once_though_its_promise_has_a_fault(cast: Cast) -> None:
    begun(cast, ASKED)
    watch, mail = Watch(), Mail()
    keeper = a_keeper(watch, email=mail)
    until_idle(keeper)
    wording.let_go(step=step("choose"), text="Hi", drafted="Hi", seen="", by=cast.mia, now=watch())
    faulty = step("call_her")
    Step.objects.filter(pk=faulty.pk).update(data=faulty.data | {"format": 2})
    for _ in range(60):
        watch.pass_by(minutes=1)
        turn(keeper)
    assert (len(mail.sent), step("choose").state) == (1, states.OPEN)


def test_a_suspension_that_is_told_twice_after_its_end_is_ended_once_more_and_nothing_is_lost(cast: Cast) -> None:
    promise = begun(cast, "rest: {title: Fees rest, suspend: fees}\n" + CALLED)
    watch, billing = Watch(), Fake()
    slow, quick = a_keeper(watch, "w1", billing=billing), a_keeper(watch, "w2", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    release(promise=promise, reason="x", by=cast.mia, now=watch())
    watch.pass_by(minutes=3)
    until_idle(quick)
    assert confirm(key=got.key, outcome=Outcome("kept", "The other system says so.", "B-1"), now=watch())
    note(slow, [Carried(got.pk, got.fence, Outcome("kept", "Billing says so.", "B-1"))])
    until_idle(quick)
    ends = Step.objects.filter(name__startswith="rest--").order_by("pk")
    assert [(each.name, each.state) for each in ends][:2] == [("rest--ends", "kept"), ("rest--again--ends", "kept")]


def test_what_can_only_come_after_something_broken_is_let_go_while_the_rest_goes_on(cast: Cast) -> None:
    steps = (
        "rest: {title: R, suspend: fees}\n" + CALLED + "back: {title: B, resume: rest, after: call_her}\n"
        "for_good: {title: C, close: rest, when: fee > 100}\n"
        'repaid: {title: Was it repaid?, check: paid, by: 10 months, without_an_answer: "no"}\n'
        "good: {title: G, send: letter, words: {en: x}, if: repaid is yes}\n"
    )
    promise, watch, billing = begun(cast, steps), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("call_her"), reason="Nobody can.", by=cast.tom, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"], "nobody has told her yet"
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"], "nothing rests for ten months"
    assert (step("back").state, step("repaid").state) == (states.RELEASED, states.OPEN)
    watch.pass_by(days=320)
    until_idle(keeper)
    promise.refresh_from_db()
    assert promise.state == states.BROKEN


def test_what_she_was_told_rests_until_its_day_also_where_a_step_before_its_end_is_broken(cast: Cast) -> None:
    shipped(cast, "hardship-grace", {"money_is_short": "yes"})
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(days=46, hours=1)
    until_idle(keeper)
    answer(step=step("how_to_go_on"), outcome="talk", by=None, now=watch())
    give_up(step=step("agree"), reason="She cannot be reached.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert step("breathing_space").ended_at is None, "the letter said sixty days"
    assert [errand.kind for errand in billing.asked] == ["suspend"]


def test_dunning_is_held_back_while_nobody_has_spoken_about_what_broke(cast: Cast) -> None:
    steps = "quiet: {title: Q, guard: [dunning], until: fix}\nfix: {title: Mend it, do: Mend it, within: 1 day}\n"
    promise, watch = begun(cast, steps), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    give_up(step=step("fix"), reason="No parts.", by=cast.tom, now=watch())
    assert held_back(promise.customer.reference, watch()) == {"dunning"}
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    assert held_back(promise.customer.reference, watch()) == set()


def test_an_end_that_was_written_plainly_ends_what_it_was_for_when_the_fault_is_mended(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED), Watch()
    keeper = a_keeper(watch, billing=Fake())
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="call_her"), by=cast.mia, now=watch())
    got = one_claimed(keeper, "back")
    data = step("rest").data
    Step.objects.filter(name="rest").update(data=data | {"format": 2})
    note(keeper, [Carried(got.pk, got.fence, Outcome("kept", "Done."))])
    Step.objects.filter(name="rest").update(data=data)
    watch.pass_by(hours=2)
    until_idle(keeper)
    promise.refresh_from_db()
    assert (promise.state, step("rest").ended_at) == (states.KEPT, watch())


def test_a_wish_to_be_called_soon_leaves_a_review_that_is_weeks_away_where_it_is(cast: Cast) -> None:
    promise, watch = shipped(cast, "hardship-grace", {"money_is_short": "yes"}), Watch()
    until_idle(a_keeper(watch))
    before = step("midway").due_at
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=watch())
    wish_a_call(link=link, promise=promise, at=watch() + timedelta(hours=3), now=watch())
    assert step("midway").due_at == before
    assert Task.objects.filter(title__startswith="Please call").count() == 1


def test_a_worker_that_died_where_nothing_is_connected_leaves_a_plain_task(cast: Cast) -> None:
    begun(cast, "back: {title: Money back, refund: fee, what: x, within: 4 hours}\n")
    watch = Watch()
    claim(by_people(watch))
    watch.pass_by(minutes=3)
    until_idle(by_people(watch))
    assert (step("back").state, Task.objects.get().what) == (states.UNCONFIRMED, "do")


def test_a_worker_that_died_while_it_asked_leaves_a_warning_where_billing_is_connected_no_more(cast: Cast) -> None:
    begun(cast, "back: {title: Money back, refund: fee, what: x, within: 4 hours}\n")
    watch, billing = Watch(), Fake()
    dying = a_keeper(watch, billing=billing)
    carry_all(dying, claim(dying), None)
    watch.pass_by(minutes=3)
    until_idle(by_people(watch))
    assert "Ask there before you do it by hand" in Task.objects.get().title


def test_a_planned_call_moves_into_her_hours_when_her_time_zone_is_noted_later(cast: Cast) -> None:
    promise, watch = shipped(cast, "hardship-grace", {"money_is_short": "yes"}), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    note_time_zone(customer=promise.customer, time_zone="America/Los_Angeles", by=cast.ida, now=watch())
    hers = Promise.objects.get().her_clock
    planned = planned_call(Promise.objects.get())
    assert planned is not None
    assert planned.due_at is not None
    assert planned.due_at.astimezone(hers).hour == 10, "told so at once"
    watch.shows = planned.due_at - timedelta(hours=4)
    until_idle(keeper)
    assert not Task.objects.filter(step__name="midway")
    assert step("midway").due_at == planned.due_at


def test_a_planned_call_waits_where_what_it_was_to_tell_is_not_so_after_all(cast: Cast) -> None:
    begun(cast, CALL_AFTER)
    watch = Watch(NOW.replace(hour=20))
    keeper = a_keeper(watch, billing=Fake())
    until_idle(keeper)
    assert step("tell").due_at, "it is planned for the morning"
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch.pass_by(hours=1))
    assert step("tell").due_at is None
    watch.pass_by(hours=16)
    until_idle(keeper)
    assert not Task.objects.filter(step__name="tell")


def test_a_slip_is_taken_back_though_a_call_is_planned_and_the_call_is_planned_no_more(cast: Cast) -> None:
    begun(cast, CALL_AFTER)
    watch = Watch(NOW + timedelta(hours=3))
    keeper = by_people(watch)
    until_idle(keeper)
    task = Task.objects.get(step__name="waive_it", what="do")
    do_task(task=task, by=cast.mia, now=watch())
    assert step("tell").due_at
    undo_task(task=task, by=cast.mia, now=watch.pass_by(seconds=10))
    assert step("tell").due_at is None


def test_nobody_is_reminded_of_a_question_that_was_never_put(cast: Cast) -> None:
    reminded = "choose: {title: C, ask: customer, words: {en: Hi}, options: {a: {en: A}, b: {en: B}}, answer_within: 10 days, without_an_answer: person}\n"
    begun(cast, reminded + "nine: {title: R, remind: customer, of: choose, on: day 9, routine: yes, words: {en: x}}\n")
    watch, mail = Watch(), Mail()
    keeper = a_keeper(watch, email=mail)
    for _ in range(12):
        until_idle(keeper)
        watch.pass_by(days=1)
    assert mail.sent == [], "its words wait to be read"
    assert step("nine").state == states.SKIPPED


def test_a_check_is_not_late_before_its_time_and_only_a_yes_is_noted_until_then(cast: Cast) -> None:
    shipped(cast, "loan-interest-forgiven", {"loan": "1000000"})
    watch = Watch()
    until_idle(by_people(watch))
    task = Task.objects.get(step__name="repaid")
    assert task.due_at > watch() + timedelta(days=360)
    with pytest.raises(Refused, match="Until then only a yes is noted"):
        do_task(task=task, by=cast.mia, now=watch.pass_by(days=3), outcome="no")
    do_task(task=task, by=cast.mia, now=watch(), outcome="yes")
    assert step("repaid").outcome == "yes"


def test_a_call_is_planned_as_soon_as_what_it_follows_is_done_and_moved_instead_of_made_twice(cast: Cast) -> None:
    promise, watch = shipped(cast, "callback", {}), Watch()
    keeper = a_keeper(watch, email=Fake())
    until_idle(keeper)
    planned = planned_call(promise)
    assert planned is not None
    assert planned.name == "tomorrow"
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=watch())
    due = wish_a_call(link=link, promise=promise, at=watch() + timedelta(days=3), now=watch.pass_by(hours=1))
    for _ in range(40):
        watch.pass_by(hours=3)
        until_idle(keeper)
    assert [(task.step.name, task.title) for task in Task.objects.filter(what="do")] == [
        ("tomorrow", planned.data["title"])
    ]
    assert step("tomorrow").due_at == due


@contextmanager
def made_anew_meanwhile(promised: Step, cast: Cast, watch: Watch) -> Iterator[None]:
    """A colleague promises a step anew, in another transaction, while the block goes on."""
    now, changed = watch(), Event()

    def change() -> None:
        try:
            with transaction.atomic():
                told = {"reason": "x", "told_at": now, "by": cast.mia, "now": now}
                renegotiate(step=promised, due_at=now + timedelta(days=3), **told)  # type: ignore[arg-type]  # of many kinds
                changed.set()
                ended.wait(0.5)
        finally:
            connection.close()

    ended, other = Event(), Thread(target=change)
    other.start()
    assert changed.wait(20)
    try:
        yield
    finally:
        ended.set()
        other.join()


def one_claimed(keeper: Keeper, name: str) -> Step:
    """A step that a worker has claimed, while all before it is done."""
    for _ in range(10):
        wake(keeper)
        claimed = claim(keeper)
        note(keeper, carry_all(keeper, [each for each in claimed if each.name != name], None))
        for each in claimed:
            if each.name == name:
                return each
    raise AssertionError("it never comes due")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", ["kept", "refused", "unconfirmed"])
def test_what_a_worker_brings_is_taken_in_though_the_promise_is_made_anew_at_that_moment(said: str) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    cast, watch = a_cast(), Watch()
    begun(
        cast,
        CALLED
        + "open_it: {title: O, waive: fee, what: y, within: 4 hours}\nback: {title: Money back, refund: fee, what: x, after: open_it}\n",
    )
    keeper = a_keeper(watch, billing=Fake())
    got = one_claimed(keeper, "back")
    call = Step.objects.get(name="call_her")
    with made_anew_meanwhile(call, cast, watch):
        assert note(keeper, [Carried(got.pk, got.fence, Outcome(said, "No way.", "R-1"))]) == 1  # type: ignore[arg-type]  # each of the three
    row = Step.objects.get(pk=got.pk)
    assert row.promise_id == Promise.objects.get(replaces__isnull=False).pk
    wanted = {"kept": "kept", "refused": "late", "unconfirmed": "unconfirmed"}[said]
    assert (row.state, row.reference) == (wanted, "R-1")
    assert Task.objects.filter(step=row, what="refused").count() == (said == "refused")


def test_a_call_that_is_promised_for_another_day_stays_there(cast: Cast) -> None:
    promise = shipped(cast, "hardship-grace", {"money_is_short": "yes"})
    watch = Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    agreed = watch() + timedelta(days=33)
    told = {"reason": "She is away.", "told_at": watch(), "by": cast.mia, "now": watch()}
    renegotiate(step=step("midway"), due_at=agreed, **told)  # type: ignore[arg-type]  # of many kinds
    assert Step.objects.get(name="midway", promise__replaces=promise).due_at == agreed
    watch.pass_by(days=32)
    until_idle(keeper)
    assert not Task.objects.filter(step__name="midway"), "nobody calls before"
    watch.shows = agreed
    until_idle(keeper)
    assert Task.objects.get(step__name="midway").what == "do"


def test_a_call_that_she_moved_waits_where_what_it_was_to_tell_is_not_so_after_all(cast: Cast) -> None:
    begun(cast, CALL_AFTER)
    watch = Watch(NOW + timedelta(hours=3))
    keeper = a_keeper(watch, billing=Fake())
    until_idle(keeper)
    due = move_call(step=step("tell"), to=watch() + timedelta(days=2), by=cast.mia, now=watch())
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch.pass_by(hours=1))
    watch.shows = due + timedelta(minutes=1)
    until_idle(keeper)
    assert not Task.objects.filter(step__name="tell", what="do")


def test_a_suspension_that_is_given_up_is_ended_only_when_she_knows(cast: Cast) -> None:
    promise = begun(
        cast,
        "rest: {title: R, suspend: fees, within: 4 hours}\n"
        + CALLED
        + "back: {title: B, resume: rest, after: call_her}\n",
    )
    watch, billing = Watch(), Fake(["act_and_vanish"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("rest"), reason="They do not answer.", by=cast.tom, now=watch())
    watch.pass_by(hours=5)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"]
    assert held_back(promise.customer.reference, watch()) == {"charge"}
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    assert held_back(promise.customer.reference, watch()) == set()


def test_what_was_ended_already_is_closed_for_good_by_our_own_end_too(cast: Cast) -> None:
    steps = "rest: {title: R, suspend: fees}\nend_it: {title: E, do: End the contract, within: 1 day}\nclosed: {title: C, close: rest, after: end_it}\n"
    begun(cast, steps)
    watch, billing = Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="end_it"), by=cast.mia, now=watch())
    until_idle(keeper)
    give_up(step=step("closed"), reason="They refuse.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "close", "close"]


def test_words_of_a_question_that_ran_out_go_no_more(cast: Cast) -> None:
    begun(cast, ASKED)
    watch = Watch()
    keeper = a_keeper(watch, email=Mail())
    for _ in range(6):
        until_idle(keeper)
        watch.pass_by(days=1)
    assert not Task.objects.filter(what="approve", done_at=None)
    with pytest.raises(Refused, match="do not wait for anybody"):
        approve(step=step("choose"), by=cast.mia, now=watch())


def test_a_call_for_as_long_as_a_question_is_open_is_made(cast: Cast) -> None:
    begun(
        cast,
        ASKED.replace("answer_within: 3 days", "answer_within: 9 days").replace(
            "within: 2 days}", "if: choose is open, on: day 2, within: 2 days}"
        ),
    )
    watch = Watch()
    keeper = a_keeper(watch, email=Mail())
    until_idle(keeper)
    watch.pass_by(days=2, minutes=1)
    until_idle(keeper)
    assert Task.objects.get(step__name="call_her").what == "do"
