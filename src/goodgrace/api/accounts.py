"""Accounts, for programs: fees charged, principal paid back and instalments due, and whether fees bring more fees."""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from django.utils.timezone import now
from ninja import Router, Status
from pydantic import BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Line, Sent
from goodgrace.customers.accounts import AccountTold, account_told
from goodgrace.customers.bringing_accounts import bring_in_accounts, foresee_accounts
from goodgrace.customers.cells import latest_day
from goodgrace.customers.queries import with_reference
from goodgrace.customers.table import BadCells, Table
from goodgrace.errors import FactError
from goodgrace.money import as_text, places_of
from goodgrace.promises.accounts import Account, accounts_of

router = Router(tags=["accounts"])


class NewRow(Sent):
    """One row of an account. `customer` is your reference, `kind` one of fee, principal and due."""

    customer: Line
    account: Line
    on: Line = Field(description="The day, as 2026-04-30.")
    kind: Line
    amount: Line = Field(description="A decimal string, nothing or more.", examples=["35.00"])
    currency: Line


class NewRows(Sent):
    """Rows of accounts, all of them or none. With `dry_run` it is only said what they would change."""

    rows: Annotated[list[NewRow], Field(min_length=1, max_length=1000)]
    dry_run: bool = False


class RowsBrought(BaseModel):
    """What came of rows: `written` is false for a dry run."""

    written: bool
    new: int
    same: int
    forgotten: int
    new_customers: int


class EvidenceShown(BaseModel):
    """A due date that was missed, the fee shortly before it and the fee that came of it."""

    fee_before: date
    due: date
    fee_after: date


class AccountShown(BaseModel):
    """An account: fees charged against principal paid back.

    `noticed` is true where a fee makes the next one likelier, null where too little is known, and `abstains` says why.
    `suggests` names a playbook for a person to look at; nothing is begun by it.
    """

    account: str
    currency: str
    fees: str
    principal: str
    noticed: bool | None
    says: str
    abstains: str
    suggests: str
    evidence: list[EvidenceShown]


@router.post(
    "/accounts", auth=Token("bring_in_customers"), response={201: RowsBrought}, summary="Bring in rows of accounts"
)
def bring_in(request: Asked, sent: NewRows) -> Status[dict[str, Any]]:
    """Up to a thousand rows at once. Of the same row sent again nothing is written; unknown customers are made."""
    moment = now()
    table = _table(sent, latest_day(moment))
    if sent.dry_run:
        brought = foresee_accounts(table=table, by=request.auth)
    else:
        brought = bring_in_accounts(table=table, by=request.auth, now=moment)
    counts = {name: getattr(brought, name) for name in ("new", "same", "forgotten", "new_customers")}
    return Status(201, {"written": not sent.dry_run, **counts})


def _table(sent: NewRows, today: date) -> Table[AccountTold]:
    """The rows, read as a file's are. Raises FactError that names each bad row by its place, from 0."""
    rows, problems = [], {}
    for place, row in enumerate(sent.rows):
        cells = row.model_dump()
        try:
            rows.append(account_told({**cells, "reference": cells["customer"]}, today))
        except BadCells as error:
            problems[f"rows.{place}"] = " ".join(error.reasons)
    if problems:
        raise FactError(problems)
    digest = sha256(json.dumps(sent.model_dump(mode="json")["rows"]).encode()).hexdigest()
    return Table(rows, (), digest)


@router.get(
    "/accounts/{path:customer}",
    auth=Token("see_customers"),
    response=list[AccountShown],
    summary="Fees against what was paid back",
)
def accounts(request: Asked, customer: str) -> list[dict[str, Any]]:  # noqa: ARG001  # ninja hands the request to every operation
    """The accounts of a customer, by name, and of each whether fees bring more fees, with the evidence."""
    return [_shown(each) for each in accounts_of(with_reference(customer))]


def _shown(account: Account) -> dict[str, Any]:
    found, places = account.spiral, places_of(account.currency)
    return {
        "account": account.name,
        "currency": account.currency,
        "fees": as_text(found.fees.minor, places),
        "principal": as_text(found.principal.minor, places),
        "noticed": found.noticed,
        "says": found.says,
        "abstains": found.abstains,
        "suggests": found.suggests,
        "evidence": [
            {"fee_before": each.before.on, "due": each.due.on, "fee_after": each.after.on} for each in found.evidence
        ],
    }
