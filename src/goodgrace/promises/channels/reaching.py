"""Requests to other systems that cannot be led astray: addresses checked, time and size bounded, no redirect followed.

Built on the standard library's http.client, since only with a socket of our own are both sure: that we connect to the
very address we checked (a name that changes its mind in between gains nothing), and that the whole exchange ends in time,
slow headers included. TLS still verifies the name. A request can be repeated by its key, so nothing is retried here.
"""

import io
import ipaddress
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from goodgrace.errors import GraceError, Refused
from goodgrace.promises.channels.addresses import Address, Allowed, Target, read_target, refusal

SECONDS = 10.0
MOST_BYTES = 64 * 1024
KEPT_SECONDS = 20.0
OLDEST_SECONDS = 300.0
NOTHING_INSIDE = Allowed()
Resolve = Callable[[str, int], list[Address]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers with names in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreached(GraceError):
    """No whole answer came; `may_have_acted` tells whether the request may have arrived all the same."""

    def __init__(self, said: str, may_have_acted: bool) -> None:
        self.may_have_acted = may_have_acted
        super().__init__(said)


def look_up(host: str, port: int) -> list[Address]:
    """Every address that a name has now, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


@dataclass(slots=True)
class _Kept:
    """A connection of one thread: until when it may rest, and when its name has to be looked up anew at the latest."""

    connection: HTTPConnection
    timed: "_Timed"
    until: float
    ends: float


class Reach:
    """Sends requests, each within `seconds` in total and with at most `most` bytes of answer; keeps connections by thread.

    `allowed` is what the setting opens. `resolve` finds the addresses of a name; `tls` verifies names and certificates.
    """

    def __init__(
        self,
        *,
        allowed: Allowed = NOTHING_INSIDE,
        seconds: float = SECONDS,
        most: int = MOST_BYTES,
        resolve: Resolve = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed, self._seconds, self._most, self._resolve = allowed, seconds, most, resolve
        self._tls = tls or ssl.create_default_context()
        self._mine = threading.local()

    def send(self, method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request, one answer. Raises InputError or Refused where it may not go, Unreached where no answer came."""
        target, until = read_target(address), time.monotonic() + self._seconds
        kept = self._reused(target, until) or self._opened(target, until)
        try:
            answer, stays = self._exchange(kept, method, target, headers, body)
        except BaseException:
            kept.connection.close()
            raise
        self._keep(target, kept, stays)
        return answer

    def hindrance(self, address: str) -> str:
        """Why nothing may be sent there, in a sentence; empty where it may. Nothing is sent; Unreached where it has no address."""
        target = read_target(address)
        return refusal(target, self._addresses(target, time.monotonic() + self._seconds), self._allowed)

    def _exchange(
        self, kept: _Kept, method: str, target: Target, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer, bool]:
        sent = {"host": target.authority, "accept": "application/json", "accept-encoding": "identity", **headers}
        try:
            kept.connection.request(method, target.path, body or None, sent)
            response = kept.connection.getresponse()
            text = response.read(self._most + 1)
            cut = response.length if len(text) <= self._most else 0
            stays = response.isclosed() and not response.will_close
            response.close()
        except TimeoutError:
            raise Unreached(f"{target.host} did not answer within {self._seconds:g} seconds.", True) from None
        except (OSError, HTTPException, ValueError) as error:
            raise Unreached(f"{target.host} broke off before its answer was whole ({_kind(error)}).", True) from None
        if cut:
            raise Unreached(f"{target.host} broke off before its answer was whole.", True)
        if len(text) > self._most:
            raise Unreached(f"{target.host} answered with more than {self._most // 1024} KB.", True)
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, text), stays

    def _opened(self, target: Target, until: float) -> _Kept:
        """A new connection to an address that was looked up once and checked."""
        addresses = self._addresses(target, until)
        if why := refusal(target, addresses, self._allowed):
            raise Refused(f"Nothing was sent: {why}")
        raw = self._connected(target, addresses, until)
        timed = _Timed(self._secured(raw, target, until) if target.secure else raw, until)
        connection = HTTPConnection(target.host, target.port)
        connection.auto_open = 0
        connection.sock = timed  # it is all of a socket that http.client uses
        return _Kept(connection, timed, until, time.monotonic() + OLDEST_SECONDS)

    def _addresses(self, target: Target, until: float) -> list[Address]:
        try:
            return [ipaddress.ip_address(target.host)]
        except ValueError:
            return self._resolved(target, until)

    def _resolved(self, target: Target, until: float) -> list[Address]:
        """The system's resolver cannot be told to hurry, so it is left behind where it takes too long."""
        found: list[list[Address]] = []

        def find() -> None:
            try:
                found.append(self._resolve(target.host, target.port))
            except (OSError, UnicodeError, ValueError):
                found.append([])

        finder = threading.Thread(target=find, daemon=True)
        finder.start()
        finder.join(max(0.0, until - time.monotonic()))
        if not found or not found[0]:
            raise Unreached(f"{target.host} has no address just now.", False)
        return found[0]

    def _connected(self, target: Target, addresses: list[Address], until: float) -> socket.socket:
        """The first of the checked addresses that answers; never the name, which could mean another by now."""
        for number, address in enumerate(addresses):
            try:
                share = _left(until) / (len(addresses) - number)
                raw = socket.create_connection((str(address), target.port), share)
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                continue
            return raw
        raise Unreached(f"{target.host} does not take a connection.", False)

    def _secured(self, raw: socket.socket, target: Target, until: float) -> socket.socket:
        try:
            raw.settimeout(_left(until))
            return self._tls.wrap_socket(raw, server_hostname=target.host.rstrip("."))
        except ssl.SSLCertVerificationError as error:
            raw.close()
            raise Unreached(f"{target.host} shows no certificate we trust ({error.verify_message}).", False) from None
        except (OSError, ValueError) as error:
            raw.close()
            raise Unreached(f"{target.host} does not speak TLS with us ({_kind(error)}).", False) from None

    def _reused(self, target: Target, until: float) -> _Kept | None:
        kept: _Kept | None = self._shelf.pop((target.secure, target.host, target.port), None)
        if not kept:
            return None
        if kept.until < time.monotonic() or kept.timed.is_stale():
            kept.connection.close()
            return None
        kept.timed.until = until
        return kept

    def _keep(self, target: Target, kept: _Kept, stays: bool) -> None:
        if not stays:
            kept.connection.close()
            return
        kept.until = min(time.monotonic() + KEPT_SECONDS, kept.ends)
        self._shelf[target.secure, target.host, target.port] = kept

    def close(self) -> None:
        """End the connections that this thread keeps."""
        while self._shelf:
            self._shelf.popitem()[1].connection.close()

    @property
    def _shelf(self) -> dict[tuple[bool, str, int], _Kept]:
        if not hasattr(self._mine, "shelf"):
            self._mine.shelf = {}
        shelf: dict[tuple[bool, str, int], _Kept] = self._mine.shelf
        return shelf


class _Timed:
    """A connected socket on which everything has to end at one moment, however slowly the other side drips."""

    def __init__(self, raw: socket.socket, until: float) -> None:
        self._raw, self.until = raw, until

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(_left(self.until))
        self._raw.sendall(data)

    def makefile(self, _mode: str, *_: object) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._raw, lambda: _left(self.until)))

    def is_stale(self) -> bool:
        """Something to read on a resting connection means that the other side ended it, or says what nobody asked."""
        return bool(select.select([self._raw], [], [], 0)[0])

    def close(self) -> None:
        self._raw.close()

    def __del__(self) -> None:
        self._raw.close()  # a thread that ended leaves the connections it kept


class _Reader(io.RawIOBase):
    """The bytes of a socket, each read waiting no longer than what is left of the time."""

    def __init__(self, raw: socket.socket, left: Callable[[], float]) -> None:
        self._raw, self._left = raw, left
        self._file = raw.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        self._raw.settimeout(self._left())
        return self._file.readinto(buffer)  # type: ignore[arg-type]  # a buffer, as io hands it over

    def close(self) -> None:
        self._file.close()
        super().close()


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError where none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _kind(error: BaseException) -> str:
    """The kind of what went wrong, in words without anything the other side wrote."""
    return type(error).__name__
