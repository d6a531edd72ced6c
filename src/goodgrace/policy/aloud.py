"""A policy read aloud: what everybody gets, how far each role may go, what ends that, and what is counted, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from goodgrace.money import Money, as_decimal
from goodgrace.policy.expressions import Constant, Node
from goodgrace.policy.reasons import amount_text, counted_for, phrase, words
from goodgrace.policy.shape import Cap, Policy, Remedy, Rule
from goodgrace.sentences import sentence


@dataclass(frozen=True, slots=True)
class Spoken:
    """One remedy in sentences: for everybody, for each role of the ladder that has rules of its own, and what bounds them."""

    name: str
    title: str
    everybody: tuple[str, ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    bounds: tuple[str, ...]
    promise: str


def aloud(policy: Policy) -> tuple[Spoken, ...]:
    """Every remedy of a policy, in the order of its text; amounts with their units, conditions in plain words."""
    return tuple(_spoken(policy, remedy) for remedy in policy.remedies.values())


def grounds_aloud(policy: Policy) -> tuple[tuple[str, str], ...]:
    """What each ground means: its name in words, and its condition."""
    return tuple((words(name), phrase(node, policy)) for name, node in policy.grounds.items())


def _spoken(policy: Policy, remedy: Remedy) -> Spoken:
    return Spoken(
        name=remedy.name,
        title=remedy.title,
        everybody=tuple(_rule(policy, remedy, rule) for rule in remedy.standard),
        roles=tuple(
            (role, tuple(_rule(policy, remedy, rule, most=True) for rule in remedy.discretion[role]))
            for role in policy.roles
            if remedy.discretion.get(role)
        ),
        bounds=(*_bounds(policy, remedy), *(_cap(policy, remedy, cap) for cap in remedy.caps)),
        promise=remedy.promise,
    )


def _rule(policy: Policy, remedy: Remedy, rule: Rule, *, most: bool = False) -> str:
    """What a rule gives, or how far it lets a role go, and where."""
    condition = None if rule.when is None else phrase(rule.when, policy)
    if remedy.gives == "yes":
        return sentence("always") if condition is None else sentence("where {condition}", condition=condition)
    amount = _amount(policy, remedy, rule.amount)
    amount = sentence("up to {amount}", amount=amount) if most else amount
    return amount if condition is None else sentence("{amount}, where {condition}", amount=amount, condition=condition)


def _amount(policy: Policy, remedy: Remedy, node: Node) -> str:
    if isinstance(node, Constant):
        return amount_text(policy, remedy, as_decimal(int(node.value), node.type.places))
    return phrase(node, policy)


def _bounds(policy: Policy, remedy: Remedy) -> Iterator[str]:
    """What no role goes beyond, and what leaves only the standard."""
    if remedy.at_most is not None:
        yield sentence("Never more than {amount}.", amount=_amount(policy, remedy, remedy.at_most))
    for never in remedy.never:
        because, instead = never.because.rstrip("."), policy.remedies[never.instead].title
        if never.when is None:
            yield sentence(
                "Only the standard, because {because}. Instead: {instead}.", because=because, instead=instead
            )
        else:
            yield sentence(
                "Only the standard where {condition}, because {because}. Instead: {instead}.",
                condition=phrase(never.when, policy), because=because, instead=instead,
            )  # fmt: skip


def _cap(policy: Policy, remedy: Remedy, cap: Cap) -> str:
    """A bound over time, for whom it counts, and who may go past it."""
    whom, period = counted_for(cap)
    if cap.times == 1:
        said = sentence("Once {whom}{period}.", whom=whom, period=period)
    elif cap.times is not None:
        said = sentence("At most {times} times {whom}{period}.", times=cap.times, whom=whom, period=period)
    else:
        much = _counted(policy, remedy, cap)
        said = sentence("At most {amount} {whom}{period}.", amount=much, whom=whom, period=period)
    above = policy.roles[policy.roles.index(cap.binds) + 1 :] if cap.binds else ()
    return sentence("{cap} The {role} may go past it.", cap=said, role=words(above[0])) if above else said


def _counted(policy: Policy, remedy: Remedy, cap: Cap) -> object:
    """The amount of a cap: a pool's is money, any other is the remedy's."""
    amount = cap.amount or 0
    return (
        Money(amount, policy.currency) if cap.pool else amount_text(policy, remedy, as_decimal(amount, remedy.places))
    )
