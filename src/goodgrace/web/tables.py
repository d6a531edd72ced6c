"""Tables to take along: rows as CSV that a spreadsheet opens, and that cannot make it calculate."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from django.http import HttpResponse

MOST_ROWS: Final = 10_000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it a text again."""


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Rows under their heading, as a file to keep; what is not known is empty."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(head)
    table.writerows([_cell(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said
