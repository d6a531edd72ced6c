"""Whole ways through the desk in a real browser: Ada's case, help, an overrule, the keyboard alone, no JavaScript."""

from typing import TYPE_CHECKING

import pytest

from goodgrace.cases.afterwards import tell_customer
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Case, Decision
from goodgrace.people.actions import add_person, make_token
from goodgrace.rulebook.actions import draft
from goodgrace.rulebook.models import Counter
from tests.browser.conftest import Opener
from tests.browser.eyes import Axe, focus_is_seen, look_at_all_sizes, screenshot
from tests.browser.hands import sign_in
from tests.cases.stories import STORY, a_case, a_customer, a_wish, in_force, later
from tests.people import NOW, Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def repair(cast: Cast) -> None:
    """The repair counter with its policy."""
    Counter.objects.get_or_create(slug="repair", defaults={"title": "Appliance repair"})
    in_force(cast)


def take_adas_case(page: "Page") -> None:
    """From her story to a decision, as a newcomer would."""
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("What does she say?").fill(STORY)
    page.get_by_label("Her customer number").fill("C-ADA")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_label("How many days after the warranty ended did it break?").fill("3")
    page.get_by_label("What will the repair cost?").fill("186.50")
    page.get_by_label("What is the serial number?").fill("WM-1")
    page.get_by_role("button", name="Note the answers").click()
    page.get_by_role("button", name="Decide").first.click()


def test_a_newcomer_takes_adas_case_from_story_to_decision(page: "Page", cast: Cast, repair: None, axe: Axe) -> None:
    a_customer("C-ADA")
    sign_in(page, cast.mia)
    take_adas_case(page)
    page.get_by_text("It stands: nobody has to approve it.").wait_for()
    screenshot(page, "desk-decided")
    axe(page)
    page.get_by_role("button", name="She has been told").click()
    page.get_by_text("she knows").first.wait_for()
    decision = Decision.objects.get()
    assert (decision.amount, decision.by) == (18650, cast.mia)
    assert decision.told_at is not None


def test_it_works_without_javascript_too(open_page: Opener, cast: Cast, repair: None) -> None:
    a_customer("C-ADA")
    page = open_page(java_script_enabled=False)
    sign_in(page, cast.mia)
    take_adas_case(page)
    assert Decision.objects.get().amount == 18650


def test_a_slip_is_undone(page: "Page", cast: Cast, repair: None) -> None:
    a_customer("C-ADA")
    sign_in(page, cast.mia)
    take_adas_case(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back. Nothing was given.").wait_for()
    assert Decision.objects.get().undone_at is not None


def test_help_travels_with_the_story(open_page: Opener, cast: Cast, repair: None) -> None:
    case = a_case(cast.mia, repair_cost="420")
    mias, toms = open_page(), open_page()
    sign_in(mias, cast.mia)
    mias.goto(f"/cases/{case.pk}/")
    mias.get_by_role("button", name="Ask for help").click()
    mias.get_by_text("A lead was asked").wait_for()
    sign_in(toms, cast.tom)
    toms.locator("[data-line]").first.click()
    assert STORY[:40] in toms.get_by_role("main").inner_text()
    toms.get_by_role("button", name="Take the case over").click()
    toms.get_by_text("The case is yours now").wait_for()
    toms.get_by_role("button", name="Decide").first.click()
    toms.get_by_text("It stands").wait_for()
    assert Decision.objects.get().role == "lead"


def test_an_overrule_after_she_knows_is_refused_with_what_is_possible(page: "Page", cast: Cast, repair: None) -> None:
    case = a_case(cast.mia)
    decision = decide(case=case, wish=a_wish(), by=cast.mia, now=NOW)
    sign_in(page, cast.tom)
    page.goto(f"/decisions/{decision.pk}/overrule")
    tell_customer(decision=decision, by=cast.mia, now=later(minutes=1))
    page.get_by_label("Your reason").fill("Too much.")
    page.get_by_role("button", name="Overrule it").click()
    page.get_by_text("A further remedy is possible").wait_for()


GRIEF = (
    "My husband died in March and the lease was in his name. I am so worried: I have to pay by Friday, "
    "and I have three small children."
)


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_bereaved_customers_words_are_marked_and_one_mark_is_dismissed(
    with_javascript: bool, open_page: Opener, cast: Cast, repair: None
) -> None:
    case = a_case(cast.mia, story=GRIEF)
    page = open_page(java_script_enabled=with_javascript)
    sign_in(page, cast.mia)
    page.goto(f"/cases/{case.pk}/")
    assert "died" in page.locator(".heard.moment").first.inner_text()
    page.get_by_role("link", name="a death").focus()
    page.keyboard.press("Enter")
    assert page.locator("li:target").inner_text().startswith("A death")
    screenshot(page, f"desk-heard-{'with' if with_javascript else 'without'}-javascript")
    page.get_by_role("button", name="Not so: a death").click()
    page.get_by_text("Set aside for this case.").wait_for()
    assert page.get_by_role("link", name="a death").count() == 0
    assert GRIEF[:20] in page.get_by_role("main").inner_text()


def test_a_reply_is_read_back_and_the_draft_stays(page: "Page", cast: Cast, repair: None, axe: Axe) -> None:
    case = a_case(cast.mia, story=GRIEF)
    sign_in(page, cast.mia)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_role("link", name="Write a reply").click()
    page.get_by_label("Your draft").fill("As per our policy, you failed to send the form.")
    page.get_by_role("button", name="Read it back").click()
    page.get_by_text("Nobody is scored").wait_for()
    screenshot(page, "reply-read-back")
    axe(page)
    assert "you failed" in page.get_by_label("Your draft").input_value()


def test_no_case_is_a_dead_end(page: "Page", cast: Cast, repair: None) -> None:
    case = a_case(cast.mia, own_fault="yes", days_out="90")
    sign_in(page, cast.mia)
    page.goto(f"/cases/{case.pk}/")
    said = page.get_by_role("main").inner_text()
    assert "Fill in the insurance claim with her" in said
    assert "Call in the advocate" in said


def test_the_keyboard_alone_is_enough(page: "Page", cast: Cast, repair: None) -> None:
    case = a_case(cast.mia)
    sign_in(page, cast.mia)
    page.get_by_role("link", name=case.customer.reference).wait_for()
    page.wait_for_load_state("load")  # the keys are there once the page is
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert focus_is_seen(page)
        if page.evaluate("document.activeElement.textContent.trim()") == "Decide":
            break
    page.keyboard.press("Enter")
    page.get_by_text("It stands").wait_for()
    assert Decision.objects.count() == 1


def test_every_page_fits_a_phone_and_shuts_nobody_out(open_page: Opener, cast: Cast, repair: None, axe: Axe) -> None:
    ada = a_customer("C-ADA")
    case: Case = a_case(cast.mia, ada)
    grieving = a_case(cast.mia, story=GRIEF)
    decision = decide(case=case, wish=a_wish("50"), by=cast.mia, now=NOW)
    version = decision.version
    newer = draft(text=version.text.replace("<= 30", "<= 40"), by=cast.olga, now=NOW)
    bot = add_person(
        email="bot@example.org", name="Bot", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    make_token(person=bot, name="prod", scopes=["decide"], days=9, by=cast.finn, now=NOW)
    rooms = {
        cast.mia: {
            "today": "/", "desk-of-ada": f"/cases/{case.pk}/", "new-case": "/cases/new", "cases": "/cases/?whose=all&stand=all", "search": "/search/?q=C-ADA",
            "customers": "/customers/?q=C-ADA",
            "customer": f"/customers/{ada.pk}/", "need": f"/customers/{ada.pk}/needs/new", "rulebook": "/rulebook/",
            "pools": "/rulebook/pools", "desk-heard": f"/cases/{grieving.pk}/", "reply": f"/cases/{grieving.pk}/reply",
            "listening": "/listening/",
            "version": f"/rulebook/{version.digest}/", "honour": "/honour/",
        },
        cast.tom: {"overrule": f"/decisions/{decision.pk}/overrule"},
        cast.olga: {"words": "/rulebook/words", "draft": "/rulebook/new", "draft-looked-at": f"/rulebook/{newer.digest}/"},
        cast.max: {"ledger": "/ledger/"},
        cast.finn: {
            "forget": f"/customers/{ada.pk}/forget", "people": "/people/", "person-new": "/people/new",
            "person": f"/people/{cast.mia.pk}/", "services": "/services/", "service-new": "/services/new",
            "service": f"/services/{bot.pk}/", "teams": "/teams/", "my-tokens": "/tokens/",
        },
    }  # fmt: skip
    for person, addresses in rooms.items():
        page = open_page()
        sign_in(page, person)
        for name, address in addresses.items():
            page.goto(address)
            look_at_all_sizes(page, name, axe, (1280, 320))
