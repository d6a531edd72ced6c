"""Promises in a real browser: from a death that is told to the family's choice, the print room, a late promise noticed."""

from random import Random
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from goodgrace.customers.models import Customer
from goodgrace.promises.actions import lay_in_print_room
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.links import make_link
from goodgrace.promises.models import PrintItem, Promise, Step
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.browser.conftest import Opener
from tests.browser.eyes import Axe, look_at_all_sizes
from tests.browser.hands import sign_in
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import begun, held_back
from tests.promises.test_keeping import until_idle

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def lessee(cast: Cast) -> Customer:
    """The playbook in force, and the customer who has died."""
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text(encoding="utf-8")
    publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    return a_customer("C-LEASE")


def begin(page: "Page", lessee: Customer) -> None:
    """What happened, what has to be known, one press."""
    page.goto(f"/customers/{lessee.pk}/")
    page.get_by_role("link", name="Something happened").click()
    page.get_by_role("link", name="When a lessee has died").click()
    page.get_by_label("the lease was in the name").select_option("yes")
    page.get_by_role("button", name="Begin it now").click()
    page.get_by_text("It has begun.").wait_for()


def test_from_the_report_of_a_death_to_the_familys_choice(open_page: Opener, cast: Cast, lessee: Customer) -> None:
    mias, theirs = open_page(), open_page(java_script_enabled=False, width=320)
    sign_in(mias, cast.mia)
    begin(mias, lessee)
    assert held_back(lessee.reference, timezone.now()) == {"charge", "dunning", "marketing"}
    mias.get_by_role("button", name="Make a link for the family").click()
    link = mias.locator("code.secret").inner_text()
    theirs.goto(link)
    theirs.get_by_role("button", name="I would like this").nth(1).click()
    theirs.get_by_role("button", name="Yes, this is how we would like it").click()
    theirs.get_by_text("How it goes on").wait_for()
    assert Step.objects.get(name="family_choice").outcome == "keep_car"
    mias.reload()
    mias.get_by_text("was opened").wait_for()


def test_a_letter_leaves_the_print_room(page: "Page", cast: Cast) -> None:
    step = begun(cast).steps.get(name="waive_it")
    lay_in_print_room(step=step, customer=step.promise.customer, pdf=b"%PDF-1.7", now=timezone.now())
    sign_in(page, cast.bob)
    page.goto("/prints/")
    page.get_by_role("button", name="I have signed and posted it").click()
    page.get_by_text("signed and posted by Bob").wait_for()
    assert PrintItem.objects.get().signed_and_posted_by == cast.bob


def test_a_late_promise_is_the_first_thing_one_sees(page: "Page", cast: Cast) -> None:
    begun(cast)
    until_idle(Keeper("w", timezone.now, Random(1), {}))
    sign_in(page, cast.mia)
    page.get_by_role("heading", name="Late: what we said").wait_for()
    assert page.locator("main h2").first.inner_text().startswith("Late")
    page.get_by_role("link", name="C-").first.click()
    page.get_by_role("heading", name="A small playbook").wait_for()


def test_every_page_of_promises_fits_a_phone_and_shuts_nobody_out(
    open_page: Opener, cast: Cast, lessee: Customer, axe: Axe
) -> None:
    Customer.objects.filter(pk=lessee.pk).update(time_zone="America/New_York")
    begun(cast)
    until_idle(Keeper("w", timezone.now, Random(1), {}))
    step = Step.objects.get(name="waive_it")
    lay_in_print_room(step=step, customer=step.promise.customer, pdf=b"%PDF-1.7", now=timezone.now())
    page = open_page()
    sign_in(page, cast.mia)
    begin(page, lessee)
    promise = Promise.objects.get(customer=lessee)
    _link, secret = make_link(promise=promise, days=9, by=cast.mia, now=timezone.now())
    at = f"/customers/{lessee.pk}/promises/new"
    rooms = {
        "today-late": "/", "owed": "/promises/", "promise": f"/promises/{promise.pk}/", "happened": at,
        "begin": f"{at}/bereavement-lease", "customer-promised": f"/customers/{lessee.pk}/", "prints": "/prints/", "differences": "/differences/",
        "family": f"/family/{secret}/", "family-unknown": "/family/x/",
    }  # fmt: skip
    for name, address in rooms.items():
        page.goto(address)
        look_at_all_sizes(page, name, axe, (1280, 320))
