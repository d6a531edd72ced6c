"""On PostgreSQL, room on each page of cases: a decision changes its case, and where it fits beside, no index is touched."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def _leave_room(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE cases_case SET (fillfactor = 80)")


def _fill(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE cases_case RESET (fillfactor)")


class Migration(migrations.Migration):
    """A setting of the table; what is there already stays where it is until it changes."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0005_lean_cases")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunPython(_leave_room, _fill)]
