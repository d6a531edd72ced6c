"""A decision sheet in plain sentences: for the colleague with reasons, and for the customer without internals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Protocol

from goodgrace.money import as_decimal
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.expressions import (
    All,
    Among,
    Choose,
    Compare,
    Constant,
    DaysBetween,
    Either,
    Extreme,
    Known,
    Named,
    Node,
    Not,
    Op,
    Share,
    Sum,
    Times,
    Type,
    without_not,
    write,
)
from goodgrace.policy.meaning import Case
from goodgrace.policy.naming import known_name
from goodgrace.policy.shape import DAY, STANDARD, Cap, Never, Policy, Remedy
from goodgrace.policy.sheet.asking import Ask
from goodgrace.policy.sheet.caps import CapLeft, binds
from goodgrace.policy.sheet.failing import Failed
from goodgrace.policy.sheet.offer import Offer
from goodgrace.policy.sheet.speaking import speaking_for, standing_in_the_way
from goodgrace.sentences import listed, quantity, sentence

MANY = 8
"""The most remedies that exclude each other whose choices are all spelt out for a customer."""


SINGULAR = {
    "seconds": "second", "minutes": "minute", "hours": "hour", "days": "day", "nights": "night", "weeks": "week",
    "months": "month", "years": "year", "miles": "mile", "points": "point", "pieces": "piece",
}  # fmt: skip
"""How the units that we know are said of one; a unit of one's own stays as it is."""


class Length(Protocol):
    """So many of a unit of time, which says itself as "12 months": a policy's period, or a playbook's span."""

    @property
    def count(self) -> int:
        """How many."""


class Priced(Protocol):
    """What has a currency: a policy, or a playbook."""

    @property
    def currency(self) -> str:
        """Three letters, as in EUR."""


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
    asks, case = asks_for(sheet, role), sheet.case
    colleague = [line for offer in sheet.remedies.values() for line in _for_colleague(sheet, case, offer, role, asks)]
    colleague += [_choice(sheet.policy, group) for group in sheet.policy.one_of]
    colleague += [_ask(sheet.policy, ask, role, asks) for ask in asks]
    if sheet.given is None and any(remedy.caps for remedy in sheet.policy.remedies.values()):
        colleague.append("Caps are taken as whole: what was given before was not handed in.")
    return Explanation(tuple(colleague), tuple(_for_customer(sheet, role, asks)))


def asks_for(sheet: DecisionSheet, role: str) -> tuple[Ask, ...]:
    """What is worth asking for a role: what could open something to it, or to everybody."""
    return tuple(ask for ask in sheet.ask_next if any(target in (STANDARD, role) for _, target in ask.concerns))


def caps_left(sheet: DecisionSheet, remedy: str, role: str) -> tuple[str, ...]:
    """What the caps that bind a role leave of a remedy, and what those that cannot be counted yet wait for; sentences."""
    if sheet.given is None:
        return ()
    offer = sheet.remedies[remedy]
    bound = [cap for cap in offer.caps if binds(cap.cap, role, sheet.policy)]
    asks = asks_for(sheet, role) if any(cap.missing for cap in bound) else ()
    waits = {ask.fact for ask in asks if (remedy, role) in ask.concerns}
    return tuple(line for cap in bound for line in _cap(sheet.policy, offer, cap, waits))


def in_the_way(sheet: DecisionSheet, remedy: str, role: str) -> tuple[str, ...]:
    """Which conditions failed that could have let a role give more of a remedy, each with its margin; sentences."""
    offer = sheet.remedies[remedy]
    failed = standing_in_the_way(sheet.policy, offer, role, sheet.case)
    return tuple(_missed(sheet.policy, each) for each in failed)


def instead_of(sheet: DecisionSheet, remedy: str) -> str:
    """What a `never` that holds offers instead of a remedy, in a sentence; empty where none holds."""
    never = sheet.remedies[remedy].never
    return "" if never is None else _instead(sheet, never)


def amount_text(policy: Policy, remedy: Remedy, amount: Decimal) -> str:
    """An amount with its unit, for a person: "60.00 EUR", "2 days", "yes"."""
    if remedy.gives == "yes":
        return sentence("yes") if amount else sentence("no")
    return _measured(amount, remedy.gives, policy.currency if remedy.gives == "money" else remedy.unit)


def _for_colleague(sheet: DecisionSheet, case: Case, offer: Offer, role: str, asks: Sequence[Ask]) -> Iterator[str]:
    policy, remedy = sheet.policy, offer.remedy
    waits = {ask.fact for ask in asks if (remedy.name, role) in ask.concerns}
    may, title = offer.may[role], remedy.title
    if offer.standard:
        everybody = (
            "Everybody gets this"
            if remedy.gives == "yes"
            else f"Everybody gets {amount_text(policy, remedy, offer.standard)}"
        )
        yield f"{title}: {everybody}; nobody has to ask."
    if may > offer.standard:
        yield f"{title}: you may {_give(policy, remedy, may)}.{_because(policy, case, offer, role)}"
    elif not offer.standard:
        yield f"{title}: not open to you {'before more is known' if waits else 'in this case'}."
    if offer.never is not None:
        yield f"{title}: only the standard, because {offer.never.because.rstrip('.')}. {_instead(sheet, offer.never)}"
    if sheet.given is not None:
        for cap in offer.caps:
            if binds(cap.cap, role, policy):
                yield from (f"{title}: {line}" for line in _cap(policy, offer, cap, waits))
    yield from _further(policy, offer, role)
    for failed in standing_in_the_way(policy, offer, role, case):
        yield f"{title}: {_missed(policy, failed)}"


def _instead(sheet: DecisionSheet, never: Never) -> str:
    """What to offer instead, where somebody may give it."""
    other = sheet.remedies[never.instead]
    title = other.remedy.title
    if may_be_given(other):
        return sentence("Offer instead: {remedy}.", remedy=title)
    if other.open:
        return sentence("What would be offered instead is not open before more is known: {remedy}.", remedy=title)
    return sentence("What would be offered instead is not open in this case either: {remedy}.", remedy=title)


def may_be_given(offer: Offer) -> bool:
    """Whether anybody may give something of a remedy now."""
    return any(offer.may.values())


def _give(policy: Policy, remedy: Remedy, amount: Decimal) -> str:
    return "give this" if remedy.gives == "yes" else f"give up to {amount_text(policy, remedy, amount)}"


def _because(policy: Policy, case: Case, offer: Offer, role: str) -> str:
    grounds = [words(name) for name in speaking_for(policy, offer, role, case)]
    return f" What speaks for it: {', '.join(grounds)}." if grounds else ""


def _further(policy: Policy, offer: Offer, role: str) -> Iterator[str]:
    """Who may go further: the first role above that may give more."""
    for other in policy.roles[policy.roles.index(role) + 1 :]:
        if offer.may[other] > offer.may[role]:
            what = _give(policy, offer.remedy, offer.may[other])
            yield f"{offer.remedy.title}: beyond that, your {words(other)} may {what}."
            return


def _cap(policy: Policy, offer: Offer, left: CapLeft, waits: Set[str]) -> Iterator[str]:
    """What a cap leaves; of one that cannot be counted yet, what it waits for, where that could matter."""
    cap, remedy = left.cap, offer.remedy
    if left.missing:
        for name in [name for name in left.missing if name in waits]:
            if offer.standard:
                yield sentence("beyond that, not open until this is known: {fact}.", fact=_fact(name))
            else:
                yield sentence("not open until this is known: {fact}.", fact=_fact(name))
        return
    whom, period = counted_for(cap)
    if cap.times is not None:
        yield sentence(
            "{used} of {times} times used {whom}{period}.", used=left.used, times=cap.times, whom=whom, period=period
        )
    elif left.left is not None:
        rest = as_decimal(left.left, remedy.places)
        count = str(rest) if remedy.gives == "yes" else amount_text(policy, remedy, rest)
        yield sentence("{amount} left {whom}{period}.", amount=count, whom=whom, period=period)


def counted_for(cap: Cap) -> tuple[str, str]:
    """For whom a cap counts, or from which pool, and over how long; the second is empty where it is for ever."""
    whom = sentence("from the pool {pool}", pool=cap.pool) if cap.pool else sentence("per {whom}", whom=_whom(cap.per))
    return whom, sentence(" within {period}", period=length_text(cap.within)) if cap.within else ""


_IDENTITIES = {"customer": sentence("customer"), "decider": sentence("decider"), "case": sentence("case")}


def _whom(per: str | None) -> str:
    """Whom a cap counts for: in words of the house where it is one of its own, else in the policy's."""
    return _IDENTITIES.get(per or "", words(per or ""))


def length_text(length: Length) -> str:
    """A length of calendar time with its unit: "1 month", "12 months"."""
    return quantity(str(length), Decimal(length.count), 0, str(length).partition(" ")[2])


def _missed(policy: Policy, failed: Failed) -> str:
    node = failed.node
    if isinstance(node, Known | Not) and isinstance(node.part if isinstance(node, Not) else node, Known):
        ground = words(failed.condition.removeprefix("not "))
        if isinstance(node, Not):
            return sentence("it would need {ground}: no.", ground=ground)
        return sentence("it would need {ground}: yes.", ground=ground)
    if failed.margin is None or not isinstance(node, Compare):
        return sentence("it would need this: {condition}.", condition=phrase(node, policy))
    unit = policy.currency if node.left.type.kind == "money" else failed.unit
    margin = {
        "what": phrase(node.left, policy),
        "by": _measured(failed.margin, node.left.type.kind, unit),
        "limit": phrase(node.right, policy),
    }
    return sentence(_MISSED[failed.direction == 1, isinstance(node.right, Constant)], **margin)


_MISSED = {
    (True, True): sentence("{what} is {by} short of the limit of {limit}.").template,
    (True, False): sentence("{what} is {by} short of {limit}.").template,
    (False, True): sentence("{what} is {by} over the limit of {limit}.").template,
    (False, False): sentence("{what} is {by} over {limit}.").template,
}
"""How it is said by how much a limit was missed: short of it or over it, and whether it is a number of the policy."""


def _measured(number: Decimal, kind: str, unit: str) -> str:
    """A number with its unit: "2.5 hours", "1 hour", "60.00 EUR"."""
    if kind != "money" and number == 1:
        unit = SINGULAR.get(unit, unit)
    plain = _plain(number, kind)
    return quantity(f"{plain} {unit}".rstrip(), number, len(plain.partition(".")[2]), unit)


def _plain(number: Decimal, kind: str) -> str:
    """A number as people write it: money with all its places, other numbers without idle zeros."""
    if kind == "money" or number == number.to_integral_value():
        return f"{number:,.0f}" if kind != "money" else f"{number:,f}"
    return f"{number.normalize():,f}"


_SAID: dict[Op, str] = {
    "==": sentence("{left} is {right}").template,
    "!=": sentence("{left} is not {right}").template,
    "<": sentence("{left} is less than {right}").template,
    "<=": sentence("{left} is at most {right}").template,
    ">": sentence("{left} is more than {right}").template,
    ">=": sentence("{left} is at least {right}").template,
}


def phrase(node: Node, policy: Priced) -> str:
    """A condition or a value in plain words: "hours late is at most 4 hours", "the moment is not none"."""
    match node:
        case Known(name=name) | Named(name=name):
            return words(name)
        case Not(part=Known(name=name) | Named(name=name)):
            return sentence("{ground}: no", ground=words(name))
        case Constant(value=int(value), type=type) if type.counts:
            unit = policy.currency if type.kind == "money" else type.unit
            return _measured(as_decimal(value, type.places), type.kind, unit)
        case Constant(value=int(value), type=Type(kind="date")):
            return sentence("{day}", day=date.fromordinal(value))
        case Constant(value=str(value)):
            return words(value)
        case Compare(op=op, left=left, right=right):
            return sentence(_SAID[op], left=phrase(left, policy), right=phrase(right, policy))
        case Among(part=part, values=values):
            options = listed(phrase(value, policy) for value in values)
            return sentence("{what} is one of {options}", what=phrase(part, policy), options=options)
        case Not(part=Among(part=part, values=values)):
            options = listed(phrase(value, policy) for value in values)
            return sentence("{what} is none of {options}", what=phrase(part, policy), options=options)
        case DaysBetween(start=start, end=end):
            return sentence("the days from {start} to {end}", start=phrase(start, policy), end=phrase(end, policy))
        case All(parts=parts):
            said = [
                sentence("either {what}", what=phrase(part, policy))
                if isinstance(part, Either)
                else phrase(part, policy)
                for part in parts
            ]
            return all_of(said)
        case Either(parts=parts):
            return any_of(phrase(part, policy) for part in parts)
        case Not(part=All() | Either() | Not() | Compare()):
            return phrase(without_not(node), policy)
        case _:
            return _reckoned(node, policy)


def all_of(conditions: Iterable[str]) -> str:
    """Conditions that have to hold together, as one."""
    return reduce(lambda left, right: sentence("{left} and {right}", left=left, right=right), conditions)


def any_of(conditions: Iterable[str]) -> str:
    """Conditions of which one is enough, as one."""
    return reduce(lambda left, right: sentence("{left}, or {right}", left=left, right=right), conditions)


def _reckoned(node: Node, policy: Priced) -> str:
    """What is reckoned, in plain words: "repair cost, no more than 250.00 EUR", "50 % of price"."""
    match node:
        case Extreme(which=which, parts=(first, Constant() as limit)):
            said = {"what": phrase(first, policy), "limit": phrase(limit, policy)}
            return (
                sentence("{what}, no more than {limit}", **said)
                if which == "min"
                else sentence("{what}, no less than {limit}", **said)
            )
        case Extreme(which=which, parts=parts):
            among = listed(phrase(part, policy) for part in parts)
            return (
                sentence("the least of {among}", among=among)
                if which == "min"
                else sentence("the most of {among}", among=among)
            )
        case Sum(left=left, right=right, sign=sign):
            said = {"left": phrase(left, policy), "right": phrase(right, policy)}
            return sentence("{left} plus {right}", **said) if sign == 1 else sentence("{left} minus {right}", **said)
        case Times(part=part, by=by, by_places=places):
            return sentence("{by} times {what}", by=_number(by, places), what=phrase(part, policy))
        case Share(part=part, percent=percent, percent_places=places):
            return sentence("{percent} % of {what}", percent=_number(percent, places), what=phrase(part, policy))
        case Choose(test=test, then=then, otherwise=otherwise):
            said = {"then": phrase(then, policy), "test": phrase(test, policy), "otherwise": phrase(otherwise, policy)}
            return sentence("{then} where {test}, otherwise {otherwise}", **said)
        case _:
            return write(node)


def _number(value: int, places: int) -> str:
    return _measured(as_decimal(value, places), "number", "")


def _choice(policy: Policy, group: tuple[str, ...]) -> str:
    return f"At most one of these: {', '.join(policy.remedies[name].title for name in group)}."


def _ask(policy: Policy, ask: Ask, role: str, asks: Sequence[Ask]) -> str:
    opened = [
        text for name, targets in ask.opens.items() if (text := _opened(policy.remedies[name], targets, policy, role))
    ]
    if opened:
        return f"Ask: {ask.question} It could open: {'; '.join(opened)}."
    cells = {cell for cell in ask.concerns if cell[1] in (STANDARD, role)}
    shared = any(cells & other.concerns for other in asks if other is not ask)
    would = " It could matter together with another answer." if shared else ""
    return f"Ask: {ask.question}{would}"


def _opened(remedy: Remedy, targets: Mapping[str, Decimal | None], policy: Policy, role: str) -> str:
    """What an answer could open to a role, or else to everybody."""
    target = role if role in targets else STANDARD
    if target not in targets:
        return ""
    everybody = " for everybody" if target == STANDARD else ""
    if remedy.gives == "yes":
        return f"{remedy.title}{everybody}"
    amount = targets[target]
    limit = "as far as the answer goes" if amount is None else amount_text(policy, remedy, amount)
    return f"{remedy.title}: {limit}{everybody}"


def _for_customer(sheet: DecisionSheet, role: str, asks: Sequence[Ask]) -> Iterator[str]:
    lines = [*_what_is_hers(sheet), *_what_may_be(sheet, role)]
    lines += [ask.question for ask in asks if _asks_customer(sheet.policy, ask)]
    yield from lines or ["We have no answer for you yet. Somebody will look at this with you."]


def _what_is_hers(sheet: DecisionSheet) -> Iterator[str]:
    """What everybody gets; where remedies exclude each other, every choice between them that leaves nothing out."""
    hers = {name: _gift(sheet.policy, offer) for name, offer in sheet.remedies.items() if offer.standard}
    for names in _tied(tuple(hers), sheet.policy.one_of):
        if len(names) == 1:
            yield f"This is yours: {hers[names[0]]}."
        elif len(names) > MANY:
            yield f"Of these, we choose with you which go together: {'; '.join(hers[name] for name in names)}."
        else:
            choices = [" and ".join(hers[name] for name in choice) for choice in _choices(names, sheet.policy.one_of)]
            yield f"One of these is yours, as you like: {'; '.join(choices)}."


def _tied(names: Sequence[str], groups: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Names that exclude each other, directly or through others, together; each name once, in its order."""
    left = list(names)
    while left:
        tied = {left[0]}
        for _ in names:
            tied |= {name for name in left if any(name in group and tied & set(group) for group in groups)}
        yield tuple(name for name in left if name in tied)
        left = [name for name in left if name not in tied]


def _choices(names: Sequence[str], groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Every selection that takes at most one of each group and to which no name could be added."""
    found: list[tuple[str, ...]] = [()]
    for name in names:
        fits = [choice for choice in found if not _rivals(name, choice, groups)]
        found += [(*choice, name) for choice in fits]
    return [choice for choice in found if all(name in choice or _rivals(name, choice, groups) for name in names)]


def _rivals(name: str, others: Sequence[str], groups: Sequence[Sequence[str]]) -> list[str]:
    """Those of some names that cannot be given beside one."""
    return [other for other in others if other != name and any(name in group and other in group for group in groups)]


def _gift(policy: Policy, offer: Offer) -> str:
    what = "" if offer.remedy.gives == "yes" else f": {amount_text(policy, offer.remedy, offer.standard)}"
    return f"{offer.remedy.title}{what}"


def _what_may_be(sheet: DecisionSheet, role: str) -> Iterator[str]:
    """What somebody may still decide for her, without a word of how far; and of which only one can be chosen."""
    told = [name for name, offer in sheet.remedies.items() if offer.standard]
    hers = set(told)
    for name, offer in sheet.remedies.items():
        if name in hers:
            continue
        line = _may_be(offer, role)
        if line:
            told.append(name)
            yield line
        elif offer.never is not None:
            yield _offered_instead(sheet, offer)
    for group in sheet.policy.one_of:
        both = [sheet.policy.remedies[name].title for name in sheet.remedies if name in told and name in group]
        if len(both) > 1 and not hers.issuperset(name for name in told if name in group):
            yield f"Only one of these can be chosen: {'; '.join(both)}."


def _offered_instead(sheet: DecisionSheet, offer: Offer) -> str:
    """What is promised in place of a thing that nobody may give: only what somebody may."""
    assert offer.never is not None
    title, other = offer.remedy.title, sheet.remedies[offer.never.instead]
    if may_be_given(other):
        return f"What we can offer you instead of this ({title}): {other.remedy.title}."
    if other.open:
        return f"What we may be able to offer you instead of this ({title}), once we know more: {other.remedy.title}."
    return f"Somebody will look at this with you: {title}."


def _may_be(offer: Offer, role: str) -> str:
    title = offer.remedy.title
    if offer.may[role] and offer.may[role] < max(offer.may.values()):
        return f"Your colleague here can decide a part of this with you today, and ask for the rest: {title}."
    if offer.may[role]:
        return f"Your colleague here can decide this with you today: {title}."
    if max(offer.may.values()):
        return f"We will put this to a colleague who can decide it: {title}."
    return ""


def _asks_customer(policy: Policy, ask: Ask) -> bool:
    fact = policy.facts.get(ask.fact)
    return fact is not None and bool(fact.ask) and not fact.origin and ask.fact != DAY


def _fact(name: str) -> str:
    return sentence("the day of the decision") if name == DAY else _IDENTITIES.get(name, words(name))


def words(name: str) -> str:
    """A name as plain words: "long_standing" is "long standing"."""
    return name.replace("_", " ").replace("-", " ")
