"""A large simulated company for the bench, written straight into the tables: customers, cases and a past of decisions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from goodgrace.customers.models import Customer
    from goodgrace.people.models import Person
    from goodgrace.rulebook.models import Version

POLICIES = Path(__file__).parent.parent / "policies"
AGENTS, DAYS, AT_ONCE = 12, 540, 50_000
CAPS = {f"amount: {most}, within": "amount: 900000000, within" for most in (600, 1500, 12000)}
"""The caps of the repair desk's policy are raised so far that the load does not use them up; they are counted all the same."""
FACTS = {"days_out": "3", "repair_cost": "186.50", "own_fault": "no"}
SHEET = bytes(420)
"""What an old decision rests on, as long as a real one is; nobody opens it here."""


@dataclass(frozen=True, slots=True)
class Company:
    """What was made: a token for each agent, the numbers of the open cases, and the cookie of somebody signed in."""

    tokens: tuple[str, ...]
    cases: range
    session: str


def build(customers: int, decisions: int, cases: int) -> Company:
    """Make it in the database of the settings, which is empty."""
    from django.conf import settings
    from django.test import Client

    now = datetime.now(UTC)
    agents, owner = _people(now)
    version = _rule(owner, now)
    known = _customers(customers, now)
    _past(agents, version, known, decisions, now)
    opened = _open_cases(agents, known, cases, now)
    client = Client()
    client.force_login(agents[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Company(tuple(_token(agent, now) for agent in agents), opened, session)


def _people(now: datetime) -> "tuple[list[Person], Person]":
    from goodgrace.people.models import Person, Role, Site, Team

    site = Site.objects.create(name="Bench", time_zone="Europe/Berlin")
    team = Team.objects.create(name="Repair desk", site=site, counter="repair")

    def person(name: str, role: Role) -> Person:
        return Person.objects.create_user(f"{name}@example.org", None, name=name, role=role, team=team, joined_at=now)

    return [person(f"agent{number}", Role.AGENT) for number in range(AGENTS)], person("owner", Role.POLICY_OWNER)


def _rule(owner: "Person", now: datetime) -> "Version":
    from goodgrace.rulebook.actions import draft, publish
    from goodgrace.rulebook.models import Counter as Desk

    text = (POLICIES / "warranty-tolerance.yaml").read_text(encoding="utf-8")
    for small, large in CAPS.items():
        assert small in text, small
        text = text.replace(small, large)
    Desk.objects.create(slug="repair", title="Appliance repair")
    began = now - timedelta(days=DAYS + 1)
    return publish(version=draft(text=text, by=owner, now=began), by=owner, now=began, counters=("repair",))


def _customers(many: int, now: datetime) -> "list[Customer]":
    from goodgrace.customers.models import Customer
    from goodgrace.customers.vault import new_key

    rows = (
        (f"C-{number}", new_key(f"C-{number}"), b"", b"", b"", b"", date(2017, 3, 1), "en", "", now)
        for number in range(many)
    )
    columns = (
        "reference",
        "wrapped_key",
        "name",
        "email",
        "phone",
        "address",
        "since",
        "language",
        "time_zone",
        "made_at",
    )
    _pour("customers_customer", columns, rows)
    return list(Customer.objects.order_by("id").only("id", "reference", "wrapped_key", "since"))


def _past(agents: "list[Person]", version: "Version", known: "list[Customer]", many: int, now: datetime) -> None:
    """Each decision in a closed case of its own, for an appliance of its own, told to the customer; the tallies say the same."""
    from goodgrace.store.numbers import new_number

    columns = (
        "customer_id",
        "counter",
        "channel",
        "owner_id",
        "opened_by_id",
        "opened_at",
        "closed_at",
        "solved",
        "cared_for",
        "revision",
    )
    moments = [now - timedelta(days=DAYS) * (many - number) / (many + 1) for number in range(many)]
    numbers = [new_number(moment) for moment in moments]

    def a_case(number: int) -> tuple[object, ...]:
        agent, at = agents[number % AGENTS].pk, moments[number]
        return (known[number % len(known)].pk, "repair", "desk", agent, agent, at, at, True, True, 1)

    first = _pour("cases_case", columns, map(a_case, range(many)))
    tally: Counter[tuple[int, date]] = Counter()

    def a_decision(number: int) -> tuple[object, ...]:
        agent, at = agents[number % AGENTS].pk, moments[number]
        tally[agent, at.date()] += 1
        return (
            numbers[number], first + number, known[number % len(known)].pk, version.pk, version.policy, "free_repair", 5000, 5000, '["just_missed"]',
            b"", SHEET, "agent", agent, at.date(), at, f"past:{number}", at,
        )  # fmt: skip

    decided = ("id", "case_id", "customer_id", "version_id", "policy", "remedy", "amount", "cost", "grounds",
               "reason", "sheet", "role", "by_id", "on", "at", "key", "told_at")  # fmt: skip
    _pour("cases_decision", decided, map(a_decision, range(many)))
    appliances = ((decision, "appliance", f"{uuid4().hex}{uuid4().hex}") for decision in numbers)
    _pour("cases_countedkey", ("decision_id", "name", "digest"), appliances)
    _kept((known[number % len(known)].pk, agents[number % AGENTS].pk, moments[number]) for number in range(many))
    _tally(version, tally)


def _kept(given: Iterable[tuple[int, int, datetime]]) -> None:
    """What was promised by each decision, and kept in the same hour; by customer, decider and moment."""
    from goodgrace.promises.making import PLAIN
    from goodgrace.promises.rows import columns_of, poured_of
    from goodgrace.store.numbers import new_number
    from goodgrace.store.pouring import pour_all

    rest = iter(given)
    while some := [(new_number(at), customer, by, at) for customer, by, at in islice(rest, AT_ONCE)]:
        promises = (
            {
                "id": number, "customer_id": customer, "source": f"decision:{new_number(at)}", "title": "Repair it: 50.00 EUR",
                "by_id": by, "owner_id": by, "state": "kept", "made_at": at, "started_at": at, "zone": "Europe/Berlin", "ended_at": at,
            }
            for number, customer, by, at in some
        )  # fmt: skip
        steps = (
            {**columns_of(number, "", PLAIN, 0), "state": "kept", "due_at": at, "at": at} for number, _, _, at in some
        )
        pour_all(*poured_of([*promises], [*steps]))


def _tally(version: "Version", tally: "Counter[tuple[int, date]]") -> None:
    columns = ("kind", "name", "policy", "remedy", "on", "times", "amount", "cost")
    pool: Counter[date] = Counter()
    for (_, on), times in tally.items():
        pool[on] += times
    deciders = (
        ("decider", f"person:{agent}", version.policy, "free_repair", on, times, times * 5000, times * 5000)
        for (agent, on), times in tally.items()
    )
    _pour("cases_tally", columns, deciders)
    _pour(
        "cases_tally",
        columns,
        (("pool", "repair-desk", "", "", on, times, 0, times * 5000) for on, times in pool.items()),
    )


def _open_cases(agents: "list[Person]", known: "list[Customer]", many: int, now: datetime) -> range:
    """Open cases with a story and the facts that were noted, locked as they are when somebody notes them."""
    from goodgrace.customers.vault import lock

    columns = ("customer_id", "counter", "channel", "owner_id", "opened_by_id", "opened_at", "revision")

    def a_case(number: int) -> tuple[object, ...]:
        agent = agents[number % AGENTS].pk
        return (known[number % len(known)].pk, "repair", "desk", agent, agent, now, 1)

    first = _pour("cases_case", columns, map(a_case, range(many)))

    def facts() -> Iterator[tuple[object, ...]]:
        for number in range(many):
            for name, value in {**FACTS, "appliance": f"WM-{number}"}.items():
                key = uuid4()
                locked = lock(known[number % len(known)], f"fact.value:{key}", value)
                yield (key, first + number, name, locked, "told", agents[0].pk, now)

    def turns() -> Iterator[tuple[object, ...]]:
        for number in range(many):
            key = uuid4()
            locked = lock(known[number % len(known)], f"turn.text:{key}", "It stopped three days after the warranty.")
            yield (key, first + number, 1, "customer", locked, now)

    _pour("cases_casefact", ("id", "case_id", "name", "value", "how", "by_id", "at"), facts())
    _pour("cases_turn", ("id", "case_id", "number", "speaker", "text", "at"), turns())
    return range(first, first + many)


def _token(agent: "Person", now: datetime) -> str:
    from goodgrace.people.actions import make_token

    return make_token(person=agent, name="bench", scopes=["decide", "see_cases"], days=1, by=agent, now=now)[1]


def _pour(table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> int:
    """Write rows; the number of the first one, where they are numbered."""
    from django.db import connection

    from goodgrace.store.pouring import pour

    with connection.cursor() as cursor:
        numbered = columns[0] != "id"
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}" if numbered else "SELECT 1")  # our own tables
        first = int(cursor.fetchone()[0])
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        pour(table, columns, some)
    return first
