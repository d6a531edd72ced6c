"""What was given up, let go or promised anew in any order: nothing rests for good, and nothing ends before she knows."""

from datetime import timedelta

import pytest

from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, cannot_do, confirm, do_task
from goodgrace.promises.changing import give_up, move_call, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.errands import errand_of
from goodgrace.promises.handing import hand_over
from goodgrace.promises.keeping import Carried, claim, note
from goodgrace.promises.links import make_link, wish_a_call
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.outside.reconciling import reconcile
from goodgrace.promises.ways import tasks
from tests.people import Cast
from tests.promises.keeping import TWO_STEPS, Watch, begun, held_back
from tests.promises.outside.test_reconciling import Books
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_still_standing import CHECKED, RESUMED
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
FIX = "fix: {title: Fix it, do: Fix it, department: repair, within: 2 days}\n"
FORGIVEN = """
rest: {title: No interest, suspend: interest}
repaid: {title: Was it repaid?, check: paid, by: 10 months, without_an_answer: person}
forgiven: {title: Forgiven, close: rest, if: repaid is yes, within: 1 day}
visit: {title: A visit, call: customer, if: repaid is not yes, within: 5 days}
goes_on: {title: Interest from now on, resume: rest, after: visit, within: 1 day}
"""
ASKED = (
    'choose: {title: What suits you?, ask: customer, routine: yes, words: {en: "See"}, options: {a: {en: A}, b: {en: B}},'
    " answer_within: 3 days, without_an_answer: person, within: 1 day}\n"
)
MAILED = "tell: {title: T, send: email, to: customer, subject: {en: x}, words: {en: x}, within: 1 day}\n"


def broken(name: str, cast: Cast, watch: Watch) -> None:
    give_up(step=step(name), reason="They cannot.", by=cast.tom, now=watch())


def she_knows(cast: Cast, watch: Watch) -> None:
    do_task(task=Task.objects.get(what="cannot", done_at=None), by=cast.mia, now=watch())


def anew(name: str, cast: Cast, watch: Watch, days: int = 3) -> Promise:
    due = watch() + timedelta(days=days)
    return renegotiate(step=step(name), due_at=due, reason="Friday.", told_at=watch(), by=cast.mia, now=watch())


def kinds(billing: Fake) -> list[str]:
    return [errand.kind for errand in billing.asked]


def test_what_is_given_up_in_hand_and_done_rests_until_she_knows(cast: Cast) -> None:
    begun(cast, RESUMED)
    watch, billing = Watch(), Fake()
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    broken("rest", cast, watch)
    note(slow, [Carried(got.pk, got.fence, billing.carry(errand_of(got)))])
    watch.pass_by(minutes=5)
    until_idle(quick)
    assert kinds(billing) == ["suspend"]
    she_knows(cast, watch)
    until_idle(quick)
    assert kinds(billing) == ["suspend", "resume"]


def test_what_is_given_up_and_confirmed_later_rests_until_she_knows(cast: Cast) -> None:
    begun(cast, RESUMED)
    watch, billing = Watch(), Fake(["later"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    broken("rest", cast, watch)
    confirm(key=step("rest").key, outcome=billing.confirm(step("rest").key), now=watch())
    until_idle(keeper)
    assert kinds(billing) == ["suspend"]


def test_another_step_promised_anew_ends_nothing_before_she_knows(cast: Cast) -> None:
    begun(cast, RESUMED + FIX)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    broken("call_her", cast, watch)
    anew("fix", cast, watch)
    until_idle(keeper)
    assert kinds(billing) == ["suspend"]


def test_what_was_given_up_in_hand_is_ended_where_its_promise_is_let_go(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["act_and_vanish"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    broken("rest", cast, watch)
    release(promise=promise, reason="Agreed.", by=cast.tom, now=watch.pass_by(minutes=5))
    watch.pass_by(hours=5)
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "resume"]
    assert not Task.objects.filter(what="cannot", done_at=None).exists(), "it was agreed with her"


def test_an_end_of_ours_that_nobody_could_do_is_ticked_off_once_it_is_ended_there(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED), Watch()
    keeper = a_keeper(watch, billing=tasks(watch))
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="rest"), by=cast.mia, now=watch())
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    until_idle(keeper)
    cannot_do(task=Task.objects.get(step__name="rest--ends"), reason="It is down.", by=cast.bob, now=watch())
    left = Task.objects.get(done_at=None)
    assert "it means that it is ended" in left.title
    do_task(task=left, by=cast.mia, now=watch())
    assert step("rest--ends").state == states.KEPT


def test_a_suspension_that_arrives_after_its_end_is_ended_though_the_answer_to_that_end_was_lost(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["act_and_vanish"])
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(minutes=3)
    until_idle(quick)
    note(slow, [Carried(got.pk, got.fence, billing.carry(errand_of(got)))])
    watch.pass_by(hours=4)
    until_idle(quick)
    assert [errand.kind for errand in billing.done.values()] == ["resume", "suspend", "resume"]


def test_a_call_that_was_moved_comes_though_what_it_follows_was_undone_meanwhile(cast: Cast) -> None:
    begun(cast, TWO_STEPS)
    watch = Watch()
    keeper = a_keeper(watch, billing=Fake())
    watch.pass_by(hours=10)
    until_idle(keeper)
    move_call(step=step("tell"), to=watch() + timedelta(days=1), by=cast.mia, now=watch())
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch())
    for _ in range(4):
        watch.pass_by(days=1)
        until_idle(keeper)
    assert step("tell").state == states.PROMISED, "what it waits for is late, and not the call"
    do_task(task=Task.objects.get(what="differs"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert Task.objects.filter(step__name="tell", what="do", done_at=None).exists()


def test_who_has_repaid_is_charged_nothing_though_the_close_was_given_up(cast: Cast) -> None:
    begun(cast, FORGIVEN)
    watch, billing = Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    answer(step=step("repaid"), outcome="yes", by=cast.mia, now=watch.pass_by(days=100))
    until_idle(keeper)
    broken("forgiven", cast, watch)
    she_knows(cast, watch)
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "close", "close"]


def test_at_night_what_rests_until_she_knows_is_no_difference(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED), Watch()
    until_idle(a_keeper(watch, billing=Fake(["act_and_vanish"])))
    broken("rest", cast, watch)
    there = Believed(key=step("rest").key, kind="suspend", customer=promise.customer.reference)
    assert reconcile(Books(there), now=watch.pass_by(days=1)).found == ()


def test_a_question_whose_time_is_over_goes_to_nobody_by_mail(cast: Cast) -> None:
    begun(cast, ASKED)
    watch, post = Watch(), Fake(["fail"] * 400)
    keeper = a_keeper(watch, email=post)
    for _ in range(8):
        until_idle(keeper)
        watch.pass_by(hours=12)
    asked = len(post.asked)
    watch.pass_by(days=1)
    until_idle(keeper)
    assert (Task.objects.get(what="take_on").done_at, len(post.asked)) == (None, asked)


def test_a_mail_that_was_agreed_for_another_day_waits_for_it_also_when_it_was_read_before(cast: Cast) -> None:
    begun(cast, MAILED)
    watch, post = Watch(), Fake()
    keeper = a_keeper(watch, email=post)
    until_idle(keeper)
    anew("tell", cast, watch)
    approve(step=step("tell"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    assert not post.asked
    watch.pass_by(days=3)
    until_idle(keeper)
    assert len(post.asked) == 1


def test_a_page_offers_no_answer_to_a_check_that_is_refused_today(cast: Cast) -> None:
    promise, watch = begun(cast, CHECKED), Watch()
    until_idle(a_keeper(watch))
    page = signed_in(cast.mia).get(f"/promises/{promise.pk}/").content.decode()
    assert ('value="yes"' in page, 'name="outcome" value="no"' in page) == (True, False)


def test_a_page_offers_another_day_only_for_what_nobody_may_have_done(cast: Cast) -> None:
    promise, watch = begun(cast), Watch()
    until_idle(a_keeper(watch, billing=Fake(["later"])))
    page = signed_in(cast.mia).get(f"/promises/{promise.pk}/").content.decode()
    with pytest.raises(Refused, match="may have done this already"):
        anew("waive_it", cast, watch)
    assert "Promise it for another day" not in page


def test_what_is_taken_on_after_it_was_let_go_is_ended_once_it_can_have_arrived(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["later"])
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    note(slow, [Carried(got.pk, got.fence, billing.carry(errand_of(got)))])
    watch.pass_by(minutes=30)
    until_idle(quick)
    assert kinds(billing) == ["suspend"]
    billing.confirm(got.key)  # nobody hears of it
    watch.pass_by(days=2)
    until_idle(quick)
    assert [errand.kind for errand in billing.done.values()] == ["suspend", "resume"]


def test_nothing_is_charged_before_she_knows_also_where_billing_refused_from_the_start(cast: Cast) -> None:
    promise, watch = begun(cast, "rest: {title: Fees rest, suspend: fees, for: 10 days}\n"), Watch()
    until_idle(a_keeper(watch, billing=Fake(["refuse"])))
    broken("rest", cast, watch)
    assert "charge" in held_back(promise.customer.reference, watch())
    she_knows(cast, watch)
    assert "charge" not in held_back(promise.customer.reference, watch())


def test_words_do_not_go_while_what_they_come_after_is_not_done_after_all(cast: Cast) -> None:
    begun(
        cast, "waive_it: {title: No fee, waive: fee, what: it}\n" + MAILED.replace("within", "after: waive_it, within")
    )
    watch = Watch()
    until_idle(a_keeper(watch, billing=Fake(), email=Fake()))
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch())
    with pytest.raises(Refused, match="it is not done yet: No fee"):
        approve(step=step("tell"), by=cast.mia, now=watch())


def test_a_wish_to_be_called_goes_along_where_its_promise_is_made_anew_and_handed_over(cast: Cast) -> None:
    promise, watch = begun(cast, MAILED), Watch()
    until_idle(a_keeper(watch, email=Fake()))
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=watch())
    wish_a_call(link=link, promise=promise, at=watch() + timedelta(days=2), now=watch())
    fresh = anew("tell", cast, watch)
    hand_over(promise=fresh, to=cast.bob, by=cast.tom, now=watch())
    assert {task.person for task in Task.objects.filter(done_at=None, key__startswith="call:")} == {cast.bob}


def test_a_newer_wish_to_be_called_takes_the_place_of_an_older_one(cast: Cast) -> None:
    promise, watch = begun(cast, MAILED), Watch()
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=watch())
    for days in (2, 4):
        wish_a_call(link=link, promise=promise, at=watch() + timedelta(days=days), now=watch())
    waiting = Task.objects.get(key__startswith="call:", done_at=None)
    assert waiting.due_at.date() == (watch() + timedelta(days=4)).date()
