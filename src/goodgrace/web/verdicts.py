"""A draft looked at before it holds: what was found, which examples come out, and who gains or loses by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from goodgrace.errors import GraceError, PolicyError
from goodgrace.playbook.reading import read_text as read_playbook
from goodgrace.playbook.verify import verify as verify_playbook
from goodgrace.policy.proving.findings import Change, Finding
from goodgrace.policy.reading import read_text
from goodgrace.policy.verify import compare, verify
from goodgrace.web.said import told

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EFFORT: Final = 1_000_000
"""A quarter of what publishing spends on each question, so that a page comes soon; what is not settled is said."""
KINDS: "Final[Mapping[str, StrPromise]]" = {
    "unreachable": _("never applies"),
    "covered": _("never needed"),
    "dead_end": _("a dead end"),
    "unkind": _("unkind"),
    "contradiction": _("contradicts itself"),
    "cliff": _("a cliff"),
    "by_hand": _("by hand"),
    "example_failed": _("an example comes out otherwise"),
    "never_ends": _("never ends"),
    "never_resumed": _("stays suspended"),
    "left_alone": _("leaves somebody alone"),
    "never_happens": _("never happens"),
    "cannot_start": _("never starts"),
    "missing_words": _("words are missing"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as the page says it: a cliff is good to know, and so is what is kept by hand; the rest is to be mended."""

    called: "StrPromise"
    line: int
    message: str
    case: str
    is_defect: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Who gains or loses by a draft: a sentence and a case that shows it."""

    message: str
    case: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that was found about a draft. `against` is the version it was held against; empty: none holds yet.

    `ways` is, of a playbook, on how many ways it was followed; 0 for a policy.
    """

    found: tuple[Found, ...]
    examples: tuple[tuple[str, bool], ...]
    unproved: tuple[str, ...]
    against: str
    loses: tuple[Moved, ...]
    gains: tuple[Moved, ...]
    unlike: str
    ways: int = 0

    @property
    def defects(self) -> int:
        """How many findings are to be mended."""
        return sum(found.is_defect for found in self.found)

    @property
    def has_cliffs(self) -> bool:
        """Whether a cliff is among what was found."""
        return any(found.called == KINDS["cliff"] for found in self.found)

    def beside(self, findings: Iterable[Finding]) -> "Judged":
        """The same with findings that depend on what else is in the rulebook."""
        return replace(self, found=(*self.found, *map(_found, findings)))


@lru_cache(maxsize=8)
def judged(text: str, name: str, before: str = "", against: str = "") -> Judged:
    """Look at a draft's text, held against the text of the version before. Raises PolicyError for one that cannot be read."""
    policy = read_text(text, name)
    verdict = verify(policy, effort=EFFORT)
    failed = {finding.where for finding in verdict.findings if finding.kind == "example_failed"}
    examples = tuple(
        (example.name or f"{number}", f"examples.{number}" not in failed)
        for number, example in enumerate(policy.examples, 1)
    )
    loses, gains, unproved, unlike = _compared(text, name, before)
    found = tuple(_found(finding) for finding in verdict.findings)
    return Judged(found, examples, verdict.open_questions + unproved, against, loses, gains, unlike)


@lru_cache(maxsize=8)
def judged_playbook(text: str) -> Judged:
    """Look at a playbook's text, followed on every way it can go. Raises PolicyError for one that cannot be read."""
    playbook = read_playbook(text)
    verdict = verify_playbook(playbook, effort=EFFORT)
    failed = {finding.where for finding in verdict.findings if finding.kind == "example_failed"}
    examples = tuple(
        (example.name or f"{number}", f"examples.{number}" not in failed)
        for number, example in enumerate(playbook.examples, 1)
    )
    found = tuple(
        Found(KINDS[finding.kind], finding.line, finding.message, "; ".join(finding.path), True)
        for finding in verdict.findings
    )
    return Judged(found, examples, verdict.unproved, "", (), (), "", verdict.ways)


def _compared(text: str, name: str, before: str) -> tuple[tuple[Moved, ...], tuple[Moved, ...], tuple[str, ...], str]:
    """Who loses, who gains, what was not settled, and why the two cannot be compared where they cannot."""
    if not before:
        return (), (), (), ""
    try:
        moved = compare(read_text(text, name), read_text(before, name), effort=EFFORT)
    except GraceError as error:
        return (), (), (), str(error)
    return tuple(map(_moved, moved.loses)), tuple(map(_moved, moved.gains)), moved.unproved, ""


def _found(finding: Finding) -> Found:
    return Found(KINDS[finding.kind], finding.line, told(finding.message), _case(finding.witness), finding.is_defect)


def _moved(change: Change) -> Moved:
    return Moved(change.message, _case(change.witness))


def _case(witness: Mapping[str, str] | None) -> str:
    return ", ".join(f"{name} {value}" for name, value in (witness or {}).items())


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a text: its place, what is wrong, a likely fix, and the line itself with a mark under the place."""

    line: int
    column: int
    message: str
    excerpt: str


def faults_in(text: str, error: PolicyError) -> list[Fault]:
    """The faults of a text that cannot be read, each with its line."""
    lines = text.splitlines()
    return [
        Fault(
            problem.place.line,
            problem.place.column,
            f"{problem.message} {problem.fix}".strip(),
            _excerpt(lines, problem.place.line, problem.place.column),
        )
        for problem in error.problems
    ]


def _excerpt(lines: list[str], line: int, column: int) -> str:
    if not 1 <= line <= len(lines):
        return ""
    return f"{lines[line - 1][:200]}\n{' ' * min(column - 1, 200)}^"
