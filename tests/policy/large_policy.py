"""A generated policy of many rules, for measuring how fast `verify` is."""

import random


def large_policy(rules: int = 50, seed: int = 1) -> str:
    """The text of a policy with so many rules over eight facts, five remedies and three roles; the same for one seed."""
    chance = random.Random(seed)
    remedies = "\n".join(_remedy(number, rules // 5, chance) for number in range(5))
    return f"""policy: large
roles: [agent, lead, manager]
facts:
  hours_late: {{type: number, places: 2}}
  fee: {{type: money, least: 0}}
  tenure_years: {{type: number, places: 1, kinder: more}}
  visits: {{type: number}}
  member: {{type: yes_no, kinder: yes}}
  cause: {{type: choice, of: [traffic, illness, our_fault, other]}}
  region: {{type: choice, of: [north, south, east, west]}}
  bought: {{type: date}}
grounds:
  long_standing: tenure_years >= 5
  recent: days_between(bought, on) <= 30
remedies:
{remedies}
  talk: {{gives: yes, standard: always}}
"""


def _remedy(number: int, rules: int, chance: random.Random) -> str:
    targets = {"standard": 2, "agent": rules // 3, "lead": rules // 3}
    targets["manager"] = rules - sum(targets.values())
    lines = [f"  remedy_{number}:", "    gives: money", "    at_most: fee", "    standard:"]
    lines += [
        f"      - {{when: '{_condition(chance)}', give: {_amount(chance)}}}" for _ in range(targets.pop("standard"))
    ]
    lines.append("    discretion:")
    for role, count in targets.items():
        lines.append(f"      {role}:")
        lines += [f"        - {{when: '{_condition(chance)}', up_to: {_amount(chance)}}}" for _ in range(count)]
    lines.append(f"    never: [{{when: visits > {chance.randrange(50, 90)}, because: too many, instead: talk}}]")
    return "\n".join(lines)


def _condition(chance: random.Random) -> str:
    return f" {chance.choice(['and', 'and', 'or'])} ".join(_atom(chance) for _ in range(chance.randrange(1, 4)))


def _atom(chance: random.Random) -> str:
    atoms = (
        f"hours_late {chance.choice(['<', '<='])} {chance.randrange(1, 100)}",
        f"tenure_years >= {chance.randrange(1, 30)}",
        f"visits {chance.choice(['<', '>='])} {chance.randrange(1, 40)}",
        "member",
        "not member",
        f'cause in ["{chance.choice(["traffic", "illness"])}", "our_fault"]',
        f'region == "{chance.choice(["north", "south", "east", "west"])}"',
        "long_standing",
        "recent",
        f"days_between(bought, on) > {chance.randrange(30, 400)}",
        f"fee <= {chance.randrange(20, 900)}",
    )
    return chance.choice(atoms)


def _amount(chance: random.Random) -> str:
    amounts = (
        "fee",
        f"share(fee, {chance.randrange(10, 100)})",
        str(chance.randrange(5, 200)),
        f"min(fee, {chance.randrange(20, 300)})",
        f"{chance.randrange(2, 20)} + tenure_years * {chance.randrange(1, 9)}",
    )
    return '"' + chance.choice(amounts) + '"'
