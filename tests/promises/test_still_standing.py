"""What another system holds for a promise that is over, broken or changed; and that one bad row holds up nobody else."""

from datetime import timedelta
from random import Random

import pytest

from goodgrace.customers.actions import note_fact
from goodgrace.errors import Refused
from goodgrace.people.models import Person
from goodgrace.promises import states
from goodgrace.promises.actions import do_task
from goodgrace.promises.changing import give_up, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.errands import errand_of
from goodgrace.promises.keeping import Keeper, claim
from goodgrace.promises.links import make_link, wish_a_call
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.outside.drafting import drafted_mail
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.outside.reconciling import reconcile
from goodgrace.promises.ways import tasks
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.outside.test_drafting import COMPANY
from tests.promises.test_keeping import SUSPENDED, a_keeper, step, until_idle
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
CALLED = "call_her: {title: Call her, call: customer, between: 09:00 and 18:00, within: 2 days}\n"
RESUMED = (
    "rest: {title: Fees rest, suspend: fees}\n" + CALLED + "back: {title: Fees again, resume: rest, after: call_her}\n"
)
CHECKED = """
repaid: {title: Was it repaid?, check: paid, by: 10 months, without_an_answer: "no"}
good: {title: The fee comes back, credit: fee, if: repaid is yes, what: the fee}
""" + CALLED  # fmt: skip


def let_go(promise: Promise, cast: Cast, watch: Watch) -> None:
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())


def test_what_a_resume_was_to_end_is_ended_where_the_promise_is_let_go(cast: Cast) -> None:
    promise, watch, billing = begun(cast, RESUMED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    let_go(promise, cast, watch)
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    assert billing.asked[1].about["suspension"] == billing.asked[0].key
    assert step("rest").ended_at == NOW


@pytest.mark.parametrize("goes", ["later", "act_and_vanish"])
def test_a_suspension_that_is_given_up_is_ended_there(cast: Cast, goes: str) -> None:
    promise, watch, billing = begun(cast, SUSPENDED), Watch(), Fake([goes])  # type: ignore[list-item]  # both are ways
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("rest"), reason="They cannot.", by=cast.tom, now=watch.pass_by(minutes=5))
    watch.pass_by(hours=4)
    until_idle(keeper)
    assert billing.asked[-1].kind == "suspend", "nobody has told her yet"
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert billing.asked[-1].kind == "resume"
    assert Promise.objects.get(pk=promise.pk).steps.get(name="rest").state == states.BROKEN


def test_a_suspension_that_is_given_up_is_ended_only_once_it_can_have_arrived(cast: Cast) -> None:
    begun(cast, RESUMED)
    watch, billing = Watch(), Fake()
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    (got,) = [each for each in claim(slow) if each.name == "rest"]
    on_its_way = errand_of(got)
    give_up(step=got, reason="They cannot.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    until_idle(quick)
    billing.carry(on_its_way)  # the worker dies before it writes that down
    watch.pass_by(minutes=3)
    until_idle(quick)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]


def test_what_ends_a_suspension_of_something_broken_is_not_given_up(cast: Cast) -> None:
    begun(cast, RESUMED)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("call_her"), reason="Nobody can.", by=cast.tom, now=watch())
    do_task(task=Task.objects.get(what="cannot"), by=cast.mia, now=watch())
    with pytest.raises(Refused, match="so it is not given up"):
        give_up(step=step("rest--ends"), reason="They do not answer.", by=cast.tom, now=watch())
    page = signed_in(cast.tom).get(f"/promises/{step('rest').promise_id}/").content.decode()
    assert ("Fees rest: this ends" in page, "Say that it is broken" in page) == (True, False)


def test_what_waits_for_something_broken_is_let_go_and_a_person_speaks_with_her(cast: Cast) -> None:
    then = "tell: {title: A letter, send: letter, words: {en: x}, after: call_her, within: 1 day}\n"
    promise, watch = begun(cast, "rest: {title: R, suspend: fees, for: 10 days}\n" + CALLED + then), Watch()
    billing = Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    give_up(step=step("call_her"), reason="Nobody can call.", by=cast.tom, now=watch())
    watch.pass_by(days=11)
    until_idle(keeper)
    promise.refresh_from_db()
    assert (promise.state, step("tell").state) == (states.BROKEN, states.RELEASED)
    task = Task.objects.get(done_at=None)
    assert (task.person, task.title.startswith("This is broken: Call her.")) == (cast.mia, True)
    do_task(task=task, by=cast.mia, now=watch())


def test_without_billing_connected_only_an_end_stays_on_a_list_for_a_promise_that_was_let_go(cast: Cast) -> None:
    promise, watch = begun(cast, SUSPENDED + "waive_it: {title: W, waive: fee, what: x, within: 4 hours}\n"), Watch()
    keeper = a_keeper(watch, billing=tasks(watch))
    until_idle(keeper)
    assert Task.objects.filter(done_at=None, step__name__in=["rest", "waive_it"]).count() == 2
    let_go(promise, cast, watch)
    until_idle(keeper)
    left = Task.objects.get(done_at=None)
    assert left.step.name == "rest--ends", "who suspended it may not have said so, and nothing else stays"


def test_without_billing_connected_a_step_is_promised_anew_like_any_other_task(cast: Cast) -> None:
    begun(cast, "waive_it: {title: W, waive: fee, what: x, within: 4 hours}\n")
    watch = Watch()
    until_idle(a_keeper(watch, billing=tasks(watch)))
    day = watch() + timedelta(days=2)
    assert renegotiate(step=step("waive_it"), due_at=day, reason="x", told_at=watch(), by=cast.mia, now=watch()).pk


def test_facts_go_along_where_a_promise_is_made_anew(cast: Cast) -> None:
    old, watch, billing = (
        begun(cast, CHECKED.replace("check: paid", "check: paid and fee > 20"), fee="25"),
        Watch(),
        Fake(),
    )
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    told = {"reason": "Friday.", "told_at": watch(), "by": cast.mia, "now": watch()}
    fresh = renegotiate(step=step("call_her"), due_at=watch() + timedelta(days=3), **told)
    paid = watch.pass_by(hours=1)
    note_fact(customer=old.customer, name="paid", value="yes", source="crm", by=cast.mia, now=paid)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert old.pk != fresh.pk
    assert (step("repaid").outcome, [errand.kind for errand in billing.asked]) == ("yes", ["credit"])


def test_a_check_learns_from_our_records_what_came_after_the_promise(cast: Cast) -> None:
    promise, watch, billing = begun(cast, CHECKED), Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    customer = promise.customer
    before = NOW - timedelta(days=1)
    note_fact(customer=customer, name="paid", value="no", source="crm", by=cast.mia, now=before, seen_at=before)
    until_idle(keeper)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert step("repaid").state == states.OPEN, "what was known before is about something else"
    note_fact(customer=customer, name="paid", value="yes", source="crm", by=cast.mia, now=watch(), seen_at=watch())
    watch.pass_by(days=2)
    until_idle(keeper)
    assert (step("repaid").outcome, [errand.kind for errand in billing.asked]) == ("yes", ["credit"])


def test_one_step_that_cannot_be_put_in_words_holds_up_no_other(cast: Cast) -> None:
    watch, billing = Watch(), Fake()
    good = begun(cast)
    poisoned = begun(cast, "more: {title: Longer, extend: 3, unit: days, what: the warranty, within: 1 day}\n")
    row = poisoned.steps.get()
    row.data["parameters"]["count"] = "3000000"
    row.save()
    until_idle(a_keeper(watch, billing=billing))
    assert Step.objects.get(promise=good, name="waive_it").state == states.KEPT
    assert "longer than ten years" in Task.objects.get(step=row).title


def test_a_promise_in_a_zone_that_this_machine_does_not_know_goes_on(cast: Cast) -> None:
    promise = begun(cast)
    Promise.objects.update(zone="Mars/Olympus")
    until_idle(a_keeper(Watch(), billing=Fake()))
    assert promise.steps.get(name="waive_it").state == states.KEPT


def test_a_promise_that_cannot_go_on_is_looked_at_later_and_holds_up_no_other(cast: Cast) -> None:
    bad, good, watch = begun(cast), begun(cast), Watch()
    Step.objects.filter(promise=bad, name="tell").update(data={"title": "?", "parameters": {}, "format": 1})
    Promise.objects.update(wake_at=watch())
    until_idle(a_keeper(watch, billing=Fake()))
    assert Step.objects.get(promise=good, name="waive_it").state == states.KEPT


def test_a_long_key_there_is_one_difference_among_others(cast: Cast) -> None:
    begun(cast)
    rows = tuple(Believed(key=key, kind="waive", customer="C-9") for key in ("x" * 180, "x" * 181, "y"))

    class Books:
        """What billing holds."""

        def standing(self, _since: object) -> tuple[Believed, ...]:
            return rows

    for _ in range(2):
        reconcile(Books(), now=NOW)
    assert Difference.objects.count() == 3


def test_what_reminds_a_colleague_goes_to_the_colleague(cast: Cast) -> None:
    steps = "nine: {title: One day is left, remind: colleague, routine: yes, words: {en: A quiet call today.}, within: 1 day}\n"
    row = begun(cast, steps).steps.get()
    mail = drafted_mail(COMPANY, Watch(NOW))(errand_of(row))
    assert (mail.to, mail.name) == (cast.mia.email, "Mia")


def test_a_question_by_mail_waits_for_a_person_to_read_it(cast: Cast) -> None:
    asks = (
        'choose: {title: What suits you?, ask: family, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}},'
        " answer_within: 3 days, without_an_answer: person, within: 1 day}\n"
    )
    begun(cast, asks)
    watch, post = Watch(), Fake()
    until_idle(Keeper("w", watch, Random(1), {"email": post}))
    assert (post.asked, Task.objects.get().what) == ([], "approve")
    with pytest.raises(Refused, match="Read the words"):
        do_task(task=Task.objects.get(), by=cast.mia, now=watch())


def test_the_family_moves_a_call_often_but_not_without_end(cast: Cast) -> None:
    promise = begun(cast, CALLED)
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=NOW)
    for hour in range(12):
        wish_a_call(link=link, promise=promise, at=NOW + timedelta(days=2, hours=hour), now=NOW)
    with pytest.raises(Refused, match="noted your wish"):
        wish_a_call(link=link, promise=promise, at=NOW + timedelta(days=3), now=NOW)


def test_what_is_for_a_colleague_who_has_left_goes_nowhere_and_its_page_opens(cast: Cast) -> None:
    steps = "nine: {title: One day is left, remind: colleague, words: {en: A quiet call.}, subject: {en: 'For {customer}'}, within: 1 day}\n"
    row = begun(cast, steps).steps.get()
    Person.objects.filter(pk=cast.mia.pk).update(is_active=False)
    with pytest.raises(Refused, match="Mia does not work here any more"):
        drafted_mail(COMPANY, Watch(NOW))(errand_of(row))
    assert signed_in(cast.tom).get(f"/promises/{row.promise_id}/").status_code == 200
