"""One policy, or two versions, under examination: questions go to the prover, answers come back as natural cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodgrace.errors import Place, ProofMismatch
from goodgrace.policy.expressions import Known, Node, Type
from goodgrace.policy.limits import remedy_limits
from goodgrace.policy.meaning import number_of, value_of
from goodgrace.policy.proof import EFFORT, Prover, Unproved
from goodgrace.policy.proving.findings import Witness, as_witness
from goodgrace.policy.proving.natural import Case, Natural
from goodgrace.policy.proving.questions import Limits, Moved, both, compare, limits_of_remedy, nothing, second
from goodgrace.policy.shape import Fact, Policy, Remedy
from goodgrace.policy.sizes import LARGEST_VALUE


class Inquiry:
    """What can be asked about policies over one set of facts; questions the solver gave up on are kept in `unproved`."""

    def __init__(self, policies: Iterable[Policy], facts: Mapping[str, Fact], effort: int = EFFORT) -> None:
        self.facts = facts
        self.unproved: list[str] = []
        self.natural = Natural(facts, policies)
        self._prover = Prover(facts.values(), effort)
        self._marks: dict[Type, Known] = {}
        self._moves: dict[str, Moved] = {}

    def possible(self, question: Node, about: str) -> bool:
        """Whether a condition holds in some case. Where the solver gives up: True, and `about` goes to `unproved`."""
        try:
            return self._prover.possible(question)
        except Unproved:
            self._gave_up(about)
            return True

    def case(self, question: Node, about: str) -> Case | None:
        """A natural case in which a condition holds; None where there is none, or where the solver gives up."""
        found = self._ask(question, about)
        return None if found is None else self.natural.tidy(found, lambda case: value_of(question, case) is True)

    def drop(self, where: Node, low: Node, high: Node, about: str) -> Case | None:
        """A natural case in which `where` holds and `low` is less than `high`, with a clear difference."""
        found = self._ask(both(where, self.falls(high, low)), about)
        if found is None:
            return None
        found.pop(self._mark(high.type).name)

        places = max(low.type.places, high.type.places)

        def size(case: Case) -> int:
            if value_of(where, case) is not True:
                return 0
            return (number_of(high, places, case) or 0) - (number_of(low, places, case) or 0)

        return self.natural.enlarge(self.natural.tidy(found, lambda case: size(case) > 0), size)

    def falls(self, high: Node, low: Node) -> Node:
        """Whether one amount is more than another, neither below nothing."""
        mark = self._mark(high.type)
        return both(compare(low, "<", mark), compare(mark, "<=", high))

    def covers(
        self, where: Node, high: Iterable[Node], low: Sequence[Node], remedy: Remedy, about: str
    ) -> list[int] | None:
        """Which of the amounts in `low` are enough that, wherever `where` holds, not all of `high` exceed them.

        By their numbers from 0; None where all of `low` are not enough, or where the solver gives up.
        """
        none = nothing(remedy)
        mark = self._mark(none.type)
        question = both(where, compare(none, "<", mark), *(compare(mark, "<=", amount) for amount in high))
        try:
            found = self._prover.excluded(question, [compare(amount, "<", mark) for amount in low])
        except Unproved:
            self._gave_up(about)
            return None
        return None if found is None else list(found)

    def moved(self, fact: Fact) -> Moved:
        """Rewrites nodes to what they are after a change of one fact."""
        if fact.name not in self._moves:
            self._prover.learn(second(fact))
            self._moves[fact.name] = Moved(fact)
        return self._moves[fact.name]

    def confirm(self, true: bool, finding: str, case: Case) -> None:
        """Stop where the Python meaning does not show what the logic found: a fault of ours."""
        if not true:
            raise ProofMismatch(
                f"{finding}: Python does not confirm it for {dict(self.witness(case))}. Please report this."
            )

    def witness(self, case: Case) -> Witness:
        """The case as people write it, second values left out."""
        return as_witness(self.facts.values(), case)

    def _ask(self, question: Node, about: str) -> Case | None:
        try:
            return self._prover.witness(question)
        except Unproved:
            self._gave_up(about)
            return None

    def _gave_up(self, about: str) -> None:
        self.unproved.append(f"{about}: the solver gave up; it may or may not be so.")

    def _mark(self, type: Type) -> Known:
        """A number to hold amounts against: `a < b` asks the solver far more than `a < mark <= b`."""
        if type not in self._marks:
            self._marks[type] = Known(f"{type.kind} {type.places} {type.unit} mark", type)
            self._prover.learn(Fact(self._marks[type].name, type, Place("", 0, 0), least=0, most=LARGEST_VALUE))
        return self._marks[type]


@dataclass(frozen=True, slots=True)
class Study:
    """One policy under examination: its limits as nodes, and the inquiry that answers questions about them."""

    policy: Policy
    inquiry: Inquiry
    limits: Mapping[str, Limits]

    @property
    def top(self) -> str:
        """The role at the top of the ladder: what it may not give, nobody may."""
        return self.policy.roles[-1]

    def given(self, remedy: Remedy, case: Case) -> dict[str, int]:
        """The replay: what the Python meaning gives each target of a remedy in a case, in its smallest unit."""
        limits = remedy_limits(self.policy, self.policy.remedies[remedy.name], self.inquiry.natural.complete(case))
        return {target: found.sure for target, found in limits.items()}

    def is_empty(self, remedy: Remedy) -> Node:
        """Whether nobody may give anything of a remedy."""
        return compare(self.limits[remedy.name].by[self.top], "==", nothing(remedy))


def study(policy: Policy, inquiry: Inquiry) -> Study:
    """Lay a policy's limits out as nodes, for an inquiry."""
    limits = {name: limits_of_remedy(remedy, policy.roles) for name, remedy in policy.remedies.items()}
    return Study(policy, inquiry, limits)
