"""The chaos run notices each thing that may not happen, when it has happened. Nothing is killed here."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chaos.counting import FAULTS, count
from chaos.people import ANSWERS
from chaos.stories import Act, Row, Story, gather
from chaos.world import PLAYBOOKS, SHARES
from goodgrace.demo.billing.books import TABLES
from goodgrace.playbook.reading import read
from goodgrace.playbook.verify import verify
from goodgrace.promises.actions import do_task
from goodgrace.promises.changing import renegotiate
from goodgrace.promises.models import Step, Task
from goodgrace.promises.states import STEP_WAITS
from tests.people import Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper, until_idle

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
FAR = NOW + timedelta(days=3_650)


def at(day: int) -> datetime:
    """So many days after the start."""
    return NOW + timedelta(days=day)


def kept(name: str, kind: str, **more: str) -> Row:
    """A step of hers that we hold to be kept."""
    return Row(f"p:{name}", kind, "kept", name, **more)


def told(*, rows: tuple[Row, ...] = (), acts: tuple[Act, ...] = (), over: int | None = 60) -> Story:
    """Fees rested until the last step, 40 days; then they went on. With more steps and acts, where a test is about them."""
    story = Story("C-7", "until-done", ("kept",), at(over) if over is not None else None)
    story.rows = [kept("rest", "suspend"), kept("waive_it", "waive"), kept("rest--ends", "resume"), *rows]
    story.acts = [
        Act("p:rest", "suspend", at(0), FAR, at(41)),
        Act("p:waive_it", "waive", at(40)),
        Act("p:rest--ends", "resume", at(41), suspension="p:rest"),
        *acts,
    ]
    return story


def without(story: Story, key: str) -> Story:
    """The same, but billing never did one of them."""
    story.acts = [act for act in story.acts if act.key != key]
    return story


def rested(story: Story, until: datetime | None) -> Story:
    """The same, with another end of the suspension at billing."""
    story.acts[0] = replace(story.acts[0], ended=until)
    return story


def chosen(outcome: str) -> Story:
    """She was asked, and chose; billing waived the fee."""
    story = told(rows=(kept("what_suits", "ask", channel="task", outcome=outcome),))
    story.playbook = "a-choice"
    return story


def faults(story: Story) -> set[str]:
    """What is wrong with a story."""
    return {name for name, is_so in FAULTS.items() if is_so(story)}


def test_where_both_sides_agree_nothing_is_wrong() -> None:
    for story in (told(), chosen("forgive")):
        assert faults(story) == set()
    assert count([told()], True, {}).holds


def test_what_did_not_come_to_its_end_proves_nothing() -> None:
    assert not count([told()], False, {}).holds


BROKEN = Row("p:rest", "suspend", "broken", "rest", meant=True)
LATE = Row("p:look", "do", "late", "look", channel="task", listed=True)
SECOND = Act("q:waive_it", "waive", at(39))
LET_GO = Row("p:credit_it", "credit", "released", "credit_it")
CREDITED = Act("p:credit_it", "credit", at(12))
WRONG: list[tuple[str, Story]] = [
    ("lost", without(told(), "p:waive_it")),
    ("lost", told(rows=(Row("p:credit_it", "credit", "promised"),))),
    ("lost", told(rows=(replace(LATE, listed=False), Row("p:credit_it", "credit", "promised")), over=None)),
    ("twice", told(rows=(kept("waive_it", "waive"),), acts=(SECOND,))),
    ("twice", told(rows=(kept("again", "resume"),), acts=(Act("p:again", "resume", at(42), suspension="p:rest"),))),
    ("unshown", told(rows=(replace(LATE, listed=False),), over=None)),
    ("unshown", told(rows=(replace(LET_GO, state="skipped"),), acts=(CREDITED,))),
    ("unshown", told(rows=(LET_GO,), acts=(CREDITED,))),
    ("unshown", told(acts=(Act("x:credit_it", "credit", at(12)),))),
    ("rests_on", rested(told(over=41), None)),
    ("rests_on", rested(told(over=41), at(50))),
    ("resumed_for_nothing", without(told(), "p:rest")),
    ("ended_early", rested(told(), at(30))),
    ("against_her_choice", chosen("go_on")),
    ("against_her_choice", chosen("stop")),
]


@pytest.mark.parametrize(("fault", "story"), WRONG)
def test_what_may_not_happen_is_noticed(fault: str, story: Story) -> None:
    assert fault in faults(story)
    assert not count([told(), story], True, {}).holds


def test_every_fault_that_is_counted_can_be_noticed() -> None:
    uncharged, closed, differs = told(over=41), told(), told()
    uncharged.charged = False
    closed.acts[2] = replace(closed.acts[2], kind="close")
    differs.differs.append(("p:waive_it", "missing_there"))
    noticed = [fault for story in (uncharged, closed, differs) for fault in faults(story)]
    assert noticed == ["rests_on", "charged_after_close", "differs_at_night"]
    assert {*noticed, *(fault for fault, _ in WRONG)} == {*FAULTS}


def test_what_is_let_go_and_done_all_the_same_is_shown_to_somebody() -> None:
    assert faults(told(rows=(replace(LET_GO, listed=True),), acts=(CREDITED,))) == set()


def test_what_waits_behind_something_late_is_not_lost() -> None:
    assert faults(told(rows=(LATE, Row("p:credit_it", "credit", "promised")), over=None)) == set()


def test_what_a_worker_had_in_hand_may_be_ended_to_be_sure() -> None:
    story = told()
    story.rows[0] = BROKEN
    assert faults(without(story, "p:rest")) == set()
    assert count([story], True, {}).ended_to_be_sure == 1
    story.rows[0] = replace(BROKEN, meant=False)
    assert faults(story) == {"resumed_for_nothing"}


def test_the_playbooks_it_plays_are_sound_but_for_a_word_to_the_customer() -> None:
    assert sum(SHARES.values()) == 100
    for name in SHARES:
        found = verify(read(PLAYBOOKS / f"{name}.yaml"))
        assert {each.kind for each in found.findings} <= {"left_alone"}


def test_what_she_may_answer_is_what_the_playbook_asks() -> None:
    asked = read(PLAYBOOKS / "a-choice.yaml").steps["what_suits"]
    assert {each for each in ANSWERS if each} == {option.name for option in asked.options}


@pytest.mark.django_db
def test_a_story_is_over_with_the_promise_that_ends_last_also_where_two_were_made_in_one_moment(
    cast: Cast, tmp_path: Path
) -> None:
    promise, watch = begun(cast, "ring: {title: Ring, do: Ring her, within: 1 day}\n"), Watch()
    until_idle(a_keeper(watch))
    for _ in range(2):
        step = Step.objects.get(state__in=STEP_WAITS)
        due, now = watch() + timedelta(days=2), watch()
        renegotiate(step=step, due_at=due, reason="We agreed on it.", told_at=now, by=cast.mia, now=now)
    with sqlite3.connect(tmp_path / "books.sqlite3") as books:
        books.executescript(TABLES)
    books.close()
    [still_open] = gather(tmp_path / "books.sqlite3", [])
    watch.pass_by(days=3)
    until_idle(a_keeper(watch))
    do_task(task=Task.objects.get(what="do", done_at=None), by=cast.mia, now=watch())
    [over] = gather(tmp_path / "books.sqlite3", [])
    assert (still_open.customer, still_open.over_at, over.over_at) == (promise.customer.reference, None, watch())
