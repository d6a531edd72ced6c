"""A claimed step as an errand: what the outside world is asked, made of the row alone and the same at every attempt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from goodgrace.errors import Refused
from goodgrace.money import Money
from goodgrace.playbook.clock import ends_at
from goodgrace.playbook.rows import ENDING, step_of
from goodgrace.playbook.spans import LONGEST, UNITS, Span, later
from goodgrace.promises.channels.parameters import write_amount, write_moment
from goodgrace.promises.channels.shape import Errand
from goodgrace.promises.models import Step
from goodgrace.sentences import sentence

OPEN_END = Span(10, "year")
"""A suspension that we shall end ourselves is asked for so long: no promise lasts longer, and nobody is charged by a slip."""
PLAIN_TEXTS = ("what", "to", "form", "count", "unit", "of")


def errand_of(row: Step) -> Errand:
    """What is asked of a channel for a step that was claimed, with its promise and customer at hand.

    What ends a suspension names that one by its key: another promise to the same customer may have one of its own. Raises
    Refused for a customer who was forgotten: nobody outside knows them by what is left.
    """
    if row.promise.customer.forgotten_at is not None:
        raise Refused(
            sentence("This customer was forgotten, so nobody outside can be asked. See to it by hand, or let it go.")
        )
    about = {name: str(row.parameters[name]) for name in PLAIN_TEXTS if row.parameters.get(name)}
    about["title"] = row.data["title"]
    if money := row.parameters.get("amount") or row.parameters.get("costs"):
        about["amount"] = write_amount(Money(money["minor"], money["currency"]))
    if row.kind in LASTS:
        about |= LASTS[row.kind](row, row.intent_at or row.promise.started_at)
    if row.kind in ENDING:
        about["suspension"] = _suspension(row)
    return Errand(row.key, row.kind, row.promise.customer.reference, about, row.attempts)


def _suspension(row: Step) -> str:
    """The key of what a step ends, which belongs to the same promise."""
    rests = Step.objects.filter(promise=row.promise_id, name=row.parameters["what"])
    return rests.values_list("key", flat=True).first() or ""


def _suspended(row: Step, meant: datetime) -> Mapping[str, str]:
    zone = row.promise.clock
    until = ends_at(step_of(row.data).ends, meant, started=row.promise.started_at, zone=zone)
    return {"from": write_moment(meant), "until": write_moment(until or later(meant, OPEN_END, zone))}


def _extended(row: Step, meant: datetime) -> Mapping[str, str]:
    """A span of time also says until when; what is counted otherwise only says how many."""
    unit = str(row.parameters["unit"]).removesuffix("s")
    count = str(row.parameters["count"])
    if unit not in UNITS or not count.isdigit():
        return {}
    if int(count) > LONGEST[unit]:
        units = f"{unit}s"
        span = sentence("{n} {unit}", n=count, unit=sentence(units))
        raise Refused(sentence("{span} is longer than ten years. See to it by hand, or promise less.", span=span))
    until = later(meant, Span(int(count), cast("Any", unit)), row.promise.clock)
    return {"until": write_moment(until)}


LASTS: Mapping[str, Callable[[Step, datetime], Mapping[str, str]]] = {"suspend": _suspended, "extend": _extended}
