"""Add, edit and delete stocks."""

from datetime import datetime

from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import actor_ref
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import chosen
from functions.offers import rules as offers_rules
from functions.offers.categories.rules import category
from functions.offers.models import Offer, Stock, StockDeleted, StockMoved
from functions.offers.partner_ids import service as partner_ids_service
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.service import get_own_offer, save_with_stocks, screened
from functions.offers.rules import follow, with_stock
from functions.offers.search.listings import service as listings_service
from functions.offers.shards import rules as shards_rules
from functions.offers.shards import service as shards_service
from functions.offers.stocks import rules
from functions.offers.stocks.models import AddStock, EditStock
from functions.offers.store import offer_id_of, offers, stocks


def add_stock(work: UnitOfWork, command: AddStock, *, now: datetime) -> Stock:
    """Add a stock to an offer.

    Refuses UnknownOffer, NotAMember, OfferNotEditable, and what `rules.add_stock` refuses.
    """
    offer = get_own_offer(work, command.offer_id, member_id=command.member_id)
    publish_rules.check_editable(offer)
    stock = rules.add_stock(offer, command, category=category(offer.category), now=now)
    stock = shards_rules.sized(stock, offer, may_deal=command.may_deal)
    after = screened(with_stock(offer, stock), now=now)
    stock = follow(stock, after)
    partner_ids_service.follow_stock(work, None, stock)
    shards_service.create(work, stock)
    _save_with_stock(work, after, former=offer, stock=(None, stock), now=now)
    return stock


def edit_stock(work: UnitOfWork, command: EditStock, *, now: datetime) -> Stock:
    """Edit a stock; emit StockMoved when its event has a new date.

    Refuses UnknownStock, NotAMember, OfferNotEditable, and what `rules.edit_stock` refuses.
    """
    offer, stock = _own_stock(work, command.stock_id, member_id=command.member_id)
    if stock.is_deleted:
        raise offers_rules.UnknownStock
    stock, has_new_quantity = _gathered(work, stock, command)
    edited = rules.edit_stock(stock, command, offer=offer, now=now)
    if edited == stock:
        return stock
    publish_rules.check_editable(offer)
    if has_new_quantity:
        edited = shards_rules.sized(edited, offer, may_deal=command.may_deal)
    after = screened(with_stock(offer, edited), now=now)
    edited = follow(edited, after)
    partner_ids_service.follow_stock(work, stock, edited)
    if has_new_quantity:
        shards_service.save(work, stock, edited)
    else:
        shards_service.save_facts(work, edited)
    _save_with_stock(work, after, former=offer, stock=(stock, edited), now=now)
    if edited.moves != stock.moves:
        record_move(work, stock, edited, now=now)
    return edited


def delete_stock(work: UnitOfWork, stock_id: str, *, member_id: str, now: datetime) -> Stock:
    """Delete a stock; its open bookings are cancelled by event.

    Refuses UnknownStock, NotAMember, OfferNotEditable, EventPast.
    """
    offer, stock = _own_stock(work, stock_id, member_id=member_id)
    if stock.is_deleted:
        return stock
    publish_rules.check_editable(offer)
    after = rules.delete(stock, offer=offer, now=now)
    partner_ids_service.follow_stock(work, stock, after)
    shards_service.save_facts(work, after)
    offers.replace(work, offer.id, with_stock(offer, after))
    listings_service.follow_stock(work, stock, after)
    record(work, StockDeleted(subject_id=stock_id, at=now, is_event=stock.is_event))
    return after


def _own_stock(work: UnitOfWork, stock_id: str, *, member_id: str) -> tuple[Offer, Stock]:
    work.prefetch(actor_ref(member_id), offers.ref(offer_id_of(stock_id)))
    stock = stocks.get(work, stock_id)
    check_member(work, stock.offerer_siren, uid=member_id)
    return offers.get(work, stock.offer_id), stock


def _gathered(work: UnitOfWork, stock: Stock, command: EditStock) -> tuple[Stock, bool]:
    """Return the stock with its bookings counted, and whether its quantity changes."""
    if chosen(command.quantity, stock.quantity) != stock.quantity:
        return shards_service.gathered(work, stock), True
    # Read no later than the shards, the listing cannot have changed with them unnoticed.
    listings_service.expect(work, stock.offer_id)
    return shards_service.gathered_unverified(work, [stock])[0], False


def _save_with_stock(
    work: UnitOfWork,
    offer: Offer,
    *,
    former: Offer,
    stock: tuple[Stock | None, Stock],
    now: datetime,
) -> None:
    """Write the offer of a stock already written, and its other stocks if they must follow.

    `stock` is the stock before and after the change.
    """
    if offer.publication != former.publication:
        save_with_stocks(work, offer, now=now)
    else:
        offers.replace(work, offer.id, offer)
        listings_service.follow_stock(work, *stock)


def record_move(work: UnitOfWork, before: Stock, after: Stock, *, now: datetime) -> None:
    """Record that the event of a stock has a new date."""
    assert before.begins_at is not None
    assert after.begins_at is not None
    record(
        work,
        StockMoved(
            subject_id=after.id,
            revision=after.moves,
            at=now,
            offer_id=after.offer_id,
            begins_at=after.begins_at,
            former_begins_at=before.begins_at,
        ),
    )
