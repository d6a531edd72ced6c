"""A customer who asks to be forgotten while something is promised to her: first that, then nothing stays in words."""

from datetime import timedelta

import pytest

from goodgrace.cases.forgetting import forget_customer
from goodgrace.errors import NotAllowed, Refused
from goodgrace.promises.changing import release
from goodgrace.promises.models import Promise
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.wording import OwnWords, change_words
from tests.people import NOW, Cast
from tests.promises.keeping import begun
from tests.web.browsing import signed_in

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
