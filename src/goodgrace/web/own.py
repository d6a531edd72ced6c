"""What pages follow of the person in front of them: their language, and the time their site lives by."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.i18n import set_language

from goodgrace.people.actions import choose_language
from goodgrace.people.models import Person, Team
from goodgrace.people.places import zone_of
from goodgrace.web.rooms import open_door


class Own:
    """Gives each page the language and the time of whoever is signed in; before that, the browser says its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, in their language and time."""
        person = request.user
        if not isinstance(person, Person):
            return self.get_response(request)
        if is_spoken(person.language):
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        if person.team_id is not None:
            person.team = Team.objects.select_related("site").get(pk=person.team_id)
        with timezone.override(zone_of(person)):
            return self.get_response(request)


def is_spoken(language: str) -> bool:
    """Whether the pages are there in a language."""
    return language in dict(settings.LANGUAGES)


@open_door
def language(request: HttpRequest) -> HttpResponse:
    """Change the language: theirs from now on for somebody signed in, else the browser's until somebody signs in."""
    response = set_language(request)
    if request.method == "POST" and isinstance(request.user, Person):
        keep_language(request.user, request.POST.get("language", ""), response)
    return response


def keep_language(person: Person, chosen: str, response: HttpResponse) -> None:
    """Keep a chosen language as theirs, and leave none in the browser: somebody else may sit there next."""
    if is_spoken(chosen):
        choose_language(person=person, language=chosen)
    response.delete_cookie(
        settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH, domain=settings.LANGUAGE_COOKIE_DOMAIN
    )
