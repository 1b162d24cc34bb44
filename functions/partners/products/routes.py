"""Routes that put and read products by EAN."""

from collections.abc import Iterator

from pydantic import TypeAdapter

from functions.accounts.offerers.rules import BY_KEY
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.service import get_own_venue
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import DocumentId, cut_page, decode_token
from functions.kernel.route import Who
from functions.offers.routes import actor_of
from functions.offers.shards.service import gathered_unverified
from functions.partners.products import service
from functions.partners.products.models import Product, ProductLine, PutProducts
from functions.partners.products.rules import LINES_AT_ONCE, EanRepeated
from functions.partners.products.schemas import (
    LineResultsView,
    LineResultView,
    ProductBody,
    ProductsBody,
    ProductsQuery,
    ProductsView,
    ProductView,
)
from functions.partners.products.store import find_listed, product_id, products, products_of
from functions.partners.routes import routes

_LARGEST_BODY = 1024 * 1024
"""Bytes; 500 lines with descriptions of 1,000 characters and more fit."""

_EAN: TypeAdapter[tuple[str, DocumentId]] = TypeAdapter(tuple[str, DocumentId])


@routes.put(
    "/v1/partner/products",
    who=Who.OFFERS,
    refusals=(UnknownVenue, *BY_KEY),
    largest_body=_LARGEST_BODY,
)
def put_products(call: Call, body: ProductsBody) -> LineResultsView:
    """Create or update up to 500 products of a venue by EAN; each line has its own result.

    A new product is a draft until it has a picture and is published. Lines commit a few at a time:
    after an error, send the call again, and the lines that were kept are `unchanged`.
    """
    actor = actor_of(call)
    call.check_key()
    items: list[LineResultView] = []
    seen: set[str] = set()
    for start in range(0, len(body.products), LINES_AT_ONCE):
        part = body.products[start : start + LINES_AT_ONCE]
        items += _put(call, actor, body.venue_id, part, seen)
    return call.commit(lambda _: LineResultsView(items=items))


def _put(
    call: Call, actor: str, venue_id: str, part: list[ProductBody], seen: set[str]
) -> Iterator[LineResultView]:
    """Put a page of lines and yield their results, in order; `seen` holds the EANs before them."""
    firsts = {}
    for number, line in enumerate(part):
        if line.ean not in seen:
            seen.add(line.ean)
            firsts[number] = _line(line)
    command = PutProducts(
        venue_id=venue_id,
        actor=actor,
        lines=tuple(firsts.values()),
        may_deal=call.platform.settings.deal_stocks,
    )
    results = iter(
        call.platform.database.run(lambda work: service.put_products(work, command, now=call.now))
    )
    for number, line in enumerate(part):
        if number in firsts:
            yield LineResultView.of(next(results))
        else:
            yield LineResultView(
                ean=line.ean,
                result="refused",
                code=EanRepeated.code,
                offer_id=None,
                stock_id=None,
            )


def _line(line: ProductBody) -> ProductLine:
    facts = line.model_dump(exclude={"quantity"})
    return ProductLine(left=line.quantity, new_offer_id=new_id(), **facts)


@routes.get("/v1/partner/products", who=Who.OFFERS, refusals=(UnknownVenue, *BY_KEY))
def list_products(call: Call, query: ProductsQuery) -> ProductsView:
    """List the products of a venue by EAN, with what is left of each."""
    actor, list_id = actor_of(call), call.list_id
    after = decode_token(query.page_token, _EAN, of_list=list_id)

    def read(work: UnitOfWork) -> ProductsView:
        venue = get_own_venue(work, query.venue_id, member_id=actor)
        found: Iterator[Product]
        if query.ean is None:
            found = products_of(work, venue.id, after=after, page=query.page_size + 1)
        else:
            names = [product_id(venue.id, ean) for ean in sorted(set(query.ean.split(",")))]
            work.prefetch(*map(products.ref, names))
            asked = (products.find_shown(work, name) for name in names)
            found = (one for one in asked if one and (after is None or one.ean > after[0]))
        page, token = cut_page(
            found,
            query.page_size,
            lambda one: (one.ean, product_id(one.venue_id, one.ean)),
            of_list=list_id,
        )
        listed = find_listed(work, page)
        shown = {
            one.id: one
            for one in gathered_unverified(work, [stock for _, _, stock in listed if stock])
        }
        return ProductsView(
            items=[ProductView.of(one, offer, shown.get(one.stock_id)) for one, offer, _ in listed],
            next_page_token=token,
        )

    return call.read(read)
