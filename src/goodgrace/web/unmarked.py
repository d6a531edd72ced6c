"""Sentences of deciding that are still plain text: told from their words, until each is marked where it is raised."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from goodgrace.people.models import Role
from goodgrace.sentences import Sentence, quantity, sentence

UNMARKED: Final = (
    sentence("{remedy}: you may give up to {most} here, and {wanted} is more. {further}"),
    sentence("{remedy}: this is not open to you here, and {wanted} is more. {further}"),
    sentence("A {role} may give it: ask for help."),
    sentence("Nobody on this ladder may give as much here: ask for help, or call in the advocate."),
    sentence("{remedy}: say how much. If it is not to be given, say no with a reason."),
    sentence("{remedy}: this is no amount of it. It has at most {places} decimal places and is not negative."),
    sentence("{remedy}: everybody gets this, so nobody can refuse it."),
    sentence(
        "{remedy}: {name} said no to this here, with a reason, and it stands. Speak with each other; a role above can overrule it, with a reason."
    ),
    sentence("{remedy} was given already, and only one of the two can be."),
    sentence("{policy} gives your role no discretion. Ask for help: the case and its story go along."),
    sentence("{policy} has no remedy `{remedy}`."),
    sentence("{policy} has no ground `{ground}`."),
    sentence("{policy} has nothing here for you to decide."),
    sentence("{policy} does not hold at this counter."),
    sentence("A no has a reason: write it down, so that she can be told and colleagues stand by it."),
    sentence("This was decided, and then taken back or overruled: it does not stand. Decide anew if it should."),
    sentence("This key has decided something else already. Use a new key for a new decision."),
    sentence("A decision needs a key of 8 to 120 characters, so that sending it twice decides once."),
    sentence("There is no such case, or it is not yours to see."),
    sentence("There is no such decision, or it is not yours to see."),
    sentence(
        "{name} may give up to {most} at once by itself, and this costs {cost}. A colleague may decide it: ask for help, and the case goes along with its story."
    ),
    sentence(
        "{name} may give up to {most} more today by itself, and this costs {cost}. A colleague may decide it: ask for help, and the case goes along with its story."
    ),
)
ROLES: Final = {role.value.replace("_", " "): role.label for role in Role}
AMOUNT: Final = re.compile(r"(?P<number>\d[\d,]*(?:\.(?P<rest>\d+))?) (?P<unit>\S.*)")


def recognised(text: str) -> Sentence | None:
    """The sentence that a plain text is, with what was filled in; None where it is none of these."""
    for known, pattern in _patterns():
        if found := pattern.fullmatch(text):
            values = {name: _value(part) for name, part in found.groupdict().items()}
            return sentence(known.template, **values)
    return None


@cache
def _patterns() -> tuple[tuple[Sentence, re.Pattern[str]], ...]:
    return tuple((known, re.compile("".join(_pattern(known.template)), re.DOTALL)) for known in UNMARKED)


def _pattern(template: str) -> Iterator[str]:
    """A template as a pattern: each name takes some words."""
    for number, part in enumerate(re.split(r"\{(\w+)\}", template)):
        yield f"(?P<{part}>.+?)" if number % 2 else re.escape(part)


def _value(part: str) -> object:
    """What was filled in: a role, a sentence, an amount, or words."""
    if part in ROLES:
        return ROLES[part]
    if found := AMOUNT.fullmatch(part):
        return quantity(part, Decimal(found["number"].replace(",", "")), len(found["rest"] or ""), found["unit"])
    return recognised(part) or part
