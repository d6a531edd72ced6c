"""Errands against the real billing service, in every temper it has."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from goodgrace.demo.billing.door import Billing as Service
from goodgrace.demo.billing.serving import running
from goodgrace.demo.billing.temper import read_temper
from goodgrace.promises.channels import Errand
from goodgrace.promises.channels.addresses import read_allowed
from goodgrace.promises.channels.billing import Billing
from goodgrace.promises.channels.reaching import Reach, Unreached
from goodgrace.promises.channels.reconciling import Believed, compare
from goodgrace.promises.channels.webhook import Callback, read_callback
from tests.promises.channels.servers import answering, serving

SECRET = b"s" * 32
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
REFUND = Errand("1:refund", "refund", "C-7", {"amount": "60.00 EUR"})


def speaking(address: str, seconds: float = 5) -> Billing:
    reach = Reach(allowed=read_allowed(["127.0.0.1"]), seconds=seconds)
    return Billing(address, [SECRET], reach=reach, now=lambda: datetime.now(UTC))


@contextmanager
def serving_in(
    temper: dict[str, Any], tmp_path: Path, callback: str = "", seconds: float = 5
) -> Iterator[tuple[Service, Billing]]:
    with running(tmp_path / "billing.sqlite3", (SECRET,), callback=callback, temper=temper) as (service, address):
        channel = speaking(address, seconds)
        yield service, channel


def test_an_errand_is_kept_and_told_again_when_asked(tmp_path: Path) -> None:
    with serving_in({}, tmp_path) as (service, channel):
        assert channel.ask(REFUND) is not None
        assert (channel.ask(REFUND) or channel.carry(REFUND)).state == "again"
        first, second = channel.carry(REFUND), channel.carry(REFUND)
        assert first == second
        assert (first.state, first.reference) == ("kept", "B-1")
        assert channel.ask(REFUND) == first
        assert service.books.counts()["effects"] == 1


@pytest.mark.parametrize(
    ("temper", "first", "acted"),
    [
        ({"busy": 1}, "again", 0),
        ({"fail": 1}, "again", 0),
        ({"vanish": 1}, "again", 1),
        ({"hang": 1, "hang_seconds": 0.6}, "again", 1),
        ({"repeat": 1}, "kept", 1),
        ({"delay": 1, "delay_seconds": 0.05}, "kept", 1),
        ({"lie": 1}, "kept", 0),
    ],
)
def test_each_temper_does_what_it_says_and_asking_again_never_acts_twice(
    tmp_path: Path, temper: dict[str, Any], first: str, acted: int
) -> None:
    with serving_in(temper, tmp_path, seconds=0.4) as (service, channel):
        outcome = channel.carry(REFUND)
        assert (outcome.state, service.books.counts()["effects"]) == (first, acted)
        assert outcome.wait == (1 if "busy" in temper else None)
        service.temper = read_temper({})
        assert channel.carry(REFUND).state == "kept"
        assert service.books.counts()["effects"] == (0 if "lie" in temper else 1)


def test_after_an_answer_was_lost_asking_tells_that_it_was_done(tmp_path: Path) -> None:
    with serving_in({"vanish": 1}, tmp_path) as (_, channel):
        assert "may have acted" in channel.carry(REFUND).said
        asked = channel.ask(REFUND)
        assert asked
        assert asked.state == "kept"


def test_a_hundred_errands_in_the_worst_temper_are_each_done_once(tmp_path: Path) -> None:
    worst = {"seed": 11, "busy": 0.1, "fail": 0.3, "vanish": 0.3, "repeat": 0.3}
    errands = [Errand(f"{number}:credit", "credit", "C-7", {"amount": "5.00 EUR"}) for number in range(100)]
    tried = 0
    with serving_in(worst, tmp_path) as (service, channel):
        for errand in errands:
            while channel.carry(errand).state != "kept":
                tried += 1
                assert tried < 2000
        counts = service.books.counts()
    assert counts["effects"] == 100
    assert tried > 30
    assert counts["asked"] == 100 + tried


def test_the_same_seed_is_the_same_temper(tmp_path: Path) -> None:
    def states(folder: Path, seed: int) -> list[str]:
        folder.mkdir()
        with serving_in({"seed": seed, "fail": 0.5}, folder) as (_, channel):
            return [
                channel.carry(Errand(f"{number}:a", "credit", "C", {"amount": "1.00 EUR"})).state
                for number in range(30)
            ]

    first = states(tmp_path / "a", 5)
    assert first == states(tmp_path / "b", 5)
    assert first != states(tmp_path / "c", 6)
    assert {"kept", "again"} == set(first)


def test_what_is_done_later_is_told_by_a_signed_callback_that_keeps_its_id(tmp_path: Path) -> None:
    told: list[Callback] = []
    enough = threading.Event()

    def hear(peer: Any, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        told.append(read_callback(headers, body, [SECRET], datetime.now(UTC)))
        refusing = len(told) == 1
        answering("503 Busy" if refusing else "204 Fine")(peer, request)
        if len(told) >= 4:
            enough.set()

    temper = {"later": 1, "later_seconds": 0.2, "twice": 1}
    with (
        serving(hear) as ours,
        serving_in(temper, tmp_path, f"http://127.0.0.1:{ours.port}/hook") as (service, channel),
    ):
        outcome = channel.carry(REFUND)
        assert outcome.state == "unconfirmed"
        asked = channel.ask(REFUND)
        assert asked
        assert asked.state == "unconfirmed"
        assert enough.wait(8)
        time.sleep(0.2)
        asked = channel.ask(REFUND)
        assert asked
        assert asked.state == "kept"
        assert service.books.counts() == {
            "keys": 1, "asked": 1, "effects": 1, "lied": 0, "callbacks_waiting": 0, "effects_refund": 1
        }  # fmt: skip
    assert {each.id for each in told} == {"cb-B-1"}
    assert {(each.key, each.outcome.state, each.outcome.reference) for each in told} == {("1:refund", "kept", "B-1")}


def test_the_nightly_compare_finds_lies_and_drift_and_nothing_else(tmp_path: Path) -> None:
    until = "2026-12-04T17:00:00+01:00"
    errands = [
        Errand("1:fees", "suspend", "C-7", {"until": until, "from": "2026-11-20T00:00:00Z"}),
        Errand("2:refund", "refund", "C-8", {"amount": "60 EUR"}),
        Errand("3:credit", "credit", "C-9", {"amount": "5.00 EUR"}),
    ]
    ours = [
        Believed(
            each.key, each.kind, each.customer, amount=each.about.get("amount", ""), until=each.about.get("until", "")
        )
        for each in errands
    ]
    with serving_in({}, tmp_path) as (service, channel):
        for errand, temper in zip(errands, ({}, {"lie": 1}, {"drift": 1}), strict=True):
            service.temper = read_temper(temper)
            assert channel.carry(errand).state == "kept"
        found = compare(ours, channel.standing(LONG_AGO), "2026-12-01T02:00:00Z")
    assert [(each.key, each.what) for each in found] == [("2:refund", "missing_there"), ("3:credit", "differs")]
    assert "5.00 EUR with us and 4.99 EUR" in found[1].said


def test_the_list_of_what_stands_comes_whole_page_by_page(tmp_path: Path) -> None:
    with serving_in({}, tmp_path) as (_, channel):
        for number in range(205):
            channel.carry(Errand(f"{number}:credit", "credit", "C-7", {"amount": "5.00 EUR"}))
        rows = channel.standing(LONG_AGO)
        assert len({row.key for row in rows}) == 205
        assert channel.standing(datetime.now(UTC) + timedelta(hours=1)) == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"rows": 5}', b'{"rows": [5]}', b'{"rows": [{}]}', b"[" * 50_000, b'{"rows": [], "after": "a"}'],
)
def test_a_list_that_is_none_or_never_ends_is_told(body: bytes) -> None:
    with serving(answering("200 OK", body)) as heard, pytest.raises(Unreached, match="list of what stands"):
        speaking(f"http://127.0.0.1:{heard.port}").standing(LONG_AGO)


def test_a_row_of_theirs_may_say_more_or_less_than_we_know() -> None:
    rows = [{"key": "1:a", "amount": None, "until": 5, "colour": "red"}, {"key": 2}]
    with serving(answering("200 OK", json.dumps({"rows": rows}).encode())) as heard:
        believed = speaking(f"http://127.0.0.1:{heard.port}").standing(LONG_AGO)
    assert [(each.key, each.amount, each.until) for each in believed] == [("1:a", "", "5"), ("2", "", "")]
