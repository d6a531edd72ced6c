"""Verifying a policy: what is proved about every case there can be, with a counterexample where it does not hold."""

from collections.abc import Callable, Iterable

from goodgrace.policy.proof import EFFORT
from goodgrace.policy.proving.comparing import compare
from goodgrace.policy.proving.contradictions import contradictions, dead_ends
from goodgrace.policy.proving.examples import failed_examples
from goodgrace.policy.proving.findings import Change, Comparison, Finding, Verdict
from goodgrace.policy.proving.idle import idle_nevers, idle_rules
from goodgrace.policy.proving.inquiry import Inquiry, Study, study
from goodgrace.policy.proving.slopes import cliffs, unkind
from goodgrace.policy.shape import Policy

__all__ = ["Change", "Comparison", "Finding", "Verdict", "compare", "verify"]

CHECKS: tuple[Callable[[Study], Iterable[Finding]], ...] = (
    idle_rules,
    idle_nevers,
    contradictions,
    dead_ends,
    unkind,
    cliffs,
)


def verify(policy: Policy, against: Policy | None = None, *, effort: int = EFFORT) -> Verdict:
    """What is wrong with a policy, and where it is steep; with `against`, also who gains and loses by it.

    `effort` bounds how hard the solver tries each question; what it gives up on is in `Verdict.unproved`. Raises
    InputError where the two policies cannot be compared, and ProofMismatch where logic and Python disagree.
    """
    inquiry = Inquiry([policy], policy.facts, effort)
    laid_out = study(policy, inquiry)
    findings = [*failed_examples(policy), *(finding for check in CHECKS for finding in check(laid_out))]
    return Verdict(
        findings=tuple(sorted(findings, key=lambda finding: (not finding.is_defect, finding.line))),
        unproved=tuple(dict.fromkeys(inquiry.unproved)),
        comparison=compare(policy, against, effort=effort) if against else None,
    )
