"""What describes the API: OpenAPI that holds, and a page that loads nothing from elsewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from jsonschema import Draft202012Validator

from goodgrace.api.problems import KINDS, NO_SUCH_METHOD, OUR_FAULT
from goodgrace.api.urls import api, scope_of
from tests.people import Cast


def description() -> dict[str, Any]:
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def inside(told: object) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(told, dict):
        yield told
        for value in told.values():
            yield from inside(value)
    elif isinstance(told, list):
        for value in told:
            yield from inside(value)


def test_its_schemas_are_schemas_and_its_references_lead_somewhere(db: None) -> None:
    told = description()
    assert told["openapi"].startswith("3.1")
    for name, schema in told["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema.get("description") or schema.get("title"), name
    for reference in (each["$ref"] for each in inside(told) if "$ref" in each):
        place: Any = told
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for schema in (each["schema"] for each in inside(told["paths"]) if isinstance(each.get("schema"), dict)):
        Draft202012Validator.check_schema(schema)


def test_it_tells_of_every_operation_its_scope_and_how_it_is_refused(db: None) -> None:
    told = [operation for methods in description()["paths"].values() for operation in methods.values()]
    assert len(told) == len(api.operations) == 24
    assert {operation["security"][0]["Token"][0] for operation in told} == {scope_of(each) for each in api.operations}
    for operation in told:
        assert operation["summary"]
        assert operation["description"]
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    names = [operation["operationId"] for operation in told]
    assert len(set(names)) == len(names)


def test_money_is_told_of_as_text(db: None) -> None:
    schemas = description()["components"]["schemas"]
    for name, part in (("NewDecision", "amount"), ("DecisionShown", "amount"), ("DecisionShown", "cost")):
        assert "number" not in json.dumps(schemas[name]["properties"][part])
    assert not [each for each in inside(description()) if each.get("type") == "number"]


def test_its_page_loads_nothing_from_elsewhere(db: None) -> None:
    answer = Client().get("/api/docs")
    html = answer.content.decode()
    found = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert found
    for address in found:
        assert address.startswith("/static/ninja/")
        assert finders.find(address.removeprefix("/static/")), address
    assert "://" not in html
    assert '"validatorUrl": null' in html
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_answers_are_kept_by_nobody(cast: Cast) -> None:
    assert Client().get("/api/customers")["Cache-Control"] == "no-store"


def test_every_kind_of_problem_is_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
    for kind in [kind for _, kind in KINDS] + [OUR_FAULT, NO_SUCH_METHOD]:
        assert f"`{kind.name}`" in page, kind.name
        assert str(kind.status) in page
