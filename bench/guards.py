"""`python -m bench.guards`: how fast "may I send dunning to her now?" is answered, over HTTP, among many promises."""

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench.lines import Line, machine, table
from bench.load import Answered, asked, request
from bench.site import DURABLE, served
from tests import postgres

SLOWEST = 20.0
"""What we promise: milliseconds for 99 of 100 answers."""
TEXT = """
playbook: quiet
owner: leasing
moment: bereavement
may_start: [agent]
words: Come in.
steps:
  quiet: {title: No dunning, guard: [dunning, marketing], for: 30 days}
  tell: {title: Call and say so, call: customer, between: 09:00 and 18:00, within: 2 days}
"""


def main() -> int:
    """Make customers, half of them with promises, ask for each, print the table; 1 where an answer is wrong."""
    short = "--short" in sys.argv
    customers, questions = (2_000, 2_000) if short else (50_000, 20_000)
    with postgres.running_server(postgres.find_programs(), DURABLE) as url, tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATABASE_URL": url, "GOODGRACE_HOME": home}
        from goodgrace.cli.site import begin, free_port, migrate

        migrate()
        begin()
        token = _company(customers)
        with served(free_port("127.0.0.1")) as port:
            asked(port, _questions(token, customers, 500), 4, _is_answer)
            alone, many = (asked(port, _questions(token, customers, questions), lines, _is_answer) for lines in (1, 4))
            print(f"{machine()}\n\n{table(list(_told(alone, many, customers)))}")
    return 1 if alone.faults or many.faults else 0


def _told(alone: Answered, many: Answered, customers: int) -> Iterator[Line]:
    for lines, found in ((1, alone), (4, many)):
        slowest = found.within(0.99)
        what = f"99 of 100 answers within; {customers:,} customers, half of them guarded, {lines} at once"
        yield Line(what, f"{slowest:.1f} ms", "", None, f"< {SLOWEST:.0f} ms", slowest < SLOWEST)
        yield Line(f"half of the answers within; {found.rate:,.0f} a second", f"{found.within(0.5):.1f} ms")


def _company(customers: int) -> str:
    from bench.company import _customers, _people
    from goodgrace.people.actions import make_token
    from goodgrace.playbook.plan import plan
    from goodgrace.playbook.reading import read_text
    from goodgrace.promises.making import Made, Wanted, make_many
    from goodgrace.store.asking import change

    now = datetime.now(UTC)
    agents, _ = _people(now)
    known = _customers(customers, now)
    steps = plan(read_text(TEXT), started=now, zone=ZoneInfo("UTC"), facts={})
    made = Made("quiet", "0" * 64, "Quiet", "bereavement", steps)
    guarded = [Wanted(each.pk, each, "", agents[0].pk, "Quiet", made=made) for each in known[::2] for _ in range(3)]
    make_many(guarded, now)
    change("UPDATE promises_step SET state = 'kept', due_at = %s, at = %s WHERE kind = 'guard'", now, now)
    change("ANALYZE")
    return make_token(person=agents[0], name="bench", scopes=["ask_guards"], days=1, by=agents[0], now=now)[1]


def _questions(token: str, customers: int, many: int) -> Iterator[bytes]:
    headers = [("Authorization", f"Bearer {token}")]
    for number in range(many):
        yield request("GET", f"/api/guards/C-{number * 7919 % customers}?kind=dunning", headers)


def _is_answer(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200") and b'"may": ' in answer


if __name__ == "__main__":
    sys.exit(main())
