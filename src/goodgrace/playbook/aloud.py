"""A playbook read aloud: what happens step by step, when, where, and in which words, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goodgrace.playbook.rows import ENDING
from goodgrace.playbook.shape import PERSON, Condition, Line, Playbook, Words
from goodgrace.policy.reasons import all_of, any_of, length_text, phrase, words
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
        does=_does(playbook, line),
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
    "extend": sentence("prolonged: {what}").template,
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
_SETTLED = sentence("settled with a colleague")
_FORMS = {"letter": sentence("a letter"), "note": sentence("a note"), "email": sentence("an email")}


def _does(playbook: Playbook, line: Line) -> str:
    """What a step does."""
    what, span = line.what, line.span or line.due.after
    if line.kind in ENDING:
        what = playbook.steps[line.what].what
    elif line.kind == "check" and line.amount is not None:
        what = phrase(line.amount, playbook)
    said = {
        "what": what or sentence("the amount"),
        "form": _FORMS.get(line.form, line.form),
        "whom": _WHOM.get(line.to, line.to),
        "span": length_text(span) if span else "",
        "against": listed(words(each) for each in line.against),
    }
    return sentence(_DOES[line.kind], **said)


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
        outcomes = [_SETTLED if name == PERSON else words(name) for name in condition["is"]]
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
            length = sentence(
                "as many {unit} as is said under {fact}", unit=f"{ends.span.unit}s", fact=words(ends.fact)
            )
        if line.kind != "ask":
            yield sentence("for {span}", span=length)
            return
        silence = sentence("a colleague asks") if line.without_an_answer == PERSON else words(line.without_an_answer)
        yield sentence("an answer within {span}; without one: {silence}", span=length, silence=silence)
