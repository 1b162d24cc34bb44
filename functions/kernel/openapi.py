"""The OpenAPI 3.1 document, generated from the route tables and their models."""

import dataclasses
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_type_hints

from pydantic import BaseModel, create_model
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from functions.kernel.administrators import AdminOnly
from functions.kernel.call import IdempotencyKeyReused
from functions.kernel.errors import (
    BodyTooLarge,
    BodyTypeUnsupported,
    InvalidFields,
    NotFound,
    Refusal,
    TooMany,
    Unauthenticated,
)
from functions.kernel.http import Routes
from functions.kernel.openapi_schemas import Aliases, finish, finish_parameter, literal_aliases
from functions.kernel.page_tokens import PageTokenInvalid
from functions.kernel.problems import status_of
from functions.kernel.route import ADMIN_ROLES, FOR_SOFTWARE, Route, Who
from functions.kernel.schemas import BaseView

_PROBLEM = "Problem"
_PATH_PARAMETER = re.compile(r"{(\w+)}")


def document(tables: Sequence[Routes], *, server: str, version: str = "1") -> dict[str, Any]:
    """Return the OpenAPI document of the routes in `tables`, served at the URL `server`."""
    routes = [route for table in tables for route in table.routes]
    schemas, names = _schemas(routes)
    refusals = {kind for route in routes for kind in _refusals(route)}
    schemas |= {_PROBLEM: _problem_schema(), **_refusal_schemas(refusals)}
    aliases = literal_aliases()
    finish(schemas, aliases)
    paths: dict[str, dict[str, Any]] = {}
    for table in tables:
        for route in table.routes:
            operation = _operation(route, names, schemas, aliases)
            paths.setdefault(route.path, {})[route.method.lower()] = operation
    responses = _shared_responses(paths)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Culture pass",
            "version": version,
            "license": {"name": "MPL-2.0", "url": "https://www.mozilla.org/MPL/2.0/"},
            "contact": {"name": "Culture pass", "url": server},
            "description": (
                "Amounts are integer cents, times RFC 3339 in UTC. Errors are problem details"
                " (RFC 9457) with a stable `code`. A write takes an `Idempotency-Key`: a repeat"
                " gets the first answer."
            ),
        },
        "servers": [{"url": server}],
        "tags": _tags(routes),
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "responses": responses,
            "parameters": {_KEY: _IDEMPOTENCY_KEY},
            "headers": {_LATER: _RETRY_AFTER},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


Names = Mapping[Any, dict[str, Any]]
"""The schemas of models, by the model and whether it is read or written."""


def _schemas(routes: Iterable[Route]) -> tuple[dict[str, Any], Names]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in routes:
        if route.body is not None:
            wanted[route.body, "validation"] = None
        if route.answer is not None:
            wanted[route.answer, "serialization"] = None
    names, definitions = models_json_schema(
        list(wanted), ref_template="#/components/schemas/{model}"
    )
    return definitions.get("$defs", {}), names


def _tag(route: Route) -> str:
    """Return the subject of a route: the folder that its module lies in."""
    return route.handler.__module__.split(".")[-2].replace("_", "-")


def _tags(routes: Iterable[Route]) -> list[dict[str, str]]:
    """Return the subjects with their descriptions, which are those of their packages."""
    packages = {_tag(route): route.handler.__module__.rpartition(".")[0] for route in routes}
    return [
        {"name": tag, "description": (inspect.getdoc(sys.modules[package]) or tag).split("\n\n")[0]}
        for tag, package in sorted(packages.items())
    ]


def _operation(
    route: Route, names: Names, schemas: dict[str, Any], aliases: Aliases
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": f"Allowed callers: {route.who.value}.",
        "tags": [_tag(route)],
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas, aliases)],
        "responses": {
            str(route.status): _success(route, names),
            **({} if route.kept_for is None else _NOT_MODIFIED),
            **_problems(route),
        },
        "security": _security(route.who),
    }
    if route.method != "GET":
        operation["parameters"].append({"$ref": f"#/components/parameters/{_KEY}"})
    if route.body is not None:
        operation["requestBody"] = {
            "required": not route.body.may_be_missing,
            "content": {"application/json": {"schema": names[route.body, "validation"]}},
        }
    return operation


_KEY = "IdempotencyKey"
_NOT_MODIFIED = {"304": {"description": "Unchanged since the `ETag` sent in `If-None-Match`."}}

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "1 to 255 characters; a repeat with the same key gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH_PARAMETER.findall(route.path)
    ]


def _query_parameters(
    route: Route, schemas: dict[str, Any], aliases: Aliases
) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema()
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": finish_parameter(name, facts, schemas, aliases),
        }
        for name, facts in schema["properties"].items()
    ]


def _success(route: Route, names: Names) -> dict[str, Any]:
    assert route.answer is not None or route.also
    content: dict[str, Any] = {}
    description = "A file."
    if route.answer is not None:
        content[BaseView.media_type] = {"schema": names[route.answer, "serialization"]}
        description = (route.answer.__doc__ or route.answer.__name__).splitlines()[0]
    for media_type in route.also:
        is_text = media_type.startswith("text/")
        content[media_type] = {"schema": {"type": "string"} if is_text else {}}
    return {"description": description, "content": content}


def _refusals(route: Route) -> Sequence[type[Refusal]]:
    """Return the refusals that a route declares, and those that its input implies."""
    refusals: list[type[Refusal]] = [*route.refusals]
    if route.who is not Who.ANYONE:
        refusals.append(Unauthenticated)
    if route.who in ADMIN_ROLES:
        refusals.append(AdminOnly)
    if _PATH_PARAMETER.search(route.path):
        refusals.append(NotFound)
    if route.query is not None:
        refusals.append(InvalidFields)
        if "page_token" in route.query.model_fields:
            refusals.append(PageTokenInvalid)
    if route.body is not None:
        refusals.append(BodyTypeUnsupported)
    if route.method != "GET":
        refusals += [InvalidFields, BodyTooLarge, IdempotencyKeyReused]
    return list(dict.fromkeys(refusals))


def _problems(route: Route) -> dict[str, Any]:
    by_status: dict[str, list[type[Refusal]]] = {}
    for refusal in _refusals(route):
        by_status.setdefault(str(status_of(refusal)), []).append(refusal)
    problems = {
        status: _problem_response(
            "\n".join(f"- `{r.code}`: {r.message()}" for r in of_status),
            [refusal.code for refusal in of_status],
            [refusal for refusal in of_status if refusal.fields()],
        )
        for status, of_status in sorted(by_status.items())
    }
    problems["503"] = _problem_response(
        "- `contention`: too busy; try again after Retry-After.\n"
        "- `unavailable`: nothing can be saved at the moment; try again after Retry-After.",
        ["contention", "unavailable"],
    )
    return problems


def _problem_response(
    description: str, codes: Iterable[str], with_fields: Sequence[type[Refusal]] = ()
) -> dict[str, Any]:
    plain = sorted(set(codes) - {refusal.code for refusal in with_fields})
    several = [_reference(_schema_name(refusal)) for refusal in with_fields]
    if plain:
        code = {"code": {"type": "string", "enum": plain}}
        several.append({"allOf": [_reference(_PROBLEM)], "type": "object", "properties": code})
    schema = several[0] if len(several) == 1 else {"anyOf": several}
    response: dict[str, Any] = {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }
    if set(codes) & {TooMany.code, "contention"}:
        response["headers"] = {"Retry-After": {"$ref": f"#/components/headers/{_LATER}"}}
    return response


_LATER = "RetryAfter"
_RETRY_AFTER = {
    "description": "Seconds to wait before the next try.",
    "schema": {"type": "integer", "minimum": 1},
}


def _shared_responses(paths: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Put references in place of problems that several operations have; return these by name."""
    operations = [operation for path in paths.values() for operation in path.values()]
    found = Counter(
        json.dumps(response) for one in operations for response in one["responses"].values()
    )
    shared: dict[str, Any] = {}
    for operation in operations:
        for status, response in operation["responses"].items():
            codes = _CODES.findall(response["description"])
            if 0 < len(codes) <= _MOST_NAMED and found[json.dumps(response)] > 1:
                name = "Or".join(code.title().replace("_", "") for code in codes)
                for content in response["content"].values():
                    if "$ref" not in content["schema"]:
                        content["schema"]["title"] = f"{name}{_PROBLEM}"
                shared[name] = response
                operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return dict(sorted(shared.items()))


_CODES = re.compile(r"^- `(\w+)`", re.MULTILINE)
_MOST_NAMED = 4


def _refusal_schemas(refusals: Iterable[type[Refusal]]) -> dict[str, Any]:
    """Return a schema for each refusal with fields, and the schemas that these refer to."""
    schemas: dict[str, Any] = {}
    for kind in sorted((kind for kind in refusals if kind.fields()), key=_schema_name):
        fields = {one.name: one for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
        hints = get_type_hints(kind)
        described: dict[str, Any] = {
            name: (hints[name], ... if one.default is dataclasses.MISSING else one.default)
            for name, one in fields.items()
        }
        model: type[BaseModel] = create_model(kind.__name__, **described)
        schema = model.model_json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        schemas |= schema.pop("$defs", {})
        schemas[_schema_name(kind)] = {
            "description": kind.message(),
            "allOf": [_reference(_PROBLEM)],
            "type": "object",
            "properties": {"code": {"const": kind.code}, **schema["properties"]},
            "required": ["code", *schema.get("required", [])],
        }
    return schemas


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema_name(refusal: type[Refusal]) -> str:
    return f"{refusal.__name__}{_PROBLEM}"


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "An RFC 9457 problem; a refusal may add facts of its own.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string", "description": "One English sentence."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "code": {"type": "string", "description": "Stable, to decide by."},
        },
        "examples": [
            {
                "type": "urn:culture-pass:problem:sold_out",
                "title": "Not enough places are left.",
                "status": 409,
                "code": "sold_out",
            }
        ],
    }


def _security(who: Who) -> list[dict[str, list[str]]]:
    if who is Who.ANYONE:
        return []
    if who in FOR_SOFTWARE:
        return [{"token": []}, {"api_key": []}]
    return [{"token": []}]
