"""A playbook for many customers at once: whom it means and what each gets, then one press."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from goodgrace.people.models import Person
from goodgrace.promises.everyone import MOST, Foreseen, Meant, foresee_for_many, known_for, start_for_many
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_in_force, playbook_of, playbooks_held_at, starting_role
from goodgrace.web.caselines import name_of
from goodgrace.web.rooms import person_of, room

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Customers who would get the same: how many, the first of them by name, and the steps in order."""

    count: int
    names: tuple[str, ...]
    steps: tuple[str, ...]


def for_many(moment: datetime) -> list[PlaybookVersion]:
    """The playbooks in force that are begun for many at once."""
    return [version for version in playbooks_held_at(moment) if playbook_of(version).everyone is not None]


@room("start_promise")
@require_http_methods(["GET", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Look at whom a playbook means, and begin it for them by one press."""
    person, moment = person_of(request), now()
    name = (request.POST if request.method == "POST" else request.GET).get("playbook", "")[:80]
    if not name:
        found = for_many(moment)
        mine = [version for version in found if starting_role(person, version)]
        others = [version for version in found if version not in mine]
        return render(request, "promises/many.html", {"mine": mine, "others": others})
    version = playbook_in_force(name, moment)
    if request.method == "POST":
        return _begun(request, version, person, moment)
    return _looked(request, version, person, moment)


def _begun(request: HttpRequest, version: PlaybookVersion, person: Person, moment: datetime) -> HttpResponse:
    playbook = playbook_of(version)
    came = start_for_many(
        playbook=playbook, digest=version.digest, among=known_for(playbook), by=person, now=moment, role=starting_role(person, version)
    )  # fmt: skip
    count = len(came.made)
    messages.success(request, ngettext("Begun for %(n)d customer.", "Begun for %(n)d customers.", count) % {"n": count})
    if not came.is_all:
        messages.info(request, _("There are more. Press once more to go on with them."))
    return redirect(f"{reverse('many')}?playbook={version.playbook}")


def _looked(request: HttpRequest, version: PlaybookVersion, person: Person, moment: datetime) -> HttpResponse:
    playbook = playbook_of(version)
    foreseen = foresee_for_many(
        playbook=playbook, digest=version.digest, among=known_for(playbook), by=person, now=moment, role=starting_role(person, version)
    )  # fmt: skip
    shown = {
        "version": version,
        "foreseen": foreseen,
        "groups": _groups(foreseen),
        "unclear": [(name_of(customer), why) for customer, why in foreseen.unclear[:SHOWN]],
        "has_it": [name_of(customer) for customer in foreseen.has_it[:SHOWN]],
        "first": min(len(foreseen.meant), MOST),
    }
    return render(request, "promises/many.html", shown)


def _groups(foreseen: Foreseen) -> list[Group]:
    alike: dict[tuple[str, ...], list[Meant]] = {}
    for each in foreseen.meant:
        alike.setdefault(each.steps, []).append(each)
    return [
        Group(len(some), tuple(name_of(each.customer) for each in some[:SHOWN]), steps) for steps, some in alike.items()
    ]
