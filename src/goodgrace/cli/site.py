"""Running the site: serve, check, migrate, publish, and letting the first person in."""

import os
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from goodgrace.errors import InputError

LEAST_DISK = 500_000_000
TO_END = 10
"""Seconds that server and worker have to finish what they are at, once they are told to end; then they are stopped."""


class Checked(NamedTuple):
    """What was checked: a sentence that says what to do where it is not fine; a note where it is, and less is done for it."""

    fine: bool
    says: str
    is_note: bool = False

    @property
    def stands(self) -> str:
        """In one word of four letters."""
        return "MEND" if not self.fine else "note" if self.is_note else "fine"


def begin() -> None:
    """Make the site's settings and models ready; said once for each command that needs them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
    django.setup()


def migrate() -> str:
    """Bring the tables up to date; how many changes were made."""
    begin()
    from django.core.management import call_command

    waiting = len(unapplied())
    call_command("migrate", verbosity=0, interactive=False)
    return f"{waiting} changes were made to the tables." if waiting else "The tables are up to date."


def unapplied() -> list[str]:
    """The migrations that the database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def findings(host: str, port: int) -> Iterator[Checked]:
    """What is checked before serving."""
    begin()
    from django.conf import settings

    home: Path = settings.HOME
    yield Checked(True, f"home: {home}")
    yield Checked(True, f"keys: {home / 'keys.json'}. Keep a copy where the database is not.")
    database = _database()
    yield database
    free = shutil.disk_usage(home).free
    yield Checked(
        free > LEAST_DISK,
        f"disk: {free / 1e9:.1f} GB free. Make room: below 0.5 GB decisions could be lost."
        if free <= LEAST_DISK
        else f"disk: {free / 1e9:.1f} GB free",
    )
    yield _port(host, port)
    if not settings.MAIL_GOES:
        yield _note("mail: goes nowhere. Set GOODGRACE_EMAIL_URL so that people can ask for a new password themselves.")
    else:
        yield Checked(True, f"mail: {settings.EMAIL_HOST}, from {settings.DEFAULT_FROM_EMAIL}")
    yield from _outside()
    if database.fine:
        yield from _at_hand()
    if not settings.HTTPS:
        yield _note("https: off. Set GOODGRACE_HTTPS=yes and GOODGRACE_HOSTS where a proxy speaks HTTPS before it.")


def _at_hand() -> Iterator[Checked]:
    """What a site needs beside its tables: a counter, and somebody who keeps the clocks."""
    from goodgrace.promises.atwork import SILENT, last_at_work
    from goodgrace.rulebook.models import Counter

    if not Counter.objects.exists():
        yield _note("counters: there is none, and every case begins at one. Make it with `goodgrace add-counter`.")
    last = last_at_work()
    if last is not None and _now() - last <= SILENT:
        yield Checked(True, f"worker: at work, heard of at {last:%H:%M:%S} UTC")
    else:
        since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        yield _note(
            f"worker: none has been at work {since}. `goodgrace serve` starts one; alone it is `goodgrace work`."
        )


def _note(says: str) -> Checked:
    return Checked(True, says, is_note=True)


def _outside() -> Iterator[Checked]:
    from django.conf import settings

    from goodgrace.promises.channels.reaching import Reach, Unreached
    from goodgrace.promises.outside.connections import missing

    connected = settings.CONNECTED
    for name, system in (("billing", connected.billing), ("webhook", connected.webhook)):
        if system is None:
            continue
        try:
            hindrance = Reach(allowed=connected.allowed).hindrance(system.address)
        except Unreached as error:
            yield _note(f"{name}: {system.address}. {error} It is tried again when there is something to say.")
            continue
        todo = " Name it in GOODGRACE_ALLOWED, if it is yours." if hindrance else ""
        yield Checked(not hindrance, f"{name}: {system.address}{'. ' if hindrance else ''}{hindrance}{todo}")
    yield from map(_note, missing(connected))


def reconcile() -> str:
    """Compare what we promised with what the billing system says, once; what was found, in sentences."""
    begin()
    from django.conf import settings

    from goodgrace.promises.channels.reaching import Unreached
    from goodgrace.promises.outside.channels import billing
    from goodgrace.promises.outside.reconciling import reconcile as compare

    if settings.CONNECTED.billing is None:
        raise InputError("No billing system is connected. Set GOODGRACE_BILLING_URL and GOODGRACE_BILLING_SECRET.")
    try:
        found = compare(billing(settings.CONNECTED, _now), now=_now())
    except Unreached as error:
        raise InputError(f"Nothing was compared: {error}") from None
    said = [
        f"Compared: {found.ours} of ours with {found.theirs} there. Differences: {len(found.found)}, new: {len(found.opened)}, over: {found.over}."
    ]
    return "\n".join(said + [f"  {each.said}" for each in found.found])


def _now() -> datetime:
    return datetime.now(UTC)


def _database() -> Checked:
    from django.db import DatabaseError, connection

    try:
        missing = unapplied()
    except DatabaseError as error:
        return Checked(False, f"database: it does not answer ({first_line(error)}). Check DATABASE_URL.")
    if missing:
        return Checked(False, f"database: {len(missing)} changes are missing. Run `goodgrace migrate`.")
    return Checked(True, f"database: {connection.vendor}, up to date")


def _port(host: str, port: int) -> Checked:
    """Another server on the same port would silently share the traffic, so it has to be free."""
    if port == 0:
        return Checked(True, "port: any that is free")
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return Checked(False, f"port: {port} is in use. Choose another with --port, or end what is there.")
    return Checked(True, f"port: {port} is free")


def check(host: str, port: int) -> list[Checked]:
    """Everything that is checked."""
    return list(findings(host, port))


def free_port(host: str) -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def heed() -> None:
    """From now on a SIGTERM ends this process as Ctrl+C does: what it started beside itself is ended first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def serve(host: str, port: int, workers: int, greeting: str = "") -> None:
    """Serve the site until it is ended; refuse with a sentence where something is not as it should be."""
    faults = [each.says for each in findings(host, port) if not each.fine]
    if faults:
        raise InputError("\n".join(faults))
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from goodgrace.cli.worker import working

    port = port or free_port(host)
    heed()
    with working():
        sys.stdout.write(f"{greeting}\nGoodgrace is at http://{host}:{port}/\n")
        sys.stdout.flush()
        Granian(
            "goodgrace.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=16,
            workers_kill_timeout=TO_END,  # a process told to end while it begins does not hear it, and would be waited for forever
            log_level=LogLevels.error,  # its warning is that these are many; they mostly wait for the database
        ).serve()


def first_line(error: Exception) -> str:
    """What an error says, in a line; what it is called, where it says nothing."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__


def publish(file: Path, by: str, counters: list[str], acting: list[str]) -> str:
    """Draft a policy or a playbook file and publish it at once, as a policy owner; what was published, in a sentence."""
    begin()
    from goodgrace.people.models import Role
    from goodgrace.playbook.reading import is_playbook
    from goodgrace.rulebook import actions, planned, playbooks

    owner = _person(by, Role.POLICY_OWNER)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {getattr(error, 'strerror', None) or 'this is not UTF-8 text'}.") from None
    now = datetime.now(UTC)
    roles = dict(_pair(each) for each in acting)
    if is_playbook(text):
        if counters:
            raise InputError(f"{file}: a playbook is for a moment, not for a counter. Leave --counter out.")
        book = playbooks.draft_playbook(text=text, by=owner, now=now, name=str(file))
        book = playbooks.publish_playbook(version=book, by=owner, now=now, acting=roles)
        return _holds(book.title, book.version, book.mark)
    version = actions.draft(text=text, by=owner, now=now, name=str(file))
    version = actions.publish(version=version, by=owner, now=now, counters=counters, acting=roles)
    notes = [f"Note: {note}" for note in planned.notes_on(version, now)]
    return "\n".join([_holds(version.title, version.version, version.mark), *notes])


def _holds(title: str, version: str, mark: str) -> str:
    return f"{title}, version {version}, holds from now on ({mark})."


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not equals:
        raise InputError(f"`{text}` is no pair. Write --acting agent=colleague.")
    return ours.strip(), theirs.strip()


def _person(email: str, role: str) -> Any:
    from goodgrace.people.models import Person

    found = Person.objects.filter(role=role, is_active=True)
    found = found.filter(email=email.lower()) if email else found.filter(is_service=False)
    if found.count() != 1:
        who = (
            f"There is no {role.replace('_', ' ')} {email}."
            if email
            else f"There are {found.count()} people with the role {role.replace('_', ' ')}."
        )
        raise InputError(f"{who} Name one with --by EMAIL.")
    return found.get()


def add_person(email: str, name: str, role: str, by: str) -> str:
    """Let somebody in with a password that is shown once."""
    begin()
    from goodgrace.people import actions
    from goodgrace.people.models import Person, Role

    first = not Person.objects.exists()
    who = None if first else _person(by, Role.ADMINISTRATOR)
    password = secrets.token_urlsafe(12)
    actions.add_person(email=email, name=name, role=role, password=password, by=who, now=datetime.now(UTC))
    return f"{name} can sign in as {email} with this password, which is shown only now: {password}"


def add_counter(slug: str, title: str, by: str) -> str:
    """Make a counter, as an administrator; that it is there, in a sentence."""
    begin()
    from goodgrace.people.models import Role
    from goodgrace.rulebook import actions

    counter = actions.add_counter(slug=slug, title=title, by=_person(by, Role.ADMINISTRATOR), now=datetime.now(UTC))
    return f"{counter.title} is there: cases can begin at it. A policy holds at every counter, or at those named with --counter {counter.slug}."


def add_service(
    email: str, name: str, role: str, most_per_decision: int | None, most_per_day: int | None, by: str
) -> str:
    """Let in a service that acts by itself inside an envelope; it has no password, only tokens."""
    begin()
    from goodgrace.people import actions
    from goodgrace.people.models import Role

    who, now = _person(by, Role.ADMINISTRATOR), datetime.now(UTC)
    service = actions.add_person(email=email, name=name, role=role, password=None, by=who, now=now, is_service=True)
    actions.set_envelope(
        person=service, most_per_decision=most_per_decision, most_per_day=most_per_day, by=who, now=now
    )
    return f"{name} is let in as {role}. Make it a token: goodgrace token {email}"


def make_token(email: str, name: str, scopes: list[str], days: int, by: str) -> str:
    """A token for a person or a service, shown once."""
    begin()
    from goodgrace.people import actions
    from goodgrace.people.models import Person, Role

    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        raise InputError(f"There is nobody with the address {email}.")
    who = _person(by, Role.ADMINISTRATOR) if person.is_service else person
    now = datetime.now(UTC)
    token, secret = actions.make_token(person=person, name=name, scopes=scopes, days=days, by=who, now=now)
    return f"The token for {name}, until {token.expires_at:%Y-%m-%d}, which is shown only now: {secret}"


def revoke_tokens(email: str, name: str, by: str) -> str:
    """End every token of a person that has a name."""
    begin()
    from goodgrace.people import actions
    from goodgrace.people.models import Role, Token

    who, now = _person(by, Role.ADMINISTRATOR), datetime.now(UTC)
    tokens = Token.objects.filter(person__email=email.lower(), name=name, revoked_at=None)
    ended = [actions.revoke_token(token=token, by=who, now=now) for token in tokens]
    if not ended:
        raise InputError(f"{email} has no token called `{name}` that still holds.")
    return f"Revoked: {len(ended)}. Nobody gets in with it from now on."
