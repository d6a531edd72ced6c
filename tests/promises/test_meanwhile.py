"""What breaks, is answered or comes late while another system is at it: nothing stays suspended, nothing is lost."""

from datetime import timedelta
from random import Random

import pytest

from goodgrace.cases.forgetting import forget_customer
from goodgrace.customers.actions import note_fact
from goodgrace.customers.words import locked_contact
from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, cannot_do, confirm, do_task, lay_in_print_room, lay_task, sign_and_post
from goodgrace.promises.changing import give_up, move_call, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.errands import errand_of
from goodgrace.promises.keeping import Keeper, carry_all, claim, note
from goodgrace.promises.models import Step, Task
from goodgrace.promises.outside.drafting import drafted_mail
from goodgrace.promises.outside.reconciling import ours_since, reconcile
from goodgrace.promises.queries import print_room
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.outside.test_drafting import COMPANY
from tests.promises.test_keeping import SUSPENDED, a_keeper, step, until_idle
from tests.promises.test_still_standing import CALLED, CHECKED, RESUMED, let_go

pytestmark = pytest.mark.django_db
REFUSED = """
rest: {title: Fees rest, suspend: fees}
choose: {title: What suits you?, ask: customer, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}}, answer_within: 3 days, without_an_answer: person, within: 1 day}
tell: {title: A line, send: letter, words: {en: x}, if: choose is a}
back: {title: Fees again, resume: rest, if: choose is b}
""" + CALLED  # fmt: skip


def test_whatever_breaks_nothing_stays_suspended_for_good(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="call_her"), by=cast.mia, now=watch())
    until_idle(keeper)
    give_up(step=step("back"), reason="They refuse.", by=cast.tom, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"], "nothing begins again before she knows"
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    promise.refresh_from_db()
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume", "resume"]
    assert (promise.state, step("rest").ended_at) == (states.BROKEN, NOW)


def test_a_broken_question_leaves_nothing_suspended(cast: Cast) -> None:
    promise, watch, billing = begun(cast, REFUSED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="call_her"), by=cast.mia, now=watch())
    give_up(step=step("choose"), reason="No address.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    promise.refresh_from_db()
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    assert promise.state == states.BROKEN


ON_DAY_TEN = """
rest: {title: Fees rest, suspend: fees, for: 10 days}
choose: {title: What suits you?, ask: family, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}}, answer_within: 10 days, without_an_answer: a, within: 1 day}
rest_on: {title: They rest on, suspend: fees, for: 10 days, if: choose is open, on: day 10}
"""  # fmt: skip


def test_a_question_whose_words_nobody_has_read_is_open_all_the_same_and_never_answered_by_silence(cast: Cast) -> None:
    begun(cast, ON_DAY_TEN)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    for _ in range(12):
        until_idle(keeper)
        watch.pass_by(days=1)
    assert [errand.kind for errand in billing.asked] == ["suspend", "suspend"]
    assert step("choose").outcome == ""
    assert "They were not asked in time" in Task.objects.get(what="take_on").title


def test_who_is_to_be_forgotten_waits_until_what_rests_is_ended(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED), Watch()
    keeper = a_keeper(watch, billing=Fake(["keep", "fail"]))
    until_idle(keeper)
    let_go(promise, cast, watch)
    until_idle(keeper)
    with pytest.raises(Refused, match="on its way"):
        forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    watch.pass_by(minutes=5)
    until_idle(keeper)
    assert forget_customer(customer=promise.customer, by=cast.finn, now=watch()).forgotten_at


def test_nothing_is_closed_for_good_after_what_comes_before_it_broke(cast: Cast) -> None:
    steps = "rest: {title: R, suspend: fees}\n" + CALLED + (
        "ends: {title: It is closed, close: rest, after: call_her}\n"
        "last: {title: All is settled, send: letter, words: {en: x}, after: ends}\n"
    )  # fmt: skip
    promise, watch, billing = begun(cast, steps), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("call_her"), reason="No truck.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    promise.refresh_from_db()
    assert "close" not in {errand.kind for errand in billing.asked}
    assert (step("ends").state, step("last").state, promise.state) == ("released", "released", states.BROKEN)


def test_a_difference_about_a_broken_promise_is_opened_and_holds_up_no_other(cast: Cast) -> None:
    promise, watch = begun(cast, "waive_it: {title: W, waive: fee, what: x, within: 4 hours}\n" + CALLED), Watch()
    until_idle(a_keeper(watch, billing=Fake(["lie"])))
    give_up(step=step("call_her"), reason="x", by=cast.tom, now=watch())
    promise.refresh_from_db()
    assert promise.state == states.BROKEN

    class Books:
        """What billing holds: nothing of ours."""

        def standing(self, _since: object) -> tuple[Believed, ...]:
            return (Believed(key="another", kind="waive", customer="C-9"),)

    came = reconcile(Books(), now=watch.pass_by(days=1))
    assert len(came.opened) == 2
    assert step("waive_it").state == states.LATE


def test_words_of_a_promise_that_is_let_go_or_made_anew_are_on_nobodys_list(cast: Cast) -> None:
    promise, watch = (
        begun(cast, "tell: {title: T, send: email, words: {en: Hello.}, within: 2 days}\n" + CALLED),
        Watch(),
    )
    until_idle(a_keeper(watch))
    told = {"reason": "Friday.", "told_at": watch(), "by": cast.mia, "now": watch()}
    fresh = renegotiate(step=step("tell"), due_at=watch() + timedelta(days=3), **told)
    assert Task.objects.filter(what="approve", done_at=None).count() == 1
    let_go(fresh, cast, watch)
    assert promise.pk != fresh.pk
    assert not Task.objects.filter(done_at=None)


def test_a_fault_in_a_promise_sends_nothing_twice_and_is_seen(cast: Cast) -> None:
    begun(cast, "tell: {title: T, send: email, routine: yes, words: {en: Hi.}, within: 2 days}\n" + CALLED)
    watch, post = Watch(), Fake()
    Step.objects.filter(name="call_her").update(data={"format": 2, "title": "?", "parameters": {}})
    keeper = Keeper("w", watch, Random(1), {"email": post})
    for _ in range(20):
        until_idle(keeper)
        watch.pass_by(minutes=3)
    assert len(post.asked) == 1
    assert "A fault of ours" in Task.objects.get(key__endswith=":fault").title


def test_a_question_by_letter_waits_in_the_print_room(cast: Cast) -> None:
    asks = (
        "choose: {title: What suits you?, ask: family, channel: letter, words: {en: Two ways.}, options: {a: {en: A}, b: {en: B}},"
        " answer_within: 3 days, without_an_answer: person, within: 1 day}\n"
    )
    promise, watch = begun(cast, asks), Watch()
    until_idle(a_keeper(watch, letter=Fake(["later"])))
    item = lay_in_print_room(step=promise.steps.get(), customer=promise.customer, pdf=b"%PDF", now=watch())
    assert list(print_room()) == [item]
    sign_and_post(item=item, paper=item.paper, by=cast.mia, now=watch())
    assert step("choose").state == states.OPEN


def test_a_refund_that_was_given_up_on_its_way_and_is_done_is_seen_by_a_person(cast: Cast) -> None:
    begun(cast, "back: {title: The fee, refund: fee, what: the fee, within: 4 hours}\n" + CALLED)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    carried = carry_all(keeper, claim(keeper), None)
    give_up(step=step("back"), reason="x", by=cast.tom, now=watch())
    note(keeper, carried)
    assert "It was broken, and was done all the same" in Task.objects.get(what="differs").title


def test_a_call_that_was_handed_back_and_is_moved_is_on_the_list_again(cast: Cast) -> None:
    begun(cast, CALLED)
    watch = Watch()
    until_idle(a_keeper(watch))
    cannot_do(task=Task.objects.get(), reason="Nobody is there.", by=cast.mia, now=watch())
    due = move_call(step=step("call_her"), to=watch() + timedelta(days=2), by=None, now=watch())
    task = Task.objects.get(done_at=None)
    assert (task.what, task.due_at, task.cannot) == ("do", due, False)


def test_what_was_only_told_again_answers_no_check_and_what_it_began_with_stands(cast: Cast) -> None:
    promise, watch = begun(cast, CHECKED.replace("check: paid", "check: paid and fee > 20"), fee="25"), Watch()
    keeper = a_keeper(watch, billing=Fake())
    customer, before = promise.customer, NOW - timedelta(days=30)
    note_fact(customer=customer, name="paid", value="yes", source="crm", by=cast.mia, now=before, seen_at=before)
    until_idle(keeper)
    told = watch.pass_by(days=1)
    note_fact(customer=customer, name="paid", value="yes", source="crm", by=cast.mia, now=told, seen_at=told)
    note_fact(customer=customer, name="fee", value="0", source="crm", by=cast.mia, now=told, seen_at=told)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert step("repaid").state == states.OPEN
    for value, day in (("no", 3), ("yes", 4)):
        seen = NOW + timedelta(days=day)
        note_fact(customer=customer, name="paid", value=value, source="crm", by=cast.mia, now=seen, seen_at=seen)
    Step.objects.filter(name="repaid")
    watch.pass_by(days=3)
    until_idle(keeper)
    assert step("repaid").state == states.OPEN, "the last word is as it was before"


def test_what_we_end_ourselves_is_due_when_it_is_over_and_late_only_after_that(cast: Cast) -> None:
    begun(cast, SUSPENDED)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    done = watch.pass_by(days=3)
    do_task(task=Task.objects.get(step__name="sort_out"), by=cast.mia, now=done)
    until_idle(keeper)
    ends = step("rest--ends")
    assert (ends.due_at, ends.was_late, ends.state) == (done, False, states.KEPT)


def test_the_night_takes_an_ended_suspension_for_ended_while_another_is_still_to_end(cast: Cast) -> None:
    steps = SUSPENDED + (
        "other: {title: Other fees rest, suspend: more}\nwait_long: {title: Wait, wait: 30 days}\n"
        "back: {title: Again, resume: other, after: wait_long}\n"
    )  # fmt: skip
    begun(cast, steps)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="sort_out"), by=cast.mia, now=watch.pass_by(days=1))
    until_idle(keeper)
    now = watch.pass_by(days=1)
    ours = {each.key: each for each in ours_since(NOW - timedelta(days=1), now)}

    class Books:
        """What billing holds: just what we hold."""

        def standing(self, _since: object) -> tuple[Believed, ...]:
            return tuple(ours.values())

    assert ours[step("rest").key].ended != ""
    assert reconcile(Books(), now=now).found == ()


def test_a_customer_reads_a_subject_in_her_language_and_never_a_steps_title(cast: Cast) -> None:
    steps = (
        "told: {title: A line to say so, send: email, words: {en: Hi., de: Hallo.},"
        " subject: {en: It is done, de: Es ist erledigt}, within: 1 day}\n"
        "plain: {title: A line to say more, send: email, words: {en: Hi.}, within: 1 day}\n"
    )
    promise = begun(cast, steps)
    customer = promise.customer
    customer.email = locked_contact(customer, "email", "hanna@example.org")
    customer.language = "de"
    customer.save()
    draft = drafted_mail(COMPANY, Watch(NOW))
    subjects = [draft(errand_of(row)).subject for row in promise.steps.order_by("position")]
    assert subjects == ["Es ist erledigt", "Zu dem, was wir vereinbart haben"]


def test_a_task_is_not_laid_for_what_was_let_go_while_a_worker_was_at_it(cast: Cast) -> None:
    promise, watch = begun(cast, CALLED + "other: {title: Mend it, do: Mend it, within: 2 days}\n"), Watch()
    keeper = a_keeper(watch)
    claimed = claim(keeper)
    let_go(promise, cast, watch)
    note(keeper, carry_all(keeper, claimed, None))
    assert not Task.objects.exists()
    with pytest.raises(Refused, match="nothing left to do"):
        lay_task(step=promise.steps.get(name="other"), now=watch())
    with pytest.raises(Refused, match="nothing left to do"):
        lay_in_print_room(step=promise.steps.get(name="other"), customer=promise.customer, pdf=b"", now=watch())


def test_a_task_of_a_step_that_is_over_can_be_closed(cast: Cast) -> None:
    promise, watch = begun(cast, CALLED), Watch()
    until_idle(a_keeper(watch))
    task = Task.objects.get()
    Step.objects.filter(promise=promise).update(state="released", at=watch(), next_try_at=None)
    do_task(task=task, by=cast.mia, now=watch())
    assert Task.objects.get().done_at == watch()


def test_a_suspension_that_billing_does_only_after_its_end_is_ended_once_more(cast: Cast) -> None:
    promise, watch, billing = (
        begun(
            cast,
            "rest: {title: R, suspend: fees, within: 4 hours}\n"
            + CALLED
            + "back: {title: B, resume: rest, after: call_her}\n",
        ),
        Watch(),
        Fake(["later"]),
    )
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    let_go(promise, cast, watch)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"], "it waits for what was taken on"
    watch.pass_by(hours=4)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    key = step("rest").key
    assert confirm(key=key, outcome=billing.confirm(key), now=watch.pass_by(minutes=5))
    assert not confirm(key=key, outcome=billing.confirm(key), now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume", "resume"]
    assert len({errand.key for errand in billing.asked}) == 3


CHOICE = """
choose: {title: What suits you?, ask: customer, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}}, answer_within: 20 days, without_an_answer: a, within: 1 day}
rest_on: {title: They rest on, suspend: fees, until: [choose], if: choose is open, on: day 10}
"""  # fmt: skip


@pytest.mark.parametrize("goes", ["act_and_vanish", "later"])
def test_what_billing_was_asked_for_goes_on_when_the_family_chooses_and_is_ended_by_its_own_rule(
    cast: Cast, goes: str
) -> None:
    begun(cast, CHOICE)
    watch, billing = Watch(), Fake([goes])  # type: ignore[list-item]  # both are ways
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(days=10)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"]
    answer(step=step("choose"), outcome="b", by=None, now=watch.pass_by(seconds=1))
    if goes == "later":
        confirm(key=step("rest_on").key, outcome=billing.confirm(step("rest_on").key), now=watch())
    for _ in range(3):
        watch.pass_by(hours=1)
        until_idle(keeper)
    assert billing.asked[-1].kind == "resume"
    assert (step("choose").outcome, step("rest_on").state) == ("b", states.KEPT)
    assert step("rest_on").ended_at is not None
