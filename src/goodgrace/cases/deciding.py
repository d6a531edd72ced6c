"""Deciding: inside the limit it is final at once; beyond it, it says who may. What it takes is counted in the same moment."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import IntegrityError, transaction

from goodgrace.cases.actions import changed, locked
from goodgrace.cases.counting import key_digest, lock_counts, standing
from goodgrace.cases.envelope import check_envelope
from goodgrace.cases.facts import facts_for, known_of
from goodgrace.cases.models import Case, CountedKey, Decision, Draw
from goodgrace.cases.sheets import Open, day_of, sheet_under
from goodgrace.cases.words import locked_in
from goodgrace.errors import GraceError, InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.money import as_decimal, places_of, scaled
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.policy.decision import keys_of
from goodgrace.policy.exchange import as_data
from goodgrace.policy.reader.ledger_lines import price
from goodgrace.policy.reasons import amount_text
from goodgrace.policy.shape import IDENTITIES, LARGEST, Remedy
from goodgrace.policy.sheet.caps import bound_for
from goodgrace.rulebook.queries import holding, policy_of

KEY_TAKEN = "This key has decided something else already. Use a new key for a new decision."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide: so much of a remedy of a policy, on these grounds, for this reason.

    `seen` is the case's revision on the page she decides from. `key` is hers to choose: the same key decides once.
    """

    policy: str
    remedy: str
    amount: Decimal
    key: str
    seen: int | None = None
    grounds: tuple[str, ...] = ()
    reason: str = ""


def decide(*, case: Case, wish: Wish, by: Person, now: datetime) -> Decision:
    """Decide. Raises NotAllowed beyond what this person may give, naming who may; Refused for an old page or a rival."""
    must(by, "decide")
    _check_key(wish.key)
    with transaction.atomic():
        case = locked(case)
        if (before := Decision.objects.filter(key=wish.key).first()) is not None:
            return _same(before, case, wish, by)
        case = changed(case, wish.seen)
        opened = _locked_sheet(case, wish.policy, by, now)
        remedy = opened.policy.remedies.get(wish.remedy)
        if remedy is None:
            raise Missing(f"{opened.version.title} has no remedy `{wish.remedy}`.")
        amount = _amount(remedy, wish.amount)
        _check_limit(opened, remedy, amount, got_by(case))
        _check_rivals(opened, remedy, case)
        _check_no(opened, remedy, amount, case, by)
        check_envelope(by, opened.policy, price(remedy, amount), day_of(by, now))
        return _write(case, opened, remedy, amount, wish, by, now)


def decide_many(*, asked: Sequence[tuple[int, Wish]], by: Person, now: datetime) -> list[Decision | GraceError]:
    """Decide many wishes, each for the case with a number, in their order and each on its own: one refused undoes no other.

    Each has its own transaction, so that two batches never wait for each other in a circle.
    """
    must(by, "decide")
    whole = Decision.objects.select_related("case", "customer", "version", "overrule")
    cases = Case.objects.in_bulk({number for number, _ in asked})
    before = {decision.key: decision for decision in whole.filter(key__in=[wish.key for _, wish in asked])}
    answers = [_one_of_many(cases.get(number), before.get(wish.key), wish, by, now) for number, wish in asked]
    made = whole.in_bulk([answer.pk for answer in answers if isinstance(answer, Decision)])
    return [made[answer.pk] if isinstance(answer, Decision) else answer for answer in answers]


def _one_of_many(
    case: Case | None, before: Decision | None, wish: Wish, by: Person, now: datetime
) -> Decision | GraceError:
    if case is None:
        return Missing("There is no such case, or it is not yours to see.")
    try:
        return _same(before, case, wish, by) if before else decide(case=case, wish=wish, by=by, now=now)
    except GraceError as error:
        return error


def say_no(*, case: Case, wish: Wish, by: Person, now: datetime) -> Decision:
    """Decide, with a reason, that this is not given. It is honoured like a yes: going past it takes an overrule."""
    must(by, "decide")
    _check_key(wish.key)
    if not wish.reason.strip():
        raise Refused("A no has a reason: write it down, so that she can be told and colleagues stand by it.")
    with transaction.atomic():
        case = locked(case)
        if (before := Decision.objects.filter(key=wish.key).first()) is not None:
            return _same(before, case, wish, by)
        case = changed(case, wish.seen)
        opened = _locked_sheet(case, wish.policy, by, now)
        remedy = opened.policy.remedies.get(wish.remedy)
        if remedy is None or not opened.role:
            raise Missing(f"{opened.version.title} has nothing here for you to decide.")
        if opened.sheet.remedies[remedy.name].standard:
            raise Refused(f"{remedy.title}: everybody gets this, so nobody can refuse it.")
        return _write(case, opened, remedy, 0, wish, by, now)


def _check_key(key: str) -> None:
    if not 8 <= len(key) <= 120 or not key.isprintable():
        raise InputError("A decision needs a key of 8 to 120 characters, so that sending it twice decides once.")


def _same(before: Decision, case: Case, wish: Wish, by: Person) -> Decision:
    remedy = policy_of(before.version).remedies[before.remedy]
    amount = _amount(remedy, wish.amount) if before.amount else 0
    asked = (wish.policy, wish.remedy, amount, case.pk, by.pk)
    if asked != (before.version.policy, before.remedy, before.amount, before.case_id, before.by_id):
        raise Refused(KEY_TAKEN)
    if before.undone_at is not None or hasattr(before, "overrule"):
        raise Refused(
            "This was decided, and then taken back or overruled: it does not stand. Decide anew if it should."
        )
    return before


def _locked_sheet(case: Case, policy_name: str, by: Person, now: datetime) -> Open:
    """The sheet, counted while nobody else can count: what it says stays true until the decision is written."""
    version = holding(policy_name, now)
    if version.counters and case.counter not in version.counters:
        raise Missing(f"{version.title} does not hold at this counter.")
    policy, on = policy_of(version), day_of(by, now)
    known = known_of(case, on)
    lock_counts(policy, case, by, keys_of(policy, facts_for(policy, known, case, by, on)))
    return sheet_under(version, case, by, known, on)


def _amount(remedy: Remedy, amount: Decimal) -> int:
    plain = (
        amount.is_finite() and amount.adjusted() <= LARGEST_DIGITS and len(amount.as_tuple().digits) <= LARGEST_DIGITS
    )
    found = scaled(amount, remedy.places) if plain else None
    if found is None or not 0 <= found <= LARGEST:
        raise InputError(
            f"{remedy.title}: this is no amount of it. It has at most {remedy.places} decimal places and is not negative."
        )
    return found


LARGEST_DIGITS = 30
"""No amount that anybody can give has more digits."""
Got = Mapping[tuple[str, str], int]
"""What a case has got so far, in smallest units, by policy and remedy."""


def got_by(case: Case) -> Got:
    """What a case has got of each remedy so far."""
    rows = standing().filter(case=case).values_list("version__policy", "remedy", "amount")
    found: dict[tuple[str, str], int] = {}
    for policy, remedy, amount in rows:
        found[policy, remedy] = found.get((policy, remedy), 0) + amount
    return found


def left_for(opened: Open, remedy: Remedy, got: Got, role: str) -> Decimal:
    """What a role may still give of a remedy in a case, after what the case has got already."""
    offer = opened.sheet.remedies[remedy.name]
    given = as_decimal(got.get((opened.version.policy, remedy.name), 0), remedy.places)
    bound = bound_for(role, opened.policy, offer.caps)
    beyond = offer.limits[role] - given
    if bound is not None:
        beyond = min(beyond, as_decimal(bound, remedy.places))
    return max(offer.standard - given, beyond, Decimal(0))


def _check_limit(opened: Open, remedy: Remedy, amount: int, got: Got) -> None:
    wanted, policy = as_decimal(amount, remedy.places), opened.policy
    if not opened.role:
        raise NotAllowed(
            f"{opened.version.title} gives your role no discretion. Ask for help: the case and its story go along."
        )
    if not wanted:
        raise InputError(f"{remedy.title}: say how much. If it is not to be given, say no with a reason.")
    if wanted <= left_for(opened, remedy, got, opened.role):
        return
    higher = policy.roles[policy.roles.index(opened.role) + 1 :]
    who = next((role for role in higher if wanted <= left_for(opened, remedy, got, role)), None)
    most = left_for(opened, remedy, got, opened.role)
    yours = f"you may give up to {amount_text(policy, remedy, most)} here" if most else "this is not open to you here"
    further = (
        f"A {who.replace('_', ' ')} may give it: ask for help."
        if who
        else "Nobody on this ladder may give as much here: ask for help, or call in the advocate."
    )
    raise NotAllowed(f"{remedy.title}: {yours}, and {amount_text(policy, remedy, wanted)} is more. {further}")


def _check_rivals(opened: Open, remedy: Remedy, case: Case) -> None:
    rivals = {name for group in opened.policy.one_of if remedy.name in group for name in group} - {remedy.name}
    given = standing().filter(case=case, version__policy=opened.version.policy, remedy__in=rivals, amount__gt=0).first()
    if given is not None:
        title = opened.policy.remedies[given.remedy].title
        raise Refused(f"{title} was given already, and only one of the two can be.")


def _check_no(opened: Open, remedy: Remedy, amount: int, case: Case, by: Person) -> None:
    """A colleague's no is honoured like a yes. What everybody gets is no matter of it, and whoever said it may think again."""
    if as_decimal(amount, remedy.places) <= opened.sheet.remedies[remedy.name].standard:
        return
    noes = standing().filter(case=case, version__policy=opened.version.policy, remedy=remedy.name, amount=0)
    no = noes.exclude(by=by).select_related("by").first()
    if no is not None:
        raise Refused(
            f"{remedy.title}: {no.by.name} said no to this here, with a reason, and it stands. "
            "Speak with each other; a role above can overrule it, with a reason."
        )


def _write(case: Case, opened: Open, remedy: Remedy, amount: int, wish: Wish, by: Person, now: datetime) -> Decision:
    policy = opened.policy
    strange = [name for name in wish.grounds if name not in policy.grounds]
    if strange:
        raise InputError(f"{opened.version.title} has no ground `{strange[0]}`.")
    decision = Decision(
        case=case, customer=case.customer, version=opened.version, remedy=remedy.name, amount=amount,
        cost=price(remedy, amount), grounds=list(wish.grounds), role=opened.role, by=by,
        on=day_of(by, now), at=now, key=wish.key,
    )  # fmt: skip
    seen = json.dumps(
        {"facts": {name: str(value) for name, value in opened.facts.items()}, "sheet": as_data(opened.sheet)},
        sort_keys=True,
    )
    decision.sheet = locked_in(decision, "sheet", seen)
    decision.reason = locked_in(decision, "reason", wish.reason.strip()) if wish.reason.strip() else b""
    try:
        decision.save(force_insert=True)
    except IntegrityError:  # somebody used the key in the same moment, for another case
        raise Refused(KEY_TAKEN) from None
    _count(decision, opened, remedy)
    _record_decision(decision, opened, remedy, case)
    return decision


def _count(decision: Decision, opened: Open, remedy: Remedy) -> None:
    """Keep what the caps of this and other policies will count."""
    keys = {name: value for name, value in opened.sheet.keys.items() if name not in IDENTITIES}
    CountedKey.objects.bulk_create(
        CountedKey(decision=decision, name=name, digest=key_digest(name, value)) for name, value in keys.items()
    )
    pools = dict.fromkeys(cap.pool for cap in remedy.caps if cap.pool)
    if decision.cost:
        Draw.objects.bulk_create(
            Draw(decision=decision, pool=pool, cost=decision.cost, on=decision.on) for pool in pools
        )


def _record_decision(decision: Decision, opened: Open, remedy: Remedy, case: Case) -> None:
    places = places_of(opened.policy.currency)
    data = {
        "decision": str(decision.pk),
        "remedy": remedy.name,
        "amount": f"{as_decimal(decision.amount, remedy.places):f}",
        "cost": None if decision.cost is None else f"{as_decimal(decision.cost, places):f}",
        "grounds": decision.grounds,
        "acting_as": decision.role,
        "revision": case.revision,
        "sheet": sha256(bytes(decision.sheet)).hexdigest(),
        "reason": sha256(bytes(decision.reason)).hexdigest() if decision.reason else "",
    }
    what = "decided" if decision.amount else "decided: no"
    record(
        by=decision.by.mark,
        role=decision.by.role,
        what=what,
        about=case.mark,
        policy=opened.version.mark,
        now=decision.at,
        data=data,
    )
