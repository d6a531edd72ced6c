"""Deciding, for programs: each decision under a key, so that sending it twice decides once; one or up to a thousand."""

from decimal import Decimal
from threading import Semaphore
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import now
from ninja import Header, Router
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import MEGABYTE, Asked, Token
from goodgrace.api.problems import told_of
from goodgrace.api.shapes import Amount, Name, Number, Sent, Words, as_answer
from goodgrace.cases.afterwards import tell_customer
from goodgrace.cases.deciding import Answer, Made, Wanted, Wish, decide_together, say_no
from goodgrace.cases.models import Decision
from goodgrace.cases.queries import case_for, decision_for
from goodgrace.cases.together import Ferry
from goodgrace.cases.words import reason_text
from goodgrace.errors import GraceError
from goodgrace.money import as_text, places_of
from goodgrace.people.models import Person
from goodgrace.rulebook.queries import policy_of

router = Router(tags=["decisions"])
MOST_AT_ONCE = 1000
FERRY = Ferry()
TURNS = Semaphore(2)
"""So many batches of a process are decided at a time: while one is thought about, the database writes another. More are slower."""
SHORTEST_KEY, LONGEST_KEY, SIGN = 8, 80, "[!-~]"
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=SHORTEST_KEY,
        max_length=LONGEST_KEY,
        pattern=f"^{SIGN}+$",
        description="Yours to choose, one for each decision (a UUID). Sending the same again decides once.",
    ),
]


class NewNo(Sent):
    """A reasoned no to a remedy."""

    policy: Name
    remedy: Name
    reason: Words = Field(description="Why not: so that they can be told, and colleagues stand by it.")
    grounds: list[Name] = Field([], max_length=100)
    revision: Number | None = Field(None, description="The case's, as you saw it; a case that changed since is a 409.")


class NewDecision(Sent):
    """So much of a remedy of a policy, on these grounds, for this reason."""

    policy: Name
    remedy: Name
    amount: Amount
    grounds: list[Name] = Field([], max_length=100)
    reason: Words = ""
    revision: Number | None = Field(None, description="The case's, as you saw it; a case that changed since is a 409.")


class NewDecisionIn(NewDecision):
    """A decision among many: it says in which case."""

    case: int = Field(ge=1, lt=2**63)


class Many(Sent):
    """Up to a thousand decisions."""

    wishes: list[NewDecisionIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class DecisionShown(BaseModel):
    """What was decided; `amount` 0 is a reasoned no. `revision` is the case's from here on."""

    id: UUID
    case: int
    revision: int
    policy: str
    version: str
    remedy: str
    amount: str
    cost: str | None
    currency: str
    grounds: list[str]
    reason: str
    role: str
    by: str
    at: AwareDatetime
    told_at: AwareDatetime | None
    stands: bool = Field(description="False where it was taken back as a slip or overruled.")


class OneOfMany(BaseModel):
    """One decision among many: it was decided, or there is a problem."""

    decision: DecisionShown | None = None
    problem: dict[str, Any] | None = None


class Answers(BaseModel):
    """An answer to each wish, in their order."""

    results: list[OneOfMany]


def shown_decision(decision: Decision) -> dict[str, Any]:
    """A decision as it is told of."""
    policy = policy_of(decision.version)
    places = places_of(policy.currency)
    return {
        "id": decision.pk,
        "case": decision.case_id,
        "revision": decision.case.revision,
        "policy": policy.name,
        "version": decision.version.mark,
        "remedy": decision.remedy,
        "amount": as_text(decision.amount, policy.remedies[decision.remedy].places),
        "cost": None if decision.cost is None else as_text(decision.cost, places),
        "currency": policy.currency,
        "grounds": decision.grounds,
        "reason": reason_text(decision, decision.customer),
        "role": decision.role,
        "by": f"person:{decision.by_id}",
        "at": decision.at,
        "told_at": decision.told_at,
        "stands": decision.stands,
    }


def wish_of(sent: NewDecision, key: str) -> Wish:
    """What was sent, as a wish under a key."""
    return Wish(sent.policy, sent.remedy, Decimal(sent.amount), key, sent.revision, tuple(sent.grounds), sent.reason)


def shown_made(made: Made) -> dict[str, Any]:
    """A decision that was just made, told in the same way."""
    ready, wish, policy = made.ready, made.wanted.wish, made.ready.policy
    return {
        "id": made.number,
        "case": ready.case.pk,
        "revision": made.revision,
        "policy": policy.name,
        "version": ready.version.mark,
        "remedy": wish.remedy,
        "amount": as_text(made.amount, policy.remedies[wish.remedy].places),
        "cost": None if made.cost is None else as_text(made.cost, places_of(policy.currency)),
        "currency": policy.currency,
        "grounds": [*wish.grounds],
        "reason": wish.reason.strip(),
        "role": ready.role,
        "by": made.wanted.by.mark,
        "at": made.at,
        "told_at": None,
        "stands": True,
    }


def shown_answer(answer: Made | Decision) -> dict[str, Any]:
    """What was just decided, or decided before under the same key: it stands."""
    return shown_made(answer) if isinstance(answer, Made) else shown_decision(answer)


def own(key: str, person: Person) -> str:
    """A key as it is kept: nobody meets another's by chance."""
    return f"{person.mark}:{key}"


@router.post("/cases/{int:number}/decide", auth=Token("decide"), response=DecisionShown, summary="Decide")
def decide_one(request: Asked, number: int, key: Key, sent: NewDecision) -> dict[str, Any]:
    """Give so much of a remedy. Inside your limit it is final at once; beyond it, the problem names who may."""
    asked = Wanted(number, wish_of(sent, own(key, request.auth)), request.auth)
    return shown_answer(FERRY.decide(asked, now))


@router.post("/cases/{int:number}/no", auth=Token("decide"), response=DecisionShown, summary="Say no, with a reason")
def say_no_to_one(request: Asked, number: int, key: Key, sent: NewNo) -> dict[str, Any]:
    """Decide that a remedy is not given. It is honoured like a yes."""
    case = case_for(number, request.auth)
    wish = Wish(
        sent.policy,
        sent.remedy,
        Decimal(0),
        own(key, request.auth),
        sent.revision,
        tuple(sent.grounds),
        sent.reason,
    )
    return shown_decision(say_no(case=case, wish=wish, by=request.auth, now=now()))


@router.post("/decide", auth=Token("decide", largest=10 * MEGABYTE), response=Answers, summary="Decide many")
def decide_each(request: Asked, key: Key, sent: Many) -> HttpResponse:
    """Decide up to a thousand wishes, in their order and each on its own: one refused undoes no other. Keep their order when sending again."""
    own_key = own(key, request.auth)
    asked = [
        Wanted(each.case, wish_of(each, f"{own_key}:{index}"), request.auth) for index, each in enumerate(sent.wishes)
    ]
    with TURNS:
        answers = decide_together(asked=asked, now=now())
    return as_answer({"results": [_one_of_many(answer) for answer in answers]})


def _one_of_many(answer: Answer) -> dict[str, Any]:
    """As OneOfMany says: written as it is, for to look each of a thousand through again costs more than to decide some."""
    if isinstance(answer, GraceError):
        return {"decision": None, "problem": told_of(answer)}
    return {"decision": shown_answer(answer), "problem": None}


@router.post(
    "/decisions/{uuid:number}/told", auth=Token("decide"), response=DecisionShown, summary="The customer was told"
)
def told(request: Asked, number: UUID) -> dict[str, Any]:
    """Say that the customer has been told: from here on nothing takes it back."""
    decision = decision_for(str(number), request.auth)
    return shown_decision(tell_customer(decision=decision, by=request.auth, now=now()))
