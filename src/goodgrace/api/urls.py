"""Where each operation is, and what describes them all: /api/openapi.json, and /api/docs for people."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.urls.resolvers import URLPattern
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from goodgrace.api import accounts, callbacks, cases, customers, deciding, everyone, guards, ledger, rulebook
from goodgrace.api.boarding import boarding
from goodgrace.api.door import Token, nobody
from goodgrace.api.problems import CONTENT_TYPE, NO_SUCH_ADDRESS, NO_SUCH_METHOD, SCHEMA, answer, problem
from goodgrace.api.quick import View, quickly
from goodgrace.api.shapes import StrictJson

DOCS_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""The page of /api/docs draws its own small pictures and styles; it loads nothing from elsewhere either."""


class Api(NinjaAPI):
    """Ours, which says of every operation what scope it needs and how a problem looks."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, as OpenAPI 3.1."""
        told = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        told["components"]["schemas"]["Problem"] = SCHEMA
        content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        told["components"]["responses"] = {"Problem": {"description": "What was refused, and why.", "content": content}}
        scopes = {self.get_openapi_operation_id(operation): scope_of(operation) for operation in self.operations}
        for operation in (operation for methods in told["paths"].values() for operation in methods.values()):
            operation["security"] = [{"Token": [scopes[operation["operationId"]]]}]
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
        return told

    @property
    def operations(self) -> list[Operation]:
        """Every operation there is."""
        views = (view for router in self._get_bound_routers() for view in router.path_operations.values())
        return [operation for view in views for operation in view.operations]


def scope_of(operation: Operation) -> str:
    """The scope that an operation needs; empty where it says none, and then it lets nobody in."""
    return next((guard.scope for guard in operation.auth_callbacks if isinstance(guard, Token)), "")


def dressed(view: View, **headers: str) -> View:
    """A view as programs meet it: no session and no form's token, and problems also where Django would answer with a page."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        try:
            with translation.override("en"):  # programs read one language, whatever their client asks for
                response = view(request, *args, **more)
        except Http404:
            response = problem(NO_SUCH_ADDRESS)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(NO_SUCH_METHOD)
            response["Allow"] = allowed
        for name, value in {"Cache-Control": "no-store", **headers}.items():
            response[name] = value
        return response

    return answered


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001  # as Django calls a view
    """What is at every other address."""
    raise Http404


DESCRIPTION: Final = (
    "Customers, cases, what may be given in them, decisions, guards, the rulebook and the ledger. "
    "Send a token as `Authorization: Bearer gg_…`. Amounts are decimal strings, moments carry their offset, "
    "and whatever is refused is a problem (RFC 9457) that says what to do next."
)
api = Api(
    title="Goodgrace",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=nobody,
    parser=StrictJson(),
    docs=Swagger(settings={"validatorUrl": None, "supportedSubmitMethods": ["get", "post"]}),
)
for domain in (customers, accounts, cases, deciding, everyone, guards, rulebook, ledger):
    api.add_router("", domain.router)
for error in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(error, answer)


def _as_it_is(view: View) -> View:
    return view


QUICK: Final[Mapping[str, Callable[[View], View]]] = {"ask_guard": quickly, "decide_one": boarding}
"""Operations that have a quick way as well, for what is plain."""
_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        view = QUICK.get(_pattern.name or "", _as_it_is)(_pattern.callback)
        of_docs = {"Content-Security-Policy": DOCS_POLICY} if _pattern.name == "openapi-view" else {}
        _pattern.callback = dressed(view, **of_docs)

urlpatterns = [
    path("callbacks/<str:channel>", dressed(callbacks.hear), name="callback"),
    path("", include((_patterns, _app), namespace=_namespace)),
    path("<path:rest>", dressed(nowhere)),
]
