"""What a person sees in the browser: screenshots, what axe-core finds, whether a page runs off sideways, the focus."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "build/screens"
GRAVE = {"serious", "critical"}
RUN_AXE = "() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"

Axe = Callable[["Page"], None]


class NoAxe(Exception):
    """axe-core is not in build/."""


def read_axe() -> Axe:
    """A function that fails on what would shut people out of a page. Raises NoAxe where axe-core is missing."""
    found = sorted(ROOT.glob("build/axe-core-*/axe.min.js"))
    if not found:
        raise NoAxe("No axe-core here: sh tests/ensure_axe.sh brings it (needs npm).")
    program = found[-1].read_text(encoding="utf-8")

    def look(page: "Page") -> None:
        page.evaluate(program)
        grave = [finding for finding in page.evaluate(RUN_AXE) if finding["impact"] in GRAVE]
        if grave:
            pytest.fail("\n".join(told(finding) for finding in grave), pytrace=False)

    return look


def told(finding: dict) -> str:  # type: ignore[type-arg]  # as axe-core writes it
    """One finding, with the places where it is."""
    places = "".join(f"\n    {node['html']}\n      {node.get('failureSummary', '')}" for node in finding["nodes"])
    return f"{finding['impact']}: {finding['help']}{places}"


def screenshot(page: "Page", name: str) -> Path:
    """Save the whole page to build/screens/NAME.png, as in a window that is high enough for it."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    path = SCREENS / f"{name}.png"
    size = page.viewport_size
    assert size
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(whole, size["height"])})
    page.screenshot(path=path)
    page.set_viewport_size(size)
    return path


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
