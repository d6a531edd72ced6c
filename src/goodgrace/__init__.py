"""Goodgrace: what everybody gets, how far each colleague may go beyond it, and why.

The library's front page. `read` a policy, `decide` a case, `explain` the sheet; `sql` asks a whole history, `verify`
looks for defects and proves that there are none; `read_back` reads what we are about to say. Each name is loaded when it is first used, so that importing is free.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodgrace.errors import FactError, GraceError, InputError, PolicyError
    from goodgrace.listening.hearing import Heard, hear, hear_many
    from goodgrace.listening.reading_back.reading import read_back
    from goodgrace.money import Money
    from goodgrace.policy.decision import DecisionSheet, decide, decide_many, limits
    from goodgrace.policy.reading import fingerprint, read, read_text
    from goodgrace.policy.reasons import Explanation, explain
    from goodgrace.policy.shape import Policy
    from goodgrace.policy.sql import sql
    from goodgrace.policy.verify import compare, verify

__all__ = [
    "DecisionSheet",
    "Explanation",
    "FactError",
    "GraceError",
    "Heard",
    "InputError",
    "Money",
    "Policy",
    "PolicyError",
    "compare",
    "decide",
    "decide_many",
    "explain",
    "fingerprint",
    "hear",
    "hear_many",
    "limits",
    "read",
    "read_back",
    "read_text",
    "sql",
    "verify",
]

_ROOMS = {
    "errors": ("FactError", "GraceError", "InputError", "PolicyError"),
    "listening.hearing": ("Heard", "hear", "hear_many"),
    "listening.reading_back.reading": ("read_back",),
    "money": ("Money",),
    "policy.decision": ("DecisionSheet", "decide", "decide_many", "limits"),
    "policy.reading": ("fingerprint", "read", "read_text"),
    "policy.reasons": ("Explanation", "explain"),
    "policy.shape": ("Policy",),
    "policy.sql": ("sql",),
    "policy.verify": ("compare", "verify"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Fetch a name of the front page from the room it lives in."""
    if name not in _HOME:
        raise AttributeError(f"module 'goodgrace' has no attribute {name!r}")
    return getattr(import_module(f"goodgrace.{_HOME[name]}"), name)
