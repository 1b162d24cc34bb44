"""JSON schemas of fields that depend on each other, for `json_schema_extra` of a Body.

They publish what a rule or a validator enforces; nothing is enforced here.
"""

from collections.abc import Sequence

from pydantic.config import JsonDict, JsonValue


def has(*fields: str, without: Sequence[str] = ()) -> JsonDict:
    """Return the schema of an object that has fields, and does not have those of `without`.

    Where a Body refuses null, a field is there or left out.
    """
    given: list[JsonValue] = list(fields)
    others: list[JsonValue] = [{"required": [name]} for name in without]
    absent: JsonDict = {"not": {"anyOf": others}} if others else {}
    return ({"required": given} if given else {}) | absent


def exactly_one(*choices: JsonDict) -> JsonDict:
    """Return what a schema adds where exactly one of the choices must fit."""
    several: list[JsonValue] = list(choices)
    return {"allOf": [{"oneOf": several}]}


def at_least_one(*choices: JsonDict) -> JsonDict:
    """Return what a schema adds where one of the choices must fit, or several."""
    several: list[JsonValue] = list(choices)
    return {"allOf": [{"anyOf": several}]}


def where(field: str, value: str, *, then: JsonDict, otherwise: JsonDict) -> JsonDict:
    """Return what a schema adds for one value of a field, and for all its other values."""
    is_it: JsonDict = {"properties": {field: {"const": value}}}
    return {"if": is_it, "then": then, "else": otherwise}
