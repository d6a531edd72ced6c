"""Words that the desk's templates know: what stands in a field, and what is wrong with it."""

from collections.abc import Mapping

from django import template

from goodgrace.cases.models import Decision, Overrule
from goodgrace.cases.words import overrule_text
from goodgrace.web.desk import Choice, given_by
from goodgrace.web.questions import Question

register = template.Library()


@register.filter
def why(overrule: Overrule) -> str:
    """Why a decision was set aside."""
    return overrule_text(overrule)


@register.filter
def given(decision: Decision) -> str:
    """What a decision gives, with how much of it."""
    title, amount = given_by(decision)
    return f"{title}: {amount}" if amount else title


@register.simple_tag
def problem_of(problems: Mapping[str, str], choice: Choice) -> str:
    """What is wrong with what was wished of a remedy; empty where nothing is."""
    return problems.get(f"{choice.policy}.{choice.name}", "")


@register.simple_tag
def value_of(typed: Mapping[str, str], question: Question) -> str:
    """What stands in the field of a question: what was typed, else what is known."""
    return typed.get(question.name, question.value)


@register.simple_tag
def how_of(typed: Mapping[str, str], question: Question) -> str:
    """How we know the answer to a question: what was chosen, else what is kept."""
    return typed.get(f"how.{question.name}", question.how)


@register.simple_tag
def fault_of(problems: Mapping[str, str], question: Question) -> str:
    """What is wrong with the answer to a question; empty where nothing is."""
    return problems.get(question.name, "")
