"""Where mail to colleagues is handed over, such as the link to a new password: one address that says it all."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from goodgrace.errors import InputError

NOWHERE: Final = "django.core.mail.backends.dummy.EmailBackend"
ON_SCREEN: Final = "django.core.mail.backends.console.EmailBackend"
SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""How mail is handed over: in the clear (one's own machine), with TLS asked for, or TLS from the start."""
SECONDS: Final = 10


def mail_settings(address: str, *, debug: bool = False) -> Mapping[str, Any]:
    """Django's settings for `smtps://user:password@host?from=goodgrace@example.org`; without an address mail goes nowhere.

    Raises InputError for one that cannot be read; it does not repeat the address, which holds a password.
    """
    if not address:
        return {"EMAIL_BACKEND": ON_SCREEN if debug else NOWHERE}
    try:
        split = urlsplit(address)
        host, port = split.hostname, split.port
    except ValueError:
        host, port, split = None, None, urlsplit("")
    sender = parse_qs(split.query).get("from", [""])[0]
    if split.scheme not in PORTS or not host or "@" not in sender:
        raise InputError(
            "GOODGRACE_EMAIL_URL cannot be read. Write it as smtp+starttls://user:password@host:587?from=goodgrace@example.org; "
            "user and password with %40 for @, and so on."
        )
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[split.scheme],
        "EMAIL_USE_TLS": split.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": split.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": sender,
        **_who(split),
    }


def _who(split: SplitResult) -> Mapping[str, str]:
    return {"EMAIL_HOST_USER": unquote(split.username or ""), "EMAIL_HOST_PASSWORD": unquote(split.password or "")}
