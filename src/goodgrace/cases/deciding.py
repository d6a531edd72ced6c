"""Deciding: inside the limit it is final at once; beyond it, it says who may. What it takes is counted in the same moment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from goodgrace.cases.actions import check_open
from goodgrace.cases.counting import Standing
from goodgrace.cases.envelope import check_envelope
from goodgrace.cases.gathering import Gathered, Made, Ready, Wanted, Wish, gather
from goodgrace.cases.limits import Bounds, bounds_of
from goodgrace.cases.models import Case, Decision
from goodgrace.cases.promising import promise
from goodgrace.cases.settling import Overtaken, locks_of_all, locks_of_own
from goodgrace.cases.words import reason_text
from goodgrace.cases.writing import decided, decision_of, write
from goodgrace.errors import GraceError, InputError, Missing, NotAllowed, Refused
from goodgrace.money import as_decimal, scaled
from goodgrace.people.authority import must
from goodgrace.people.models import Person, Role
from goodgrace.policy.expressions import LARGEST
from goodgrace.policy.reader.ledger_lines import price
from goodgrace.policy.reasons import amount_text
from goodgrace.policy.shape import Remedy
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import Sentence, sentence

__all__ = ["Answer", "Made", "Wanted", "Wish", "decide", "decide_together", "say_no"]

KEY_TAKEN = sentence("This key has decided something else already. Use a new key for a new decision.")
TOGETHER = 100
"""So many are decided in one transaction: more are no faster, and nobody else waits long."""
TRIES = 3
LARGEST_DIGITS = 30
"""No amount that anybody can give has more digits."""


def decide(*, case: Case, wish: Wish, by: Person, now: datetime) -> Decision:
    """Decide. Raises NotAllowed beyond what this person may give, naming who may; Refused for an old page or a rival."""
    return _alone(case, Wanted(case.pk, wish, by), now)


def say_no(*, case: Case, wish: Wish, by: Person, now: datetime) -> Decision:
    """Decide, with a reason, that this is not given. It is honoured like a yes: going past it takes an overrule."""
    return _alone(case, Wanted(case.pk, wish, by, no=True), now)


Answer = Made | Decision | GraceError
"""What became of a wish: it was just decided, it was decided before under its key, or why it is not decided."""


def decide_together(*, asked: Sequence[Wanted], now: datetime) -> list[Answer]:
    """Decide what several people asked, in the order they asked and each on its own: one refused undoes no other."""
    return [answer for at in range(0, len(asked), TOGETHER) for answer in _in_one_go(asked[at : at + TOGETHER], now)]


def _alone(case: Case, wanted: Wanted, now: datetime) -> Decision:
    (answer,) = _in_one_go([wanted], now)
    if isinstance(answer, GraceError):
        raise answer
    return decision_of(answer, case) if isinstance(answer, Made) else answer


def _in_one_go(asked: Sequence[Wanted], now: datetime) -> list[Answer]:
    """All in one transaction; once more, with everything locked first, where somebody was faster with a key or a pool."""
    first = any(each.by.most_per_day is not None for each in asked)
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                gathered = gather(asked, now, locks_of_all if first else locks_of_own)
                answers = [_answer(gathered, place, each) for place, each in enumerate(asked)]
                write(gathered, *promise(gathered, now), locked=first)
        except (IntegrityError, Overtaken):
            first = True
        else:
            return answers
    raise Refused(KEY_TAKEN)


def _answer(gathered: Gathered, place: int, wanted: Wanted) -> Answer:
    try:
        must(wanted.by, "decide")
        if (before := gathered.before.get(wanted.wish.key)) is not None:
            return _same(before, wanted)
        ready = gathered.ready[place]
        if isinstance(ready, GraceError):
            raise ready
        check_open(closed=ready.case.closed, revision=ready.case.revision, seen=wanted.wish.seen)
        _check_grounds(ready, wanted.wish)
        bounds, amount = _no(ready, wanted) if wanted.no else _yes(gathered, ready, wanted)
        made = decided(ready, wanted, bounds, amount, gathered.now)
    except GraceError as error:
        return error
    gathered.note(made)
    return made


def _yes(gathered: Gathered, ready: Ready, asked: Wanted) -> tuple[Bounds, int]:
    remedy = ready.policy.remedies.get(asked.wish.remedy)
    if remedy is None:
        raise Missing(
            sentence("{policy} has no remedy `{remedy}`.", policy=ready.version.title, remedy=asked.wish.remedy)
        )
    amount = _amount(remedy, asked.wish.amount)
    caps = gathered.counts.left(ready.policy, remedy, ready.question.keys, ready.on)
    got = sum(each.amount for each in _standing(gathered, ready, {remedy.name}))
    bounds = bounds_of(ready.sheet, remedy, caps, got)
    _check_limit(ready, bounds, amount)
    _check_standard(bounds, amount, asked.wish.reason)
    _check_rivals(gathered, ready, remedy)
    _check_no(gathered, ready, bounds, amount, asked.by)
    cost = price(remedy, amount)
    if cost is None and got + amount <= bounds.standard:
        cost = 0  # what everybody gets needs no price
    check_envelope(asked.by, ready.policy, cost, ready.on, _given_in(gathered, ready, asked.by))
    return bounds, amount


def _given_in(gathered: Gathered, ready: Ready, by: Person) -> int:
    """What somebody has given so far in this transaction, on the day and in the currency."""
    if by.most_per_day is None:
        return 0
    mine = [each for each in gathered.made if each.wanted.by.pk == by.pk and each.ready.on == ready.on]
    return sum(each.cost or 0 for each in mine if each.ready.policy.currency == ready.policy.currency)


def _no(ready: Ready, asked: Wanted) -> tuple[Bounds, int]:
    if not asked.wish.reason.strip():
        raise Refused(sentence("A no has a reason: write it down, so that she can be told and colleagues stand by it."))
    remedy = ready.policy.remedies.get(asked.wish.remedy)
    if remedy is None or not ready.role:
        raise Missing(sentence("{policy} has nothing here for you to decide.", policy=ready.version.title))
    bounds = bounds_of(ready.sheet, remedy, (), 0)
    if bounds.standard:
        raise Refused(sentence("{remedy}: everybody gets this, so nobody can refuse it.", remedy=remedy.title))
    return bounds, 0


def _asks(wanted: Wanted) -> Wanted:
    """What is asked for, whichever page it was seen on and however its reason is spaced."""
    return replace(wanted, wish=replace(wanted.wish, seen=None, reason=wanted.wish.reason.strip()))


def _same(before: Decision | Made, asked: Wanted) -> Decision | Made:
    """The decision that the key has made already, if it is the one that is asked for again."""
    if isinstance(before, Made):
        if _asks(before.wanted) != _asks(asked):
            raise Refused(KEY_TAKEN)
        return before
    wish, remedy = asked.wish, policy_of(before.version).remedies[before.remedy]
    amount = 0 if asked.no else _amount(remedy, wish.amount)
    again = (wish.policy, wish.remedy, amount, asked.number, asked.by.pk, [*wish.grounds])
    if again != (before.version.policy, before.remedy, before.amount, before.case_id, before.by_id, before.grounds):
        raise Refused(KEY_TAKEN)
    if before.customer.forgotten_at is None and wish.reason.strip() != reason_text(before, before.customer):
        raise Refused(KEY_TAKEN)
    if not before.stands:
        raise Refused(
            sentence("This was decided, and then taken back or overruled: it does not stand. Decide anew if it should.")
        )
    return before


def _amount(remedy: Remedy, amount: Decimal) -> int:
    plain = (
        amount.is_finite() and amount.adjusted() <= LARGEST_DIGITS and len(amount.as_tuple().digits) <= LARGEST_DIGITS
    )
    found = scaled(amount, remedy.places) if plain else None
    if found is None or not 0 <= found <= LARGEST:
        raise InputError(
            sentence(
                "{remedy}: this is no amount of it. It has at most {places} decimal places and is not negative.",
                remedy=remedy.title,
                places=remedy.places,
            )
        )
    return found


def _check_limit(ready: Ready, bounds: Bounds, amount: int) -> None:
    remedy = bounds.remedy
    if not ready.role:
        raise NotAllowed(
            sentence(
                "{policy} gives your role no discretion. Ask for help: the case and its story go along.",
                policy=ready.version.title,
            )
        )
    if not amount:
        raise InputError(
            sentence("{remedy}: say how much. If it is not to be given, say no with a reason.", remedy=remedy.title)
        )
    most = bounds.left(ready.role)
    if amount <= most:
        return
    raise NotAllowed(_beyond(bounds, most, amount, bounds.who(amount, ready.role)))


def _check_standard(bounds: Bounds, amount: int, reason: str) -> None:
    """Nobody has to ask for what everybody gets: less of it is given only with a reason, such as that she wants no more."""
    if bounds.got + amount < bounds.standard and not reason.strip():
        most = amount_text(bounds.policy, bounds.remedy, as_decimal(bounds.standard, bounds.remedy.places))
        raise Refused(
            sentence(
                "{remedy}: everybody gets {most}. Give that, or write down why it is less here.",
                remedy=bounds.remedy.title, most=most,
            )
        )  # fmt: skip


def _beyond(bounds: Bounds, most: int, amount: int, who: str) -> Sentence:
    """That an amount is more than somebody may give, and who may; empty where nobody may."""
    policy, remedy = bounds.policy, bounds.remedy
    further = (
        sentence("A {role} may give it: ask for help.", role=Role(who) if who in Role.values else who.replace("_", " "))
        if who
        else sentence("Nobody on this ladder may give as much here: ask for help, or call in the advocate.")
    )
    wanted = amount_text(policy, remedy, as_decimal(amount, remedy.places))
    if not most:
        return sentence(
            "{remedy}: this is not open to you here, and {wanted} is more. {further}",
            remedy=remedy.title, wanted=wanted, further=further,
        )  # fmt: skip
    return sentence(
        "{remedy}: you may give up to {most} here, and {wanted} is more. {further}",
        remedy=remedy.title, most=amount_text(policy, remedy, as_decimal(most, remedy.places)), wanted=wanted, further=further,
    )  # fmt: skip


def _standing(gathered: Gathered, ready: Ready, remedies: Iterable[str]) -> Iterable[Standing]:
    """What holds in the case of some remedies of the policy."""
    standing = gathered.counts.standing.get(ready.case.pk, ())
    return (each for each in standing if each.policy == ready.policy.name and each.remedy in remedies)


def _check_rivals(gathered: Gathered, ready: Ready, remedy: Remedy) -> None:
    rivals = {name for group in ready.policy.one_of if remedy.name in group for name in group} - {remedy.name}
    for given in _standing(gathered, ready, rivals):
        if given.amount:
            title = ready.policy.remedies[given.remedy].title
            raise Refused(sentence("{remedy} was given already, and only one of the two can be.", remedy=title))


def _check_no(gathered: Gathered, ready: Ready, bounds: Bounds, amount: int, by: Person) -> None:
    """A colleague's no is honoured like a yes. What everybody gets is no matter of it, and whoever said it may think again."""
    if amount <= bounds.standard:
        return
    for no in _standing(gathered, ready, {bounds.remedy.name}):
        if not no.amount and no.by != by.pk:
            name = Person.objects.get(pk=no.by).name
            raise Refused(
                sentence(
                    "{remedy}: {name} said no to this here, with a reason, and it stands. Speak with each other; a role above can overrule it, with a reason.",
                    remedy=bounds.remedy.title,
                    name=name,
                )
            )


def _check_grounds(ready: Ready, wish: Wish) -> None:
    strange = [name for name in wish.grounds if name not in ready.policy.grounds]
    if strange:
        raise InputError(sentence("{policy} has no ground `{ground}`.", policy=ready.version.title, ground=strange[0]))
