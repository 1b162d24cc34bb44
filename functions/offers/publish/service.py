"""Draft, edit, publish, withdraw and close offers."""

from datetime import datetime

from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import actor_ref, offerers
from functions.accounts.venues.store import venues
from functions.kernel.bus import is_waiting, record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import chosen, replace
from functions.offers.categories.rules import category, proposed_category
from functions.offers.models import Offer, OfferClosed, OfferWithdrawn, Place
from functions.offers.partner_ids import service as partner_ids_service
from functions.offers.publish import rules
from functions.offers.publish.models import DraftOffer, EditOffer
from functions.offers.rules import follow
from functions.offers.screening.rules import flags_of
from functions.offers.search.listings import service as listings_service
from functions.offers.shards import service as shards_service
from functions.offers.store import offers, stocks_of


def draft_offer(work: UnitOfWork, command: DraftOffer, *, now: datetime) -> Offer:
    """Create a draft.

    Refuses UnknownVenue, NotAMember, UnknownCategory, PartnerIdTaken, and what `rules.draft`
    refuses.
    """
    work.prefetch(actor_ref(command.member_id))
    venue = venues.get(work, command.venue_id)
    check_member(work, venue.offerer_siren, uid=command.member_id)
    offer = rules.draft(command, venue=venue, category=proposed_category(command.category), now=now)
    partner_ids_service.follow_offer(work, None, offer)
    offers.create(work, offer.id, offer)
    return offer


def edit_offer(work: UnitOfWork, command: EditOffer, *, now: datetime) -> Offer:
    """Edit an offer and its stocks in one commit; a published offer is screened again.

    Refuses UnknownOffer, NotAMember, UnknownVenue, VenueOfAnother, OfferNotEditable, InThePast,
    PartnerIdTaken, and what `rules.edit` and `check_complete` refuse.
    """
    offer = get_own_offer(work, command.offer_id, member_id=command.member_id)
    place = _chosen_place(work, offer, command)
    after = rules.edit(offer, command, place=place)
    if after == offer:
        return offer
    rules.check_editable(offer)
    rules.check_schedule(after, former=offer, now=now)
    partner_ids_service.follow_offer(work, offer, after)
    if after.publication == "published":
        rules.check_complete(after, category=category(after.category))
    return save_with_stocks(work, screened(after, now=now), now=now)


def _chosen_place(work: UnitOfWork, offer: Offer, command: EditOffer) -> Place:
    venue_id = chosen(command.venue_id, offer.place.venue_id)
    if venue_id == offer.place.venue_id:
        return offer.place
    venue = venues.get(work, venue_id)
    if venue.offerer_siren != offer.offerer_siren:
        check_member(work, venue.offerer_siren, uid=command.member_id)
        raise rules.VenueOfAnother
    return rules.place_of(venue)


def publish(work: UnitOfWork, offer_id: str, *, member_id: str, now: datetime) -> Offer:
    """Publish an offer, or hold it for review.

    Refuses UnknownOffer, NotAMember, and what `rules.publish` refuses.
    """
    offer = get_own_offer(work, offer_id, member_id=member_id)
    if offer.publication in ("published", "pending"):
        return offer
    after = rules.publish(
        offer,
        category=category(offer.category),
        offerer=offerers.get(work, offer.offerer_siren),
        flags=flags_of(offer),
        now=now,
    )
    return save_with_stocks(work, after, now=now)


def unpublish(work: UnitOfWork, offer_id: str, *, member_id: str, now: datetime) -> Offer:
    """Withdraw an offer. Refuses UnknownOffer, NotAMember."""
    offer = get_own_offer(work, offer_id, member_id=member_id)
    after = rules.unpublish(offer)
    return offer if after == offer else save_with_stocks(work, after, now=now)


def close(work: UnitOfWork, offer_id: str, *, now: datetime) -> bool:
    """Close an offer whose offerer was closed; return whether that changed it."""
    offer = offers.get(work, offer_id)
    after = rules.close(offer)
    if after == offer:
        return False
    save_with_stocks(work, after, now=now)
    record(work, OfferClosed(subject_id=offer_id, at=now))
    return True


def withdraw(work: UnitOfWork, offer_id: str, *, revision: int, now: datetime) -> None:
    """Withdraw an offer whose offerer has no active member; its open bookings follow by event.

    `revision` is the offerer's, so that each desertion emits one event per offer.
    """
    offer = offers.get(work, offer_id)
    after = rules.unpublish(offer)
    if after != offer:
        save_with_stocks(work, after, now=now)
    withdrawn = OfferWithdrawn(subject_id=offer_id, revision=revision, at=now)
    if not is_waiting(work, withdrawn):
        record(work, withdrawn)


def get_own_offer(work: UnitOfWork, offer_id: str, *, member_id: str) -> Offer:
    """Return an offer of the caller's offerers. Refuses UnknownOffer, NotAMember."""
    work.prefetch(actor_ref(member_id))
    offer = offers.get(work, offer_id)
    check_member(work, offer.offerer_siren, uid=member_id)
    return offer


def save_with_stocks(work: UnitOfWork, offer: Offer, *, now: datetime) -> Offer:
    """Write the offer and everything that copies its facts: its stocks and search documents.

    Stocks are written in the same commit because bookings decide on them.
    """
    offer = replace(offer, revision=offer.revision + 1)
    offers.replace(work, offer.id, offer)
    listings_service.expect(work, offer.id)
    followed = []
    for stock in stocks_of(work, offer):
        after = follow(stock, offer)
        if after != stock:
            shards_service.save_facts(work, after)
        followed.append(after)
    followed = shards_service.gathered_unverified(work, followed)
    listings_service.follow_offer(work, offer, followed, now=now)
    return offer


def screened(offer: Offer, *, now: datetime) -> Offer:
    """Screen a published offer again, by its current texts and prices."""
    if offer.publication != "published":
        return offer
    return rules.screen(offer, flags=flags_of(offer), now=now)
