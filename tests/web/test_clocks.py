"""Whose clock a page goes by: a customer in New York, and a colleague in Berlin who reads it."""

from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.customers.models import Customer
from goodgrace.people.models import Person, Site
from goodgrace.promises.links import make_link
from goodgrace.promises.models import Promise, Step
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.web.browsing import signed_in

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.fixture
def her(cast: Cast) -> Customer:
    """A customer, of whom nobody knows yet where she lives; the playbooks are in force, and everybody works in Berlin."""
    Site.objects.update(time_zone="Europe/Berlin")
    for name in ("callback", "bereavement-lease"):
        text = (POLICIES / f"playbooks/{name}.yaml").read_text(encoding="utf-8")
        publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    return a_customer("C-NY")


def page(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def shows(told: str, began: datetime, zone: ZoneInfo) -> bool:
    """Whether a page that was just fetched shows what a clock did."""
    return any(f"{moment.astimezone(zone):%A, %H:%M}" in told for moment in (began, timezone.now()))


def lives_in(customer: Customer, zone: str, by: Person) -> str:
    """Noted on her page; what the page then says."""
    answer = signed_in(by).post(f"/customers/{customer.pk}/time-zone", {"time_zone": zone}, follow=True)
    return unescape(answer.content.decode())


def a_call(customer: Customer, by: Person) -> tuple[str, Step]:
    """Where the promise of a call stands, and the call, planned for tomorrow."""
    begun = signed_in(by).post(f"/customers/{customer.pk}/promises/new/callback", {"fact.urgent": "yes"})
    step = Step.objects.get(kind="call", name="today")
    Step.objects.filter(pk=step.pk).update(due_at=timezone.now())
    return begun["Location"], step


def test_her_zone_is_noted_on_her_page_and_shown_with_its_clock(cast: Cast, her: Customer) -> None:
    assert "Note her time zone" in page(cast.mia, f"/customers/{her.pk}/")
    began = timezone.now()
    told = lives_in(her, "America/New_York", cast.mia)
    assert "What is promised to her from now on counts by her clock." in told
    assert "She lives by the clock of New York." in told
    assert shows(told, began, NEW_YORK)
    assert 'value="America/New_York" maxlength' in told
    assert "counts by the clock of your site" in lives_in(her, "", cast.mia)
    assert "Times on this page are yours" not in lives_in(her, "Europe/Vienna", cast.mia)


def test_no_zone_is_told_beside_the_field_with_a_near_one_and_stays_typed(cast: Cast, her: Customer) -> None:
    answer = signed_in(cast.mia).post(f"/customers/{her.pk}/time-zone", {"time_zone": "New York"})
    told = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert '"New York" is no time zone. America/New_York may be meant.' in told
    assert 'value="New York"' in told
    assert signed_in(cast.max).post(f"/customers/{her.pk}/time-zone", {"time_zone": ""}).status_code == 403


def test_it_is_said_in_german_too(cast: Cast, her: Customer) -> None:
    Person.objects.filter(pk=cast.mia.pk).update(language="de")
    mia = Person.objects.get(pk=cast.mia.pk)
    assert "„New York“ ist keine Zeitzone. Vielleicht ist America/New_York gemeint." in lives_in(her, "New York", mia)
    assert "Die Kundin lebt nach der Uhr von New York." in lives_in(her, "America/New_York", mia)


def test_the_page_that_begins_it_says_whose_clock_counts(cast: Cast, her: Customer) -> None:
    at = f"/customers/{her.pk}/promises/new/callback"
    assert "Times are" not in page(cast.mia, at)
    lives_in(her, "America/New_York", cast.mia)
    assert "Times are hers: New York." in page(cast.mia, at)
    lives_in(her, "Europe/Vienna", cast.mia)
    assert "Times are" not in page(cast.mia, at)


def test_a_promise_is_shown_and_moved_by_her_clock(cast: Cast, her: Customer) -> None:
    lives_in(her, "America/New_York", cast.mia)
    at, step = a_call(her, cast.mia)
    promise = Promise.objects.get()
    assert promise.clock == NEW_YORK
    began = timezone.now()
    told = page(cast.mia, at)
    assert "Times are hers: New York." in told
    assert shows(told, began, NEW_YORK)
    assert shows(told, began, BERLIN)
    wished = f"{began.year + 1}-11-03T09:00"
    answer = signed_in(cast.mia).post(f"{at}call", {"step": step.pk, "to": wished}, follow=True)
    assert "The call is moved." in answer.content.decode()
    step.refresh_from_db()
    assert step.due_at == datetime.fromisoformat(wished).replace(tzinfo=NEW_YORK)
    assert "3 November, 11:00" in page(cast.mia, at), "two hours later, it would be late"


def test_a_promise_of_another_site_says_that_its_times_are_of_there(cast: Cast, her: Customer) -> None:
    at, _step = a_call(her, cast.mia)
    assert "Times are" not in page(cast.mia, at)
    Site.objects.update(time_zone="Asia/Tokyo")
    assert "Times are those of Berlin, where this was promised." in page(cast.tom, at)


def test_her_familys_page_tells_moments_by_her_clock(cast: Cast, her: Customer) -> None:
    lives_in(her, "America/New_York", cast.mia)
    _at, step = a_call(her, cast.mia)
    noon = timezone.now().astimezone(NEW_YORK).replace(hour=12, minute=7, second=0, microsecond=0)
    later = noon.replace(year=noon.year + 1, day=1)
    Step.objects.filter(pk=step.pk).update(due_at=later)
    secret = make_link(promise=Promise.objects.get(), days=30, by=cast.mia, now=timezone.now())[1]
    assert f"{later:%A}, {later.day} {later:%B}, 12:07" in unescape(Client().get(f"/family/{secret}/").content.decode())
