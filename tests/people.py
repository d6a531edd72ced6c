"""The cast: one colleague for each role, and Ada, who has a story."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodgrace.people.models import Person

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
PASSWORD = "a calm long password"


@dataclass(frozen=True, slots=True)
class Cast:
    """One colleague for each role; `bob` is a second agent."""

    mia: "Person"
    bob: "Person"
    tom: "Person"
    ruth: "Person"
    olga: "Person"
    ida: "Person"
    max: "Person"
    finn: "Person"

    @property
    def everybody(self) -> "tuple[Person, ...]":
        """All of them."""
        return (self.mia, self.bob, self.tom, self.ruth, self.olga, self.ida, self.max, self.finn)


def a_cast() -> Cast:
    """Make them: agents Mia and Bob, lead Tom, manager Ruth, policy owner Olga, advocate Ida, auditor Max, administrator Finn."""
    from goodgrace.people.models import Person, Role, Site, Team

    site = Site.objects.create(name="Lisbon", time_zone="Europe/Lisbon")
    team = Team.objects.create(name="Repairs", site=site, counter="repair")

    def someone(name: str, role: Role) -> Person:
        return Person.objects.create_user(
            f"{name.lower()}@example.org", PASSWORD, name=name, role=role, team=team, joined_at=NOW
        )

    return Cast(
        mia=someone("Mia", Role.AGENT),
        bob=someone("Bob", Role.AGENT),
        tom=someone("Tom", Role.LEAD),
        ruth=someone("Ruth", Role.MANAGER),
        olga=someone("Olga", Role.POLICY_OWNER),
        ida=someone("Ida", Role.ADVOCATE),
        max=someone("Max", Role.AUDITOR),
        finn=someone("Finn", Role.ADMINISTRATOR),
    )
