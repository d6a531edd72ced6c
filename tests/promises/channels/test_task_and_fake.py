"""A task waits for a person, and the fake does what its script says."""

import subprocess
import sys

import pytest

from goodgrace.errors import Missing
from goodgrace.promises.channels import Channel, Errand, Outcome
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import one_line
from goodgrace.promises.channels.task import Tasks

CALL = Errand("31:call", "call", "C-7", {"at": "2026-11-25T18:00:00+01:00"})


def test_a_task_waits_until_a_person_has_done_it() -> None:
    rows: dict[str, Outcome] = {}

    def create(errand: Errand) -> str:
        rows[errand.key] = Outcome("unconfirmed", "It waits.", "T-1")
        return "T-1"

    channel: Channel = Tasks(create=create, look=rows.get)
    asked = channel.ask(CALL)
    assert asked
    assert asked.state == "again"
    assert [channel.carry(CALL).state for _ in range(2)] == ["unconfirmed"] * 2
    assert len(rows) == 1
    rows["31:call"] = Outcome("kept", "Done by Mia.", "T-1")
    assert channel.carry(CALL).state == "kept"


def test_a_task_for_nobody_is_for_a_person_to_look_at() -> None:
    def create(errand: Errand) -> str:
        raise Missing("There is no department that calls. Name one in the playbook.")

    outcome = Tasks(create=create, look=lambda key: None).carry(CALL)
    assert (outcome.state, outcome.said[:22]) == ("refused", "There is no department")


def test_the_fake_keeps_what_it_was_asked_and_acts_once() -> None:
    fake = Fake()
    assert [fake.carry(CALL).state for _ in range(3)] == ["kept"] * 3
    assert fake.times() == {"31:call": 3}
    assert fake.done == {"31:call": CALL}


@pytest.mark.parametrize(
    ("script", "states", "asked", "acted"),
    [
        (["fail", "keep"], ["again", "kept"], "kept", True),
        (["act_and_vanish"], ["again", "kept"], "kept", True),
        (["lie"], ["kept", "kept"], "kept", False),
        (["refuse"], ["refused", "refused"], "refused", False),
        (["busy", "busy"], ["again", "again"], "again", False),
        (["later", "later"], ["unconfirmed", "unconfirmed"], "unconfirmed", False),
    ],
)
def test_the_fake_behaves_as_its_script_says(script: list[str], states: list[str], asked: str, acted: bool) -> None:
    fake = Fake(script)  # type: ignore[arg-type]  # names of behaviours
    assert [fake.carry(CALL).state for _ in states] == states
    told = fake.ask(CALL)
    assert told
    assert told.state == asked
    assert bool(fake.done) == acted


def test_what_the_fake_took_on_is_done_when_it_is_confirmed() -> None:
    fake = Fake(["later"])
    fake.carry(CALL)
    assert fake.confirm("31:call").state == "kept"
    assert fake.done == {"31:call": CALL}
    with pytest.raises(StopIteration):
        fake.confirm("99:never")


def test_what_another_system_says_becomes_one_short_line() -> None:
    assert one_line("a\r\nb\x1b[0m\t\u202ec", 100) == "a b [0m c"
    assert one_line("x" * 500, 300) == "x" * 299 + "…"
    assert len(Outcome("again", "y " * 9000).said) <= 300


def test_importing_the_channels_loads_neither_django_nor_what_typesets() -> None:
    program = (
        "import sys\n"
        "from goodgrace.promises.channels import billing, email, fake, letter, reconciling, task, webhook\n"
        "print(*({'django', 'typst', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": "src"})
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr + done.stdout
