"""Somebody signed in, without a browser."""

from django.test import Client

from goodgrace.people.models import Person


def signed_in(person: Person) -> Client:
    """A client as which a person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
