"""A customer who asks to be forgotten while something is promised to her: first that, then nothing stays in words."""

from datetime import timedelta

import pytest

from goodgrace.cases.forgetting import forget_customer
from goodgrace.errors import NotAllowed, Refused
from goodgrace.promises.actions import differ, do_task
from goodgrace.promises.changing import release
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.outside.reconciling import reconcile
from goodgrace.promises.wording import OwnWords, change_words
from goodgrace.sentences import as_data, sentence
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.outside.test_reconciling import Books
from tests.promises.test_keeping import a_keeper, until_idle
from tests.web.browsing import signed_in

WHERE = (
    (Step.objects, "said"),
    (Task.objects, "title"),
    (Difference.objects, "said"),
    (Difference.objects, "reference"),
)
WAIVED = "waive_it: {title: Nothing is charged, waive: fee, what: x, within: 4 hours}\n"
MAIL = "mail:\n  title: A line to say so\n  send: email\n  words: {en: 'Hello {customer}, nothing is charged.'}\n"


@pytest.fixture
def promise(cast: Cast) -> Promise:
    return begun(cast, MAIL)


def let_go(promise: Promise, cast: Cast) -> None:
    release(promise=promise, reason="She wishes to be forgotten.", by=cast.mia, now=NOW)


def test_she_is_not_forgotten_while_a_promise_to_her_is_on_its_way(cast: Cast, promise: Promise) -> None:
    with pytest.raises(Refused, match="is promised to this customer and on its way"):
        forget_customer(customer=promise.customer, by=cast.finn, now=NOW)
    let_go(promise, cast)
    assert forget_customer(customer=promise.customer, by=cast.finn, now=NOW).forgotten_at == NOW


def test_nobody_learns_what_is_promised_by_asking_to_forget(cast: Cast, promise: Promise) -> None:
    with pytest.raises(NotAllowed):
        forget_customer(customer=promise.customer, by=cast.mia, now=NOW)


def test_what_was_written_for_her_goes_and_so_does_her_name_elsewhere(cast: Cast, promise: Promise) -> None:
    change_words(step=promise.steps.get(), text="I am sorry.", seen="", by=cast.mia, now=NOW)
    let_go(promise, cast)
    for key, reference in (("a", promise.customer.reference), ("b", "another")):
        Difference.objects.create(
            key=key, what="missing_here", said="A suspension.", reference=reference, found_at=NOW, seen_at=NOW,
            settled_at=NOW + timedelta(days=1), settled_how="ended",
        )  # fmt: skip
    forget_customer(customer=promise.customer, by=cast.finn, now=NOW)
    assert not OwnWords.objects.exists()
    assert list(Difference.objects.order_by("key").values_list("reference", flat=True)) == ["", "another"]


def test_what_another_system_said_of_her_steps_names_her_no_more(cast: Cast) -> None:
    promise, watch = begun(cast, WAIVED), Watch()
    until_idle(a_keeper(watch, billing=Fake(["lie"])))
    watch.pass_by(days=1)
    known_as = promise.customer.reference
    stray = Believed("stray:1", "suspend", known_as)
    reconcile(Books(stray), now=watch())
    assert _named(known_as) == [known_as], "of a stray, which is of no promise, we keep whom it is about"
    late = f"We hold “waive” for {known_as} (a:b) as done, and the billing system does not have it."
    for rows, name in WHERE[:3]:  # as it was written before
        rows.all().update(**{name: late})
    Task.objects.update(words=None)
    do_task(task=Task.objects.get(what="differs"), by=cast.mia, now=watch())
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    assert not _named(known_as)
    assert Task.objects.get(what="differs").title.startswith("We hold “waive” for … (a:b)")
    reconcile(Books(stray), now=watch.pass_by(days=1))
    assert not _named(known_as)


def test_what_differs_names_her_no_more_in_any_language(cast: Cast) -> None:
    promise, watch = begun(cast, WAIVED), Watch()
    until_idle(a_keeper(watch, billing=Fake()))
    known_as = promise.customer.reference
    differ(key=promise.steps.get().key, said=f"{known_as} pays, and {known_as}-b does not.", now=watch())
    do_task(task=Task.objects.get(), by=cast.mia, now=watch())
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    task = Task.objects.get()
    assert task.title == f"Nothing is charged: … pays, and {known_as}-b does not."
    assert task.words == {
        "template": "{title}: {said}",
        "values": {"title": "Nothing is charged", "said": f"… pays, and {known_as}-b does not."},
    }


def test_a_difference_names_her_no_more_in_any_language(cast: Cast, promise: Promise) -> None:
    known_as, step = promise.customer.reference, promise.steps.get()
    says = sentence("{them} has {what}", them="It", what=f"a waiver for {known_as}")
    Difference.objects.create(
        key=step.key, what="differs", said=str(says), words=as_data(says), step=step, found_at=NOW, seen_at=NOW
    )
    let_go(promise, cast)
    forget_customer(customer=promise.customer, by=cast.finn, now=NOW)
    assert {Difference.objects.get().said, str(Difference.objects.get().says)} == {"It has a waiver for …"}


def test_why_another_system_refused_goes_with_her(cast: Cast) -> None:
    promise, watch = begun(cast, WAIVED), Watch()
    until_idle(a_keeper(watch, billing=Fake(["refuse"])))
    words = as_data(sentence("{title}: {said}", title="Nothing is charged", said="Hanna Berg moved to Ulm."))
    Task.objects.filter(what="refused").update(title="Nothing is charged: Hanna Berg moved to Ulm.", words=words)
    Step.objects.update(said="Hanna Berg moved to Ulm.")
    let_go(promise, cast)
    forget_customer(customer=promise.customer, by=cast.finn, now=watch())
    task = Task.objects.get(what="refused")
    assert (task.title, task.words) == ("Nothing is charged", "Nothing is charged")
    assert Step.objects.get().said == ""


def _named(reference: str) -> list[str]:
    return [text for rows, name in WHERE for text in rows.all().values_list(name, flat=True) if reference in text]


def test_the_page_says_what_is_promised_first_and_forgets_after_that(cast: Cast, promise: Promise) -> None:
    client, at = signed_in(cast.finn), f"/customers/{promise.customer_id}/forget"
    told = client.get(at).content.decode()
    assert "First what is still promised" in told
    assert f"/promises/{promise.pk}/" in told
    assert "Forget for good" not in told
    refused = client.post(at)
    assert (refused.status_code, "is promised to this customer" in refused.content.decode()) == (409, True)
    let_go(promise, cast)
    assert client.post(at).status_code == 302
