"""The bench's policy and its cases: dicts as `json.loads` gives them, all different, the same for one seed."""

import random
from pathlib import Path
from typing import Any

from goodgrace import Policy, read

MODEST = Path(__file__).parent / "policies" / "modest.yaml"
CAUSES = ("traffic", "illness", "our_fault", "other")
MOMENTS = ("none", "bereavement", "illness", "hardship")

Case = dict[str, Any]


def modest() -> Policy:
    """Six conditions, three roles, one remedy with money and a cap."""
    return read(MODEST)


def cases(count: int, seed: int = 1) -> list[Case]:
    """So many different cases: hours and fees with decimals, one fee in three whole; most causes and moments are plain."""
    chance = random.Random(seed)
    return [_case(chance) for _ in range(count)]


def _case(chance: random.Random) -> Case:
    whole = chance.random() < 1 / 3
    return {
        "hours_late": chance.randrange(1, 4800) / 100,
        "late_fee": chance.randrange(5, 300) if whole else chance.randrange(500, 30_000) / 100,
        "tenure_years": chance.randrange(0, 30),
        "late_before": chance.randrange(0, 6),
        "cause": chance.choices(CAUSES, (60, 15, 10, 15))[0],
        "moment": chance.choices(MOMENTS, (85, 5, 5, 5))[0],
    }
