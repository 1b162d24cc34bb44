"""Firestore's messages, and values and snapshots in them.

The classes are built from the descriptors of Google's client, without importing the client, which
takes a third of a cold start. `python -m infra lists` generates the descriptors.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from functions.kernel.database.port import Document, Ref, Snapshot, Unreadable, Value

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400

DESCRIPTORS = Path(__file__).with_name("firestore.binpb")


def _pool() -> Any:
    # Not the default pool: it may hold the same messages from Google's client.
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes()).file:
        pool.Add(file)
    return pool


_POOL = _pool()


def _message(name: str) -> Any:
    return message_factory.GetMessageClass(
        _POOL.FindMessageTypeByName(f"google.firestore.v1.{name}")
    )


BatchGetRequest = _message("BatchGetDocumentsRequest")
BatchGetAnswer = _message("BatchGetDocumentsResponse")
QueryRequest = _message("RunQueryRequest")
QueryAnswer = _message("RunQueryResponse")
CountRequest = _message("RunAggregationQueryRequest")
CountAnswer = _message("RunAggregationQueryResponse")
CommitRequest = _message("CommitRequest")
CommitAnswer = _message("CommitResponse")
MapValue = _message("MapValue")
StructuredQuery = _message("StructuredQuery")
FieldFilter = StructuredQuery.FieldFilter
UnaryFilter = StructuredQuery.UnaryFilter
CompositeFilter = StructuredQuery.CompositeFilter


def snapshot_of(document: Any) -> Snapshot:
    """Return the snapshot in a Document message."""
    _, collection, name = document.name.rsplit("/", 2)
    return Snapshot(Ref(collection, name), data_of(document.fields), document.update_time)


def data_of(fields: Any) -> Document:
    """Return the values in a map of Value messages."""
    return {key: _decode(value) for key, value in fields.items()}


def as_stored(data: Document) -> Document:
    """Return a document as it would be read after it was written."""
    message = MapValue()
    set_fields(data, message.fields)
    return data_of(message.fields)


def set_fields(data: Document, fields: Any) -> None:
    """Set each value in a map of Value messages, in place: building a Value for each costs more."""
    for key, value in data.items():
        set_value(value, fields[key])


def set_value(value: Value, message: Any) -> None:
    """Set a value in a Value message. Raises TypeError for what documents cannot hold."""
    match value:
        case str():
            message.string_value = value
        case None:
            message.null_value = 0
        case bool():
            message.boolean_value = value
        case int():
            message.integer_value = value
        case float():
            message.double_value = value
        case datetime():
            # The message's own conversions take five times as long.
            since = value - _EPOCH
            message.timestamp_value.seconds = since.days * _DAY_SECONDS + since.seconds
            message.timestamp_value.nanos = since.microseconds * 1000
        case list() | tuple():
            message.array_value.SetInParent()
            for item in value:
                set_value(item, message.array_value.values.add())
        case Mapping():
            message.map_value.SetInParent()
            set_fields(value, message.map_value.fields)
        case _:
            raise TypeError(f"not a value of a document: {type(value).__name__}")


def _decode(message: Any) -> Value:
    match message.WhichOneof("value_type"):
        case "boolean_value" | "integer_value" | "double_value" | "string_value" as kind:
            value: Value = getattr(message, kind)
            return value
        case "null_value":
            return None
        case "timestamp_value":
            instant = message.timestamp_value
            return _EPOCH + timedelta(seconds=instant.seconds, microseconds=instant.nanos // 1000)
        case "array_value":
            return [_decode(item) for item in message.array_value.values]
        case "map_value":
            return data_of(message.map_value.fields)
        case kind:
            return Unreadable(str(kind))
