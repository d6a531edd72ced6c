"""Before anything is timed: do all engines give the same answers on the same cases?"""

from collections.abc import Callable, Iterator

from bench import peers
from bench.cases import Case
from goodgrace import Policy, decide
from goodgrace.money import as_decimal


def wrong_answers(policy: Policy, cases: list[Case], slow: int = 200) -> Iterator[str]:
    """One line for each answer that differs; the Python written by hand is the measure. cel-python sees `slow` cases."""
    zen_table = peers.zen_table()
    amounts: dict[str, Callable[[Case], peers.Amounts]] = {
        "Goodgrace": peers.goodgrace_amounts(policy),
        "zen-engine's table": lambda case: peers.zen_amounts(zen_table(case)),
        "Goodgrace's sheet": lambda case: _of_sheet(policy, case),
    }
    verdicts = {
        "Rust CEL": peers.rust_cel(),
        "zen-engine's expression": peers.zen_expression(),
        "cel-python": peers.python_cel(),
    }
    for number, case in enumerate(cases):
        expected = peers.by_hand(case)
        answers: dict[str, tuple[object, object]] = {
            name: (tuple(engine(case)), expected) for name, engine in amounts.items()
        }
        for name, engine in verdicts.items():
            if name != "cel-python" or number < slow:
                answers[name] = (bool(engine(case)), expected[2] > 0)
        for name, (found, wanted) in answers.items():
            if found != wanted:
                yield f"{name} says {found}, by hand {wanted}, for {case}"


def _of_sheet(policy: Policy, case: Case) -> tuple[int, ...]:
    """The amounts as the sheet's offer says them, in decimals, back in cents."""
    offer = decide(policy, case).remedies["waive_fee"]
    found = (offer.standard, *offer.may.values())
    cents = tuple(int(amount * 100) for amount in found)
    assert all(as_decimal(cent, 2) == amount for cent, amount in zip(cents, found, strict=True))
    return cents
