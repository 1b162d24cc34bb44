"""A typed collection: documents on one side, frozen models on the other.

A feature's store declares its collections and the functions that query them; decisions stay in its
rules. Reading validates: a document that does not fit its model is a fault, never a guess. From a
list it is left out, counted and logged, so that one document does not take the others down; a
decision by a list decodes every document of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
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
from functions.kernel.database.meter import open_meters
from functions.kernel.errors import NotFound
from functions.kernel.logs import digest, log
from functions.kernel.values import prepared

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

    def as_model(self, model: type[N]) -> "Collection[N]":
        """Return the same documents as values of another model, which may lack some fields."""
        return Collection(self.name, model, missing=self._missing, renamed=self._renamed)

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

    def find_shown(self, work: UnitOfWork, document_id: str) -> M | None:
        """Return the model without verifying it, or None; counted and logged if unreadable.

        For documents whose facts a list shows beside others.
        """
        if not is_id(document_id):
            return None
        ref = self.ref(document_id)
        return self.shown(ref, work.find_unverified(ref))

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

    def merge(self, work: UnitOfWork, document_id: str, value: M, *fields: str) -> None:
        """Set these fields of an existing document to those of `value`, whatever else it holds."""
        document = self.encode(value)
        work.merge(self.ref(document_id), {name: document[name] for name in fields})

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
        """Return the readable models that match, in order; see `Query`."""
        found = self.query_pages(work, *where, order_by=order_by, after=after, page=limit)
        return list(islice(found, limit))

    def query_pages(
        self,
        work: UnitOfWork,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        after: tuple[object, ...] | None = None,
        page: int = 100,
    ) -> Iterator[M]:
        """Yield every readable match in order, querying each page when it is reached."""
        found = work.query_pages(Query(self.name, where, order_by, page, after))
        return (model for _, model in self.readable(found))

    def stream(
        self,
        database: Database,
        *where: Where,
        order_by: tuple[Order, ...] = (),
        page: int = 200,
    ) -> Iterator[tuple[str, M]]:
        """Yield every readable match with its id, page by page, outside any unit of work."""
        return self.readable(database.stream(Query(self.name, where, order_by, page)))

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

    def readable(self, found: Iterable[tuple[Ref, Document]]) -> Iterator[tuple[str, M]]:
        """Yield the id and the model of each document that can be decoded; count and log others."""
        for ref, data in found:
            model = self.shown(ref, data)
            if model is not None:
                yield ref.id, model

    def shown(self, ref: Ref, data: Document | None) -> M | None:
        """Return the model of a document, or None; counted and logged if unreadable."""
        if data is None:
            return None
        try:
            return self.decode(data)
        except msgspec.DecodeError as fault:
            for meter in open_meters():
                meter.unreadable += 1
            log.error("unreadable_document", collection=self.name, item=digest(ref.id), fault=fault)
            return None

    def encode(self, value: M) -> Document:
        """Return the document that holds `value`."""
        # A day becomes ISO text, because Firestore has no type for it.
        document: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
        return document

    def decode(self, data: Document) -> M:
        """Return the model that a document holds. Raises ValidationError when it does not fit."""
        if self._renamed:
            found = {name: data[other] for other, name in self._renamed.items() if other in data}
            data = {**found, **data}
        if isinstance(data, StoredDocument):
            return data.decode(prepared(self.model))
        return msgspec.convert(data, prepared(self.model))

    def _decode(self, data: Document | None) -> M | None:
        return None if data is None else self.decode(data)
