"""The desk under load, beside pgbench: the same row into the same server, in the same minute."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.company import Company, build
from bench.floor import batch_of_rows
from bench.lines import Line
from bench.load import Answered, asked, request
from tests import postgres

CONNECTIONS, BATCH = 16, 100
SHARE, SLOWEST, PAGE = 0.10, 50.0, 100.0
"""What we promise: of pgbench's rate for one decision a request, milliseconds for 99 of 100 of them, and for 95 of 100 desk pages."""
DURABLE = ("shared_buffers=1GB", "min_wal_size=2GB", "max_wal_size=4GB", "max_connections=80")
"""Unlike in the tests, what is acknowledged here survives a power cut. Files of the log are kept to be written over, as on a server
that has run for a while: where each has to be made anew, everybody waits for it about every second."""
INSERT = """
\\set n random({first}, {last})
INSERT INTO same_row (id, case_id, customer_id, version_id, policy, remedy, amount, cost, grounds, reason, sheet, role, by_id, "on", at, key)
VALUES ({number}, :n, 1 + :n % {customers}, 1, 'warranty-tolerance', 'free_repair', 1, 1, '["just_missed"]', ''::bytea,
        decode(repeat('ab', {length}), 'hex'), 'agent', 1 + :n % 12, current_date, now(), gen_random_uuid()::text);
"""
NUMBER = """
(SELECT (substr(at, 1, 8) || '-' || substr(at, 9) || substr(gen_random_uuid()::text, 14))::uuid
 FROM lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') AS at)
"""
"""A number in the order of moments, as ours are."""
SAME_ROW = """
CREATE TABLE same_row (LIKE cases_decision INCLUDING ALL);
ALTER TABLE same_row
  ADD FOREIGN KEY (case_id) REFERENCES cases_case (id) DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (customer_id) REFERENCES customers_customer (id) DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (version_id) REFERENCES rulebook_version (id) DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (by_id) REFERENCES people_person (id) DEFERRABLE INITIALLY DEFERRED;
"""
"""The table of decisions once more, with its indexes and what its rows must refer to."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the company is, and how much is asked of it."""

    customers: int
    decisions: int
    singles: int
    batches: int
    pages: int
    seconds: int


WHOLE, SHORT = Size(100_000, 1_000_000, 12_000, 400, 300, 8), Size(2_000, 10_000, 1_500, 60, 60, 3)


def site(short: bool) -> Iterator[Line]:
    """The lines about the desk under load; none where pgbench is missing."""
    programs = postgres.find_programs()
    pgbench = shutil.which("pgbench") or str(programs.postgres.parent / "pgbench")
    if not Path(pgbench).exists():
        print("  no pgbench here: the desk under load is left out (Debian: apt install postgresql)", file=sys.stderr)
        return
    with postgres.running_server(programs, DURABLE) as url, tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATABASE_URL": url, "GOODGRACE_HOME": home}
        from goodgrace.cli.site import begin, free_port, migrate

        migrate()
        begin()
        size = SHORT if short else WHOLE
        company = build(size.customers, size.decisions, size.singles + size.batches * BATCH)
        beside = Beside(pgbench, url, size.seconds, company.cases, size.customers)
        with served(free_port("127.0.0.1")) as port:
            yield from _lines(port, company, size, beside)


@dataclass(frozen=True, slots=True)
class Beside:
    """pgbench, which inserts the same row into the same server, as fast as it can."""

    program: str
    url: str
    seconds: int
    cases: range
    customers: int

    def rate(self) -> float:
        """Inserts a second over as many connections."""
        number, length = " ".join(NUMBER.split()), _length_of_a_sheet()
        first, last = self.cases[0], self.cases[-1]
        return self._said(INSERT.format(number=number, length=length, first=first, last=last, customers=self.customers))

    def rate_of_rows(self) -> float:
        """Decisions a second where their rows are all there is to do, a batch of them in one transaction."""
        return self._said(batch_of_rows(NUMBER, self.cases[0], self.customers, BATCH)) * BATCH

    def _said(self, text: str) -> float:
        """How often a second pgbench says it."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(text)
            script.flush()
            told = subprocess.run(
                [self.program, "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(self.seconds), "-f", script.name, self.url],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        return float(told.stdout.split("tps = ")[1].split()[0])


def _length_of_a_sheet() -> int:
    """How long what a decision rests on is, in the newest decision."""
    from goodgrace.store.asking import ask

    ((length,),) = ask("SELECT COALESCE(MAX(LENGTH(sheet)), 420) FROM cases_decision WHERE told_at IS NULL")
    return int(length)


@contextmanager
def served(port: int) -> Iterator[int]:
    """The site, served as `goodgrace serve` does, with as many workers as there are cores."""
    command = [
        sys.executable,
        "-m",
        "goodgrace.cli",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(os.cpu_count() or 1),
    ]
    log = Path(os.environ["GOODGRACE_HOME"]) / "serve.log"
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _wait_for(port, log)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the site does not start: {log.read_text()[-2000:]}")


def _lines(port: int, company: Company, size: Size, beside: Beside) -> Iterator[Line]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAME_ROW)
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")
    singles, batches = company.cases[: size.singles], company.cases[size.singles :]
    warm = asked(port, _singles(company, singles[: CONNECTIONS * 20]), CONNECTIONS, _is_decided)
    bare = [beside.rate()]
    one = asked(port, _singles(company, singles[CONNECTIONS * 20 :]), CONNECTIONS, _is_decided)
    bare.append(beside.rate())
    many = asked(port, _batches(company, batches), CONNECTIONS, _are_decided)
    bare.append(beside.rate())
    pages = asked(port, _pages(company, singles[: size.pages]), 1, _is_page)
    floor = beside.rate_of_rows()
    for answered in (warm, one, many, pages):
        if answered.faults:
            raise RuntimeError(f"not answered well: {answered.faults[0][:2000].decode()}")
    yield from _told(one, many, pages, bare, floor, size)


def _told(
    one: Answered, many: Answered, pages: Answered, bare: list[float], floor: float, size: Size
) -> Iterator[Line]:
    first, second, third = bare
    beside, rate = (first + second) / 2, many.rate * BATCH
    yield Line(
        f"one decision a request, {CONNECTIONS} connections", f"{one.rate:,.0f}/s", f"pgbench: {beside:,.0f}/s",
        one.rate / beside, f">= {SHARE}", one.rate >= SHARE * beside,
    )  # fmt: skip
    slowest = one.within(0.99)
    yield Line("99 of 100 of them within", f"{slowest:.0f} ms", "", None, f"< {SLOWEST:.0f} ms", slowest < SLOWEST)
    beside = (second + third) / 2
    yield Line(
        f"decisions in batches of {BATCH}", f"{rate:,.0f}/s", f"pgbench: {beside:,.0f}/s", rate / beside, ">= 1", rate >= beside
    )  # fmt: skip
    yield Line(
        f"their rows alone, {BATCH} decisions at a time, said by pgbench", f"{floor:,.0f}/s", f"pgbench: {beside:,.0f}/s", floor / beside
    )  # fmt: skip
    page = pages.within(0.95)
    told = f"95 of 100 desk pages within; {size.customers:,} customers, {size.decisions:,} decisions"
    yield Line(told, f"{page:.0f} ms", "", None, f"< {PAGE:.0f} ms", page < PAGE)


def _headers(token: str) -> list[tuple[str, str]]:
    return [
        ("Authorization", f"Bearer {token}"),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", secrets.token_hex(16)),
    ]


def _wish(case: int = 0) -> dict[str, object]:
    told: dict[str, object] = {
        "policy": "warranty-tolerance",
        "remedy": "free_repair",
        "amount": "1.00",
        "grounds": ["just_missed"],
    }
    return {**told, "case": case} if case else told


def _singles(company: Company, cases: Iterable[int]) -> Iterator[bytes]:
    for turn, case in enumerate(cases):
        headers = _headers(company.tokens[turn % len(company.tokens)])
        yield request("POST", f"/api/cases/{case}/decide", headers, json.dumps(_wish()).encode())


def _batches(company: Company, cases: range) -> Iterator[bytes]:
    for turn, at in enumerate(range(0, len(cases), BATCH)):
        body = json.dumps({"wishes": [_wish(case) for case in cases[at : at + BATCH]]}).encode()
        yield request("POST", "/api/decide", _headers(company.tokens[turn % len(company.tokens)]), body)


def _pages(company: Company, cases: Iterable[int]) -> Iterator[bytes]:
    for case in cases:
        yield request("GET", f"/cases/{case}/", [("Cookie", f"sessionid={company.session}")])


def _is_decided(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200") and b'"stands": true' in answer


def _are_decided(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200") and answer.count(b'"stands": true') == BATCH


def _is_page(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200") and b"three days after the warranty" in answer
