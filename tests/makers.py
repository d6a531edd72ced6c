"""Makers: policies and cases for tests, with only what a test is about."""

from pathlib import Path
from textwrap import indent

from goodgrace import Policy, read, read_text

LATE_RETURN = Path(__file__).parent / "policy/late-return.yaml"
THREE_HOURS_LATE = {"hours_late": "3", "late_fee": "60", "tenure_years": "7", "cause": "traffic", "moment": "none"}
"""The case of the paper's example: three hours late, seven years with us."""


def late_return() -> Policy:
    """The policy of the paper."""
    return read(LATE_RETURN)


def three_hours_late(**facts: object) -> dict[str, object]:
    """The paper's case, with other facts where the test is about them; None leaves one out."""
    return {name: value for name, value in (THREE_HOURS_LATE | facts).items() if value is not None}


def a_policy(
    remedies: str, *, facts: str = "", grounds: str = "", roles: str = "agent, lead", more: str = ""
) -> Policy:
    """A policy with these remedies; each argument is YAML, one entry to a line."""
    return read_text(policy_text(remedies, facts=facts, grounds=grounds, roles=roles, more=more))


def policy_text(
    remedies: str, *, facts: str = "", grounds: str = "", roles: str = "agent, lead", more: str = ""
) -> str:
    """The text of a policy with these remedies."""
    tables = {"facts": facts, "grounds": grounds, "remedies": remedies}
    parts = [f"{name}:\n{indent(lines.strip(), '  ')}" for name, lines in tables.items() if lines]
    return "\n".join(["policy: made", f"roles: [{roles}]", *parts, more])


def waive(rule: str, *, key: str = "agent") -> str:
    """A remedy of money with one rule, for a role or as the standard: `waive("up_to: 25")`."""
    rules = f"standard: [{{{rule}}}]" if key == "standard" else f"discretion: {{{key}: [{{{rule}}}]}}"
    return f"waive: {{gives: money, {rules}}}"
