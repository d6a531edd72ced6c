"""What every page has around it."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """For the top bar: the language of the page."""
    return {"language": getattr(request, "LANGUAGE_CODE", "en")}
