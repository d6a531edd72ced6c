"""Questions of a case: what is worth asking next, what is known, and what was left open, each as a form puts it."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from goodgrace.cases.facts import Known
from goodgrace.cases.sheets import Open
from goodgrace.money import as_decimal
from goodgrace.policy.reasons import amount_text, asks_for, words
from goodgrace.policy.shape import DAY, STANDARD, Fact
from goodgrace.policy.sheet.asking import Ask
from goodgrace.web.numbers import as_typed
from goodgrace.web.said import told, unit


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask next, what it would open, and as what it counts where it is left open on purpose."""

    name: str
    text: str
    opens: tuple[str, ...]
    kind: str
    unit: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    how: str = ""
    left_open: str = ""

    @property
    def said(self) -> str:
        """The value in words, with its unit."""
        said = _on_a_day(self.value) if self.kind == "date" else dict(self.options).get(self.value, self.value)
        return f"{said} {self.unit}".strip()


def _on_a_day(text: str) -> str:
    """A day in words, where the text is one."""
    try:
        return told(date.fromisoformat(text))
    except ValueError:
        return text


def questions_in(opened: Open) -> Iterator[Question]:
    """What is worth asking next under a policy, with what a good answer opens."""
    policy = opened.policy
    for ask in asks_for(opened.sheet, opened.role or policy.roles[0]):
        if ask.fact in ("customer", "decider", "case", DAY) or ask.fact not in policy.facts:
            continue
        opens = tuple(_would_open(opened, ask))
        yield question_of(policy.facts[ask.fact], ask.question, opens)


def _would_open(opened: Open, ask: Ask) -> Iterator[str]:
    """What an answer opens for who is asking, or for everybody."""
    for name, targets in ask.opens.items():
        if opened.role not in targets and STANDARD not in targets:
            continue
        remedy, amount = opened.policy.remedies[name], targets.get(opened.role, targets.get(STANDARD))
        limit = _("as far as the answer goes") if amount is None else told(amount_text(opened.policy, remedy, amount))
        if opened.role not in targets:
            limit = _("%(limit)s for everybody, without asking") % {"limit": limit}
        yield remedy.title if remedy.gives == "yes" else f"{remedy.title}: {limit}"


def question_of(fact: Fact, text: str = "", opens: tuple[str, ...] = (), known: Known | None = None) -> Question:
    """A fact as a question of a form; with its own words where none are given."""
    text = text or fact.ask or words(fact.name)
    options: tuple[tuple[str, str], ...] = ()
    if fact.type.kind == "choice":
        options = tuple((word, words(word)) for word in fact.type.of)
    elif fact.type.kind == "yes_no":
        options = (("yes", _("yes")), ("no", _("no")))
    measure = fact.currency if fact.type.kind == "money" else unit(fact.type.unit)
    value, how = (known.value, known.how) if known else ("", "")
    value = as_typed(value) if fact.type.counts else value
    left_open = "" if fact.default is None else _left_open(fact, fact.default, dict(options))
    return Question(fact.name, text, opens, fact.type.kind, measure, options, value, how, left_open)


def _left_open(fact: Fact, default: int | str, options: Mapping[str, str]) -> str:
    """As what a fact counts where nothing is said, as a form would show it."""
    if fact.type.kind == "yes_no":
        return options["yes" if default else "no"]
    if isinstance(default, int):
        return as_typed(f"{as_decimal(default, fact.type.places):f}")
    return options.get(default, default)


def known_in(opened: list[Open], known: Mapping[str, Known]) -> Iterator[Question]:
    """What is known, in the policies' order: named in words, with its value and how we know it."""
    for name, fact in {name: fact for each in opened for name, fact in each.policy.facts.items()}.items():
        if name in known:
            yield question_of(fact, words(name), known=known[name])


def unsaid_in(opened: list[Open], known: Mapping[str, Known], asked: Container[str]) -> Iterator[Question]:
    """What was left open and counts as its policy writes until somebody says otherwise; what is `asked` next anyway is left out."""
    for name, fact in {name: fact for each in opened for name, fact in each.policy.facts.items()}.items():
        if name not in asked and is_unsaid(fact, known):
            yield question_of(fact)


def is_unsaid(fact: Fact, said: Container[str]) -> bool:
    """Whether nobody said it, so that it counts as the policy writes."""
    return fact.default is not None and fact.name not in said
