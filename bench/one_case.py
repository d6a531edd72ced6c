"""One case: limits and sheets, beside other engines and the same policy written by hand."""

from collections.abc import Iterator

from bench import peers
from bench.cases import Case, cases
from bench.clock import Loop, drain, each, microseconds
from bench.lines import Line
from goodgrace import Policy, decide, decide_many, explain, limits
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.plan import plan_of

LIMITS, SHEET = 1.0, 10.0
CASES_A_SECOND = 200_000


def one_case(policy: Policy, rounds: int) -> Iterator[Line]:
    """The lines about one case at a time; every loop goes through hundreds of different ones."""
    many, few = cases(200), cases(20)
    asking = [{name: value for name, value in case.items() if name != "tenure_years"} for case in few]
    whole = [{**case, "hours_late": round(case["hours_late"]), "late_fee": round(case["late_fee"])} for case in many]
    loops: dict[str, tuple[Loop, list[Case]]] = {
        "limits": (_limits_loop(policy), many),
        "limits, whole numbers": (_limits_loop(policy), whole),
        "by hand": (each(peers.by_hand), many),
        "cel": (each(peers.rust_cel()), many),
        "zen": (each(peers.zen_expression()), many),
        "zen table": (each(peers.zen_table()), few),
        "celpy": (each(peers.python_cel()), few),
        "decide": (each(lambda case: decide(policy, case)), many),
        "decide, one missing": (each(lambda case: decide(policy, case)), asking),
        "decimals": (each(lambda case: limits(policy, case)), many),
        "sheet": (_sheet_loop(policy), many),
        "asking": (_sheet_loop(policy), asking),
        "explain": (each(lambda case: explain(decide(policy, case))), few),
    }
    took = microseconds(loops, rounds)
    yield from _limits_lines(took)
    yield from _sheet_lines(took)


def _limits_loop(policy: Policy) -> Loop:
    return each(plan_of(policy).answer)


def _sheet_loop(policy: Policy) -> Loop:
    def whole(sheet: DecisionSheet) -> object:
        return sheet.remedies, sheet.ask_next

    def loop(cases: list[Case]) -> None:
        for case in cases:
            whole(decide(policy, case))

    return loop


def _limits_lines(took: dict[str, float]) -> Iterator[Line]:
    ours = took["limits"]
    peer_names = {
        "cel": "Rust CEL, the verdict only",
        "by hand": "the same amounts, by hand, unchecked",
        "zen": "zen-engine's expression, the verdict only",
        "zen table": "zen-engine's decision table",
        "celpy": "cel-python, the verdict only",
    }
    yield Line("limits for all roles, from a dict", _us(ours), target="<= 1 us", met=ours <= LIMITS)
    for name, peer in peer_names.items():
        goal = ("< 1", ours < took[name]) if name == "cel" else ("", None)
        yield Line("  beside", _us(ours), f"{peer}: {_us(took[name])}", ours / took[name], *goal)
    yield Line("  where all numbers are whole", _us(took["limits, whole numbers"]))
    yield Line("  limits(): the same, in decimals by name", _us(took["decimals"]))


def _sheet_lines(took: dict[str, float]) -> Iterator[Line]:
    sheet = took["sheet"]
    yield Line("decide(): a sheet, its reasons not yet looked at", _us(took["decide"]))
    yield Line("  where one fact is missing", _us(took["decide, one missing"]))
    yield Line("a full sheet, with reasons and what to ask", _us(sheet), target="<= 10 us", met=sheet <= SHEET)
    yield Line("  where one fact is missing: what it would open", _us(took["asking"]))
    yield Line("  and explain()ed in sentences", _us(took["explain"]))


def _us(microseconds: float) -> str:
    return f"{microseconds:.2f} us" if microseconds < 100 else f"{microseconds:,.0f} us"


def many_cases(policy: Policy, count: int, rounds: int) -> Iterator[Line]:
    """The lines about `decide_many`, over so many different dicts."""
    took = microseconds({"many": (lambda found: drain(decide_many(policy, found)), cases(count, seed=2))}, rounds)
    pace = 1e6 / took["many"]
    figure = f"{pace:,.0f} cases/s"
    yield Line(
        f"decide_many, {count:,} different dicts", figure, target=f">= {CASES_A_SECOND:,}/s", met=pace >= CASES_A_SECOND
    )
