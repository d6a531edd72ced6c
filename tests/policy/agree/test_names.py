"""Names that a statement might mix up with its own, and values that tables hold and policies do not: in every engine."""

import pytest

from goodgrace import Policy, decide
from goodgrace.policy.sql import sql
from tests.makers import a_policy
from tests.policy.agree.engines import Engine

FACTS = "fee: {type: money}\nvip: {type: yes_no}\nsad: {type: yes_no}\ncause: {type: choice, of: [ours, theirs]}"
COLUMNS = {"fee": "DOUBLE PRECISION", "vip": "TEXT", "sad": "TEXT", "cause": "TEXT"}
CASE = {"fee": "60", "vip": "yes", "sad": "no", "cause": "ours"}
TALK = "talk: {gives: yes, standard: always}"


@pytest.fixture(params=["in_duckdb", "in_postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine of every test run."""
    found: Engine = request.getfixturevalue(request.param)
    return found


def waive(first: str, second: str, name: str = "waive") -> Policy:
    """A remedy with every helper column that there is, and two roles."""
    rules = f"{first}: [{{when: vip, up_to: 25}}, {{when: 'cause == \"ours\"', up_to: 'share(fee, 50)'}}], {second}: [{{up_to: fee}}]"
    never = "never: [{when: sad, because: no, instead: talk}]"
    return a_policy(
        f"{name}: {{gives: money, at_most: 'share(fee, 100)', discretion: {{{rules}}}, {never}}}\n{TALK}",
        facts=FACTS,
        roles=f"{first}, {second}",
    )


def answered(engine: Engine, policy: Policy, columns: dict[str, str], row: dict[str, str]) -> dict[str, object]:
    """What the statement says of one case, by column."""
    engine.table("cases", columns, [tuple(row[name] for name in columns)])
    names = [f"{remedy}__{target}" for remedy in policy.remedies for target in policy.targets]
    wanted = ", ".join(engine.name(name) for name in names)
    (found,) = engine.ask(f"SELECT {wanted} FROM (\n{sql(policy, engine.dialect)}) AS answer")
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize(
    "names",
    [
        ("most", "boss"), ("at_most", "most"), ("discretion", "boss"), ("known", "row", "case"), ("row", "known", "case"),
        ("row", "known", "keep"), ("holds", "open"), ("amount", "holds_1"), ("facts", "rules"),
    ],
)  # fmt: skip
def test_a_role_or_a_remedy_may_be_called_like_a_part_of_the_statement(engine: Engine, names: tuple[str, ...]) -> None:
    policy = waive(*names)
    sheet = decide(policy, CASE)
    found = answered(engine, policy, COLUMNS, CASE)
    for name, offer in sheet.remedies.items():
        assert found[f"{name}__standard"] == offer.standard
        assert {role: found[f"{name}__{role}"] for role in policy.roles} == offer.may


@pytest.mark.parametrize("column", ["case___row", "case__row", "case___known", "facts", "rules"])
def test_a_column_may_be_called_like_a_part_of_the_statement(engine: Engine, column: str) -> None:
    engine.table("cases", {**COLUMNS, column: "TEXT"}, [(*CASE.values(), "kept")])
    policy = waive("agent", "lead")
    wanted = ", ".join(engine.name(name) for name in (column, "fee", "waive__lead"))
    assert engine.ask(f"SELECT {wanted} FROM (\n{sql(policy, engine.dialect)}) AS answer") == [("kept", 60, 60)]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e28", "-1e300"])
def test_a_number_that_nobody_can_count_is_unknown(engine: Engine, number: str) -> None:
    found = answered(engine, waive("agent", "lead"), COLUMNS, {**CASE, "fee": number})
    assert (found["waive__standard"], found["waive__lead"]) == (0, None)


@pytest.mark.parametrize("word", ["ours\t", "\n ours", "ours\v\f\r", "ours\u00a0"])
def test_the_same_white_space_is_passed_over_as_in_python(engine: Engine, word: str) -> None:
    policy = waive("agent", "lead")
    found = answered(engine, policy, COLUMNS, {**CASE, "vip": "no", "cause": word})
    assert (found["waive__agent"] == 30) == ("\u00a0" not in word)
