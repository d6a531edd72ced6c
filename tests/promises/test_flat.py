"""A worker lets go of what it has done: what it holds of memory does not grow with the steps it keeps."""

import gc
import tracemalloc
from datetime import timedelta
from random import Random

import pytest

from bench.memory import RISES, Played
from goodgrace.playbook.reading import fingerprint
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Channel, Errand, Outcome
from goodgrace.promises.keeping import Keeper, keep_on
from goodgrace.promises.making import Wanted, make_many, planned
from goodgrace.promises.models import Step
from tests.cases.stories import a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import BERLIN, Watch, a_playbook

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STEPS = """
waive_it: {title: The fee is not charged, waive: fee, what: the late fee, within: 4 hours}
refund_it: {title: The fee goes back, refund: fee, what: the late fee, after: waive_it, within: 1 day}
"""
TRACED, WARM, MINUTES, EACH = 1, 4, 12, 20
"""From which minute on memory is traced, when it is looked at first and last, and how many promises begin in each."""
LEAST = 200
"""Bytes: whoever keeps anything of a step keeps more than so much. The shipped fake keeps about 700."""
OURS = [tracemalloc.Filter(False, "*/sql/compiler.py"), tracemalloc.Filter(False, tracemalloc.__file__)]
"""Left out: names that Django puts together for each query, which Python remembers up to some thousand of them."""


class Obliging:
    """Does whatever it is asked and keeps nothing of it."""

    def carry(self, _: Errand) -> Outcome:
        return Outcome("kept", "It is done.", "ref")

    def ask(self, _: Errand) -> None:
        return None


def promise_some(cast: Cast) -> None:
    playbook, customers = a_playbook(STEPS), [a_customer() for _ in range(EACH)]
    for minute in range(MINUTES):
        now = NOW + timedelta(minutes=minute)
        made = planned(playbook, fingerprint(playbook), facts={}, started=now, zone=BERLIN)
        make_many([Wanted(her.pk, her, "test", cast.mia.pk, "", "Europe/Berlin", "", made) for her in customers], now)


def held_more(channel: Channel) -> float:
    """How many bytes more a worker holds for each step that it has kept once it is warm."""
    watch = Watch(NOW)
    held: list[tracemalloc.Snapshot] = []

    def pause(_: float) -> None:
        minute = round((watch.pass_by(minutes=1) - NOW) / timedelta(minutes=1))
        if minute == TRACED:
            tracemalloc.start()
        if minute in (WARM, MINUTES):
            gc.collect()
            held.append(tracemalloc.take_snapshot().filter_traces(OURS))

    try:
        keep_on(Keeper("w1", watch, Random(7), {"billing": channel}), sleep=pause, ends=lambda _: len(held) == 2)
    finally:
        tracemalloc.stop()
    more = held[1].compare_to(held[0], "lineno")
    return sum(each.size_diff for each in more) / (2 * EACH * (MINUTES - WARM))


@pytest.mark.parametrize(("channel", "grows"), [(Obliging(), False), (Fake(), True)])
def test_a_worker_keeps_nothing_of_what_it_has_done_unless_its_channel_remembers(
    cast: Cast, channel: Channel, grows: bool
) -> None:
    promise_some(cast)
    more = held_more(channel)
    assert Step.objects.filter(state="kept").count() == 2 * EACH * MINUTES
    assert (more > LEAST) == grows, more


@pytest.mark.parametrize(
    ("held", "flat"),
    [
        ([90_000_000 + min(place, 8) * 400_000 for place in range(30)], True),
        ([90_000_000 + place * 160_000 for place in range(30)], False),
    ],
)
def test_the_bench_forgives_what_is_loaded_once_and_nothing_that_goes_on_rising(held: list[int], flat: bool) -> None:
    played = Played(3_600, held, 10_800, 7_200)
    assert (played.rises < RISES) == flat
    assert played.line("SQLite").met == flat
