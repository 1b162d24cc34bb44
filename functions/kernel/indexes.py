"""The indexes that a query needs, by the rules of Firestore.

Firestore refuses a query for which an index is missing, and the deployment turns off the automatic
index of every field. So each query's indexes are declared with `declare_indexes`, and the embedded
default refuses a query without: a query that runs on one machine runs on the cloud.
"""

from collections.abc import Iterable

from functions.kernel.database import Index, Query


class MissingIndex(Exception):
    """A query needs an index that no store declares."""

    def __init__(self, index: Index) -> None:
        super().__init__(
            f"no index for a query of {index.collection}: add"
            f" Index({index.collection!r}, {index.fields!r}) to its store's declare_indexes(), then"
            " run `python -m infra lists`"
        )
        self.index = index


def needed_indexes(query: Query) -> tuple[Index, ...]:
    """Return the indexes that Firestore reads to answer `query`.

    Equalities alone are answered from one index for each field, an order alone from its field's;
    both together need one index that has first the fields that are compared, then the order.
    """
    compared = list(dict.fromkeys(w.field for w in query.where if w.operator in ("==", "in")))
    members = [f"{w.field}[]" for w in query.where if w.operator == "array_contains"]
    ordered = [f"-{o.field}" if o.descending else o.field for o in query.order_by]
    if ordered and (compared or members or len(ordered) > 1):
        return (Index(query.collection, (*compared, *members, *ordered)),)
    return tuple(Index(query.collection, (name,)) for name in (*compared, *members, *ordered))


def serves(declared: Index, needed: Index, *, compared: int) -> bool:
    """Return whether an index answers the need; compared fields may stand in any order."""
    return (
        declared.collection == needed.collection
        and len(declared.fields) == len(needed.fields)
        and set(declared.fields[:compared]) == set(needed.fields[:compared])
        and declared.fields[compared:] == needed.fields[compared:]
    )


def serving_indexes(query: Query, declared: Iterable[Index]) -> list[Index]:
    """Return the declared indexes that answer `query`. Raises MissingIndex."""
    known = list(declared)
    compared = len({w.field for w in query.where if w.operator in ("==", "in", "array_contains")})
    found = []
    for needed in needed_indexes(query):
        at = compared if len(needed.fields) > 1 else 0
        serving = [index for index in known if serves(index, needed, compared=at)]
        if not serving:
            raise MissingIndex(needed)
        found.append(serving[0])
    return found
