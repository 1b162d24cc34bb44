"""What members do with offers: read, decide, write, record."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.accounts.offerer_service import check_member
from functions.accounts.store import offerers, professionals, venues
from functions.kernel.bus import is_waiting, record
from functions.kernel.database import UnitOfWork
from functions.offers import listings, publication, rules, stock_rules
from functions.offers.categories import category, proposed_category
from functions.offers.copies import follow, with_stock
from functions.offers.models import (
    AddStock,
    DraftOffer,
    Offer,
    OfferClosed,
    OfferWithdrawn,
    Stock,
    StockDeleted,
    StockMoved,
)
from functions.offers.review import flags_of
from functions.offers.store import (
    offer_id_of,
    offers,
    stocks,
    stocks_of,
)


def draft_offer(work: UnitOfWork, command: DraftOffer, *, now: datetime) -> Offer:
    """Return the new draft. Refuses UnknownVenue, NotAMember, UnknownCategory, and what `draft`
    refuses.
    """
    work.prefetch(professionals.ref(command.member_id))
    venue = venues.get(work, command.venue_id)
    check_member(work, venue.offerer_siren, uid=command.member_id)
    offer = rules.draft(command, venue=venue, category=proposed_category(command.category), now=now)
    offers.create(work, offer.id, offer)
    return offer


def edit_offer(
    work: UnitOfWork, offer_id: str, *, member_id: str, changes: dict[str, Any], now: datetime
) -> Offer:
    """Return the offer with other facts, which its stocks follow in the same commit.

    `changes` holds the fields that are given, of: venue_id, name, description, category, duo, url,
    publish_at, bookable_from, and `details` with those of its own that are given. What was
    published is looked at again. Refuses UnknownOffer, NotAMember, OfferHasStocks,
    OfferNotEditable, what `draft` refuses, and what `check_complete` refuses.
    """
    offer = get_own_offer(work, offer_id, member_id=member_id)
    changes = dict(changes)
    changes["details"] = replace(offer.details, **changes.pop("details", {}))
    venue_id = changes.pop("venue_id", offer.place.venue_id)
    if venue_id != offer.place.venue_id:
        venue = venues.get(work, venue_id)
        if venue.offerer_siren != offer.offerer_siren:
            check_member(work, venue.offerer_siren, uid=member_id)
            raise rules.VenueOfAnother
        changes["place"] = rules.place_of(venue)
    moved = "place" in changes or changes.get("category", offer.category) != offer.category
    if moved and offer.stocks_made:
        raise rules.OfferHasStocks
    kind = proposed_category(changes.get("category", offer.category))
    after = rules.described(replace(offer, **changes), category=kind)
    if after == offer:
        return offer
    publication.check_editable(offer)
    rules.check_schedule(after, former=offer, now=now)
    if after.publication == "published":
        publication.check_complete(after, category=kind)
    return save_with_stocks(work, _screened(after, now=now), now=now)


def publish(work: UnitOfWork, offer_id: str, *, member_id: str, now: datetime) -> Offer:
    """Return the offer as published, or as it waits for its review.

    Refuses UnknownOffer, NotAMember, and what `publication.publish` refuses.
    """
    offer = get_own_offer(work, offer_id, member_id=member_id)
    if offer.publication in ("published", "pending"):
        return offer
    after = publication.publish(
        offer,
        category=category(offer.category),
        offerer=offerers.get(work, offer.offerer_siren),
        flags=flags_of(offer),
        now=now,
    )
    return save_with_stocks(work, after, now=now)


def unpublish(work: UnitOfWork, offer_id: str, *, member_id: str, now: datetime) -> Offer:
    """Return the withdrawn offer: nobody finds or books it from this commit on."""
    offer = get_own_offer(work, offer_id, member_id=member_id)
    after = publication.unpublish(offer)
    return offer if after == offer else save_with_stocks(work, after, now=now)


def close(work: UnitOfWork, offer_id: str, *, now: datetime) -> bool:
    """Withdraw an offer for good, since its offerer is closed; tell whether it was open."""
    offer = offers.get(work, offer_id)
    after = publication.close(offer)
    if after == offer:
        return False
    save_with_stocks(work, after, now=now)
    record(work, OfferClosed(subject_id=offer_id, at=now))
    return True


def withdraw(work: UnitOfWork, offer_id: str, *, revision: int, now: datetime) -> None:
    """Withdraw an offer that nobody answers for any more; its open bookings follow by event.

    `revision` is the offerer's, so that each desertion is told once.
    """
    offer = offers.get(work, offer_id)
    after = publication.unpublish(offer)
    if after != offer:
        save_with_stocks(work, after, now=now)
    withdrawn = OfferWithdrawn(subject_id=offer_id, revision=revision, at=now)
    if not is_waiting(work, withdrawn):
        record(work, withdrawn)


def add_stock(work: UnitOfWork, command: AddStock, *, now: datetime) -> Stock:
    """Return the new stock. Refuses UnknownOffer, NotAMember, OfferNotEditable, and what
    `stock_rules.add_stock` refuses.
    """
    offer = get_own_offer(work, command.offer_id, member_id=command.member_id)
    publication.check_editable(offer)
    stock = stock_rules.add_stock(offer, command, category=category(offer.category), now=now)
    after = _screened(with_stock(offer, stock), now=now)
    stock = follow(stock, after)
    stocks.create(work, stock.id, stock)
    _save_with_stock(work, after, former=offer, stock=(None, stock), now=now)
    return stock


def edit_stock(
    work: UnitOfWork, stock_id: str, *, member_id: str, changes: dict[str, Any], now: datetime
) -> Stock:
    """Return the stock with other numbers; a move is told to those who have booked.

    `changes` holds the fields that are given, of: price_cents, price_label, quantity, begins_at,
    booking_limit_at. Refuses UnknownStock, NotAMember, OfferNotEditable, and what
    `stock_rules.edit_stock` refuses.
    """
    offer, stock = _own_stock(work, stock_id, member_id=member_id)
    if stock.is_deleted:
        raise stock_rules.UnknownStock
    kept = {
        name: getattr(stock, name)
        for name in ("price_cents", "price_label", "quantity", "begins_at", "booking_limit_at")
    }
    moved = changes.get("begins_at", stock.begins_at) != stock.begins_at
    if moved and stock.booking_limit_at == stock.begins_at:
        # A limit that was not set by hand is the beginning itself, and moves with it.
        kept["booking_limit_at"] = None
    edited = stock_rules.edit_stock(stock, offer=offer, **{**kept, **changes}, now=now)
    if edited == stock:
        return stock
    publication.check_editable(offer)
    after = _screened(with_stock(offer, edited), now=now)
    edited = follow(edited, after)
    stocks.replace(work, stock_id, edited)
    _save_with_stock(work, after, former=offer, stock=(stock, edited), now=now)
    if moved:
        _tell_move(work, stock, edited, now=now)
    return edited


def delete_stock(work: UnitOfWork, stock_id: str, *, member_id: str, now: datetime) -> Stock:
    """Return the deleted stock; its open bookings are cancelled by event.

    Refuses UnknownStock, NotAMember, OfferNotEditable, EventPast.
    """
    offer, stock = _own_stock(work, stock_id, member_id=member_id)
    if stock.is_deleted:
        return stock
    publication.check_editable(offer)
    after = stock_rules.delete(stock, offer=offer, now=now)
    stocks.replace(work, stock_id, after)
    offers.replace(work, offer.id, with_stock(offer, after))
    listings.follow_stock(work, stock, after)
    record(work, StockDeleted(subject_id=stock_id, at=now, is_event=stock.is_event))
    return after


def get_own_offer(work: UnitOfWork, offer_id: str, *, member_id: str) -> Offer:
    """Return an offer of the caller's offerers. Refuses UnknownOffer, NotAMember."""
    work.prefetch(professionals.ref(member_id))
    offer = offers.get(work, offer_id)
    check_member(work, offer.offerer_siren, uid=member_id)
    return offer


def _own_stock(work: UnitOfWork, stock_id: str, *, member_id: str) -> tuple[Offer, Stock]:
    work.prefetch(professionals.ref(member_id), offers.ref(offer_id_of(stock_id)))
    stock = stocks.get(work, stock_id)
    check_member(work, stock.offerer_siren, uid=member_id)
    return offers.get(work, stock.offer_id), stock


def save_with_stocks(work: UnitOfWork, offer: Offer, *, now: datetime) -> Offer:
    """Return the offer, written with all that copies its facts: its stocks, so that a booking
    decides on both, and what it is found by.
    """
    offer = replace(offer, revision=offer.revision + 1)
    offers.replace(work, offer.id, offer)
    listings.expect(work, offer.id)
    followed = []
    for stock in stocks_of(work, offer):
        after = follow(stock, offer)
        if after != stock:
            stocks.replace(work, stock.id, after)
        followed.append(after)
    listings.follow_offer(work, offer, followed, now=now)
    return offer


def _save_with_stock(
    work: UnitOfWork,
    offer: Offer,
    *,
    former: Offer,
    stock: tuple[Stock | None, Stock],
    now: datetime,
) -> None:
    """Write the offer of a stock that this unit has written; the others follow where they must.

    `stock` is what it was before, and what it is now.
    """
    if offer.publication != former.publication:
        save_with_stocks(work, offer, now=now)
    else:
        offers.replace(work, offer.id, offer)
        listings.follow_stock(work, *stock)


def _screened(offer: Offer, *, now: datetime) -> Offer:
    """Return what is published as it is after a look at what it says now."""
    if offer.publication != "published":
        return offer
    return publication.screen(offer, flags=flags_of(offer), now=now)


def _tell_move(work: UnitOfWork, before: Stock, after: Stock, *, now: datetime) -> None:
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
