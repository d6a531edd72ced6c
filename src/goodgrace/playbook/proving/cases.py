"""Which steps can apply together: every combination of their conditions on facts that some case fulfils, with that case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goodgrace.playbook.shape import Line, Playbook
from goodgrace.policy.expressions import YES_NO, All, Compare, Constant, Node, Not
from goodgrace.policy.proof import EFFORT
from goodgrace.policy.proving.inquiry import Inquiry
from goodgrace.policy.proving.natural import Case

MOST_COMBINATIONS = 256


@dataclass(frozen=True, slots=True)
class Combination:
    """Which steps apply in some cases, and the facts of one of them as people write them."""

    applies: Mapping[str, bool]
    facts: Mapping[str, str]


class Cases:
    """Asks the solver which steps of a playbook can apply together; `unproved` tells what it gave up on."""

    def __init__(self, playbook: Playbook, effort: int = EFFORT) -> None:
        self.playbook = playbook
        self.inquiry = Inquiry([], playbook.facts, effort)
        self.conditions = {name: node for name, line in playbook.steps.items() if (node := applies_when(line))}

    def combinations(self) -> Iterator[Combination]:
        """Every combination, each once; none where no case fulfils what the playbook requires."""
        start = tuple(requirement.that for requirement in self.playbook.requires)
        distinct = tuple(dict.fromkeys(self.conditions.values()))
        for count, (truths, case) in enumerate(self._split(start, distinct)):
            if count >= MOST_COMBINATIONS:
                self.inquiry.unproved.append(f"There are more than {MOST_COMBINATIONS} combinations of `when`.")
                return
            applies = {
                name: name not in self.conditions or truths[self.conditions[name]] for name in self.playbook.steps
            }
            yield Combination(applies, dict(self.inquiry.witness(case)))

    def _split(self, known: tuple[Node, ...], rest: tuple[Node, ...]) -> Iterator[tuple[dict[Node, bool], Case]]:
        case = self.inquiry.case(_all(known), "what is required together with `when`")
        if case is None:
            return
        if not rest:
            yield {}, case
            return
        for truth, node in ((True, rest[0]), (False, Not(rest[0]))):
            for truths, found in self._split((*known, node), rest[1:]):
                yield truths | {rest[0]: truth}, found


def applies_when(line: Line) -> Node | None:
    """The condition on facts under which a step applies: its `when`, and an amount that is more than nothing."""
    parts = [line.when] if line.when is not None else []
    if line.amount is not None and line.kind != "check":
        parts.append(Compare(">", line.amount, Constant(0, line.amount.type)))
    return _all(tuple(parts)) if parts else None


def _all(parts: tuple[Node, ...]) -> Node:
    if not parts:
        return Constant(True, YES_NO)
    return parts[0] if len(parts) == 1 else All(parts)
