"""Every page and every component: on a laptop, a tablet and a phone, by day and by night, with the keyboard alone."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Opener
from tests.browser.eyes import Axe, focus_is_covered, focus_is_seen, look_at_all_sizes, screenshot
from tests.browser.hands import sign_in
from tests.people import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.urls("tests.browser.specimen_urls")

ROOMS = {
    "today": "/",
    "full-today": "/full/",
    "desk": "/desk/",
    "parts": "/parts/",
    "for-somebody-else": "/publish/",
    "refused": "/refused/",
    "no-page": "/nowhere/",
}


PLACEHOLDER_FITS = """() => {
  const field = document.getElementById("search"), style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(field.placeholder).width <= room;
}"""


def test_every_room_fits_and_shuts_nobody_out(page: "Page", cast: Cast, axe: Axe) -> None:
    page.goto("/")
    look_at_all_sizes(page, "sign-in", axe, (1280, 768, 320))
    sign_in(page, cast.mia)
    for name, address in ROOMS.items():
        page.goto(address)
        look_at_all_sizes(page, name, axe, (1280, 768, 320))


@pytest.mark.parametrize("language", ["en", "de"])
def test_on_a_phone_the_search_says_whole_what_it_finds_and_the_ways_take_two_rows(
    open_page: Opener, cast: Cast, language: str
) -> None:
    cast.mia.language = language
    cast.mia.save()
    page = open_page(width=320)
    sign_in(page, cast.mia)
    page.locator("#search").wait_for()
    assert page.evaluate(PLACEHOLDER_FITS)
    assert page.evaluate("new Set([...document.querySelectorAll('.ways li')].map(each => each.offsetTop)).size") <= 2


def test_night_is_dark_and_day_is_light(open_page: Opener, db: None) -> None:
    ground = {}
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto("/")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        ground[scheme] = sum(int(part) for part in colour.strip("rgb()").split(","))
    assert ground["dark"] < 150
    assert ground["light"] > 700


def test_whoever_may_not_is_told_who_may_and_where_to_go(page: "Page", cast: Cast) -> None:
    sign_in(page, cast.mia)
    page.goto("/full/")
    page.evaluate("location.href = '/publish/'")
    page.get_by_role("heading", name="This is for somebody else to do").wait_for()
    assert "This is for the policy owner. You are signed in as agent." in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Back to where you were").click()
    page.wait_for_url("**/full/")


def test_a_refusal_of_a_part_of_the_page_is_said_above_it(page: "Page", cast: Cast, axe: Axe) -> None:
    sign_in(page, cast.mia)
    page.goto("/parts/")
    page.get_by_role("button", name="Take it from the pool").click()
    page.get_by_role("heading", name="This cannot be done as things stand").wait_for()
    screenshot(page, "refused-in-part")
    assert "€40 left this month" in page.locator("#notices").inner_text()
    assert page.get_by_role("heading", name="Parts", exact=True).is_visible()
    axe(page)


def test_the_keys_search_move_open_and_go(page: "Page", cast: Cast) -> None:
    sign_in(page, cast.mia)
    page.goto("/full/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText") == "Leyla Demir"
    assert focus_is_seen(page)
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.keyboard.press("/")
    page.keyboard.type("gt ada")
    assert page.get_by_role("searchbox").input_value() == "gt ada"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=gt+ada")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/rulebook/")
    page.keyboard.press("?")
    assert page.get_by_text("down and up in a list").is_visible()
    page.locator("details.me summary").click()
    screenshot(page, "keys-and-menu")
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()


def test_the_bar_of_deciding_stays_in_reach_of_the_thumb(open_page: Opener, cast: Cast) -> None:
    page = open_page(width=390, height=700)
    sign_in(page, cast.mia)
    page.goto("/desk/")
    box = page.get_by_role("button", name="Decide").bounding_box()
    assert box
    assert 560 < box["y"] < 700 - box["height"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_focus_is_seen_and_uncovered_on_every_step_through_the_desk(
    width: int, open_page: Opener, cast: Cast
) -> None:
    page = open_page(width=width, height=700)
    sign_in(page, cast.mia)
    page.goto("/desk/")
    steps = 0
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement === document.body"):
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML")
        assert not focus_is_covered(page), page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
        steps += 1
    assert steps > 15


def test_a_desk_prints_on_paper_without_its_controls(page: "Page", cast: Cast) -> None:
    sign_in(page, cast.mia)
    page.goto("/desk/")
    page.emulate_media(media="print")
    screenshot(page, "desk-on-paper")
    assert not page.get_by_role("banner").is_visible()
    assert not page.get_by_role("button", name="Decide").is_visible()
    assert page.get_by_text("It is full to the rim").is_visible()
