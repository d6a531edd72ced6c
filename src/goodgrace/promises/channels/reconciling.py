"""What we promised against what another system says stands; every difference in a sentence, and nothing mended."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from goodgrace.errors import InputError
from goodgrace.promises.channels.parameters import read_amount, read_moment
from goodgrace.promises.channels.shape import capital
from goodgrace.sentences import sentence

What = Literal["missing_there", "missing_here", "twice_there", "differs", "ended_early", "still_there"]
Read = TypeVar("Read")


BILLING = sentence("the billing system")
PARTS = {
    "kind": sentence("kind"),
    "amount": sentence("amount"),
    "until": sentence("until"),
    "customer": sentence("customer"),
    "account": sentence("account"),
}
"""What may stand otherwise there, in words."""


@dataclass(frozen=True, slots=True)
class Believed:
    """One thing that one side believes was done: under which key, of which kind, for whom.

    `amount` is "60.00 EUR", `until` and `ended` are moments with their offset; a part that a side does not say is empty.
    `ended` is when it was taken back, resumed or closed for good, where that is meant.
    """

    key: str
    kind: str = ""
    customer: str = ""
    account: str = ""
    amount: str = ""
    until: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Where the two sides do not agree: under which key, in which way, and as a sentence for the person who looks.

    The sentence names nobody: it is kept and read in places that know whom it is about, or have forgotten her.
    """

    key: str
    what: What
    said: str
    customer: str = ""
    """Of whom the other side speaks, where we have nothing under the key."""


def compare(
    ours: Iterable[Believed], theirs: Iterable[Believed], now: str, them: str = BILLING
) -> tuple[Difference, ...]:
    """Every difference at a moment, in order of key; the caller opens a late promise for each. What we do not say is not compared."""
    here = {each.key: each for each in ours}
    listed = tuple(theirs)
    there = {each.key: each for each in listed}
    differences = [_missing_there(here[key], them) for key in here.keys() - there.keys()]
    differences += [_missing_here(there[key], them) for key in there.keys() - here.keys()]
    differences += [
        _twice(there[key], times, them) for key, times in Counter(each.key for each in listed).items() if times > 1
    ]
    for key in here.keys() & there.keys():
        differences += _between(here[key], there[key], now, them)
    return tuple(sorted(differences))


def is_over(theirs: Believed, now: str) -> bool:
    """Whether what is listed there does not stand any more at a moment: it was ended, or its time has run out."""
    return bool(theirs.ended) or _is_before(theirs.until, now)


def _missing_there(ours: Believed, them: str) -> Difference:
    said = sentence("We hold {what} as done, and {them} does not have it.", what=_named(ours), them=them)
    return Difference(ours.key, "missing_there", said)


def _missing_here(theirs: Believed, them: str) -> Difference:
    said = sentence(
        "{them} has {what}, and we have no promise that asks for it.", them=capital(them), what=_named(theirs)
    )
    return Difference(theirs.key, "missing_here", said, theirs.customer)


def _twice(theirs: Believed, times: int, them: str) -> Difference:
    said = sentence("{them} lists {what} {times} times.", them=capital(them), what=_named(theirs), times=times)
    return Difference(theirs.key, "twice_there", said)


def _between(ours: Believed, theirs: Believed, now: str, them: str) -> list[Difference]:
    """The differences of one thing that both sides have."""
    pairs = {
        "kind": (ours.kind, theirs.kind, _same_text),
        "amount": (ours.amount, theirs.amount, _same_amount),
        "until": (ours.until, theirs.until, _same_moment),
    }
    found = [
        Difference(ours.key, "differs", _otherwise(ours, PARTS[part], (mine, his), them))
        for part, (mine, his, same) in pairs.items()
        if mine and not same(mine, his)
    ]
    found += [
        Difference(ours.key, "differs", _of_others(ours, PARTS[part], his, them))
        for part, mine, his in (("customer", ours.customer, theirs.customer), ("account", ours.account, theirs.account))
        if mine and mine != his
    ]
    return found + _ending(ours, theirs, now, them)


def _otherwise(ours: Believed, part: str, each: tuple[str, str], them: str) -> str:
    mine, his = each
    return sentence(
        "{what}: {part} is {mine} with us and {his} at {them}.",
        what=_named(ours), part=part, mine=mine, his=his or sentence("not said"), them=them,
    )  # fmt: skip


def _of_others(ours: Believed, part: str, his: str, them: str) -> str:
    another = sentence("{what} stands for another {part} at {them}.", what=_named(ours), part=part, them=them)
    return (
        another if his else sentence("{what} stands for no {part} at {them}.", what=_named(ours), part=part, them=them)
    )


def _ending(ours: Believed, theirs: Believed, now: str, them: str) -> list[Difference]:
    if ours.ended and not is_over(theirs, now):  # its own day may have come there before our end did
        said = sentence("{what} ended with us, and still stands at {them}.", what=_named(ours), them=them)
        return [Difference(ours.key, "still_there", said)]
    if theirs.ended and not ours.ended and ours.until and not _is_before(ours.until, theirs.ended):
        said = sentence(
            "{what} holds with us until {until}, and was ended at {them} on {day}.",
            what=_named(ours), until=ours.until, them=them, day=theirs.ended,
        )  # fmt: skip
        return [Difference(ours.key, "ended_early", said)]
    return []


def _named(thing: Believed) -> str:
    if not thing.amount:
        return f"“{thing.kind}” ({thing.key})"
    return sentence("“{kind}” of {amount} ({key})", kind=thing.kind, amount=thing.amount, key=thing.key)


def _same_text(mine: str, his: str) -> bool:
    return mine == his


def _same_amount(mine: str, his: str) -> bool:
    return mine == his or _same(read_amount, mine, his)


def _same_moment(mine: str, his: str) -> bool:
    """The same second: other systems often keep no less."""
    return mine == his or _same(lambda text: read_moment(text).replace(microsecond=0), mine, his)


def _same(read: Callable[[str], Read], mine: str, his: str) -> bool:
    try:
        return read(mine) == read(his)
    except InputError:
        return False


def _is_before(one: str, other: str) -> bool:
    """Whether a moment comes no later than another; one that is not said, or not readable, never does."""
    first, second = _moment(one), _moment(other)
    return first is not None and second is not None and first <= second


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text)
    except InputError:
        return None
