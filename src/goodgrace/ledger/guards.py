"""Guards in the database: an entry is never deleted or changed, only sealed once; a head never changes at all.

They stop slips and other programs. Who owns the database can take them away; what he does then, `verify` finds.
SQLite drops a table's guards when a migration rebuilds the table: such a migration ends with `install`.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED = {"ledger_entry": ("position", "leaf"), "ledger_head": ()}
"""The tables, and the columns that are set once."""
PLACES = {"ledger_entry": "position", "ledger_head": "size"}
"""What no two rows share, besides the id."""
REFUSAL = "The ledger is append-only: nothing in it is changed or deleted."
FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the tables as they are now."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table in GUARDED:
            for statement in _guards(connection, table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: before a migration that changes entries, and in tests, which play the thief."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            for event in ("delete", "update", "insert"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}{on}")


def _guards(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    postgres = connection.vendor == "postgresql"
    changes = f"NOT ({_is_sealing(connection, table)})" if GUARDED[table] else ""
    then = (
        "FOR EACH ROW {when} EXECUTE FUNCTION ledger_is_append_only()"
        if postgres
        else f"FOR EACH ROW {{when}} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    whens = {"delete": "", "update": changes}
    if not postgres:  # INSERT OR REPLACE deletes without asking the guard of DELETE
        place = PLACES[table]
        whens["insert"] = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {place} = NEW.{place})"  # noqa: S608  # our own names
    for event, when in whens.items():
        told = then.format(when=f"WHEN ({when})" if when else "")
        yield f"CREATE TRIGGER {table}_{event} BEFORE {event.upper()} ON {table} {told}"


def _is_sealing(connection: BaseDatabaseWrapper, table: str) -> str:
    """The only change there may be: what is set once goes from nothing to something, all else stays."""
    once = GUARDED[table]
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    parts = [f'OLD."{name}" IS NULL AND NEW."{name}" IS NOT NULL' for name in once]
    parts += [f'NEW."{name}" {same} OLD."{name}"' for name in columns if name not in once]
    if connection.vendor == "sqlite":  # UPDATE OR REPLACE would delete who stands there
        parts.append(f"NOT EXISTS (SELECT 1 FROM {table} WHERE position = NEW.position)")  # noqa: S608  # our own names
    return " AND ".join(parts)
