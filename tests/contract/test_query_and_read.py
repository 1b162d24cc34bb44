"""`query_and_read` as a Firestore server sees it: two calls under way at once, and their faults."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from google.cloud.firestore_v1 import types

from functions.kernel.config import Settings
from functions.kernel.database import Database, Query, Ref, Stale, UnitOfWork, metered
from functions.kernel.platform import Platform
from local.emulators import environment

_SERVICE = "google.firestore.v1.Firestore"
_LONGEST = 10
SEAT = Ref("seats", "one")


class Server:
    """A Firestore that answers a call only once the other one has come as well."""

    def __init__(self) -> None:
        self.met = threading.Barrier(2)
        self.headers: dict[str, str] = {}
        self.refusals: list[grpc.StatusCode] = []
        self.interruptions = 0
        self._server = grpc.server(ThreadPoolExecutor(4))
        handlers = {
            "BatchGetDocuments": self._handler(self._documents, types.BatchGetDocumentsRequest),
            "RunQuery": self._handler(self._answers, types.RunQueryRequest),
        }
        self._server.add_generic_rpc_handlers(
            [grpc.method_handlers_generic_handler(_SERVICE, handlers)]
        )
        self.host = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def stop(self) -> None:
        self._server.stop(None).wait()

    def _handler(self, answer: Any, request: Any) -> Any:
        return grpc.unary_stream_rpc_method_handler(
            answer,
            request_deserializer=request.deserialize,
            response_serializer=lambda reply: type(reply).serialize(reply),
        )

    def _wait(self, name: str, context: Any) -> None:
        self.headers[name] = dict(context.invocation_metadata())["x-goog-request-params"]
        try:
            self.met.wait(_LONGEST)
        except threading.BrokenBarrierError:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the other call did not come")

    def _documents(self, request: Any, context: Any) -> Iterator[types.BatchGetDocumentsResponse]:
        self._wait("BatchGetDocuments", context)
        for name in request.documents:
            yield types.BatchGetDocumentsResponse(missing=name)

    def _answers(self, _: Any, context: Any) -> Iterator[types.RunQueryResponse]:
        if self.interruptions:
            self.interruptions -= 1
            context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")
        self._wait("RunQuery", context)
        if self.refusals:
            context.abort(self.refusals.pop(0), "no")
        yield types.RunQueryResponse()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    settings = Settings(database="firestore", relay="trigger", project="demo")
    with environment(FIRESTORE_EMULATOR_HOST=server.host):
        opened = Platform(settings).database
    yield opened
    opened.close()


def test_both_calls_are_on_their_way_before_either_is_answered(
    database: Database, server: Server
) -> None:
    (found,), (seat,) = database.query_and_read([Query("offers")], [SEAT])
    assert (list(found), seat.data) == ([], None)
    root = "projects/demo/databases/%28default%29"
    assert server.headers == {
        "BatchGetDocuments": f"database={root}",
        "RunQuery": f"parent={root}/documents",
    }


def test_several_queries_are_on_their_way_before_any_is_answered(database: Database) -> None:
    with metered() as meter:
        found = database.run(lambda work: work.query_all([Query("offers"), Query("venues")]))
    assert (found, meter.round_trips, meter.attempts) == ([[], []], 1, 1)


@pytest.mark.parametrize("code", [grpc.StatusCode.UNKNOWN, grpc.StatusCode.ABORTED])
def test_a_call_that_failed_is_made_again_by_its_unit(
    database: Database, server: Server, code: grpc.StatusCode
) -> None:
    server.refusals.append(code)
    with pytest.raises(Stale):
        database.query_and_read([Query("offers")], [SEAT])

    def body(work: UnitOfWork) -> object:
        work.prefetch(SEAT)
        return work.query(Query("offers"))

    server.refusals.append(code)
    with metered() as meter:
        assert database.run(body) == []
    assert meter.attempts == 2


def test_a_read_that_was_interrupted_is_repeated_by_the_channel(
    database: Database, server: Server
) -> None:
    server.interruptions = 2
    found, (seat,) = database.query_and_read([Query("offers")], [SEAT])
    assert (found, seat.data, server.interruptions) == ([[]], None, 0)


def test_a_call_that_can_never_succeed_is_a_fault(database: Database, server: Server) -> None:
    server.refusals.append(grpc.StatusCode.FAILED_PRECONDITION)
    with pytest.raises(Exception, match="no") as fault:
        database.query_and_read([Query("offers")], [SEAT])
    assert not isinstance(fault.value, Stale)
