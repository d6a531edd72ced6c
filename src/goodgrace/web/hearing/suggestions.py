"""A machine's suggestion for a summary and a first draft, where a setting names one: asked on a press, kept by nobody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodgrace.cases import listened
from goodgrace.cases.queries import case_for
from goodgrace.customers.queries import contact
from goodgrace.errors import Missing, Refused
from goodgrace.web.hearing.machine import safe_words, suggestion_for
from goodgrace.web.hearing.offers import GUIDANCE
from goodgrace.web.hearing.story import story_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.who import who_of


@room("open_case")
@require_POST
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the machine, and show what it suggests; where it says nothing in time, what was noticed is the summary, as always.

    Raises Missing where none is set up, Refused where somebody may be in danger: those words go to no machine. Whether she is safe
    in words that nobody could listen to, the colleague says, who has read them.
    """
    person, moment, machine = person_of(request), now(), settings.MACHINE
    case = case_for(pk, person)
    if machine is None:
        raise Missing(_("No machine is set up here. Write it in your own words."))
    story = story_of(case, moment)
    if case.customer.forgotten_at or not story.turns:
        raise Refused(_("There are no words to sum up."))
    if any(mark.kind == "moment" and mark.name in GUIDANCE for mark in story.marks):
        raise Refused(
            _("She may not be safe, so her words go to no machine. Write in your own words, or call in the advocate.")
        )
    if not story.all_heard and request.POST.get("safe") != "yes":
        raise Refused(
            _(
                "The listener did not understand these words. Read them, and say that she is safe, before they go to a machine."
            )
        )
    listened.note_asked(case=case, model=machine.model, host=machine.host, by=person, now=moment)
    safe = safe_words(((told.turn.speaker, told.text) for told in story.turns), contact(case.customer))
    shown = {
        "case": case,
        "who": who_of(case),
        "machine": machine,
        "found": suggestion_for(safe, machine),
        "summary": story.summary,
    }
    return render(request, "cases/suggestion.html", shown)
