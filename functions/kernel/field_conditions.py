"""JSON schemas of fields that depend on each other, for `json_schema_extra` of a Body.

They publish what a rule or a validator enforces; nothing is enforced here.
"""

from collections.abc import Sequence

from pydantic.config import JsonDict, JsonValue


def has(*fields: str, without: Sequence[str] = ()) -> JsonDict:
    """Return the schema of an object that has fields, and does not have those of `without`.

    Where a Body refuses null, a field is there or left out.
    """
    each: list[JsonValue] = [_with({name: {}}) for name in without]
    absent: JsonValue = each[0] if len(each) == 1 else {"anyOf": each}
    given = _with({name: {} for name in fields}) if fields else {}
    return given | ({"not": absent} if each else {})


def both(**kinds: str) -> JsonDict:
    """Return the schema of an object that has all these fields, of these JSON types."""
    return _with({name: {"type": kind} for name, kind in kinds.items()})


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
    # The fields that the conditions do not name are no additional ones: linters ask for this.
    named: JsonDict = {"additionalProperties": True}
    return {"if": is_it, "then": then | named, "else": otherwise | named}


def _with(fields: JsonDict) -> JsonDict:
    return {"required": [*fields], "properties": fields}
