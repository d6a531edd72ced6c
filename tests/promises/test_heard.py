"""What a customer has heard is not taken back: not by an overrule, not as a slip, and not at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from goodgrace.cases.afterwards import overrule, undo
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Decision, Overrule
from goodgrace.errors import Refused
from goodgrace.people.models import Person
from goodgrace.promises import states
from goodgrace.promises.actions import approve, do_task, lay_in_print_room, sign_and_post, tell
from goodgrace.promises.changing import renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.links import FamilyLink, make_link
from goodgrace.promises.models import Promise, Step, Task
from tests.cases.stories import a_case, a_wish, later
from tests.people import NOW, Cast, a_cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_decisions import a_decision, of
from tests.promises.test_keeping import a_keeper, until_idle
from tests.web.browsing import signed_in

NEWS = "news: {title: The news, send: email, to: TO, words: {en: It is done.}, within: 1 day}"
CALLED = "news: {title: A call, call: customer, between: 09:00 and 18:00, within: 2 days}"


def her_news(cast: Cast, decision: Decision, steps: str) -> Promise:
    """What a playbook has to say of a decision."""
    promise = begun(cast, steps)
    Promise.objects.filter(pk=promise.pk).update(source=f"decision:{decision.pk}")
    return promise


def told(cast: Cast, decision: Decision) -> None:
    tell(promise=of(decision), by=cast.mia, now=later(seconds=5))


def agreed_anew(cast: Cast, decision: Decision) -> None:
    until_idle(a_keeper(Watch()))
    give = Step.objects.get(promise=of(decision))
    renegotiate(
        step=give, due_at=later(days=2), reason="On Friday.", told_at=NOW, by=cast.mia, now=later(seconds=5)
    )  # fmt: skip


def mailed(cast: Cast, decision: Decision) -> None:
    her_news(cast, decision, NEWS.replace("TO", "customer"))
    until_idle(a_keeper(Watch()))
    approve(step=Step.objects.get(name="news"), by=cast.mia, now=NOW)
    until_idle(a_keeper(Watch()))


def called(cast: Cast, decision: Decision) -> None:
    her_news(cast, decision, CALLED)
    until_idle(a_keeper(Watch()))
    do_task(task=Task.objects.get(step__name="news"), by=cast.mia, now=NOW)


def posted(cast: Cast, decision: Decision) -> None:
    laid(cast, decision)
    item = Step.objects.get(name="news").print_item
    sign_and_post(item=item, paper=item.paper, by=cast.mia, now=NOW)


def opened(cast: Cast, decision: Decision) -> None:
    make_link(promise=of(decision), days=3, by=cast.mia, now=NOW)
    FamilyLink.objects.update(opened_at=NOW)


def laid(cast: Cast, decision: Decision) -> None:
    promise = her_news(cast, decision, NEWS.replace("TO", "customer").replace("email", "letter"))
    until_idle(a_keeper(Watch(), letter=Fake(["later"])))
    lay_in_print_room(step=Step.objects.get(name="news"), customer=promise.customer, pdf=b"%PDF", now=NOW)


def waiting_for_eyes(cast: Cast, decision: Decision) -> None:
    her_news(cast, decision, NEWS.replace("TO", "customer"))
    until_idle(a_keeper(Watch()))


def mailed_to_a_colleague(cast: Cast, decision: Decision) -> None:
    her_news(cast, decision, NEWS.replace("TO", "colleague").replace("send", "routine: yes, send"))
    until_idle(a_keeper(Watch()))
    assert Step.objects.get(name="news").state == states.KEPT


Heard = Callable[[Cast, Decision], None]


@pytest.mark.django_db
@pytest.mark.parametrize("how", [told, agreed_anew, mailed, called, posted, opened])
def test_what_she_has_heard_is_neither_overruled_nor_a_slip_and_the_desk_offers_neither(cast: Cast, how: Heard) -> None:
    decision = a_decision(cast)
    desk = f"/cases/{decision.case_id}/"
    assert "/overrule" in signed_in(cast.ruth).get(desk).content.decode()
    how(cast, decision)
    stood = list(Promise.objects.order_by("pk").values_list("state", flat=True))
    with pytest.raises(Refused, match="A further remedy is possible"):
        overrule(decision=decision, by=cast.ruth, reason="No.", now=later(minutes=30))
    with pytest.raises(Refused, match="A further remedy is possible"):
        undo(decision=decision, by=cast.mia, now=later(seconds=30))
    decision.refresh_from_db()
    assert (decision.stands, list(Promise.objects.order_by("pk").values_list("state", flat=True))) == (True, stood)
    html = signed_in(cast.ruth).get(desk).content.decode()
    assert "Word of it has reached her" in html
    assert "/overrule" not in html
    assert "/undo" not in signed_in(cast.mia).get(desk).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("how", [laid, waiting_for_eyes, mailed_to_a_colleague])
def test_what_only_we_know_of_can_be_overruled(cast: Cast, how: Heard) -> None:
    decision = a_decision(cast)
    how(cast, decision)
    overrule(decision=decision, by=cast.ruth, reason="A second repair.", now=later(minutes=30))
    assert states.PROMISED not in set(Promise.objects.values_list("state", flat=True))
    assert Step.objects.get(name="news").state in (states.RELEASED, states.KEPT)


@pytest.mark.django_db
def test_of_what_was_overruled_nobody_says_afterwards_that_she_knows_of_it(cast: Cast) -> None:
    decision = a_decision(cast)
    overrule(decision=decision, by=cast.ruth, reason="A second repair.", now=NOW)
    with pytest.raises(Refused, match="let go meanwhile"):
        tell(promise=of(decision), by=cast.mia, now=later(minutes=1))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_told_and_overruled_at_one_moment_do_not_both_pass() -> None:
    cast = a_cast()
    decisions = [a_decision(cast), *(_another(cast.mia) for _ in range(7))]
    together = Barrier(2)

    def pressed(act: Callable[[Decision], object]) -> list[bool]:
        passed = []
        try:
            for decision in decisions:
                together.wait(30)
                passed.append(_passes(act, decision))
        finally:
            connection.close()
        return passed

    with ThreadPoolExecutor(2) as pool:
        telling = pool.submit(pressed, lambda each: tell(promise=of(each), by=cast.mia, now=NOW))
        setting_aside = pool.submit(pressed, lambda each: overrule(decision=each, by=cast.ruth, reason="No.", now=NOW))
        said, overruled = telling.result(60), setting_aside.result(60)
    assert [one != other for one, other in zip(said, overruled, strict=True)] == [True] * len(decisions)
    assert Overrule.objects.count() == sum(overruled)
    connections.close_all()


def _another(by: Person) -> Decision:
    """The same decision of another case."""
    return decide(case=a_case(by), wish=a_wish(grounds=("just_missed",)), by=by, now=NOW)


def _passes(act: Callable[[Decision], object], decision: Decision) -> bool:
    try:
        act(decision)
    except Refused:
        return False
    return True
