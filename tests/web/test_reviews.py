"""Needs due for review: on *today* for those who may read them, and asked again from her page."""

from datetime import timedelta
from html import unescape

from django.utils import timezone

from goodgrace.customers.actions import read_needs
from goodgrace.customers.models import Need
from goodgrace.ledger.models import Entry
from goodgrace.people.models import Person
from tests.customers.acquaintances import SUPPORT, a_need, ada
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def overdue(cast: Cast, **more: object) -> Need:
    """A need of Ada's that should have been asked about by now; agents and advocates may read it."""
    need = a_need(ada(cast), cast.mia, **more)
    Need.objects.filter(pk=need.pk).update(review_on=timezone.localdate() - timedelta(days=2))
    return need


def today(person: Person) -> str:
    return unescape(signed_in(person).get("/").content.decode())


def test_who_may_read_a_need_is_asked_to_review_it(cast: Cast) -> None:
    need = overdue(cast)
    for person in (cast.mia, cast.bob, cast.ida):
        html = today(person)
        assert "Ask again whether it still helps" in html
        assert f'<a href="/customers/{need.customer_id}/" data-line>Ada Lovelace</a>' in html
        assert SUPPORT not in html
    for person in (cast.tom, cast.ruth, cast.olga, cast.max, cast.finn):
        assert "Ask again whether it still helps" not in today(person)


def test_what_still_helps_is_asked_again_later(cast: Cast) -> None:
    need = overdue(cast)
    client = signed_in(cast.mia)
    html = unescape(client.post(f"/customers/{need.customer_id}/needs").content.decode())
    assert f'action="/customers/{need.customer_id}/needs/{need.pk}/review"' in html
    then = timezone.localdate() + timedelta(days=90)
    answer = client.post(f"/customers/{need.customer_id}/needs/{need.pk}/review", {"review_on": then.isoformat()})
    assert answer.status_code == 302
    need.refresh_from_db()
    assert need.review_on == then
    assert Entry.objects.filter(what="need reviewed", by=cast.mia.mark).count() == 1
    assert "Ask again whether it still helps" not in today(cast.mia)
    assert read_needs(customer=need.customer, by=cast.mia, now=NOW)[0].support == SUPPORT


def test_a_review_is_on_a_day_to_come_and_by_who_may_read_it(cast: Cast) -> None:
    need = overdue(cast)
    at = f"/customers/{need.customer_id}/needs/{need.pk}/review"
    past = signed_in(cast.mia).post(at, {"review_on": "2020-01-01"})
    assert past.status_code == 422
    assert "Choose a day to come" in past.content.decode()
    other = signed_in(cast.tom).post(at, {"review_on": "2090-01-01"})
    assert other.status_code == 403
    assert "for the agent or customer advocate to read" in other.content.decode()
