"""The SQL of a policy as a person meets it: over tables as they are, in DuckDB."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from goodgrace.errors import InputError
from goodgrace.policy.shape import Policy
from goodgrace.policy.sql import DIALECTS, condition_sql, limits_select, number_sql, sql
from tests.makers import a_policy, late_return

FACTS = """
fee: {type: money}
hours: {type: number, places: 1}
sorry: {type: yes_no}
cause: {type: choice, of: [traffic, it's]}
"""
WAIVE = """
waive:
  gives: money
  at_most: fee
  standard: [{when: hours <= 1, give: fee}]
  discretion: {agent: [{when: sorry, up_to: 25}], lead: [{when: cause == "it's", up_to: fee}]}
"""
AMOUNTS = ("waive__standard", "waive__agent", "waive__lead")


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB, empty."""
    with duckdb.connect() as connection:
        yield connection


def waive() -> Policy:
    """A policy with a fact of each common type."""
    return a_policy(WAIVE, facts=FACTS)


def told(engine: duckdb.DuckDBPyConnection, statement: str, *wanted: str) -> list[tuple[Any, ...]]:
    """The wanted columns of an answer; all, where none is named."""
    names = ", ".join(f'"{name}"' for name in wanted) or "*"
    return engine.execute(f"SELECT {names} FROM ({statement})").fetchall()


def one(engine: duckdb.DuckDBPyConnection, policy: Policy, select: str, *wanted: str, **more: Any) -> tuple[Any, ...]:
    """The wanted columns for a table of one row."""
    engine.execute(f"CREATE TABLE cases AS SELECT {select}")
    (row,) = told(engine, sql(policy, **more), *wanted)
    return row


def test_a_table_read_from_csv_gets_every_amount_beside_its_own_columns(
    engine: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("booking,fee,hours,sorry,cause\nA1,60,0.5,no,traffic\nA2,60,3,YES,\nA3,,3,no,it's\n")
    engine.execute(f"CREATE VIEW cases AS FROM read_csv('{file}')")
    assert told(engine, sql(waive()), "booking", *AMOUNTS) == [
        ("A1", 60, 60, 60),
        ("A2", 0, 25, None),
        ("A3", 0, 0, None),
    ]


def test_all_columns_of_the_table_are_there_as_they_were(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute(
        """CREATE TABLE cases AS SELECT 7 AS "Fee no.", 'yes' AS sorry, 1.5::DOUBLE AS fee, 1 AS hours, NULL AS cause"""
    )
    answer = engine.execute(sql(waive()))
    assert [column[0] for column in answer.description] == ["Fee no.", "sorry", "fee", "hours", "cause", *AMOUNTS]
    assert answer.fetchone() == (7, "yes", 1.5, 1, None, Decimal("1.50"), Decimal("1.50"), Decimal("1.50"))


@pytest.mark.parametrize("spelling", ["'yes'", "' Yes '", "'TRUE'", "true", "1", "'1'"])
def test_a_yes_is_read_however_tables_spell_it(engine: duckdb.DuckDBPyConnection, spelling: str) -> None:
    row = one(engine, waive(), f"{spelling} AS sorry, 60 AS fee, 9 AS hours, 'traffic' AS cause", "waive__agent")
    assert row == (25,)


@pytest.mark.parametrize("spelling", ["'perhaps'", "''", "2", "NULL"])
def test_what_is_neither_yes_nor_no_is_unknown(engine: duckdb.DuckDBPyConnection, spelling: str) -> None:
    row = one(engine, waive(), f"{spelling} AS sorry, 60 AS fee, 9 AS hours, 'traffic' AS cause", *AMOUNTS)
    assert row == (0, None, None)


def test_a_word_that_is_no_choice_is_unknown(engine: duckdb.DuckDBPyConnection) -> None:
    row = one(engine, waive(), "'no' AS sorry, 60 AS fee, 9 AS hours, 'snow' AS cause", *AMOUNTS)
    assert row == (0, 0, None)


def test_a_number_with_more_places_than_its_fact_is_unknown_rather_than_rounded(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    row = one(engine, waive(), "'no' AS sorry, 60 AS fee, 1.04 AS hours, 'traffic' AS cause", *AMOUNTS)
    assert row == (None, None, None)


@pytest.mark.parametrize(
    "number", ["'nan'::DOUBLE", "'-inf'::DOUBLE", "1e28::DOUBLE", "1e28::DECIMAL(38, 2)", "'1e28'"]
)
def test_a_number_that_nobody_can_count_is_unknown_and_stops_nothing(
    engine: duckdb.DuckDBPyConnection, number: str
) -> None:
    row = one(engine, waive(), f"'yes' AS sorry, {number} AS fee, 9 AS hours, 'traffic' AS cause", *AMOUNTS)
    assert row == (0, None, None)


def test_text_that_is_no_number_still_stops_the_statement(engine: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.ConversionException, match="twelve"):
        one(engine, waive(), "'yes' AS sorry, 'twelve' AS fee, 9 AS hours, 'traffic' AS cause")


def test_a_number_out_of_bounds_is_unknown(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy(
        "gift: {gives: yes, standard: [{when: hours >= 0}]}", facts="hours: {type: number, least: 0, most: 72}"
    )
    engine.execute("CREATE TABLE cases AS SELECT * FROM (VALUES (-1), (0), (72), (73), (1e15)) AS t(hours)")
    assert told(engine, sql(policy), "gift__standard") == [(None,), (1,), (1,), (None,), (None,)]


def test_a_default_stands_for_what_is_absent(engine: duckdb.DuckDBPyConnection) -> None:
    facts = "hours: {type: number, default: 3}\nvip: {type: yes_no, default: yes}\ncause: {type: choice, of: [a, b], default: b}"
    policy = a_policy('gift: {gives: yes, standard: [{when: hours == 3 and vip and cause == "b"}]}', facts=facts)
    engine.execute(
        "CREATE TABLE cases AS SELECT * FROM (VALUES (NULL, '', NULL), (4, NULL, NULL), (3, 'x', 'b')) AS t(hours, vip, cause)"
    )
    assert told(engine, sql(policy), "gift__standard") == [(1,), (0,), (None,)]


def test_a_fact_without_a_column_is_unknown_or_at_its_default(engine: duckdb.DuckDBPyConnection) -> None:
    facts = FACTS.replace("sorry: {type: yes_no}", "sorry: {type: yes_no, default: yes}")
    row = one(engine, a_policy(WAIVE, facts=facts), "60 AS fee, 9 AS hours", *AMOUNTS, columns=["fee", "hours"])
    assert row == (0, 25, None)


def test_facts_that_no_rule_asks_for_need_no_column(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy("gift: {gives: yes, standard: always}", facts=FACTS, grounds="unused: hours > 2")
    assert one(engine, policy, "1 AS anything") == (1, 1, 1, 1)


def test_the_day_is_a_fact_like_any_other(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy(
        "gift: {gives: yes, standard: [{when: 'days_between(bought, on) <= 30'}]}", facts="bought: {type: date}"
    )
    engine.execute(
        "CREATE TABLE cases AS SELECT * FROM (VALUES ('2026-11-01', DATE '2026-12-01'), ('2026-11-01', NULL)) AS t(bought, \"on\")"
    )
    assert told(engine, sql(policy), "gift__standard") == [(1,), (None,)]


def test_an_amount_that_a_missing_fact_cannot_raise_is_decided(engine: duckdb.DuckDBPyConnection) -> None:
    row = one(engine, waive(), "NULL AS sorry, 20 AS fee, 1 AS hours, NULL AS cause", *AMOUNTS)
    assert row == (20, 20, 20)


@pytest.mark.parametrize("table", ["facts", "Facts", "limits", "main.rules", "select", 'odd "name"'])
def test_a_table_may_have_any_name(engine: duckdb.DuckDBPyConnection, table: str) -> None:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
    engine.execute(f"CREATE TABLE {quoted} AS SELECT 60 AS fee, 1 AS hours, true AS sorry, 'traffic' AS cause")
    assert told(engine, sql(waive(), table=table), "waive__standard") == [(60,)]


def test_what_is_no_name_of_a_table_is_refused() -> None:
    with pytest.raises(InputError, match="not the name of a table"):
        sql(waive(), table="a..b")


def test_columns_and_grounds_may_share_their_names(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy("gift: {gives: yes, standard: [{when: late}]}", facts=FACTS, grounds="late: hours > 2")
    engine.execute("CREATE TABLE cases AS SELECT 3 AS hours, 'kept' AS late")
    assert told(engine, sql(policy), "late", "gift__standard") == [("kept", 1)]
    assert told(engine, limits_select(policy, "cases", keep=["late"]), "late", "gift__standard", "decided") == [
        ("kept", 1, True)
    ]


def test_a_row_with_nothing_to_know_is_decided(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("CREATE TABLE cases AS SELECT 1 AS anything")
    policy = a_policy("gift: {gives: yes, standard: always}")
    assert told(engine, limits_select(policy, "cases")) == [(1, 1, 1, True)]


def test_narrow_columns_are_widened_before_they_are_reckoned_with(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy("gift: {gives: number, standard: [{give: months * 1000}]}", facts="months: {type: number}")
    engine.execute("CREATE TABLE cases AS SELECT 2000000000::INTEGER AS months")
    assert told(engine, limits_select(policy, "cases"), "gift__standard", "decided") == [(2_000_000_000_000, True)]


def test_a_condition_stands_alone_with_its_grounds_written_out() -> None:
    policy = a_policy("gift: {gives: yes, standard: [{when: late or sorry}]}", facts=FACTS, grounds="late: hours > 2")
    (rule,) = policy.remedies["gift"].standard
    assert rule.when is not None
    assert condition_sql(rule.when) == '("hours" > 2.0) OR "sorry"'


def test_an_amount_stands_alone_with_the_places_that_are_wanted(engine: duckdb.DuckDBPyConnection) -> None:
    bound = waive().remedies["waive"].at_most
    assert bound is not None
    assert number_sql(bound, 3) == 'CAST("fee" AS DECIMAL(18, 3))'


def test_a_policy_s_name_cannot_end_the_comment() -> None:
    policy = a_policy("gift: {gives: yes, standard: always}", more='version: "1\\nDROP TABLE cases; --"')
    first, second, third, *_ = sql(policy).splitlines()
    assert (first[:3], second[:3], third) == ("-- ", "-- ", 'WITH "facts" AS (')


def test_a_name_that_postgresql_would_cut_is_refused() -> None:
    policy = a_policy(f"{'gift' * 14}: {{gives: yes, standard: always}}", roles="agent_of_the_house")
    with pytest.raises(InputError, match="takes 63"):
        sql(policy, "postgres")
    assert sql(policy)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_statement_says_which_policy_it_is_and_that_caps_are_not_in_it(dialect: Any) -> None:
    first, second, *_ = sql(late_return(), dialect).splitlines()
    assert first == "-- late-return, version 3: what everybody gets and how far each role may go, before caps."
    assert second.endswith("Caps need the ledger and are not here.")


def test_rules_read_as_the_policy_does() -> None:
    text = sql(late_return())
    for line in (
        '"tenure_years" >= 5.0 AS "long_standing"',
        '"hours_late" <= 4.00 AND "long_standing" AS "waive_fee__agent__1"',
        'NOT "hours_late" > 72.00 AS "waive_fee___discretion"',
        'CASE WHEN "waive_fee__standard__1" THEN "waive_fee___most" ELSE 0.00 END',
        'CASE WHEN "waive_fee___discretion" THEN "waive_fee___most" ELSE "waive_fee__agent" END',
    ):
        assert line in text


def test_nesting_without_end_is_refused_rather_than_written() -> None:
    amount = "fee"
    for _ in range(24):
        amount = f"share({amount}, 99)"
    policy = a_policy(f"gift: {{gives: money, standard: [{{give: '{amount}'}}]}}", facts=FACTS)
    assert sql(policy, "duckdb")
    with pytest.raises(InputError, match="too long to be said in SQL"):
        sql(policy, "postgres")


def test_dates_and_bounds_of_dates_are_read(engine: duckdb.DuckDBPyConnection) -> None:
    policy = a_policy(
        "gift: {gives: yes, standard: [{when: 'bought < \"2026-01-01\"'}]}",
        facts="bought: {type: date, least: 2000-01-01, most: 2030-01-01}",
    )
    days = ("2025-12-31", "2026-01-01", "1999-12-31", "2030-01-02")
    engine.execute(f"CREATE TABLE cases AS SELECT unnest({list(days)})::DATE AS bought")
    assert told(engine, sql(policy), "gift__standard") == [(1,), (0,), (None,), (None,)]


def test_the_excerpt_in_the_documents_is_what_the_statement_says() -> None:
    page = Path(__file__).parents[2] / "docs/reference/sql.md"
    excerpt = page.read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]
    assert excerpt
    assert excerpt in sql(late_return())
