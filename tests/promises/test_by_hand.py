"""The installation as it comes: nothing is connected, so people do every step, and nobody is asked twice for the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, confirm, do_task
from goodgrace.promises.changing import release
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.ways import tasks
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import BERLIN, Watch, begun
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_still_standing import CALLED

pytestmark = pytest.mark.django_db
REST = """
choose: {title: What suits you?, ask: customer, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}}, answer_within: 10 days, without_an_answer: person, within: 1 day}
rest_on: {title: Fees rest on, suspend: fees, if: choose is open, on: day 2, until: [call_her], within: 4 hours}
""" + CALLED  # fmt: skip
REMINDED = """
choose: {title: What suits you?, ask: customer, channel: task, words: {en: Hi}, options: {a: {en: A}, b: {en: B}}, answer_within: 3 days, without_an_answer: person, within: 1 day}
nine: {title: One day is left, remind: colleague, of: choose, before: 1 day, routine: yes, words: {en: x}}
""" + CALLED  # fmt: skip
REFUNDED = "back: {title: Money back, refund: fee, what: x, within: 4 hours}\n" + CALLED


def by_people(watch: Watch) -> Keeper:
    """A worker of an installation to which nothing is connected."""
    return a_keeper(watch, **dict.fromkeys(("billing", "email", "letter", "webhook"), tasks(watch)))


def shipped(cast: Cast, name: str, facts: dict[str, object]) -> Promise:
    """What a shipped playbook promises, begun now."""
    playbook = replace(read(POLICIES / f"playbooks/{name}.yaml"), may_start=("agent",))
    given = {"customer": a_customer(), "facts": facts, "by": cast.mia, "now": NOW, "zone": BERLIN}
    return start(playbook=playbook, digest=fingerprint(playbook), **given)  # type: ignore[arg-type]  # of many kinds


def hour_by_hour(cast: Cast, watch: Watch, hours: int) -> None:
    """Let hours go by; words are read as soon as they lie there, and nothing else is done."""
    keeper = by_people(watch)
    for _ in range(hours):
        until_idle(keeper)
        watch.pass_by(hours=1)
        for task in Task.objects.filter(done_at=None, what="approve"):
            approve(step=task.step, by=cast.mia, now=watch())
    until_idle(keeper)


def test_what_is_on_a_list_goes_on_whatever_the_family_chooses_meanwhile(cast: Cast) -> None:
    begun(cast, REST)
    watch = Watch(NOW + timedelta(days=2, minutes=1))
    until_idle(by_people(watch))
    answer(step=step("choose"), outcome="a", by=None, now=watch.pass_by(hours=1))
    assert step("rest_on").state == states.UNCONFIRMED, "the department may have done it, and not said so yet"
    do_task(task=Task.objects.get(step__name="rest_on"), by=cast.mia, now=watch())
    do_task(task=Task.objects.get(step__name="call_her", what="do"), by=cast.mia, now=watch())
    until_idle(by_people(watch))
    assert step("rest_on--ends").state == states.UNCONFIRMED, "it is ended by its own rule"


@pytest.mark.parametrize("hours", [9 * 24 - 1, 9 * 24 + 3, 10 * 24 + 2, 10 * 24 + 8])
def test_a_family_chooses_at_any_hour_of_the_shipped_playbook(cast: Cast, hours: int) -> None:
    shipped(cast, "bereavement-lease", {"lessee_died": "yes", "transfer_fee": "250"})
    watch = Watch()
    hour_by_hour(cast, watch, hours)
    answer(step=step("family_choice"), outcome="keep_car", by=None, now=watch())
    assert step("family_choice").outcome == "keep_car"


def test_a_reminder_leaves_the_list_when_nothing_is_left_to_remind_of(cast: Cast) -> None:
    begun(cast, REMINDED)
    watch = Watch()
    hour_by_hour(cast, watch, 6 * 24)
    assert step("nine").state == states.SKIPPED
    assert not Task.objects.filter(step__name="nine", done_at=None)
    assert Task.objects.get(what="take_on").title == "No answer has come: What suits you?"


def test_a_question_by_hand_is_put_when_somebody_says_that_its_words_are_sent(cast: Cast) -> None:
    shipped(cast, "hardship-grace", {"money_is_short": "yes"})
    watch = Watch()
    hour_by_hour(cast, watch, 47 * 24)
    assert step("how_to_go_on").state != states.OPEN, "nobody has sent it yet"
    do_task(task=Task.objects.get(step__name="how_to_go_on", what="do"), by=cast.mia, now=watch())
    assert step("how_to_go_on").state == states.OPEN
    hour_by_hour(cast, watch, 20 * 24)
    assert step("how_to_go_on").outcome == "talk", "what the playbook says where no answer comes"


def test_what_is_on_a_list_stays_there_when_another_system_is_connected_later(cast: Cast) -> None:
    begun(cast, REFUNDED)
    watch, billing = Watch(), Fake()
    until_idle(by_people(watch))
    watch.pass_by(minutes=20)
    until_idle(a_keeper(watch, "w2", billing=billing))
    assert (billing.asked, step("back").state) == ([], states.UNCONFIRMED)
    do_task(task=Task.objects.get(step__name="back"), by=cast.mia, now=watch())
    assert step("back").state == states.KEPT


def test_what_another_system_may_have_done_is_no_plain_task_when_it_is_connected_no_more(cast: Cast) -> None:
    begun(cast, REFUNDED)
    watch, billing = Watch(), Fake(["act_and_vanish"])
    until_idle(a_keeper(watch, billing=billing))
    watch.pass_by(minutes=20)
    until_idle(by_people(watch))
    assert step("back").state == states.LATE
    assert "Ask there before you do it by hand" in Task.objects.get(step__name="back", done_at=None).title


def test_what_a_department_may_have_suspended_is_ended_where_the_promise_is_let_go(cast: Cast) -> None:
    promise, watch = begun(cast, "rest: {title: Fees rest, suspend: fees, within: 4 hours}\n" + CALLED), Watch()
    until_idle(by_people(watch))
    release(promise=promise, reason="Agreed.", by=cast.mia, now=watch())
    until_idle(by_people(watch))
    assert Task.objects.get(done_at=None).title == "Fees rest: this ends"


def test_a_system_that_said_kept_and_calls_back_that_it_was_not_is_heard(cast: Cast) -> None:
    begun(cast, REFUNDED.replace("what: x", "channel: webhook, what: x"))
    watch = Watch()
    until_idle(a_keeper(watch, webhook=Fake()))
    assert step("back").state == states.KEPT
    assert confirm(key=step("back").key, outcome=Outcome("refused", "The bank sent it back."), now=watch())
    task = Task.objects.get(step__name="back")
    assert (step("back").state, task.what, task.title) == (states.LATE, "differs", "Money back: The bank sent it back.")


def test_words_are_to_be_read_before_the_letter_that_says_them_is_due(cast: Cast) -> None:
    told = "tell: {title: A letter, send: letter, to: customer, channel: email, words: {en: Hi}, within: %s}\n"
    begun(
        cast,
        told % "4 hours"
        + "later: {title: L, send: letter, to: customer, channel: email, words: {en: x}, within: 5 days}\n",
    )
    until_idle(by_people(Watch()))
    due = {task.step.name: task.due_at - NOW for task in Task.objects.filter(what="approve").select_related("step")}
    assert due == {"tell": timedelta(hours=4), "later": timedelta(days=1)}
