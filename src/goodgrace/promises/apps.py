"""The Django app of this folder."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Named after its folder."""

    name = "goodgrace.promises"
    label = "promises"

    def ready(self) -> None:
        """The links of families and words of our own are rows too, beside what makes them."""
        from goodgrace.promises import links, wording  # noqa: F401  # rows can be named only once the apps are there
