"""The Django app of this folder."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.ledger"
    label = "ledger"
