"""Queries of the port as Firestore's messages."""

from typing import Any

from functions.kernel.database import firestore_messages as messages
from functions.kernel.database.port import Query, Where

_Filter = messages.FieldFilter.Operator
_OPERATORS = {
    "==": _Filter.Value("EQUAL"),
    "<": _Filter.Value("LESS_THAN"),
    "<=": _Filter.Value("LESS_THAN_OR_EQUAL"),
    ">": _Filter.Value("GREATER_THAN"),
    ">=": _Filter.Value("GREATER_THAN_OR_EQUAL"),
    "in": _Filter.Value("IN"),
    "array_contains": _Filter.Value("ARRAY_CONTAINS"),
}
_IS_NULL = messages.UnaryFilter.Operator.Value("IS_NULL")
_AND = messages.CompositeFilter.Operator.Value("AND")
_ASCENDING = messages.StructuredQuery.Direction.Value("ASCENDING")
_DESCENDING = messages.StructuredQuery.Direction.Value("DESCENDING")


def asks_for_none(query: Query) -> bool:
    """Return whether the query has an `in` without values, which Firestore refuses."""
    return any(where.operator == "in" and not where.value for where in query.where)


def describe(query: Query, message: Any, *, root: str) -> None:
    """Write a query over a collection below `root` into a StructuredQuery."""
    message.from_.add(collection_id=query.collection)
    message.limit.value = query.limit
    if query.where:
        both = message.where.composite_filter
        both.op = _AND
        for where in query.where:
            _describe_condition(where, both.filters.add())
    descending = False
    for order in query.order_by:
        descending = order.descending
        _sort(message, path(order.field), descending)
    _sort(message, "__name__", descending)
    if query.after is not None:
        *values, last = query.after
        for value in values:
            messages.set_value(value, message.start_at.values.add())
        message.start_at.values.add(reference_value=f"{root}/{query.collection}/{last}")
        message.start_at.before = False


def _sort(message: Any, path: str, descending: bool) -> None:
    chosen = _DESCENDING if descending else _ASCENDING
    message.order_by.add(direction=chosen).field.field_path = path


def _describe_condition(where: Where, message: Any) -> None:
    if where.operator == "==" and where.value is None:
        message.unary_filter.op = _IS_NULL
        message.unary_filter.field.field_path = path(where.field)
        return
    message.field_filter.op = _OPERATORS[where.operator]
    message.field_filter.field.field_path = path(where.field)
    messages.set_value(where.value, message.field_filter.value)


def path(name: str) -> str:
    """Return the dotted path, quoting each step that is not an identifier, such as a year."""
    return ".".join(step if step.isidentifier() else f"`{step}`" for step in name.split("."))
