"""Everything Goodgrace can object to, as one tree of errors.

GraceError
├── PolicyError      a policy's text has faults; `.problems` names file, line, column and a likely fix of each
├── FactError        a fact of a case cannot be read; `.problems` maps each fact to what is wrong with it
├── InputError       a file, a column or an option is not what it should be
├── NotAllowed       this person may not do this; says who may
├── Missing          there is no such thing, or not for this person
├── Refused          this cannot be done as things stand; says why, and what can be done instead
└── ProofMismatch    a proof's counterexample did not hold in Python: a fault of ours, never shown as a finding
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class GraceError(Exception):
    """Anything Goodgrace refuses, with a sentence that says why and what to do next."""

    @property
    def says(self) -> str:
        """Its sentence, with its parts where it has some."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a text: its file's name, and line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Write the place the way editors and compilers do."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a text: where, what, the offending words, and what would likely mend it."""

    place: Place
    message: str
    text: str = ""
    fix: str = ""

    def __str__(self) -> str:
        """One line: place, message, and the likely fix where there is one."""
        fix = f" {self.fix}" if self.fix else ""
        return f"{self.place}: {self.message}{fix}"


class PolicyError(GraceError):
    """A policy cannot be read; every fault found in it is in `problems`, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FactError(GraceError):
    """Facts of a case cannot be read; `problems` says for each fact what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{name}: {what}" for name, what in self.problems.items()))


class InputError(GraceError):
    """A file, a column or an option is not what it should be."""


class NotAllowed(GraceError):
    """This person may not do this; the sentence names who may."""


class Missing(GraceError):
    """There is no such thing, or not for this person."""


class Refused(GraceError):
    """This cannot be done as things stand; the sentence says why, and what can be done instead."""


class ProofMismatch(GraceError):
    """The proof and the Python meaning disagree about one case: please report it with the policy."""
