"""`makemessages` that also gathers the sentences of actions and of the core: those that `sentence` puts together."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, with one keyword more."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=sentence"]  # noqa: RUF012  # as Django declares it
