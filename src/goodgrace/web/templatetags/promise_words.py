"""Words that the templates of promises know."""

from collections.abc import Mapping
from typing import Any

from django import template

from goodgrace.promises.models import Step
from goodgrace.promises.titles import title_of
from goodgrace.web.promised import titled as in_words

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any] | None, key: object) -> Any:
    """What a mapping holds under a key; nothing where it holds none."""
    return found.get(key) if found else None


@register.filter
def titled(says: str) -> str:
    """What a task says in the page's language, where it is ours."""
    return in_words(says)


@register.filter
def step_title(step: Step) -> str:
    """A step's title as its owner wrote it, or in the page's language where we added the step."""
    return in_words(title_of(step))
