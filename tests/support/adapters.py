"""A database adapter that passes every call on, for tests that count, fail, delay or race them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.kernel.database import Adapter, Query, Ref, Snapshot, Write


@dataclass
class DelegatingAdapter:
    """An adapter in front of another one; a subclass overrides the calls that it is about.

    `query_and_read` goes through `query` and `read`, so an override of those sees every read.
    """

    adapter: Adapter

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Read from the adapter behind."""
        return self.adapter.read(refs)

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Query the adapter behind."""
        return self.adapter.query(query)

    def count(self, query: Query) -> int:
        """Count in the adapter behind."""
        return self.adapter.count(query)

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Run the queries, then the reads."""
        return [self.query(query) for query in queries], self.read(refs) if refs else []

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Commit to the adapter behind."""
        return self.adapter.commit(writes)

    def reported(self, event: object) -> Snapshot | None:
        """Return the document that the adapter behind finds in an event."""
        return self.adapter.reported(event)

    def close(self) -> None:
        """Close the adapter behind."""
        self.adapter.close()


@dataclass
class CountingAdapter(DelegatingAdapter):
    """Notes the name of each call."""

    calls: list[str] = field(default_factory=list)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Note a read."""
        self.calls.append("read")
        return super().read(refs)

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Note a query."""
        self.calls.append("query")
        return super().query(query)

    def count(self, query: Query) -> int:
        """Note a count."""
        self.calls.append("count")
        return super().count(query)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Note a commit."""
        self.calls.append("commit")
        return super().commit(writes)
