"""The whole of a bereavement in a real browser: one press, fees that rest elsewhere, a letter, a family's choice."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from goodgrace.cases.actions import note_facts, open_case
from goodgrace.cases.models import Case
from goodgrace.demo.billing.beside import beside
from goodgrace.demo.stories import HANNA
from goodgrace.people.actions import make_token
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import Promise
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from goodgrace.promises.wording import own_words
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.browser.conftest import Opener
from tests.browser.eyes import focus_is_seen, screenshot
from tests.browser.hands import sign_in
from tests.cases.stories import POLICIES, a_customer, in_force
from tests.demo.test_beside import SECRET, connected
from tests.people import NOW, Cast
from tests.promises.test_keeping import until_idle

if TYPE_CHECKING:
    from playwright.sync_api import Page

REFERENCE = "C-BRANDES"


@pytest.fixture
def case(cast: Cast) -> Case:
    """Hanna's call, at the desk of Mia, who has asked whose lease it was."""
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text(encoding="utf-8")
    publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    in_force(cast, "bereavement-lease")
    customer = a_customer(REFERENCE)
    case = open_case(customer=customer, counter="repair", story=[("customer", HANNA)], by=cast.mia, now=NOW)
    known = {"lessee_died": "yes", "transfer_fee": "595"}
    note_facts(case=case, facts=known, how={"lessee_died": "told"}, by=cast.mia, now=timezone.now())
    return case


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The billing service's own database."""
    return tmp_path / "billing.sqlite3"


@pytest.fixture
def work(books: Path, settings: Any) -> Iterator[Callable[[], None]]:
    """What a worker does of all that waits, with the real billing service of the demo beside it and the site."""
    with beside(books, SECRET) as address:
        settings.CONNECTED = connections_of(connected(address), {})
        ways = channels(settings.CONNECTED, timezone.now)
        yield lambda: until_idle(Keeper("w", timezone.now, Random(1), ways))


def kinds_in(books: Path) -> list[tuple[str, str]]:
    """What was done at the billing service, as it wrote it down itself."""
    with closing(sqlite3.connect(books)) as db:
        return db.execute("SELECT kind, customer FROM acts ORDER BY 1").fetchall()


def guard(page: "Page", secret: str) -> object:
    """What another system hears over the wire, that would send a dunning letter."""
    asked = page.request.get(f"/api/guards/{REFERENCE}?kind=dunning", headers={"Authorization": f"Bearer {secret}"})
    return asked.json()["may"]


def post_the_letter(page: "Page") -> None:
    """Make the letter's words one's own, by the keys alone; fetch it, and say that it is signed and posted."""
    page.goto("/prints/")
    page.locator("summary", has_text="Change the words").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Dear Hanna,\n\nI am so sorry about your father.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("set anew with your words").wait_for()
    screenshot(page, "prints-own-words")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download the PDF").first.click()
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("button", name="I have signed and posted it").first.click()
    page.get_by_text("signed and posted by Mia").wait_for()


def choose_by_keyboard(page: "Page") -> None:
    """The second way, with the keys alone, on a page without a script."""
    way = page.get_by_role("button", name="I would like this").nth(1)
    for _ in range(20):
        page.keyboard.press("Tab")
        if way.evaluate("element => element === document.activeElement"):
            break
    assert focus_is_seen(page)
    screenshot(page, "family-by-keyboard")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Is this how you would like it?").wait_for()
    sure = page.get_by_role("button", name="Yes, this is how we would like it")
    for _ in range(20):
        page.keyboard.press("Tab")
        if sure.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.get_by_text("How it goes on").wait_for()


def test_one_press_and_the_company_keeps_its_word_until_the_family_has_chosen(
    open_page: Opener, cast: Cast, case: Case, books: Path, work: Callable[[], None]
) -> None:
    _token, secret = make_token(
        person=cast.mia, name="dunning", scopes=["ask_guards"], days=9, by=cast.mia, now=timezone.now()
    )
    mias = open_page()
    sign_in(mias, cast.mia)
    assert guard(mias, secret) is True
    mias.goto(f"/cases/{case.pk}/")
    mias.get_by_role("button", name="Begin it now: When a lessee has died").click()
    mias.get_by_text("It has begun.").wait_for()
    assert guard(mias, secret) is False
    work()
    assert kinds_in(books) == [("suspend", REFERENCE)] * 2, "for ten days, and until everything is settled"
    at = mias.url
    mias.get_by_role("button", name="Make a link for the family").click()
    link = mias.locator("code.secret").inner_text()
    post_the_letter(mias)

    theirs = open_page(java_script_enabled=False, width=320)
    theirs.goto(link)
    assert "No dunning" not in theirs.locator("main").inner_text()
    choose_by_keyboard(theirs)
    work()
    assert kinds_in(books) == [*[("suspend", REFERENCE)] * 2, ("waive", REFERENCE)], "the transfer costs nothing"
    promise = Promise.objects.get()
    stands = dict(promise.steps.values_list("name", "state"))
    assert (stands["no_fees"], stands["condolences"], stands["family_choice"]) == ("kept", "kept", "kept")
    assert own_words(promise.steps.get(name="condolences")).startswith("Dear Hanna,")
    assert (stands["collect_car"], stands["new_name"]) == ("skipped", "unconfirmed")
    mias.goto(at)
    mias.get_by_text("was opened").wait_for()
    assert guard(mias, secret) is False, "until everything is settled"
