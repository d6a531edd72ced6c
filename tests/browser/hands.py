"""What a person does in the browser."""

from typing import TYPE_CHECKING

from tests.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from goodgrace.people.models import Person


def sign_in(page: "Page", person: "Person", password: str = PASSWORD) -> None:
    """Come to the first page and sign in there."""
    page.goto("/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: "Page") -> None:
    """Open the menu under one's name and leave."""
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
