"""`goodgrace verify`: each policy's and each playbook's findings, as lines that editors understand."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.playbooks import print_verdict
from goodgrace.cli.screen import line, plain
from goodgrace.errors import GraceError, InputError, PolicyError
from goodgrace.playbook.decided import slips
from goodgrace.playbook.proving.findings import Verdict as PlaybookVerdict
from goodgrace.playbook.reading import is_playbook
from goodgrace.playbook.reading import read_text as read_playbook
from goodgrace.playbook.shape import Playbook
from goodgrace.playbook.verify import verify as verify_playbook
from goodgrace.policy.proving.findings import Comparison, Finding, Verdict
from goodgrace.policy.reader.sources import read_source
from goodgrace.policy.reading import read, read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.verify import compare
from goodgrace.policy.verify import verify as verify_policy

Verified = tuple[Policy | Playbook, Verdict | PlaybookVerdict]


def run(files: list[Path], against: Path | None, as_json: bool) -> int:
    """Verify policies and playbooks one by one and print what was found; the exit status: 1 with a defect, else 0.

    Raises GraceError for a file that cannot be read, after all the others have been verified.
    """
    console = Console()
    old = None if against is None else read(against)
    verdicts: list[Verified] = []
    books = _books(files)
    unread: list[GraceError] = []
    for file in files:
        try:
            verdicts.append(_verified(file, old, books))
        except GraceError as error:
            unread.append(error)
            continue
        if not as_json:
            _print(console, *verdicts[-1])
    if as_json and verdicts:
        write_json(_as_json(verdicts))
    if unread:
        raise _joined(unread)
    return 0 if all(verdict.ok for _, verdict in verdicts) else 1


def _books(files: list[Path]) -> dict[str, Playbook]:
    """The playbooks that policies may name: those among the files, and in a folder `playbooks` beside one of them.

    What cannot be read is passed over: it is told where it is verified itself.
    """
    beside = {path for file in files for path in sorted((file.parent / "playbooks").glob("*.yaml"))}
    found: dict[str, Playbook] = {}
    for path in dict.fromkeys([*files, *sorted(beside)]):
        with suppress(GraceError):
            text = read_source(path)
            if is_playbook(text):
                book = read_playbook(text, str(path))
                found[book.name] = book
    return found


def _verified(file: Path, old: Policy | None, books: Mapping[str, Playbook]) -> Verified:
    """One file, verified as what it says it is."""
    text = read_source(file)
    if not is_playbook(text):
        policy = read_text(text, str(file))
        return policy, _verdict(policy, old, books)
    if old is not None:
        raise InputError(
            f"{file}: `--against` compares two versions of a policy, and this is a playbook. Leave it out."
        )
    playbook = read_playbook(text, str(file))
    return playbook, verify_playbook(playbook)


def _joined(errors: list[GraceError]) -> GraceError:
    problems = [problem for error in errors if isinstance(error, PolicyError) for problem in error.problems]
    return PolicyError(problems) if problems and len(errors) > 1 else errors[0]


def _verdict(policy: Policy, old: Policy | None, books: Mapping[str, Playbook]) -> Verdict:
    """The verdict, with what no playbook keeps where there are playbooks to look among."""
    verdict = verify_policy(policy)
    verdict = replace(verdict, findings=verdict.findings + (slips(policy, books) if books else ()))
    return verdict if old is None else replace(verdict, comparison=compare(policy, old))


def _as_json(verdicts: list[Verified]) -> dict[str, Any]:
    """One answer for all files: each finding names its file."""
    whole: dict[str, Any] = {"ok": all(verdict.ok for _, verdict in verdicts)}
    for key in ("findings", "loses", "gains"):
        whole[key] = [
            {"file": policy.file, **entry} for policy, verdict in verdicts for entry in verdict.as_json().get(key, [])
        ]
    whole["unproved"] = [
        f"{policy.file}: {text}" for policy, verdict in verdicts for text in verdict.as_json()["unproved"]
    ]
    return whole


def _print(console: Console, what: Policy | Playbook, verdict: Verdict | PlaybookVerdict) -> None:
    if isinstance(what, Policy) and isinstance(verdict, Verdict):
        _print_policy(console, what, verdict)
    elif isinstance(what, Playbook) and isinstance(verdict, PlaybookVerdict):
        print_verdict(console, what, verdict)


def _print_policy(console: Console, policy: Policy, verdict: Verdict) -> None:
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
    called = finding.kind.replace("_", " ")
    kind = called if finding.is_defect else f"note, {called}"
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
