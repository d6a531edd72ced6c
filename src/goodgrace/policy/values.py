"""Facts as people write them to exact values: scaled integers, words, ordinals, yes and no."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from goodgrace.errors import FactError
from goodgrace.money import Money, as_decimal, as_text, places_of, scaled
from goodgrace.policy.expressions import LARGEST, Type, write_value
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import IDENTITIES, Fact, Policy
from goodgrace.sentences import quantity, sentence

Value = int | str
PLAIN_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
WHOLE = r"-?[0-9]+\.0+"
PLAIN_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9]{2}:[0-9]{2}.*)?"
LONGEST_NUMBER = 40
SPACES = " \t\n\v\f\r"
"""What is left out around a value; other white space, such as a no-break space, is part of what stands there."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


def read_facts(policy: Policy, facts: Mapping[str, object]) -> dict[str, Value | None]:
    """The exact value of every fact of the policy, in its order; None where it is unknown.

    Raises FactError that names every fact that cannot be read, and every name the policy does not know.
    """
    unknown = {name: _unknown(name, policy) for name in facts if name not in policy.facts and name not in IDENTITIES}
    return read_each(policy.facts, facts, unknown)


def read_each(
    declared: Mapping[str, Fact], facts: Mapping[str, object], problems: Mapping[str, str] | None = None
) -> dict[str, Value | None]:
    """The exact value of each declared fact; None where it is unknown. Other names are passed over.

    Raises FactError that names every fact that cannot be read, after the `problems` that were found before.
    """
    found = dict(problems or {})
    values: dict[str, Value | None] = {}
    for name, fact in declared.items():
        try:
            values[name] = read_fact(fact, facts.get(name))
        except ValueError as error:
            found[name] = error.args[0]
    if found:
        raise FactError(found)
    return values


def _unknown(name: str, policy: Policy) -> str:
    fix = suggest(str(name), policy.facts)
    if fix:
        return sentence("the policy `{policy}` has no such fact. {fix}", policy=policy.name, fix=fix)
    return sentence("the policy `{policy}` has no such fact.", policy=policy.name)


def read_keys(raw: Mapping[str, object]) -> dict[str, str]:
    """The identities that are there, without white space around them, so that none counts as somebody else."""
    read = {name: read_value(Type("key"), value) for name, value in raw.items()}
    return {name: str(value) for name, value in read.items() if value is not None}


def read_fact(fact: Fact, raw: object) -> Value | None:
    """One fact's exact value; its default where `raw` is absent, None where that is missing too. Raises ValueError."""
    if isinstance(raw, Money) and fact.currency not in ("", raw.currency):
        raise ValueError(
            sentence("it is in {theirs}. This policy counts in {ours}.", theirs=raw.currency, ours=fact.currency)
        )
    value = read_value(fact.type, raw)
    if value is None:
        return fact.default
    if isinstance(value, int) and not isinstance(value, bool):
        _check_range(fact, value)
    return value


def _check_range(fact: Fact, value: int) -> None:
    if fact.least is not None and value < fact.least:
        raise ValueError(sentence("it is at least {least}.", least=_bound(fact.least, fact.type)))
    if fact.most is not None and value > fact.most:
        raise ValueError(sentence("it is at most {most}.", most=_bound(fact.most, fact.type)))


def _bound(bound: int, type: Type) -> str:
    """The least or the most that a fact can be, as people write it."""
    said = write_value(bound, type)
    return (
        said if type.kind == "date" else quantity(said, as_decimal(bound, type.places), len(said.partition(".")[2]), "")
    )


def read_value(type: Type, raw: object) -> Value | None:
    """The exact value of a type that a text or a Python object stands for; None for nothing. Raises ValueError."""
    if isinstance(raw, str):
        raw = raw.strip(SPACES)
    if raw is None or raw == "":
        return None
    match type.kind:
        case "money" | "number":
            return _number(type, raw)
        case "yes_no":
            return _yes_no(raw)
        case "choice":
            return _choice(type, raw)
        case "date":
            return _date(raw)
        case "key":
            return _key(raw)
        case _ as unreachable:
            assert_never(unreachable)


def _number(type: Type, raw: object) -> int:
    if isinstance(raw, Money) and type.kind == "money":
        raw = as_decimal(raw.minor, places_of(raw.currency))
    text = _number_text(raw)
    if isinstance(raw, bool) or len(text) > LONGEST_NUMBER or not re.fullmatch(PLAIN_NUMBER, text):
        raise ValueError(_no_number(type, text[:LONGEST_NUMBER]))
    value = scaled(Decimal(text), type.places)
    if value is None:
        raise ValueError(_too_fine(type, text))
    if abs(value) > LARGEST:
        raise ValueError(
            sentence(
                "{text} is larger than {largest}, the largest that is counted.",
                text=text,
                largest=as_text(LARGEST, type.places),
            )
        )
    return value


def _no_number(type: Type, text: str) -> str:
    """What is no number, and one to imitate: with as many decimal places as are counted, and no thousands to part."""
    if type.places == 0:
        return sentence('"{text}" is not a plain number. Write a whole number in digits, like 3.', text=text)
    like = Decimal("12.5").quantize(Decimal(1).scaleb(-type.places))
    return sentence(
        '"{text}" is not a plain number. Write it as {like}, without unit or thousands mark.',
        text=text,
        like=quantity(str(like), like, type.places, ""),
    )


def _too_fine(type: Type, text: str) -> str:
    """A number with more places than its type has: of money there is nothing to do but to round it."""
    if type.kind == "money":
        return sentence("{text} has more than {places} decimal places.", text=text, places=type.places)
    wanted = len(text.partition(".")[2])
    if not type.places:
        return sentence(
            "{text} is no whole number. Round it, or let the policy's owner write `places: {wanted}` at the fact.",
            text=text, wanted=wanted,
        )  # fmt: skip
    return sentence(
        "{text} has more than {places} decimal places. Round it, or let the policy's owner write `places: {wanted}` at the fact.",
        text=text, places=type.places, wanted=wanted,
    )  # fmt: skip


def _number_text(raw: object) -> str:
    """A number as people write it; a float stands for the shortest decimal that is nearest to it."""
    if isinstance(raw, float):
        return float.__repr__(raw)
    if isinstance(raw, Decimal) and raw.is_finite() and abs(raw.adjusted()) < LONGEST_NUMBER:
        return f"{raw:f}"
    if isinstance(raw, int) and raw.bit_length() > 4 * LONGEST_NUMBER:
        return "9" * (LONGEST_NUMBER + 1)
    return str(raw)


def _key(raw: object) -> str:
    """An identity; a whole number is the same one however it is held: 17.0 is 17."""
    text = _number_text(raw)
    return text.partition(".")[0] if isinstance(raw, float | Decimal) and re.fullmatch(WHOLE, text) else text


def _yes_no(raw: object) -> bool:
    text = str(raw).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(sentence('"{text}" is neither yes nor no.', text=text[:40]))


def _choice(type: Type, raw: object) -> str:
    text = str(raw)
    if text in type.of:
        return text
    fix = suggest(text, type.of)
    options = ", ".join(type.of)
    if fix:
        raise ValueError(sentence('"{text}" is none of {options}. {fix}', text=text[:40], options=options, fix=fix))
    raise ValueError(sentence('"{text}" is none of {options}.', text=text[:40], options=options))


def _date(raw: object) -> int:
    if isinstance(raw, datetime | date):
        return date(raw.year, raw.month, raw.day).toordinal()
    text = str(raw)
    day = re.fullmatch(PLAIN_DAY, text)
    try:
        return date.fromisoformat(day[1] if day else "").toordinal()
    except ValueError:
        raise ValueError(sentence('"{text}" is not a date. Write it as 2026-11-22.', text=text[:40])) from None
