"""Whether an answer is one that the OpenAPI document announces: status, media type, form, code."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from jsonschema_rs import Draft202012, Draft202012Validator, Registry

JSON = "application/json"
PROBLEM = "application/problem+json"

_COMPONENTS = "urn:components"

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def _is_instant(value: str) -> bool:
    return _INSTANT.fullmatch(value) is not None


class NotAsDocumented(AssertionError):
    """The answer is none that the document announces for the call."""


class Conformity:
    """The rules of one OpenAPI document, and what was seen of its operations."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.seen: set[tuple[str, int]] = set()
        self._forms: dict[tuple[str, int, str], Draft202012Validator] = {}
        # With all components in its own schema, each form would take 3 MB and 15 ms.
        components = {"components": document["components"]}
        self._components = Registry([(_COMPONENTS, components)], draft=Draft202012)
        self._paths = {
            template: re.compile(re.sub(r"{\w+}", "[^/]+", template))
            for template in sorted(document["paths"], key=lambda path: path.count("{"))
        }

    def check(self, method: str, path: str, response: httpx.Response) -> None:
        """Raise NotAsDocumented unless the document announces this answer to the call."""
        template = next((t for t, form in self._paths.items() if form.fullmatch(path)), None)
        if template is None:
            return
        operation = self.document["paths"][template].get(method.lower())
        if operation is None:
            return
        self.seen.add((operation["operationId"], response.status_code))
        announced = operation["responses"].get(str(response.status_code))
        if announced is None:
            raise self._fault(operation, response, "this status is not announced")
        if reference := announced.get("$ref"):
            announced = self.document["components"]["responses"][reference.rpartition("/")[2]]
        if "content" not in announced:
            if response.content:
                raise self._fault(operation, response, "no content is announced")
            return
        media_type = response.headers["Content-Type"].partition(";")[0]
        content = announced["content"].get(media_type)
        if content is None:
            raise self._fault(operation, response, f"not announced as {media_type}")
        if media_type in (JSON, PROBLEM):
            self._check_form(operation, response, media_type, content["schema"])
        if media_type == PROBLEM and f"`{response.json()['code']}`" not in announced["description"]:
            raise self._fault(operation, response, "this code is not announced")

    def validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """Return the check of values against a schema of the document, formats included."""
        elsewhere = json.dumps(schema).replace('"#/components', f'"{_COMPONENTS}#/components')
        return Draft202012Validator(
            json.loads(elsewhere),
            registry=self._components,
            formats={"date-time": _is_instant},
            validate_formats=True,
        )

    def _check_form(
        self,
        operation: Mapping[str, Any],
        response: httpx.Response,
        media_type: str,
        schema: Mapping[str, Any],
    ) -> None:
        key = (operation["operationId"], response.status_code, media_type)
        if key not in self._forms:
            self._forms[key] = self.validator(schema)
        for error in self._forms[key].iter_errors(response.json()):
            place = "/".join(map(str, error.instance_path))
            raise self._fault(operation, response, f"{place}: {error.message}")

    @staticmethod
    def _fault(
        operation: Mapping[str, Any], response: httpx.Response, reason: str
    ) -> NotAsDocumented:
        name = operation["operationId"]
        return NotAsDocumented(f"{name} {response.status_code}: {reason}\n{response.text[:2000]}")
