"""The Django app of this folder."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.web"
    label = "web"
