"""What is connected to the outside world, read from the settings: the billing system, a webhook, mail, and the letterhead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from goodgrace.errors import InputError
from goodgrace.promises.channels.addresses import Allowed, read_allowed, read_target
from goodgrace.promises.channels.email import MailServer, Security
from goodgrace.promises.channels.papers.documents import Company, Paper
from goodgrace.promises.channels.signing import read_secret

PAPERS: Final[Mapping[str, Paper]] = {"a4": "a4", "letter": "letter"}


@dataclass(frozen=True, slots=True)
class System:
    """Another system: its address, and the secrets both sides share, the newest first. They are never shown."""

    address: str
    secrets: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connections:
    """Everything that is set up; what is None is not connected, and its steps become tasks for people."""

    billing: System | None = None
    webhook: System | None = None
    mail: MailServer | None = None
    sender: str = ""
    company: Company | None = None
    paper: Paper = "a4"
    allowed: Allowed = field(default_factory=Allowed)
    address: str = ""
    """Where customers reach this site, without the last `/`; empty where they do not."""

    def system(self, channel: str) -> System | None:
        """The system behind a channel that calls back; None where there is none."""
        return {"billing": self.billing, "webhook": self.webhook}.get(channel)


def connections_of(environ: Mapping[str, str], mail: Mapping[str, object]) -> Connections:
    """What the environment connects; `mail` are Django's settings of mail. Raises InputError, naming the setting, never its secret."""
    company = environ.get("GOODGRACE_COMPANY", "").strip()
    paper = environ.get("GOODGRACE_PAPER", "a4").strip().lower() or "a4"
    if paper not in PAPERS:
        raise InputError("GOODGRACE_PAPER is a4 or letter.")
    lines = tuple(line.strip() for line in environ.get("GOODGRACE_COMPANY_ADDRESS", "").split(";") if line.strip())
    head = Company(company, lines, environ.get("GOODGRACE_COMPANY_CONTACT", "").strip()) if company else None
    server = _mail(mail)
    return Connections(
        billing=_system(environ, "GOODGRACE_BILLING"),
        webhook=_system(environ, "GOODGRACE_WEBHOOK"),
        mail=server,
        sender=str(mail.get("DEFAULT_FROM_EMAIL", "")) if server else "",
        company=head,
        paper=PAPERS[paper],
        allowed=_allowed(environ.get("GOODGRACE_ALLOWED", "")),
        address=_reached_at(environ.get("GOODGRACE_ADDRESS", "")),
    )


def _reached_at(written: str) -> str:
    address = written.strip().rstrip("/")
    if address and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", address):
        raise InputError("GOODGRACE_ADDRESS is where customers reach this site, like https://grace.example.com.")
    return address


def _system(environ: Mapping[str, str], name: str) -> System | None:
    address, written = (environ.get(f"{name}_{part}", "").strip() for part in ("URL", "SECRET"))
    if not address and not written:
        return None
    if not address or not written:
        raise InputError(f"{name}_URL and {name}_SECRET belong together. Set both, or neither.")
    try:
        read_target(address)
        return System(address, tuple(map(read_secret, written.split())))
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _mail(settings: Mapping[str, object]) -> MailServer | None:
    """The mail server that colleagues' mail is handed to as well."""
    host = str(settings.get("EMAIL_HOST", ""))
    if not host:
        return None
    security = "tls" if settings.get("EMAIL_USE_SSL") else "starttls" if settings.get("EMAIL_USE_TLS") else "plain"
    user, password = (str(settings.get(f"EMAIL_HOST_{part}", "")) for part in ("USER", "PASSWORD"))
    return MailServer(host, int(str(settings["EMAIL_PORT"])), cast(Security, security), user, password)


def _allowed(words: str) -> Allowed:
    try:
        return read_allowed(words.split())
    except InputError as error:
        raise InputError(f"GOODGRACE_ALLOWED: {error}") from None


def missing(connections: Connections) -> tuple[str, ...]:
    """What is not connected, in plain words, and what happens instead: nothing is lost."""
    said = (
        (connections.billing, "billing", "suspending, waiving and crediting become tasks for people. Set GOODGRACE_BILLING_URL and GOODGRACE_BILLING_SECRET."),
        (connections.mail, "mail to customers", "words to send become tasks for people. Set GOODGRACE_EMAIL_URL."),
        (connections.company, "letters", "they become tasks for people. Set GOODGRACE_COMPANY, GOODGRACE_COMPANY_ADDRESS and GOODGRACE_COMPANY_CONTACT, so that there is a letterhead."),
        (connections.address, "the family's page", "words that lead to it become tasks for people. Set GOODGRACE_ADDRESS to where customers reach this site."),
    )  # fmt: skip
    return tuple(f"{what}: not connected; {instead}" for there, what, instead in said if not there)
