"""Verifying a playbook: followed on every way it can go, it ends, what was suspended goes on, and nobody is left alone."""

from collections.abc import Iterable, Iterator

from goodgrace.playbook.proving.alone import left_alone, missing_words
from goodgrace.playbook.proving.cases import Cases
from goodgrace.playbook.proving.dead import never_happens, too_late
from goodgrace.playbook.proving.ending import circles, endless_guards, never_resumed, over_at_once
from goodgrace.playbook.proving.examples import failed_examples
from goodgrace.playbook.proving.findings import Finding, Verdict
from goodgrace.playbook.proving.graph import ancestors, in_order
from goodgrace.playbook.proving.paths import MOST_PATHS, Path, TooMany, ways
from goodgrace.playbook.shape import Playbook
from goodgrace.policy.proof import EFFORT

__all__ = ["Finding", "Verdict", "paths_of", "verify"]


def verify(playbook: Playbook, *, effort: int = EFFORT) -> Verdict:
    """What is to be mended in a playbook, each with a way it can go that shows it.

    `effort` bounds how hard the solver tries to tell which steps can apply together; what it gives up on is in
    `Verdict.unproved`, and so is a playbook with more ways than are gone through.
    """
    findings = [*circles(playbook), *endless_guards(playbook), *missing_words(playbook)]
    if any(finding.path for finding in findings):
        return Verdict(_sorted(findings), 0)
    followed, unproved = _followed(playbook, effort)
    findings += failed_examples(playbook)
    if not followed and not unproved:
        message = "No case fulfils everything that is required, so this never starts. Mend `requires`."
        findings.append(Finding("cannot_start", "requires", playbook.place.line, message))
        return Verdict(_sorted(findings), 0)
    before = ancestors(playbook.steps, in_order(playbook.steps)[0])
    for path in followed:
        findings += never_resumed(playbook, path)
        findings += over_at_once(playbook, path)
        findings += left_alone(playbook, path, before)
    if not unproved:
        findings += never_happens(playbook, {name for path in followed for name in path.states if path.happens(name)})
    findings += too_late(playbook, followed)
    return Verdict(_sorted(_first_of_each(findings)), len(followed), unproved)


def paths_of(playbook: Playbook, effort: int = EFFORT) -> tuple[Path, ...]:
    """Every way a playbook without a circle can go, as far as there are not too many."""
    return () if any(circles(playbook)) else _followed(playbook, effort)[0]


def _followed(playbook: Playbook, effort: int) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    cases = Cases(playbook, effort)
    found: list[Path] = []
    try:
        found.extend(_all_ways(playbook, cases))
    except TooMany:
        return tuple(found), (f"There are more than {MOST_PATHS:,} ways it can go. Split it into two playbooks.",)
    return tuple(found), tuple(dict.fromkeys(cases.inquiry.unproved))


def _all_ways(playbook: Playbook, cases: Cases) -> Iterator[Path]:
    count = 0
    for combination in cases.combinations():
        for path in ways(playbook.steps, combination.applies, combination.facts):
            count += 1
            if count > MOST_PATHS:
                raise TooMany
            yield path


def _first_of_each(findings: Iterable[Finding]) -> list[Finding]:
    """The first of the findings that say the same of the same place; one way is enough to show it."""
    found: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.kind, finding.where, finding.message), finding)
    return list(found.values())


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.kind)))
