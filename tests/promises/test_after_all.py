"""What turns out otherwise after all: refused and done, ended and not ended, let go too early, words on their way."""

from contextlib import suppress
from datetime import timedelta

import pytest

from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, cannot_do, confirm, differ, do_task
from goodgrace.promises.changing import may_promise_anew, move_call, release
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.errands import errand_of
from goodgrace.promises.handing import hand_over
from goodgrace.promises.keeping import Carried, Keeper, carry_all, claim, note
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.queries import print_room
from goodgrace.promises.undoing import undo_task
from goodgrace.promises.ways import tasks
from tests.people import Cast
from tests.promises.keeping import TWO_STEPS, Watch, begun
from tests.promises.test_all_the_same import ALONE, TOLD, standing
from tests.promises.test_given_up import ASKED, anew, broken, kinds, she_knows
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_nothing_astray import laid
from tests.promises.test_still_standing import CALLED, RESUMED

pytestmark = pytest.mark.django_db
CLOSED = """
rest: {title: R, suspend: fees}
papers: {title: P, do: P, within: 5 days}
gift: {title: G, credit: fee, what: it, within: 1 day}
over: {title: Over, close: rest, after: [papers, gift], within: 1 day}
"""
ROUND = """
rest: {title: R, suspend: fees}
choose: {title: Q, check: paid, by: 10 months, without_an_answer: person}
gone: {title: A, do: A, if: choose is yes, within: 2 days}
over: {title: Over, close: rest, after: [gone], if: choose is yes, within: 1 day}
"""
BOTH = """
rest: {title: R, suspend: fees}
papers: {title: P, do: P, within: 2 days}
car: {title: C, do: C, within: 5 days}
over: {title: Over, close: rest, after: [papers, car], within: 1 day}
"""
CHOICE = """
choose: {title: Which, ask: customer, channel: task, words: {en: Two ways}, options: {a: {en: A}, b: {en: B}},
  answer_within: 9 days, without_an_answer: b, within: 9 days}
"""
OPEN = CHOICE + (
    "rest: {title: R, suspend: fees, if: choose is open, on: day 2, until: [fix], within: 4 hours}\n"
    "fix: {title: Fix it, do: Fix it, within: 20 days}\n"
)
REMINDED = CHOICE + (
    "rest: {title: R, suspend: fees}\n"
    "fix: {title: Fix it, do: Fix it, within: 9 days}\n"
    "back: {title: B, resume: rest, after: fix, within: 1 day}\n"
    "nine: {title: One day, remind: colleague, of: choose, on: day 2, routine: yes, words: {en: x}, within: 1 day}\n"
)
BACK = ALONE + "back: {title: B, resume: rest, in: 2 days, within: 1 day}\n"
CREDIT = "waive_it: {title: No fee, credit: fee, what: it, within: 1 day}\n"
LETTER = "post: {title: T, send: letter, words: {en: No fee.}, after: waive_it, within: 1 day}\n"
NO_FEE, AFTER_ALL = Outcome("refused", "No such fee."), Outcome("unconfirmed", "After all, within the hour.", "B-1")


def who_does_all(cast: Cast, watch: Watch, keeper: Keeper) -> None:
    """For six days whatever is on a list is done, as far as it can be."""
    for _ in range(6):
        for task in Task.objects.filter(done_at=None):
            with suppress(Refused):
                do_task(task=task, by=cast.mia, now=watch())
        watch.pass_by(days=1)
        until_idle(keeper)


def test_what_comes_after_something_broken_is_not_promised_anew_for_it_would_go_with_it(cast: Cast) -> None:
    begun(cast, TWO_STEPS)
    watch = Watch()
    until_idle(a_keeper(watch, billing=Fake()))
    until_idle(a_keeper(Watch(watch.pass_by(days=1)), billing=Fake()))
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch())
    broken("waive_it", cast, watch)
    with pytest.raises(Refused, match="after what is broken: The fee is not charged"):
        anew("tell", cast, watch)
    assert not may_promise_anew(step("tell"), list(Step.objects.all()))
    assert Task.objects.filter(step__name="tell", done_at=None).exists()


def test_what_ends_a_broken_suspension_and_what_is_done_after_it_can_be_promised_anew(cast: Cast) -> None:
    begun(cast, RESUMED + "fix: {title: F, do: F, after: rest, within: 2 days}\n")
    watch, billing = Watch(), Fake(["keep", "refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    differ(key=step("rest").key, said="It stands otherwise.", now=watch.pass_by(hours=1))
    broken("rest", cast, watch)
    she_knows(cast, watch)
    watch.pass_by(hours=1)
    until_idle(keeper)
    assert (step("rest--ends").state, step("fix").state) == (states.LATE, states.UNCONFIRMED)
    anew("rest--ends", cast, watch)
    anew("fix", cast, watch)
    watch.pass_by(days=5)
    until_idle(keeper)
    assert standing(billing) == []
    assert Task.objects.filter(step__name="fix", what="do", done_at=None).exists()


def test_a_round_that_is_let_go_before_what_its_close_comes_after_begins_again(cast: Cast) -> None:
    promise, watch, billing = begun(cast, ROUND), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    answer(step=step("choose"), outcome="yes", by=cast.mia, now=watch.pass_by(days=3))
    until_idle(keeper)
    release(promise=promise, reason="She keeps it.", by=cast.mia, now=watch())
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "resume"]


def test_what_is_let_go_when_one_of_both_was_done_is_not_closed_for_good(cast: Cast) -> None:
    promise, watch, billing = begun(cast, BOTH), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="papers"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    release(promise=promise, reason="They keep the car.", by=cast.mia, now=watch())
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "resume"]


def test_a_close_that_was_due_and_asked_for_is_not_followed_by_a_resume(cast: Cast) -> None:
    promise, watch, billing = begun(cast, CLOSED), Watch(), Fake(["keep", "keep", "fail"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="papers", what="do"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    confirm(key=step("gift").key, outcome=Outcome("refused", "It is closed."), now=watch.pass_by(seconds=5))
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch.pass_by(seconds=5))
    watch.pass_by(hours=1)
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "credit", "close", "close"]


def test_a_slip_is_taken_back_though_something_after_it_was_skipped_before(cast: Cast) -> None:
    papers = "papers: {title: P, do: P, within: 5 days}\nmore: {title: M, do: M, within: 5 days}\n"
    begun(cast, CHOICE + papers + "next: {title: N, do: N, after: papers, if: choose is b, within: 1 day}\n")
    watch = Watch()
    until_idle(a_keeper(watch))
    answer(step=step("choose"), outcome="a", by=cast.mia, now=watch.pass_by(hours=1))
    watch.pass_by(days=1)
    task = Task.objects.get(step__name="papers", what="do")
    do_task(task=task, by=cast.mia, now=watch())
    undo_task(task=task, by=cast.mia, now=watch.pass_by(seconds=20))
    assert Task.objects.filter(pk=task.pk, done_at=None).exists()


def test_a_promise_whose_end_was_not_done_after_all_is_late_again(cast: Cast) -> None:
    begun(cast, "rest: {title: R, suspend: fees, until: [fix]}\nfix: {title: F, do: F, within: 5 days}\n")
    watch = Watch()
    keeper = a_keeper(watch, billing=Fake())
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="fix", what="do"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    assert Promise.objects.get().state == states.KEPT
    failed = Outcome("refused", "It failed at night.")
    confirm(key=step("rest--ends").key, outcome=failed, now=watch.pass_by(hours=5))
    assert Promise.objects.get().state == states.LATE


def test_why_something_was_refused_is_kept_no_longer_than_that_it_was(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED), Watch()
    until_idle(a_keeper(watch, billing=Fake(["refuse"])))
    Step.objects.filter(name="rest").update(said="Erika Miller has no such account.")
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    confirm(key=step("rest").key, outcome=AFTER_ALL, now=watch.pass_by(minutes=5))
    assert (step("rest").refused, "Erika" in step("rest").said) == (False, False)


def test_a_suspension_refused_promised_anew_and_done_under_its_old_key_is_ended_there(cast: Cast) -> None:
    begun(cast, RESUMED)
    watch, billing = Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    old = step("rest").key
    anew("rest", cast, watch)
    confirm(key=old, outcome=billing.confirm(old), now=watch.pass_by(minutes=5))
    who_does_all(cast, watch, keeper)
    assert not Promise.objects.filter(ended_at=None).exists()
    assert standing(billing) == []


def test_a_credit_refused_promised_anew_and_done_under_its_old_key_is_seen_by_somebody(cast: Cast) -> None:
    begun(cast, CREDIT)
    watch, billing = Watch(), Fake(["refuse"])
    until_idle(a_keeper(watch, billing=billing))
    old = step("waive_it").key
    anew("waive_it", cast, watch)
    confirm(key=old, outcome=billing.confirm(old), now=watch.pass_by(minutes=5))
    [task] = Task.objects.filter(what="differs", done_at=None)
    assert "promised anew, and was done all the same" in task.title


def test_a_suspension_refused_skipped_and_done_all_the_same_is_ended_though_its_promise_is_kept(cast: Cast) -> None:
    begun(cast, OPEN)
    watch, billing = Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(days=2)
    until_idle(keeper)
    key = step("rest").key
    answer(step=step("choose"), outcome="a", by=cast.mia, now=watch.pass_by(hours=1))
    do_task(task=Task.objects.get(step__name="fix", what="do"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert confirm(key=key, outcome=billing.confirm(key), now=watch.pass_by(minutes=5))
    until_idle(keeper)
    assert (standing(billing), Promise.objects.get().state) == ([], states.KEPT)


def test_a_resume_by_hand_that_is_promised_anew_stays_by_hand(cast: Cast) -> None:
    begun(cast, BACK)
    watch, billing = Watch(), Fake()
    until_idle(a_keeper(watch, billing=tasks(watch)))
    do_task(task=Task.objects.get(step__name="rest"), by=cast.mia, now=watch())
    watch.pass_by(days=3)
    until_idle(a_keeper(watch, billing=billing))
    anew("back", cast, watch)
    watch.pass_by(days=4)
    until_idle(a_keeper(watch, billing=billing))
    assert (billing.asked, Task.objects.filter(what="do", done_at=None).count()) == ([], 1)


@pytest.mark.parametrize("goes", ["let go", "given up"])
def test_what_was_refused_done_by_hand_and_then_doubted_at_night_is_ended(cast: Cast, goes: str) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(what="refused"), by=cast.mia, now=watch())
    differ(key=step("rest").key, said="The billing system has none of it.", now=watch.pass_by(days=1))
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.mia, now=watch.pass_by(hours=1))
    else:
        broken("rest", cast, watch)
        she_knows(cast, watch)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert Step.objects.filter(name="rest--ends").exists()


@pytest.mark.parametrize("goes", ["called back", "by hand", "taken on"])
def test_a_credit_that_was_refused_and_is_done_after_all_is_not_credited_twice(cast: Cast, goes: str) -> None:
    begun(cast, CREDIT)
    watch, billing = Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    key = step("waive_it").key
    if goes == "by hand":
        do_task(task=Task.objects.get(what="refused"), by=cast.mia, now=watch.pass_by(minutes=5))
    done = AFTER_ALL if goes == "taken on" else billing.confirm(key)
    confirm(key=key, outcome=done, now=watch.pass_by(minutes=5))
    if goes != "taken on":
        differ(key=key, said="The amount differs.", now=watch.pass_by(days=1))
    with pytest.raises(Refused, match="may have done this already"):
        anew("waive_it", cast, watch)


@pytest.mark.parametrize("goes", ["let go", "given up", "over"])
def test_what_was_refused_and_is_taken_on_after_it_was_let_go_is_ended_though_nobody_says_that_it_came(
    cast: Cast, goes: str
) -> None:
    promise, watch, billing = begun(cast, ALONE if goes == "over" else RESUMED), Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    key = step("rest").key
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    else:
        broken("rest", cast, watch)
    if goes == "over":
        she_knows(cast, watch)
    confirm(key=key, outcome=AFTER_ALL, now=watch.pass_by(minutes=5))
    billing.confirm(key)  # nobody hears of it
    if goes == "given up":
        she_knows(cast, watch)
    for _ in range(2):
        watch.pass_by(days=2)
        until_idle(keeper)
    assert (kinds(billing)[-1], standing(billing)) == ("resume", [])


def test_what_is_taken_on_when_it_is_late_already_is_ended_once_more(cast: Cast) -> None:
    promise, watch = begun(cast, RESUMED.replace("suspend: fees", "suspend: fees, within: 4 hours")), Watch()
    slow, billing = a_keeper(watch, "slow", billing=Fake(["fail"] * 30)), Fake()
    for _ in range(12):
        until_idle(slow)
        watch.pass_by(minutes=30)
    watch.pass_by(hours=6)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    watch.pass_by(minutes=3)
    quick = a_keeper(watch, "quick", billing=billing)
    until_idle(quick)
    assert kinds(billing) == ["resume"]
    confirm(key=got.key, outcome=AFTER_ALL, now=watch())
    billing.done[got.key] = errand_of(got)  # nobody hears of it
    watch.pass_by(days=3)
    until_idle(quick)
    assert standing(billing) == []


def test_a_task_that_is_closed_in_the_same_breath_holds_nothing_up(cast: Cast) -> None:
    begun(cast, REMINDED)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing, email=tasks(watch))
    until_idle(keeper)
    watch.pass_by(days=2)
    until_idle(keeper)
    cannot_do(task=Task.objects.get(step__name="nine", what="do"), reason="Away.", by=cast.bob, now=watch())
    broken("fix", cast, watch)
    do_task(task=Task.objects.get(what="cannot", step__name="fix"), by=cast.mia, now=watch.pass_by(minutes=1))
    until_idle(keeper)
    answer(step=step("choose"), outcome="a", by=cast.mia, now=watch.pass_by(hours=1))
    watch.pass_by(days=1)
    until_idle(keeper)
    assert not Promise.objects.filter(ended_at=None).exists()
    assert standing(billing) == []


def test_a_mail_that_is_being_tried_again_goes_no_more_when_what_it_tells_is_broken(cast: Cast) -> None:
    begun(cast, TOLD.replace("words: {en: x}", "routine: yes, words: {en: x}"))
    watch, post = Watch(), Fake(["fail"] * 3)
    keeper = a_keeper(watch, billing=Fake(), email=post)
    until_idle(keeper)
    assert len(post.asked) == 1
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch())
    broken("waive_it", cast, watch)
    she_knows(cast, watch)
    for _ in range(12):
        watch.pass_by(minutes=30)
        until_idle(keeper)
    assert not post.done


def test_an_answer_by_phone_counts_though_the_mail_with_its_question_was_refused(cast: Cast) -> None:
    begun(cast, ASKED + "gone: {title: G, do: G, if: choose is a, within: 2 days}\n")
    watch, post = Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, email=post)
    in_hand = [Carried(each.pk, each.fence, post.carry(errand_of(each))) for each in claim(keeper)]
    answer(step=step("choose"), outcome="a", by=cast.mia, now=watch())
    note(keeper, in_hand)
    assert (step("choose").state, step("choose").outcome) == (states.KEPT, "a")


@pytest.mark.parametrize("follows", ["waive: fee, what: it, within: 1 day", "guard: [dunning], for: 5 days"])
def test_a_suspension_by_hand_is_no_slip_any_more_when_something_follows_it(cast: Cast, follows: str) -> None:
    begun(cast, ALONE + f"next: {{title: N, after: rest, {follows}}}\n")
    watch = Watch()
    until_idle(a_keeper(watch, billing=tasks(watch)))
    watch.pass_by(hours=2)
    task = Task.objects.get(step__name="rest")
    do_task(task=task, by=cast.mia, now=watch())
    with pytest.raises(Refused, match="N has begun after it"):
        undo_task(task=task, by=cast.mia, now=watch.pass_by(seconds=20))


def test_a_letter_that_lies_in_the_print_room_is_let_go_with_what_it_tells(cast: Cast) -> None:
    promise, watch = begun(cast, TOLD.partition("tell:")[0] + LETTER), Watch()
    laid(promise, watch)
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch())
    broken("waive_it", cast, watch)
    assert step("post").state == states.RELEASED
    assert not print_room().exists()
    who_does_all(cast, watch, a_keeper(watch))
    assert Promise.objects.get().state == states.BROKEN


def test_a_call_that_is_handed_back_moved_and_handed_back_again_lies_before_somebody(cast: Cast) -> None:
    begun(cast, CALLED)
    watch = Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    for _ in range(2):
        cannot_do(task=Task.objects.get(what="do", done_at=None), reason="No answer.", by=cast.bob, now=watch())
        assert Task.objects.filter(what="cannot", done_at=None).exists()
        move_call(step=step("call_her"), to=watch() + timedelta(days=1), by=cast.mia, now=watch.pass_by(minutes=5))
        watch.pass_by(days=1)
        until_idle(keeper)


@pytest.mark.parametrize("goes", ["let go", "given up"])
@pytest.mark.parametrize("kind", ["resume", "close"])
def test_an_end_that_was_not_done_after_all_is_asked_for_once_more(cast: Cast, goes: str, kind: str) -> None:
    more = "fix: {title: F, do: F, within: 9 days}\n"
    promise, watch = begun(cast, RESUMED.replace("resume:", kind + ":") + more), Watch()
    billing = Fake(["keep", "lie"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(what="do", step__name="call_her"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    confirm(key=step("back").key, outcome=Outcome("refused", "It failed at night."), now=watch.pass_by(hours=5))
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    else:
        broken("back", cast, watch)
        she_knows(cast, watch)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert (kinds(billing), standing(billing)) == (["suspend", kind, kind], [])


@pytest.mark.parametrize("goes", ["let go", "given up"])
def test_what_stands_still_though_we_ended_it_is_ended_once_more_when_it_is_let_go(cast: Cast, goes: str) -> None:
    steps = RESUMED.partition("back:")[0].replace("suspend: fees", "suspend: fees, until: [call_her]")
    promise, watch = begun(cast, steps + "more: {title: M, do: M, within: 9 days}\n"), Watch()
    billing = Fake(["keep", "lie"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(what="do", step__name="call_her"), by=cast.mia, now=watch.pass_by(hours=1))
    until_idle(keeper)
    assert kinds(billing) == ["suspend", "resume"]
    differ(key=step("rest").key, said="It stands there still.", now=watch.pass_by(days=1))
    if goes == "let go":
        release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    else:
        broken("rest", cast, watch)
        she_knows(cast, watch)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert standing(billing) == []


def test_a_mail_whose_worker_died_goes_no_more_when_what_it_tells_is_broken(cast: Cast) -> None:
    begun(cast, TOLD.replace("words: {en: x}", "routine: yes, words: {en: x}"))
    watch, post = Watch(), Fake()
    dies = a_keeper(watch, "dies", billing=Fake(), email=post)
    note(dies, carry_all(dies, claim(dies), None))
    assert [each.name for each in claim(dies)] == ["tell"]
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch.pass_by(minutes=10))
    broken("waive_it", cast, watch)
    she_knows(cast, watch)
    watch.pass_by(minutes=1)
    until_idle(a_keeper(watch, "quick", billing=Fake(), email=post))
    assert not post.done


def test_a_mail_by_hand_that_is_handed_back_after_something_broke_is_let_go(cast: Cast) -> None:
    begun(cast, TOLD.replace("words: {en: x}", "routine: yes, words: {en: x}"))
    watch = Watch()
    until_idle(a_keeper(watch, billing=Fake(), email=tasks(watch)))
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch())
    broken("waive_it", cast, watch)
    she_knows(cast, watch)
    task = Task.objects.get(step__name="tell", what="do", done_at=None)
    cannot_do(task=task, reason="It is untrue now.", by=cast.mia, now=watch())
    assert (step("tell").state, Promise.objects.get().state) == (states.RELEASED, states.BROKEN)
    assert not Task.objects.filter(done_at=None).exists()


def test_what_was_done_under_an_old_key_lies_before_whoever_looks_after_it_now(cast: Cast) -> None:
    begun(cast, CREDIT)
    watch, billing = Watch(), Fake(["refuse"])
    until_idle(a_keeper(watch, billing=billing))
    old = step("waive_it").key
    hand_over(promise=anew("waive_it", cast, watch), to=cast.bob, by=cast.mia, now=watch.pass_by(minutes=1))
    confirm(key=old, outcome=billing.confirm(old), now=watch.pass_by(minutes=5))
    assert Task.objects.get(what="differs", done_at=None).person == cast.bob


def test_a_question_that_comes_after_something_broken_is_not_promised_anew(cast: Cast) -> None:
    begun(cast, CREDIT + ASKED.replace("routine: yes", "after: waive_it"))
    watch = Watch()
    until_idle(a_keeper(watch, billing=Fake()))
    confirm(key=step("waive_it").key, outcome=NO_FEE, now=watch())
    broken("waive_it", cast, watch)
    with pytest.raises(Refused, match="after what is broken"):
        anew("choose", cast, watch)
