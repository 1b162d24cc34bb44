"""Independent counts of database calls, taken where they leave the process.

The kernel's own meter counts the calls that it means to make. These counts verify it: they observe
the statements that SQLite runs and the calls that Firestore receives.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import grpc  # type: ignore[import-untyped]

from functions.kernel.database import Database, Meter
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.platform import Platform

# A batch of reads lists the ids of each collection's documents.
_IDS = re.compile(r"WHERE id IN \(([^()]*)\)")
_WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "c_')
_CHECK = re.compile(r'SELECT 1 FROM "c_')


@dataclass
class Count:
    """Round trips, and documents read, written, and verified without being changed."""

    round_trips: int = 0
    documents_read: int = 0
    documents_written: int = 0
    documents_verified: int = 0

    @classmethod
    def of(cls, meter: Meter) -> "Count":
        """Return the counts of the kernel's own meter."""
        return cls(
            meter.round_trips,
            meter.documents_read,
            meter.documents_written,
            meter.documents_verified,
        )


def counting(platform: Platform) -> AbstractContextManager[Count]:
    """Count the calls to the platform's database by this thread during the block."""
    return _on_sqlite(platform) if platform.settings.database == "sqlite" else _on_grpc(platform)


@contextmanager
def _on_sqlite(platform: Platform) -> Iterator[Count]:
    adapter = platform.database.adapter
    assert isinstance(adapter, SqliteAdapter)
    count = Count()
    adapter.trace(statement_counter(count))
    try:
        yield count
    finally:
        adapter.trace(None)


def statement_counter(count: Count) -> Callable[[str], None]:
    """Return a function that counts each statement of one connection, given with its values.

    A statement outside a transaction is a round trip; a whole transaction is one as well. The table
    that the first document of a collection needs is not counted.
    """
    in_transaction, is_schema, last = False, False, ""

    def see(statement: str) -> None:
        nonlocal in_transaction, is_schema, last
        again, last = statement == last, statement
        if in_transaction and again:
            # A statement is traced again for each trigger that it fires; no two writes of a commit
            # are the same.
            return
        if "sqlite_master" in statement:
            return
        if statement.startswith("BEGIN"):
            in_transaction, is_schema = True, False
        elif statement.startswith("CREATE"):
            is_schema = True
        elif statement.startswith(("COMMIT", "ROLLBACK")):
            in_transaction = False
            count.round_trips += not is_schema
        elif not in_transaction:
            count.round_trips += 1
            count.documents_read += sum(ids.count(",") + 1 for ids in _IDS.findall(statement))
        elif _CHECK.match(statement):
            count.documents_verified += 1
        elif _WRITE.match(statement):
            count.documents_written += 1

    return see


@contextmanager
def _on_grpc(platform: Platform) -> Iterator[Count]:
    # Imported here, so that only benchmarks of Firestore wait for its adapter to load.
    from functions.kernel.database.firestore import (  # noqa: PLC0415
        CHANNEL_OPTIONS,
        FirestoreAdapter,
    )

    ordinary = platform.database
    assert isinstance(ordinary.adapter, FirestoreAdapter)
    count = Count()
    host = os.environ["FIRESTORE_EMULATOR_HOST"]
    channel = grpc.insecure_channel(host, options=CHANNEL_OPTIONS)
    channel = grpc.intercept_channel(channel, CallCounter(count))
    adapter = FirestoreAdapter(channel, project=platform.settings.project)
    platform.use("database", Database(adapter))
    try:
        yield count
    finally:
        platform.use("database", ordinary)
        adapter.close()


class CallCounter(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
    """Counts each outgoing call of a gRPC channel; every call is a round trip."""

    def __init__(self, count: Count) -> None:
        self._count = count

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        """Count a call with one answer, such as a commit."""
        self._see(request)
        return continuation(details, request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        """Count a call with a stream of answers, such as a batch of reads."""
        self._see(request)
        return continuation(details, request)

    def _see(self, request: Any) -> None:
        self._count.round_trips += 1
        self._count.documents_read += len(getattr(request, "documents", ()))
        for write in getattr(request, "writes", ()):
            if "update_mask" in write:
                self._count.documents_verified += 1
            else:
                self._count.documents_written += 1
