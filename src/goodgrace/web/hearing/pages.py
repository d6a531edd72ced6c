"""Listening at the desk: not so, the summary, the reply, our own words, and how well we listen."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.cases import listened
from goodgrace.cases.models import Case, Kept, Noticed
from goodgrace.cases.queries import case_for
from goodgrace.errors import InputError, Missing, Refused
from goodgrace.people.authority import may
from goodgrace.web.cases import page_of
from goodgrace.web.hearing.drafts import Readback, read_draft, read_wording
from goodgrace.web.hearing.story import Story, Told, story_of
from goodgrace.web.hearing.words import called
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said
from goodgrace.web.who import who_of


@room("open_case")
@require_POST
def not_so(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a mark aside, or put it back. Only what is marked can be; a second press changes nothing."""
    person, moment, back = person_of(request), now(), "back" in request.POST
    case = case_for(pk, person)
    told, mark = _marked(story_of(case, moment), request.POST, back=back)
    if mark:
        change = listened.so_after_all if back else listened.not_so
        change(case=case, turn=told.turn, mark=mark, by=person, now=moment)
    said_now = (
        _("The mark is back, and counts as before.")
        if back
        else _(
            "Set aside for this case. Under her words it can be put back. It counts where we say how well we listen; never by person."
        )
    )
    messages.success(request, said_now)
    return redirect("case", pk=pk)


def _marked(story: Story, post: QueryDict, *, back: bool) -> tuple[Told, listened.Mark | None]:
    """The turn and the mark that are meant; no mark where it is so already. Raises Missing for no turn of this story."""
    try:
        told = next((told for told in story.turns if told.turn.pk == UUID(post.get("turn", ""))), None)
    except ValueError:
        told = None
    if told is None:
        raise Missing(_("There is no such turn in this case."))
    among = (told.marked.aside if back else told.marked.marks) if told.marked else ()
    for mark in among:
        if f"{mark.noticed}:{mark.start}:{mark.end}" == post.get("mark", ""):
            return told, (mark.noticed, mark.start, mark.end)
    return told, None


@room("open_case")
@require_POST
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a summary with the story, and whether she confirmed it."""
    person, text = person_of(request), request.POST.get("text", "")
    case = case_for(pk, person)
    try:
        listened.keep(
            case=case,
            text=text,
            written_as=Kept.As.SUMMARY,
            by=person,
            now=now(),
            confirmed="confirmed" in request.POST,
        )
    except Refused as refusal:
        return page_of(request, case, problems={"summary": said(refusal)}, typed={"summary": text}, status=409)
    messages.success(request, _("The summary is kept with the story."))
    return redirect("case", pk=pk)


@room("open_case")
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a reply. Reading it back keeps nothing; it is kept only where somebody asks for that."""
    person = person_of(request)
    case, text = case_for(pk, person), request.POST.get("draft", "")
    if "keep" not in request.POST:
        return _reply(request, case, text, look=request.method == "POST")
    try:
        listened.keep(case=case, text=text, written_as=Kept.As.REPLY, by=person, now=now())
    except Refused as refusal:
        return _reply(request, case, text, problem=said(refusal), status=409)
    messages.success(request, _("The reply is kept with the case. Nothing was sent."))
    return redirect("case", pk=pk)


def _reply(
    request: HttpRequest, case: Case, text: str, *, look: bool = False, problem: str = "", status: int = 200
) -> HttpResponse:
    story = story_of(case, now())
    hers = "\n\n".join(told.text for told in story.turns if told.turn.speaker == "customer")
    read: Readback | None = read_draft(hers, text, listened.wording_now()) if look else None
    over = case.closed_at is not None or case.customer.forgotten_at is not None
    shown = {
        "case": case,
        "who": who_of(case),
        "hers": hers,
        "text": text,
        "read": read,
        "problem": problem,
        "over": over,
    }
    return render(request, "cases/reply.html", shown, status=status)


@room("keep_wordings")
@require_http_methods(["GET", "POST"])
def wordings(request: HttpRequest) -> HttpResponse:
    """The company's own terms and wordings. What cannot be read is said, and nothing typed is lost."""
    held, problem, status = listened.wording_now(), "", 200
    typed = {
        "glossary": request.POST.get("glossary", _as_text(held.glossary if held else {})),
        "book": request.POST.get("book", _as_text(held.book if held else {})),
    }
    if request.method == "POST":
        try:
            glossary, book = read_wording(typed["glossary"], typed["book"])
            listened.keep_wording(glossary=glossary, book=book, by=person_of(request), now=now())
        except InputError as refusal:
            problem, status = said(refusal), status_of(refusal)
        else:
            messages.success(request, _("Kept. Your wordings win over ours from now on."))
            return redirect("wordings")
    return render(request, "rulebook/words.html", {"held": held, "typed": typed, "problem": problem}, status=status)


def _as_text(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """How one thing was noticed: how often, how often it was set aside, and the share that was not, in percent."""

    title: str
    kind: str
    raised: int
    dismissed: int
    stood: int
    low: int
    high: int


@room("see_honour")
@require_GET
def how_well(request: HttpRequest) -> HttpResponse:
    """How well we listen: counts by what was noticed, never by person or case."""
    rows = list(_counted(listened.noticed_so_far()))
    shown = {"rows": rows, "may_keep": may(person_of(request), "keep_wordings")}
    return render(request, "listening.html", shown)


def _counted(noticed: Iterable[Noticed]) -> Iterator[Counted]:
    for each in noticed:
        kind, _colon, name = each.name.partition(":")
        stood = max(each.raised - each.dismissed, 0)
        low, high = listened.interval(stood, each.raised)
        share = round(100 * stood / each.raised) if each.raised else 0
        yield Counted(called(name), kind, each.raised, each.dismissed, share, round(100 * low), round(100 * high))
