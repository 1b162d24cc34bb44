"""Answers of Firestore that get lost; SQLite has none to lose."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import grpc  # type: ignore[import-untyped]
import pytest
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from functions.kernel.database import (
    OUTBOX,
    Database,
    Exists,
    Ref,
    RetryPolicy,
    UnitOfWork,
    metered,
)
from functions.kernel.database.firestore import CHANNEL_OPTIONS, FirestoreAdapter
from tests.support.databases import FIRESTORE, NOON, SEAT, TICKET, look, put

# Answers of Firestore that get lost; SQLite has none to lose.


class Failed(grpc.RpcError):  # type: ignore[misc]
    """A call that ended with a code."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code


class Lossy(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
    """Loses answers as `fates` has it: each is for one call.

    "after" has a commit take place and its answer lost, "before" has it lost on its way,
    "abort" has a read aborted, and "relay" empties the outbox before a read.
    """

    def __init__(self, fates: list[str], channel: grpc.Channel) -> None:
        self.fates = fates
        self.client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        fate = self._fate("before", "after")
        if fate == "before":
            raise Failed(grpc.StatusCode.UNAVAILABLE)
        answer = continuation(details, request)
        if fate == "after":
            answer.result()
            raise Failed(grpc.StatusCode.DEADLINE_EXCEEDED)
        return answer

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        if self._fate("abort"):
            raise Failed(grpc.StatusCode.ABORTED)
        if self._fate("relay"):
            self._relay(str(request.database))
        return continuation(details, request)

    def _relay(self, database: str) -> None:
        """Empty the outbox, as the relay does once it has published."""
        root = f"{database}/documents"
        for document in self.client.list_documents({"parent": root, "collection_id": OUTBOX}):
            self.client.delete_document({"name": document.name})

    def _fate(self, *kinds: str) -> str | None:
        return self.fates.pop(0) if self.fates and self.fates[0] in kinds else None


@pytest.fixture
def lossy(firestore_emulator: str) -> Iterator[tuple[Database, list[str]]]:
    """A database on the emulator, and the fates of its next calls."""
    fates: list[str] = []
    with grpc.insecure_channel(firestore_emulator, options=CHANNEL_OPTIONS) as channel:
        intercepted = grpc.intercept_channel(channel, Lossy(fates, channel))
        adapter = FirestoreAdapter(intercepted, project=f"demo-{uuid4().hex}")
        yield Database(adapter, RetryPolicy(deadline=10)), fates


@FIRESTORE
def test_a_landed_commit_whose_answer_was_lost_is_not_repeated(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"left": 2})
    fates.append("after")

    def body(work: UnitOfWork) -> None:
        seat = work.find(SEAT)
        assert seat is not None
        assert isinstance(seat["left"], int)
        work.replace(SEAT, {"left": seat["left"] - 1})
        work.create(TICKET, {"at": NOON, "tags": ("a", {"b": None}), "price": 1.5})

    with metered() as meter:
        database.run(body)
    assert meter.attempts == 1
    assert look(database, SEAT) == {"left": 1}


@FIRESTORE
def test_a_commit_that_got_lost_on_its_way_is_repeated(lossy: tuple[Database, list[str]]) -> None:
    database, fates = lossy
    fates.append("before")
    with metered() as meter:
        database.run(lambda work: work.create(TICKET, {"n": 1}))
    assert meter.attempts == 2
    assert look(database, TICKET) == {"n": 1}


@FIRESTORE
def test_a_lost_answer_is_not_taken_for_another_callers_document(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, TICKET, {"owner": "ben"})
    fates.append("before")
    with pytest.raises(Exists) as refused:
        database.run(lambda work: work.create(TICKET, {"owner": "ana"}))
    assert refused.value.ref == TICKET


@FIRESTORE
def test_a_landed_commit_without_a_create_is_met_by_fresh_reads(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    fates.append("after")

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        if seat == {"owner": "ana"}:
            return "hers already"
        work.replace(SEAT, {"owner": "ana"})
        return "taken"

    assert database.run(body) == "hers already"


@pytest.mark.parametrize("is_numbered", [True, False])
@FIRESTORE
def test_a_landed_commit_whose_event_the_relay_has_removed_is_not_repeated(
    lossy: tuple[Database, list[str]],
    is_numbered: bool,
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    event = Ref(OUTBOX, "seat-taken:s1:1")

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        if seat == {"owner": "ana"}:
            raise ValueError("refused its own success")
        work.replace(SEAT, {"owner": "ana"})
        work.create(event, {"topic": "seat-taken"})
        if is_numbered:
            work.create(TICKET, {"n": 1})
        return "taken"

    fates += ["after", "relay"]
    assert database.run(body) == "taken"
    assert look(database, event) is None
    assert fates == []


@FIRESTORE
def test_a_lost_event_is_not_taken_for_another_callers_change(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    fates += ["before", "relay"]

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        work.replace(SEAT, {"owner": "ana"})
        work.create(Ref(OUTBOX, "seat-taken:s1:1"), {"topic": "seat-taken"})
        return str(seat)

    with metered() as meter:
        assert database.run(body) == str({"owner": None})
    assert meter.attempts == 2


@FIRESTORE
def test_an_aborted_read_runs_the_unit_again(lossy: tuple[Database, list[str]]) -> None:
    database, fates = lossy
    put(database, SEAT, {"n": 1})
    fates.append("abort")
    with metered() as meter:
        assert database.run(lambda work: work.find(SEAT)) == {"n": 1}
    assert meter.attempts == 2
