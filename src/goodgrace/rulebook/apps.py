"""The Django app of this folder."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.rulebook"
    label = "rulebook"
