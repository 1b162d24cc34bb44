"""A typed collection: documents on one side, frozen models on the other.

A feature's store declares its collections and the functions that query them; decisions stay in its
rules. Reading validates: a document that does not fit its model is a fault, never a guess.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from functions.kernel.database import (
    Database,
    Document,
    Order,
    Query,
    Ref,
    StoredDocument,
    UnitOfWork,
    Where,
    is_id,
)
from functions.kernel.errors import NotFound

M = TypeVar("M")
N = TypeVar("N")


class Collection(Generic[M]):
    """The documents of one kind, as values of the frozen `model`.

    `renamed` maps the other name of a field, former or coming, to that in the model, until every
    document has been rewritten.
    """

    def __init__(
        self,
        name: str,
        model: type[M],
        *,
        missing: type[NotFound] = NotFound,
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self._missing = missing
        self._renamed = renamed or {}

    def ref(self, document_id: str) -> Ref:
        """Return the reference of the document with this id."""
        return Ref(self.name, document_id)

    def find(self, work: UnitOfWork, document_id: str) -> M | None:
        """Return the model or None; the commit verifies that it is unchanged."""
        if not is_id(document_id):
            return None
        return self._decode(work.find(self.ref(document_id)))

    def find_unverified(self, work: UnitOfWork, document_id: str) -> M | None:
        """Return the model or None without verifying it; for reads that no decision depends on."""
        if not is_id(document_id):
            return None
        return self._decode(work.find_unverified(self.ref(document_id)))

    def get(self, work: UnitOfWork, document_id: str) -> M:
        """Return the model; the commit verifies that it is unchanged. Refuses when missing."""
        found = self.find(work, document_id)
        if found is None:
            raise self._missing
        return found

    def create(self, work: UnitOfWork, document_id: str, value: M) -> None:
        """Add a document that must not exist yet."""
        work.create(self.ref(document_id), self.encode(value))

    def replace(self, work: UnitOfWork, document_id: str, value: M) -> None:
        """Put `value` in place of the document read before in this unit."""
        work.replace(self.ref(document_id), self.encode(value))

    def delete(self, work: UnitOfWork, document_id: str) -> None:
        """Remove the document read before in this unit."""
        work.delete(self.ref(document_id))

    def query(
        self,
        work: UnitOfWork,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        limit: int = 100,
        after: tuple[object, ...] | None = None,
    ) -> list[M]:
        """Return the models that match, in order; see `Query`."""
        found = work.query(Query(self.name, where, order_by, limit, after))
        return [self.decode(data) for _, data in found]

    def query_pages(
        self,
        work: UnitOfWork,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        after: tuple[object, ...] | None = None,
        page: int = 100,
    ) -> Iterator[M]:
        """Yield every match in order, querying each page when it is reached."""
        found = work.query_pages(Query(self.name, where, order_by, page, after))
        return (self.decode(data) for _, data in found)

    def stream(
        self,
        database: Database,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        page: int = 200,
    ) -> Iterator[tuple[str, M]]:
        """Yield every match with its id, page by page, outside any unit of work."""
        found = database.stream(Query(self.name, where, order_by, page))
        return ((ref.id, self.decode(data)) for ref, data in found)

    def stream_ids(
        self,
        database: Database,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        page: int = 200,
    ) -> Iterator[str]:
        """Yield the id of every match; a document that cannot be decoded does not stop it."""
        found = database.stream(Query(self.name, where, order_by, page))
        return (ref.id for ref, _ in found)

    def encode(self, value: M) -> Document:
        """Return the document that holds `value`."""
        # A day becomes ISO text, because Firestore has no type for it.
        document: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
        return document

    def decode(self, data: Document) -> M:
        """Return the model that a document holds. Raises ValidationError when it does not fit."""
        return self.decode_as(self.model, data)

    def decode_as(self, model: type[N], data: Document) -> N:
        """Return a document as another model, for example one without fields that nobody reads."""
        if self._renamed:
            found = {name: data[other] for other, name in self._renamed.items() if other in data}
            data = {**found, **data}
        if isinstance(data, StoredDocument):
            return data.decode(model)
        return msgspec.convert(data, model)

    def _decode(self, data: Document | None) -> M | None:
        return None if data is None else self.decode(data)
