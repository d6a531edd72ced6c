"""Signing in: only people whom an administrator has let in."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from goodgrace.people.models import Person
from goodgrace.web.own import keep_language


class Doorkeeper(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs themselves up, and whoever mistypes is told so kindly."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This email and password do not go together. Look at both once more, or ask for a new password below."
        ),
        "too_many_login_attempts": _("That was tried many times. Wait a few minutes, or ask for a new password below."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # as allauth calls it
        """Never: an administrator adds people."""
        return False

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        """Go in. A language chosen on the way in is kept as theirs."""
        response: HttpResponse = super().post_login(request, user, **more)
        if chosen := request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            keep_language(user, chosen, response)
        return response
