"""What becomes of what was noticed in a story: counted once, set aside and put back, kept as a summary or a reply."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt
from typing import Any

from django.db import transaction
from django.db.models import Case as When
from django.db.models import F, IntegerField, Value
from django.db.models import When as Whenever

from goodgrace.cases.actions import add_turn, locked
from goodgrace.cases.models import Case, Dismissal, Kept, Noticed, Turn, Wording
from goodgrace.errors import Missing, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.sentences import sentence
from goodgrace.store.asking import ask, ask_all

HEARD = "SELECT number FROM cases_heardupto WHERE case_id = %s"
FIRST_HEARD = (
    "INSERT INTO cases_heardupto (case_id, number) VALUES (%s, %s) ON CONFLICT (case_id) DO NOTHING RETURNING case_id"
)
HEARD_ON = "UPDATE cases_heardupto SET number = %s WHERE case_id = %s AND number = %s RETURNING case_id"
"""Whoever is first counts: the others find nothing."""
SURE = 1.96
"""Standard deviations either side of a share: an interval of 95 %."""

Mark = tuple[str, int, int]
"""What was noticed, and where in the turn: name, start, end."""


def count_raised(*, case: Case, by_turn: Mapping[int, Sequence[str]]) -> None:
    """Count what was noticed in the turns of a case, by their numbers; a turn that was counted before is not again."""
    seen, last = next(iter(ask(HEARD, case.pk)), (None,))[0], max(by_turn, default=0)
    if last <= (seen or 0):
        return
    names = Counter(name for number, names in by_turn.items() if number > (seen or 0) for name in names)
    claim = (FIRST_HEARD, (case.pk, last)) if seen is None else (HEARD_ON, (last, case.pk, seen))
    if not names:
        ask_all(claim)
        return
    with transaction.atomic():
        if ask_all(claim)[0]:
            _add(names, "raised")


def _add(names: Mapping[str, int], to: str) -> None:
    Noticed.objects.bulk_create([Noticed(name=name) for name in names], ignore_conflicts=True)
    whens = [Whenever(name=name, then=Value(times)) for name, times in names.items()]
    more = When(*whens, default=Value(0), output_field=IntegerField())
    Noticed.objects.filter(name__in=list(names)).update(**{to: F(to) + more})


def not_so(*, case: Case, turn: Turn, mark: Mark, by: Person, now: datetime) -> None:
    """Set a mark aside for this case, and count that. Saying it twice changes nothing. Raises Refused for a closed case."""
    must(by, "open_case")
    noticed, start, end = mark
    if turn.case_id != case.pk:
        raise Missing(sentence("There is no such turn in this case."))
    with transaction.atomic():
        _still_open(case)
        _row, made = Dismissal.objects.get_or_create(
            turn=turn, noticed=noticed, start=start, end=end, defaults={"case": case, "by": by, "at": now}
        )
        if made:
            _add({noticed: 1}, "dismissed")
            record(
                by=by.mark, role=by.role, what="mark set aside", about=case.mark, now=now, data={"turn": turn.number}
            )


def so_after_all(*, case: Case, turn: Turn, mark: Mark, by: Person, now: datetime) -> None:
    """Put a mark back that was set aside, by whomever, and count it as it was. Nothing changes where it was not."""
    must(by, "open_case")
    noticed, start, end = mark
    with transaction.atomic():
        _still_open(case)
        gone, _each = Dismissal.objects.filter(
            case=case, turn_id=turn.pk, noticed=noticed, start=start, end=end
        ).delete()
        if gone:
            _add({noticed: -1}, "dismissed")
            record(by=by.mark, role=by.role, what="mark put back", about=case.mark, now=now, data={"turn": turn.number})


def _still_open(case: Case) -> None:
    """Holds the case. Raises Refused for one that is closed."""
    if locked(case).closed_at is not None:
        raise Refused(sentence("This case is closed. Open a new one for what has come since."))


def dismissed_in(case: Case) -> set[tuple[str, str, int, int]]:
    """The marks that were set aside in a case: turn, name, start and end."""
    rows = Dismissal.objects.filter(case=case).values_list("turn_id", "noticed", "start", "end")
    return {(str(turn), noticed, start, end) for turn, noticed, start, end in rows}


def note_asked(*, case: Case, model: str, host: str, by: Person, now: datetime) -> None:
    """Note that a machine is asked about a story, before its redacted words go out. Raises Refused for a closed case."""
    must(by, "open_case")
    with transaction.atomic():
        _still_open(case)
        data = {"model": model, "host": host}
        record(by=by.mark, role=by.role, what="machine asked", about=case.mark, now=now, data=data)


def keep(*, case: Case, text: str, written_as: Kept.As, by: Person, now: datetime, confirmed: bool = False) -> Turn:
    """Keep a summary or a reply as a colleague's turn of the story, locked like every turn. Raises Refused for nothing."""
    with transaction.atomic():
        turn = add_turn(case=case, speaker=Turn.Speaker.COLLEAGUE, text=text, by=by, now=now)
        Kept.objects.create(turn=turn, written_as=written_as, confirmed=confirmed)
        what, data = f"{written_as.value} kept", {"turn": turn.number, "confirmed": confirmed}
        record(by=by.mark, role=by.role, what=what, about=case.mark, now=now, data=data)
    return turn


def keep_wording(*, glossary: dict[str, str], book: dict[str, Any], by: Person, now: datetime) -> Wording:
    """Let the company's own words hold from now on; earlier versions stay."""
    must(by, "keep_wordings")
    with transaction.atomic():
        wording = Wording.objects.create(glossary=glossary, book=book, by=by, at=now)
        data = {"version": wording.pk, "terms": len(glossary), "moments": sorted(book)}
        record(by=by.mark, role=by.role, what="wordings changed", about="wordings", now=now, data=data)
    return wording


def wording_now() -> Wording | None:
    """The company's own words, as they hold; None where there are none yet."""
    return Wording.objects.select_related("by").order_by("-pk").first()


def noticed_so_far() -> Iterable[Noticed]:
    """Everything that was ever noticed, what was noticed most first."""
    return Noticed.objects.order_by("-raised", "name")


def interval(of: int, among: int) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share, from 0 to 1; all of it where nothing was counted."""
    if among <= 0:
        return 0.0, 1.0
    share, square = min(of / among, 1.0), SURE**2
    middle = share + square / (2 * among)
    reach = SURE * sqrt(share * (1 - share) / among + square / (4 * among**2))
    return max((middle - reach) / (1 + square / among), 0.0), min((middle + reach) / (1 + square / among), 1.0)
