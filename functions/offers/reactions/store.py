"""Documents and queries of reactions."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.reactions.models import Reaction, ReactionCounts

reactions = Collection("reactions", Reaction)


reaction_counts = Collection("reaction_counts", ReactionCounts)


declare_indexes(Index("reactions", ("expires_at",)), Index("reactions", ("person_id",)))


def reaction_id(offer_id: str, person_id: str) -> str:
    """Return the id of a person's reaction to an offer."""
    return f"{offer_id}~{person_id}"


def reactions_of(work: UnitOfWork, person_id: str) -> Iterator[Reaction]:
    """Yield the reactions of a person."""
    return reactions.query_pages(work, Where("person_id", "==", person_id))


def all_reactions_of(database: Database, person_id: str) -> Iterator[str]:
    """Yield the id of every reaction of a person."""
    return reactions.stream_ids(database, Where("person_id", "==", person_id))


def reactions_over(at: datetime) -> Query:
    """Return the query of reactions that are not kept any longer."""
    return Query(reactions.name, (Where("expires_at", "<=", at),), (Order("expires_at"),))
