"""Words that the templates of promises know."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any] | None, key: object) -> Any:
    """What a mapping holds under a key; nothing where it holds none."""
    return found.get(key) if found else None
