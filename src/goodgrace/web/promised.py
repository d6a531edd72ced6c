"""Promises as pages show them: each with its state by icon and word, its steps in order, and what may be done now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodgrace.cases.models import Decision
from goodgrace.cases.promising import source_of
from goodgrace.customers.models import Customer
from goodgrace.errors import Missing
from goodgrace.money import Money
from goodgrace.promises import states
from goodgrace.promises.holding import DECIDED
from goodgrace.promises.making import BECAUSE, WITHDRAWN
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.queries import reason_of
from goodgrace.promises.titles import GIVE, title_of
from goodgrace.sentences import of_data
from goodgrace.web.said import told, unit

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SOON: Final = timedelta(days=1)
WORDS: "Final[Mapping[str, tuple[str, StrPromise]]]" = {
    states.PROMISED: ("open", gettext_lazy("promised")),
    states.UNCONFIRMED: ("open", gettext_lazy("not confirmed yet")),
    states.OPEN: ("open", gettext_lazy("waits for an answer")),
    states.LATE: ("late", gettext_lazy("late")),
    states.KEPT: ("kept", gettext_lazy("kept")),
    states.SKIPPED: ("", gettext_lazy("not needed")),
    states.RELEASED: ("", gettext_lazy("let go")),
    states.BROKEN: ("late", gettext_lazy("broken")),
    states.RENEGOTIATED: ("", gettext_lazy("promised anew")),
}
"""The meaning of a state, as its mark is drawn, and its word."""
GONE: Final = (states.SKIPPED, states.RELEASED)
"""Nothing is owed of such a step: it counts for nothing, and nobody needs to know by whose hand it would have been kept."""


def titled(says: str) -> str:
    """What a task says as a page shows it: ours in the page's language, a playbook's title as its owner wrote it."""
    return told(GIVE if says == GIVE else says)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a promise as one line: its title, how it stands and since or until when, why it is given by hand, and what it gives."""

    step: Step
    title: str
    meaning: str
    stands: str
    at: datetime | None
    is_done: bool
    because: str
    what: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise with its steps, and a sentence that says how far it is, where it has several steps."""

    promise: Promise
    meaning: str
    stands: str
    sentence: str
    steps: tuple[StepLine, ...]
    reason: str

    @property
    def because(self) -> str:
        """Why it is kept by hand, where a playbook was meant to keep it."""
        return next((step.because for step in self.steps if step.because), "")


def line_of(promise: Promise, now: datetime, steps: Iterable[Step] | None = None) -> PromiseLine:
    """One promise as a page shows it, with its steps where they were read already."""
    rows = sorted(promise.steps.all() if steps is None else steps, key=lambda row: (row.position, row.pk))
    shown = tuple(step_line(row, now) for row in rows)
    meaning, word = WORDS[promise.state]
    if promise.state == states.PROMISED and any(line.meaning == "soon" for line in shown):
        meaning = "soon"
    return PromiseLine(promise, meaning, str(word), _sentence(shown), shown, _reason(promise))


def step_line(row: Step, now: datetime) -> StepLine:
    """One step as a page shows it: what ends within a day is soon."""
    meaning, word = WORDS[row.state]
    ends = row.late_at
    if row.state == states.PROMISED and ends and now <= ends <= now + SOON:
        meaning = "soon"
    if row.state == states.PROMISED and row.due_at is None:
        meaning, word = "", gettext_lazy("its time is to come")
    settled = row.state in states.STEP_SETTLED
    because = "" if row.state in GONE else because_of(row)
    return StepLine(
        row, told(title_of(row)), meaning, str(word), row.at if settled else ends, settled, because, what_of(row)
    )


def what_of(row: Step) -> str:
    """What a step gives and how much of it, or what there is to do, where that says more than its title."""
    said = row.parameters
    what = "" if row.data["title"] == GIVE else said.get("what", "")
    if "amount" in said:
        much = told(Money(**said["amount"]))
    elif "count" in said:
        much = f"{said['count']} {unit(said['unit'])}"
    else:
        return what if row.kind in ("do", "gift") and what.casefold() != row.data["title"].casefold() else ""
    return _("%(amount)s: %(what)s") % {"amount": much, "what": what} if what else much


def case_of(promise: Promise) -> int | None:
    """The number of the case on which a promise was decided; nothing where it comes from no decision."""
    number = promise.source.removeprefix(DECIDED)
    if number == promise.source:
        return None
    return Decision.objects.filter(pk=number).values_list("case_id", flat=True).first()


def because_of(row: Step) -> str:
    """Why a plain promise is kept by hand, where a playbook was meant to keep it; nothing of every other step."""
    return told(of_data(row.parameters.get(BECAUSE, "")))


def _sentence(steps: tuple[StepLine, ...]) -> str:
    """How many steps are kept; nothing where one step or none is owed, since the promise's own word says as much."""
    counted = [line for line in steps if line.step.state not in GONE]
    if len(counted) <= 1:
        return ""
    kept = sum(line.step.state == states.KEPT for line in counted)
    late = sum(line.step.state == states.LATE for line in counted)
    counts = {"kept": kept, "all": len(counted), "late": late}
    words = (
        ngettext(
            "%(kept)d of %(all)d steps is kept, %(late)d late.",
            "%(kept)d of %(all)d steps are kept, %(late)d late.",
            kept,
        )
        if late
        else ngettext("%(kept)d of %(all)d steps is kept.", "%(kept)d of %(all)d steps are kept.", kept)
    )
    return words % counts


def _reason(promise: Promise) -> str:
    try:
        return reason_of(promise)
    except Missing:
        return ""


def promises_of(customer: Customer, now: datetime, most: int = 20) -> list[PromiseLine]:
    """What was promised to a customer, the newest first; promises that were changed stay visible."""
    found = Promise.objects.filter(customer=customer).select_related("owner", "customer")
    return [line_of(each, now) for each in found.prefetch_related("steps").order_by("-made_at")[:most]]


def begun_for(
    customer: Customer, moments: Collection[str], now: datetime, most: int = 10
) -> dict[str, list[PromiseLine]]:
    """What somebody began for a customer, by moment, the newest first; under "" what belongs to none of these moments.

    What was let go, or promised anew, is no longer shown; what a decision commits us to stands beside the decision.
    """
    found = Promise.objects.filter(customer=customer).exclude(playbook="").exclude(state__in=WITHDRAWN)
    found = found.exclude(source__startswith=DECIDED).select_related("owner", "customer")
    lines: dict[str, list[PromiseLine]] = {}
    for each in found.prefetch_related("steps").order_by("-made_at")[:most]:
        lines.setdefault(each.moment if each.moment in moments else "", []).append(line_of(each, now))
    return lines


def promises_by_decision(decisions: Iterable[UUID], now: datetime) -> dict[UUID, list[PromiseLine]]:
    """What each decision commits us to, by decision."""
    of = {source_of(number): number for number in decisions}
    rows = Step.objects.filter(promise__source__in=of).select_related("promise__owner", "promise__customer")
    steps: dict[UUID, list[Step]] = {}
    for row in rows.order_by("-promise__made_at", "position", "pk"):
        steps.setdefault(row.promise_id, []).append(row)
    lines: dict[UUID, list[PromiseLine]] = {number: [] for number in of.values()}
    for each in steps.values():
        promise = each[0].promise
        lines[of[promise.source]].append(line_of(promise, now, each))
    return lines
