"""Nothing goes too early, twice, to a stranger or after it was let go, whatever comes between."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

import pytest

from goodgrace.customers.actions import forget_customer
from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.people.actions import add_person
from goodgrace.playbook.reading import fingerprint
from goodgrace.promises import states
from goodgrace.promises.actions import approve, cannot_do, confirm, do_task, lay_in_print_room, sign_and_post
from goodgrace.promises.changing import FARTHEST, give_up, move_call, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.channels.shape import Errand, Outcome
from goodgrace.promises.keeping import Keeper, carry_all, claim, note
from goodgrace.promises.making import HasIt, start
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.outside.reconciling import reconcile
from goodgrace.promises.queries import print_room
from goodgrace.promises.wording import change_words, let_go
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, a_playbook, begun
from tests.promises.test_keeping import SUSPENDED, a_keeper, step, until_idle

pytestmark = pytest.mark.django_db
POST = """
post: {title: Condolences, send: letter, words: {en: I am sorry.}, within: 2 days}
call_her: {title: Call her, call: customer, between: 09:00 and 18:00, within: 2 days}
"""
MAIL = "tell: {title: What we agreed, send: email, words: {en: Nothing is charged.}, within: 2 days}\n"
LATER = """
call_her: {title: Call her, call: customer, between: 09:00 and 18:00, within: 2 days}
back: {title: The fee comes back, refund: fee, what: the fee, within: 4 hours, after: call_her}
"""
BACK = "back: {title: The fee comes back, refund: fee, what: the fee, within: 4 hours}\n"


class Script:
    """A channel that answers what it is told to, in turn, and writes down what it really did."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.left, self.acted = list(outcomes), list[str]()

    def carry(self, errand: Errand) -> Outcome:
        self.acted.append(errand.key)
        return self.left.pop(0) if self.left else Outcome("kept", "It is done.")

    def ask(self, _errand: Errand) -> Outcome | None:
        return None


def let_it_go(promise: Promise, cast: Cast, watch: Watch) -> None:
    release(promise=promise, reason="It was a mistake.", by=cast.mia, now=watch())


def laid(promise: Promise, watch: Watch) -> PrintItem:
    until_idle(a_keeper(watch, letter=Fake(["later"] * 9)))
    row = promise.steps.get(name="post")
    return lay_in_print_room(step=row, customer=promise.customer, pdf=b"%PDF", now=watch())


def test_a_letter_that_was_let_go_leaves_the_print_room(cast: Cast) -> None:
    promise, watch = begun(cast, POST), Watch()
    item = laid(promise, watch)
    assert list(print_room()) == [item]
    let_it_go(promise, cast, watch)
    assert not print_room()
    with pytest.raises(Refused, match="not to be posted any more"):
        sign_and_post(item=item, paper=item.paper, by=cast.mia, now=watch())


def test_a_letter_promised_anew_is_posted_once(cast: Cast) -> None:
    promise, watch = begun(cast, POST), Watch()
    item = laid(promise, watch)
    day = watch() + timedelta(days=3)
    renegotiate(step=item.step, due_at=day, reason="On Friday.", told_at=watch(), by=cast.mia, now=watch())
    assert not print_room()
    watch.shows = day
    fresh = laid(Promise.objects.get(replaces=promise), watch)
    assert list(print_room()) == [fresh]
    with pytest.raises(Refused, match="not to be posted any more"):
        sign_and_post(item=item, paper=item.paper, by=cast.mia, now=watch())


@pytest.mark.parametrize("said", ["kept", "again", "refused", "unconfirmed"])
def test_what_was_never_asked_for_is_not_confirmed(cast: Cast, said: str) -> None:
    promise = begun(cast, LATER)
    key = f"{promise.pk}:back"
    with pytest.raises(Refused, match="Nobody has asked for this yet"):
        confirm(key=key, outcome=Outcome(said, "x"), now=NOW)  # type: ignore[arg-type]  # each of the four
    assert (step("back").state, step("back").next_try_at) == ("promised", None)


def test_one_playbook_begins_for_her_once_unless_somebody_says_it_is_for_something_else(cast: Cast) -> None:
    promise, playbook = begun(cast), a_playbook()
    wanted: Mapping[str, object] = {"fee": "25"}
    with pytest.raises(HasIt, match="has begun for this customer already, by Mia") as found:
        start(
            playbook=playbook,
            digest=fingerprint(playbook),
            customer=promise.customer,
            facts=wanted,
            by=cast.bob,
            now=NOW,
        )
    assert found.value.promise == promise
    beside = {"customer": promise.customer, "facts": wanted, "by": cast.bob, "now": NOW, "beside": str(promise.pk)}
    assert start(playbook=playbook, digest="", **beside).pk  # type: ignore[arg-type]  # of many kinds
    with pytest.raises(HasIt, match="by Bob"):
        start(playbook=playbook, digest="", **beside)  # type: ignore[arg-type]  # of many kinds


def test_a_service_begins_no_playbook(cast: Cast) -> None:
    robin = add_person(
        email="robin@example.org", name="Robin", role="lead", password=None, by=cast.finn, now=NOW, is_service=True
    )
    customer = begun(cast).customer
    with pytest.raises(NotAllowed, match="A service begins no playbook"):
        start(playbook=a_playbook(), digest="", customer=customer, facts={"fee": "25"}, by=robin, now=NOW)


@pytest.mark.parametrize("far", [FARTHEST + timedelta(days=1), timedelta(days=365 * 7900)])
def test_nobody_is_promised_something_for_a_day_beyond_reach(cast: Cast, far: timedelta) -> None:
    begun(cast, POST)
    told = {"reason": "x", "told_at": NOW, "by": cast.mia, "now": NOW}
    with pytest.raises(InputError, match="two years"):
        renegotiate(step=step("post"), due_at=NOW + far, **told)
    with pytest.raises(InputError, match="two years"):
        move_call(step=step("call_her"), to=NOW + far, by=cast.mia, now=NOW)


def test_of_a_customer_who_was_forgotten_nobody_is_asked_and_nothing_names_her(cast: Cast) -> None:
    promise, watch, billing = begun(cast, SUSPENDED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    known_as = promise.customer.reference
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())  # as it was possible before
    rests = step("rest")
    there = Believed(key=rests.key, kind="suspend", customer=known_as, until="2027-01-01T00:00:00+00:00")

    class Books:
        """What billing holds."""

        def standing(self, _since: object) -> tuple[Believed, ...]:
            return (there,)

    came = reconcile(Books(), now=watch.pass_by(days=1))
    assert (came.opened, Difference.objects.count()) == ((), 0)
    do_task(task=Task.objects.get(step__name="sort_out"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"]
    assert "was forgotten" in Task.objects.get(what="refused").title


def test_what_is_left_for_a_forgotten_customer_can_be_settled(cast: Cast) -> None:
    promise, watch = begun(cast, LATER), Watch()
    until_idle(a_keeper(watch))
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    task = Task.objects.get(step__name="call_her")
    cannot_do(task=task, reason="She is gone.", by=cast.mia, now=watch())
    give_up(step=step("call_her"), reason="She is gone.", by=cast.tom, now=watch())
    promise.refresh_from_db()
    assert (promise.state, bytes(promise.reason)) == (states.BROKEN, b"")


def test_a_promise_to_a_forgotten_customer_can_be_let_go(cast: Cast) -> None:
    promise, watch = begun(cast, LATER), Watch()
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    let_it_go(promise, cast, watch)
    promise.refresh_from_db()
    assert (promise.state, bytes(promise.reason)) == (states.RELEASED, b"")


def test_money_that_may_have_gone_is_not_promised_anew(cast: Cast) -> None:
    begun(cast, BACK)
    watch = Watch()
    billing = Script(Outcome("again", "It may have acted."), Outcome("refused", "Unauthorised."))
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(minutes=5)
    until_idle(keeper)
    row = step("back")
    assert (row.state, row.refused, row.attempts) == ("late", True, 2)
    with pytest.raises(Refused, match="may have done this already"):
        renegotiate(
            step=row, due_at=watch() + timedelta(hours=1), reason="x", told_at=watch(), by=cast.mia, now=watch()
        )  # fmt: skip


def test_what_was_refused_at_once_may_be_promised_anew(cast: Cast) -> None:
    begun(cast, BACK)
    watch = Watch()
    until_idle(a_keeper(watch, billing=Script(Outcome("refused", "Not like this."))))
    due = watch() + timedelta(hours=1)
    assert renegotiate(step=step("back"), due_at=due, reason="x", told_at=watch(), by=cast.mia, now=watch()).pk


def test_a_resume_never_overtakes_the_suspension_that_is_on_its_way(cast: Cast) -> None:
    promise, watch, billing = begun(cast, SUSPENDED), Watch(), Fake()
    slow, other = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "other", billing=billing)
    carried = carry_all(slow, claim(slow), None)
    let_it_go(promise, cast, watch)
    until_idle(other)
    assert [errand.kind for errand in billing.asked] == ["suspend"]
    note(slow, carried)
    watch.pass_by(minutes=3)
    until_idle(other)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]


def test_what_was_let_go_and_is_done_all_the_same_is_seen_by_a_person(cast: Cast) -> None:
    promise, watch, billing = begun(cast, BACK), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    carried = carry_all(keeper, claim(keeper), None)
    let_it_go(promise, cast, watch)
    note(keeper, carried)
    task = Task.objects.get(done_at=None)
    assert (task.person, task.what) == (cast.mia, "differs")
    assert "was done all the same: The fee comes back" in task.title
    do_task(task=task, by=cast.mia, now=watch())
    assert (step("back").state, Promise.objects.get().state) == (states.RELEASED, states.RELEASED)


def test_a_suspension_that_was_refused_is_not_ended(cast: Cast) -> None:
    promise, watch, billing = begun(cast, SUSPENDED), Watch(), Fake(["refuse"])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    let_it_go(promise, cast, watch)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend"]


def test_what_ends_a_suspension_names_it(cast: Cast) -> None:
    promise, watch, billing = begun(cast, SUSPENDED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="sort_out"), by=cast.mia, now=watch.pass_by(days=3))
    until_idle(keeper)
    suspend, resume = billing.asked
    assert resume.about["suspension"] == suspend.key == f"{promise.pk}:rest"


def test_words_that_are_only_kept_do_not_go_because_others_were_read_before(cast: Cast) -> None:
    begun(cast, MAIL)
    watch, post = Watch(), Script(Outcome("refused", "No such mailbox."))
    keeper = Keeper("w", watch, Random(1), {"email": post})
    approve(step=step("tell"), by=cast.mia, now=watch())
    until_idle(keeper)
    change_words(step=step("tell"), text="A draft, not finished", seen="", by=cast.bob, now=watch())
    until_idle(keeper)
    assert len(post.acted) == 1
    from goodgrace.promises.wording import written

    seen = written(step("tell")).version
    let_go(step=step("tell"), text="It is finished.", drafted="", seen=seen, by=cast.bob, now=watch())
    until_idle(keeper)
    assert (len(post.acted), step("tell").state) == (2, states.KEPT)


def test_a_late_call_that_is_moved_at_her_wish_waits_again_and_may_be_late_again(cast: Cast) -> None:
    promise, watch = begun(cast, POST), Watch()
    keeper = a_keeper(watch, letter=Fake(["later"] * 9))
    until_idle(keeper)
    watch.pass_by(days=6)
    until_idle(keeper)
    assert step("call_her").state == states.LATE
    move_call(step=step("call_her"), to=watch() + timedelta(days=2), by=None, now=watch())
    row = step("call_her")
    assert (row.state, row.was_late) == (states.UNCONFIRMED, True)
    assert not Task.objects.filter(step=row, what="late", done_at=None)
    promise.refresh_from_db()
    assert promise.wake_at == row.late_at
    watch.pass_by(days=9)
    until_idle(keeper)
    assert step("call_her").state == states.LATE
    assert Task.objects.filter(step=row, what="late", done_at=None).count() == 1


def test_a_step_that_is_none_of_a_promise_is_said_to_be_so(cast: Cast) -> None:
    row = begun(cast).steps.get(name="tell")
    gone = Step(pk=row.pk + 1000, name="tell", promise=row.promise)
    with pytest.raises(Exception, match="no such promise"):
        approve(step=gone, by=cast.mia, now=NOW)


def test_who_approved_words_stays_known_where_they_are_promised_anew(cast: Cast) -> None:
    begun(cast, MAIL)
    watch, post = Watch(), Script(Outcome("refused", "No such mailbox."))
    keeper = Keeper("w", watch, Random(1), {"email": post})
    approve(step=step("tell"), by=cast.mia, now=watch())
    until_idle(keeper)
    told = {"reason": "x", "told_at": watch(), "by": cast.mia, "now": watch()}
    fresh = renegotiate(step=step("tell"), due_at=watch() + timedelta(hours=3), **told).steps.get()
    assert (fresh.approved_by, fresh.approved_at) == (cast.mia, NOW)
    with pytest.raises(Refused, match="do not wait for anybody"):
        change_words(step=fresh, text="Draft, not finished", seen="", by=cast.bob, now=watch())
