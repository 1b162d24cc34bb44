"""The limits of a text in a request that are published are those that are enforced."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from functions.kernel.schemas import Body
from local.server import TABLES


def texts() -> Iterator[tuple[str, TypeAdapter[Any], int]]:
    """Yield every field of a request that is a text, as it is enforced, and its largest length."""
    models: set[type[BaseModel]] = set()
    for route in (route for table in TABLES for route in table.routes):
        models |= {model for model in (route.body, route.query) if model is not None}
    for model in sorted(models, key=lambda model: model.__qualname__):
        for name, field in model.model_fields.items():
            kind: Any = field.annotation
            for rule in field.metadata:
                kind = Annotated[kind, rule]
            adapter: TypeAdapter[Any] = TypeAdapter(kind)
            schema = adapter.json_schema()
            for one in schema.get("anyOf", [schema]):
                if one.get("type") == "string" and "maxLength" in one:
                    yield f"{model.__name__}.{name}", adapter, one["maxLength"]


TEXTS = {name: (adapter, longest) for name, adapter, longest in texts()}


def is_accepted(adapter: TypeAdapter[Any], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_accepted_exactly_where_its_schema_says_so(name: str) -> None:
    adapter, longest = TEXTS[name]
    published = Draft202012Validator(adapter.json_schema())
    of_lengths = ["a" * longest, "a" * (longest + 1), "67000", "", " ", "\u00a0"]
    addresses = [
        "a@b",
        f"{'a' * 64}@{'b' * 189}",
        f"{'a' * 65}@b",
        f"a@{'b' * 190}",
        "a b@c",
        "a@b@c",
    ]
    odd = [f"a{character}b" for character in "\t\n\r\x00\x1b\x7f\x85\u2028"]
    for text in (*of_lengths, *addresses, *odd):
        assert is_accepted(adapter, text) == published.is_valid(text), repr(text)
    assert any(is_accepted(adapter, text) for text in (*of_lengths, *addresses))


def parts(kind: object) -> Iterator[type[BaseModel]]:
    """Yield every model in a type, however deep."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from parts(field.annotation)
    for inner in get_args(kind):
        yield from parts(inner)


BODIES = {
    part.__name__: part
    for table in TABLES
    for route in table.routes
    if route.body is not None
    for part in parts(route.body)
}


@pytest.mark.parametrize("name", BODIES)
def test_every_part_of_a_body_refuses_unknown_names_and_other_types(name: str) -> None:
    """A misspelt field must not be left out, least of all the reason of a rejected transfer."""
    assert issubclass(BODIES[name], Body)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        BODIES[name].model_validate_json('{"misspelt": 1}')


def test_parts_of_bodies_are_among_them() -> None:
    assert {"BankAnswerBody", "OpenSpanBody", "AccessibilityBody", "SignUpBody"} <= BODIES.keys()


def test_every_kind_of_text_is_among_them() -> None:
    assert TEXTS["SignUpBody.first_name"][1] == 100
    assert TEXTS["MemberBody.email"][1] == 254
    assert len(TEXTS) > 30
