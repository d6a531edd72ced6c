"""`goodgrace verify`: each policy's findings, as lines that editors understand."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import line, plain
from goodgrace.errors import GraceError, PolicyError
from goodgrace.policy.proving.findings import Comparison, Finding, Verdict
from goodgrace.policy.reading import read
from goodgrace.policy.shape import Policy
from goodgrace.policy.verify import compare
from goodgrace.policy.verify import verify as verify_policy


def run(files: list[Path], against: Path | None, as_json: bool) -> int:
    """Verify policies one by one and print what was found; the exit status: 1 with a defect, else 0.

    Raises GraceError for a policy that cannot be read, after all the others have been verified.
    """
    console = Console()
    old = None if against is None else read(against)
    verdicts: list[tuple[Policy, Verdict]] = []
    unread: list[GraceError] = []
    for file in files:
        try:
            policy = read(file)
        except GraceError as error:
            unread.append(error)
            continue
        verdict = _verdict(policy, old)
        verdicts.append((policy, verdict))
        if not as_json:
            _print(console, policy, verdict)
    if as_json and verdicts:
        write_json(_as_json(verdicts))
    if unread:
        raise _joined(unread)
    return 0 if all(verdict.ok for _, verdict in verdicts) else 1


def _joined(errors: list[GraceError]) -> GraceError:
    problems = [problem for error in errors if isinstance(error, PolicyError) for problem in error.problems]
    return PolicyError(problems) if problems and len(errors) > 1 else errors[0]


def _verdict(policy: Policy, old: Policy | None) -> Verdict:
    verdict = verify_policy(policy)
    return verdict if old is None else replace(verdict, comparison=compare(policy, old))


def _as_json(verdicts: list[tuple[Policy, Verdict]]) -> dict[str, Any]:
    """One answer for all files: each finding names its file."""
    whole: dict[str, Any] = {"ok": all(verdict.ok for _, verdict in verdicts)}
    for key in ("findings", "loses", "gains"):
        whole[key] = [
            {"file": policy.file, **entry} for policy, verdict in verdicts for entry in verdict.as_json()[key]
        ]
    whole["unproved"] = [f"{policy.file}: {text}" for policy, verdict in verdicts for text in verdict.open_questions]
    return whole


def _print(console: Console, policy: Policy, verdict: Verdict) -> None:
    notes = len(verdict.findings) - len(verdict.defects)
    examples = f"{len(policy.examples)} example{'' if len(policy.examples) == 1 else 's'} run"
    found = f"{len(verdict.defects)} to mend" if verdict.defects else "nothing to mend"
    told = f"{policy.file}: {found}; {notes} note{'' if notes == 1 else 's'}; {examples}."
    line(console, plain(told, "bold"))
    for finding in sorted(verdict.findings, key=lambda finding: (not finding.is_defect, finding.line)):
        _print_finding(console, policy, finding)
    if notes:
        line(console, "  A note needs nothing done if it is meant.")
    for text in verdict.open_questions:
        line(console, f"  not settled: {text}")
    if verdict.comparison is not None:
        _print_comparison(console, verdict.comparison)


def _print_finding(console: Console, policy: Policy, finding: Finding) -> None:
    kind = finding.kind.replace("_", " ") if finding.is_defect else f"note, {finding.kind}"
    line(console, f"  {policy.file}:{finding.line}: {kind}: {finding.message}")
    if finding.witness and finding.is_defect:
        line(console, f"      for example {_said(finding.witness)}")


def _print_comparison(console: Console, comparison: Comparison) -> None:
    for title, changes in (("Who loses", comparison.loses), ("Who gains", comparison.gains)):
        if not changes and not comparison.unproved:
            line(console, f"  {title}: nobody; this is proved.")
        for change in changes:
            line(console, f"  {title}: {change.message}")
            if change.witness:
                line(console, f"      for example {_said(change.witness)}")


def _said(witness: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in witness.items())
