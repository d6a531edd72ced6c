"""What a person sees in the browser: screenshots, what axe-core finds, whether a page runs off sideways, the focus."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "build/screens"
GRAVE = {"serious", "critical"}
RUN_AXE = "only => axe.run(document, {resultTypes: ['violations'], ...only}).then(found => found.violations)"
CONTRAST = {"runOnly": ["color-contrast"]}


class NoAxe(Exception):
    """axe-core is not in build/."""


@dataclass(frozen=True, slots=True)
class Axe:
    """Fails on what would shut people out of a page."""

    program: str

    def __call__(self, page: "Page", only: dict[str, list[str]] | None = None) -> None:
        """Look at the page by every rule, or by a few."""
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(self.program)
        grave = [finding for finding in page.evaluate(RUN_AXE, only or {}) if finding["impact"] in GRAVE]
        if grave:
            pytest.fail("\n".join(told(finding) for finding in grave), pytrace=False)


def read_axe() -> Axe:
    """Axe-core, as it is in build/. Raises NoAxe where it is missing."""
    found = sorted(ROOT.glob("build/axe-core-*/axe.min.js"))
    if not found:
        raise NoAxe("No axe-core here: sh tests/ensure_axe.sh brings it (needs npm).")
    return Axe(found[-1].read_text(encoding="utf-8"))


def look_at_all_sizes(page: "Page", name: str, axe: Axe, widths: tuple[int, ...]) -> None:
    """By day and by night at each width: it fits and shuts nobody out. Of axe's rules only contrast knows night from day.

    The page is opened once: what the server says and what our scripts do hang on neither (styles do, and are asked anew).
    """
    height = (page.viewport_size or {"height": 800})["height"]
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of Playwright's two words
            screenshot(page, f"{name}-{width}-{scheme}")
            assert not runs_off_sideways(page), f"{name} at {width}, {scheme}"
            axe(page, CONTRAST if scheme == "dark" else None)


def told(finding: dict) -> str:  # type: ignore[type-arg]  # as axe-core writes it
    """One finding, with the places where it is."""
    places = "".join(f"\n    {node['html']}\n      {node.get('failureSummary', '')}" for node in finding["nodes"])
    return f"{finding['impact']}: {finding['help']}{places}"


def screenshot(page: "Page", name: str) -> None:
    """Save the whole page to build/screens/NAME.png, as in a window that is high enough for it; not where CI runs."""
    if os.environ.get("CI"):
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(whole, size["height"])})
    page.screenshot(path=SCREENS / f"{name}.png")
    page.set_viewport_size(size)


def runs_off_sideways(page: "Page") -> bool:
    """Whether one has to scroll sideways to read it."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def focus_is_seen(page: "Page") -> bool:
    """Whether what has the focus is drawn with a line of two pixels or more around it, or around what it covers."""
    return bool(
        page.evaluate(
            """() => [null, '::after'].some(part => {
                const style = getComputedStyle(document.activeElement, part);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
            })"""
        )
    )


def focus_is_covered(page: "Page") -> bool:
    """Whether something else lies over the middle of what has the focus, or it is out of view."""
    return bool(
        page.evaluate(
            """() => {
                const element = document.activeElement;
                const box = element.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return !top || !(element.contains(top) || top.contains(element));
            }"""
        )
    )
