"""What the billing service can do, read from what it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodgrace.errors import InputError
from goodgrace.money import Money
from goodgrace.promises.channels.parameters import read_amount, read_moment

DAY = 86_400
KNOWN = ("suspend", "resume", "close", "waive", "refund", "credit", "extend")


@dataclass(frozen=True, slots=True)
class Act:
    """What is done under a key; moments in seconds since 1970, an empty account meaning all of the customer's."""

    kind: str
    account: str
    amount: Money | None = None
    since: float | None = None
    until: float | None = None
    suspension: str = ""
    """The key of the one that a resume or a close ends. A close always names it; a resume without it ends all of the customer's."""


def read_act(kind: str, about: Mapping[str, str], now: float, drifts: bool = False) -> Act:
    """Read what is to be done; `drifts` makes it a little less than asked. Raises InputError where it cannot be done."""
    account = about.get("account", "")
    match kind:
        case "suspend":
            since, until = read_moment(about["from"]).timestamp() if "from" in about else now, _until(about)
            if until <= since:
                raise InputError("A suspension has to end after it begins.")
            return Act(kind, account, None, since, until - DAY * drifts)
        case "resume":
            return Act(kind, account, suspension=about.get("suspension", ""))
        case "close":
            if not about.get("suspension"):
                raise InputError("A close names the `suspension` that it ends for good.")
            return Act(kind, account, suspension=about["suspension"])
        case "extend":
            return Act(kind, account, None, now, _until(about) - DAY * drifts)
        case "waive" if "fees" in about and "amount" not in about:
            return Act(kind, account)
        case "waive" | "refund" | "credit":
            return Act(kind, account, _amount(about, drifts))
        case _:
            raise InputError(f"Billing does not do `{kind[:40]}`. It knows {', '.join(KNOWN)}.")


def _until(about: Mapping[str, str]) -> float:
    return read_moment(about.get("until", "")).timestamp()


def _amount(about: Mapping[str, str], drifts: bool) -> Money:
    amount = read_amount(about.get("amount", ""))
    if amount.minor <= 0:
        raise InputError("An amount has to be more than nothing.")
    return Money(amount.minor - drifts, amount.currency)
