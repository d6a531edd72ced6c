"""Cases, for programs: opened, told further, what may be given in them, and help."""

from typing import Any, Literal

from django.utils.timezone import now
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.deciding import DecisionShown, shown_decision
from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Line, Name, Number, Sent, Slug, Words
from goodgrace.cases import helping
from goodgrace.cases.actions import add_turn, note_facts, open_case
from goodgrace.cases.envelope import envelope_of
from goodgrace.cases.facts import known_of
from goodgrace.cases.models import Case, Turn
from goodgrace.cases.queries import case_for, decisions_of
from goodgrace.cases.sheets import Open, sheets_of
from goodgrace.cases.words import turn_text
from goodgrace.customers.queries import with_reference
from goodgrace.money import as_text, places_of
from goodgrace.people.models import Person, Role
from goodgrace.people.places import day_of
from goodgrace.policy.exchange import as_data

router = Router(tags=["cases"])
Speaker = Literal["customer", "colleague", "assistant"]
SaidHow = Literal["asked", "told", "guessed"]


class NewTurn(Sent):
    """One turn of the story, in the words of whoever spoke."""

    speaker: Speaker = "customer"
    text: Words


class NewCase(Sent):
    """Something a customer came to us with."""

    customer: Line = Field(description="Their reference.")
    counter: Slug = Field(examples=["repair"])
    turns: list[NewTurn] = Field([], max_length=1000)


class NewFacts(Sent):
    """What is known of a case, as text: `{"days_out": "3"}`. A blank value makes a fact unknown again."""

    facts: dict[Name, Words] = Field(max_length=500, examples=[{"days_out": "3", "repair_cost": "186.50"}])
    how: dict[Name, SaidHow] = Field({}, description="How we know each; `told` where nothing is said.")


class NewCall(Sent):
    """A call for help: to the next role, or to the advocate."""

    to: Literal["lead", "manager", "advocate"] | None = None


class TurnShown(BaseModel):
    """One turn of the story."""

    number: int
    speaker: str
    text: str
    at: AwareDatetime


class Known(BaseModel):
    """A fact as text, and how we know it."""

    value: str
    how: str


class Call(BaseModel):
    """A call for help that is open: whom it asks, and until when they should answer."""

    to: str
    asked_at: AwareDatetime
    due_at: AwareDatetime


class CaseShown(BaseModel):
    """A case with its story, what is known, what was decided and whether help was asked for."""

    id: int
    customer: str
    counter: str
    channel: str
    owner: str
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    revision: Number = Field(
        description="Counts what changed. Send it along when deciding, so that nothing is decided on an old page."
    )
    turns: list[TurnShown]
    facts: dict[str, Known]
    decisions: list[DecisionShown]
    help: Call | None


class EnvelopeShown(BaseModel):
    """What a service may still give by itself, in the policy's currency; null: no bound of its own."""

    at_once: str | None
    left_today: str | None


class SheetShown(BaseModel):
    """What one policy allows in a case: for `role`, the role of the policy that you act as (empty: none)."""

    policy: str
    version: str = Field(description="The policy and the beginning of its digest.")
    title: str
    currency: str
    role: str
    envelope: EnvelopeShown
    sheet: dict[str, Any] = Field(
        description="As `goodgrace decide --json` prints it: remedies, amounts, and what to ask next."
    )


class Sheets(BaseModel):
    """What may be given in a case, by each policy that holds at its counter; `revision` is the case's."""

    revision: int
    sheets: list[SheetShown]


def shown(case: Case, person: Person) -> dict[str, Any]:
    """A case with its story."""
    call, moment = helping.waiting(case), now()
    turns = case.turns.order_by("number")
    known = known_of(case, day_of(person, moment))
    return {
        "id": case.pk,
        "customer": case.customer.reference,
        "counter": case.counter,
        "channel": case.channel,
        "owner": case.owner.mark,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "revision": case.revision,
        "turns": [_turn(turn, case) for turn in turns],
        "facts": {name: {"value": told.value, "how": told.how} for name, told in known.items()},
        "decisions": [shown_decision(decision) for decision in decisions_of(case)],
        "help": None if call is None else {"to": call.to_role, "asked_at": call.asked_at, "due_at": call.due_at},
    }


def _turn(turn: Turn, case: Case) -> dict[str, Any]:
    return {"number": turn.number, "speaker": turn.speaker, "text": turn_text(turn, case.customer), "at": turn.at}


@router.post("/cases", auth=Token("open_case", tells="see_cases"), response={201: CaseShown}, summary="Open a case")
def begin(request: Asked, sent: NewCase) -> Status[dict[str, Any]]:
    """Open a case with its story; it belongs to whose token it is."""
    story = [(turn.speaker, turn.text) for turn in sent.turns]
    case = open_case(
        customer=with_reference(sent.customer),
        counter=sent.counter,
        story=story,
        by=request.auth,
        now=now(),
        channel="api",
    )
    return Status(201, shown(case, request.auth))


@router.get("/cases/{int:number}", auth=Token("see_cases"), response=CaseShown, summary="Read a case")
def one(request: Asked, number: int) -> dict[str, Any]:
    """A case as it stands."""
    return shown(case_for(number, request.auth), request.auth)


@router.post(
    "/cases/{int:number}/turns",
    auth=Token("open_case", tells="see_cases"),
    response={201: CaseShown},
    summary="Let the story go on",
)
def turn(request: Asked, number: int, sent: NewTurn) -> Status[dict[str, Any]]:
    """Add what was said."""
    case = case_for(number, request.auth)
    add_turn(case=case, speaker=sent.speaker, text=sent.text, by=request.auth, now=now())
    return Status(201, shown(case_for(number, request.auth), request.auth))


@router.post(
    "/cases/{int:number}/facts",
    auth=Token("open_case", tells="see_cases"),
    response=CaseShown,
    summary="Note facts of a case",
)
def facts(request: Asked, number: int, sent: NewFacts) -> dict[str, Any]:
    """Note what is known, all of it or nothing: where one cannot be read, `problems` says which and why."""
    case = case_for(number, request.auth)
    note_facts(case=case, facts=sent.facts, how=sent.how, by=request.auth, now=now())
    return shown(case_for(number, request.auth), request.auth)


@router.get("/cases/{int:number}/sheet", auth=Token("see_cases"), response=Sheets, summary="What may be given")
def sheet(request: Asked, number: int) -> dict[str, Any]:
    """What may be given in a case, why, and what to ask next; by each policy that holds at its counter now."""
    case, moment = case_for(number, request.auth), now()
    opened = sheets_of(case, request.auth, moment)
    return {"revision": case.revision, "sheets": [_sheet(each, request.auth) for each in opened]}


def _sheet(opened: Open, person: Person) -> dict[str, Any]:
    policy = opened.policy
    left, places = envelope_of(person, policy, day_of(person, now())), places_of(policy.currency)
    amounts = {"at_once": left.at_once, "left_today": left.left_today}
    return {
        "policy": policy.name,
        "version": opened.version.mark,
        "title": opened.version.title,
        "currency": policy.currency,
        "role": opened.role,
        "envelope": {name: None if minor is None else as_text(minor, places) for name, minor in amounts.items()},
        "sheet": as_data(opened.sheet),
    }


@router.post("/cases/{int:number}/help", auth=Token("escalate"), response={201: Call}, summary="Ask for help")
def ask_for_help(request: Asked, number: int, sent: NewCall) -> Status[dict[str, Any]]:
    """Ask the next role, or the advocate. The story goes along, and the case keeps its owner until somebody accepts."""
    to = Role(sent.to) if sent.to else None
    call = helping.escalate(case=case_for(number, request.auth), by=request.auth, now=now(), to=to)
    return Status(201, {"to": call.to_role, "asked_at": call.asked_at, "due_at": call.due_at})
