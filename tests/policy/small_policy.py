"""A small policy, completed from the remedies that a test is about, and what it gives in a case."""

from goodgrace.policy.decision import limits
from goodgrace.policy.proving.findings import Witness
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy

HEAD = """policy: small
roles: [agent, lead]
facts:
  hours: {type: number, places: 2, least: 0}
  fee: {type: money, least: 0}
  years: {type: number, places: 1, least: 0}
  vip: {type: yes_no}
  bought: {type: date}
remedies:
"""
TALK = "  talk: {gives: yes, standard: always}\n"


def small(remedies: str, *, head: str = HEAD, rest: str = TALK) -> Policy:
    return read_text(head + remedies + rest, "small.yaml")


def waive(rules: str, *, more: str = "", rest: str = TALK, head: str = HEAD) -> Policy:
    """A policy in which the agent may waive a fee by these rules."""
    return small(f"  waive:\n    gives: money\n    discretion: {{agent: [{rules}]}}\n{more}", rest=rest, head=head)


def amounts(policy: Policy, witness: Witness | None) -> dict[str, dict[str, str]]:
    """What a witness's case gives, decided like any other case."""
    assert witness is not None
    decided = limits(policy, dict(witness))
    return {name: {target: f"{amount:f}" for target, amount in by.items()} for name, by in decided.items()}
