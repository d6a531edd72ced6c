"""Customers: finding one, her page, what she needs, and being forgotten."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.cases.forgetting import forget_customer
from goodgrace.cases.models import Case
from goodgrace.customers import actions
from goodgrace.customers.models import Customer, Need
from goodgrace.customers.queries import contact, found, timeline
from goodgrace.customers.worth import value_of
from goodgrace.customers.zones import COMMON
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.money import Money
from goodgrace.people.authority import may
from goodgrace.people.models import Role
from goodgrace.promises.accounts import accounts_of
from goodgrace.promises.forgetting import still_owed
from goodgrace.web.clocks import clock_of
from goodgrace.web.promised import promises_of
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said, told
from goodgrace.web.spirals import account_lines

REVIEW_AFTER = timedelta(days=180)
MOST_OWED = 20


@room("see_customers")
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Find a customer by number, name or address."""
    asked = request.GET.get("q", "").strip()
    people = [(customer, contact(customer)) for customer in found(asked)] if asked else []
    return render(request, "customers/list.html", {"asked": asked, "people": people})


def _customer(pk: int) -> Customer:
    customer = Customer.objects.filter(pk=pk).first()
    if customer is None:
        raise Missing(_("There is no such customer."))
    return customer


def _page(request: HttpRequest, customer: Customer, status: int = 200, **more: object) -> HttpResponse:
    person, value = person_of(request), value_of(customer, localdate())
    shown = {
        "customer": customer,
        "contact": contact(customer),
        "cases": Case.objects.filter(customer=customer).select_related("owner").order_by("-opened_at")[:30],
        "promised": promises_of(customer, now()) if may(person, "see_promises") else [],
        "may_start": may(person, "start_promise"),
        "accounts": account_lines(accounts_of(customer), person, now()),
        "timeline": timeline(customer)[:40],
        "value": value,
        "spent": [told(Money(minor, currency)) for currency, minor in sorted(value.spent.items())],
        "needs": customer.needs.filter(ended_at=None).count(),
        "may_keep": may(person, "keep_customers"),
        "zones": COMMON,
        "clock": clock_of(customer, now()),
        "may_note": may(person, "note_needs"),
        "may_open": may(person, "open_case"),
        "may_forget": may(person, "forget_customer"),
        **more,
    }
    return render(request, "customers/customer.html", shown, status=status)


@room("see_customers")
@require_GET
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Her page: her cases first, what happened, and what she means to us last."""
    return _page(request, _customer(pk))


@room("keep_customers")
@require_POST
def time_zone(request: HttpRequest, pk: int) -> HttpResponse:
    """Note by whose clock she lives."""
    found_customer, typed = _customer(pk), request.POST.get("time_zone", "")
    try:
        actions.note_time_zone(customer=found_customer, time_zone=typed, by=person_of(request), now=now())
    except InputError as error:
        return _page(request, found_customer, status_of(error), zone_problem=said(error), zone_typed=typed)
    if typed.strip():
        messages.success(request, _("Noted. What is promised to her from now on counts by her clock."))
    else:
        messages.success(request, _("Noted. What is promised to her from now on counts by the clock of your site."))
    return redirect("customer", pk=pk)


@room("read_needs")
@require_POST
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what helps her. That it was read is written down."""
    found_customer = _customer(pk)
    try:
        read = actions.read_needs(customer=found_customer, by=person_of(request), now=now())
    except NotAllowed as refusal:
        return _page(request, found_customer, 403, needs_refused=said(refusal))
    return _page(request, found_customer, read=read, next_review=localdate() + REVIEW_AFTER)


@room("note_needs")
@require_http_methods(["GET", "POST"])
def note_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what helps her, after thanking, explaining and asking whether we may keep it."""
    found_customer, post, moment = _customer(pk), request.POST, now()
    shown = {
        "customer": found_customer,
        "typed": post,
        "roles": READERS,
        "consents": Need.Consent.choices,
        "review_on": (localdate() + REVIEW_AFTER).isoformat(),
        "problem": "",
    }
    if request.method == "POST":
        try:
            actions.note_need(
                customer=found_customer, support=post.get("support", ""), basis=post.get("basis", ""),
                readers=post.getlist("reader"), review_on=_day(post.get("review_on", "")), by=person_of(request), now=moment,
                thanked="thanked" in post, explained="explained" in post, consent_how=post.get("consent_how", ""),
                consent_at=moment if post.get("consent_how", "").strip() else None,
                impact=post.get("impact", ""), signpost=post.get("signpost", ""),
            )  # fmt: skip
        except (InputError, Refused) as error:
            return render(request, "customers/need.html", {**shown, "problem": said(error)}, status=status_of(error))
        messages.success(
            request, _("Noted. It is read only by those you named, and looked at again on the day you chose.")
        )
        return redirect("customer", pk=pk)
    return render(request, "customers/need.html", shown)


@room("note_needs")
@require_POST
def end_need(request: HttpRequest, pk: int, need: UUID) -> HttpResponse:
    """It is over, or she took her yes back: its words are deleted."""
    actions.end_need(need=_need(pk, need), by=person_of(request), now=now())
    messages.success(request, _("Ended. Its words are deleted."))
    return redirect("customer", pk=pk)


@room("note_needs")
@require_POST
def review_need(request: HttpRequest, pk: int, need: UUID) -> HttpResponse:
    """It was asked again, and it still helps: when to ask next."""
    found_need = _need(pk, need)
    actions.review_need(
        need=found_need, review_on=_day(request.POST.get("review_on", "")), by=person_of(request), now=now()
    )
    messages.success(request, _("Noted: it still helps. It is asked again on the day you chose."))
    return redirect("customer", pk=pk)


def _need(pk: int, need: UUID) -> Need:
    found_need = Need.objects.filter(pk=need, customer=_customer(pk)).select_related("customer").first()
    if found_need is None:
        raise Missing(_("There is no such note."))
    return found_need


READERS = (Role.AGENT, Role.LEAD, Role.MANAGER, Role.ADVOCATE)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(_("Say on which day it is looked at again, as 2027-05-23.")) from None


@room("forget_customer")
@require_http_methods(["GET", "POST"])
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete her key and all we know of her; it cannot be taken back, so it is confirmed in a sentence."""
    found_customer = _customer(pk)
    if request.method == "POST":
        try:
            forget_customer(customer=found_customer, by=person_of(request), now=now())
        except Refused as error:
            return _forget_page(request, found_customer, status_of(error), problem=said(error))
        messages.success(request, _("Forgotten. What was decided stays, without her name and without her words."))
        return redirect("today")
    return _forget_page(request, found_customer)


def _forget_page(request: HttpRequest, found: Customer, status: int = 200, **more: object) -> HttpResponse:
    shown = {"customer": found, "contact": contact(found), "owed": still_owed(found)[:MOST_OWED], **more}
    return render(request, "customers/forget.html", shown, status=status)
