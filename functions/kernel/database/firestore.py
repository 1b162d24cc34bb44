"""The cloud database: documents in Firestore, with one round trip for each call of the port.

It makes the service's own calls (BatchGetDocuments, RunQuery and the like) on a channel of its own
instead of using the document client: that client cannot replace a document under a precondition,
retries commits by itself, takes half as much CPU again for a unit of work, and adds some 250 ms of
CPU to a cold start.

A document's version is its update time. Firestore refuses a stale precondition with one of several
codes, depending on the code path; each means that nothing was written.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import grpc  # type: ignore[import-untyped]
import grpc.experimental  # type: ignore[import-untyped]
from google.protobuf.message import DecodeError

from functions.kernel.database import firestore_messages as messages
from functions.kernel.database.firestore_queries import asks_for_none, describe, path
from functions.kernel.database.port import (
    OUTBOX,
    Exists,
    Query,
    Ref,
    Snapshot,
    Stale,
    Write,
)

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_HOST = "firestore.googleapis.com:443"
_SERVICE = "google.firestore.v1.Firestore"
_SCOPE = "https://www.googleapis.com/auth/datastore"

_TIMEOUT = 10.0
"""Seconds for one call; shorter than the time a unit of work has for its retries."""

_READS = ("BatchGetDocuments", "RunQuery", "RunAggregationQuery")

_RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": _SERVICE, "method": method} for method in _READS],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.05s",
                "maxBackoff": "1s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["INTERNAL", "UNAVAILABLE"],
            },
        }
    ]
}
"""The channel retries reads, which nothing else retries outside a unit of work. It never retries a
commit: a refused one needs fresh reads first."""

CHANNEL_OPTIONS = [
    # Without pings a sleeping instance finds its connection dead only when it times out.
    ("grpc.keepalive_time_ms", 30_000),
    # Reads stream their answer, for which grpc would start a thread each: half of their CPU.
    (grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.service_config", json.dumps(_RETRIES)),
]

_REFUSED = frozenset(
    {
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)
"""Codes that mean a commit wrote nothing."""

_UNCLEAR = frozenset(
    {
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.UNKNOWN,
    }
)
"""Codes that leave open whether a commit took place, such as a lost connection."""

_UNREAD = _UNCLEAR | {grpc.StatusCode.ABORTED}


def open_adapter(platform: "Platform") -> "FirestoreAdapter":
    """Return the default database of the platform's project, or of its emulator."""
    emulator = os.environ.get("FIRESTORE_EMULATOR_HOST")
    if emulator:
        channel = grpc.insecure_channel(emulator, options=CHANNEL_OPTIONS)
    else:
        channel = _authorized_channel()
    return FirestoreAdapter(channel, project=platform.settings.project)


def _authorized_channel() -> Any:
    """Return a channel whose calls carry the access token of this function's service account."""
    # Imported here, because with its transports this takes as long as all of grpc.
    import google.auth  # noqa: PLC0415
    from google.auth.transport.grpc import secure_authorized_channel  # noqa: PLC0415
    from google.auth.transport.requests import Request  # noqa: PLC0415

    credentials, _ = google.auth.default(scopes=[_SCOPE])
    return secure_authorized_channel(  # type: ignore[no-untyped-call]
        credentials, Request(), _HOST, options=CHANNEL_OPTIONS
    )


class FirestoreAdapter:
    """Documents in the top-level collections of the default database of `project`."""

    def __init__(self, channel: Any, *, project: str) -> None:
        self._channel = channel
        self._database = f"projects/{project}/databases/(default)"
        self._root = f"{self._database}/documents"
        batch = (messages.BatchGetRequest, messages.BatchGetAnswer)
        self._batch_get = self._stream("BatchGetDocuments", *batch, database=self._database)
        question = (messages.QueryRequest, messages.QueryAnswer)
        self._run_query = self._stream("RunQuery", *question, parent=self._root)
        counting = (messages.CountRequest, messages.CountAnswer)
        self._run_count = self._stream("RunAggregationQuery", *counting, parent=self._root)
        self._commit = self._channel.unary_unary(
            f"/{_SERVICE}/Commit",
            messages.CommitRequest.SerializeToString,
            messages.CommitAnswer.FromString,
        )
        self._in_header = _routing(database=self._database)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, from one batch and so one instant."""
        with _stale_when_unreadable():
            return _read(refs, self._batch_get(self._batch(refs)))

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order."""
        if asks_for_none(query):
            return []
        with _stale_when_unreadable():
            return _found(self._run_query(self._question(query)))

    def count(self, query: Query) -> int:
        """Return how many documents match in all, counted by the service."""
        if asks_for_none(query):
            return 0
        request = messages.CountRequest(parent=self._root)
        asked = request.structured_aggregation_query
        describe(query, asked.structured_query, root=self._root)
        asked.structured_query.ClearField("limit")
        asked.aggregations.add(alias="number").count.SetInParent()
        with _stale_when_unreadable():
            (answer,) = self._run_count(request)
        return int(answer.result.aggregate_fields["number"].integer_value)

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return the results of `query` for each query and of `read`, all requested at once."""
        with _stale_when_unreadable():
            answers = [
                () if asks_for_none(query) else self._run_query(self._question(query))
                for query in queries
            ]
            documents = self._batch_get(self._batch(refs)) if refs else ()
            return [_found(answer) for answer in answers], _read(refs, documents)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Apply all writes or none, and return the version that each left behind.

        Raises Stale, or Exists naming what was in the way.

        An unclear outcome is looked up, because a commit is all or nothing: it took place where all
        documents that it created are there as intended. An event may have left the outbox since;
        when nothing else was created, the documents that it replaced are compared. Otherwise the
        unit of work runs again, with fresh reads, and then finds a create that did land. So a unit
        whose repeat would do harm has to create a document or record an event.
        """
        request = messages.CommitRequest(database=self._database)
        for write in writes:
            self._put(write, request.writes.add())
        try:
            answer = self._commit(request, timeout=_TIMEOUT, metadata=self._in_header)
        except grpc.RpcError as fault:
            code = fault.code()
            if code is grpc.StatusCode.ALREADY_EXISTS:
                for snapshot in self._created(writes):
                    if snapshot.data is not None:
                        raise Exists(snapshot.ref) from fault
                raise Stale from fault
            if code in _REFUSED:
                raise Stale from fault
            if code not in _UNCLEAR:
                raise _named(fault) from fault
            if not self._landed(writes):
                raise Stale from fault
            return [None] * len(writes)
        return [_version(result) for result in answer.write_results]

    def reported(self, event: object) -> Snapshot | None:
        """Return the document in the data of a trigger's event, or None if it carries none.

        Eventarc sends DocumentEventData, whose first field is the document as it now is: the same
        field as that of a found document in an answer to a batch of reads.
        """
        if not isinstance(event, bytes):
            return None
        try:
            answer = messages.BatchGetAnswer.FromString(event)
        except DecodeError:
            return None
        return messages.snapshot_of(answer.found) if answer.HasField("found") else None

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def _stream(self, method: str, request: Any, answer: Any, **named: str) -> Any:
        """Return a function that starts a call and returns the stream of its answers."""
        call = self._channel.unary_stream(
            f"/{_SERVICE}/{method}", request.SerializeToString, answer.FromString
        )
        header = _routing(**named)
        return lambda message: call(message, timeout=_TIMEOUT, metadata=header)

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
            and snapshot.data == messages.as_stored(write.data or {})
            for snapshot, write in zip(found, evidence, strict=True)
        )

    def _name(self, ref: Ref) -> str:
        return f"{self._root}/{ref.collection}/{ref.id}"

    def _put(self, write: Write, message: Any) -> None:
        if write.kind == "create":
            message.current_document.exists = False
        elif write.kind == "merge":
            message.current_document.exists = True
        else:
            message.current_document.update_time.CopyFrom(write.version)
        if write.kind == "delete":
            message.delete = self._name(write.ref)
            return
        message.update.name = self._name(write.ref)
        if write.kind == "verify":
            # A mask that names no field: nothing is written, and the update time stays.
            message.update_mask.SetInParent()
        else:
            messages.set_fields(write.data or {}, message.update.fields)
        if write.kind == "merge":
            message.update_mask.field_paths.extend(path(name) for name in write.data or {})

    def _batch(self, refs: Sequence[Ref]) -> Any:
        return messages.BatchGetRequest(database=self._database, documents=map(self._name, refs))

    def _question(self, query: Query) -> Any:
        request = messages.QueryRequest(parent=self._root)
        describe(query, request.structured_query, root=self._root)
        return request


@contextmanager
def _stale_when_unreadable() -> Iterator[None]:
    """Restart the unit of work when a read met contention or an unavailable service."""
    try:
        yield
    except grpc.RpcError as fault:
        if fault.code() in _UNREAD:
            raise Stale from fault
        raise _named(fault) from fault


def _named(fault: grpc.RpcError) -> Exception:
    """Return the exception that is named after the fault's code; logs hold no more than that."""
    # Imported here, because nothing else needs it.
    from google.api_core.exceptions import from_grpc_error  # noqa: PLC0415

    named: Exception = from_grpc_error(fault)  # type: ignore[no-untyped-call]
    return named


def _routing(**names: str) -> tuple[tuple[str, str], ...]:
    """Return the header that repeats the named resource; the service routes by it (AIP-4222)."""
    return (("x-goog-request-params", urlencode(names, safe="/")),)


def _version(result: Any) -> object | None:
    """Return the version in the result of a write; a deletion leaves none."""
    return result.update_time if result.HasField("update_time") else None


def _found(answers: Iterable[Any]) -> list[Snapshot]:
    found = (answer.document for answer in answers if answer.HasField("document"))
    return [messages.snapshot_of(document) for document in found]


def _read(refs: Sequence[Ref], answers: Iterable[Any]) -> list[Snapshot]:
    met = (messages.snapshot_of(answer.found) for answer in answers if answer.HasField("found"))
    found = {snapshot.ref: snapshot for snapshot in met}
    return [found.get(ref, Snapshot(ref, None, None)) for ref in refs]
