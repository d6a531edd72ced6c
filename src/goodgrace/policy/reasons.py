"""A decision sheet in plain sentences: for the colleague with reasons, and for the customer without internals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodgrace.money import as_decimal
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.expressions import (
    Among,
    Compare,
    Constant,
    DaysBetween,
    Known,
    Named,
    Node,
    Not,
    Op,
    Type,
    walk,
    write,
)
from goodgrace.policy.meaning import value_of
from goodgrace.policy.naming import known_name
from goodgrace.policy.shape import DAY, Policy, Remedy
from goodgrace.policy.sheet.asking import Ask
from goodgrace.policy.sheet.caps import CapLeft, binds
from goodgrace.policy.sheet.failing import Failed
from goodgrace.policy.sheet.offer import Offer


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a sheet means, in sentences; `customer` says nothing of limits, rules, roles' amounts or other customers."""

    colleague: tuple[str, ...]
    customer: tuple[str, ...]


def explain(sheet: DecisionSheet, role: str | None = None) -> Explanation:
    """Say a sheet in plain sentences, for a colleague of a role (without one: the first of the ladder).

    Raises InputError for a role that is not on the policy's ladder.
    """
    role = role or sheet.policy.roles[0]
    known_name(role, sheet.policy.roles, f"The policy `{sheet.policy.name}` has no role")
    colleague = [line for offer in sheet.remedies.values() for line in _for_colleague(sheet, offer, role)]
    colleague += [_choice(sheet.policy, group) for group in sheet.policy.one_of]
    asks = [ask for ask in sheet.ask_next if _concerns(sheet, ask, role)]
    colleague += [_ask(sheet.policy, ask, role) for ask in asks]
    if sheet.given is None and any(remedy.caps for remedy in sheet.policy.remedies.values()):
        colleague.append("Caps are taken as whole: what was given before was not handed in.")
    return Explanation(tuple(colleague), tuple(_for_customer(sheet, role, asks)))


def amount_text(policy: Policy, remedy: Remedy, amount: Decimal) -> str:
    """An amount with its unit, for a person: "60.00 EUR", "2 days", "yes"."""
    if remedy.gives == "yes":
        return "yes" if amount else "no"
    return _measured(amount, remedy.gives, policy.currency if remedy.gives == "money" else remedy.unit)


def _for_colleague(sheet: DecisionSheet, offer: Offer, role: str) -> Iterator[str]:
    policy, remedy = sheet.policy, offer.remedy
    may, title = offer.may[role], remedy.title
    if offer.standard:
        everybody = (
            "Everybody gets this"
            if remedy.gives == "yes"
            else f"Everybody gets {amount_text(policy, remedy, offer.standard)}"
        )
        yield f"{title}: {everybody}; nobody has to ask."
    if may > offer.standard:
        yield f"{title}: you may {_give(policy, remedy, may)}.{_because(sheet, offer, role)}"
    elif not offer.standard:
        waits = sheet.is_open(remedy.name, role)
        yield f"{title}: not open to you {'before more is known' if waits else 'in this case'}."
    if offer.never is not None:
        instead = policy.remedies[offer.never.instead].title
        yield f"{title}: only the standard, because {offer.never.because.rstrip('.')}. Offer instead: {instead}."
    if sheet.given is not None:
        yield from (_cap(policy, remedy, cap) for cap in offer.caps if binds(cap.cap, role, policy))
    yield from _further(policy, offer, role)
    if not may or may < max(offer.limits.values()):
        yield from (f"{title}: {_missed(policy, failed)}" for failed in offer.failed)


def _give(policy: Policy, remedy: Remedy, amount: Decimal) -> str:
    return "give this" if remedy.gives == "yes" else f"give up to {amount_text(policy, remedy, amount)}"


def _because(sheet: DecisionSheet, offer: Offer, role: str) -> str:
    """The grounds in those rules that hold for this role; a rule without a condition needs none."""
    remedy, policy = offer.remedy, sheet.policy
    granted = [
        rule for name in policy.roles[: policy.roles.index(role) + 1] for rule in remedy.discretion.get(name, ())
    ]
    held = [rule.when for rule in granted if rule.when is not None and value_of(rule.when, sheet.case) is True]
    named = {part.name for when in held for part in walk(when) if isinstance(part, Named)}
    grounds = [words(name) for name in offer.grounds if name in named]
    return f" What speaks for it: {', '.join(grounds)}." if grounds else ""


def _further(policy: Policy, offer: Offer, role: str) -> Iterator[str]:
    """Who may go further: the first role above that may give more."""
    for other in policy.roles[policy.roles.index(role) + 1 :]:
        if offer.may[other] > offer.may[role]:
            what = _give(policy, offer.remedy, offer.may[other])
            yield f"{offer.remedy.title}: beyond that, your {words(other)} may {what}."
            return


def _cap(policy: Policy, remedy: Remedy, left: CapLeft) -> str:
    cap = left.cap
    if left.missing:
        return f"{remedy.title}: not open until this is known: {words(left.missing)}."
    period = f" within {cap.within}" if cap.within else ""
    whom = f"from the pool {cap.pool}" if cap.pool else f"per {words(cap.per or '')}"
    if cap.times is not None:
        return f"{remedy.title}: {left.used} of {cap.times} times used {whom}{period}."
    rest = as_decimal(left.left or 0, remedy.places)
    return f"{remedy.title}: {amount_text(policy, remedy, rest)} left {whom}{period}."


def _missed(policy: Policy, failed: Failed) -> str:
    node = failed.node
    if isinstance(node, Known | Not) and isinstance(node.part if isinstance(node, Not) else node, Known):
        return (
            f"it would need {words(failed.condition.removeprefix('not '))}: {'no' if isinstance(node, Not) else 'yes'}."
        )
    if failed.margin is None or not isinstance(node, Compare):
        return f"it would need this: {phrase(node, policy)}."
    unit = policy.currency if node.left.type.kind == "money" else failed.unit
    by = _measured(failed.margin, node.left.type.kind, unit)
    side = "short of" if failed.direction == 1 else "over"
    limit = "the limit of " if isinstance(node.right, Constant) else ""
    return f"{phrase(node.left, policy)} is {by} {side} {limit}{phrase(node.right, policy)}."


def _measured(number: Decimal, kind: str, unit: str) -> str:
    """A number with its unit: "2.5 hours", "1 hour", "60.00 EUR"."""
    if kind != "money" and number == 1:
        unit = unit.removesuffix("s")
    return f"{_plain(number, kind)} {unit}".rstrip()


def _plain(number: Decimal, kind: str) -> str:
    """A number as people write it: money with all its places, other numbers without idle zeros."""
    if kind == "money" or number == number.to_integral_value():
        return f"{number:,.0f}" if kind != "money" else f"{number:,f}"
    return f"{number.normalize():,f}"


_SAID: dict[Op, str] = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}


def phrase(node: Node, policy: Policy) -> str:
    """A condition or a value in plain words: "hours late is at most 4 hours", "the moment is not none"."""
    match node:
        case Known(name=name) | Named(name=name):
            return words(name)
        case Not(part=Known(name=name)):
            return f"{words(name)}: no"
        case Constant(value=int(value), type=type) if type.counts:
            unit = policy.currency if type.kind == "money" else type.unit
            return _measured(as_decimal(value, type.places), type.kind, unit)
        case Constant(value=int(value), type=Type(kind="date")):
            return date.fromordinal(value).isoformat()
        case Constant(value=str(value)):
            return words(value)
        case Compare(op=op, left=left, right=right):
            return f"{phrase(left, policy)} {_SAID[op]} {phrase(right, policy)}"
        case Among(part=part, values=values):
            return f"{phrase(part, policy)} is one of {', '.join(phrase(value, policy) for value in values)}"
        case Not(part=Among(part=part, values=values)):
            return f"{phrase(part, policy)} is none of {', '.join(phrase(value, policy) for value in values)}"
        case DaysBetween(start=start, end=end):
            return f"the days from {phrase(start, policy)} to {phrase(end, policy)}"
        case _:
            return write(node)


def _concerns(sheet: DecisionSheet, ask: Ask, role: str) -> bool:
    """Whether an answer could make a difference to what this role may give."""
    return any(role in targets for targets in ask.opens.values()) or any(
        sheet.is_open(name, role) for name in sheet.remedies
    )


def _choice(policy: Policy, group: tuple[str, ...]) -> str:
    return f"At most one of these: {', '.join(policy.remedies[name].title for name in group)}."


def _ask(policy: Policy, ask: Ask, role: str) -> str:
    opened = []
    for name, targets in ask.opens.items():
        if role in targets:
            amount = targets[role]
            title = policy.remedies[name].title
            limit = (
                "as far as the answer goes" if amount is None else amount_text(policy, policy.remedies[name], amount)
            )
            opened.append(f"{title}: {limit}" if policy.remedies[name].gives != "yes" else title)
    would = f" It could open: {'; '.join(opened)}." if opened else " It could matter together with another answer."
    return f"Ask: {ask.question}{would}"


def _for_customer(sheet: DecisionSheet, role: str, asks: Sequence[Ask]) -> Iterator[str]:
    lines = [*_what_is_hers(sheet), *_what_may_be(sheet, role)]
    lines += [ask.question for ask in asks if _asks_customer(sheet.policy, ask)]
    yield from lines or ["We have no answer for you yet. Somebody will look at this with you."]


def _what_is_hers(sheet: DecisionSheet) -> Iterator[str]:
    """What everybody gets; of remedies that exclude each other, the choice between them."""
    hers = {name: _gift(sheet.policy, offer) for name, offer in sheet.remedies.items() if offer.standard}
    told: set[str] = set()
    for group in sheet.policy.one_of:
        rivals = [name for name in group if name in hers]
        if len(rivals) > 1 and not told & set(rivals):
            told |= set(rivals)
            yield f"One of these is yours, as you like: {'; '.join(hers[name] for name in rivals)}."
    yield from (f"This is yours: {gift}." for name, gift in hers.items() if name not in told)


def _gift(policy: Policy, offer: Offer) -> str:
    what = "" if offer.remedy.gives == "yes" else f": {amount_text(policy, offer.remedy, offer.standard)}"
    return f"{offer.remedy.title}{what}"


def _what_may_be(sheet: DecisionSheet, role: str) -> Iterator[str]:
    """What somebody may still decide for her, without a word of how far."""
    for offer in sheet.remedies.values():
        title = offer.remedy.title
        if offer.standard:
            continue
        if offer.may[role] and offer.may[role] < max(offer.may.values()):
            yield f"Your colleague here can decide a part of this with you today, and ask for the rest: {title}."
        elif offer.may[role]:
            yield f"Your colleague here can decide this with you today: {title}."
        elif max(offer.may.values()):
            yield f"We will put this to a colleague who can decide it: {title}."
        elif offer.never is not None:
            instead = sheet.policy.remedies[offer.never.instead].title
            yield f"What we can offer you instead of this ({title}): {instead}."


def _asks_customer(policy: Policy, ask: Ask) -> bool:
    fact = policy.facts.get(ask.fact)
    return fact is not None and bool(fact.ask) and not fact.origin and ask.fact != DAY


def words(name: str) -> str:
    """A name as plain words: "long_standing" is "long standing"."""
    return name.replace("_", " ").replace("-", " ")
