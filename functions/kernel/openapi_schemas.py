"""Finishing touches of the OpenAPI document's schemas: named enums, no null defaults, examples."""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from functions.kernel.field_types import COMPONENT

Schema = dict[str, Any]

_EXAMPLES: Mapping[str, object] = {
    "birth_date": "2008-05-01",
    "category": "concert",
    "city": "Strasbourg",
    "closes": "18:00",
    "code": "KX7P2M",
    "codes": ["ABCD-1234"],
    "content_type": "image/jpeg",
    "countermark": "KX7P2M",
    "country": "FR",
    "department": "67",
    "ean": "9782070368228",
    "first_name": "Ana",
    "holder_name": "Ana Diaz",
    "last_name": "Diaz",
    "latitude": 48.5818,
    "longitude": 7.7509,
    "month": "2027-05",
    "name": "Nuit du jazz",
    "offer_name": "Nuit du jazz",
    "offerer_siren": "732829320",
    "opens": "10:00",
    "phone": "03 88 00 00 00",
    "postal_code": "67000",
    "price_category": "1",
    "price_label": "Tarif unique",
    "siren": "732829320",
    "siret": "73282932000074",
    "sirens": ["732829320"],
    "time": "20:30",
    "times": ["20:30"],
    "time_zone": "Europe/Paris",
    "venue_name": "La Laiterie",
}
"""Examples of values by the name of their field."""

_OF_COMPONENTS: Mapping[str, object] = {
    "Code": "ABCD-1234",
    "Email": "ana@example.org",
    "PersonName": "Ana",
    "WebAddress": "https://billetterie.example/jazz",
}

_BY_FORMAT = {
    "date": "2027-05-01",
    "date-time": "2027-05-01T18:30:00Z",
    "uri": "https://example.org/",
}


Aliases = Mapping[tuple[object, ...], str]
"""The names of enums, by their values."""


def finish(schemas: Schema, aliases: Aliases) -> None:
    """Name texts and enums, take out null defaults and titles, and add an example to each."""
    for name, schema in list(schemas.items()):
        _name_texts(schema, schemas)
        for field, facts in schema.get("properties", {}).items():
            facts.pop("title", None)
            if facts.get("default", "") is None:
                del facts["default"]
            for part in (facts, *facts.get("anyOf", ())):
                _name_enum(part, schemas, aliases, otherwise=f"{name}{_camel(field)}")
    for schema in schemas.values():
        is_whole = "properties" in schema and "allOf" not in schema
        if is_whole and "examples" not in schema:
            schema["examples"] = [example_of(schema, schemas)]


def finish_parameter(name: str, facts: Schema, schemas: Schema, aliases: Aliases) -> Schema:
    """Return the schema of a query parameter: it is left out, never null."""
    kinds = [kind for kind in facts.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) == 1:
        facts = {**{key: value for key, value in facts.items() if key != "anyOf"}, **kinds[0]}
    facts.pop("title", None)
    if facts.get("default", "") is None:
        del facts["default"]
    _name_texts(facts, schemas)
    _name_enum(facts, schemas, aliases, otherwise=_camel(name))
    return facts


def example_of(schema: Schema, schemas: Schema, *, field: str = "") -> object:
    """Return a value that a schema allows."""
    while inner := schema.get("anyOf") or schema.get("oneOf"):
        schema = inner[0]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        known = None if field in _EXAMPLES else _OF_COMPONENTS.get(name)
        return example_of(schemas[name], schemas, field=field) if known is None else known
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    if "properties" in schema and "examples" in schema:
        return schema["examples"][0]
    if "properties" in schema:
        properties = schema["properties"].items()
        return {
            name: _given(facts) or example_of(facts, schemas, field=name)
            for name, facts in properties
        }
    if schema.get("type") == "array" and field not in _EXAMPLES:
        items = schema.get("items", {})
        return [_given(items) or example_of(items, schemas)] * max(1, schema.get("minItems", 1))
    numbers: Mapping[str, object] = {"integer": schema.get("minimum") or 1, "number": 1.5}
    others: Mapping[str, object] = {**numbers, "boolean": True, "null": None, "object": {}}
    text = _BY_FORMAT.get(schema.get("format", ""), "texte")
    return _EXAMPLES.get(field, others.get(schema.get("type", ""), text))


def _given(facts: Schema) -> object | None:
    """Return the example that a field was given, if there is one."""
    parts = (facts, *facts.get("anyOf", ()))
    return next((part["examples"][0] for part in parts if "examples" in part), None)


def _name_texts(part: object, schemas: Schema) -> None:
    """Put references in place of the texts inside, which become components."""
    if isinstance(part, list):
        for inner in part:
            _name_texts(inner, schemas)
    elif isinstance(part, dict):
        for inner in part.values():
            _name_texts(inner, schemas)
        if name := part.pop(COMPONENT, None):
            rule = {key: part.pop(key) for key in _OF_TEXTS if key in part}
            rule["examples"] = [_OF_COMPONENTS.get(name, "texte")]
            schemas[name] = rule
            part["$ref"] = f"#/components/schemas/{name}"


_OF_TEXTS = ("type", "minLength", "maxLength", "pattern")


def _name_enum(part: Schema, schemas: Schema, aliases: Aliases, *, otherwise: str) -> None:
    """Put a reference in place of an inline enum."""
    if "enum" not in part or len(part["enum"]) == 1:
        return
    values = tuple(part.pop("enum"))
    name = aliases.get(values, otherwise)
    kind = part.pop("type", "string")
    named = {"type": kind, "enum": list(values), "title": name}
    if schemas.setdefault(name, named) != named:
        raise ValueError(f"two enums would be the schema {name}: name one of them, as a Literal")
    part.pop("title", None)
    part["$ref"] = f"#/components/schemas/{name}"


def literal_aliases() -> Aliases:
    """Return the names of the Literal types of all features, by their values."""
    found: dict[tuple[object, ...], str] = {}
    for name, values in _named_literals():
        if values not in found or name < found[values]:
            found[values] = name
    return found


def _named_literals() -> Iterator[tuple[str, tuple[object, ...]]]:
    for module_name, module in sorted(sys.modules.items()):
        if module_name.startswith("functions."):
            for name, value in vars(module).items():
                if get_origin(value) is Literal and re.fullmatch("[A-Z][A-Za-z]+", name):
                    yield name, get_args(value)


def _camel(field: str) -> str:
    return "".join(part.title() for part in field.split("_"))
