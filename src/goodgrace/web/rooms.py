"""Who may enter a room: every view is behind one duty, or says that its door is open to everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from goodgrace.errors import NotAllowed
from goodgrace.people.authority import DUTIES, must
from goodgrace.people.models import Person

View = Callable[..., HttpResponseBase]


def room(duty: str) -> Callable[[View], View]:
    """Let in whoever has a duty, and mark the view with it. Raises KeyError at once for a duty nobody has heard of."""
    DUTIES[duty]

    def behind(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                return redirect_to_login(request.get_full_path())
            must(request.user, duty)
            return view(request, *args, **kwargs)

        guarded.duty = duty  # type: ignore[attr-defined]  # the mark that a test looks for on every address
        return guarded

    return behind


def open_door(view: View) -> View:
    """Let in everybody, signed in or not, and mark the view as meant so."""

    @wraps(view)
    def unguarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    unguarded.open_door = True  # type: ignore[attr-defined]  # the mark that a test looks for on every address
    return login_not_required(unguarded)


def person_of(request: HttpRequest) -> Person:
    """Who is signed in, behind a duty. Raises NotAllowed for nobody."""
    if not isinstance(request.user, Person):
        raise NotAllowed(_("Sign in first."))
    return request.user
