"""Laws that hold for every drawn playbook, however it goes: what is proved is what happens."""

import json
from datetime import datetime

import pytest
from hypothesis import assume, given

from goodgrace.playbook.clock import due_at
from goodgrace.playbook.plan import plan
from goodgrace.playbook.proving.ending import circles
from goodgrace.playbook.proving.graph import settled_first
from goodgrace.playbook.reading import read_text
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.running import Run, run
from goodgrace.playbook.verify import paths_of, verify
from tests.drawing import draws
from tests.playbook.strategies import Going, goings

pytestmark = pytest.mark.slow
drawn = draws(50)


def played(going: Going) -> Run:
    steps = plan(going.playbook, started=going.started, zone=going.zone, facts=going.facts)
    stored = tuple(step_of(json.loads(json.dumps(step.as_data()))) for step in steps)
    return run(stored, started=going.started, zone=going.zone, answers=going.answers, takes=going.takes)


@drawn
@given(goings())
def test_a_playbook_without_a_circle_ends_however_it_goes(going: Going) -> None:
    assume(not list(circles(going.playbook)))
    ended = played(going)
    endless = {name for name, line in going.playbook.steps.items() if line.kind == "guard" and line.ends is None}
    waiting = {name for name, state in ended.states.items() if state.status in ("waiting", "open")}
    assert not waiting
    assert ended.done or endless


@drawn
@given(goings())
def test_what_verify_passes_resumes_everything_that_it_suspended(going: Going) -> None:
    kinds = {finding.kind for finding in verify(going.playbook).findings}
    assume(not {"never_ends", "never_resumed"} & kinds)
    ended = played(going)
    assert ended.done
    for name, line in going.playbook.steps.items():
        if line.kind in ("suspend", "guard") and ended.states[name].status == "kept":
            assert ended.states[name].ended_at is not None, name


@drawn
@given(goings())
def test_however_it_goes_it_is_one_of_the_ways_that_verify_follows(going: Going) -> None:
    ways = paths_of(going.playbook)
    assume(ways)
    ended = played(going)
    happened = {name for name, state in ended.states.items() if state.status == "kept"}
    outcomes = {name: state.outcome for name, state in ended.states.items() if state.outcome}
    followed = [{name for name in way.states if way.happens(name)} for way in ways if way.outcomes() == outcomes]
    assert happened in followed


@drawn
@given(goings())
def test_nothing_happens_before_what_it_follows_nor_before_it_is_due(going: Going) -> None:
    assume(not list(circles(going.playbook)))
    ended = played(going)
    settled = {event.name: event.at for event in ended.events if event.what in ("kept", "answered", "skipped")}
    steps = plan(going.playbook, started=going.started, zone=going.zone, facts=going.facts)
    for step in steps:
        begun = ended.first(step.name, "kept", "asked")
        if begun is None:
            continue
        before = [settled[name] for name in settled_first(going.playbook.steps[step.name])]
        due = due_at(step, ended.states, started=going.started, zone=going.zone)
        assert begun >= max(before, default=going.started)
        assert due is not None
        assert due >= max(before, default=going.started)


@drawn
@given(goings())
def test_the_events_of_a_going_stand_in_the_order_of_the_clock(going: Going) -> None:
    moments: list[datetime] = [event.at for event in played(going).events]
    assert moments == sorted(moments)


@drawn
@given(goings())
def test_reading_the_same_text_again_plans_the_same_rows(going: Going) -> None:
    again = read_text(going.playbook.source, "drawn.yaml")
    first, second = (
        [step.as_data() for step in plan(playbook, started=going.started, zone=going.zone, facts=going.facts)]
        for playbook in (going.playbook, again)
    )
    assert first == second
