"""Coming in, being told kindly, and leaving."""

from typing import TYPE_CHECKING

from tests.browser.conftest import Opener
from tests.browser.eyes import Axe, focus_is_seen, runs_off_sideways
from tests.browser.hands import sign_in, sign_out
from tests.people import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_signing_in_leads_to_today_and_signing_out_leads_back(page: "Page", cast: Cast) -> None:
    sign_in(page, cast.mia)
    assert page.get_by_role("heading", name="Hello, Mia").is_visible()
    sign_out(page)
    assert page.get_by_role("status").inner_text() == "You have signed out. See you."
    page.goto("/")
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_a_wrong_password_is_told_kindly_and_the_email_stays(page: "Page", cast: Cast, axe: Axe) -> None:
    sign_in(page, cast.mia, "not her password")
    told = page.get_by_role("alert")
    assert "do not go together" in told.inner_text()
    assert "invalid" not in told.inner_text().lower()
    assert page.get_by_label("Email").input_value() == cast.mia.email
    axe(page)


def test_who_forgot_the_password_is_led_to_a_new_one(page: "Page", cast: Cast, mailoutbox: list) -> None:  # type: ignore[type-arg]  # pytest-django's
    page.goto("/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("Email").fill(cast.mia.email)
    page.get_by_role("button", name="Send the link").click()
    assert page.get_by_role("heading", name="Look at your email").is_visible()
    (letter,) = mailoutbox
    assert letter.subject == "A new password for Goodgrace"
    page.goto(next(word for word in letter.body.split() if "://" in word))
    choose(page, "short")
    assert page.get_by_label("New password").get_attribute("aria-invalid") == "true"
    choose(page, "the heron stands on one leg")
    assert page.get_by_role("heading", name="Your new password is in place").is_visible()
    sign_in(page, cast.mia, "the heron stands on one leg")
    assert page.get_by_role("heading", name="Hello, Mia").is_visible()


def choose(page: "Page", password: str) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same once more").fill(password)
    page.get_by_role("button", name="Keep this password").click()


def test_nobody_signs_themselves_up(page: "Page", cast: Cast) -> None:
    page.goto("/account/signup/")
    assert page.get_by_role("heading", name="Somebody lets you in").is_visible()


def test_everything_works_without_javascript(open_page: Opener, cast: Cast) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, cast.mia)
    assert page.get_by_role("heading", name="Hello, Mia").is_visible()
    page.get_by_text("Keys", exact=True).click()
    assert page.get_by_text("down and up in a list").is_visible()
    sign_out(page)
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_the_language_is_changed_before_and_after_signing_in(page: "Page", cast: Cast) -> None:
    page.goto("/")
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("button", name="English").click()
    sign_in(page, cast.mia)
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"


def test_the_sign_in_page_shuts_nobody_out(open_page: Opener, axe: Axe, db: None) -> None:
    for scheme in ("light", "dark"):
        page = open_page(width=320, color_scheme=scheme)
        page.goto("/")
        assert not runs_off_sideways(page)
        axe(page)


def test_the_focus_is_seen_on_every_step_of_the_tab_key(page: "Page", db: None) -> None:
    page.goto("/")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML")
