"""What was given before, as it is handed in: lines of the ledger, from YAML, JSON or Python."""

from collections.abc import Iterable, Mapping
from datetime import date

from goodgrace.errors import InputError
from goodgrace.money import Money, places_of
from goodgrace.policy.expressions import Type
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import IDENTITIES, Given, Policy, Remedy, keys_in
from goodgrace.policy.values import NO, SPACES, YES, read_keys, read_value

NO_KEYS = ("remedy", "amount", "on", "pool", "cost")
GIVEN_KEYS = (*NO_KEYS, *IDENTITIES)


def read_ledger(lines: Iterable[Given | Mapping[str, object]], policy: Policy) -> tuple[Given, ...]:
    """The ledger's lines, read for a policy; lines that are read already pass. Raises InputError naming the line."""
    if not isinstance(lines, Iterable):
        raise InputError("What was given before is a list of lines, as [{remedy: …, amount: …, on: …}].")
    read = []
    for number, line in enumerate(lines, 1):
        try:
            read.append(line if isinstance(line, Given) else read_line(line, policy))
        except ValueError as error:
            raise InputError(f"Line {number} of what was given: {error}") from None
    return tuple(read)


def read_line(line: Mapping[str, object], policy: Policy) -> Given:
    """One line of a policy's ledger. Raises ValueError.

    Its keys and currencies are the policy's; a line of another policy, from a pool, may say more by its own keys.
    """
    if not isinstance(line, Mapping):
        raise ValueError("it is not a table of names and values, as {remedy: …, amount: …, on: …}.")
    names: Iterable[object] = line
    for name in names:
        if not isinstance(name, str):
            raise ValueError(f"its names are texts, not {name!r:.40}.")
    known = (*NO_KEYS, *keys_in(policy.facts))
    strange = next((key for key in line if key not in known), None)
    if strange is not None and not line.get("pool"):
        fix = suggest(strange, known) or f"It can have {', '.join(known)}."
        raise ValueError(f"it has no `{strange}`. {fix}")
    for value in line.values():
        if isinstance(value, Money) and value.currency != policy.currency:
            raise ValueError(f"it is in {value.currency}. This policy counts in {policy.currency}.")
    return read_given(line, policy.remedies, places_of(policy.currency))


def read_given(line: Mapping[str, object], remedies: Mapping[str, Remedy], money_places: int) -> Given:
    """One line: `{remedy, amount, on}` with its identities, or `{pool, cost, on}` from another policy. Raises ValueError."""
    name = str(line.get("remedy") or "")
    remedy = remedies.get(name)
    if not name and not line.get("pool"):
        raise ValueError("it needs `remedy:`, or the `pool:` it was taken from.")
    if remedy is None and not line.get("pool"):
        raise ValueError(f"there is no remedy `{name}` here. {suggest(name, remedies)}".rstrip())
    day = read_value(Type("date"), line.get("on"))
    if not isinstance(day, int):
        raise ValueError("it needs the day: `on: 2026-11-22`.")
    amount = _amount(line.get("amount"), remedy.places if remedy else money_places, remedy)
    cost = read_value(Type("money", money_places), line.get("cost"))
    if remedy is None and cost is None and not amount:
        raise ValueError("it needs the `cost:` that was taken from the pool.")
    if amount < 0 or (isinstance(cost, int) and cost < 0):
        raise ValueError("what was given is not negative. Leave out what was taken back.")
    keys = read_keys({key: value for key, value in line.items() if key not in NO_KEYS})
    return Given(
        name,
        amount,
        cost if isinstance(cost, int) else price(remedy, amount) if remedy else amount,
        date.fromordinal(day),
        str(line.get("pool") or ""),
        keys,
    )


def _amount(raw: object, places: int, remedy: Remedy | None) -> int:
    if remedy is not None and remedy.gives == "yes":
        if isinstance(raw, str):
            raw = raw.strip(SPACES)
        if raw is None or raw == "":
            return 1
        if (word := str(raw).lower()) in (*YES, *NO):
            return int(word in YES)
    money = remedy is None or remedy.gives == "money"
    value = read_value(Type("money" if money else "number", places), raw)
    if isinstance(value, int):
        return value
    if remedy is not None:
        raise ValueError(f"it needs the `amount:` that was given of `{remedy.name}`.")
    return 0


def price(remedy: Remedy, amount: int) -> int | None:
    """What an amount of a remedy costs, in minor units of money, rounded up; None where it has no price."""
    if remedy.gives == "money":
        return amount
    if remedy.costs is None:
        return None
    return -(-amount * remedy.costs // int(10**remedy.places))
