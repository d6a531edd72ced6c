"""The filter `told`, for every template: a sentence of the core, an amount or money in the page's language."""

from django import template

from goodgrace.web.said import told as in_words

register = template.Library()


@register.filter
def told(text: object) -> str:
    """In the page's language."""
    return in_words(text)
