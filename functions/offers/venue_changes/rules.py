"""How the offers of a venue are taken together in pages."""

from collections.abc import Iterable, Iterator

from functions.offers.models import Offer

MOST_OFFERS = 20
MOST_DOCUMENTS = 200
"""Of a page, which is one commit: offers, and all documents with stocks, shards and listings."""


def documents_of(offer: Offer) -> int:
    """Return how many documents an edit of an offer writes."""
    return 2 + sum(1 + stock.shards for stock in offer.stocks)


def pages_of(offers: Iterable[Offer]) -> Iterator[list[str]]:
    """Yield the ids of offers in pages; a page larger than allowed holds one offer."""
    page: list[str] = []
    documents = 0
    for offer in offers:
        more = documents_of(offer)
        if page and (len(page) == MOST_OFFERS or documents + more > MOST_DOCUMENTS):
            yield page
            page, documents = [], 0
        page.append(offer.id)
        documents += more
    if page:
        yield page
