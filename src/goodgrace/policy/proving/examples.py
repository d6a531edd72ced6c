"""The examples in a policy's own file: each is decided, and what it gives is held against what its writer expects."""

from collections.abc import Iterator
from decimal import Decimal

from goodgrace.errors import GraceError
from goodgrace.money import as_decimal
from goodgrace.policy.decision import DecisionSheet, decide
from goodgrace.policy.proving.findings import Finding, amount_in_words, who_gives
from goodgrace.policy.shape import STANDARD, Example, Policy, Remedy


def failed_examples(policy: Policy) -> Iterator[Finding]:
    """The examples that do not come out as their writer expects, each wrong amount with what it is instead."""
    for number, example in enumerate(policy.examples, 1):
        wrong = _wrong(policy, example)
        if wrong:
            message = f"{example.name or 'This example'}: {' '.join(wrong)}"
            facts = {name: str(value) for name, value in example.facts.items()}
            yield Finding("example_failed", f"examples.{number}", example.place.line, message, facts)


def _wrong(policy: Policy, example: Example) -> list[str]:
    try:
        sheet = decide(policy, example.facts, given=example.given)
    except GraceError as error:
        return [f"it cannot be decided. {error}"]
    return [
        _sentence(policy.remedies[name], target, got, expected)
        for name, by in example.expect.items()
        for target, amount in by.items()
        if (got := _given(sheet, name, target, example))
        != (expected := as_decimal(amount, policy.remedies[name].places))
    ]


def _given(sheet: DecisionSheet, name: str, target: str, example: Example) -> Decimal:
    """What the target may give; caps count only where the example says what was given before."""
    offer = sheet.remedies[name]
    if target == STANDARD:
        return offer.standard
    return offer.limits[target] if example.given is None else offer.may[target]


def _sentence(remedy: Remedy, target: str, got: Decimal, expected: Decimal) -> str:
    is_, was = (amount_in_words(int(amount.scaleb(remedy.places)), remedy) for amount in (got, expected))
    return f"{who_gives(target)} {is_} of `{remedy.name}`, where {was} is expected."
