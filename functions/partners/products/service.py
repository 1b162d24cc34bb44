"""Put products in bulk: create their offers and stocks, or edit them."""

from datetime import datetime

from functions.accounts.numbers.rules import is_ean
from functions.accounts.venues.service import get_own_venue
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.values import UNSET, replace
from functions.offers.details.models import EditDetails
from functions.offers.details.rules import EanInvalid
from functions.offers.models import Details
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import DraftOffer, EditOffer
from functions.offers.shards import service as shards_service
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import AddStock, EditStock
from functions.offers.store import offers, stocks
from functions.partners.products import rules
from functions.partners.products.models import LineResult, Product, ProductLine, PutProducts
from functions.partners.products.store import product_id, products


def put_products(work: UnitOfWork, command: PutProducts, *, now: datetime) -> list[LineResult]:
    """Put a page of products; a line that is refused changes nothing, and stops no other.

    Refuses UnknownVenue, NotAMember, ScopeMissing.
    """
    venue = get_own_venue(work, command.venue_id, member_id=command.actor)
    names = [product_id(venue.id, line.ean) for line in command.lines if is_ean(line.ean)]
    work.prefetch(*map(products.ref, names))
    known = [one for one in (products.find(work, name) for name in names) if one is not None]
    work.prefetch(*(offers.ref(one.offer_id) for one in known))
    work.prefetch(*(stocks.ref(one.stock_id) for one in known))
    return [_put_or_refuse(work, command, line, now=now) for line in command.lines]


def _put_or_refuse(
    work: UnitOfWork, command: PutProducts, line: ProductLine, *, now: datetime
) -> LineResult:
    mark = work.mark()
    try:
        if not is_ean(line.ean):
            raise EanInvalid
        product = products.find(work, product_id(command.venue_id, line.ean))
        if product is None:
            return _create(work, command, line, now=now)
        return _update(work, command, line, product, now=now)
    except Refusal as refused:
        work.undo(mark)
        return LineResult(ean=line.ean, outcome="refused", code=refused.code)


def _create(
    work: UnitOfWork, command: PutProducts, line: ProductLine, *, now: datetime
) -> LineResult:
    if line.name is None or line.category is None:
        raise rules.ProductIncomplete
    draft = DraftOffer(
        offer_id=line.new_offer_id,
        member_id=command.actor,
        venue_id=command.venue_id,
        name=line.name,
        description=line.description,
        category=line.category,
        duo=False,
        url=None,
        details=Details(ean=line.ean, author=line.author),
        partner_id=line.partner_id,
    )
    offer = publish_service.draft_offer(work, draft, now=now)
    stock_id = _add_stock(work, command, line, offer.id, now=now)
    product = Product(venue_id=command.venue_id, ean=line.ean, offer_id=offer.id, stock_id=stock_id)
    products.create(work, product_id(command.venue_id, line.ean), product)
    return _result(product, is_new=True)


def _update(
    work: UnitOfWork, command: PutProducts, line: ProductLine, product: Product, *, now: datetime
) -> LineResult:
    offer = offers.get(work, product.offer_id)
    edit = EditOffer(
        offer_id=offer.id,
        member_id=command.actor,
        name=line.name or UNSET,
        description=line.description or UNSET,
        partner_id=line.partner_id or UNSET,
        details=EditDetails(author=line.author or UNSET),
    )
    has_changed = publish_service.edit_offer(work, edit, now=now) != offer
    stock = stocks.get(work, product.stock_id)
    if stock.is_deleted:
        stock_id = _add_stock(work, command, line, offer.id, now=now)
        product = replace(product, stock_id=stock_id)
        products.replace(work, product_id(product.venue_id, product.ean), product)
        return _result(product, has_changed=True)
    stock = shards_service.gathered(work, stock)
    change = EditStock(
        stock_id=stock.id,
        member_id=command.actor,
        price_cents=line.price_cents,
        quantity=rules.total_of(line, stock),
        booking_limit_at=line.booking_limit_at,
        may_deal=command.may_deal,
    )
    after = stocks_service.edit_stock(work, change, now=now)
    terms = (after.price_cents, after.quantity, after.booking_limit_at)
    has_changed |= terms != (stock.price_cents, stock.quantity, stock.booking_limit_at)
    return _result(product, has_changed=has_changed)


def _add_stock(
    work: UnitOfWork, command: PutProducts, line: ProductLine, offer_id: str, *, now: datetime
) -> str:
    add = AddStock(
        offer_id=offer_id,
        member_id=command.actor,
        price_cents=line.price_cents,
        quantity=line.left,
        begins_at=None,
        booking_limit_at=line.booking_limit_at,
        may_deal=command.may_deal,
    )
    return stocks_service.add_stock(work, add, now=now).id


def _result(product: Product, *, is_new: bool = False, has_changed: bool = False) -> LineResult:
    return LineResult(
        ean=product.ean,
        outcome="created" if is_new else "updated" if has_changed else "unchanged",
        offer_id=product.offer_id,
        stock_id=product.stock_id,
    )
