"""Requests go where they were checked to go, end in time, and follow nobody."""

import ipaddress
import socket
import time
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

from goodgrace.errors import InputError, Refused
from goodgrace.promises.channels.addresses import Address, read_allowed
from goodgrace.promises.channels.reaching import Reach, Unreached
from tests.promises.channels.servers import Talk, answering, authority, serving

HERE = read_allowed(["127.0.0.1/32"])
LOOPBACK = ipaddress.ip_address("127.0.0.1")


def test_a_connection_is_kept_and_used_again() -> None:
    reach = Reach(allowed=HERE)
    with serving(answering("200 OK", b"{}")) as heard:
        for _ in range(3):
            assert reach.send("POST", f"http://127.0.0.1:{heard.port}/a", {"x": "y"}, b"{}").status == 200
        reach.close()
    assert heard.connections == 1
    assert len(heard.requests) == 3
    assert b"POST /a HTTP/1.1\r\n" in heard.requests[0]
    assert f"host: 127.0.0.1:{heard.port}".encode() in heard.requests[0].lower()


def test_a_connection_that_the_other_side_ended_is_opened_anew() -> None:
    def once(peer: socket.socket, request: bytes) -> None:
        answering("200 OK", b"{}")(peer, request)
        peer.shutdown(socket.SHUT_RDWR)

    reach = Reach(allowed=HERE)
    with serving(once) as heard:
        for _ in range(2):
            assert reach.send("GET", f"http://127.0.0.1:{heard.port}/", {}).status == 200
            time.sleep(0.05)
        reach.close()
    assert heard.connections == 2


def test_nothing_inside_is_reached_unless_a_setting_opens_it() -> None:
    with serving(answering("200 OK")) as heard:
        for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"):
            with pytest.raises((Refused, Unreached, InputError)):
                Reach().send("GET", f"http://{host}:{heard.port}/", {})
    assert heard.connections == 0


def test_a_name_with_one_address_inside_is_refused_whole() -> None:
    reach = Reach(resolve=lambda host, port: [ipaddress.ip_address("93.184.215.14"), LOOPBACK])
    with pytest.raises(Refused, match="inside a network"):
        reach.send("GET", "https://example.org/", {})


def test_a_name_that_changes_its_mind_gains_nothing(tmp_path: Path) -> None:
    """DNS rebinding: we connect to the address that was checked and never ask again."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[Address]:
        asked.append(host)
        return [LOOPBACK] if len(asked) == 1 else [ipaddress.ip_address("169.254.169.254")]

    trust = authority(tmp_path, "billing.example")
    reach = Reach(allowed=HERE, resolve=resolve, tls=trust.trusted)
    with serving(answering("200 OK", b"{}"), trust.server) as heard:
        assert reach.send("GET", f"https://billing.example:{heard.port}/", {}).status == 200
        reach.close()
        with pytest.raises(Refused):
            reach.send("GET", f"https://billing.example:{heard.port}/", {})
    assert asked == ["billing.example"] * 2
    assert heard.connections == 1


def test_tls_verifies_the_name_while_the_address_is_pinned(tmp_path: Path) -> None:
    names: list[str | None] = []
    trust = authority(tmp_path, "billing.example", names)
    reach = Reach(allowed=HERE, resolve=lambda host, port: [LOOPBACK], tls=trust.trusted)
    with serving(answering("200 OK", b"{}"), trust.server) as heard:
        assert reach.send("GET", f"https://billing.example:{heard.port}/", {}).body == b"{}"
        with pytest.raises(Unreached, match="no certificate we trust") as told:
            reach.send("GET", f"https://other.example:{heard.port}/", {})
        reach.close()
    assert not told.value.may_have_acted
    assert names == ["billing.example", "other.example"]
    assert f"host: billing.example:{heard.port}".encode() in heard.requests[0].lower()
    assert len(heard.requests) == 1


def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    trust = authority(tmp_path, "billing.example")
    reach = Reach(allowed=HERE, resolve=lambda host, port: [LOOPBACK])
    with serving(answering("200 OK", b"{}"), trust.server) as heard, pytest.raises(Unreached, match="certificate"):
        reach.send("GET", f"https://billing.example:{heard.port}/", {})


def test_a_redirect_is_an_answer_and_not_a_way() -> None:
    with serving(answering("200 OK")) as inside:
        elsewhere = answering("302 Found", b"", f"Location: http://127.0.0.1:{inside.port}/")
        with serving(elsewhere) as heard:
            assert Reach(allowed=HERE).send("GET", f"http://127.0.0.1:{heard.port}/", {}).status == 302
    assert inside.connections == 0


class Dripping:
    """A server that drips its answer for twenty seconds, or is silent; `ended` where whoever asked has waited for it."""

    def __init__(self, first: bytes = b"", drop: bytes = b"") -> None:
        self.first, self.drop, self.ended = first, drop, False

    def __call__(self, peer: socket.socket, request: bytes) -> None:
        """Talk to whoever asks, until they hang up."""
        peer.sendall(self.first)
        peer.settimeout(0.05)
        for _ in range(400):
            with suppress(TimeoutError):
                if not peer.recv(1):
                    return
            peer.sendall(self.drop)
        self.ended = True


@pytest.mark.parametrize(
    "talk",
    [
        Dripping(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
        Dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n", b"x"),
        Dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        Dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        Dripping(),
    ],
    ids=["headers", "body", "chunks", "continue", "silence"],
)
def test_however_slowly_it_drips_an_exchange_ends_in_time(talk: Dripping) -> None:
    with serving(talk) as heard, pytest.raises(Unreached) as told:
        Reach(allowed=HERE, seconds=0.5).send("GET", f"http://127.0.0.1:{heard.port}/", {})
    assert (told.value.may_have_acted, talk.ended) == (True, False)


def test_a_resolver_that_hangs_is_left_behind() -> None:
    left = Event()

    def slow(host: str, port: int) -> list[Address]:
        left.wait(20)
        return [LOOPBACK]

    with pytest.raises(Unreached, match="no address") as told:
        Reach(seconds=0.2, resolve=slow).send("GET", "https://example.org/", {})
    left.set()
    assert not told.value.may_have_acted


@pytest.mark.parametrize(
    "talk",
    [
        answering("200 OK", b"x" * 70_000),
        Dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
        Dripping(b"HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 70_000),
    ],
    ids=["body", "chunks", "header"],
)
def test_an_answer_that_is_too_long_is_not_read_to_the_end(talk: Talk) -> None:
    with serving(talk) as heard, pytest.raises(Unreached, match=r"more than 64 KB|broke off"):
        Reach(allowed=HERE, seconds=3).send("GET", f"http://127.0.0.1:{heard.port}/", {})


@pytest.mark.parametrize("first", [b"", b"no http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"])
def test_an_answer_that_is_none_or_half_is_no_answer(first: bytes) -> None:
    def talk(peer: socket.socket, request: bytes) -> None:
        peer.sendall(first)
        peer.shutdown(socket.SHUT_RDWR)

    with serving(talk) as heard, pytest.raises(Unreached, match="broke off") as told:
        Reach(allowed=HERE).send("GET", f"http://127.0.0.1:{heard.port}/", {})
    assert told.value.may_have_acted


def test_where_nobody_listens_nothing_was_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreached, match="does not take a connection") as told:
        Reach(allowed=HERE).send("GET", f"http://127.0.0.1:{port}/", {})
    assert not told.value.may_have_acted
