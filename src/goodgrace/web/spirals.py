"""Fees against what was paid back, account by account, and where a fee makes the next one likelier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.promises.accounts import Account, spirals_behind
from goodgrace.rulebook.planned import playbooks_held_at, starting_role
from goodgrace.web.caselines import name_of
from goodgrace.web.rooms import person_of, room


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as a page shows it; `title` is the suggested playbook's where it is in force, `begin_at` where she may begin it."""

    account: Account
    who: str
    title: str
    begin_at: str


def account_lines(accounts: Iterable[Account], person: Person, moment: datetime) -> list[AccountLine]:
    """Accounts as lines, each with the playbook that a person may want to look at; nothing is begun by it."""
    found = list(accounts)
    suggested = any(account.spiral.suggests for account in found)
    held = {version.playbook: version for version in playbooks_held_at(moment)} if suggested else {}
    lines = []
    for account in found:
        version, begin_at = held.get(account.spiral.suggests), ""
        if version and may(person, "start_promise") and starting_role(person, version):
            begin_at = reverse("promise_begin", kwargs={"pk": account.customer.pk, "name": version.playbook})
        lines.append(AccountLine(account, name_of(account.customer), version.title if version else "", begin_at))
    return lines


@room("see_customers")
@require_safe
def spirals(request: HttpRequest) -> HttpResponse:
    """The accounts where fees bring more fees, with the evidence; how many were looked at, and how many tell too little."""
    asked = request.GET.get("after", "")[:18]
    looked = spirals_behind(int(asked) if asked.isascii() and asked.isdecimal() else 0)
    lines = account_lines(looked.noticed, person_of(request), now())
    return render(request, "customers/spirals.html", {"looked": looked, "lines": lines})
