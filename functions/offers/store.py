"""Documents and queries of offers and stocks."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.models import Offer, Publication, Stock
from functions.offers.rules import UnknownOffer, UnknownStock

offers = Collection("offers", Offer, missing=UnknownOffer)


stocks = Collection("stocks", Stock, missing=UnknownStock)


declare_indexes(
    Index("offers", ("name_keys[]", "-created_at")),
    Index("offers", ("offerer_siren", "-created_at")),
    Index("offers", ("offerer_siren", "publication", "-created_at")),
    Index("offers", ("place.venue_id", "created_at")),
    Index("offers", ("publication", "pending_since")),
)


def offer_id_of(stock_id: str) -> str:
    """Return the id of a stock's offer, the first part of the stock's own id."""
    return stock_id.partition("~")[0]


def stocks_of(work: UnitOfWork, offer: Offer) -> list[Stock]:
    """Return an offer's stocks, verified by the commit; one round trip."""
    work.prefetch(*(stocks.ref(summary.id) for summary in offer.stocks))
    return [stocks.get(work, summary.id) for summary in offer.stocks]


def find_stocks_unverified(work: UnitOfWork, found: Iterable[Offer]) -> dict[str, list[Stock]]:
    """Return the stocks of several offers by offer id, for display; one round trip."""
    listed = list(found)
    work.prefetch(*(stocks.ref(summary.id) for offer in listed for summary in offer.stocks))
    unverified = {
        offer.id: [stocks.find_shown(work, summary.id) for summary in offer.stocks]
        for offer in listed
    }
    return {
        offer_id: [stock for stock in several if stock is not None]
        for offer_id, several in unverified.items()
    }


def own_offers(
    work: UnitOfWork,
    siren: str,
    *,
    publication: Publication | None,
    after: tuple[datetime, str] | None,
    page: int,
) -> Iterator[Offer]:
    """Yield an offerer's offers, newest first, after a position."""
    where = [Where("offerer_siren", "==", siren)]
    if publication is not None:
        where.append(Where("publication", "==", publication))
    newest_first = (Order("created_at", descending=True),)
    return offers.query_pages(work, *where, order_by=newest_first, after=after, page=page)


def offers_at(database: Database, venue_id: str) -> Iterator[Offer]:
    """Yield the offers at a venue, oldest first."""
    found = offers.stream(
        database, Where("place.venue_id", "==", venue_id), order_by=(Order("created_at"),)
    )
    return (offer for _, offer in found)


def offers_of(database: Database, siren: str) -> Iterator[str]:
    """Yield the ids of an offerer's offers, newest first."""
    return offers.stream_ids(
        database,
        Where("offerer_siren", "==", siren),
        order_by=(Order("created_at", descending=True),),
    )
