"""The cloud database: documents in Firestore, with one round trip for each call of the port.

It makes the service's own calls (BatchGetDocuments, RunQuery and the like) with plain protocol
buffers instead of using the document client: that client cannot replace a document under a
precondition, retries commits by itself, and takes half as much CPU again (2.7 against 1.8 ms for a
unit of work that reads three documents and writes four).

A document's version is its update time. Firestore refuses a stale precondition with one of several
codes, depending on the code path; each means that nothing was written.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]
import grpc.experimental  # type: ignore[import-untyped]
from google.api_core import exceptions
from google.api_core.gapic_v1.routing_header import to_grpc_metadata
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from functions.kernel.database import (
    OUTBOX,
    Document,
    Exists,
    Query,
    Ref,
    Snapshot,
    Stale,
    Unreadable,
    Value,
    Where,
    Write,
)

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_TIMEOUT = 10.0
"""Seconds for one call; shorter than the time a unit of work has for its retries."""

_CHANNEL = [
    # Without pings a sleeping instance finds its connection dead only when it times out.
    ("grpc.keepalive_time_ms", 30_000),
    # Reads stream their answer, for which grpc would start a thread each: half of their CPU.
    (grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
]

_REFUSED = (
    exceptions.Aborted,
    exceptions.FailedPrecondition,
    exceptions.NotFound,
    exceptions.ResourceExhausted,
)
"""Codes that mean a commit wrote nothing."""

_UNCLEAR = (
    exceptions.Cancelled,
    exceptions.DeadlineExceeded,
    exceptions.InternalServerError,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)
"""Codes that leave open whether a commit took place, such as a lost connection."""

_READ_RETRY = Retry(
    predicate=if_exception_type(exceptions.InternalServerError, exceptions.ServiceUnavailable),
    initial=0.05,
    maximum=1.0,
    timeout=3.0,
)
"""Retries reads outside a unit of work, which nothing else retries."""

_Fields = types.MapValue.pb()
_Write = types.Write.pb()
_BatchGet = types.BatchGetDocumentsRequest.pb()
_RunQuery = types.RunQueryRequest.pb()
_RunAggregationQuery = types.RunAggregationQueryRequest.pb()
_Commit = types.CommitRequest.pb()
_BatchAnswer = types.BatchGetDocumentsResponse.pb()
_RunQueryAnswer = types.RunQueryResponse.pb()
_SERVICE = "/google.firestore.v1.Firestore"

_Filter = types.StructuredQuery.FieldFilter.Operator
_Unary = types.StructuredQuery.UnaryFilter.Operator
_OPERATORS = {
    "==": _Filter.EQUAL,
    "<": _Filter.LESS_THAN,
    "<=": _Filter.LESS_THAN_OR_EQUAL,
    ">": _Filter.GREATER_THAN,
    ">=": _Filter.GREATER_THAN_OR_EQUAL,
    "in": _Filter.IN,
    "array_contains": _Filter.ARRAY_CONTAINS,
}


def open_adapter(platform: "Platform") -> "FirestoreAdapter":
    """Return the default database of the platform's project, or of its emulator."""
    emulator = os.environ.get("FIRESTORE_EMULATOR_HOST")
    if emulator:
        channel = grpc.insecure_channel(emulator, options=_CHANNEL)
    else:
        channel = FirestoreGrpcTransport.create_channel(options=_CHANNEL)
    client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
    return FirestoreAdapter(client, project=platform.settings.project)


class FirestoreAdapter:
    """Documents in the top-level collections of the default database of `project`."""

    def __init__(self, client: FirestoreClient, *, project: str) -> None:
        self._client = client
        self._database = f"projects/{project}/databases/(default)"
        self._root = f"{self._database}/documents"
        # The database has to be named in the call's header too.
        self._in_header = {
            name: (to_grpc_metadata({name: value}),)  # type: ignore[no-untyped-call]
            for name, value in (("database", self._database), ("parent", self._root))
        }
        assert isinstance(client.transport, FirestoreGrpcTransport)
        channel = client.transport.grpc_channel
        self._start_query = channel.unary_stream(
            f"{_SERVICE}/RunQuery", _RunQuery.SerializeToString, _RunQueryAnswer.FromString
        )
        self._start_batch = channel.unary_stream(
            f"{_SERVICE}/BatchGetDocuments", _BatchGet.SerializeToString, _BatchAnswer.FromString
        )

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, from one batch and so one instant."""
        with _stale_when_unreadable():
            replies = self._client.batch_get_documents(
                types.BatchGetDocumentsRequest.wrap(self._batch(refs)),
                retry=_READ_RETRY,
                timeout=_TIMEOUT,
            )
            return _read(refs, map(types.BatchGetDocumentsResponse.pb, replies))

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order."""
        if _asks_for_none(query):
            return []
        with _stale_when_unreadable():
            replies = self._client.run_query(
                types.RunQueryRequest.wrap(self._question(query)),
                retry=_READ_RETRY,
                timeout=_TIMEOUT,
            )
            return _found(map(types.RunQueryResponse.pb, replies))

    def count(self, query: Query) -> int:
        """Return how many documents match in all, counted by the service."""
        if _asks_for_none(query):
            return 0
        request = _RunAggregationQuery(parent=self._root)
        asked = request.structured_aggregation_query
        self._describe(query, asked.structured_query)
        asked.structured_query.ClearField("limit")
        asked.aggregations.add(alias="number").count.SetInParent()
        with _stale_when_unreadable():
            replies = self._client.run_aggregation_query(
                types.RunAggregationQueryRequest.wrap(request),
                retry=_READ_RETRY,
                timeout=_TIMEOUT,
            )
            (answer,) = map(types.RunAggregationQueryResponse.pb, replies)
        return int(answer.result.aggregate_fields["number"].integer_value)

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return the results of `query` for each query and of `read`, all requested at once.

        The document client waits for the first answer of a call before it lets another begin, so
        these calls are made below it. They are not retried here: the unit of work does that.
        """
        try:
            answers = [() if _asks_for_none(query) else self._ask(query) for query in queries]
            documents = self._ask_for(refs) if refs else ()
            return [_found(answer) for answer in answers], _read(refs, documents)
        except grpc.RpcError as fault:
            with _stale_when_unreadable():
                raise exceptions.from_grpc_error(fault) from fault  # type: ignore[no-untyped-call]

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none. Raises Stale, or Exists naming what was in the way.

        An unclear outcome is looked up, because a commit is all or nothing: it took place where all
        documents that it created are there as intended. An event may have left the outbox since;
        when nothing else was created, the documents that it replaced are compared. Otherwise the
        unit of work runs again, with fresh reads, and then finds a create that did land. So a unit
        whose repeat would do harm has to create a document or record an event.
        """
        request = _Commit(database=self._database, writes=map(self._write, writes))
        try:
            # No retry in the client: a refused commit needs fresh reads first.
            self._client.commit(types.CommitRequest.wrap(request), retry=None, timeout=_TIMEOUT)
        except exceptions.AlreadyExists as refused:
            for snapshot in self._created(writes):
                if snapshot.data is not None:
                    raise Exists(snapshot.ref) from refused
            raise Stale from refused
        except _REFUSED as refused:
            raise Stale from refused
        except _UNCLEAR as unclear:
            if not self._landed(writes):
                raise Stale from unclear

    def close(self) -> None:
        """Close the connection."""
        self._client.transport.close()  # type: ignore[no-untyped-call]

    def _created(self, writes: Sequence[Write]) -> Sequence[Snapshot]:
        refs = [write.ref for write in writes if write.kind == "create"]
        return self.read(refs) if refs else []

    def _landed(self, writes: Sequence[Write]) -> bool:
        created = [write for write in writes if write.kind == "create"]
        staying = [write for write in created if write.ref.collection != OUTBOX]
        replaced = [write for write in writes if write.kind == "replace"]
        evidence = staying or (replaced if created else [])
        found = self.read([write.ref for write in evidence]) if evidence else []
        return bool(evidence) and all(
            snapshot.data is not None
            and snapshot.version != write.version
            and _fields(snapshot.data) == _fields(write.data)
            for snapshot, write in zip(found, evidence, strict=True)
        )

    def _ask(self, query: Query) -> Any:
        """Start a query and return the stream of its answers."""
        return self._start_query(
            self._question(query), timeout=_TIMEOUT, metadata=self._in_header["parent"]
        )

    def _ask_for(self, refs: Sequence[Ref]) -> Any:
        """Start a batch of reads and return the stream of its answers."""
        return self._start_batch(
            self._batch(refs), timeout=_TIMEOUT, metadata=self._in_header["database"]
        )

    def _name(self, ref: Ref) -> str:
        return f"{self._root}/{ref.collection}/{ref.id}"

    def _write(self, write: Write) -> Any:
        message = _Write()
        if write.kind == "create":
            message.current_document.exists = False
        elif write.kind == "merge":
            message.current_document.exists = True
        else:
            message.current_document.update_time.CopyFrom(write.version)
        if write.kind == "delete":
            message.delete = self._name(write.ref)
            return message
        message.update.name = self._name(write.ref)
        if write.kind == "verify":
            # A mask that names no field: nothing is written, and the update time stays.
            message.update_mask.SetInParent()
        else:
            message.update.fields.MergeFrom(_fields(write.data).fields)
        if write.kind == "merge":
            message.update_mask.field_paths.extend(_path(name) for name in write.data or {})
        return message

    def _batch(self, refs: Sequence[Ref]) -> Any:
        return _BatchGet(database=self._database, documents=map(self._name, refs))

    def _question(self, query: Query) -> Any:
        request = _RunQuery(parent=self._root)
        self._describe(query, request.structured_query)
        return request

    def _describe(self, query: Query, message: Any) -> None:
        message.from_.add(collection_id=query.collection)
        message.limit.value = query.limit
        if query.where:
            both = message.where.composite_filter
            both.op = types.StructuredQuery.CompositeFilter.Operator.AND
            for where in query.where:
                _condition(where, both.filters.add())
        descending = False
        for order in query.order_by:
            descending = order.descending
            _sort(message, _path(order.field), descending)
        _sort(message, "__name__", descending)
        if query.after is not None:
            *values, last = query.after
            for value in values:
                _encode(value, message.start_at.values.add())
            message.start_at.values.add(reference_value=f"{self._root}/{query.collection}/{last}")
            message.start_at.before = False


@contextmanager
def _stale_when_unreadable() -> Iterator[None]:
    """Restart the unit of work when a read met contention or an unavailable service."""
    try:
        yield
    except (exceptions.Aborted, exceptions.RetryError, *_UNCLEAR) as fault:
        raise Stale from fault


def _asks_for_none(query: Query) -> bool:
    """Return whether the query has an `in` without values, which Firestore refuses."""
    return any(where.operator == "in" and not where.value for where in query.where)


def _found(answers: Iterable[Any]) -> list[Snapshot]:
    return [_snapshot(answer.document) for answer in answers if answer.HasField("document")]


def _read(refs: Sequence[Ref], answers: Iterable[Any]) -> list[Snapshot]:
    met = (_snapshot(answer.found) for answer in answers if answer.HasField("found"))
    found = {snapshot.ref: snapshot for snapshot in met}
    return [found.get(ref, Snapshot(ref, None, None)) for ref in refs]


def _sort(message: Any, path: str, descending: bool) -> None:
    direction = types.StructuredQuery.Direction
    chosen = direction.DESCENDING if descending else direction.ASCENDING
    message.order_by.add(direction=chosen).field.field_path = path


def _condition(where: Where, message: Any) -> None:
    if where.operator == "==" and where.value is None:
        message.unary_filter.op = _Unary.IS_NULL
        message.unary_filter.field.field_path = _path(where.field)
        return
    message.field_filter.op = _OPERATORS[where.operator]
    message.field_filter.field.field_path = _path(where.field)
    _encode(where.value, message.field_filter.value)


def _path(name: str) -> str:
    """Return the dotted path, quoting each step that is not an identifier, such as a year."""
    return ".".join(step if step.isidentifier() else f"`{step}`" for step in name.split("."))


def _snapshot(document: Any) -> Snapshot:
    _, collection, name = document.name.rsplit("/", 2)
    data = {key: _decode(value) for key, value in document.fields.items()}
    return Snapshot(Ref(collection, name), data, document.update_time)


def _fields(data: Document | None) -> Any:
    message = _Fields()
    for key, value in (data or {}).items():
        _encode(value, message.fields[key])
    return message


def _encode(value: Value, message: Any) -> None:
    match value:
        case None:
            message.null_value = 0
        case bool():
            message.boolean_value = value
        case int():
            message.integer_value = value
        case float():
            message.double_value = value
        case str():
            message.string_value = value
        case datetime():
            message.timestamp_value.FromDatetime(value.astimezone(UTC))
        case list() | tuple():
            message.array_value.SetInParent()
            for item in value:
                _encode(item, message.array_value.values.add())
        case Mapping():
            message.map_value.CopyFrom(_fields(value))
        case _:
            raise TypeError(f"not a value of a document: {type(value).__name__}")


def _decode(message: Any) -> Value:
    match message.WhichOneof("value_type"):
        case "null_value":
            return None
        case "timestamp_value":
            instant: datetime = message.timestamp_value.ToDatetime(tzinfo=UTC)
            return instant
        case "array_value":
            return [_decode(item) for item in message.array_value.values]
        case "map_value":
            return {key: _decode(item) for key, item in message.map_value.fields.items()}
        case "boolean_value" | "integer_value" | "double_value" | "string_value" as kind:
            value: Value = getattr(message, kind)
            return value
        case kind:
            return Unreadable(str(kind))
