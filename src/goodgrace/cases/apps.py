"""The Django app of this folder."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.cases"
    label = "cases"
