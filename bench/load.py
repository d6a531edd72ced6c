"""Load over HTTP: so many connections, each asking as soon as it was answered; a client that costs next to nothing."""

import selectors
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a load: how long it took, how long each request waited (seconds, sorted), and what was not answered well."""

    seconds: float
    waits: tuple[float, ...]
    faults: tuple[bytes, ...]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.waits) / self.seconds

    def within(self, share: float) -> float:
        """How many milliseconds this share of the requests waited at most."""
        return self.waits[min(int(len(self.waits) * share), len(self.waits) - 1)] * 1000


@dataclass(slots=True)
class _Line:
    """One connection, with what it has read so far of an answer."""

    socket: socket.socket
    asked: float = 0.0
    got: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.got.clear()
        self.asked = perf_counter()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Read what is there; whether the answer is whole."""
        self.got += self.socket.recv(1 << 18)
        head, found, body = bytes(self.got).partition(END)
        if not found:
            return False
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        return len(body) >= int(lengths[0].split(b":")[1])


def asked(port: int, requests: Iterator[bytes], connections: int, good: Callable[[bytes], bool]) -> Answered:
    """Send the requests over so many connections; `good` says whether an answer is one."""
    chosen, waits, faults = selectors.DefaultSelector(), [], []
    began = perf_counter()
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if (first := next(requests, None)) is not None:
            line.ask(first)
            chosen.register(line.socket, selectors.EVENT_READ, line)
    while chosen.get_map():
        for key, _ in chosen.select():
            line = key.data
            if not line.answered():
                continue
            waits.append(perf_counter() - line.asked)
            if not good(bytes(line.got)):
                faults.append(bytes(line.got))
            if (request := next(requests, None)) is not None:
                line.ask(request)
            else:
                chosen.unregister(line.socket)
                line.socket.close()
    return Answered(perf_counter() - began, tuple(sorted(waits)), tuple(faults))


def request(method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> bytes:
    """A request as it goes over the line."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers), "", ""]).encode() + body
