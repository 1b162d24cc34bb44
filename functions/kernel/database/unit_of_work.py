"""The unit of work: the documents that it has read and the writes of its one commit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.kernel.database.commit_queue import Seen
from functions.kernel.database.port import Document, Query, Ref, Snapshot, Write, paged
from functions.kernel.values import replace

if TYPE_CHECKING:
    from functions.kernel.database.database import Database
    from functions.kernel.database.lane import Lane


@dataclass(frozen=True, slots=True)
class Mark:
    """The content of a unit at one moment, to return to."""

    verified: frozenset[Ref]
    writes: Mapping[Ref, Write]


class UnitOfWork:
    """The only access to documents: reads are remembered, writes wait for the one commit.

    `attempt` counts from 1 and goes up when a fact was stale. `moments` counts the moments at which
    its documents were read: those of `seen`, and its own round trips. `crowd` is the name under
    which this unit commits together with others, and `shared` the documents that they all want.
    """

    def __init__(
        self,
        database: "Database",
        seen: Mapping[Ref, Snapshot] | None = None,
        *,
        attempt: int = 1,
        moments: int = 0,
    ) -> None:
        self.attempt = attempt
        self.moments = moments
        self.crowd: str | None = None
        self.shared: set[Ref] = set()
        self._database = database
        self._wanted: list[Ref] = []
        self._seen: dict[Ref, Snapshot] = dict(seen or {})
        self._verified: set[Ref] = set()
        self._writes: dict[Ref, Write] = {}
        self._forbidden: dict[Ref, Callable[[Document], Exception]] = {}

    def prefetch(self, *refs: Ref) -> None:
        """Read these documents in the same round trip as the next read or query."""
        self._wanted.extend(ref for ref in refs if ref not in self._seen)

    def stop_if_found(self, ref: Ref, stop: Callable[[Document], Exception]) -> None:
        """Read `ref` with the next round trip, and raise what `stop` returns if it exists."""
        self._forbidden[ref] = stop
        self.prefetch(ref)
        self._stop_if_found()

    def find(self, ref: Ref) -> Document | None:
        """Return the document or None; the commit verifies that it is unchanged."""
        self._verified.add(ref)
        return self.find_unverified(ref)

    def find_unverified(self, ref: Ref) -> Document | None:
        """Return the document or None, unverified; for reads that no decision depends on."""
        if ref in self._writes and self._writes[ref].kind != "merge":
            return self._writes[ref].data
        return self._snapshot(ref).data

    def query(self, query: Query) -> list[tuple[Ref, Document]]:
        """Return the documents that match now, and read those prefetched, in one round trip.

        The commit does not detect documents that start or stop matching later.
        """
        return self.query_all([query])[0]

    def query_all(self, queries: Sequence[Query]) -> list[list[tuple[Ref, Document]]]:
        """Return the documents that match each query now, all in one round trip."""
        batch = [ref for ref in dict.fromkeys(self._wanted) if ref not in self._seen]
        if len(queries) == 1 and not batch:
            self.moments += 1
            return [self._met(self._database.query(queries[0]))]
        found, read = self._database.query_and_read(queries, batch)
        self._wanted.clear()
        self._keep(read)
        return [self._met(matching) for matching in found]

    def query_pages(self, query: Query) -> Iterator[tuple[Ref, Document]]:
        """Yield every match, querying each page when it is reached."""
        return paged(self.query, query)

    def create(self, ref: Ref, data: Document) -> None:
        """Add a document that must not exist yet."""
        self._put(Write("create", ref, data))

    def replace(self, ref: Ref, data: Document) -> None:
        """Put `data` in place of a document that this unit has read."""
        earlier = self._writes.get(ref)
        if earlier is not None and earlier.kind == "create":
            self._writes[ref] = Write("create", ref, data)
        else:
            self._put(Write("replace", ref, data, self._version(ref)))

    def merge(self, ref: Ref, data: Document) -> None:
        """Set these fields of a document, whatever its other fields hold at the commit.

        The document has to exist then. This unit keeps seeing it as it was read.
        """
        earlier = self._writes.get(ref)
        if earlier is None or earlier.data is None:
            self._put(Write("merge", ref, data))
        else:
            self._writes[ref] = replace(earlier, data={**earlier.data, **data})

    def delete(self, ref: Ref) -> None:
        """Remove a document that this unit has read."""
        self._put(Write("delete", ref, None, self._version(ref)))

    @property
    def lane(self) -> "Lane":
        """The process's own choice among documents that serve equally well."""
        return self._database.lane

    def commit_with_others(self, crowd: str, shared: Iterable[Ref]) -> None:
        """Let this unit share its commit with others of this process in the same crowd.

        While an earlier commit of the crowd is under way, units wait; then they run one after
        another, each on what the ones before have written to the `shared` documents. A refusal
        concerns its own unit only.
        """
        self.crowd = crowd
        self.shared.update(shared)

    def mark(self) -> Mark:
        """Return what the unit would verify and write now."""
        return Mark(frozenset(self._verified), dict(self._writes))

    def undo(self, mark: Mark) -> None:
        """Drop what was to be verified and written since `mark`."""
        self._verified, self._writes = set(mark.verified), dict(mark.writes)

    def end_part(self) -> None:
        """Drop the pending reads of one of several bodies that run in this unit."""
        self._wanted.clear()
        self._forbidden.clear()

    def snapshots(self) -> Mapping[Ref, Snapshot]:
        """Return the documents that were read, as they were."""
        return self._seen

    def decided_on(self) -> Mapping[Ref, Snapshot]:
        """Return the documents that the commit would verify or change, as they were read.

        Those whose existence stops the unit are among them: a refusal depends on their absence.
        """
        refs = (*self._verified, *self._writes, *self._forbidden)
        return {ref: self._seen[ref] for ref in refs if ref in self._seen}

    def read_now(self, refs: Iterable[Ref]) -> None:
        """Read these documents in one round trip, unless they were read before."""
        batch = [ref for ref in dict.fromkeys(refs) if ref not in self._seen]
        if batch:
            self._keep(self._database.read(batch))

    def writes(self) -> list[Write]:
        """Return the content of the commit: the writes, and a check of each verified read."""
        if not self._writes:
            return []
        checks = [
            Write("verify", ref, None, self._seen[ref].version)
            for ref in self._verified
            if ref not in self._writes and self._seen[ref].version is not None
        ]
        return [*self._writes.values(), *checks]

    def changes(self) -> list[Ref]:
        """Return the documents that the commit replaces or deletes."""
        return [ref for ref, write in self._writes.items() if write.kind in ("replace", "delete")]

    def seen_since(self, began: float, earlier: Mapping[Ref, Seen]) -> Mapping[Ref, Seen]:
        """Return the documents as last seen: by this unit, begun at `began`, or in `earlier`."""
        return {
            ref: earlier.get(ref) or Seen(snapshot, began) for ref, snapshot in self._seen.items()
        }

    def has_writes(self) -> bool:
        """Return whether the commit would write anything."""
        return bool(self._writes)

    def change_of(self, ref: Ref) -> tuple[Document | None, Document | None]:
        """Return a document as this unit read it, and as its commit leaves it."""
        before = self._seen[ref].data if ref in self._seen else None
        write = self._writes.get(ref)
        if write is None:
            return before, before
        if write.kind == "merge":
            return before, {**(before or {}), **(write.data or {})}
        return before, write.data

    def unseen_creates(self) -> list[Ref]:
        """Return the documents to create whose absence was not read."""
        return [r for r, w in self._writes.items() if w.kind == "create" and r not in self._seen]

    def _put(self, write: Write) -> None:
        earlier = self._writes.get(write.ref)
        if earlier is not None and earlier.kind in ("create", "delete"):
            raise AssertionError(f"{write.kind} after {earlier.kind} of {write.ref} in one unit")
        self._writes[write.ref] = write

    def _version(self, ref: Ref) -> object:
        version = self._snapshot(ref).version
        if version is None:
            raise AssertionError(f"{ref} was not read as existing in this unit")
        return version

    def _snapshot(self, ref: Ref) -> Snapshot:
        if ref not in self._seen:
            batch = list(dict.fromkeys([*self._wanted, ref]))
            self._wanted.clear()
            self._keep(self._database.read(batch))
        return self._seen[ref]

    def _met(self, found: Sequence[Snapshot]) -> list[tuple[Ref, Document]]:
        met = []
        for snapshot in found:
            first = self._seen.setdefault(snapshot.ref, snapshot)
            # The same version again has perhaps been decoded.
            data = first.data if first.version == snapshot.version else snapshot.data
            if data is not None:
                met.append((snapshot.ref, data))
        return met

    def _keep(self, read: Sequence[Snapshot]) -> None:
        self.moments += 1
        for snapshot in read:
            self._seen[snapshot.ref] = snapshot
        self._stop_if_found()

    def _stop_if_found(self) -> None:
        for forbidden, stop in self._forbidden.items():
            met = self._seen.get(forbidden)
            if met is not None and met.data is not None:
                raise stop(met.data)


def left_by(
    writes: Sequence[Write], versions: Sequence[object | None], *, at: float
) -> Mapping[Ref, Seen]:
    """Return the documents that a commit at `at` (seconds, on the clock of `monotonic`) left."""
    return {
        write.ref: Seen(Snapshot(write.ref, write.data, version), at)
        for write, version in zip(writes, versions, strict=True)
        if version is not None and write.kind not in ("merge", "verify")
    }
