"""Letting people in and out, and what services get: an envelope, and tokens for programs that act as somebody."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import DUTIES, may, must
from goodgrace.people.models import Person, Role, Team, Token
from goodgrace.people.tokens import PREFIX, SECRET_BYTES, digest_of
from goodgrace.sentences import listed, sentence

LONGEST_NAME, LONGEST_EMAIL = 120, 254
LONGEST_LIFE = 366
"""Days: a token that nobody looks at for a year is forgotten somewhere."""


def add_person(
    *,
    email: str,
    name: str,
    role: str,
    password: str | None,
    by: Person | None,
    now: datetime,
    team: Team | None = None,
    is_service: bool = False,
    language: str = "en",
) -> Person:
    """Let somebody in. The first administrator of an empty house needs nobody's leave (`by` None); everybody else does."""
    if by is not None:
        must(by, "keep_people")
    elif Person.objects.exists():
        raise NotAllowed(sentence("Only an administrator lets people in."))
    elif role != Role.ADMINISTRATOR or is_service:
        raise InputError(sentence("The first person is an administrator: they let the others in."))
    _check_role(role)
    _check_called(name, email)
    with transaction.atomic():
        person = Person.objects.create_user(
            email, password, name=name, role=role, team=team, joined_at=now, is_service=is_service, language=language
        )
        who = by or person
        record(
            by=who.mark,
            role=who.role,
            what="person let in",
            about=person.mark,
            now=now,
            data={"role": role, "service": is_service},
        )
    return person


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise InputError(
            sentence("There is no role `{role}`. It is one of {roles}.", role=role[:60], roles=listed(Role))
        )


def _check_called(name: str, email: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise InputError(sentence("A name has 1 to {most} characters.", most=LONGEST_NAME))
    try:
        validate_email(email)
    except ValidationError:
        raise InputError(sentence("`{email}` is no email address.", email=email[:120])) from None
    if len(email) > LONGEST_EMAIL:
        raise InputError(sentence("An email address has at most {most} characters.", most=LONGEST_EMAIL))
    if Person.objects.filter(email=email.lower()).exists():
        raise InputError(sentence("{email} is here already.", email=email))


def change_role(*, person: Person, role: str, by: Person, now: datetime) -> Person:
    """Give somebody another role, from now on."""
    must(by, "keep_people")
    _check_role(role)
    with transaction.atomic():
        if role != Role.ADMINISTRATOR:
            _keep_one_administrator(person)
        before, person.role = person.role, role
        person.save(update_fields=["role"])
        record(
            by=by.mark, role=by.role, what="role changed", about=person.mark, now=now, data={"from": before, "to": role}
        )
    return person


def _keep_one_administrator(person: Person) -> None:
    """Somebody who can sign in can always let people in. Raises Refused. Locked in one order: two may leave at once."""
    able = Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True, is_service=False)
    if list(able.order_by("pk")) == [person]:
        raise Refused(sentence("Nobody else could let people in any more. Make somebody else an administrator first."))


def change_team(*, person: Person, team: Team | None, by: Person, now: datetime) -> Person:
    """Somebody works in another team from now on, or in none."""
    must(by, "keep_people")
    with transaction.atomic():
        person.team = team
        person.save(update_fields=["team"])
        data = {"to": None if team is None else f"team:{team.pk}"}
        record(by=by.mark, role=by.role, what="team changed", about=person.mark, now=now, data=data)
    return person


def give_password(*, person: Person, password: str, by: Person, now: datetime) -> Person:
    """A new password for somebody who cannot get in; the old one opens nothing any more, nor do their open sessions."""
    must(by, "keep_people")
    if person.is_service:
        raise InputError(sentence("A service has no password, only tokens."))
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record(by=by.mark, role=by.role, what="password given", about=person.mark, now=now)
    return person


def choose_language(*, person: Person, language: str) -> Person:
    """Speak another language with somebody from now on. Only they ask for it, and the ledger has no interest in it."""
    person.language = language
    person.save(update_fields=["language"])
    return person


def let_out(*, person: Person, by: Person, now: datetime) -> Person:
    """Nobody signs in as them any more; what they decided stays."""
    must(by, "keep_people")
    with transaction.atomic():
        _keep_one_administrator(person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        record(by=by.mark, role=by.role, what="person let out", about=person.mark, now=now)
    return person


def let_in_again(*, person: Person, by: Person, now: datetime) -> Person:
    """Somebody who was let out is back."""
    must(by, "keep_people")
    with transaction.atomic():
        person.is_active = True
        person.save(update_fields=["is_active"])
        record(by=by.mark, role=by.role, what="person let in again", about=person.mark, now=now)
    return person


def set_envelope(
    *, person: Person, most_per_decision: int | None, most_per_day: int | None, by: Person, now: datetime
) -> Person:
    """How far a service may go by itself, beside its role's limits: at once and in a day, in hundredths of any currency; None: no bound."""
    must(by, "keep_people")
    if not person.is_service:
        raise InputError(
            sentence("{name} is no service. A colleague's bounds are those of the policy.", name=person.name)
        )
    if any(most is not None and not 0 <= most < 2**63 for most in (most_per_decision, most_per_day)):
        raise InputError(sentence("A cap is an amount of money that is not negative."))
    with transaction.atomic():
        person.most_per_decision, person.most_per_day = most_per_decision, most_per_day
        person.save(update_fields=["most_per_decision", "most_per_day"])
        data = {"most_per_decision": most_per_decision, "most_per_day": most_per_day}
        record(by=by.mark, role=by.role, what="envelope set", about=person.mark, now=now, data=data)
    return person


def make_token(
    *, person: Person, name: str, scopes: Collection[str], days: int, by: Person, now: datetime
) -> tuple[Token, str]:
    """A token for some duties, and its secret, which is shown only now: for oneself, or by an administrator for a service.

    Nobody gets a token of a colleague's: it would decide in her name.
    """
    if by.pk != person.pk:
        must(by, "keep_people")
        if not person.is_service:
            raise NotAllowed(
                sentence(
                    "{name} makes their own tokens: what is done with one is done in their name.", name=person.name
                )
            )
    if not person.is_active:
        raise InputError(sentence("{name} is not let in any more.", name=person.name))
    if not 1 <= len(name.strip()) <= 60:
        raise InputError(sentence("Name the token after the program that will use it, in at most 60 characters."))
    if not 1 <= days <= LONGEST_LIFE:
        raise InputError(sentence("A token lives for 1 to {most} days.", most=LONGEST_LIFE))
    _check_scopes(person, scopes)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        token = Token.objects.create(
            person=person, name=name.strip(), digest=digest_of(secret), scopes=sorted(set(scopes)),
            made_by=by, made_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        data = {"token": token.pk, "scopes": token.scopes, "expires": token.expires_at.isoformat()}
        record(by=by.mark, role=by.role, what="token made", about=person.mark, now=now, data=data)
    return token, secret


def _check_scopes(person: Person, scopes: Collection[str]) -> None:
    theirs = [duty for duty in DUTIES if may(person, duty)]
    beyond = [scope for scope in scopes if scope not in theirs]
    among = ", ".join(theirs)
    if not scopes:
        raise InputError(sentence("A token is for something. Its scopes are among: {scopes}.", scopes=among))
    if beyond:
        raise InputError(
            sentence("The role {role} has no duty `{duty}`. Its scopes are among: {scopes}.",
                role=Role(person.role).label, duty=beyond[0][:60], scopes=among)
        )  # fmt: skip


def revoke_token(*, token: Token, by: Person, now: datetime) -> Token:
    """From now on nobody gets in with it; revoking it again changes nothing."""
    if by.pk != token.person_id:
        must(by, "keep_people")
    with transaction.atomic():
        token = Token.objects.select_for_update(of=("self",)).select_related("person").get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            data = {"token": token.pk}
            record(by=by.mark, role=by.role, what="token revoked", about=token.person.mark, now=now, data=data)
    return token
