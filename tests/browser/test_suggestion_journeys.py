"""A machine's suggestion and a mark put back, in a real browser."""

import pytest

from tests.browser.conftest import Opener
from tests.browser.eyes import Axe, runs_off_sideways, screenshot
from tests.browser.hands import sign_in
from tests.cases.stories import a_case, in_force
from tests.customers.acquaintances import ada
from tests.people import Cast
from tests.web.test_suggestions import STORY, Stub, machine, stub

__all__ = ["machine", "stub"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.filterwarnings("default")
def test_a_suggestion_is_asked_for_seen_as_a_machines_and_goes_on_as_a_draft(
    width: int, scheme: str, open_page: Opener, cast: Cast, axe: Axe, machine: Stub
) -> None:
    in_force(cast)
    case = a_case(cast.mia, ada(cast), story=STORY)
    page = open_page(width=width, color_scheme=scheme)
    sign_in(page, cast.mia)
    page.goto(f"/cases/{case.pk}/")
    page.get_by_role("button", name="Not so: a death").first.click()
    page.locator("summary", has_text="Set aside").click()
    page.locator("summary", has_text="Let a machine suggest").click()
    screenshot(page, f"set-aside-{width}-{scheme}")
    assert not runs_off_sideways(page)
    axe(page)
    page.get_by_role("button", name="Put it back: a death").click()
    page.get_by_text("The mark is back").wait_for()
    page.locator("summary", has_text="Let a machine suggest").click()
    page.get_by_role("button", name="Ask for a suggestion").click()
    page.get_by_text("It may be wrong or leave something out").wait_for()
    screenshot(page, f"suggestion-{width}-{scheme}")
    assert not runs_off_sideways(page)
    axe(page)
    page.get_by_role("button", name="Go on with this draft").click()
    page.get_by_label("Your draft").wait_for()
    assert "I am so sorry" in page.get_by_label("Your draft").input_value()
