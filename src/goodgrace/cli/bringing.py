"""`goodgrace customers`: a file is read whole, bad rows are told, then all of it is written or nothing."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import typer
from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import Tell, line, progress
from goodgrace.errors import InputError

if TYPE_CHECKING:  # the site's models can be imported only once it is set up
    from goodgrace.customers.table import BadRow, Table
    from goodgrace.people.models import Person

MOST_TOLD = 20
NO_TABLES = "The database is not ready: {}. Make its tables with `goodgrace migrate`."


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of file is brought in: read on a day, foreseen or written (by its table and how far it is), and told of."""

    read: "Callable[[bytes, str, date], Table[Any]]"
    foresee: "Callable[[Table[Any], Tell], Any]"
    write: "Callable[[Table[Any], Tell], Any]"
    told: Callable[[Mapping[str, int]], Sequence[str]]


def customers(file: Path, dry_run: bool, source: str, by: str | None, as_json: bool) -> None:
    """Bring in a file of customers, or only say what it would change."""
    with _site(by) as (person, now):
        from goodgrace.customers.bringing import bring_in_customers, foresee_customers
        from goodgrace.customers.reading import read_customers

        way = Way(
            read_customers,
            lambda table, tell: foresee_customers(table=table, by=person, tell=tell),
            lambda table, tell: bring_in_customers(table=table, source=source, by=person, now=now, tell=tell),
            _told_customers,
        )
        _run(file, way, now, dry_run, as_json)


def purchases(file: Path, dry_run: bool, by: str | None, as_json: bool) -> None:
    """Bring in a file of purchases, or only say what it would change."""
    with _site(by) as (person, now):
        from goodgrace.customers.bringing import bring_in_purchases, foresee_purchases
        from goodgrace.customers.receipts import read_purchases

        way = Way(
            read_purchases,
            lambda table, _: foresee_purchases(table=table, by=person),
            lambda table, tell: bring_in_purchases(table=table, by=person, now=now, tell=tell),
            _told_purchases,
        )
        _run(file, way, now, dry_run, as_json)


def accounts(file: Path, dry_run: bool, by: str | None, as_json: bool) -> None:
    """Bring in rows of accounts, or only say what they would change."""
    with _site(by) as (person, now):
        from goodgrace.customers.accounts import read_accounts
        from goodgrace.customers.bringing_accounts import bring_in_accounts, foresee_accounts

        way = Way(
            read_accounts,
            lambda table, _: foresee_accounts(table=table, by=person),
            lambda table, _: bring_in_accounts(table=table, by=person, now=now),
            _told_accounts,
        )
        _run(file, way, now, dry_run, as_json)


@contextmanager
def _site(by: str | None) -> "Iterator[tuple[Person, datetime]]":
    """The site set up, who does it, and when. A database without tables is told plainly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
    django.setup()
    from django.db.utils import OperationalError, ProgrammingError

    try:
        yield _administrator(by), datetime.now().astimezone()
    except (OperationalError, ProgrammingError) as error:
        raise InputError(NO_TABLES.format(str(error).partition("\n")[0])) from None


def _administrator(by: str | None) -> "Person":
    """Whoever is named, or the only administrator. What they may do is asked where it is done."""
    from goodgrace.people.models import Person, Role

    if by is not None:
        named = Person.objects.filter(email=by.strip().lower()).first()
        if named is None:
            raise InputError(f"--by {by}: nobody here has this address.")
        return named
    found = list(Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True, is_service=False)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError("There are several administrators: say which one does it, with --by EMAIL.")
    raise InputError("There is no administrator yet who could do it. Add one first.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}.") from None


def _run(file: Path, way: Way, now: datetime, dry_run: bool, as_json: bool) -> None:
    """Read it, do it or foresee it, print what came of it, and end with status 2 where rows are bad."""
    from goodgrace.customers.cells import latest_day

    with progress() as tell:
        tell(None, "Reading")
        table = way.read(_bytes(file), file.name, latest_day(now))
        written = not (dry_run or table.bad)
        outcome = (way.write if written else way.foresee)(table, tell)
    if as_json:
        rows = {"rows": len(table.rows), "bad": [asdict(bad) for bad in table.bad]}
        write_json({"file": file.name, "written": written, **rows, **asdict(outcome)})
    else:
        _print(file, table.bad, way.told(asdict(outcome)), written)
    if table.bad:
        raise typer.Exit(2)


def _print(file: Path, bad: "Sequence[BadRow]", told: Sequence[str], written: bool) -> None:
    faults, console = Console(file=sys.stderr), Console()
    for row in bad[:MOST_TOLD]:
        line(faults, f"{file.name}:{row.line}: {row.reason}")
    if len(bad) > MOST_TOLD:
        line(faults, f"… and {len(bad) - MOST_TOLD:,} more; --json tells all.")
    if bad:
        line(faults, "Nothing was written. Mend these and run it again.")
        return
    line(console, f"{file.name}:" if written else f"{file.name}: this would change, and nothing was written:")
    for sentence in told:
        line(console, f"  {sentence}")


def _told_customers(found: Mapping[str, int]) -> list[str]:
    told = [
        f"{_many(found['new'], 'new customer')}, {found['changed']:,} changed, {found['same']:,} as before.",
        f"{_many(found['facts'], 'fact')} noted.",
    ]
    return [*told, *_left_alone(found["forgotten"], "customer")]


def _told_purchases(found: Mapping[str, int]) -> list[str]:
    told = [
        f"{_many(found['new'], 'new purchase')}, {found['same']:,} that we had already.",
        f"{_many(found['new_customers'], 'new customer')}.",
    ]
    return [*told, *_left_alone(found["forgotten"], "purchase")]


def _told_accounts(found: Mapping[str, int]) -> list[str]:
    told = [
        f"{_many(found['new'], 'new row')} of accounts, {found['same']:,} that we had already.",
        f"{_many(found['new_customers'], 'new customer')}.",
    ]
    return [*told, *_left_alone(found["forgotten"], "row")]


def _left_alone(count: int, what: str) -> list[str]:
    return [f"{_many(count, what)} left alone: of people who asked to be forgotten."] if count else []


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
