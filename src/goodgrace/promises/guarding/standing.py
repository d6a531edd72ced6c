"""Which guards stand now: for one customer, asked before every mail and every charge, and for all, page by page."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from goodgrace.errors import Missing
from goodgrace.people.tokens import OPENS, digest_of
from goodgrace.playbook.clock import ends_at, zone_named
from goodgrace.playbook.rows import step_of
from goodgrace.promises.guarding.shape import CHARGE, Answer, Guard, answer, known_kind
from goodgrace.store.asking import Row, ask, with_zone

PAGE: Final = 1_000
COLUMNS = "s.id, s.data, s.kind, s.state, s.at, s.due_at, s.department, p.started_at, p.zone"
HOLDS = """s.ended_at IS NULL AND s.kind IN ('guard', 'suspend') AND s.due_at IS NOT NULL
 AND (s.state IN ('promised', 'unconfirmed', 'late', 'kept') OR (s.state = 'broken' AND p.ended_at IS NULL))
 AND p.state NOT IN ('released', 'renegotiated')"""
"""A suspension counts from when its time has come, also before the other system said that it is done: safe when unsure. So does
one that is given up, until somebody has said that the customer knows."""
OF_ONE = f"""
SELECT c.id, {COLUMNS} FROM customers_customer c
LEFT JOIN promises_promise p ON p.customer_id = c.id
LEFT JOIN promises_step s ON s.promise_id = p.id AND {HOLDS}
WHERE c.reference = %s AND c.forgotten_at IS NULL
"""  # noqa: S608  # our own column names
OF_ONE_FOR = f"""
SELECT t.id, t.scopes, t.last_used_at, p2.role, {COLUMNS} FROM people_token t JOIN people_person p2 ON p2.id = t.person_id
JOIN customers_customer c ON c.reference = %s AND c.forgotten_at IS NULL
LEFT JOIN promises_promise p ON p.customer_id = c.id
LEFT JOIN promises_step s ON s.promise_id = p.id AND {HOLDS}
WHERE {OPENS.replace("p.", "p2.")}
"""  # noqa: S608  # our own column names
"""The same with who asks, in one: a token that was revoked finds nothing from that moment on."""
OF_ALL = f"""
SELECT c.reference, {COLUMNS} FROM promises_step s
JOIN promises_promise p ON p.id = s.promise_id JOIN customers_customer c ON c.id = p.customer_id
WHERE s.id > %s AND {HOLDS} AND c.forgotten_at IS NULL ORDER BY s.id LIMIT %s
"""  # noqa: S608  # our own column names


def may(reference: str, kind: str, now: datetime) -> Answer:
    """Whether something of a kind may go out to a customer now. One statement.

    Raises InputError for a kind, Missing for a customer that nobody knows: a slip must not be a yes.
    """
    known_kind(kind)
    rows = ask(OF_ONE, reference)
    if not rows:
        raise Missing("We know no customer of this reference. Check it, or ask a person before anything goes out.")
    return answer([_guard(reference, row[1:]) for row in rows if row[1] is not None], kind, now)


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that was shown: its number, its scopes, the role of whose it is, when it was used before, and the customer's guards."""

    token: int
    scopes: Sequence[str]
    role: str
    used_at: datetime | None
    guards: Sequence[Guard]


def shown_for(secret: str, reference: str, now: datetime) -> Shown | None:
    """What a secret opens, and a customer's guards, in one statement; None where either is unknown, which of them is not told."""
    rows = ask(OF_ONE_FOR, reference, digest_of(secret), now)
    if not rows:
        return None
    number, scopes, used_at, role = rows[0][:4]
    guards = [_guard(reference, row[4:]) for row in rows if row[4] is not None]
    return Shown(number, json.loads(scopes), role, with_zone(used_at), guards)


def standing(now: datetime, after: int = 0, most: int = PAGE) -> tuple[list[Guard], int]:
    """Some of the guards that stand, and the number to go on after; 0 where these were the last."""
    rows = ask(OF_ALL, after, most + 1)
    page = rows[:most]
    guards = [_guard(row[0], row[1:]) for row in page]
    following = int(page[-1][1]) if len(rows) > most else 0
    return [guard for guard in guards if not (guard.until and guard.until <= now)], following


def every_guard(now: datetime) -> Iterator[Guard]:
    """All guards that stand."""
    after = 0
    while True:
        guards, after = standing(now, after)
        yield from guards
        if not after:
            return


def _guard(reference: str, row: Row) -> Guard:
    _, data, kind, _, at, due_at, department, started_at, zone = row
    step = step_of(json.loads(data) if isinstance(data, str) else data)
    kinds = (CHARGE,) if kind == "suspend" else tuple(step.parameters["against"])
    began = with_zone(at or due_at)
    until = ends_at(step.ends, began, started=with_zone(started_at), zone=zone_named(zone))
    return Guard(reference, kinds, until, department)
