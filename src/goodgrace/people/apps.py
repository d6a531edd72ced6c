"""The Django app of this folder."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.people"
    label = "people"
