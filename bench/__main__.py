"""`python -m bench`: all measurements in one run. Ends with 1 when an engine gives a wrong answer, never for being slow."""

import argparse
import sys
from collections.abc import Callable, Iterator

from bench.answers import wrong_answers
from bench.cases import cases, modest
from bench.history import ROWS, SHORT, history
from bench.lines import Line, machine, table
from bench.one_case import many_cases, one_case
from bench.promises import promises
from bench.proofs import proofs
from bench.site import site
from bench.startup import startup

MANY = 100_000


def main() -> int:
    """Compare the answers, measure, print the table; 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast Goodgrace is, beside others.")
    parser.add_argument("--short", action="store_true", help="small numbers, under a minute")
    short = parser.parse_args().short
    print(machine(), flush=True)
    wrong = list(wrong_answers(modest(), cases(500 if short else 5_000)))
    lines = list(_measured(short, wrong))
    print(f"\n{table(lines)}\n")
    missed = [line.what for line in lines if line.met is False]
    print(f"Missed: {'; '.join(missed)}." if missed else "Every target is met.")
    print(*wrong, sep="\n") if wrong else print("All engines gave the same answers to the same cases.")
    return 1 if wrong else 0


def _measured(short: bool, wrong: list[str]) -> Iterator[Line]:
    steps: tuple[tuple[str, Callable[[], Iterator[Line]]], ...] = (
        ("one case", lambda: one_case(modest(), 100 if short else 600)),
        ("many cases", lambda: many_cases(modest(), MANY, 4 if short else 6)),
        ("a history", lambda: history(SHORT if short else ROWS, 3 if short else 5, wrong)),
        ("proofs", lambda: proofs(2 if short else 3)),
        ("start", lambda: startup(3 if short else 10)),
        ("the desk under load", lambda: site(short)),
        ("promises", lambda: promises(short)),
    )
    for name, step in steps:
        print(f"  measuring {name} ...", file=sys.stderr, flush=True)
        yield from step()


if __name__ == "__main__":
    sys.exit(main())
