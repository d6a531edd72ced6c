"""Promises that change: renegotiated, handed back, released, broken; and what people do about them."""

from datetime import timedelta

import pytest

from goodgrace.errors import GraceError, InputError, NotAllowed, Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, cannot_do, do_task, lay_in_print_room, sign_and_post
from goodgrace.promises.changing import give_up, move_call, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.queries import kept_since, pdf_of, print_room, promise_of, reason_of, reason_of_task
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import QUESTION, SUSPENDED, a_keeper, step, until_idle

pytestmark = pytest.mark.django_db
THING = "fix:\n  title: Mend it\n  do: Mend it\n  within: 2 days\nthen:\n  title: The fee\n  waive: fee\n  what: fee\n  after: fix"


def test_a_promise_is_renegotiated_once_she_was_told_and_the_old_one_stays_visible(cast: Cast) -> None:
    old, watch = begun(cast, THING), Watch()
    billing = Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    now = watch.pass_by(days=1)
    day = now + timedelta(days=5)
    new = renegotiate(step=step("fix"), due_at=day, reason="The part is late.", told_at=now, by=cast.mia, now=now)
    old.refresh_from_db()
    assert (old.state, reason_of(old), old.steps.get().state) == (
        states.RENEGOTIATED,
        "The part is late.",
        "renegotiated",
    )
    assert (new.replaces, new.source, {row.name for row in new.steps.all()}) == (old, old.source, {"fix", "then"})
    assert new.steps.get(name="then").key == f"{old.pk}:then"
    assert not Task.objects.filter(done_at=None)
    until_idle(keeper)
    assert not Task.objects.filter(done_at=None)
    watch.shows = day
    until_idle(keeper)
    do_task(task=Task.objects.get(done_at=None), by=cast.mia, now=watch())
    until_idle(keeper)
    assert promise_of(new.pk).state == states.KEPT
    assert len(billing.done) == 1


def test_nobody_renegotiates_behind_her_back_or_what_may_be_done_already(cast: Cast) -> None:
    begun(cast)
    watch = Watch()
    said = {"due_at": watch() + timedelta(days=9), "reason": "Late.", "by": cast.mia}
    with pytest.raises(Refused, match="first"):
        renegotiate(step=step("waive_it"), told_at=watch() + timedelta(hours=1), now=watch(), **said)
    with pytest.raises(NotAllowed):
        renegotiate(step=step("waive_it"), told_at=watch(), now=watch(), **(said | {"by": cast.bob}))
    until_idle(a_keeper(watch, billing=Fake(["act_and_vanish"])))
    with pytest.raises(Refused, match="may have done this"):
        renegotiate(step=step("waive_it"), told_at=watch(), now=watch(), **said)


def test_what_cannot_be_done_is_late_and_reaches_whoever_looks_after_it(cast: Cast) -> None:
    promise, watch = begun(cast, THING), Watch()
    until_idle(a_keeper(watch))
    task = Task.objects.get()
    with pytest.raises(Refused, match="why"):
        cannot_do(task=task, reason=" ", by=cast.bob, now=watch())
    cannot_do(task=task, reason="No part is left.", by=cast.bob, now=watch())
    task.refresh_from_db()
    back = Task.objects.get(done_at=None)
    assert (promise_of(promise.pk).state, back.what, back.person) == (states.LATE, "cannot", cast.mia)
    assert reason_of_task(task) == "No part is left."
    assert b"part" not in bytes(task.reason)
    with pytest.raises(Refused, match="already"):
        do_task(task=task, by=cast.bob, now=watch())


def test_releasing_a_promise_ends_what_is_still_suspended_at_the_other_system(cast: Cast) -> None:
    promise, watch = begun(cast, SUSPENDED), Watch()
    billing = Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    release(promise=promise, reason="She moved away, as she told us.", by=cast.mia, now=watch())
    assert promise_of(promise.pk).state == states.RELEASED
    assert not Task.objects.filter(done_at=None)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    with pytest.raises(Refused):
        release(promise=promise, reason="Again", by=cast.mia, now=watch())


def test_a_broken_step_is_said_by_a_lead_and_counted(cast: Cast) -> None:
    promise, watch = begun(cast, "fix:\n  title: Mend it\n  do: Mend it\n  within: 2 days"), Watch()
    until_idle(a_keeper(watch))
    with pytest.raises(NotAllowed):
        give_up(step=step("fix"), reason="It cannot be mended.", by=cast.mia, now=watch())
    give_up(step=step("fix"), reason="It cannot be mended.", by=cast.tom, now=watch())
    assert promise_of(promise.pk).state == states.BROKEN
    counted = kept_since(NOW)
    assert (counted.in_time, counted.broken, counted.rate) == (0, 1, 0.0)


def test_what_was_late_stays_counted_as_late_where_it_is_promised_anew(cast: Cast) -> None:
    begun(cast, "fix:\n  title: Mend it\n  do: Mend it\n  within: 2 days")
    watch = Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    watch.pass_by(days=4)
    until_idle(keeper)
    assert step("fix").state == states.LATE
    soon = {"due_at": watch() + timedelta(hours=3), "reason": "The part is late.", "told_at": watch()}
    renegotiate(step=step("fix"), by=cast.mia, now=watch(), **soon)
    watch.pass_by(hours=4)
    until_idle(keeper)
    do_task(task=Task.objects.get(done_at=None), by=cast.mia, now=watch())
    counted = kept_since(NOW)
    assert (counted.in_time, counted.late, counted.rate) == (0, 1, 0.0)


def test_a_call_is_moved_as_she_likes_inside_her_hours(cast: Cast) -> None:
    begun(cast)
    watch = Watch()
    until_idle(a_keeper(watch))
    wished = NOW.replace(hour=22) + timedelta(days=3)
    due = move_call(step=step("tell"), to=wished, by=None, now=watch())
    assert due.hour == 8, "nine in Berlin, the next morning"
    assert due.date() == (wished + timedelta(days=1)).date()
    assert Task.objects.get(done_at=None).due_at == due
    watch.shows = due + timedelta(days=1)
    until_idle(a_keeper(watch))
    assert step("tell").state == states.UNCONFIRMED, "two days count from the new moment"


def test_an_answer_is_one_of_the_options_and_given_once(cast: Cast) -> None:
    begun(cast, QUESTION)
    watch = Watch()
    with pytest.raises(InputError, match="a, b"):
        answer(step=step("choose"), outcome="c", by=None, now=watch())
    answer(step=step("choose"), outcome="a", by=None, now=watch())
    with pytest.raises(Refused):
        answer(step=step("choose"), outcome="b", by=None, now=watch())


CHECK = "repaid:\n  title: Was it repaid\n  check: paid\n  by: 12 months\n  without_an_answer: no\nthanks:\n  title: The fee\n  waive: fee\n  what: fee\n  if: repaid is yes"


def test_a_check_that_nobody_could_answer_comes_to_what_was_said(cast: Cast) -> None:
    promise, watch = begun(cast, CHECK), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    watch.pass_by(days=366)
    until_idle(keeper)
    assert (step("repaid").outcome, step("thanks").state) == ("no", states.SKIPPED)
    assert promise_of(promise.pk).state == states.KEPT


def test_a_letter_is_kept_once_somebody_has_signed_and_posted_it(cast: Cast) -> None:
    promise = begun(
        cast, "word:\n  title: A line\n  send: letter\n  to: customer\n  words: {en: Dear you}\n  within: 2 days"
    )
    row = step("word")
    item = lay_in_print_room(step=row, customer=promise.customer, pdf=b"%PDF-1.7 dear", now=NOW)
    assert lay_in_print_room(step=row, customer=promise.customer, pdf=b"again", now=NOW).pk == item.pk
    assert (pdf_of(print_room().get()), b"dear" in bytes(item.pdf)) == (b"%PDF-1.7 dear", False)
    sign_and_post(item=item, paper=item.paper, by=cast.bob, now=NOW)
    assert (step("word").state, print_room().count()) == (states.KEPT, 0)
    with pytest.raises(Refused):
        sign_and_post(item=item, paper=item.paper, by=cast.bob, now=NOW)


def test_who_does_not_meet_customers_changes_no_promise(cast: Cast) -> None:
    promise = begun(cast)
    for person in (cast.olga, cast.max, cast.finn):
        with pytest.raises(GraceError):
            release(promise=promise, reason="No", by=person, now=NOW)
    assert Promise.objects.get().state == states.PROMISED
