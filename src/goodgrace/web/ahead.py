"""What may lie ahead of a family elsewhere: a list to tick, on the page and on paper."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from goodgrace.errors import Missing
from goodgrace.promises.channels.papers import Company, Task, TaskList
from goodgrace.promises.models import Promise

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AFTER_A_DEATH: "Final[tuple[StrPromise, ...]]" = (
    gettext_lazy("Ask for several copies of the death certificate."),
    gettext_lazy("Tell the bank, insurers and the pension office."),
    gettext_lazy("Tell the landlord, and who sends electricity, water and telephone."),
    gettext_lazy("Look for a will, and ask the court or a notary what follows."),
    gettext_lazy("Let post be sent on, and end what is paid every month."),
    gettext_lazy("Eat something, and let somebody help."),
)


def ahead_of(promise: Promise) -> tuple[str, ...]:
    """What may lie ahead, in the language of the page; nothing but after a death."""
    return tuple(str(each) for each in AFTER_A_DEATH) if promise.moment == "bereavement" else ()


def list_on_paper(promise: Promise, on: datetime) -> bytes:
    """The list as a PDF, without a name on it. Raises Missing where there is none."""
    from goodgrace.promises.channels.papers.typesetting import pdf  # typst is loaded where it is used

    ahead = ahead_of(promise)
    if not ahead:
        raise Missing(_("There is no list here."))
    told = TaskList(
        company=Company(settings.COMPANY or "Goodgrace", (), settings.PHONE),
        title=_("What may lie ahead elsewhere"),
        body=_("None of it has to be done today. Whoever comes to help can take a line of it."),
        tasks=tuple(Task(each) for each in ahead),
        language=(get_language() or "en").partition("-")[0],
    )
    return pdf(told, on=on)
