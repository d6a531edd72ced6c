"""Letting people in and out, and what services get: an envelope, and tokens for programs that act as somebody."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import DUTIES, may, must
from goodgrace.people.models import Person, Role, Site, Team, Token
from goodgrace.people.tokens import PREFIX, SECRET_BYTES, digest_of

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
        raise NotAllowed("Only an administrator lets people in.")
    elif role != Role.ADMINISTRATOR:
        raise InputError("The first person is an administrator: they let the others in.")
    if role not in Role.values:
        raise InputError(f"There is no role `{role}`. It is one of {', '.join(Role.values)}.")
    if "@" not in email:
        raise InputError(f"`{email}` is no email address.")
    if Person.objects.filter(email=email.lower()).exists():
        raise InputError(f"{email} is here already.")
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


def change_role(*, person: Person, role: str, by: Person, now: datetime) -> Person:
    """Give somebody another role, from now on."""
    must(by, "keep_people")
    if role not in Role.values:
        raise InputError(f"There is no role `{role}`. It is one of {', '.join(Role.values)}.")
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
    """Somebody can always let people in. Raises Refused."""
    others = Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and not others:
        raise Refused("Nobody else could let people in any more. Make somebody else an administrator first.")


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


def add_team(*, name: str, site: str, time_zone: str, counter: str, by: Person, now: datetime) -> Team:
    """A team at a site, and the counter it works at; the site is made where it is new."""
    must(by, "keep_people")
    with transaction.atomic():
        place, _ = Site.objects.get_or_create(name=site, defaults={"time_zone": time_zone})
        team = Team.objects.create(name=name, site=place, counter=counter)
        record(by=by.mark, role=by.role, what="team made", about=f"team:{team.pk}", now=now, data={"counter": counter})
    return team


def set_envelope(
    *, person: Person, most_per_decision: int | None, most_per_day: int | None, by: Person, now: datetime
) -> Person:
    """How far a service may go by itself, beside its role's limits: at once and in a day, in minor units of money; None: no bound."""
    must(by, "keep_people")
    if not person.is_service:
        raise InputError(f"{person} is no service. A colleague's bounds are those of the policy.")
    if any(most is not None and not 0 <= most < 2**63 for most in (most_per_decision, most_per_day)):
        raise InputError("An envelope is a number of cents that is not negative.")
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
            raise NotAllowed(f"{person} makes their own tokens: what is done with one is done in their name.")
    if not person.is_active:
        raise InputError(f"{person} is not let in any more.")
    if not 1 <= len(name.strip()) <= 60:
        raise InputError("Name the token after the program that will use it, in at most 60 characters.")
    if not 1 <= days <= LONGEST_LIFE:
        raise InputError(f"A token lives for 1 to {LONGEST_LIFE} days.")
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
    if beyond or not scopes:
        fault = (
            f"The role {Role(person.role).label} has no duty `{beyond[0]}`." if beyond else "A token is for something."
        )
        raise InputError(f"{fault} Its scopes are among: {', '.join(theirs)}.")


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
