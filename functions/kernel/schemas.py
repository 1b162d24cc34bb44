"""Schemas of requests and answers: bodies, queries, views, and parsing."""

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

import flask
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from functions.kernel.errors import BodyTypeUnsupported, FieldError, InvalidFields
from functions.kernel.field_types import paragraph

B = TypeVar("B", bound="Body")
P = TypeVar("P", bound="Parameters")


class Body(BaseModel):
    """A request's JSON object: unknown fields and wrong types are refused.

    So is null, except in a field that `null_means` explains; others are left out instead.
    """

    null_means: ClassVar[Mapping[str, str]] = {}

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    may_be_missing: ClassVar[bool] = False
    """Whether a request without a body means one without fields."""

    @classmethod
    def __pydantic_init_subclass__(cls, **options: object) -> None:
        """Refuse a body with an object inside that would take unknown fields and wrong types."""
        super().__pydantic_init_subclass__(**options)
        for name, facts in cls.model_fields.items():
            loose = [kind for kind in _models_in(facts.annotation) if not issubclass(kind, Body)]
            if loose:
                raise TypeError(f"{cls.__name__}.{name}: {loose[0].__name__} is not a Body")

    @classmethod
    def meaning_of_null(cls, name: str) -> str | None:
        """Return what null means in a field; None where it is refused."""
        return cls.null_means.get(name)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(schema))
        for name, facts in whole["properties"].items():
            meaning = cls.meaning_of_null(name)
            kinds = [kind for kind in facts.get("anyOf", ()) if kind != _NULL]
            if len(kinds) == 1 and meaning is None:
                del facts["anyOf"]
                facts.update(kinds[0])
            elif _NULL in facts.get("anyOf", ()):
                facts["description"] = f"Null: {meaning}."
        return whole


def _models_in(kind: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in typing.get_args(kind):
        yield from _models_in(part)


_NULL = {"type": "null"}


class Changes(Body):
    """The body of a change: fields that are left out stay, and null clears one that allows it."""

    @classmethod
    def meaning_of_null(cls, name: str) -> str | None:
        """Return what null means in a field; fields made by `optional` refuse it themselves."""
        return cls.null_means.get(name, "cleared")


class ActBody(Body):
    """An administrator's act; `comment` is kept with it, for other administrators."""

    may_be_missing = True

    comment: Annotated[str, paragraph(1_000)] | None = None

    @property
    def given_reason(self) -> str | None:
        """The reason that the people concerned are given."""
        return getattr(self, "reason", None)


class ReasonBody(ActBody):
    """An administrator's act that needs a reason."""

    may_be_missing = False

    reason: Annotated[str, paragraph(500)]


def optional() -> Any:
    """Declare a field of a Body that may be left out but not be null.

    It has no value then: read such fields with `model_dump(exclude_unset=True)`.
    """
    return Field(default_factory=lambda: None)


class Parameters(BaseModel):
    """A request's query: unknown names and unreadable values are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=False
    )


class BaseView(BaseModel):
    """The JSON object of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    media_type: ClassVar[str] = "application/json"


class View(BaseView):
    """An answer that may be stored for a repeat of the request; see `Call.commit`."""


class UnkeptView(BaseView):
    """An answer that must not be stored: it holds a secret, or facts about a person.

    A stored copy would outlive the erasure of the person; see `Call.commit_unkept`.
    """


@dataclass(frozen=True, slots=True)
class Text:
    """An answer that is not JSON, such as a CSV file; a long one is streamed."""

    content: str | bytes | Iterable[str]
    media_type: str
    file_name: str | None = None


def parse_body(model: type[B], request: flask.Request, raw: bytes) -> B:
    """Return the JSON body as a `model`. Refuses BodyTypeUnsupported, InvalidFields."""
    if model.may_be_missing and not raw:
        return model()
    if request.mimetype != "application/json":
        raise BodyTypeUnsupported(expected="application/json")
    try:
        body = model.model_validate_json(raw)
    except ValidationError as invalid:
        raise _malformed(invalid) from None
    if refused := sorted(_nulls_without_meaning(body)):
        raise InvalidFields(errors=[FieldError(name, _NOT_NULL) for name in refused])
    return body


def _nulls_without_meaning(body: Body) -> Iterator[str]:
    """Yield the paths of fields that are null where null is refused."""
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is None and body.meaning_of_null(name) is None:
            yield name
        if isinstance(value, Body):
            yield from (f"{name}.{inner}" for inner in _nulls_without_meaning(value))
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                if isinstance(item, Body):
                    yield from (f"{name}.{index}.{inner}" for inner in _nulls_without_meaning(item))


_NOT_NULL = "null has no meaning here; leave the field out"


def parse_query(model: type[P], request: flask.Request) -> P:
    """Return the query as a `model`. Refuses InvalidFields."""
    repeated = sorted(name for name, values in request.args.lists() if len(values) > 1)
    if repeated:
        raise InvalidFields(errors=[FieldError(name, "given more than once") for name in repeated])
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as invalid:
        raise _malformed(invalid) from None


def _malformed(invalid: ValidationError) -> InvalidFields:
    """Return the refusal that names each field, without repeating the values sent."""
    errors = [
        FieldError(".".join(str(step) for step in e["loc"]) or "body", e["msg"])
        for e in invalid.errors(include_url=False, include_context=False, include_input=False)
    ]
    return InvalidFields(errors=errors)
