"""Stored models: Structs whose fields are in the document wherever a query looks for them."""

import pytest
from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from deployables import ttl_fields
from functions.kernel.database.documents import Collection
from functions.kernel.platform import INDEXES
from functions.kernel.values import Model, queried
from local.backfill import collections

COLLECTIONS = collections()

SOUGHT_IF_SET = {"bookings": {"remind_at", "sum_due_at", "used_at"}}
"""Fields that are left out where they are None, by collection. Every query of them has a bound that
None is beyond, so the indexes need not hold it."""


class Example(Model, frozen=True, kw_only=True):
    plain: bool = False
    sorted: bool = queried(False)
    required: str | None


def is_always_stored(field: FieldInfo) -> bool:
    return field.default is NODEFAULT and field.default_factory not in (list, dict, set)


def test_fields_without_a_default_or_with_a_queried_one_are_always_stored() -> None:
    stored = [field.name for field in fields(Example) if is_always_stored(field)]
    assert stored == ["sorted", "required"]
    assert Collection("examples", Example).encode(Example(required=None)) == {
        "sorted": False,
        "required": None,
    }


@pytest.mark.parametrize("name", sorted(COLLECTIONS))
def test_a_field_that_queries_name_is_always_stored(name: str) -> None:
    model = COLLECTIONS[name].model
    assert issubclass(model, Model)
    named = {path for index in INDEXES if index.collection == name for path in index.fields}
    named |= {path for collection, path in ttl_fields().items() if collection == name}
    tops = {path.lstrip("-").removesuffix("[]").split(".")[0] for path in named}
    known = {field.name: is_always_stored(field) for field in fields(model)}
    may_lack = SOUGHT_IF_SET.get(name, set())
    assert {top for top in tops if not known[top]} == may_lack
    defaults = {field.name: field.default for field in fields(model)}
    assert all(defaults[field] is None for field in may_lack)
