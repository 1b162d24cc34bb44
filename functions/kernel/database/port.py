"""The database port: documents and references, queries, writes, and the adapter protocol.

Documents are flat or nested values of None, bool, int, float, str, aware datetime, list and dict.
Firestore's limits hold on every adapter: an id has no slash, and a document fits in 1 MiB.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

from functions.kernel.values import Struct, replace

M = TypeVar("M")

Value: TypeAlias = object
"""The value of a field; checked by the codec of the model, not by the port."""

Document: TypeAlias = Mapping[str, Value]


class StoredDocument(Mapping[str, Value]):
    """A document as its adapter stores it: parsed only when it is read as a mapping."""

    @abstractmethod
    def decode(self, model: type[M]) -> M:
        """Return the model that it holds. Raises ValidationError when it does not fit."""

    def field(self, path: str) -> Value:
        """Return the value at a dotted path, None where the path ends early.

        An adapter may know those that a query sorted by without parsing the document.
        """
        return _value_at(self, path)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value of a type that documents must not hold, for example left by a manual edit.

    No model accepts it, so its document cannot be decoded; the other documents are still read.
    """

    kind: str


OUTBOX = "outbox"
"""The collection of recorded events; a document stays until its event has been published."""

ID_PATTERN = r"(?!\.{1,2}$|__.*__$)[A-Za-z0-9_~.:@+-]{1,300}"
"""The ids that every adapter takes: Firestore keeps `.`, `..` and `__name__` to itself."""

_ID = re.compile(ID_PATTERN)


class Ref(Struct, frozen=True, order=True):
    """A reference to a document: a collection's name and the document's id in it."""

    collection: str
    id: str

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise InvalidId(self.id)


class InvalidId(Exception):
    """The text cannot be the id of a document."""


def is_id(text: str) -> bool:
    """Return whether `text` may be the id of a document on every adapter."""
    return bool(_ID.fullmatch(text))


class Snapshot(Struct, frozen=True):
    """A document as it was read; `version` is None when there was none."""

    ref: Ref
    data: Document | None
    version: object | None


class Write(Struct, frozen=True):
    """One write of a commit with its precondition.

    `create` requires that no document exists. `replace`, `delete` and `verify` require the document
    to be unchanged since `version` was read; `verify` leaves it as it is. `merge` sets the given
    fields of a document that has to exist, whatever its other fields hold meanwhile.
    """

    kind: Literal["create", "replace", "merge", "delete", "verify"]
    ref: Ref
    data: Document | None = None
    version: object | None = None


Operator: TypeAlias = Literal["==", "<", "<=", ">", ">=", "in", "array_contains"]

_RANGES = ("<", "<=", ">", ">=")
_MOST_IN = 30


class Where(Struct, frozen=True):
    """A condition on one field; a dotted path reaches into nested values."""

    field: str
    operator: Operator
    value: Value


class Order(Struct, frozen=True):
    """One field to sort by."""

    field: str
    descending: bool = False


class Query(Struct, frozen=True):
    """A bounded query of one collection, always in a total order.

    The document id is the last sort key, in the direction of the last order. `after` resumes after
    a document: the values of its `order_by` fields, then its id. A field with a range has to be
    ordered by, and `in` takes at most 30 values: Firestore refuses the rest.
    """

    collection: str
    where: tuple[Where, ...] = ()
    order_by: tuple[Order, ...] = ()
    limit: int = 100
    after: tuple[Value, ...] | None = None

    def __post_init__(self) -> None:
        ordered = {order.field for order in self.order_by}
        for where in self.where:
            if where.operator in _RANGES and where.field not in ordered:
                raise ValueError(f"{self.collection}: {where.field} has a range but no order")
            if where.operator == "in":
                assert isinstance(where.value, list | tuple)
                if len(where.value) > _MOST_IN:
                    raise ValueError(f"{self.collection}: more than {_MOST_IN} values of a field")


class Index(Struct, frozen=True):
    """A composite index that a query needs: a collection and its fields in order.

    A field name that starts with "-" is descending; one that ends with "[]" is an array, of which
    the query asks for an item.
    """

    collection: str
    fields: tuple[str, ...]


class Stale(Exception):
    """A document changed, appeared or disappeared since it was read; nothing was written."""


class Exists(Exception):
    """A document to be created exists, and its absence was not read; nothing was written."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(f"{ref.collection}/{ref.id}")
        self.ref = ref


class Adapter(Protocol):
    """The operations of a platform's database; each takes the time of one round trip."""

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, all from one consistent instant."""
        ...

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order, at most `query.limit`."""
        ...

    def count(self, query: Query) -> int:
        """Return how many documents match, ignoring the query's limit."""
        ...

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return the results of `query` for each query and of `read`, all requested at once.

        Each result is from an instant of its own.
        """
        ...

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Apply all writes or none, and return the version that each left, None if unknown.

        Raises Stale, or Exists naming what was in the way.
        """
        ...

    def reported(self, event: object) -> Snapshot | None:
        """Return the document in the data of a trigger's event, or None if it carries none."""
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...


def paged(
    find: Callable[[Query], list[tuple[Ref, Document]]], query: Query
) -> Iterator[tuple[Ref, Document]]:
    """Yield every match of a query, reading each page when it is reached."""
    while True:
        found = find(query)
        yield from found
        if len(found) < query.limit:
            return
        query = resumed(query, *found[-1])


def resumed(query: Query, ref: Ref, data: Document) -> Query:
    """Return the query that resumes after one of its matches."""
    return replace(
        query, after=(*(field_of(data, order.field) for order in query.order_by), ref.id)
    )


def field_of(data: Document, path: str) -> object:
    """Return the value at a dotted path, None where the path ends early."""
    if isinstance(data, StoredDocument):
        return data.field(path)
    return _value_at(data, path)


def _value_at(data: Document, path: str) -> Value:
    value: object = data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
