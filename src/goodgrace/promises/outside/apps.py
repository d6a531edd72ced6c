"""The Django app of this folder."""

from django.apps import AppConfig


class OutsideConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.promises.outside"
    label = "outside"
