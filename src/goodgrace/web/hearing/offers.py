"""What a moment offers to the colleague, who decides: questions worth asking, guidance, and the playbook that is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbooks_held_at
from goodgrace.web.hearing.words import called

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

QUESTIONS: "Final[Mapping[str, tuple[StrPromise, ...]]]" = {
    "bereavement": (
        _("Is there anything that has to be settled before the funeral?"),
        _("Shall letters go to you from now on, or to somebody else?"),
        _("Would you rather do this another day? Nothing runs away."),
    ),
    "illness": (
        _("Is there somebody who may speak with us for you?"),
        _("When is a good time to reach you, and when is not?"),
    ),
    "job_loss": (
        _("What can you pay just now without going short yourself?"),
        _("When do you expect to know more?"),
    ),
    "hardship": (
        _("What has to be paid first so that you keep your home, heating and food?"),
        _("What amount could you manage, if any?"),
        _("Would it help to wait a month?"),
    ),
    "disaster": (
        _("Are you and everybody with you safe?"),
        _("Where can we reach you for now?"),
    ),
    "fraud": (
        _("Is anything still going on that we should stop at once?"),
        _("Did you already speak with the bank or the police? We can help with that."),
    ),
    "domestic_abuse": (
        _("Is it safe to talk now?"),
        _("Which way is it safe to reach you, and when?"),
    ),
    "caring": (
        _("When do you have a quiet moment for this?"),
        _("May we do some of it for you?"),
    ),
    "access_need": (
        _("How would you like us to reach you: by phone, in large print, by text?"),
        _("Shall we keep that for the next time?"),
    ),
    "separation": (
        _("Is it safe and right to use the address we have?"),
        _("Shall we keep what you tell us apart from the other account?"),
    ),
    "distress": (
        _("How are you right now, and is somebody with you?"),
        _("May I call you, or ask our advocate to?"),
    ),
}
"""Two or three by moment, to be asked in one's own words, or not at all."""

GUIDANCE: "Final[Mapping[str, StrPromise]]" = {
    "distress": _(
        "She may be in danger. Ask calmly and directly how she is, listen, and do not end the talk alone. If her life is in danger now, call the emergency services. Nothing about the account is urgent."
    ),
    "domestic_abuse": _(
        "Somebody may read or listen along. Ask first whether it is safe to talk; repeat nothing of it in letters, leave no message, change no address without asking her, and do not speak with anybody else on the account."
    ),
}
"""Where care comes first. No accuracy is claimed for these; to miss them costs more."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What one moment offers. `playbooks` are those that hold for it now; beginning one is the colleague's to decide."""

    moment: str
    title: str
    questions: tuple[str, ...]
    guidance: str
    playbooks: tuple[PlaybookVersion, ...]


def every_offer(moments: Iterable[str], at: datetime) -> list[Offers]:
    """What moments offer now, those first where care comes first; asks the rulebook once, or not at all."""
    once = sorted(dict.fromkeys(moments), key=lambda moment: moment not in GUIDANCE)
    held = playbooks_held_at(at) if once else []
    return [_offers(moment, [version for version in held if version.moment == moment]) for moment in once]


def _offers(moment: str, held: Iterable[PlaybookVersion]) -> Offers:
    questions = tuple(str(question) for question in QUESTIONS.get(moment, ()))
    return Offers(moment, called(moment), questions, str(GUIDANCE.get(moment, "")), tuple(held))
