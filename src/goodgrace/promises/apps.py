"""The Django app of this folder."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.promises"
    label = "promises"
