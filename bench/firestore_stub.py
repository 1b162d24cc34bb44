"""An empty Firestore that answers at once, to time a whole first request."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud.firestore_v1 import types

_SERVICE = "google.firestore.v1.Firestore"


@contextmanager
def empty_firestore() -> Iterator[str]:
    """Serve reads and queries for the block, without results; yield host and port."""
    server = grpc.server(ThreadPoolExecutor(2))
    methods: dict[str, tuple[Any, Any]] = {
        "BatchGetDocuments": (_batch_get, types.BatchGetDocumentsRequest),
        "RunQuery": (_run_query, types.RunQueryRequest),
    }
    handlers = {
        name: grpc.unary_stream_rpc_method_handler(
            answer,
            request_deserializer=request.deserialize,
            response_serializer=lambda reply: type(reply).serialize(reply),
        )
        for name, (answer, request) in methods.items()
    }
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(_SERVICE, handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def _batch_get(request: Any, _: Any) -> Iterator[types.BatchGetDocumentsResponse]:
    for name in request.documents:
        yield types.BatchGetDocumentsResponse(missing=name)


def _run_query(_: Any, __: Any) -> Iterator[types.RunQueryResponse]:
    yield types.RunQueryResponse()
