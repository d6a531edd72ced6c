"""Steps as rows, and where each stands: plain data with a format number, so that a later release keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from goodgrace.errors import InputError
from goodgrace.playbook.shape import KindName

FORMAT = 1
"""The shape of a row. A release that changes it reads the older ones too."""
Status = Literal["waiting", "begun", "open", "kept", "skipped", "released", "broken"]
STATUSES: tuple[Status, ...] = ("waiting", "begun", "open", "kept", "skipped", "released", "broken")
ENDING = ("resume", "close")
"""Kinds that end what lasts."""
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one promise, as it is stored: nothing else is needed to carry it out, whatever becomes of the playbook.

    due        {}: as soon as what it follows is settled | {"in": SPAN} after that | {"day": 9, "at": "09:00"} from the start |
               {"before": SPAN, "of": NAME, "ends": …} before the other's end; for a call with "hours": {"from", "to", "quiet"}
    late       None: never by itself | {"within": SPAN} after it is due | {"by": SPAN} from the start
    ends       None: nothing lasts | {"in": SPAN} after it began | {"by": SPAN} from the start | {"settled": [NAME, …]} |
               {"end": True}: when all else is settled
    condition  None or what must have happened, as in `happened.py`
    skipped    why it does not apply in this case; empty where it does
    SPAN is {"count": 10, "unit": "day"}.
    """

    name: str
    title: str
    kind: KindName
    channel: str
    department: str
    parameters: Data
    after: tuple[str, ...] = ()
    condition: Data | None = None
    due: Data = field(default_factory=dict)
    late: Data | None = None
    ends: Data | None = None
    skipped: str = ""
    format: int = FORMAT

    def as_data(self) -> dict[str, Any]:
        """The row as JSON takes it."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "after": list(self.after)}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What a question can come to; nothing for every other kind."""
        return tuple(self.parameters.get("outcomes", ()))

    @property
    def suspension(self) -> str:
        """The suspension that a `resume` or a `close` ends; nothing for every other kind."""
        return str(self.parameters["what"]) if self.kind in ENDING else ""


@dataclass(frozen=True, slots=True)
class State:
    """Where one step stands. `begun`: somebody was asked for it, so it goes on whatever turns out meanwhile.

    `at` is the moment at which it got there: began (open), was kept, skipped, released or broken. A question is `open`
    from being asked until it has an `outcome`, and then `kept`. `ended_at` is the moment at which what lasts was over: a
    guard lifted, a suspension ended, a question's time run out and handed to a colleague.
    """

    status: Status = "waiting"
    at: datetime | None = None
    outcome: str = ""
    ended_at: datetime | None = None


States = Mapping[str, State]


def step_of(data: Mapping[str, Any]) -> Step:
    """The step that a stored row holds. Raises InputError for a format that this release does not know."""
    if data.get("format") != FORMAT:
        raise InputError(
            f"The step `{data.get('name', '')}` has format {data.get('format')}; this release knows {FORMAT}. "
            "Run a release at least as new as the one that made it."
        )
    return Step(**{**cast(dict[str, Any], data), "after": tuple(data["after"])})
