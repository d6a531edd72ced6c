"""Email by SMTP: plain words with a simple HTML twin, and a Message-ID that tells a repeat from a new message."""

import html
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from goodgrace.errors import GraceError, InputError
from goodgrace.promises.channels.shape import KEY, Errand, Outcome
from goodgrace.sentences import sentence

Security = Literal["tls", "starttls", "plain"]
LONGEST_SUBJECT = 200
LONGEST_TEXT = 50_000
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
WRAPPED = 'style="font: 17px/1.6 Georgia, serif; color: #1c2527; max-width: 38em; margin: 2em auto; padding: 0 1em"'


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: to whom, about what, in plain words where an empty line parts paragraphs.

    `routine` says that no person wrote it (a receipt, a reminder), so that no absence note comes back.
    """

    to: str
    subject: str
    text: str
    name: str = ""
    language: str = "en"
    routine: bool = False


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `tls` speaks TLS from the start, `starttls` insists on it, `plain` is for one's own machine.

    `seconds` bounds each step of the conversation. The password is never shown.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 20


class Email:
    """Sends mail from one address. `draft` finds the words of an errand; what it refuses is for a person to look at.

    A mail server cannot be asked what became of a message. Where the answer is lost after the words were handed over, the
    mail may come twice; both copies have one Message-ID, by which mail programs and servers know a repeat.
    """

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        draft: Callable[[Errand], Mail],
        now: Callable[[], datetime],
        sender_name: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server, self._sender, self._sender_name = server, read_address(sender), sender_name
        self._draft, self._now, self._tls = draft, now, tls or ssl.create_default_context()

    def carry(self, errand: Errand) -> Outcome:
        """Hand the mail over; kept once the mail server has taken it."""
        try:
            message = compose(self._draft(errand), errand.key, self._sender, self._now(), self._sender_name)
        except GraceError as error:
            return Outcome("refused", error.says)
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            return _not_begun(error)
        try:
            server.send_message(message, from_addr=self._sender)
        except (OSError, smtplib.SMTPException) as error:
            return _not_taken(error)
        finally:
            _leave(server)
        return Outcome("kept", "The mail server has taken the message.", str(message["Message-ID"]).strip("<>"))

    def ask(self, errand: Errand) -> Outcome | None:
        """Mail servers cannot tell."""

    def _connected(self) -> smtplib.SMTP:
        """A conversation that is as secret as the setting says, or none."""
        to = self._server
        if to.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=to.seconds, context=self._tls)
        else:
            server = smtplib.SMTP(to.host, to.port, timeout=to.seconds)
        try:
            if to.security == "starttls":
                server.starttls(context=self._tls)
            if to.user:
                server.login(to.user, to.password)
        except BaseException:
            server.close()
            raise
        return server


def compose(mail: Mail, key: str, sender: str, now: datetime, sender_name: str = "") -> EmailMessage:
    """The message as it travels. Raises InputError for an address, a subject or a name that could not stand in a header."""
    for what, text in (("An address", mail.to), ("A subject", mail.subject), ("A name", mail.name + sender_name)):
        if not all(each.isprintable() or each == "\u00ad" for each in text):
            raise InputError(
                f"{what} is one line of plain characters. This one has a line break or something unseen in it."
            )
    if not mail.subject.strip() or len(mail.subject) > LONGEST_SUBJECT or len(mail.text) > LONGEST_TEXT:
        raise InputError(
            f"A mail has a subject of at most {LONGEST_SUBJECT} characters and a text of at most {LONGEST_TEXT:,}."
        )
    message = EmailMessage(policy=SMTP)
    message["From"] = _named(sender_name, sender)
    message["To"] = _named(mail.name, read_address(mail.to))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key, sender)
    if mail.routine:
        message["Auto-Submitted"] = "auto-generated"
    text = mail.text.encode(errors="replace").decode()
    message.set_content(text, cte="quoted-printable")
    language = mail.language if re.fullmatch(r"[a-z]{2,3}", mail.language) else "en"
    message.add_alternative(_as_html(text, language), subtype="html", cte="quoted-printable")
    message["Content-Language"] = language  # last, since setting the content takes such headers away
    return message


def message_id(key: str, sender: str) -> str:
    """The one Message-ID of a key. A key has no dot and a Message-ID no colon, so no two keys share one."""
    if not KEY.fullmatch(key):
        raise InputError("This key cannot be a Message-ID. Use letters, digits, _, - and :.")
    return f"<{key.replace(':', '.')}@{sender.rpartition('@')[2]}>"


def read_address(text: str) -> str:
    """An email address in its plain form, the domain in ASCII. Raises InputError for what mail servers would not take."""
    local, at, domain = text.rpartition("@")
    try:
        plain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        plain = ""
    if not at or len(text) > 254 or len(local) > 64 or not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(plain):
        raise InputError(sentence("This is no email address we can write to. It looks like mia@example.org."))
    return f"{local}@{plain}"


def _named(name: str, address: str) -> Address:
    return Address(name, addr_spec=address)


def _as_html(text: str, language: str) -> str:
    paragraphs = [each for each in re.split(r"\n\s*\n", text.strip()) if each.strip()]
    inner = "".join(f"<p>{html.escape(each).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    return f'<!doctype html><html lang="{language}"><meta charset="utf-8"><body {WRAPPED}>{inner}</body></html>'


def _not_begun(error: Exception) -> Outcome:
    """What it means that no conversation came about: nothing was sent."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return Outcome(
                "refused",
                sentence("The mail server does not let us in. Check the user and the password in the settings."),
            )
        case smtplib.SMTPNotSupportedError():
            return Outcome(
                "refused",
                sentence("The mail server offers no TLS, and without it nothing is sent. Check the settings."),
            )
        case ssl.SSLCertVerificationError():
            return Outcome("again", f"The mail server shows no certificate we trust ({error.verify_message}).")
        case _:
            return Outcome("again", "The mail server cannot be reached just now. Nothing was sent.")


def _not_taken(error: Exception) -> Outcome:
    """What it means that the server did not say yes: a plain no is one, silence may be either."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            return _by_code(next(iter(recipients.values()))[0])
        case smtplib.SMTPResponseException(smtp_code=int(code)) if code > 0:
            return _by_code(code)
        case _:
            return Outcome("again", "The mail server broke off before it said yes. It may have sent the message.")


def _by_code(code: int) -> Outcome:
    if code >= 500:
        return Outcome(
            "refused", sentence("The mail server will not take this message ({code}). Check the address.", code=code)
        )
    return Outcome("again", f"The mail server cannot take the message just now ({code}).")


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever comes of that changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()
