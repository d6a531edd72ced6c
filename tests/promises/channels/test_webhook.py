"""An errand travels signed, and only a plain yes counts as kept."""

import json
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodgrace.errors import InputError, NotAllowed
from goodgrace.promises.channels import Errand, Outcome
from goodgrace.promises.channels.addresses import read_allowed
from goodgrace.promises.channels.reaching import Answer, Reach
from goodgrace.promises.channels.signing import sign, verify
from goodgrace.promises.channels.webhook import Webhook, read_answer, read_callback
from tests.promises.channels.servers import Heard, Talk, answering, serving

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SECRET, NEW = b"s" * 32, b"n" * 32
ERRAND = Errand("31:suspend-fees", "suspend", "C-7", {"fees": "all", "until": "2026-12-04T17:00:00+01:00"}, 2)


def webhook(heard: Heard, secrets: tuple[bytes, ...] = (SECRET,), seconds: float = 5) -> Webhook:
    at = f"http://127.0.0.1:{heard.port}"
    reach = Reach(allowed=read_allowed(["127.0.0.1"]), seconds=seconds)
    return Webhook(f"{at}/hook", secrets, reach=reach, now=lambda: NOW, name="billing", status=f"{at}/requests/")


def carried(talk: Talk) -> Outcome:
    with serving(talk) as heard:
        return webhook(heard).carry(ERRAND)


def test_an_errand_travels_signed_under_its_key_with_all_it_needs() -> None:
    with serving(answering("200 OK", b'{"state": "kept", "reference": "B-12"}')) as heard:
        outcome = webhook(heard, (NEW, SECRET)).carry(ERRAND)
    head, _, body = heard.requests[0].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert outcome == Outcome("kept", "Billing says it is done.", "B-12")
    assert verify(headers, body, [SECRET], NOW).id == "31:suspend-fees"
    assert verify(headers, body, [NEW], NOW)
    assert json.loads(body) == {
        "type": "promise.suspend",
        "timestamp": "2026-11-24T09:30:00+00:00",
        "data": {
            "key": "31:suspend-fees",
            "kind": "suspend",
            "customer": "C-7",
            "about": {"fees": "all", "until": "2026-12-04T17:00:00+01:00"},
            "attempt": 2,
        },
    }


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        ("200 OK", b'{"state": "kept"}', "kept"),
        ("200 OK", b'{"data": {"state": "kept"}}', "kept"),
        ("201 Created", b'{"state": "unconfirmed"}', "unconfirmed"),
        ("200 OK", b'{"state": "refused", "reason": "L-77 is closed"}', "refused"),
        ("200 OK", b"", "unconfirmed"),
        ("200 OK", b"OK", "unconfirmed"),
        ("200 OK", b'{"state": "KEPT"}', "unconfirmed"),
        ("200 OK", b'{"state": ["kept"]}', "unconfirmed"),
        ("200 OK", b"[" * 60_000, "unconfirmed"),
        ("202 Accepted", b'{"state": "kept"}', "unconfirmed"),
        ("409 Conflict", b"", "kept"),
        ("409 Conflict", b'{"state": "unconfirmed"}', "unconfirmed"),
        ("301 Moved", b"", "refused"),
        ("400 Bad Request", b"", "refused"),
        ("401 Unauthorized", b"", "refused"),
        ("404 Not Found", b"", "refused"),
        ("410 Gone", b"", "refused"),
        ("422 No", b'{"reason": "no such account"}', "refused"),
        ("408 Late", b"", "again"),
        ("429 Slow down", b"", "again"),
        ("500 Oh", b'{"state": "kept"}', "again"),
        ("503 Busy", b"", "again"),
    ],
)
def test_what_an_answer_means(status: str, body: bytes, state: str) -> None:
    assert carried(answering(status, body)).state == state


def test_a_reason_of_theirs_is_quoted_in_one_short_line() -> None:
    reason = "No such account\r\n\x1b[31m\u202e" + "x" * 2000
    outcome = carried(answering("422 No", json.dumps({"reason": reason}).encode()))
    assert outcome.said.startswith("Billing will not do this (422): “No such account [31m")
    assert len(outcome.said) <= 300
    assert outcome.said.isprintable()


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120),
        ("0", 0),
        ("999999999999", 86_400),
        ("Tue, 24 Nov 2026 09:31:00 GMT", 60),
        ("Tue, 24 Nov 2020 09:31:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
    ],
)
def test_we_wait_as_long_as_they_ask_but_never_more_than_a_day(header: str, wait: int | None) -> None:
    answer = Answer(429, {"retry-after": header}, b"")
    assert read_answer(answer, "billing", NOW).wait == wait


@given(st.integers(200, 599), st.binary(max_size=60) | st.from_regex(rb'\{"state": ?"[a-z]{1,12}"\}', fullmatch=True))
def test_only_a_plain_yes_is_ever_kept(status: int, body: bytes) -> None:
    outcome = read_answer(Answer(status, {}, body), "billing", NOW)
    if outcome.state == "kept":
        assert status == 409 or (status < 300 and b'"kept"' in body)


@settings(max_examples=100)
@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest))
def test_whatever_comes_back_is_an_outcome_and_never_a_crash(raw: bytes) -> None:
    def talk(peer: socket.socket, request: bytes) -> None:
        peer.sendall(raw)
        peer.shutdown(socket.SHUT_RDWR)

    assert carried(talk).state in ("again", "unconfirmed", "refused")


def test_after_a_time_out_it_says_that_it_may_have_acted() -> None:
    with serving(lambda peer, request: time.sleep(1)) as heard:
        outcome = webhook(heard, seconds=0.2).carry(ERRAND)
    assert outcome.state == "again"
    assert "may have acted" in outcome.said


def test_where_nothing_could_be_sent_it_does_not_say_that_it_may_have_acted() -> None:
    with serving(answering("200 OK")) as heard:
        channel = webhook(heard)
    outcome = channel.carry(ERRAND)
    assert outcome.state == "again"
    assert "may have acted" not in outcome.said


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest", "http://[::1]/", "no address", "http://8.8.8.8/"])
def test_an_address_inside_is_refused_for_a_person_to_look_at(address: str) -> None:
    channel = Webhook(address, [SECRET], reach=Reach(), now=lambda: NOW)
    assert channel.carry(ERRAND).state == "refused"
    assert channel.ask(ERRAND) is None


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        ("200 OK", b'{"key": "31:suspend-fees", "state": "kept", "reference": "B-1"}', "kept"),
        ("200 OK", b'{"key": "31:suspend-fees", "state": "unconfirmed"}', "unconfirmed"),
        ("200 OK", b'{"key": "99:other", "state": "kept"}', None),
        ("200 OK", b'{"state": "kept"}', None),
        ("404 Not Found", b"", "again"),
        ("500 Oh", b'{"key": "31:suspend-fees", "state": "kept"}', None),
        ("302 Found", b"", None),
    ],
)
def test_what_became_of_a_key_is_believed_only_where_the_key_is_named(
    status: str, body: bytes, state: str | None
) -> None:
    with serving(answering(status, body)) as heard:
        outcome = webhook(heard).ask(ERRAND)
    assert (outcome and outcome.state) == state
    assert heard.requests[0].startswith(b"GET /requests/31%3Asuspend-fees HTTP/1.1\r\n")


def callback(data: object, at: datetime = NOW, message: str = "cb_1") -> tuple[dict[str, str], bytes]:
    body = json.dumps(data).encode()
    return sign(message, at, body, [SECRET]), body


def test_a_callback_tells_which_errand_became_what() -> None:
    headers, body = callback({"data": {"key": "31:suspend-fees", "state": "kept", "reference": "B-12"}})
    told = read_callback(headers, body, [NEW, SECRET], NOW)
    assert (told.id, told.key, told.outcome.state, told.outcome.reference) == (
        "cb_1",
        "31:suspend-fees",
        "kept",
        "B-12",
    )
    assert read_callback(headers, body, [SECRET], NOW + timedelta(minutes=4)).id == told.id


def test_a_callback_replayed_later_or_signed_by_another_is_refused() -> None:
    headers, body = callback({"key": "31:suspend-fees", "state": "kept"})
    with pytest.raises(NotAllowed):
        read_callback(headers, body, [SECRET], NOW + timedelta(minutes=6))
    with pytest.raises(NotAllowed):
        read_callback(headers, body, [NEW], NOW)
    with pytest.raises(NotAllowed):
        read_callback(headers, body.replace(b"31", b"32"), [SECRET], NOW)
    with pytest.raises(NotAllowed):
        read_callback({}, body, [SECRET], NOW)


@pytest.mark.parametrize(
    "data",
    [
        [],
        5,
        None,
        {},
        {"key": "31:suspend-fees"},
        {"key": "31:x", "state": "done"},
        {"key": 31, "state": "kept"},
        {"key": "a.b", "state": "kept"},
        {"key": "x" * 200, "state": "kept"},
        {"data": [1]},
        {"key": "1:a", "state": {}},
    ],
)
def test_a_signed_callback_that_says_nothing_clear_is_told_what_to_say(data: object) -> None:
    headers, body = callback(data)
    with pytest.raises(InputError, match="A callback says"):
        read_callback(headers, body, [SECRET], NOW)


def test_a_callback_of_ten_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(InputError, match="at most 64 KB"):
        read_callback({}, b"x" * 10_000_000, [SECRET], NOW)


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "a.b", "é", "x" * 129, ":a", "a/../b"])
def test_a_key_that_could_not_travel_is_refused_before_anything_leaves(key: str) -> None:
    with pytest.raises(InputError, match="key"):
        Errand(key, "waive", "C-7", {})
