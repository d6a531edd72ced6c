"""Checks learn from the customer's records: what changed since the promise was made, and nothing that was so before."""

from datetime import timedelta

import pytest

from goodgrace.customers.actions import note_fact
from goodgrace.customers.models import Customer
from goodgrace.playbook.plan import learnt_later
from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises import states
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.making import planned, start
from goodgrace.promises.models import Task
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import BERLIN, Watch, a_playbook
from tests.promises.test_by_hand import shipped
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.promises.test_still_standing import CHECKED

pytestmark = pytest.mark.django_db


def checked(cast: Cast, customer: Customer, **facts: str) -> None:
    """A promise that watches whether she has paid."""
    playbook = a_playbook(CHECKED)
    given = {"customer": customer, "facts": {"fee": "25", **facts}, "by": cast.mia, "now": NOW, "zone": BERLIN}
    start(playbook=playbook, digest=fingerprint(playbook), **given)  # type: ignore[arg-type]  # of many kinds


def learnt(cast: Cast, customer: Customer, said: list[tuple[int, str]]) -> None:
    """What billing notes of her on these days from the start; a worker looks each day up to the tenth."""
    watch = Watch()
    keeper = a_keeper(watch)
    for day, value in [each for each in said if each[0] < 0]:
        note_fact(
            customer=customer, name="paid", value=value, source="billing", by=cast.ida, now=NOW + timedelta(days=day)
        )
    checked(cast, customer)
    for day in range(10):
        for value in [value for on, value in said if on == day]:
            note_fact(customer=customer, name="paid", value=value, source="billing", by=cast.ida, now=watch())
        until_idle(keeper)
        watch.pass_by(days=1)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([(-30, "yes")], ""),
        ([(-30, "yes"), (1, "yes")], ""),
        ([(-30, "yes"), (1, "true")], ""),
        ([(-30, "no"), (1, "yes")], "yes"),
        ([(1, "yes")], "yes"),
        ([(-30, "yes"), (1, "no"), (4, "yes")], "yes"),
        ([(-30, "yes"), (1, "no")], ""),
    ],
)
def test_what_changed_since_counts_by_what_it_means(cast: Cast, said: list[tuple[int, str]], outcome: str) -> None:
    learnt(cast, a_customer(), said)
    assert step("repaid").outcome == outcome


def test_that_nobody_has_told_anything_since_the_start_is_no_answer(cast: Cast) -> None:
    shipped(cast, "loan-interest-forgiven", {"loan": "1000000", "still_owed": "1000000"})
    watch = Watch()
    keeper = a_keeper(watch)
    for _ in range(125):
        until_idle(keeper)
        watch.pass_by(days=3)
    assert step("repaid").outcome == ""
    assert Task.objects.filter(step__name="repaid", what="take_on", done_at=None).count() == 1


def test_what_only_a_check_asks_for_is_not_asked_at_the_start(cast: Cast) -> None:
    playbook = read(POLICIES / "playbooks/refund-fee.yaml")
    assert learnt_later(playbook) == {"settled_on"}
    made = planned(playbook, "", facts={"amount": "25", "settled_on": "yes"}, started=NOW, zone=BERLIN)
    assert "settled_on" not in made.facts


@pytest.mark.parametrize("told", [{}, {"still_owed": "1000000"}])
def test_who_has_repaid_her_loan_is_charged_no_interest_whatever_was_owed_at_the_start(
    cast: Cast, told: dict[str, object]
) -> None:
    promise = shipped(cast, "loan-interest-forgiven", {"loan": "1000000", **told})
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    watch.pass_by(days=150)
    note_fact(customer=promise.customer, name="still_owed", value="0", source="billing", by=cast.ida, now=watch())
    for _ in range(75):
        watch.pass_by(days=3)
        until_idle(keeper)
    assert step("repaid").outcome == "yes"
    assert step("visit").state == states.SKIPPED
    assert [errand.kind for errand in billing.asked] == ["suspend", "close"]
