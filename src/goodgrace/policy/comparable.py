"""Whether two versions of a policy can be compared at all: the same currency, and names that mean the same in both."""

from dataclasses import replace

from goodgrace.errors import InputError
from goodgrace.policy.expressions import Type
from goodgrace.policy.proving.questions import bounds_of
from goodgrace.policy.shape import Fact, Policy, Remedy


def comparable(new: Policy, old: Policy) -> None:
    """Raise InputError where two policies cannot be compared: another currency, or a fact or remedy that means something else."""
    if new.currency != old.currency:
        fix = "Compare policies of one currency."
        raise InputError(f"The new policy counts in {new.currency} and the old in {old.currency}. {fix}")
    shared_facts(new, old)
    for name in (name for name in new.remedies if name in old.remedies):
        _same_kind(new.remedies[name], old.remedies[name])


def shared_facts(new: Policy, old: Policy) -> dict[str, Fact]:
    """The facts of both versions, each bounded to the values that both can read."""
    facts = {**old.facts, **new.facts}
    for name in new.facts.keys() & old.facts.keys():
        facts[name] = _shared(new.facts[name], old.facts[name])
    return facts


def _shared(new: Fact, old: Fact) -> Fact:
    a, b = new.type, old.type
    words = tuple(word for word in a.of if word in b.of)
    if replace(a, of=()) != replace(b, of=()) or (a.of and not words):
        fix = "Give the fact another name in one of the two, or the same type in both."
        raise InputError(f"The fact `{new.name}` is {_kind(a)} in the new policy and {_kind(b)} in the old. {fix}")
    if not a.ordered:
        return replace(new, type=replace(a, of=words))
    (new_least, new_most), (old_least, old_most) = bounds_of(new), bounds_of(old)
    least, most = max(new_least, old_least), min(new_most, old_most)
    if least > most:
        raise InputError(
            f"The fact `{new.name}` has no value that both policies can read: their bounds exclude each other."
        )
    return replace(new, least=least, most=most)


def _kind(type: Type) -> str:
    if type.kind == "choice":
        return f"one of {', '.join(type.of)}"
    places = f" with {type.places} places" if type.kind == "number" else ""
    return f"{type.kind}{places}{f' in {type.unit}' if type.unit else ''}"


def _same_kind(new: Remedy, old: Remedy) -> None:
    if (new.gives, new.unit) != (old.gives, old.unit):
        fix = "Give the remedy another name in one of the two."
        kinds = [f"{remedy.gives} {remedy.unit}".rstrip() for remedy in (new, old)]
        raise InputError(f"The remedy `{new.name}` gives {kinds[0]} in the new policy and {kinds[1]} in the old. {fix}")
