"""Goodgrace: what everybody gets, how far each colleague may go beyond it, and why.

The library's front page. `read` a policy, `decide` a case, `explain` the sheet; `sql` asks a whole history, `verify`
looks for defects and proves there are none.
"""

from typing import TYPE_CHECKING

from goodgrace.errors import FactError, GraceError, InputError, PolicyError
from goodgrace.money import Money
from goodgrace.policy.decision import DecisionSheet, decide, decide_many, limits
from goodgrace.policy.reading import fingerprint, read, read_text
from goodgrace.policy.reasons import Explanation, explain
from goodgrace.policy.shape import Policy

if TYPE_CHECKING:
    from goodgrace.policy.sql import sql
    from goodgrace.policy.verify import compare, verify

__all__ = [
    "DecisionSheet",
    "Explanation",
    "FactError",
    "GraceError",
    "InputError",
    "Money",
    "Policy",
    "PolicyError",
    "compare",
    "decide",
    "decide_many",
    "explain",
    "fingerprint",
    "limits",
    "read",
    "read_text",
    "sql",
    "verify",
]

_HEAVY = {"sql": "goodgrace.policy.sql", "verify": "goodgrace.policy.verify", "compare": "goodgrace.policy.verify"}


def __getattr__(name: str) -> object:
    """The engines of the other two meanings, loaded only when they are first asked for."""
    if name not in _HEAVY:
        raise AttributeError(f"module 'goodgrace' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HEAVY[name]), name)
