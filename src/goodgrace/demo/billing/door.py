"""The billing service's door: HTTP on the loopback, a thread a connection, answers as its temper says."""

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from goodgrace.demo.billing.books import Asked, Books, Wish
from goodgrace.demo.billing.clock import Clock
from goodgrace.demo.billing.temper import CALM, Temper, read_temper
from goodgrace.errors import GraceError, InputError, NotAllowed
from goodgrace.promises.channels.parameters import read_amount, read_moment
from goodgrace.promises.channels.signing import TOLERANCE, verify

MOST_BYTES = 64 * 1024
MOST_LINE = 8 * 1024
MOST_HEADERS = 64
MOST_ROWS = 100
MOST_CHARACTERS = 200
ANY_AGE = timedelta(days=36_500)
Reply = tuple[int, Mapping[str, Any]]
REASONS = {200: "OK", 202: "Accepted", 404: "Not Found", 409: "Conflict", 413: "Too Large", 422: "Unprocessable"} | {
    429: "Too Many Requests",
    401: "Unauthorized",
    503: "Unavailable",
}


class NoAnswer(Exception):
    """The connection ends here, without an answer."""


class Billing:
    """The service: its books, its clock, the secrets it shares with us, and its temper.

    `follows` takes signatures of any age, and lets the clock move on with those who ask: for tests that move theirs.
    """

    def __init__(
        self, books: Books, clock: Clock, secrets: tuple[bytes, ...], calls_back: bool, follows: bool = False
    ) -> None:
        self.books, self.clock, self.secrets = books, clock, secrets
        self.calls_back, self.follows = calls_back, follows
        self.temper: Temper = CALM

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One answer to one request. Raises NoAnswer where the temper says so."""
        parts = urlsplit(path)
        first, _, rest = parts.path.strip("/").partition("/")
        room = ROOMS.get((method, first))
        if room is None:
            return 404, {"reason": "There is nothing here. docs/how/connect-billing.md names what there is."}
        try:
            if first in SIGNED:
                self._verify(headers, body)
            said = _read(body) if method == "POST" else dict(parse_qsl(parts.query))
            return room(self, said, unquote(rest))
        except NotAllowed as error:
            return 401, {"reason": str(error)}
        except GraceError as error:
            return 422, {"reason": str(error)}

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        signed = verify(headers, body, self.secrets, now, ANY_AGE if self.follows else TOLERANCE)
        if self.follows:
            self.clock.follow(signed.at.timestamp())

    def asked_for(self, said: Mapping[str, Any], _: str) -> Reply:
        """POST /requests: do something, once for each key."""
        wish, temper = _wish(said), self.temper
        key = wish.key
        asked = self.books.ask(wish, lambda times: None if temper.holds_back(key, times) else temper)
        if not asked.same:
            return 422, {"reason": "This key was used before, for something else. Use a new key for a new wish."}
        if temper.happens("busy", key, asked.times):
            return 429, {"reason": "Too much at once."}
        if temper.happens("delay", key, asked.times):
            time.sleep(temper.delay_seconds)
        if temper.happens("fail", key, asked.times):
            return 503, {"reason": "Not just now."}
        if asked.acted_now:
            return self._acted(key, asked, asked.state, asked.reason, temper)
        if asked.state != "new":
            return _told(asked.state, asked.reason, asked, key)
        return self._new(key, asked, temper)

    def _new(self, key: str, asked: Asked, temper: Temper) -> Reply:
        """Act now, after a delay, or take it on for later."""
        if self.calls_back and temper.happens("later", key, asked.times):
            seconds = temper.later_seconds + temper.late_seconds * temper.happens("late", key, asked.times)
            self.books.postpone(key, seconds, 2 if temper.happens("twice", key, asked.times) else 1)
            return _told("unconfirmed", "", asked, key)
        state, reason = self.books.act(key, temper, asked.times)
        return self._acted(key, asked, state, reason, temper)

    def _acted(self, key: str, asked: Asked, state: str, reason: str, temper: Temper) -> Reply:
        """What is said, or not said, after acting for the first time."""
        if temper.happens("hang", key, asked.times):
            time.sleep(temper.hang_seconds)
            raise NoAnswer
        if temper.happens("vanish", key, asked.times):
            raise NoAnswer
        status, told = _told(state, reason, asked, key)
        return 409 if state == "kept" and temper.happens("repeat", key, asked.times) else status, told

    def became(self, _: Mapping[str, Any], key: str) -> Reply:
        """GET /requests/<key>: what became of a key."""
        became = self.books.became(key)
        return (200, became) if became else (404, {"reason": "This key was never taken on."})

    def standing(self, said: Mapping[str, Any], _: str) -> Reply:
        """GET /reconciliation?since=&after=: what really stands, by pages in order of key."""
        since = read_moment(said["since"]).timestamp() if said.get("since") else 0.0
        rows = self.books.standing(since, str(said.get("after", "")), MOST_ROWS)
        return 200, {"rows": rows, "after": rows[-1]["key"] if len(rows) == MOST_ROWS else ""}

    def behave(self, said: Mapping[str, Any], _: str) -> Reply:
        """POST /behave: set the temper, from calm on; GET /behave tells it."""
        if said:
            self.temper = read_temper(said)
        return 200, asdict(self.temper)

    def set_clock(self, said: Mapping[str, Any], _: str) -> Reply:
        """POST /clock: {"now": …, "speed": 1440}."""
        speed = said.get("speed", 1)
        if not isinstance(speed, int | float) or not 0 <= speed <= 1e6:
            raise InputError("speed is a number from 0 to 1000000.")
        self.clock.set(read_moment(str(said.get("now", ""))).timestamp(), speed)
        return self.tell_clock({}, "")

    def tell_clock(self, _: Mapping[str, Any], __: str) -> Reply:
        """GET /clock."""
        return 200, {"now": datetime.fromtimestamp(self.clock(), UTC).isoformat()}

    def open_account(self, said: Mapping[str, Any], _: str) -> Reply:
        """POST /accounts: {"account": "L-77", "customer": "C-7", "fee": "12.00 EUR"}."""
        account, customer = _text(said, "account"), _text(said, "customer")
        self.books.open_account(account, customer, read_amount(_text(said, "fee")))
        return 200, {"account": account}

    def charge(self, said: Mapping[str, Any], _: str) -> Reply:
        """POST /charges: {"at": …} charges every account for that day, but those whose fees are suspended or over."""
        moment = read_moment(said["at"]) if said.get("at") else datetime.fromtimestamp(self.clock(), UTC)
        return 200, self.books.charge(moment)

    def charges(self, _: Mapping[str, Any], account: str) -> Reply:
        """GET /charges/<account>."""
        return 200, {"rows": self.books.charges(account)}

    def counts(self, _: Mapping[str, Any], __: str) -> Reply:
        """GET /counts: counted in its own tables."""
        return 200, self.books.counts()


Room = Callable[[Billing, Mapping[str, Any], str], Reply]
SIGNED = {"requests", "reconciliation"}
ROOMS: dict[tuple[str, str], Room] = {
    ("POST", "requests"): Billing.asked_for,
    ("GET", "requests"): Billing.became,
    ("GET", "reconciliation"): Billing.standing,
    ("GET", "behave"): Billing.behave,
    ("POST", "behave"): Billing.behave,
    ("GET", "clock"): Billing.tell_clock,
    ("POST", "clock"): Billing.set_clock,
    ("POST", "accounts"): Billing.open_account,
    ("POST", "charges"): Billing.charge,
    ("GET", "charges"): Billing.charges,
    ("GET", "counts"): Billing.counts,
}


class Server(ThreadingTCPServer):
    """Listens on the loopback only; a port in use is refused by the system, since no port is shared."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, port: int, billing: Billing) -> None:
        self.billing = billing
        self._peers: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Door)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Remember each connection, so that none outlives the service."""
        peer, address = super().get_request()
        self._peers.add(peer)
        return peer, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self._peers.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """End every connection, also those that rest."""
        super().server_close()
        for peer in tuple(self._peers):
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A peer that has gone is nothing to tell."""


class Door(StreamRequestHandler):
    """One connection: requests in turn until either side ends it. Only what programs send is read, so that it is quick."""

    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def handle(self) -> None:
        """Answer until there is nothing more to answer."""
        with suppress(OSError, NoAnswer):
            while self._meet():
                pass

    def _meet(self) -> bool:
        """Read one request and answer it; whether the connection goes on."""
        method, path, headers = self._head()
        if not method:
            return False
        length = headers.get("content-length", "0")
        if (
            "transfer-encoding" in headers
            or not (length.isascii() and length.isdigit())
            or int(length[:12]) > MOST_BYTES
        ):
            return self._write(413, {"reason": f"A body has at most {MOST_BYTES // 1024} KB, and says how long it is."})
        body = self.rfile.read(int(length))
        if headers.get("origin") or headers.get("host", "").partition(":")[0] not in ("127.0.0.1", "localhost"):
            return self._write(401, {"reason": "Only programs on this machine may ask, and no pages."})
        goes_on = headers.get("connection", "").lower() != "close"
        return self._write(*self.server.billing.answer(method, path, headers, body), goes_on)

    def _head(self) -> tuple[str, str, dict[str, str]]:
        """The method, the path and the headers with names in lower case; nothing where this is no request."""
        first = self.rfile.readline(MOST_LINE).decode("latin-1").split()
        headers: dict[str, str] = {}
        for _ in range(MOST_HEADERS):
            line = self.rfile.readline(MOST_LINE)
            if line in (b"\r\n", b"\n"):
                is_whole = len(first) == 3 and first[2] == "HTTP/1.1"
                return (first[0], first[1], headers) if is_whole else ("", "", {})
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                break
            headers[name.strip().lower()] = value.strip()
        return "", "", {}

    def _write(self, status: int, told: Mapping[str, Any], goes_on: bool = False) -> bool:
        body = json.dumps(told).encode()
        wait = "Retry-After: 1\r\n" if status == 429 else ""
        ends = "" if goes_on else "Connection: close\r\n"
        head = (
            f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        )
        self.wfile.write(f"{head}{wait}{ends}\r\n".encode() + body)
        return goes_on


def _told(state: str, reason: str, asked: Asked, key: str) -> Reply:
    status = {"kept": 200, "unconfirmed": 202, "refused": 422}[state]
    return status, {"key": key, "state": state, "reason": reason, "reference": asked.reference}


def _wish(said: Mapping[str, Any]) -> Wish:
    data = said.get("data", said)
    if not isinstance(data, dict) or not isinstance(data.get("about"), dict):
        raise InputError('Send {"data": {"key": …, "kind": …, "customer": …, "about": {…}}}.')
    about = {name: _text(data["about"], name) for name in data["about"]}
    return Wish(_text(data, "key"), _text(data, "kind"), _text(data, "customer"), about)


def _text(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= MOST_CHARACTERS or not text.isprintable():
        raise InputError(f"`{name[:40]}` is one line of at most {MOST_CHARACTERS} characters.")
    return text


def _read(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise InputError("A body is an object in JSON.")
    return read
