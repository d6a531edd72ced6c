"""The simulated company's people: twelve colleagues at two sites, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime

from goodgrace.people.actions import add_person, change_team
from goodgrace.people.models import Person, Role, Team
from goodgrace.people.places import add_team

PASSWORD = "only-for-the-demo"  # noqa: S105  # printed for everybody who starts the demo
TEAMS = (
    ("Rental desk", "Lisbon", "Europe/Lisbon", "rental"),
    ("Repair desk", "Hamburg", "Europe/Berlin", "repair"),
    ("Leasing desk", "Hamburg", "Europe/Berlin", "leasing"),
    ("Head office", "Hamburg", "Europe/Berlin", ""),
)
COLLEAGUES = (
    ("Mia Berg", Role.AGENT, "Repair desk"),
    ("Jonas Keller", Role.AGENT, "Repair desk"),
    ("Sofia Duarte", Role.AGENT, "Rental desk"),
    ("Tiago Reis", Role.AGENT, "Rental desk"),
    ("Lena Vogt", Role.AGENT, "Leasing desk"),
    ("Amir Haddad", Role.AGENT, "Leasing desk"),
    ("Tom Lindner", Role.LEAD, "Repair desk"),
    ("Rita Nunes", Role.LEAD, "Rental desk"),
    ("Ruth Okafor", Role.MANAGER, "Leasing desk"),
    ("Olga Petersen", Role.POLICY_OWNER, "Head office"),
    ("Ida Brandt", Role.ADVOCATE, "Head office"),
    ("Max Auer", Role.AUDITOR, "Head office"),
)
ADMINISTRATOR = ("Finn Maurer", Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who works there."""

    administrator: Person
    colleagues: tuple[Person, ...]

    def of(self, role: Role, counter: str = "") -> list[Person]:
        """Those with a role, at a counter or at all."""
        found = [person for person in self.colleagues if person.role == role]
        here = [person for person in found if person.team is not None and person.team.counter == counter]
        return here or found


def hire(now: datetime) -> Staff:
    """Let everybody in, by the same actions as anybody."""
    name, role = ADMINISTRATOR
    chief = add_person(email=address(name), name=name, role=role, password=PASSWORD, by=None, now=now)
    teams: dict[str, Team] = {
        team: add_team(name=team, site=site, time_zone=zone, counter=counter, by=chief, now=now)
        for team, site, zone, counter in TEAMS
    }
    colleagues = [
        add_person(email=address(name), name=name, role=role, password=PASSWORD, by=chief, now=now, team=teams[team])
        for name, role, team in COLLEAGUES
    ]
    change_team(person=chief, team=teams["Head office"], by=chief, now=now)
    return Staff(chief, tuple(colleagues))


def address(name: str) -> str:
    """Where somebody signs in: first name at the demo's own domain, which exists nowhere."""
    return f"{name.split()[0].lower()}@demo.example"
