"""Whether the site is well, for whoever watches over it: no names, no numbers, nothing of a customer."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from goodgrace.promises.atwork import SILENT, last_at_work
from goodgrace.web.rooms import open_door


@require_safe
@open_door
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # as every view is called
    """200 where pages can be served, with whether somebody keeps the clocks; 503 where the database does not answer."""
    try:
        last = last_at_work()
    except DatabaseError:
        return JsonResponse({"database": "silent", "worker": "unknown"}, status=503)
    at_work = last is not None and now() - last <= SILENT
    return JsonResponse({"database": "fine", "worker": "fine" if at_work else "silent"})
