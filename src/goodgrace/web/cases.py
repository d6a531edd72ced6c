"""The desk: a case from its story to what was decided. Each view reads its input, makes one call and gives one answer."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.cases import afterwards, deciding, helping
from goodgrace.cases.actions import add_turn, close_case, note_facts, open_case
from goodgrace.cases.models import Case, Escalation, Turn
from goodgrace.cases.queries import case_for, decision_for
from goodgrace.customers.models import Customer
from goodgrace.errors import FactError, InputError, Missing, NotAllowed, Refused
from goodgrace.people.authority import may
from goodgrace.people.models import Role
from goodgrace.policy.reasons import words
from goodgrace.rulebook.models import Counter
from goodgrace.rulebook.queries import held_at, policy_of
from goodgrace.web.desk import Desk, desk_of
from goodgrace.web.numbers import canonical
from goodgrace.web.promised import begun_for, promises_by_decision
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said, told
from goodgrace.web.who import who_of

SAID = ("asked", "told", "guessed")
HIDDEN = ("policy", "remedy", "grounds")
"""What a form sends that nobody has written."""


@room("see_cases")
@require_GET
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a case."""
    return page_of(request, case_for(pk, person_of(request)))


def page_of(
    request: HttpRequest,
    case: Case,
    *,
    problems: dict[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk, with what was typed kept where something is wrong with it."""
    moment = now()
    person, desk = person_of(request), desk_of(case, person_of(request), moment)
    shown = {
        "desk": desk,
        "who": who_of(case),
        "now": moment,
        "problems": problems or {},
        "typed": typed or {},
        "unplaced": _unplaced(desk, problems or {}),
        "written": [text for name, text in (typed or {}).items() if text and name not in HIDDEN and "." not in name],
        "wrong_known": any(question.name in (problems or {}) for question in (*desk.known, *desk.unsaid)),
        "promised": promises_by_decision([told.decision.pk for told in desk.told], moment) if desk.told else {},
        "begun": begun_for(case.customer, [offer.moment for offer in desk.story.offers], moment),
        "machine": settings.MACHINE,
        "may_overrule": may(person, "overrule"),
        "may_accept": may(person, "accept"),
    }
    return render(request, "cases/desk.html", shown, status=status)


def _unplaced(desk: Desk, problems: dict[str, str]) -> list[str]:
    """What is wrong with something that is not on the page any more: said on top, so that nobody is left without a reason."""
    placed = {f"{choice.policy}.{choice.name}" for choice in desk.open} | {
        question.name for question in (*desk.questions, *desk.known, *desk.unsaid)
    }
    placed |= set() if desk.ended else {"story", "close", "summary"}
    return [problem for place, problem in problems.items() if desk.ended or place not in placed]


@room("open_case")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a case: whose it is, at which counter, and the story in her own words."""
    person = person_of(request)
    counters = Counter.objects.order_by("title")
    typed = {name: request.POST.get(name, request.GET.get(name, "")) for name in ("customer", "counter", "story")}
    problems: dict[str, str] = {}
    if request.method == "POST":
        customer = Customer.objects.filter(reference=typed["customer"].strip()).first()
        if customer is None:
            problems["customer"] = _("No customer has this number. Search for her by name, or check the number.")
        if not counters.filter(slug=typed["counter"]).exists():
            problems["counter"] = _("Say what it is about, so that the right people and policies are at hand.")
        if not typed["story"].strip():
            problems["story"] = _("Begin with what she says, in her own words.")
        if customer is not None and not problems:
            story = [(Turn.Speaker.CUSTOMER, typed["story"])]
            try:
                case = open_case(customer=customer, counter=typed["counter"], story=story, by=person, now=now())
            except (Refused, InputError) as refusal:
                problems["story"] = said(refusal)
            else:
                return redirect("case", pk=case.pk)
    typed["counter"] = typed["counter"] or (person.team.counter if person.team else "")
    return render(
        request,
        "cases/new.html",
        {"counters": counters, "typed": typed, "problems": problems},
        status=422 if problems else 200,
    )


@room("open_case")
@require_POST
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the story go on."""
    person = person_of(request)
    case = case_for(pk, person)
    speaker = request.POST.get("speaker", Turn.Speaker.CUSTOMER)
    text = request.POST.get("text", "")
    if speaker not in Turn.Speaker.values:
        raise InputError(_("Say who spoke: the customer or a colleague."))
    try:
        add_turn(case=case, speaker=speaker, text=text, by=person, now=now())
    except Refused as refusal:
        return page_of(request, case, problems={"story": said(refusal)}, typed={"text": text}, status=409)
    return redirect("case", pk=pk)


@room("open_case")
@require_POST
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the answers to what was asked, each with how we know it."""
    person = person_of(request)
    case = case_for(pk, person)
    answers, how = _changed_answers(request.POST)
    if not answers:
        messages.info(request, _("Nothing was filled in, so nothing has changed."))
        return redirect("case", pk=pk)
    try:
        note_facts(case=case, facts=_canonical(case, answers), how=how, by=person, now=now())
    except (FactError, Refused) as error:
        wrong = error.problems if isinstance(error, FactError) else {"facts": said(error)}
        typed = {**answers, **{f"how.{name}": each for name, each in how.items()}}
        problems = {name: told(what) for name, what in wrong.items()}
        return page_of(request, case, problems=problems, typed=typed, status=status_of(error))
    return redirect("case", pk=pk)


def _canonical(case: Case, answers: dict[str, str]) -> dict[str, str]:
    """Answers as the core reads them: numbers and amounts as the page's language writes them. Raises FactError."""
    asked = [policy_of(version).facts for version in held_at(now(), case.counter)]
    places = {name: fact.type.places for facts in asked for name, fact in facts.items() if fact.type.counts}
    read, problems = dict(answers), {}
    for name in places.keys() & answers.keys():
        try:
            read[name] = canonical(answers[name], places[name])
        except InputError as error:
            problems[name] = str(error)
    if problems:
        raise FactError(problems)
    return read


def _changed_answers(post: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """The answers that are not what stood there, and how we know them; a blank one makes a fact unknown again.

    What came from our records and was not touched stays theirs.
    """
    names = [name.removeprefix("fact.") for name in post if name.startswith("fact.")]
    how = {name: post.get(f"how.{name}", "") for name in names}
    before = {name: (post.get(f"was.{name}", ""), post.get(f"was_how.{name}", "")) for name in names}
    told = {name: post.get(f"fact.{name}", "").strip() for name in names}
    changed = {
        name: value
        for name, value in told.items()
        if value != before[name][0] or (value and before[name][1] and how[name] != before[name][1])
    }
    return changed, {name: how[name] for name in changed if how[name] in SAID}


def _amount(raw: str, places: int) -> Decimal:
    """An amount of so many decimal places as it was typed; nothing for a blank field. Raises InputError."""
    try:
        amount = Decimal(canonical(raw, places) or "0")
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount.is_nan():
        raise InputError(
            _("“%(raw)s” is no amount. Write it in digits, like 3 or 1234.50, without unit or thousands mark.")
            % {"raw": raw[:40]}
        )
    return amount


def _places(case: Case, policy: str, remedy: str) -> int:
    """How many decimal places a remedy is given in; those of cents where there is none of this name."""
    held = (policy_of(version) for version in held_at(now(), case.counter) if version.policy == policy)
    return next((each.remedies[remedy].places for each in held if remedy in each.remedies), 2)


def _wish(request: HttpRequest, case: Case) -> deciding.Wish:
    post = request.POST
    places = _places(case, post.get("policy", ""), post.get("remedy", ""))
    amount = _amount(post.get("amount", "").strip(), places)
    seen = post.get("seen", "")
    return deciding.Wish(
        policy=post.get("policy", ""),
        remedy=post.get("remedy", ""),
        amount=amount,
        key=f"web:{person_of(request).pk}:{post.get('key', '')}",
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        grounds=tuple(post.getlist("ground")),
        reason=post.get("reason", ""),
    )


@room("decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a remedy, or say no to it with a reason. What cannot be is said on the page, and nothing typed is lost."""
    person = person_of(request)
    case = case_for(pk, person)
    saying_no = "no" in request.POST
    try:
        wish = _wish(request, case)
        act = deciding.say_no if saying_no else deciding.decide
        act(case=case, wish=wish, by=person, now=now())
    except (NotAllowed, Refused, InputError, Missing) as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409 if isinstance(refusal, Refused) else 422
        typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("amount", "reason", "policy", "remedy")}
        typed["grounds"] = request.POST.getlist("ground")
        case.refresh_from_db()
        place = f"{typed['policy']}.{typed['remedy']}"
        return page_of(request, case, problems={place: said(refusal)}, typed=typed, status=status)
    done = (
        _("Your no is recorded, with its reason. It stands.")
        if saying_no
        else _(
            "Decided. It stands: nobody has to approve it. Tell her next; until then a slip can be undone for a minute."
        )
    )
    messages.success(request, done)
    return redirect("case", pk=pk)


@room("decide")
@require_POST
def tell(request: HttpRequest, pk: str) -> HttpResponse:
    """She has been told: from here on it stands for good."""
    decision = decision_for(pk, person_of(request))
    afterwards.tell_customer(decision=decision, by=person_of(request), now=now())
    messages.success(request, _("Noted: she knows. Nothing takes it back any more."))
    return redirect("case", pk=decision.case_id)


@room("decide")
@require_POST
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Take back a slip."""
    decision = decision_for(pk, person_of(request))
    afterwards.undo(decision=decision, by=person_of(request), now=now())
    messages.success(request, _("Taken back. Nothing was given."))
    return redirect("case", pk=decision.case_id)


@room("overrule")
@require_http_methods(["GET", "POST"])
def overrule(request: HttpRequest, pk: str) -> HttpResponse:
    """Set a decision aside, with a reason that the colleague reads and that counts on the honour page."""
    person = person_of(request)
    decision, reason = decision_for(pk, person), request.POST.get("reason", "")
    shown = {"decision": decision, "remedy": words(decision.remedy), "reason": reason}
    if request.method == "POST":
        try:
            afterwards.overrule(decision=decision, by=person, reason=reason, now=now())
        except (Refused, NotAllowed, InputError) as refusal:
            return render(
                request, "cases/overrule.html", {**shown, "problem": said(refusal)}, status=status_of(refusal)
            )
        messages.success(
            request, _("Overruled. %(name)s is told, and it counts on the honour page.") % {"name": decision.by.name}
        )
        return redirect("case", pk=decision.case_id)
    return render(request, "cases/overrule.html", shown)


@room("escalate")
@require_POST
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for help: one press, the story goes along."""
    person = person_of(request)
    to = Role.ADVOCATE if "advocate" in request.POST else None
    call = helping.escalate(case=case_for(pk, person), by=person, now=now(), to=to)
    messages.success(
        request,
        _("A %(role)s is asked to help. The case stays yours until somebody accepts; the clock shows how long.")
        % {"role": Role(call.to_role).label},
    )
    return redirect("case", pk=pk)


@room("accept")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over a case, with its whole story."""
    call = Escalation.objects.select_related("case", "asked_by").filter(pk=pk).first()
    if call is None:
        raise Missing(_("There is no such call."))
    case = helping.accept(call=call, by=person_of(request), now=now())
    messages.success(
        request, _("The case is yours now. %(name)s sees that you have it.") % {"name": call.asked_by.name}
    )
    return redirect("case", pk=case.pk)


@room("open_case")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a case, and say apart whether it was solved and whether she was cared for."""
    person = person_of(request)
    answers = {name: request.POST.get(name) for name in ("solved", "cared_for")}
    if not set(answers.values()) <= {"yes", "no"}:
        return page_of(
            request,
            case_for(pk, person),
            problems={"close": _("Answer both: was it solved, and was she cared for?")},
            status=422,
        )
    close_case(
        case=case_for(pk, person),
        solved=answers["solved"] == "yes",
        cared_for=answers["cared_for"] == "yes",
        by=person,
        now=now(),
    )
    messages.success(request, _("Closed. Its story and what was decided stay where they are."))
    return redirect("today")
