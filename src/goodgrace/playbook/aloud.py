"""A playbook read aloud: what happens step by step, when, where, and in which words, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from goodgrace.money import places_of
from goodgrace.playbook.hours import WEEKDAYS
from goodgrace.playbook.rows import ENDING
from goodgrace.playbook.shape import PERSON, Condition, Line, Playbook, Words
from goodgrace.policy.expressions import Constant, Known, Type
from goodgrace.policy.reasons import SINGULAR, all_of, any_of, length_text, phrase, words
from goodgrace.sentences import listed, sentence


@dataclass(frozen=True, slots=True)
class Spoken:
    """One step in sentences: what it is, when and where it happens, the words that are said, and the ways to answer."""

    name: str
    title: str
    does: str
    when: tuple[str, ...]
    by: str
    words: Words
    options: tuple[Words, ...]


def aloud(playbook: Playbook) -> tuple[Spoken, ...]:
    """Every step of a playbook, in the order of its text; lengths of time and conditions in plain words."""
    return tuple(_spoken(playbook, line) for line in playbook.steps.values())


def _spoken(playbook: Playbook, line: Line) -> Spoken:
    return Spoken(
        name=line.name,
        title=line.title,
        does=does(playbook, line),
        when=(*_where(playbook, line), *_when(playbook, line), *_ends(playbook, line)),
        by="" if line.channel == "here" else line.department,
        words=line.words,
        options=tuple(option.words for option in line.options),
    )


_DOES: Mapping[str, str] = {
    "suspend": sentence("let rest: {what}").template,
    "resume": sentence("begins again: {what}").template,
    "close": sentence("ends for good: {what}").template,
    "waive": sentence("not charged: {what}").template,
    "refund": sentence("goes back: {what}").template,
    "credit": sentence("put to the account: {what}").template,
    "extend": sentence("prolonged by {amount}: {what}").template,
    "send": sentence("{form} to {whom}").template,
    "gift": sentence("a gift: {what}").template,
    "call": sentence("a call to {whom}").template,
    "ask": sentence("a question to {whom}").template,
    "wait": sentence("nothing happens for {span}").template,
    "check": sentence("somebody looks whether this is so: {what}").template,
    "remind": sentence("a reminder for {whom}").template,
    "guard": sentence("nothing of this goes out meanwhile: {against}").template,
    "pause": sentence("{span} for the colleague").template,
    "do": sentence("{what}").template,
}
_WHOM = {
    "customer": sentence("the customer"), "family": sentence("the family"), "colleague": sentence("the colleague"),
    "lead": sentence("the lead"), "owner": sentence("whoever the promise belongs to"),
}  # fmt: skip
SETTLED = sentence("settled with a colleague")
_FORMS = {"letter": sentence("a letter"), "note": sentence("a note"), "email": sentence("an email")}


def does(playbook: Playbook, line: Line) -> str:
    """What a step does, with its amount."""
    span = line.span or line.due.after
    said = {
        "what": _what(playbook, line),
        "amount": _amount(playbook, line),
        "form": _FORMS.get(line.form, line.form),
        "whom": _WHOM.get(line.to, line.to),
        "span": length_text(span) if span else "",
        "against": listed(words(each) for each in line.against),
    }
    return sentence(_DOES[line.kind], **said)


def _what(playbook: Playbook, line: Line) -> str:
    """What a step is about, and how much of it."""
    if line.kind in ENDING:
        return playbook.steps[line.what].what
    if line.kind in ("check", "extend"):
        return line.what or _amount(playbook, line)
    return listed(part for part in (line.what, _amount(playbook, line)) if part)


def _amount(playbook: Playbook, line: Line) -> str:
    """How much it is, in numbers or by the name of a fact; empty where nothing is counted."""
    match line.amount:
        case Known(name=name) if line.kind == "extend":
            return _as_many(line.unit, name)
        case Known(name=name) if words(name) in line.what:  # "the late fee" says it already
            return ""
        case Known(name=name) if line.what:
            return sentence("as much as is said under {fact}", fact=words(name))
        case None if line.costs is not None:
            costs = Constant(line.costs, Type("money", places_of(playbook.currency)))
            return sentence("for {amount}", amount=phrase(costs, playbook))
        case None:
            return ""
        case amount:
            return phrase(amount, playbook)


def _as_many(unit: str, fact: str) -> str:
    """As many of a unit as a fact says; a unit that the house knows is said in the page's language."""
    known = sentence(unit) if unit in SINGULAR else unit
    return sentence("as many {unit} as is said under {fact}", unit=known, fact=words(fact))


def _titles(playbook: Playbook, names: tuple[str, ...]) -> str:
    return listed(f"“{playbook.steps[name].title}”" for name in names)


def _where(playbook: Playbook, line: Line) -> Iterator[str]:
    """In which cases a step happens at all."""
    if line.when is not None:
        yield sentence("where {condition}", condition=phrase(line.when, playbook))
    if line.condition is not None:
        yield sentence("if {condition}", condition=_happened(playbook, line.condition))


def _happened(playbook: Playbook, condition: Condition) -> str:
    """A condition on what has happened."""
    if "step" in condition:
        outcomes = [SETTLED if name == PERSON else words(name) for name in condition["is"]]
        title = playbook.steps[condition["step"]].title
        return sentence("“{step}” came to: {outcomes}", step=title, outcomes=listed(outcomes))
    if "open" in condition:
        return sentence("“{step}” is still open", step=playbook.steps[condition["open"]].title)
    if "all" in condition:
        return all_of(_happened(playbook, part) for part in condition["all"])
    return any_of(_happened(playbook, part) for part in condition["any"])


def _when(playbook: Playbook, line: Line) -> Iterator[str]:
    """After what, on which day, and how soon."""
    due = line.due
    if line.after:
        yield sentence("after {steps}", steps=_titles(playbook, line.after))
    if due.after is not None and line.kind != "wait":
        yield sentence("{span} later", span=length_text(due.after))
    if due.day is not None and due.at is not None:
        yield sentence("on day {day} at {time}", day=due.day, time=f"{due.at:%H:%M}")
    elif due.day is not None:
        yield sentence("on day {day}", day=due.day)
    if due.before is not None:
        yield sentence("{span} before {step} ends", span=length_text(due.before), step=_titles(playbook, (due.of,)))
    if line.within is not None:
        yield sentence("within {span}", span=length_text(line.within))
    if line.by is not None:
        yield sentence("by {span} after the beginning", span=length_text(line.by))
    if line.hours is not None:
        first, last = f"{line.hours.first:%H:%M}", f"{line.hours.last:%H:%M}"
        yield sentence("between {first} and {last}", first=first, last=last)
        if line.hours.quiet:
            yield sentence("not on {days}", days=listed(map(_quiet, line.hours.quiet)))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Django says them in other languages, and the weekdays too."""


def _quiet(day: str) -> str:
    """A day on which nobody calls: a weekday, a day of every year, or a date."""
    if day in WEEKDAYS:
        return sentence(day.capitalize())
    if len(day) > len("12-24"):
        return sentence("{day}", day=date.fromisoformat(day))
    month, number = map(int, day.split("-"))
    return sentence("{day} {month} every year", day=number, month=sentence(_MONTHS[month - 1]))


def _ends(playbook: Playbook, line: Line) -> Iterator[str]:
    """How long something lasts, or how long an answer may take."""
    ends = line.ends
    if ends is None or line.kind == "check":
        return
    if ends.at_the_end:
        yield sentence("until everything else is settled")
    elif ends.steps:
        yield sentence("until {steps}", steps=_titles(playbook, ends.steps))
    elif ends.span is not None:
        length = length_text(ends.span)
        if ends.fact:
            length = _as_many(f"{ends.span.unit}s", ends.fact)
        if line.kind != "ask":
            yield sentence("for {span}", span=length)
            return
        silence = sentence("a colleague asks") if line.without_an_answer == PERSON else words(line.without_an_answer)
        yield sentence("an answer within {span}; without one: {silence}", span=length, silence=silence)
