"""What comes too late, or turns out otherwise: done after it was over, closed after two ways, words about what is undone."""

from datetime import timedelta

import pytest

from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, confirm, do_task, sign_and_post
from goodgrace.promises.changing import move_call, release
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.errands import errand_of
from goodgrace.promises.keeping import Carried, claim, note
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.ways import tasks
from tests.people import Cast
from tests.promises.keeping import TWO_STEPS, Watch, begun
from tests.promises.test_given_up import ASKED, FORGIVEN, MAILED, anew, broken, kinds, she_knows
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_nothing_astray import laid
from tests.promises.test_still_standing import RESUMED
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
ALONE = "rest: {title: R, suspend: fees, within: 4 hours}\n"
TOLD = "waive_it: {title: No fee, waive: fee, what: it, within: 1 day}\n" + MAILED.replace(
    "within", "after: waive_it, within"
)
TWO_WAYS = """
rest: {title: R, suspend: interest}
choose: {title: Q, check: paid, by: 10 months, without_an_answer: person}
gone: {title: A, do: A, if: choose is yes, within: 2 days}
given: {title: B, do: B, if: choose is not yes, within: 2 days}
over: {title: Over, close: rest, after: [gone, given], within: 1 day}
"""


def standing(billing: Fake) -> list[str]:
    """The names of suspensions that stand at billing, as it did what it did, one after the other."""
    stands: dict[str, bool] = {}
    for errand in billing.done.values():
        if errand.kind == "suspend":
            stands[errand.key] = True
        elif errand.kind in ("resume", "close"):
            stands[errand.about["suspension"]] = False
    return [key for key, still in stands.items() if still]


def test_what_arrives_after_its_promise_was_broken_and_over_is_ended_and_the_promise_stays_over(cast: Cast) -> None:
    promise, watch, billing = begun(cast, ALONE), Watch(), Fake(["later"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    broken("rest", cast, watch)
    she_knows(cast, watch)
    watch.pass_by(hours=5)
    until_idle(keeper)
    assert Promise.objects.get().state == states.BROKEN
    assert confirm(key=step("rest").key, outcome=billing.confirm(step("rest").key), now=watch())
    until_idle(keeper)
    promise.refresh_from_db()
    assert (promise.state, standing(billing)) == (states.BROKEN, [])


@pytest.mark.parametrize("goes", ["she knows", "let go", "she knew"])
def test_what_was_refused_and_given_up_and_is_done_all_the_same_is_ended(cast: Cast, goes: str) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    broken("rest", cast, watch)
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.tom, now=watch())
    if goes == "she knew":
        she_knows(cast, watch)
    confirm(key=step("rest").key, outcome=billing.confirm(step("rest").key), now=watch.pass_by(minutes=5))
    if goes == "she knows":
        she_knows(cast, watch)
    watch.pass_by(hours=3)
    until_idle(keeper)
    assert not standing(billing)


def test_a_close_that_is_given_up_after_one_of_two_ways_was_gone_ends_for_good(cast: Cast) -> None:
    begun(cast, TWO_WAYS)
    watch, billing = Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    answer(step=step("choose"), outcome="yes", by=cast.mia, now=watch.pass_by(days=3))
    until_idle(keeper)
    do_task(task=Task.objects.get(what="do", done_at=None), by=cast.mia, now=watch())
    until_idle(keeper)
    broken("over", cast, watch)
    she_knows(cast, watch)
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "close", "close"]


def test_a_close_whose_day_had_come_and_that_is_given_up_ends_for_good(cast: Cast) -> None:
    begun(cast, "rest: {title: R, suspend: interest}\nover: {title: Over, close: rest, on: day 30, within: 1 day}\n")
    watch, billing = Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(days=31)
    until_idle(keeper)
    broken("over", cast, watch)
    she_knows(cast, watch)
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "close", "close"]


def test_words_about_something_broken_do_not_go(cast: Cast) -> None:
    promise, watch = begun(cast, TOLD), Watch()
    until_idle(a_keeper(watch, billing=Fake(), email=Fake()))
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch())
    page = signed_in(cast.mia).get(f"/promises/{promise.pk}/").content.decode()
    assert ("it may go out" in page, "not done yet: No fee" in page) == (False, True)
    broken("waive_it", cast, watch)
    with pytest.raises(Refused):
        approve(step=step("tell"), by=cast.mia, now=watch())


def test_words_that_were_read_wait_while_what_they_tell_of_is_not_done_after_all(cast: Cast) -> None:
    begun(cast, TOLD)
    watch, post = Watch(), Fake()
    keeper = a_keeper(watch, billing=Fake(), email=post)
    until_idle(keeper)
    anew("tell", cast, watch)
    approve(step=step("tell"), by=cast.mia, now=watch.pass_by(hours=1))
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch.pass_by(days=1))
    watch.pass_by(days=4)
    until_idle(keeper)
    assert not post.asked
    do_task(task=Task.objects.get(what="differs", done_at=None), by=cast.mia, now=watch())
    until_idle(keeper)
    assert len(post.asked) == 1


def test_a_letter_is_not_posted_while_what_it_tells_of_is_not_done_after_all(cast: Cast) -> None:
    letter = "post: {title: T, send: letter, words: {en: No fee.}, after: waive_it, within: 1 day}\n"
    promise, watch = begun(cast, TOLD.partition("tell:")[0] + letter), Watch()
    item = laid(promise, watch)
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch())
    with pytest.raises(Refused, match="it is not done yet: No fee"):
        sign_and_post(item=item, paper=item.paper, by=cast.mia, now=watch())


@pytest.mark.parametrize("noted", ["before", "after"])
def test_what_is_taken_on_without_a_time_is_ended_though_nobody_tells_that_it_came(cast: Cast, noted: str) -> None:
    promise, watch, billing = begun(cast, FORGIVEN), Watch(), Fake(["later"])
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    came = [Carried(got.pk, got.fence, billing.carry(errand_of(got)))]
    if noted == "before":
        note(slow, came)
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    if noted == "after":
        note(slow, came)
    watch.pass_by(minutes=10)
    until_idle(quick)
    billing.confirm(got.key)
    watch.pass_by(days=3)
    until_idle(quick)
    assert not standing(billing)


def test_what_is_taken_on_only_after_its_end_was_asked_for_is_ended_again(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake()
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(minutes=3)
    until_idle(quick)
    confirm(key=got.key, outcome=Outcome("unconfirmed", "Within the hour.", "B-1"), now=watch())
    billing.done[got.key] = errand_of(got)  # its callback is lost
    watch.pass_by(days=2)
    until_idle(quick)
    assert not standing(billing)


@pytest.mark.parametrize("goes", ["moved", "anew"])
def test_a_call_to_come_after_something_broken_is_let_go_and_nothing_rests_for_it(cast: Cast, goes: str) -> None:
    begun(cast, TWO_STEPS + ALONE + "back: {title: B, resume: rest, after: tell, within: 1 day}\n")
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    watch.pass_by(hours=10)  # the call is tomorrow's
    until_idle(keeper)
    if goes == "moved":
        move_call(step=step("tell"), to=watch() + timedelta(days=1), by=cast.mia, now=watch())
    else:
        anew("tell", cast, watch)
    confirm(key=step("waive_it").key, outcome=Outcome("refused", "No such fee."), now=watch())
    broken("waive_it", cast, watch)
    she_knows(cast, watch)
    watch.pass_by(days=1)
    until_idle(keeper)
    assert (standing(billing), step("tell").state) == ([], states.RELEASED)
    assert not Promise.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("goes", ["let go", "resumed"])
def test_what_was_suspended_by_hand_is_ended_by_hand_though_billing_is_connected_since(cast: Cast, goes: str) -> None:
    promise, watch, billing = begun(cast, ALONE + "back: {title: B, resume: rest, in: 2 days}\n"), Watch(), Fake()
    until_idle(a_keeper(watch, billing=tasks(watch)))
    do_task(task=Task.objects.get(step__name="rest"), by=cast.mia, now=watch())
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(days=3)
    until_idle(a_keeper(watch, billing=billing))
    assert (billing.asked, Task.objects.filter(what="do", done_at=None).count()) == ([], 1)


def test_what_comes_ever_again_is_laid_before_a_person_each_time(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    (got,) = [each for each in claim(keeper) if each.name == "rest"]
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(minutes=3)
    until_idle(keeper)
    laid = []
    for time in range(6):
        confirm(key=got.key, outcome=Outcome("kept", f"Done {time}.", "B-1"), now=watch.pass_by(minutes=9))
        until_idle(keeper)
        left = list(Task.objects.filter(done_at=None, what="differs"))
        laid.append((kinds(billing).count("resume"), len(left)))
        for task in left:
            do_task(task=task, by=cast.mia, now=watch.pass_by(minutes=1))
    assert laid == [(2, 0), (3, 0), (4, 0), (4, 1), (4, 1), (4, 1)]


def test_a_question_in_a_workers_hand_when_its_time_runs_out_is_not_tried_again(cast: Cast) -> None:
    begun(cast, ASKED)
    watch, post = Watch(), Fake(["fail"] * 999)
    slow, quick = a_keeper(watch, "slow", email=post), a_keeper(watch, "quick", email=post)
    watch.pass_by(days=3, seconds=-20)
    in_hand = [Carried(each.pk, each.fence, post.carry(errand_of(each))) for each in claim(slow)]
    watch.pass_by(seconds=40)
    until_idle(quick)
    asked = len(post.asked)
    note(slow, in_hand)
    watch.pass_by(hours=1)
    until_idle(quick)
    assert (Task.objects.get(what="take_on").done_at, len(post.asked)) == (None, asked)
