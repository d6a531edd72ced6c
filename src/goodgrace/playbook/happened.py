"""Conditions on what has happened, as data: `family_choice is return_car`, or `family_choice is open`.

{"step": NAME, "is": [OUTCOME, …]}   a question came to one of these
{"open": NAME}                       a question is still waiting for its answer when this step comes due
{"all": [CONDITION, …]}, {"any": [CONDITION, …]}
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol


class Seen(Protocol):
    """What is known of a step: its status and, of a question, what it came to."""

    @property
    def status(self) -> str:
        """One of `rows.STATUSES`."""

    @property
    def outcome(self) -> str:
        """What a question came to; empty until then."""


def holds(condition: Mapping[str, Any] | None, seen: Mapping[str, Seen], *, due: bool) -> bool | None:
    """Whether a condition holds; None while that is not known. With `due`, an open question is still open for good."""
    if condition is None:
        return True
    if "step" in condition:
        state = seen[condition["step"]]
        return state.outcome in condition["is"] if is_settled(state) else None
    if "open" in condition:
        return _open(seen[condition["open"]], due)
    found = [holds(part, seen, due=due) for part in condition.get("all", condition.get("any", ()))]
    deciding = "any" in condition
    if deciding in found:
        return deciding
    return None if None in found else not deciding


def _open(state: Seen, due: bool) -> bool | None:
    if is_settled(state):
        return False
    return True if due and state.status == "open" else None


def is_settled(state: Seen) -> bool:
    """Whether nothing more happens to a step by itself."""
    return state.status in ("kept", "skipped", "released", "broken")


def asked_in(condition: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The questions whose answer a condition needs, each once."""
    return tuple(dict.fromkeys(part["step"] for part in _leaves(condition) if "step" in part))


def open_in(condition: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The questions that a condition wants to be still open, each once."""
    return tuple(dict.fromkeys(part["open"] for part in _leaves(condition) if "open" in part))


def _leaves(condition: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    if condition is None:
        return
    inner = condition.get("all", condition.get("any"))
    if inner is None:
        yield condition
    for part in inner or ():
        yield from _leaves(part)


def in_words(condition: Mapping[str, Any]) -> str:
    """A condition as it is written in a playbook."""
    if "step" in condition:
        return f"{condition['step']} is {' or '.join(condition['is'])}"
    if "open" in condition:
        return f"{condition['open']} is open"
    word = "all" if "all" in condition else "any"
    return {"all": " and ", "any": " or "}[word].join(in_words(part) for part in condition[word])
