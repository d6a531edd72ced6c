"""Django's filter `date`, for every template: a form that has words in it is written as the page's language does."""

from datetime import date

from django import template
from django.template.defaultfilters import date as as_django_writes

from goodgrace.web.days import FORMS

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def in_words(moment: date | None, form: str | None = None) -> str:
    """A day or a time; `c` and other forms for machines stay as they are."""
    return as_django_writes(moment, str(FORMS.get(form, form)) if form else None)
