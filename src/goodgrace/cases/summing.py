"""What was given before, summed up by the database over the days that each cap looks at: for deciding."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from goodgrace.cases.counting import (
    DECIDER,
    POOL,
    Counts,
    Question,
    Series,
    Use,
    Window,
    after,
    count_standing,
    counted_by,
    digests,
    shared,
)
from goodgrace.policy.shape import IDENTITIES
from goodgrace.store.asking import Asking, Row, ask_all

CUSTOMER, THING = "customer", "thing"
STANDING = """
SELECT case_id, policy, remedy, amount, "on", by_id FROM cases_decision WHERE case_id {among} AND stands
"""
TALLIES = """
'', name, policy, remedy, SUM(times), SUM(amount), SUM(cost) FROM cases_tally
WHERE kind = '{kind}' AND name {among} AND "on" > %s GROUP BY name, policy, remedy
"""
SUMS: Final[Mapping[str, str]] = {
    CUSTOMER: """
'', CAST(customer_id AS varchar(64)), policy, remedy, COUNT(*), SUM(amount), 0 FROM cases_decision
WHERE customer_id {among} AND "on" > %s AND stands AND amount > 0 GROUP BY customer_id, policy, remedy
""",
    THING: """
k.name, k.digest, d.policy, d.remedy, COUNT(*), SUM(d.amount), 0
FROM cases_countedkey k JOIN cases_decision d ON d.id = k.decision_id
WHERE k.digest {among} AND d."on" > %s AND d.stands AND d.amount > 0 GROUP BY k.name, k.digest, d.policy, d.remedy
""",
    DECIDER: TALLIES.replace("{kind}", DECIDER),
    POOL: TALLIES.replace("{kind}", POOL),
}
"""For each that is counted: the thing's name, whose it is, policy, remedy, how often, how much, and at what cost."""
RECENT = timedelta(days=4)
"""What is given in the same moment is of these days: by the clocks of the earth two of them, and two for who had to wait."""
Wanted = dict[Window, set[object]]
Sums = dict[Series, dict[date, Use]]


def count_summed(questions: Sequence[Question], locks: Sequence[Asking]) -> Counts:
    """Count what was given before, summed up, once some locks are taken."""
    if not questions:
        return Counts()
    found = Counts(recent=min(question.on for question in questions) - RECENT)
    wanted = _own(questions) | _shared(questions, found.recent)
    per = {name for question in questions for name in counted_by(question.policy).per}
    standing = (STANDING, ({question.case.pk for question in questions},))
    answers = ask_all(*locks, standing, *([_each(wanted)] if wanted else []))[len(locks) :]
    for row in answers[0]:
        count_standing(found, per, *row)
    if wanted:
        found.sums.update(_summed(questions, wanted, answers[1]))
    return found


class Since:
    """What was given after a day by deciders and out of pools, as it is now; where a cap looks at less, only that."""

    def __init__(self, day: date, questions: Sequence[Question]) -> None:
        self.questions = questions
        self.wanted: Wanted = defaultdict(set)
        for (kind, since), names in shared(questions).items():
            self.wanted[kind, max(since, day)] |= {*names}

    @property
    def asked(self) -> list[Asking]:
        """What asks for it; nothing where no cap looks."""
        return [_each(self.wanted)] if self.wanted else []

    def sums(self, rows: Iterable[Row]) -> Sums:
        """The sums in the rows that were found."""
        return _summed(self.questions, self.wanted, rows)


def _shared(questions: Iterable[Question], recent: date) -> Wanted:
    """What many share: deciders and pools, by the windows of the caps that look at them, and as far as those look, since a recent day."""
    found: dict[Window, set[object]] = defaultdict(set)
    for (kind, since), names in shared(questions).items():
        found[kind, since] |= {*names}
        found[kind, max(since, recent)] |= {*names}
    return found


def _own(questions: Iterable[Question]) -> Wanted:
    """What few share: customers and things, by the windows of the caps that look at them."""
    found: dict[Window, set[object]] = defaultdict(set)
    for question in questions:
        counted = counted_by(question.policy)
        for cap in counted.one_by_one:
            if cap.per == CUSTOMER:
                found[CUSTOMER, after(cap, question.on)].add(question.case.customer_id)
            elif cap.per not in IDENTITIES:
                found[THING, after(cap, question.on)] |= {each[1] for each in question.digests if each[0] == cap.per}
    return {window: names for window, names in found.items() if names}


def _each(wanted: Wanted) -> Asking:
    """One statement for all that is summed up; its first column says which of it a row is of."""
    parts = [f"SELECT {place}, {SUMS[kind]}" for place, (kind, _) in enumerate(wanted)]
    given = [part for (_, since), names in wanted.items() for part in ([*names], since)]
    return " UNION ALL ".join(parts), tuple(given)


def _summed(questions: Iterable[Question], wanted: Wanted, rows: Iterable[Row]) -> Sums:
    windows, found = [*wanted], defaultdict[Series, dict[date, Use]](dict)
    customers = {str(question.case.customer_id): question.case.customer.reference for question in questions}
    things = digests(questions)
    for place, thing, name, policy, remedy, times, amount, cost in rows:
        kind, since = windows[place]
        if kind == THING:
            kind, name = thing, things.get((thing, name), "")
        elif kind == CUSTOMER:
            name = customers[name]
        found[kind, name, policy, remedy][since] = Use(int(times), int(amount), int(cost))
    return found
