"""Mail goes over real SMTP, once for each key as far as mail can, and no header is ever forged."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError, Refused
from goodgrace.promises.channels import Errand
from goodgrace.promises.channels.email import Email, Mail, MailServer, Security, compose, message_id, read_address
from tests.promises.channels.servers import authority

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ERRAND = Errand("31:receipt", "send", "C-7", {})
MAIL = Mail(
    "ada@example.org",
    "What we put right",
    "Dear Ms Öztürk,\n\nthe fee is back with you.\nIt was 60.00 €.",
    "Ada Öztürk",
)


class Box:
    """A mail server's box: what it took, and what it says to recipients and to messages."""

    def __init__(self, to: str = "250 OK", data: str = "250 OK") -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self._to, self._data = to, data

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # as aiosmtpd calls it
        envelope.rcpt_tos.append(address)
        return self._to

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # as aiosmtpd calls it
        if self._data.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]  # its policy makes EmailMessages
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return self._data


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(box: Box, **how: Any) -> Iterator[int]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def channel(
    port: int, security: Security = "plain", mail: Mail = MAIL, tls: ssl.SSLContext | None = None, **more: Any
) -> Email:
    server = MailServer("localhost", port, security, seconds=2, **more)
    return Email(
        server, "care@aldershof.example", draft=lambda errand: mail, now=lambda: NOW, sender_name="Aldershof", tls=tls
    )


def test_a_mail_comes_as_plain_words_with_a_simple_twin() -> None:
    box = Box()
    with mail_server(box) as port:
        outcome = channel(port).carry(ERRAND)
    (message,) = box.taken
    assert (outcome.state, outcome.reference) == ("kept", "31.receipt@aldershof.example")
    assert message["Message-ID"] == "<31.receipt@aldershof.example>"
    assert message["From"] == "Aldershof <care@aldershof.example>"
    assert message["To"] == "Ada Öztürk <ada@example.org>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] is None
    assert box.envelopes == [("care@aldershof.example", ["ada@example.org"])]
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert rich
    assert plain.get_content().splitlines() == MAIL.text.splitlines()
    assert "<p>the fee is back with you.<br>It was 60.00 €.</p>" in rich.get_content()


def test_a_repeat_carries_the_same_message_id() -> None:
    box = Box()
    with mail_server(box) as port:
        for _ in range(2):
            channel(port).carry(ERRAND)
    assert len({message["Message-ID"] for message in box.taken}) == 1
    assert channel(1).ask(ERRAND) is None


def test_what_nobody_wrote_asks_for_no_absence_note() -> None:
    message = compose(Mail("a@example.org", "Receipt", "Here.", routine=True), "1:a", "care@aldershof.example", NOW)
    assert message["Auto-Submitted"] == "auto-generated"


@given(
    st.lists(st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9_:-]{0,40}", fullmatch=True), min_size=2, max_size=2, unique=True)
)
def test_no_two_keys_share_a_message_id(keys: list[str]) -> None:
    first, second = (message_id(key, "care@aldershof.example") for key in keys)
    assert first != second


@pytest.mark.parametrize(
    "mail",
    [
        Mail("ada@example.org\r\nBcc: all@example.org", "Hello", "x"),
        Mail("ada@example.org, eve@example.org", "Hello", "x"),
        Mail("Ada <ada@example.org>", "Hello", "x"),
        Mail("ada@example.org", "Hello\r\nBcc: all@example.org", "x"),
        Mail("ada@example.org", "Hello\nX: y", "x"),
        Mail("ada@example.org", "Hello\x00", "x"),
        Mail("ada@example.org", "Hello\u2028X: y", "x"),
        Mail("ada@example.org", "Hello", "x", "Ada\r\nBcc: all@example.org"),
        Mail("ada@exa mple.org", "Hello", "x"),
        Mail("@example.org", "Hello", "x"),
        Mail("ada", "Hello", "x"),
        Mail("ada@-.org", "Hello", "x"),
        Mail("é@example.org", "Hello", "x"),
        Mail("a" * 65 + "@example.org", "Hello", "x"),
        Mail("ada@example.org", "", "x"),
        Mail("ada@example.org", "x" * 201, "x"),
        Mail("ada@example.org", "Hello", "x" * 10_000_000),
    ],
)
def test_what_could_forge_a_header_or_is_no_address_is_refused_and_nothing_is_sent(mail: Mail) -> None:
    box = Box()
    with mail_server(box) as port:
        outcome = channel(port, mail=mail).carry(ERRAND)
    assert outcome.state == "refused"
    assert outcome.said.endswith(".")
    assert box.taken == []


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_whatever_somebody_writes_the_headers_are_ours(subject: str, name: str, text: str) -> None:
    try:
        raw = compose(Mail("ada@example.org", subject, text, name), "1:a", "care@aldershof.example", NOW).as_bytes()
    except InputError:
        return
    read = message_from_bytes(raw, policy=default)
    expected = "From To Subject Date Message-ID Content-Language MIME-Version Content-Type".split()
    assert sorted(read.keys()) == sorted(expected)
    assert read["To"].addresses[0].addr_spec == "ada@example.org"
    assert len(read["To"].addresses) == 1


def test_markup_in_a_text_stays_text() -> None:
    message = compose(
        Mail("a@example.org", "x", "<script>alert(1)</script> & more"), "1:a", "care@aldershof.example", NOW
    )
    rich = message.get_body(("html",))
    assert rich
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in rich.get_content()


@pytest.mark.parametrize(
    ("to", "data", "state"),
    [
        ("550 no such person", "250 OK", "refused"),
        ("450 later", "250 OK", "again"),
        ("250 OK", "554 no", "refused"),
        ("250 OK", "451 later", "again"),
    ],
)
def test_what_a_mail_server_says_is_what_happened(to: str, data: str, state: str) -> None:
    with mail_server(Box(to, data)) as port:
        outcome = channel(port).carry(ERRAND)
    assert outcome.state == state
    assert "may have sent" not in outcome.said


def test_where_nobody_listens_nothing_was_sent() -> None:
    outcome = channel(free_port()).carry(ERRAND)
    assert (outcome.state, outcome.said.endswith("Nothing was sent.")) == ("again", True)


def test_a_server_that_falls_silent_after_the_words_may_have_sent_them() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as lines:
                peer.sendall(b"220 hello\r\n")
                for line in lines:
                    if line.startswith(b"DATA"):
                        peer.sendall(b"354 go on\r\n")
                    elif line == b".\r\n":
                        return
                    elif line[:4] in (b"ehlo", b"mail", b"rcpt", b"MAIL", b"RCPT", b"EHLO"):
                        peer.sendall(b"250 fine\r\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        outcome = channel(listener.getsockname()[1]).carry(ERRAND)
        thread.join(5)
    assert outcome.state == "again"
    assert "may have sent" in outcome.said


def test_a_server_that_never_speaks_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MailServer("127.0.0.1", listener.getsockname()[1], "plain", seconds=0.3)
        mute = Email(server, "care@aldershof.example", draft=lambda errand: MAIL, now=lambda: NOW)
        assert mute.carry(ERRAND).state == "again"


def test_tls_from_the_start_and_tls_after_asking_both_work(tmp_path: Path) -> None:
    trust = authority(tmp_path, "localhost")
    box = Box()
    with mail_server(box, ssl_context=trust.server) as port:
        assert channel(port, "tls", tls=trust.trusted).carry(ERRAND).state == "kept"
        assert "no certificate we trust" in channel(port, "tls").carry(ERRAND).said
    with mail_server(box, tls_context=trust.server, require_starttls=True) as port:
        assert channel(port, "starttls", tls=trust.trusted).carry(ERRAND).state == "kept"
        assert channel(port, "plain").carry(ERRAND).state == "refused"
    assert len(box.taken) == 2


def test_where_tls_is_wanted_and_not_offered_nothing_is_sent() -> None:
    box = Box()
    with mail_server(box) as port:
        outcome = channel(port, "starttls").carry(ERRAND)
    assert (outcome.state, box.taken) == ("refused", [])
    assert "offers no TLS" in outcome.said


def test_a_wrong_password_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    def let_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    trust, box = authority(tmp_path, "localhost"), Box()
    with mail_server(box, tls_context=trust.server, authenticator=let_in) as port:
        wrong = channel(port, "starttls", tls=trust.trusted, user="care", password="wrong")
        assert wrong.carry(ERRAND).state == "refused"
        right = channel(port, "starttls", tls=trust.trusted, user="care", password="right")
        assert right.carry(ERRAND).state == "kept"
    assert "wrong" not in repr(MailServer("h", 25, password="wrong"))


def test_words_that_cannot_be_found_are_for_a_person_to_look_at() -> None:
    def draft(errand: Errand) -> Mail:
        raise Refused("There is no draft of this mail. Write one first.")

    server = MailServer("localhost", 1)
    outcome = Email(server, "care@aldershof.example", draft=draft, now=lambda: NOW).carry(ERRAND)
    assert (outcome.state, outcome.said) == ("refused", "There is no draft of this mail. Write one first.")


def test_a_domain_beyond_ascii_is_written_as_mail_servers_read_it() -> None:
    assert read_address("mia@bücher.example") == "mia@xn--bcher-kva.example"
