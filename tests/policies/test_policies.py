"""The example policies: each tells its source, holds its examples, has no defect, and says what its source says."""

import csv
import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from goodgrace.policy.decision import decide, limits
from goodgrace.policy.limits import limits_of
from goodgrace.policy.reading import read
from goodgrace.policy.shape import Example, Policy
from goodgrace.policy.values import read_facts
from goodgrace.policy.verify import verify

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "policies").glob("*.yaml"))
POLICIES = {path.stem: read(path) for path in FILES}
DATA = ROOT.parent / "shared" / "data"
RESERVATIONS = DATA / "airline" / "reservations.csv"
GUIDELINES = DATA / "abcd" / "guidelines.json"

every_policy = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
every_example = pytest.mark.parametrize(
    ("policy", "example"),
    [
        pytest.param(policy, example, id=f"{name}: {example.name}")
        for name, policy in POLICIES.items()
        for example in policy.examples
    ],
)


def test_the_promised_policies_are_there() -> None:
    promised = (
        "late-return goodwill-repair returns-by-tenure bereavement-lease small-business-loan loyalty-credit-early "
        "right-thing-to-do airline-cancellation"
    )
    assert set(promised.split()) <= set(POLICIES)


@every_policy
def test_a_policy_tells_its_source_its_owner_its_strategy_and_its_mother(policy: Policy) -> None:
    assert policy.source.startswith("# Source: ")
    assert policy.name == Path(policy.file).stem
    assert all((policy.title, policy.owner, policy.serves, policy.mother))


@every_policy
def test_a_policy_asks_a_question_for_every_fact_a_person_can_be_asked(policy: Policy) -> None:
    silent = [fact.name for fact in policy.facts.values() if not fact.ask and fact.type.kind != "key"]
    assert not silent


@every_policy
def test_a_policy_has_at_least_five_examples(policy: Policy) -> None:
    assert len(policy.examples) >= 5


@every_policy
def test_a_person_can_be_reached_in_every_case(policy: Policy) -> None:
    always = [
        remedy.name
        for remedy in policy.remedies.values()
        if remedy.gives == "yes" and any(rule.when is None for rule in remedy.standard)
    ]
    assert always


@every_policy
def test_a_policy_has_no_defect(policy: Policy) -> None:
    verdict = verify(policy)
    assert not [finding.message for finding in verdict.defects]
    assert verdict.ok, verdict.open_questions


@every_policy
def test_the_list_of_policies_names_it(policy: Policy) -> None:
    assert f"({policy.name}.yaml)" in (ROOT / "policies" / "README.md").read_text(encoding="utf-8")


@every_example
def test_an_example_without_a_ledger_holds_for_the_rules_alone(policy: Policy, example: Example) -> None:
    if example.given is not None:
        return
    found = limits_of(policy, read_facts(policy, example.facts))
    got = {name: {to: found[name][to].sure for to in by} for name, by in example.expect.items()}
    assert got == example.expect
    assert all(found[name][to].decided for name, by in example.expect.items() for to in by)


@every_example
def test_an_example_with_a_ledger_holds_under_the_caps(policy: Policy, example: Example) -> None:
    if example.given is None:
        return
    sheet = decide(policy, example.facts, given=example.given)
    for name, by in example.expect.items():
        offer = sheet.remedies[name]
        amounts = {"standard": offer.standard, **offer.may}
        places = policy.remedies[name].places
        assert {to: amounts[to] for to in by} == {to: Decimal(amount).scaleb(-places) for to, amount in by.items()}


def test_a_third_repair_past_1500_is_beyond_the_manager_and_not_beyond_the_next() -> None:
    facts = {
        "repair_cost": 600, "covered_when_new": "yes", "covered_elsewhere": "no", "asked_by_customer": "yes",
        "already_repaired": "no", "holder": "retail", "vehicle": "V-1", "case": "R-3", "on": "1996-11-04",
    }  # fmt: skip
    earlier = [
        {"remedy": "goodwill", "amount": 900, "on": "1996-04-02", "vehicle": "V-1", "case": "R-1"},
        {"remedy": "goodwill", "amount": 550, "on": "1996-07-19", "vehicle": "V-1", "case": "R-2"},
    ]
    sheet = decide(POLICIES["goodwill-repair"], facts, given=earlier)
    assert sheet.may("goodwill", "responsible_manager") == 50
    assert sheet.may("goodwill", "area_manager") == 600


# ── the airline, against its prose read anew ────────────────────────────────────────────────────


def can_be_cancelled(row: dict[str, str], reason: str) -> bool:
    """The section "Cancel flight" of the airline's prose, in plain Python."""
    if row["flown"] == "yes":
        return False  # "If any portion of the flight has already been flown, the agent cannot help"
    return (
        Decimal(row["hours_since_booking"]) <= 24
        or row["airline_cancelled"] == "yes"
        or row["cabin"] == "business"
        or (row["insurance"] == "yes" and reason in ("health", "weather"))
    )


def certificate(row: dict[str, str]) -> Decimal:
    """The section "Refunds and Compensation" of the airline's prose, in plain Python."""
    if row["membership"] == "regular" and row["insurance"] == "no" and row["cabin"] != "business":
        return Decimal(0)
    each = 100 if row["airline_cancelled"] == "yes" else 50 if row["delayed"] == "yes" else 0
    return Decimal(each * int(row["passengers"]))


def reservations() -> list[dict[str, str]]:
    if not RESERVATIONS.exists():
        pytest.skip(f"the airline's reservations are not here: {RESERVATIONS}")
    with RESERVATIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unasked = {"created_at"}  # the day it was booked: no rule asks for it
    return [{name: value for name, value in row.items() if name not in unasked} for row in rows]


@pytest.mark.parametrize("reason", ["change_of_plan", "airline_cancelled", "health", "weather", "bereavement", "other"])
def test_the_airlines_refund_is_what_its_prose_says_on_every_reservation(reason: str) -> None:
    policy = POLICIES["airline-cancellation"]
    for row in reservations():
        expected = Decimal(row["amount_usd"]) if can_be_cancelled(row, reason) else 0
        assert limits(policy, {**row, "reason": reason})["refund"]["standard"] == expected, row


def test_the_airlines_certificate_is_what_its_prose_says_on_every_reservation() -> None:
    policy = POLICIES["airline-cancellation"]
    for row in reservations():
        found = limits(policy, {**row, "reason": "change_of_plan"})["certificate"]
        assert (found["standard"], found["agent"]) == (Decimal(0), certificate(row)), row


def test_on_a_flown_journey_nobody_has_discretion_and_a_person_takes_over() -> None:
    policy = POLICIES["airline-cancellation"]
    flown = [row for row in reservations() if row["flown"] == "yes"]
    assert len(flown) == 714
    for row in flown:
        found = limits(policy, {**row, "reason": "bereavement"})
        assert set(found["refund"].values()) == {0}, row
        assert found["talk_to_a_person"]["standard"] == 1


# ── returns, against the tiers of the guidelines ────────────────────────────────────────────────

TIERS = {"gold": None, "silver": 184, "bronze": 90, "guest": 30}
PACKAGING_HELPS = {"silver", "bronze"}


@pytest.mark.parametrize("level", TIERS)
@pytest.mark.parametrize("days", [0, 30, 31, 90, 91, 184, 185, 2000])
def test_returns_follow_the_tiers_of_the_guidelines(level: str, days: int) -> None:
    longest = TIERS[level]
    for receipt, packaging in product((True, False), repeat=2):
        returns = longest is None or days <= longest or receipt or (packaging and level in PACKAGING_HELPS)
        facts = {
            "level": level, "days_since_purchase": days, "receipt": receipt, "original_packaging": packaging,
            "reason": "size", "price": "59.90", "moment": "none",
        }  # fmt: skip
        found = limits(POLICIES["returns-by-tenure"], facts)
        assert found["refund"]["standard"] == (Decimal("59.90") if returns else 0), (receipt, packaging)
        assert found["refund"]["manager"] == Decimal("59.90"), "no dead end"


def test_the_guidelines_still_say_what_the_tiers_are_taken_from() -> None:
    if not GUIDELINES.exists():
        pytest.skip(f"the ABCD guidelines are not here: {GUIDELINES}")
    flow = json.loads(GUIDELINES.read_text(encoding="utf-8"))["Product Defect"]["subflows"]["Return Due to Size"]
    text = json.dumps(flow)
    for words in ("Gold members get unlimited returns", "last 6 months", "last 90 days", "last 30 days"):
        assert words in text
