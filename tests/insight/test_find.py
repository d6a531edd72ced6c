"""The grace finder counts what a person would count, case by case."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.insight.distances import round_distances
from goodgrace.insight.find import find
from goodgrace.insight.moving import Limit, round_moves
from goodgrace.insight.report import report
from goodgrace.insight.story import edge_story
from goodgrace.money import as_decimal
from goodgrace.policy.edges import edges
from goodgrace.policy.limits import limits_of
from goodgrace.policy.reading import read, read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.verify import verify
from tests.drawing import draws
from tests.insight.histories import cases_of, is_decided, late, naive_misses, priced, write_csv

AIRLINE = Path(__file__).parents[3] / "shared/data/airline/reservations.csv"
POLICY = Path(__file__).parents[2] / "policies/airline-cancellation.yaml"

ROW = st.fixed_dictionaries(
    {
        "hours": st.one_of(
            st.none(), st.sampled_from(["0", "0.99", "1", "1.00", "1.01", "3.99", "4", "4.5", "72", "72.01", "100"])
        ),
        "fee": st.one_of(st.none(), st.sampled_from(["0", "0.01", "10", "12.35", "60", "-5"])),
        "years": st.one_of(st.none(), st.sampled_from(["0", "4.9", "5", "5.1", "12"])),
        "cause": st.one_of(st.none(), st.sampled_from(["traffic", "our_fault", "other"])),
        "insured": st.one_of(st.none(), st.sampled_from(["yes", "No", "1", "false"])),
        "bought": st.one_of(st.none(), st.sampled_from(["2025-12-20", "2026-01-09", "2026-01-10", "2026-02-01"])),
        "times": st.one_of(st.none(), st.sampled_from(["0", "1", "2", "3"])),
        "on": st.one_of(st.none(), st.just("2026-02-03")),
    }
)


@pytest.mark.slow
@draws(10)
@given(st.lists(ROW, min_size=1, max_size=40))
def test_near_misses_are_those_that_plain_python_counts(rows: list[dict[str, str | None]]) -> None:
    policy = late()
    cases = cases_of(policy, rows)
    with TemporaryDirectory() as folder:
        finding = find(policy, write_csv(Path(folder) / "cases.csv", rows))
    found = {(near.edge.where, near.edge.text): near for near in finding.edges}
    expected = {(edge.where, edge.text): list(naive_misses(policy, edge, cases)) for edge in edges(policy)}
    assert set(found) == {key for key, misses in expected.items() if misses}
    for key, near in found.items():
        misses = expected[key]
        gains = sorted(gain for _, gain in misses)
        assert near.cases == len(misses)
        assert near.largest_drop == gains[-1]
        assert near.cost == priced(policy, near.edge.remedy, gains)
        for reach in (*near.missed, *near.curve):
            within = [gain for distance, gain in misses if distance <= reach.within]
            assert (reach.cases, reach.cost) == (len(within), priced(policy, near.edge.remedy, within))
    assert finding.decided == sum(is_decided(policy, case) for case in cases)
    assert sum(end.cases for end in finding.dead_ends) == len([case for case in cases if _is_dead_end(policy, case)])


def _is_dead_end(policy: Policy, case: dict[str, int | str | None]) -> bool:
    nothing = all(cell.sure == 0 for cells in limits_of(policy, case).values() for cell in cells.values())
    return is_decided(policy, case) and nothing


def one(rows: Sequence[dict[str, str]], folder: Path, **words: object) -> dict[str, object]:
    """The finding's first edge about hours and the standard."""
    found = find(late(), write_csv(folder / "cases.csv", rows), **words).as_json()  # type: ignore[arg-type]  # passed on
    return next(edge for edge in found["edges"] if edge["rule"] == "waive.standard.1")


def full(hours: str, fee: str = "60") -> dict[str, str]:
    """A case in which everything is known."""
    return {
        "hours": hours,
        "fee": fee,
        "years": "1",
        "cause": "traffic",
        "insured": "no",
        "bought": "2025-01-01",
        "on": "2026-02-03",
    }


def test_a_near_miss_is_counted_in_its_distance_and_its_cost(tmp_path: Path) -> None:
    edge = one([full("0.5"), full("1"), full("1.25"), full("3", "10.05"), full("9", "0")], tmp_path)
    assert edge == {
        "remedy": "waive",
        "rule": "waive.standard.1",
        "to_whom": "standard",
        "edge": "hours <= 1",
        "line": 19,
        "missed": [
            {"within": "0.25", "cases": 1, "cost": "60.00", "beyond": 1},
            {"within": "2", "cases": 2, "cost": "70.05", "beyond": 2},
        ],
        "curve": [
            {"to": "1.25", "cases": 1, "cost": "60.00", "beyond": 1},
            {"to": "4", "cases": 2, "cost": "70.05", "beyond": 2},
        ],
    }


def cliff(rows: Sequence[dict[str, str]], folder: Path) -> str:
    """What the finding tells of its first cliff."""
    policy = late()
    found = find(policy, write_csv(folder / "cases.csv", rows))
    return next(edge_story(policy, edge).cliff for edge in found.edges if edge.edge.where == "waive.standard.1")


def test_how_much_more_there_would_have_been_is_said_of_half_and_of_the_most(tmp_path: Path) -> None:
    alone = cliff([full("0.5"), full("2", "60")], tmp_path)
    differing = cliff([full("0.5"), full("2", "10"), full("2", "23"), full("2", "60"), full("2", "60")], tmp_path)
    mostly = cliff([full("0.5"), full("2", "10"), full("2", "60"), full("2", "60")], tmp_path)
    assert alone.endswith("By the rule it would have got 60.00 EUR more.")
    assert differing.endswith(
        "Half of these 4 would have got at least 23.00 EUR more by the rule; the most was 60.00 EUR more."
    )
    assert mostly.endswith("Half of these 3 would have got 60.00 EUR more by the rule, the most there was.")


def test_limits_move_to_where_one_asks_on_their_kinder_side(tmp_path: Path) -> None:
    edge = one([full("1.25"), full("3")], tmp_path, at=[Decimal(2), Decimal("0.5"), Decimal(5)])
    assert [(point["to"], point["cases"]) for point in edge["curve"]] == [("2", 1), ("5", 2)]  # type: ignore[attr-defined]  # as JSON says
    edge = one([full("1.25"), full("3")], tmp_path, at={"years": [Decimal(2)]})
    assert [point["to"] for point in edge["curve"]] == ["1.25", "4"]  # type: ignore[attr-defined]  # as JSON says


def test_a_fact_that_the_policy_lacks_cannot_be_moved(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no fact `hour`.*Did you mean `hours`"):
        one([full("3")], tmp_path, at={"hour": [Decimal(2)]})


def curve(condition: str, fact: str, values: Sequence[str], folder: Path) -> list[str]:
    """Where a limit would be moved to for people with these values."""
    policy = read_text(
        f"policy: p\nroles: [agent]\nfacts:\n  x: {{type: {fact}}}\n"
        f"remedies:\n  gift: {{gives: money, standard: [{{when: '{condition}', give: 1}}]}}\n"
    )
    cases = write_csv(folder / "cases.csv", [{"x": value} for value in values], ("x", "y"))
    [edge] = find(policy, cases).edges
    return [point.to for point in edge.curve]


HOURS = "number, unit: h, places: 2"


@pytest.mark.parametrize(
    ("condition", "fact", "values", "expected"),
    [
        ("x <= 1", HOURS, ["1.5", "2", "3", "7", "20", "160"], ["1.5", "2", "4", "12", "24", "168"]),
        ("x < 24", HOURS, ["24", "30", "47.99", "60"], ["24.25", "36", "48", "72"]),
        ("x >= 5", "number, unit: years", ["4", "2", "0"], ["4", "2", "0"]),
        ("x >= 5", "number, unit: years", ["4", "-2"], ["4", "-5"]),
        ("x > 5", "number, unit: years", ["4", "0"], ["3", "-1"]),
        ("6 <= x", "number, unit: years, least: 0", ["1", "0"], ["1", "0"]),
        ("x <= 90", "number, most: 100", ["93", "100"], ["95", "100"]),
        ("x <= 1000", "money", ["1010", "1200", "1900"], ["1010", "1200", "2000"]),
        ("x <= 4", "number, unit: days", ["7", "7"], ["7"]),
        ('x <= "2026-01-10"', "date", ["2026-01-11", "2026-01-20"], ["2026-01-11", "2026-01-24"]),
    ],
)
def test_limits_are_moved_to_round_numbers_that_the_fact_can_be(
    condition: str, fact: str, values: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert curve(condition, fact, values, tmp_path) == expected


@draws(100)
@given(
    now=st.integers(-500, 2000),
    sign=st.sampled_from([1, -1]),
    far=st.integers(1, 5000),
    room=st.one_of(st.none(), st.integers(0, 9000)),
    unit=st.sampled_from(["hours", "days", "years", ""]),
)
def test_round_places_lie_on_the_kinder_side_within_reach_and_cover_everybody(
    now: int, sign: int, far: int, room: int | None, unit: str
) -> None:
    limit = Limit(now, sign, None if room is None else now + sign * room, 1)
    farthest = as_decimal(far, 1)
    ladder = round_distances(unit, Decimal("0.1"), farthest)
    moves = round_moves(limit, unit, ladder, farthest)
    assert list(moves) == sorted(set(moves))
    assert all(move > 0 for move in moves)
    assert all(move < farthest for move in moves[:-1])
    if room is None:
        assert moves[-1] >= farthest
    else:
        assert all(move <= as_decimal(room, 1) for move in moves)
        assert not moves or moves[-1] >= min(farthest, as_decimal(room, 1))
    if now * sign < 0 and far <= abs(now):
        assert all((as_decimal(now, 1) + sign * move) * now >= 0 for move in moves)


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("0.505", "`hours <= 1` is counted in steps of 0.01"),
        ("200", "`hours <= 1` asks for never lies beyond 100"),
        ("-1", "`hours <= 1` would be no kinder"),
        ("NaN", "no number that is counted"),
        ("-Infinity", "no number that is counted"),
        ("1e999999", "no number that is counted"),
        ("1e30", "no number that is counted"),
    ],
)
def test_a_place_that_no_limit_can_be_moved_to_is_refused_with_the_reason(
    place: str, fault: str, tmp_path: Path
) -> None:
    policy = read_text(
        "policy: p\nroles: [agent]\nfacts:\n  hours: {type: number, places: 2, least: 0, most: 100}\n  days: {type: date}\n"
        "remedies:\n  gift: {gives: money, standard: [{when: 'hours <= 1 and days > on', give: 1}]}\n"
    )
    cases = write_csv(tmp_path / "cases.csv", [{"hours": "3"}], ("hours", "days"))
    with pytest.raises(InputError, match=f"no place to move a limit to: .*{fault}.* Name a number on the kinder side"):
        find(policy, cases, at=[Decimal(50), Decimal(place)])
    with pytest.raises(InputError, match="no limit here compares with a plain number"):
        find(policy, cases, at={"days": [Decimal(50)]})
    assert find(policy, cases, at={"hours": [Decimal(50)]}).rows == 1


def test_every_case_is_priced_as_the_ledger_prices_it(tmp_path: Path) -> None:
    policy = read_text(
        "policy: p\nroles: [agent]\nfacts:\n  days: {type: number}\n"
        "remedies:\n  car: {gives: number, places: 2, costs: 0.05, standard: [{when: days <= 1, give: 0.25}]}\n"
    )
    [edge] = find(policy, write_csv(tmp_path / "cases.csv", [{"days": "2"}] * 3, ("days", "note"))).edges
    assert edge.cost == edge.curve[-1].cost == Decimal("0.06")
    assert edge.cost == priced(policy, policy.remedies["car"], [Decimal("0.25")] * 3)


@pytest.mark.slow
@pytest.mark.parametrize("context", [Context(prec=2), Context(prec=6, rounding=ROUND_UP, traps=[Inexact])])
def test_a_finding_does_not_hang_on_the_callers_decimal_context(context: Context, tmp_path: Path) -> None:
    rows = [full("1.25"), full("3"), full("99", "1234.56"), {**full("80"), "times": "9", "years": "777"}]
    cases = write_csv(tmp_path / "cases.csv", rows)
    expected = find(late(), cases)
    page = report(expected, late(), "cases.csv")
    with localcontext(context):
        found = find(late(), cases)
        assert found.as_json() == expected.as_json()
        assert report(found, late(), "cases.csv") == page


def test_every_key_of_the_json_is_there(tmp_path: Path) -> None:
    rows = [full("3"), full("80"), {**full("9"), "times": "5"}, {"hours": "3"}, {**full("3"), "fee": "12,50"}]
    found = find(late(), write_csv(tmp_path / "cases.csv", rows)).as_json()
    json.dumps(found)
    assert list(found) == [
        "rows",
        "decided",
        "undecidable",
        "unreadable",
        "absent",
        "edges",
        "cliffs",
        "dead_ends",
        "last_resort",
    ]
    assert found["rows"] == 5
    assert found["unreadable"] == {"fee": 1}
    assert found["undecidable"]["fee"] == 2
    assert list(found["edges"][0]) == ["remedy", "rule", "to_whom", "edge", "line", "missed", "curve"]
    cliff = ["remedy", "rule", "to_whom", "edge", "line", "cases", "nearest", "typical_drop", "largest_drop"]
    assert list(found["cliffs"][0]) == cliff


def test_a_dead_end_is_told_with_its_kind_its_share_and_an_example(tmp_path: Path) -> None:
    policy = read_text(
        "policy: p\nroles: [agent]\nfacts:\n  gold: {type: yes_no}\n  days: {type: number}\n"
        "remedies:\n  gift: {gives: money, discretion: {agent: [{when: gold and days < 3, up_to: 5}]}}\n"
    )
    rows = [
        {"gold": "no", "days": "1"},
        {"gold": "no", "days": "2"},
        {"gold": "yes", "days": "7"},
        {"gold": "yes", "days": "2"},
    ]
    found = find(policy, write_csv(tmp_path / "cases.csv", rows, ("gold", "days"))).as_json()
    assert found["dead_ends"] == [
        {"cases": 2, "share": "0.5000", "group": {"gold": "no"}, "example": {"gold": "no", "days": "1"}},
        {"cases": 1, "share": "0.2500", "group": {"gold": "yes"}, "example": {"gold": "yes", "days": "7"}},
    ]
    assert found["last_resort"] == []


def test_a_last_resort_is_where_only_what_everybody_gets_is_left(tmp_path: Path) -> None:
    policy = read_text(
        "policy: p\nroles: [agent]\nfacts:\n  gold: {type: yes_no}\n"
        "remedies:\n  gift: {gives: money, discretion: {agent: [{when: gold, up_to: 5}]}}\n  talk: {gives: yes, standard: always}\n"
    )
    found = find(policy, write_csv(tmp_path / "cases.csv", [{"gold": "no"}, {"gold": "yes"}], ("gold",))).as_json()
    assert found["dead_ends"] == []
    expected = {"cases": 1, "share": "0.5000", "group": {"gold": "no"}, "example": {"gold": "no"}, "remedies": ["talk"]}
    assert found["last_resort"] == [expected]


NEVERS = """
policy: p
roles: [agent]
facts: {hours: {type: number, least: 0, most: 1000}, gold: {type: yes_no}}
remedies:
  gift:
    gives: money
    standard: [{when: hours < 3, give: 1}]
    discretion: {agent: [{up_to: 5}]}
    never: [{when: hours > 72, because: it is too late, instead: talk}]
  talk: {gives: yes, discretion: {agent: [{when: gold}]}}
"""


def test_what_a_never_offers_instead_saves_only_where_it_is_to_be_had_as_for_verify(tmp_path: Path) -> None:
    policy = read_text(NEVERS)
    rows = [{"hours": "80", "gold": "yes"}, {"hours": "80", "gold": "no"}, {"hours": "9", "gold": "no"}]
    found = find(policy, write_csv(tmp_path / "cases.csv", rows, ("hours", "gold"))).as_json()
    assert [end["example"] for end in found["dead_ends"]] == [{"hours": "80", "gold": "no"}]
    [proved] = [finding for finding in verify(policy).findings if finding.kind == "dead_end"]
    assert proved.witness is not None
    assert proved.witness["gold"] == "no"
    saved = read_text(NEVERS.replace("when: gold", "when: hours >= 0"))
    assert find(saved, tmp_path / "cases.csv").as_json()["dead_ends"] == []
    assert not [finding for finding in verify(saved).findings if finding.kind == "dead_end"]


def test_a_never_takes_nobody_out_of_the_last_resorts(tmp_path: Path) -> None:
    policy = read_text(NEVERS.replace("discretion: {agent: [{when: gold}]}", "standard: always"))
    cases = write_csv(tmp_path / "cases.csv", [{"hours": "80", "gold": "no"}], ("hours", "gold"))
    assert [each.remedies for each in find(policy, cases).last_resort] == [("talk",)]


def test_a_policy_that_asks_for_no_kind_has_dead_ends_of_one_kind_or_none(tmp_path: Path) -> None:
    policy = read_text(
        "policy: p\nroles: [agent]\nfacts:\n  hours: {type: number}\n"
        "remedies:\n  gift: {gives: money, discretion: {agent: [{when: hours < 3, up_to: 5}]}}\n"
    )
    none = find(policy, write_csv(tmp_path / "cases.csv", [{"hours": "1"}], ("hours",)))
    assert (none.dead_ends, none.last_resort) == ((), ())
    [end] = find(policy, write_csv(tmp_path / "cases.csv", [{"hours": "4"}, {"hours": "5"}], ("hours",))).dead_ends
    assert (end.cases, end.group, end.example) == (2, {}, {"hours": "4"})


def test_the_airline_finding_agrees_with_a_count_of_the_csv_by_hand() -> None:
    if not AIRLINE.is_file():
        pytest.skip(f"the reservations are not here: {AIRLINE}")
    found = find(read(POLICY), AIRLINE, settings={"reason": "change_of_plan"}, at=[Decimal(36), Decimal(48)]).as_json()
    edge = next(edge for edge in found["edges"] if edge["rule"] == "refund.standard.1")
    assert edge["edge"] == "hours_since_booking <= 24"
    by_hand = _counted_by_hand({"36": Decimal(36), "48": Decimal(48)})
    assert {point["to"]: (point["cases"], Decimal(point["cost"])) for point in edge["curve"]} == by_hand
    distances = {reach["within"]: Decimal(24) + Decimal(reach["within"]) for reach in edge["missed"]}
    assert {reach["within"]: (reach["cases"], Decimal(reach["cost"])) for reach in edge["missed"]} == _counted_by_hand(
        distances
    )


def _counted_by_hand(limits: dict[str, Decimal]) -> dict[str, tuple[int, Decimal]]:
    """Unflown, not cancelled by us, not business, booked more than a day before; insurance does not cover a change of plan."""
    cases: Counter[str] = Counter()
    costs: dict[str, Decimal] = dict.fromkeys(limits, Decimal(0))
    with AIRLINE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            gets_it = row["airline_cancelled"] == "yes" or row["cabin"] == "business"
            hours = Decimal(row["hours_since_booking"])
            if row["flown"] == "yes" or gets_it or hours <= 24:
                continue
            for name in (name for name, limit in limits.items() if hours <= limit):
                cases[name] += 1
                costs[name] += Decimal(row["amount_usd"])
    return {name: (cases[name], costs[name]) for name in limits}
