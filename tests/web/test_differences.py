"""What another system holds and nobody here promised: seen among what is late, and settled by a person."""

from html import unescape

from django.test import Client
from django.utils import timezone

from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.outside.reconciling import reconcile
from tests.cases.stories import a_customer
from tests.people import Cast
from tests.promises.outside.test_reconciling import Books
from tests.web.browsing import signed_in
from tests.web.test_german import in_german


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_a_suspension_that_nobody_promised_is_seen_and_settled(cast: Cast) -> None:
    customer = a_customer("C-7")
    reconcile(Books(Believed("stray:1", "suspend", "C-7"), Believed("stray:2", "waive", "X-9")), now=timezone.now())
    mia, tom = signed_in(cast.mia), signed_in(cast.tom)
    for told in (read(tom, "/"), read(mia, "/promises/"), read(mia, "/differences/")):
        assert "It stands there, and nobody here promised it" in told
    assert "nobody here promised" not in read(mia, "/")
    told = read(mia, "/differences/")
    assert "The billing system has “suspend” (stray:1), and we have no promise that asks for it." in told
    assert f"/customers/{customer.pk}/" in told
    assert "For X-9, whom we do not know" in told
    first, second = Difference.objects.order_by("key")
    assert mia.post(f"/differences/{first.pk}/settled", {"how": "x"}).status_code == 422
    mia.post(f"/differences/{first.pk}/settled", {"how": "ended"})
    told = read(mia, "/differences/")
    assert "Should it still stand there tonight, it is opened again." in told
    mia.post(f"/differences/{second.pk}/settled", {"how": "stands"})
    assert "Both sides say the same." in read(mia, "/differences/")
    assert "nobody here promised" not in read(tom, "/")


def test_what_stands_otherwise_is_said_in_german(cast: Cast) -> None:
    reconcile(Books(Believed("stray:1", "suspend", "X-9")), now=timezone.now())
    told = read(in_german(cast.mia), "/differences/")
    assert "und keine Zusage von uns verlangt danach." in told
    assert "we have no promise" not in told
