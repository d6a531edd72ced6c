"""The filters `told` and `counted`, for every template: what is said, and how many, in the language of the page."""

from decimal import Decimal

from django import template

from goodgrace.web.said import number
from goodgrace.web.said import told as in_words

register = template.Library()


@register.filter
def told(text: object) -> str:
    """In the page's language."""
    return in_words(text)


@register.filter
def counted(many: int) -> str:
    """A count as the page's language writes it, thousands apart."""
    return number(Decimal(many), 0)
