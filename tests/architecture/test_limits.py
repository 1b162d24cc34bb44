"""Limits of what comes over the wire: the published ones are those that are enforced."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from functions.kernel.schemas import Body, Line, Parameters
from tests.support import given  # noqa: F401 - loads every function


def models(of: type[BaseModel]) -> list[type[BaseModel]]:
    """Return every body or query of the API."""
    return [
        model
        for child in of.__subclasses__()
        for model in (child, *models(child))
        if model.__module__.startswith("functions.")
    ]


def published_limit(schema: dict[str, Any]) -> int | None:
    """Return the most characters that a field's schema allows; None where a pattern says more."""
    parts = [schema, *schema.get("anyOf", [])]
    if any("pattern" in part for part in parts):
        return None
    return next((part["maxLength"] for part in parts if "maxLength" in part), None)


def takes(model: type[BaseModel], name: str, value: str) -> bool:
    try:
        model.model_validate({name: value})
    except ValidationError as invalid:
        return not any(error["loc"][0] == name for error in invalid.errors())
    return True


def wrong_limits(model: type[BaseModel]) -> list[str]:
    """Return the fields that take more or less than is published."""
    return [
        name
        for name, schema in model.model_json_schema()["properties"].items()
        if (most := published_limit(schema)) is not None
        and (takes(model, name, "x" * most), takes(model, name, "x" * (most + 1))) != (True, False)
    ]


MODELS = sorted({*models(Body), *models(Parameters)}, key=lambda model: model.__qualname__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__qualname__)
def test_published_limits_are_enforced(model: type[BaseModel]) -> None:
    assert wrong_limits(model) == []


def test_limits_are_found() -> None:
    """One that is lost: pydantic enforces the limit of the type, and publishes the field's."""

    class Lost(Body):
        name: Line | None = Field(default=None, max_length=500)
        label: Annotated[Line, Field(max_length=90)] | None = None

    assert wrong_limits(Lost) == ["name"]
    assert {"VenueBody", "OfferBody", "SearchQuery"} <= {model.__qualname__ for model in MODELS}
