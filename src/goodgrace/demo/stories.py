"""What simulated customers say and what is known of their cases: made up, with one seed, never anybody's real words."""

from dataclasses import dataclass
from random import Random

FIRST = "Ada Ben Clara David Elif Farid Greta Hugo Ines Jakob Kemal Lucia Marta Nils Olivia Paulo Quinn Rosa Samir Teresa Uwe Vera Wanda Yusuf Zoe".split()
LAST = "Alves Becker Costa Dorn Engel Ferreira Graf Hansen Ibrahim Jensen Krause Lopes Martins Neumann Otto Pereira Roth Silva Thomsen Umut Vieira Weber Yilmaz Zimmer".split()


@dataclass(frozen=True, slots=True)
class Told:
    """A story at a counter, with the facts behind it and the remedy it is about."""

    counter: str
    policy: str
    remedy: str
    story: str
    facts: dict[str, str]


def a_name(chance: Random) -> str:
    """A made-up name."""
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def a_story(chance: Random) -> Told:
    """One of the things people come with."""
    return chance.choice((_late_car, _broken_appliance, _broken_appliance, _late_car, _a_death))(chance)


def _late_car(chance: Random) -> Told:
    hours = min(max(chance.lognormvariate(0.6, 0.9), 0.05), 60)
    cause = chance.choices(("traffic", "illness", "our_fault", "other"), (55, 15, 8, 22))[0]
    said = {
        "traffic": "There was an accident on the motorway and we stood for ages with two children in the back.",
        "illness": "My father was taken to hospital and I drove there first. I rang, but nobody answered.",
        "our_fault": "Your desk was closed although the contract says it is open until ten. I waited in front of it.",
        "other": "I am sorry, I misread the time on the contract. I thought it was the evening.",
    }[cause]
    facts = {
        "hours_late": f"{hours:.2f}",
        "late_fee": f"{min(20 + 15 * hours, 240):.2f}",
        "cause": cause,
        "moment": "illness" if cause == "illness" and chance.random() < 0.5 else "none",
    }
    return Told("rental", "late-return", "waive_fee", f"I brought the car back {hours:.1f} hours late. {said}", facts)


def _broken_appliance(chance: Random) -> Told:
    thing, cost = chance.choice(
        (("washing machine", 190), ("refrigerator", 260), ("dryer", 150), ("dishwasher", 170), ("oven", 210))
    )
    days = min(int(chance.expovariate(1 / 45)), 700)
    facts = {
        "days_out": str(days),
        "repair_cost": f"{cost * chance.uniform(0.5, 2.2):.2f}",
        "own_fault": chance.choices(("no", "maybe", "yes"), (85, 12, 3))[0],
        "depends_on_it": "yes" if chance.random() < 0.15 else "no",
        "appliance": f"SN-{chance.randrange(900):06}",
    }
    home = (
        " We have a newborn at home and I do not know how to manage without it."
        if facts["depends_on_it"] == "yes"
        else ""
    )
    story = f"My {thing} stopped working. I looked at the invoice and the warranty ended {days} days ago.{home} Is there anything you can do?"
    return Told("repair", "warranty-tolerance", "free_repair", story, facts)


def _a_death(chance: Random) -> Told:
    who = chance.choice(("my husband", "my mother", "my father", "my brother"))
    facts = {
        "lessee_died": "yes",
        "account_up_to_date": chance.choices(("yes", "no"), (88, 12))[0],
        "heir": chance.choices(("undecided", "qualifying_family", "other_person", "nobody"), (40, 35, 10, 15))[0],
        "transfer_fee": "450.00",
        "return_charges": f"{chance.choice((0, 0, 180, 320, 700, 1250)):.2f}",
    }
    story = f"I am calling because {who} has died. The car was leased in that name and I do not know what to do with the letters that keep coming."
    return Told("leasing", "bereavement-lease", "waive_return_charges", story, facts)


ADA = (
    "My washing machine stopped on Saturday in the middle of a wash, with all the baby's things inside. I looked for the "
    "invoice at once. The warranty ended on Wednesday, three days before. I have bought everything from you since I moved "
    "here nine years ago. I can't believe it's three days."
)
HANNA = (
    "My name is Hanna. I am calling about my father, Karl Brandes. He died last Tuesday. The car was leased in his name and it "
    "stands in front of his house. I do not know what happens with the lease now, and a bill for it came this morning."
)
