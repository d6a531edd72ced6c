"""Two versions of a policy: who gains and who loses by the new one, or a proof that nobody does."""

from collections.abc import Iterator
from dataclasses import dataclass

from goodgrace.policy.comparable import comparable, shared_facts
from goodgrace.policy.expressions import Node
from goodgrace.policy.proof import EFFORT
from goodgrace.policy.proving.findings import Change, Comparison, amount_in_words, amount_text, who_gives
from goodgrace.policy.proving.inquiry import Inquiry, Study, study
from goodgrace.policy.proving.natural import Case
from goodgrace.policy.proving.questions import HOLDS, nothing
from goodgrace.policy.shape import Policy, Remedy


def compare(new: Policy, old: Policy, *, effort: int = EFFORT) -> Comparison:
    """Who gains and who loses when a new version takes an old one's place, over every case both can read.

    Facts, remedies and roles are matched by name; what only one of the two has gives nothing in the other, and a
    fact that only one of the two asks for may be anything. Caps are left aside. Raises InputError where a fact or a
    remedy means something else in the two.
    """
    comparable(new, old)
    facts = shared_facts(new, old)
    inquiry = Inquiry([new, old], facts, effort)
    versions = _Versions(study(new, inquiry), study(old, inquiry), inquiry)
    loses, gains = tuple(versions.changes(loses=True)), tuple(versions.changes(loses=False))
    return Comparison(gains, loses, tuple(dict.fromkeys(inquiry.unproved)))


@dataclass(frozen=True, slots=True)
class _Versions:
    """The two versions, under one inquiry."""

    new: Study
    old: Study
    inquiry: Inquiry

    def changes(self, loses: bool) -> Iterator[Change]:
        """Each remedy and target for whom some case gives less, or more, than before."""
        for name in dict.fromkeys([*self.old.policy.remedies, *self.new.policy.remedies]):
            remedy = self._remedy(name)
            for target in dict.fromkeys([*self.old.policy.targets, *self.new.policy.targets]):
                change = self._change(remedy, target, loses)
                if change is not None:
                    yield change

    def _remedy(self, name: str) -> Remedy:
        """The remedy as the finer of the two versions counts it."""
        new, old = self.new.policy.remedies.get(name), self.old.policy.remedies.get(name)
        if new is None or old is None:
            found = new or old
            assert found is not None
            return found
        return max(new, old, key=lambda remedy: remedy.places)

    def _change(self, remedy: Remedy, target: str, loses: bool) -> Change | None:
        before, after = _limit(self.old, remedy, target), _limit(self.new, remedy, target)
        high, low = (before, after) if loses else (after, before)
        about = f"{remedy.name} for {target}: whether somebody {'loses' if loses else 'gains'}"
        case = self.inquiry.drop(HOLDS, low, high, about)
        return None if case is None else self._replayed(case, remedy, target, loses)

    def _replayed(self, case: Case, remedy: Remedy, target: str, loses: bool) -> Change:
        before, after = (_amount(version, case, remedy, target) for version in (self.old, self.new))
        self.inquiry.confirm(after < before if loses else after > before, f"{remedy.name} for {target}", case)
        said = f"{who_gives(target)} {amount_in_words(after, remedy)} of `{remedy.name}`"
        return Change(
            remedy=remedy.name,
            to=target,
            before=amount_text(before, remedy),
            after=amount_text(after, remedy),
            witness=self.inquiry.witness(case),
            message=f"{said[0].upper()}{said[1:]} instead of {amount_in_words(before, remedy)}.",
        )


def _limit(version: Study, remedy: Remedy, target: str) -> Node:
    """A version's limit; nothing for a remedy or a role that it does not have."""
    found = version.limits.get(remedy.name)
    return nothing(remedy) if found is None else found.by.get(target, nothing(remedy))


def _amount(version: Study, case: Case, remedy: Remedy, target: str) -> int:
    """What a version gives, counted as finely as the finer of the two."""
    own = version.policy.remedies.get(remedy.name)
    if own is None:
        return 0
    return version.given(own, case).get(target, 0) * int(10 ** (remedy.places - own.places))
