"""The floor under a batch: the rows of a hundred decisions, said by pgbench; nothing is read, judged or locked away."""

from collections.abc import Mapping

NEW = """
WITH new AS MATERIALIZED (
  SELECT :first + n AS case_id, same_number() AS decision, same_number() AS promise, nextval('promises_step_id_seq') AS step
  FROM generate_series(0, {last}) n
)
"""
"""What the rows of each decision share: its case, its number, and those of its promise and step."""
NUMBER = "CREATE FUNCTION same_number() RETURNS uuid LANGUAGE sql AS $$ SELECT {number} $$"
ROWS: Mapping[str, Mapping[str, str]] = {
    "cases_decision": {
        "id": "new.decision", "case_id": "new.case_id", "customer_id": "1 + new.case_id % {customers}", "at": "now()",
        "key": "new.decision::text",
    },
    "cases_countedkey": {"decision_id": "new.decision", "digest": "repeat(md5(new.decision::text), 2)"},
    "promises_promise": {
        "id": "new.promise", "customer_id": "1 + new.case_id % {customers}", "source": "'decision:' || new.decision", "made_at": "now()",
    },
    "promises_step": {"id": "new.step", "promise_id": "new.promise", "key": "new.promise::text"},
    "promises_task": {"step_id": "new.step", "key": "new.promise::text"},
    "ledger_entry": {"about": "'case:' || new.case_id", "at": "now()", "position": "NULL::bigint", "leaf": "NULL::bytea"},
}  # fmt: skip
"""The tables that a decision writes to, and what no two of its rows share; the rest is as in a decision that was really made."""
ONE = {
    "cases_decision": "SELECT id FROM cases_decision WHERE told_at IS NULL ORDER BY at DESC LIMIT 1",
    "cases_countedkey": "SELECT k.id FROM cases_countedkey k JOIN like_cases_decision d ON d.id = k.decision_id LIMIT 1",
    "promises_promise": "SELECT p.id FROM promises_promise p JOIN like_cases_decision d ON p.source = 'decision:' || d.id",
    "promises_step": "SELECT s.id FROM promises_step s JOIN like_promises_promise p ON p.id = s.promise_id",
    "promises_task": "SELECT t.id FROM promises_task t JOIN like_promises_step s ON s.id = t.step_id",
    "ledger_entry": "SELECT e.id FROM ledger_entry e JOIN like_cases_decision d ON e.about = 'case:' || d.case_id AND e.what = 'decided' LIMIT 1",
}  # fmt: skip
COLUMNS = """
SELECT attname, attidentity <> '' OR atthasdef FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def batch_of_rows(number: str, first: int, customers: int, many: int) -> str:
    """pgbench's script for one transaction with the rows of so many decisions; `number` is the SQL of a new number.

    Each connection has a stretch of cases to itself, from `first` on. A row of each table is kept to be copied.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(NUMBER.format(number=number))
        for table, one in ONE.items():
            cursor.execute(f"CREATE TABLE like_{table} AS SELECT * FROM {table} WHERE id = ({one})")
    said = [_inserting(table, own) for table, own in ROWS.items()]
    named = "".join(f", rows{place} AS ({each})" for place, each in enumerate(said[:-1]))
    insert = f"{NEW.format(last=many - 1)} {named} {said[-1]}".format(customers=customers)
    return (
        f"\\set first {first} + :client_id * {many}\n"
        "BEGIN;\n"
        f"{' '.join(insert.split())};\n"
        f"UPDATE cases_case SET revision = revision + 1 WHERE id BETWEEN :first AND :first + {many - 1};\n"
        "COMMIT;\n"
    )


def _inserting(table: str, own: Mapping[str, str]) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        columns = [name for name, counted in cursor.fetchall() if name in own or not (counted and name == "id")]
    values = ", ".join(own.get(name, f'"like".{connection.ops.quote_name(name)}') for name in columns)
    names = ", ".join(map(connection.ops.quote_name, columns))
    return f'INSERT INTO {table} ({names}) SELECT {values} FROM new, like_{table} AS "like"'
