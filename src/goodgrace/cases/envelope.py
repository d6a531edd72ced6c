"""A service's envelope: what it may give by itself at once and in a day, beside what its role may."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from goodgrace.cases.counting import DECIDER
from goodgrace.cases.models import Tally
from goodgrace.errors import NotAllowed
from goodgrace.money import Money, places_of
from goodgrace.people.models import Person
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import sentence


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a service may still give by itself, in minor units of a policy's currency; None: no bound of its own."""

    at_once: int | None
    left_today: int | None


def envelope_of(by: Person, policy: Policy, on: date, unwritten: int = 0) -> Envelope:
    """What somebody may still give by themselves on a day, in a policy's currency. People have no envelope."""
    at_once, in_a_day = (_in_minor(most, policy.currency) for most in (by.most_per_decision, by.most_per_day))
    if in_a_day is None:
        return Envelope(at_once, None)
    return Envelope(at_once, max(in_a_day - _given(by, policy.currency, on) - unwritten, 0))


def _in_minor(most: int | None, currency: str) -> int | None:
    """A bound, kept in hundredths, in the minor units of a currency: 50.00 is 50 yen, and 50.000 dinars."""
    return None if most is None else most * int(10 ** places_of(currency)) // 100


def _given(by: Person, currency: str, on: date) -> int:
    """What was given on a day by decisions that stand. Each currency is counted apart: yen are no cents."""
    costs = dict(
        Tally.objects.filter(kind=DECIDER, name=by.mark, on=on, cost__gt=0).values_list("policy").annotate(Sum("cost"))
    )
    if not costs:
        return 0
    newest = {version.policy: version for version in Version.objects.filter(policy__in=costs).order_by("id")}
    return sum(cost for name, cost in costs.items() if policy_of(newest[name]).currency == currency)


def check_envelope(by: Person, policy: Policy, cost: int | None, on: date, unwritten: int = 0) -> None:
    """Go on only inside the envelope; counted while nobody else decides as this person. Raises NotAllowed, naming who goes on.

    `cost` is None where nobody has said what it costs: that is inside no bound. `unwritten` is what was given in the same
    transaction and is not in the tallies yet.
    """
    if cost is None and by.is_bounded:
        raise NotAllowed(
            sentence(
                "{policy} does not say what this costs, so {name} may not give it by itself. A colleague may decide it: ask for help, and the case goes along with its story.",
                name=by.name, policy=policy.title,
            )
        )  # fmt: skip
    if not cost:
        return
    envelope = envelope_of(by, policy, on, unwritten)
    if envelope.at_once is not None and cost > envelope.at_once:
        raise NotAllowed(
            sentence(
                "{name} may give up to {most} at once by itself, and this costs {cost}. A colleague may decide it: ask for help, and the case goes along with its story.",
                name=by.name, most=Money(envelope.at_once, policy.currency), cost=Money(cost, policy.currency),
            )
        )  # fmt: skip
    if envelope.left_today is not None and cost > envelope.left_today:
        raise NotAllowed(
            sentence(
                "{name} may give up to {most} more today by itself, and this costs {cost}. A colleague may decide it: ask for help, and the case goes along with its story.",
                name=by.name, most=Money(envelope.left_today, policy.currency), cost=Money(cost, policy.currency),
            )
        )  # fmt: skip
