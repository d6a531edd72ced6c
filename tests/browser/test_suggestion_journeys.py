"""A machine's suggestion and a mark put back, in a real browser."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.eyes import Axe, look_at_all_sizes
from tests.browser.hands import sign_in
from tests.cases.stories import a_case, in_force
from tests.customers.acquaintances import ada
from tests.people import Cast
from tests.web.test_suggestions import STORY, Stub, machine, stub

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["machine", "stub"]


@pytest.mark.filterwarnings("default")
def test_a_suggestion_is_asked_for_seen_as_a_machines_and_goes_on_as_a_draft(
    page: "Page", cast: Cast, axe: Axe, machine: Stub
) -> None:
    in_force(cast)
    case = a_case(cast.mia, ada(cast), story=STORY)
    sign_in(page, cast.mia)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_role("button", name="Not so: a death").first.click()
    page.locator("summary", has_text="Set aside").click()
    page.locator("summary", has_text="Let a machine suggest").click()
    look_at_all_sizes(page, "set-aside", axe, (1280, 320))
    page.get_by_role("button", name="Put it back: a death").click()
    page.get_by_text("The mark is back").wait_for()
    page.locator("summary", has_text="Let a machine suggest").click()
    page.get_by_role("button", name="Ask for a suggestion").click()
    page.get_by_text("It may be wrong or leave something out").wait_for()
    look_at_all_sizes(page, "suggestion", axe, (1280, 320))
    page.get_by_role("button", name="Go on with this draft").click()
    page.get_by_label("Your draft").wait_for()
    assert "I am so sorry" in page.get_by_label("Your draft").input_value()
