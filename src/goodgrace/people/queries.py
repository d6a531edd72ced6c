"""Who works here, as lists: colleagues, services, teams, tokens."""

from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from goodgrace.errors import Missing
from goodgrace.people.authority import may
from goodgrace.people.models import Person, Site, Team, Token
from goodgrace.sentences import sentence


def colleagues(text: str = "", *, here: bool = True) -> QuerySet[Person]:
    """People, by name: those who are here or those who were let out, all or with a text in their name or address."""
    found = Person.objects.filter(is_service=False, is_active=here).select_related("team__site").order_by("name", "id")
    return found.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else found


def services(now: datetime) -> QuerySet[Person]:
    """Services, by name, each with how many tokens still hold and when one was last used."""
    holding = Q(tokens__revoked_at=None, tokens__expires_at__gt=now)
    found = Person.objects.filter(is_service=True).select_related("team").order_by("-is_active", "name", "id")
    return found.annotate(holding=Count("tokens", filter=holding), used=Max("tokens__last_used_at"))


def person_with(pk: int) -> Person:
    """Somebody by their number. Raises Missing."""
    person = Person.objects.select_related("team__site").filter(pk=pk).first()
    if person is None:
        raise Missing(sentence("There is nobody with this number."))
    return person


def token_for(pk: int, by: Person) -> Token:
    """A token by its number, one's own or, for an administrator, anybody's. Raises Missing."""
    token = Token.objects.select_related("person").filter(pk=pk).first()
    if token is None or not (token.person_id == by.pk or may(by, "keep_people")):
        raise Missing(sentence("There is no such token, or it is not yours to see."))
    return token


def tokens_of(person: Person) -> QuerySet[Token]:
    """Every token that somebody has or had, the newest first."""
    return person.tokens.select_related("made_by").order_by("-made_at", "-id")


def sites() -> QuerySet[Site]:
    """Sites with their teams, each with how many people work there."""
    counted = Team.objects.annotate(many=Count("people", filter=Q(people__is_active=True))).order_by("name")
    return Site.objects.prefetch_related(Prefetch("teams", counted)).order_by("name")
