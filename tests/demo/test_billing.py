"""The reference billing service keeps real books, once for each key, and ends when told to."""

import errno
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from goodgrace.demo.billing.books import Books, Wish
from goodgrace.demo.billing.serving import running
from goodgrace.demo.billing.temper import CALM
from goodgrace.errors import InputError
from goodgrace.money import Money
from goodgrace.promises.channels.signing import sign, write_secret

SECRET = b"s" * 32
HUNG_UP = {errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN}
SUSPEND = {"fees": "all", "until": "2026-12-04T17:00:00+01:00", "from": "2026-11-24T09:30:00+00:00"}


@dataclass(frozen=True, slots=True)
class Till:
    """A running service, and who speaks with it."""

    port: int
    file: Path

    def say(
        self, method: str, path: str, said: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """One request, signed unless headers are given; the status and what was said."""
        body = b"" if said is None else json.dumps(said).encode()
        signed = sign("test", datetime.now(UTC), body, [SECRET]) if headers is None else dict(headers)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body or None, signed)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def want(self, key: str, kind: str, customer: str = "C-7", **about: str) -> tuple[int, Any]:
        """Ask for something under a key."""
        return self.say("POST", "/requests", {"data": {"key": key, "kind": kind, "customer": customer, "about": about}})

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into its books, as an auditor would."""
        with sqlite3.connect(self.file) as db:
            found = db.execute(sql).fetchall()
        db.close()
        return found


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with running(tmp_path / "billing.sqlite3", (SECRET,)) as (_, address):
        yield Till(int(address.rpartition(":")[2]), tmp_path / "billing.sqlite3")


def test_what_is_asked_five_times_is_done_once_and_counted(till: Till) -> None:
    answers = [till.want("1:fees", "suspend", **SUSPEND) for _ in range(5)]
    assert {status for status, _ in answers} == {200}
    assert {told["reference"] for _, told in answers} == {"B-1"}
    assert till.rows("SELECT key, kind, customer, times_asked FROM effects") == [("1:fees", "suspend", "C-7", 5)]
    assert till.say("GET", "/counts")[1] == {
        "keys": 1,
        "asked": 5,
        "effects": 1,
        "lied": 0,
        "callbacks_waiting": 0,
        "effects_suspend": 1,
    }


def test_asked_by_eight_at_once_it_is_still_done_once(till: Till) -> None:
    threads = [Thread(target=till.want, args=("1:refund", "refund"), kwargs={"amount": "60.00 EUR"}) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert till.rows("SELECT amount, currency, times_asked FROM effects") == [(6000, "EUR", 8)]


def test_a_key_cannot_be_used_for_something_else(till: Till) -> None:
    assert till.want("1:refund", "refund", amount="60.00 EUR")[0] == 200
    status, told = till.want("1:refund", "refund", amount="600.00 EUR")
    assert (status, "used before" in told["reason"]) == (422, True)
    assert till.rows("SELECT amount FROM effects") == [(6000,)]


def test_what_became_of_a_key_can_be_asked(till: Till) -> None:
    till.want("1:refund", "refund", amount="60.00 EUR")
    till.want("1:odd", "refund", amount="sixty")
    assert till.say("GET", "/requests/1%3Arefund")[1]["state"] == "kept"
    assert till.say("GET", "/requests/1:odd")[1]["state"] == "refused"
    assert till.say("GET", "/requests/1:never")[0] == 404


def test_no_fee_is_charged_while_fees_are_suspended(till: Till) -> None:
    for account, customer in (("L-77", "C-7"), ("L-78", "C-7"), ("L-90", "C-9")):
        assert till.say("POST", "/accounts", {"account": account, "customer": customer, "fee": "12.00 EUR"})[0] == 200
    till.want("1:fees", "suspend", **SUSPEND)
    first = datetime(2026, 11, 23, 12, tzinfo=UTC)
    runs = [till.say("POST", "/charges", {"at": (first + timedelta(days=day)).isoformat()})[1] for day in range(13)]
    assert [run["suspended"] for run in runs] == [0] + [2] * 11 + [0]
    assert sum(run["charged"] for run in runs) == 3 + 11 + 3
    assert till.say("GET", "/charges/L-77")[1]["rows"] == [
        {"day": "2026-11-23", "amount": "12.00 EUR"},
        {"day": "2026-12-05", "amount": "12.00 EUR"},
    ]


def test_a_day_is_charged_once_however_often_the_run_is_made(till: Till) -> None:
    till.say("POST", "/accounts", {"account": "L-90", "customer": "C-9", "fee": "12.00 EUR"})
    for _ in range(3):
        till.say("POST", "/charges", {"at": "2026-12-05T12:00:00Z"})
    assert len(till.say("GET", "/charges/L-90")[1]["rows"]) == 1


def test_one_account_can_be_suspended_alone_and_resumed(till: Till) -> None:
    for account in ("L-77", "L-78"):
        till.say("POST", "/accounts", {"account": account, "customer": "C-7", "fee": "12.00 EUR"})
    till.say("POST", "/clock", {"now": "2026-11-24T10:00:00Z", "speed": 0})
    headers = {"now": datetime(2026, 11, 24, 10, tzinfo=UTC)}

    def want(key: str, kind: str, **about: str) -> None:
        said = {"data": {"key": key, "kind": kind, "customer": "C-7", "about": about}}
        signed = sign("test", headers["now"], json.dumps(said).encode(), [SECRET])
        assert till.say("POST", "/requests", said, signed)[0] == 200

    want("1:fees", "suspend", account="L-77", **SUSPEND)
    assert till.say("POST", "/charges", {})[1] == {"charged": 1, "suspended": 1}
    want("1:resume", "resume", account="L-77")
    assert till.say("POST", "/charges", {"at": "2026-11-25T10:00:00Z"})[1] == {"charged": 2, "suspended": 0}
    assert till.rows("SELECT ended_at FROM effects WHERE kind = 'suspend'") == [(headers["now"].timestamp(),)]


DAY_ONE = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    """Books of two customers on a day whose clock stands; C-7 has two accounts."""
    books = Books(tmp_path / "books.sqlite3", DAY_ONE.timestamp)
    for account, customer in (("L-77", "C-7"), ("L-78", "C-7"), ("L-90", "C-9")):
        books.open_account(account, customer, Money(1200, "EUR"))
    yield books
    books.close()


def asked(books: Books, key: str, kind: str, customer: str = "C-7", **about: str) -> str:
    """Ask for something under a key; the state it came to."""
    return books.ask(Wish(key, kind, customer, about), lambda _: CALM).state


def charged(books: Books, **later: float) -> list[str]:
    """The accounts that are charged some time later."""
    day = DAY_ONE + timedelta(**later)
    books.charge(day)
    at = day.date().isoformat()
    return [each for each in ("L-77", "L-78", "L-90") if at in {row["day"] for row in books.charges(each)}]


def test_what_is_closed_is_never_charged_again_not_even_when_another_suspension_ends(books: Books) -> None:
    assert asked(books, "1:rest", "suspend", **SUSPEND, account="L-77") == "kept"
    assert asked(books, "2:rest", "suspend", **SUSPEND) == "kept"
    assert [asked(books, "1:ends", "close", suspension="1:rest") for _ in range(2)] == ["kept", "kept"]
    assert asked(books, "1:again", "close", suspension="1:rest") == "kept", "closed already is closed"
    assert asked(books, "2:back", "resume", suspension="2:rest") == "kept"
    assert charged(books, days=1) == charged(books, days=90) == ["L-78", "L-90"]
    assert [(row["key"], bool(row["ended"])) for row in books.standing(0, "", 100)] == [
        ("1:rest", True),
        ("2:rest", True),
    ]
    books.open_account("L-77", "C-9", Money(1200, "EUR"))
    assert charged(books, days=91) == ["L-77", "L-78", "L-90"], "in another name it is another contract"


def test_where_nobody_says_which_of_two_contracts_is_over_none_is_closed(books: Books) -> None:
    assert asked(books, "1:rest", "suspend", **SUSPEND) == "kept"
    assert asked(books, "1:ends", "close", suspension="1:rest") == "refused"
    assert charged(books, days=90) == ["L-77", "L-78", "L-90"]


def test_one_account_is_closed_alone_also_after_its_suspension_ran_out(books: Books) -> None:
    until = (DAY_ONE - timedelta(days=1)).isoformat()
    about = {"account": "L-78", "from": (DAY_ONE - timedelta(days=5)).isoformat(), "until": until}
    assert asked(books, "1:rest", "suspend", **about) == "kept"
    assert asked(books, "1:ends", "close", suspension="1:rest") == "kept"
    assert charged(books, days=-1) == ["L-77", "L-78", "L-90"], "it was closed only a day later"
    assert charged(books, days=2) == ["L-77", "L-90"]


@pytest.mark.parametrize("about", [{}, {"suspension": "9:rest"}, {"suspension": "1:rest", "account": "L-90"}])
def test_nothing_is_closed_under_a_key_that_suspended_nothing_of_hers(books: Books, about: dict[str, str]) -> None:
    asked(books, "9:rest", "suspend", "C-9", **SUSPEND)
    asked(books, "1:rest", "suspend", account="L-77", **SUSPEND)
    assert asked(books, "1:ends", "close", **about) == "refused"
    assert charged(books, days=30) == ["L-77", "L-78", "L-90"]
    assert [row["ended"] for row in books.standing(0, "", 100)] == ["", ""]


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("suspend", {}),
        ("suspend", {"until": "tomorrow"}),
        ("suspend", {"until": "2026-12-04T17:00:00"}),
        ("suspend", {"until": "2020-12-04T17:00:00Z"}),
        ("refund", {"amount": "60"}),
        ("refund", {"amount": "0.00 EUR"}),
        ("refund", {"amount": "-5.00 EUR"}),
        ("refund", {"amount": "1.234 EUR"}),
        ("credit", {}),
        ("gift", {}),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason_and_changes_nothing(
    till: Till, kind: str, about: dict[str, str]
) -> None:
    status, told = till.want("1:a", kind, **about)
    assert status == 422
    assert told["reason"]
    assert till.rows("SELECT count(*) FROM effects") == [(0,)]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"key": "1:a"},
        {"key": "1:a", "kind": "credit", "customer": "C-7", "about": []},
        {"key": "1:a", "kind": "credit", "customer": "C\ud800", "about": {}},
        {"key": "1:a", "kind": "credit", "customer": "C-7", "about": {"amount": 5}},
        {"key": "1:a", "kind": "credit", "customer": "C-7", "about": {"amount": "5.00 EUR\n"}},
        {"key": "1:a", "kind": "credit", "customer": "x" * 201, "about": {}},
        {"key": 5, "kind": "credit", "customer": "C-7", "about": {}},
    ],
)
def test_a_wish_that_cannot_be_read_is_told_what_it_should_say(till: Till, data: object) -> None:
    status, told = till.say("POST", "/requests", {"data": data})
    assert status == 422
    assert told["reason"].endswith(".")
    assert till.rows("SELECT count(*) FROM requests") == [(0,)]


def test_who_does_not_share_the_secret_is_not_served(till: Till) -> None:
    said = {"data": {"key": "1:a", "kind": "credit", "customer": "C-7", "about": {"amount": "5.00 EUR"}}}
    wrong = sign("1:a", datetime.now(UTC), json.dumps(said).encode(), [b"w" * 32])
    for headers in ({}, wrong):
        for method, path in (("POST", "/requests"), ("GET", "/requests/1:a"), ("GET", "/reconciliation")):
            assert till.say(method, path, said if method == "POST" else None, headers)[0] == 401
    assert till.rows("SELECT count(*) FROM requests") == [(0,)]


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_a_page_in_a_browser_is_not_served(till: Till, headers: dict[str, str]) -> None:
    assert till.say("POST", "/behave", {"seed": 5}, headers)[0] == 401
    assert till.say("GET", "/behave")[1]["seed"] == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 500 + b"\r\n",
        b"POST /requests HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999999\r\n\r\n",
        b"POST /requests HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"POST /requests HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
    ],
)
def test_nonsense_ends_the_connection_and_not_the_service(till: Till, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", till.port), 5) as peer:
        try:
            peer.sendall(raw)
            peer.shutdown(socket.SHUT_WR)
            answer = peer.recv(1000)
        except OSError as told:  # the service may have hung up before all of it was said
            if told.errno not in HUNG_UP:
                raise
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    assert till.say("GET", "/counts")[0] == 200


@pytest.mark.parametrize(
    "said", [{"fail": 2}, {"fail": -1}, {"fail": "often"}, {"lie": True}, {"seed": 0.5}, {"rage": 1}]
)
def test_a_temper_that_is_none_is_told(till: Till, said: dict[str, object]) -> None:
    assert till.say("POST", "/behave", said)[0] == 422


def test_a_port_in_use_is_refused(till: Till, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in use"), running(tmp_path / "other.sqlite3", (SECRET,), port=till.port):
        pass


def test_it_calls_nobody_but_this_machine(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="this machine only"),
        running(tmp_path / "billing.sqlite3", (SECRET,), callback="https://example.org/"),
    ):
        pass


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no books at all" * 100)
    with pytest.raises(InputError, match="no books"), running(tmp_path / "photo.jpg", (SECRET,)):
        pass


def test_its_clock_can_follow_those_who_ask_but_never_back(tmp_path: Path) -> None:
    file = tmp_path / "billing.sqlite3"
    said = {"data": {"key": "1:fees", "kind": "suspend", "customer": "C-7", "about": {"until": "2031-01-01T00:00:00Z"}}}
    signed = [
        sign("test", datetime(year, 6, 1, tzinfo=UTC), json.dumps(said).encode(), [SECRET]) for year in (2030, 2029)
    ]
    with running(file, (SECRET,), follows=True) as (_, address):
        till = Till(int(address.rpartition(":")[2]), file)
        assert [till.say("POST", "/requests", said, headers)[0] for headers in signed] == [200, 200]
        assert till.say("GET", "/clock")[1]["now"].startswith("2030-06-01")
    with running(file, (SECRET,)) as (_, address):
        assert Till(int(address.rpartition(":")[2]), file).say("POST", "/requests", said, signed[0])[0] == 401


@pytest.mark.slow
def test_as_a_program_it_ends_on_a_signal_and_its_books_stay(tmp_path: Path) -> None:
    file = tmp_path / "billing.sqlite3"
    words = [sys.executable, "-m", "goodgrace.demo.billing", "--db", str(file), "--secret", write_secret(SECRET)]
    for _ in range(2):
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "src"}
        ) as program:
            assert program.stdout
            said = program.stdout.readline()
            till = Till(int(said.split("127.0.0.1:")[1].split()[0]), file)
            resting = socket.create_connection(("127.0.0.1", till.port))
            assert till.want("1:a", "credit", amount="5.00 EUR")[0] == 200
            program.send_signal(signal.SIGTERM)
            assert program.wait(10) == 0
            resting.close()
    assert till.rows("SELECT times_asked FROM effects") == [(2,)]
