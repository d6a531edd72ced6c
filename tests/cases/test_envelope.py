"""A service's envelope: counted from its own decisions that stand, by day and by currency; nobody else is held back."""

import pytest

from goodgrace.cases.afterwards import undo
from goodgrace.cases.deciding import decide, say_no
from goodgrace.cases.envelope import Envelope, check_envelope, envelope_of
from goodgrace.errors import NotAllowed
from goodgrace.people.actions import add_person, set_envelope
from goodgrace.people.models import Person
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.queries import policy_of
from tests.cases.stories import POLICIES, a_case, a_wish, in_force, later
from tests.people import NOW, Cast


@pytest.fixture
def robin(cast: Cast) -> Person:
    """A service with the role of an agent: 50 at once, 80 a day."""
    service = add_person(
        email="robin@example.org", name="Robin", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    return set_envelope(person=service, most_per_decision=5000, most_per_day=8000, by=cast.finn, now=NOW)


def test_a_service_gives_up_to_its_envelope_and_a_colleague_goes_on(cast: Cast, robin: Person) -> None:
    in_force(cast)
    with pytest.raises(NotAllowed, match=r"up to 50\.00 EUR at once.*A colleague may decide it"):
        decide(case=a_case(cast.mia), wish=a_wish("50.01"), by=robin, now=NOW)
    decide(case=a_case(cast.mia), wish=a_wish("50"), by=robin, now=NOW)
    case = a_case(cast.mia)
    with pytest.raises(NotAllowed, match=r"up to 30\.00 EUR more today"):
        decide(case=case, wish=a_wish("31"), by=robin, now=NOW)
    assert decide(case=case, wish=a_wish("186.50"), by=cast.mia, now=NOW)


def test_what_was_taken_back_and_what_was_another_day_does_not_count(cast: Cast, robin: Person) -> None:
    policy = policy_of(in_force(cast))
    slip = decide(case=a_case(cast.mia), wish=a_wish("50"), by=robin, now=NOW)
    assert envelope_of(robin, policy, NOW.date()) == Envelope(5000, 3000)
    undo(decision=slip, by=robin, now=later(seconds=10))
    assert envelope_of(robin, policy, NOW.date()) == Envelope(5000, 8000)
    decide(case=a_case(cast.mia), wish=a_wish("50"), by=robin, now=NOW)
    assert envelope_of(robin, policy, later(days=1).date()) == Envelope(5000, 8000)


def test_each_currency_is_counted_apart(cast: Cast, robin: Person) -> None:
    from dataclasses import replace

    policy = policy_of(in_force(cast))
    decide(case=a_case(cast.mia), wish=a_wish("50"), by=robin, now=NOW)
    assert envelope_of(robin, replace(policy, currency="JPY"), NOW.date()) == Envelope(50, 80)
    assert envelope_of(robin, replace(policy, currency="KWD"), NOW.date()) == Envelope(50_000, 80_000)


def test_what_costs_nothing_and_a_no_are_inside_any_envelope(cast: Cast, robin: Person) -> None:
    policy = policy_of(in_force(cast))
    set_envelope(person=robin, most_per_decision=0, most_per_day=0, by=cast.finn, now=NOW)
    check_envelope(robin, policy, 0, NOW.date())
    assert say_no(case=a_case(cast.mia), wish=a_wish("0", reason="It runs."), by=robin, now=NOW)
    with pytest.raises(NotAllowed):
        decide(case=a_case(cast.mia), wish=a_wish("0.01"), by=robin, now=NOW)


def test_what_nobody_has_priced_a_service_gives_only_as_far_as_everybody_gets_it(cast: Cast, robin: Person) -> None:
    unpriced = (POLICIES / "warranty-tolerance.yaml").read_text(encoding="utf-8").replace("    costs: 6\n", "")
    publish(version=draft(text=unpriced, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    case = a_case(cast.mia, depends_on_it="yes")
    with pytest.raises(NotAllowed, match="does not say what this costs, so Robin may not give it by itself"):
        decide(case=case, wish=a_wish("7", remedy="loan_appliance"), by=robin, now=NOW)
    assert decide(case=case, wish=a_wish("3", remedy="loan_appliance"), by=robin, now=NOW)
    assert decide(case=a_case(cast.mia), wish=a_wish("7", remedy="loan_appliance"), by=cast.mia, now=NOW)


def test_without_bounds_a_service_goes_as_far_as_its_role(cast: Cast, robin: Person) -> None:
    in_force(cast)
    set_envelope(person=robin, most_per_decision=None, most_per_day=None, by=cast.finn, now=NOW)
    assert decide(case=a_case(cast.mia), wish=a_wish("186.50"), by=robin, now=NOW)
