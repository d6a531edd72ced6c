"""The ten days after a lessee has died, played in about a minute: each thing is told as it happens."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from goodgrace.customers.models import Customer
from goodgrace.demo.lease import Lease
from goodgrace.people.models import Person
from goodgrace.promises import states
from goodgrace.promises.actions import approve, do_task, sign_and_post
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Channel
from goodgrace.promises.keeping import Keeper, turn
from goodgrace.promises.links import choose
from goodgrace.promises.making import start
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.promises.outside.channels import billing, channels
from goodgrace.promises.outside.connections import Connections
from goodgrace.rulebook.planned import playbook_in_force, playbook_of

PLAYBOOK, QUESTION, CHOICE = "bereavement-lease", "family_choice", "keep_car"
DAYS = timedelta(days=10)
STRIDE = timedelta(hours=2)
"""So far the clock goes at a time."""
CHOSEN = timedelta(days=9, hours=8)
"""The family chooses after the colleague was reminded on day nine."""
AFTER = timedelta(hours=2)
"""So long a simulated colleague takes for a task or a letter."""

Clock = Callable[[], datetime]


def play(
    customer: Customer,
    by: Person,
    connected: Connections,
    *,
    began: datetime,
    tell: Callable[[str], object],
    sleep: Callable[[], object],
    lease: Lease | None = None,
) -> Promise:
    """Begin the playbook and let ten days go by; `sleep` is called before each stride of the clock.

    With a `lease`, the billing service charges each day, by its own books, unless its fees rest.
    The clock is moved, mail goes nowhere, colleagues and family are simulated. The worker, the billing system and the print room are real.
    """
    shows = began
    version = playbook_in_force(PLAYBOOK, began)
    promise = start(
        playbook=playbook_of(version), digest=version.digest, customer=customer, facts={"lessee_died": "yes", "transfer_fee": "250"},
        by=by, now=began,
    )  # fmt: skip
    ways, zone = _ways(connected, lambda: shows), promise.clock
    keeper = Keeper("ten days", lambda: shows, Random(1), ways)  # noqa: S311  # jitter, no secret
    seen: dict[str, str] = {}
    charged = (began - STRIDE).date()
    while True:
        while not turn(keeper).idle:
            pass
        _colleagues(promise, by, shows)
        if shows >= began + CHOSEN:
            _family(promise, shows)
        for said in _changed(promise, seen):
            tell(f"  {shows.astimezone(zone):%a %d %b %H:%M}  {said}")
        if lease and shows.date() != charged and (said := lease.charge(shows)):
            charged = shows.date()
            tell(f"  {shows.astimezone(zone):%a %d %b %H:%M}  {said}")
        if shows >= began + DAYS:
            return Promise.objects.get(pk=promise.pk)
        sleep()
        shows += STRIDE


def _ways(connected: Connections, clock: Clock) -> Mapping[str, Channel]:
    """The channels by the moved clock. Mail goes to the shipped fake, so that nobody is written to.

    What the billing system is asked is signed by the real clock, since it refuses what was signed days ago.
    """
    found = {**channels(connected, clock), "email": Fake()}
    return found | {"billing": billing(connected, timezone.now)} if connected.billing else found


def _colleagues(promise: Promise, by: Person, now: datetime) -> None:
    """Words are read, tasks done, and letters signed and posted some hours after they were laid down; only the family chooses."""
    waiting = Task.objects.filter(step__promise=promise, done_at=None, made_at__lte=now - AFTER)
    for task in waiting.select_related("step"):
        if task.what == Task.What.APPROVE:
            approve(step=task.step, by=by, now=now)
        elif task.step.name != QUESTION:
            do_task(task=task, by=by, now=now)
    for item in PrintItem.objects.filter(step__promise=promise, signed_and_posted_at=None, laid_at__lte=now - AFTER):
        sign_and_post(item=item, paper=item.paper, by=by, now=now)


def _family(promise: Promise, now: datetime) -> None:
    """The family chooses on its page, once."""
    question = Step.objects.select_related("promise").get(promise=promise, name=QUESTION)
    if question.outcome == "" and question.state not in states.STEP_SETTLED:
        choose(step=question, outcome=CHOICE, now=now)


def _changed(promise: Promise, seen: dict[str, str]) -> Iterator[str]:
    """What stands otherwise than when it was last looked at."""
    for row in promise.steps.order_by("position"):
        before = seen.get(row.name, states.PROMISED)
        if row.state != before:
            seen[row.name] = row.state
            yield f"{row.data['title']}: {row.state}"
