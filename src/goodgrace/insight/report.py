"""The grace finder's report: one HTML page that stands on its own, for people who have never seen the tool."""

from decimal import localcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goodgrace.insight.charts import draw
from goodgrace.insight.finding import Finding
from goodgrace.insight.story import (
    MOST_EXAMPLES,
    edge_story,
    so_many_cases,
    stranded_stories,
    summary,
    undecided_lines,
)
from goodgrace.money import REPORTED
from goodgrace.policy.reading import fingerprint
from goodgrace.policy.reasons import words
from goodgrace.policy.shape import Policy

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"
MOST_PICTURES = 6


def report(finding: Finding, policy: Policy, source_name: str, note: str = "") -> str:
    """One self-contained HTML page without script: where grace could be offered, to how many, and at what cost.

    `source_name` is what the cases are called; `note` stands at the top, for example that the history is simulated.
    """
    with localcontext(REPORTED):
        return _rendered(finding, policy, source_name, note)


def _rendered(finding: Finding, policy: Policy, source_name: str, note: str) -> str:
    from markupsafe import Markup

    stories = [edge_story(policy, found) for found in finding.edges]
    pictures = [
        tuple(Markup(svg) for svg in draw(story.curve, f"limit-{number}"))  # noqa: S704  # drawn and escaped by charts.py
        for number, story in enumerate(stories[:MOST_PICTURES], 1)
    ]
    return _template().render(
        policy=policy,
        finding=finding,
        source=source_name,
        note=note,
        fingerprint=fingerprint(policy),
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
        settings=[f"{words(name)} is {words(value)}" for name, value in finding.settings.items()],
        absent=[words(name) for name in finding.absent],
        summary=list(summary(policy, finding)),
        drawn=list(zip(stories, pictures, strict=False)),
        others=stories[MOST_PICTURES:],
        cliffs=[edge_story(policy, found) for found in finding.cliffs],
        dead_ends=stranded_stories(policy, finding.dead_ends),
        more_dead_ends=_rest([each.cases for each in finding.dead_ends]),
        last_resort=stranded_stories(policy, finding.last_resort),
        more_last_resort=_rest([each.cases for each in finding.last_resort]),
        undecided=list(undecided_lines(policy, finding)),
    )


def _rest(cases: list[int]) -> str:
    """How many are left out of the list, in words; nothing where all are told."""
    kinds, left = len(cases) - MOST_EXAMPLES, sum(cases[MOST_EXAMPLES:])
    if kinds <= 0:
        return ""
    return f"And {so_many_cases(left)} of {kinds} other kind{'' if kinds == 1 else 's'}."


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    shelf = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return shelf.get_template("report.html.j2")
