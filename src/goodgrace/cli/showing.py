"""The demo: a simulated company in a folder of its own, served on a free port."""

import fcntl
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from goodgrace.cli import site
from goodgrace.cli.screen import progress
from goodgrace.demo import example_policy
from goodgrace.demo.billing.beside import beside
from goodgrace.demo.lease import FEE, Lease
from goodgrace.errors import InputError
from goodgrace.promises.channels.signing import write_secret

if TYPE_CHECKING:
    from goodgrace.demo.people import Staff

MARK = "made-by-goodgrace-demo"
REAL_STORIES = Path("../shared/data/cfpb/complaints.csv")


def demo(folder: Path, port: int, stories: Path | None, workers: int, *, fast: bool) -> None:
    """Make the company anew, with a billing service beside it; say who can sign in, and serve it until it is ended."""
    home = folder / "site"
    books, secret = home.resolve() / "billing.sqlite3", write_secret(secrets.token_bytes(32))
    port = port or site.free_port("127.0.0.1")
    site.heed()
    with _alone(folder):
        _empty(home)
        with beside(books, secret) as address:
            _connect(address, secret, port)
            _show(home, port, stories, workers, books, fast=fast)


def _connect(address: str, secret: str, port: int) -> None:
    """The company's billing system, the letterhead that its letters are set on, and where a family finds its page."""
    os.environ |= {
        "GOODGRACE_BILLING_URL": address,
        "GOODGRACE_BILLING_SECRET": secret,
        "GOODGRACE_ALLOWED": "127.0.0.0/8",
        "GOODGRACE_COMPANY": "The Simulated Company",
        "GOODGRACE_COMPANY_ADDRESS": "1 Made-up Street;20095 Hamburg",
        "GOODGRACE_COMPANY_CONTACT": "+49 40 555 0199",
        "GOODGRACE_ADDRESS": f"http://127.0.0.1:{port}",
    }


def _show(home: Path, port: int, stories: Path | None, workers: int, books: Path, *, fast: bool) -> None:
    os.environ["GOODGRACE_HOME"] = str(home.resolve())
    os.environ["GOODGRACE_SQLITE_SYNCHRONOUS"] = "OFF"  # a demo may be lost in a power cut
    os.environ["GOODGRACE_DEMO"] = "yes"
    os.environ.pop("DATABASE_URL", None)
    site.migrate()
    from goodgrace.demo.company import bring_stories, build
    from goodgrace.demo.people import PASSWORD
    from goodgrace.demo.tendays import DAYS

    built = datetime.now(UTC) - (DAYS if fast else timedelta())
    Lease(os.environ["GOODGRACE_BILLING_URL"]).begin(built)
    with progress() as tell:
        company = build(example_policy("late-return").parent, built, tell)
        file = stories or (REAL_STORIES if REAL_STORIES.is_file() else None)
        brought = bring_stories(file, company.staff, datetime.now(UTC)) if file else 0
    if fast:
        _ten_days(company.staff, built)
    real = f"\n{brought} real stories from {file} (public domain) wait at the leasing desk." if brought else ""
    people = (*company.staff.colleagues, company.staff.administrator)
    listed = "\n".join(f"  {person.get_role_display():<20} {person.email}" for person in people)
    site.serve(
        "127.0.0.1",
        port,
        workers,
        greeting=f"""
A simulated company: its customers, its history and its colleagues are made up.{real}

Sign in with the password {PASSWORD} as
{listed}

Ada's case, three days out of warranty, waits for mia@demo.example: /cases/{company.adas_case.pk}/
Hanna's, whose father Karl Brandes had leased a car and has died, for lena@demo.example: /cases/{company.hannas_case.pk}/
The billing system is simulated too; its own books are in {books}.
It charges {FEE} a day for the lease, unless its fees rest: curl -d '{{}}' {os.environ["GOODGRACE_BILLING_URL"]}/charges
End the demo with Ctrl+C.
""",
    )


def _ten_days(staff: "Staff", began: datetime) -> None:
    """Play what follows a lessee's death up to now, a line for each thing that happens."""
    from django.conf import settings

    from goodgrace.customers.models import Customer
    from goodgrace.demo import tendays
    from goodgrace.people.models import Role

    def tell(said: str) -> None:
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()

    tell(
        "Ten days after a lessee has died, four hours each second. Colleagues and family are simulated; the clocks are kept for real."
    )
    (lena, *_) = staff.of(Role.AGENT, "leasing")
    promise = tendays.play(
        Customer.objects.get(reference="S-HANNA"), lena, settings.CONNECTED,
        began=began, tell=tell, sleep=lambda: time.sleep(0.5), lease=Lease(os.environ["GOODGRACE_BILLING_URL"]),
    )  # fmt: skip
    tell(f"Look at it: /promises/{promise.pk}/")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While this demo runs, none other takes its folder. Raises InputError where one runs there already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / "running").open("w")
    except OSError as error:
        raise _no_folder(folder, error) from None
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(
                f"{folder}: a demo runs here already. End it, or name another folder with --folder."
            ) from None
        yield


def _no_folder(folder: Path, error: OSError) -> InputError:
    return InputError(f"{folder}: this cannot be a folder: {error.strerror or error}. Name another.")


def _empty(home: Path) -> None:
    """A fresh folder; only one that a demo made before is emptied."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise InputError(
                f"{home}: this folder holds something that is not from the demo. Name another with --folder."
            )
        shutil.rmtree(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / MARK).touch()
    except OSError as error:
        raise _no_folder(home, error) from None
