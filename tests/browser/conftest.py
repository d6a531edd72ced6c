"""A real Chromium on the live site, and pages in it that complain when the site complains."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import pytest

from tests.browser.eyes import Axe, NoAxe, read_axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

HERE = Path(__file__).parent
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class Opener(Protocol):
    """Opens a page in a window of its own."""

    def __call__(self, *, width: int = 1280, height: int = 800, **more: object) -> "Page":
        """Further words are Playwright's: `color_scheme`, `java_script_enabled`, ..."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is here needs a browser and some patience."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


def find_chromium() -> str | None:
    """Where Chromium is on this machine, if it is."""
    found = (shutil.which("chromium"), *PLACES)
    return next((place for place in found if place and os.access(place, os.X_OK)), None)


def not_here(reason: str) -> NoReturn:
    """Skip and say why; where CI runs, nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Chromium, for one module. Playwright's loop would stand in the way of tests elsewhere, so it ends with the module.

    The loop makes Django suspect asynchronous code in this thread, where there is none: hence the variable.
    """
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        not_here("No Chromium here: sh tests/ensure_chromium.sh brings it, or says what to install.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: "Browser", live_server: "LiveServer") -> Iterator[Opener]:
    """Opens pages on the live site; the test fails when a page logs an error, such as a wall that something ran into."""
    errors: list[str] = []

    def open_one(*, width: int = 1280, height: int = 800, **more: object) -> "Page":
        size = {"width": width, "height": height}
        wanted = {"base_url": live_server.url, "locale": "en-GB", "viewport": size, "reduced_motion": "reduce"} | more
        page = chromium.new_context(**wanted).new_page()  # type: ignore[arg-type]  # Playwright's own words, passed on
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        return page

    yield open_one
    for context in chromium.contexts:
        context.close()
    assert not [error for error in errors if "the server responded with a status of 4" not in error]


@pytest.fixture
def page(open_page: Opener) -> "Page":
    """A page on a laptop's screen."""
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Looks at a page for what shuts people out; fails on anything serious or critical."""
    try:
        return read_axe()
    except NoAxe as reason:
        not_here(str(reason))
