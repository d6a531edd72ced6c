"""The Django app of this folder."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.customers"
    label = "customers"
