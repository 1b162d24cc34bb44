"""Routes of the back office: search, and one page of facts each."""

from collections.abc import Iterable
from itertools import islice
from operator import attrgetter

from functions.accounts.acts.rules import VIEWERS
from functions.accounts.acts.schemas import ActView
from functions.accounts.acts.store import acts_about, acts_found
from functions.accounts.administrators.rules import roles_of
from functions.accounts.administrators.store import find_roster
from functions.accounts.members.schemas import ProfessionalView
from functions.accounts.offerer_queue.schemas import QueuedOffererView, founder_of
from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.rules import UnknownOfferer
from functions.accounts.offerers.schemas import FounderView
from functions.accounts.offerers.store import claims_on, offerers, professionals
from functions.accounts.people.store import beneficiaries
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.schemas import VenueView
from functions.accounts.venues.store import venues, venues_of
from functions.booking.office.schemas import (
    ApplicantView,
    BackOfficeHitsView,
    BackOfficeHitView,
    BackOfficeVenueView,
    BookingPageView,
    HeldView,
    OffererPageView,
    OfferPageView,
    OfficeBookingsQuery,
    OfficeBookingsView,
    OfficeBookingView,
    PersonView,
    SearchQuery,
)
from functions.booking.office.service import count_bookings, find_anything
from functions.booking.routes import routes
from functions.booking.rules import UnknownBooking
from functions.booking.store import bookings, bookings_of
from functions.kernel.act_targets import TARGET_KINDS
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork, is_id
from functions.kernel.errors import NotFound
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.offers.publish.routes import own_offer_view
from functions.offers.publish.schemas import OwnOfferView
from functions.offers.rules import UnknownOffer
from functions.offers.store import offers
from functions.wallet.balance.schemas import EntryView, WalletView
from functions.wallet.store import entries_of, holds, wallets

_LATEST = 20
"""The entries of each list on a page of facts."""


@routes.get("/v1/back-office/search", who=Who.OFFICE)
def search_back_office(call: Call, query: SearchQuery) -> BackOfficeHitsView:
    """Find people, offerers, venues, offers and bookings, as far as the caller's roles reach."""
    roster = call.read(find_roster)
    roles = {*roles_of(roster, call.caller.uid)}
    kinds = [
        kind
        for kind in TARGET_KINDS
        if kind != "administrators" and roles & {*VIEWERS[kind], "administrator"}
    ]
    account = None
    if "@" in query.q and {"beneficiaries", "professionals"} & {*kinds}:
        account = call.platform.identity.find_by_email(query.q.strip())
    uid = account.uid if account else None
    hits = call.read(lambda work: find_anything(work, query.q, kinds=kinds, uid=uid))
    return BackOfficeHitsView(items=[BackOfficeHitView.model_validate(hit) for hit in hits])


@routes.get("/v1/back-office/people/{person_id}", who=Who.SUPPORT, refusals=(NotFound,))
def read_person(call: Call, person_id: str) -> PersonView:
    """Show a person: account, application, credit, bookings, and acts about them."""
    if not is_id(person_id):
        raise NotFound
    account = call.platform.identity.find(person_id)

    def read(work: UnitOfWork) -> PersonView:
        work.prefetch(professionals.ref(person_id), wallets.ref(person_id))
        beneficiary = beneficiaries.find(work, person_id)
        professional = professionals.find(work, person_id)
        if account is None and beneficiary is None and professional is None:
            raise NotFound
        wallet = wallets.find(work, person_id)
        entries = entries_of(work, person_id, before_number=None, limit=_LATEST)
        booked = islice(bookings_of(work, person_id, after=None, page=_LATEST), _LATEST)
        return PersonView(
            id=person_id,
            account=FounderView.of(person_id, account) if account else None,
            beneficiary=ApplicantView.model_validate(beneficiary) if beneficiary else None,
            professional=ProfessionalView.of(professional) if professional else None,
            wallet=WalletView.of(wallet, now=call.now) if wallet else None,
            entries=[EntryView.model_validate(entry) for entry in entries],
            bookings=[OfficeBookingView.of(booking) for booking in booked],
            acts=[
                ActView.of(act)
                for act in islice(acts_about(work, person_id, page=_LATEST), _LATEST)
            ],
        )

    return call.read(read)


@routes.get("/v1/back-office/people/{person_id}/bookings", who=Who.SUPPORT)
def list_bookings_of_person(
    call: Call, person_id: str, query: OfficeBookingsQuery
) -> OfficeBookingsView:
    """List a person's bookings, newest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> OfficeBookingsView:
        if beneficiaries.find(work, person_id) is None:
            raise NotFound
        found = bookings_of(work, person_id, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("booked_at", "id"), of_list=list_id
        )
        items = [OfficeBookingView.of(booking) for booking in page]
        return OfficeBookingsView(items=items, next_page_token=token)

    return call.read(read)


@routes.get("/v1/back-office/offerers/{siren}", who=Who.OFFICE, refusals=(UnknownOfferer,))
def read_offerer_page(call: Call, siren: str) -> OffererPageView:
    """Show an offerer: founder, members, claims, venues, bookings counted, history."""

    def read(
        work: UnitOfWork,
    ) -> tuple[Offerer, list[str], list[VenueView], list[ActView]]:
        return (
            offerers.get(work, siren),
            [claim.founder_id for claim in islice(claims_on(work, siren, page=_LATEST), _LATEST)],
            [
                VenueView.of(venue)
                for venue in islice(venues_of(work, siren, page=_LATEST), _LATEST)
            ],
            _history(work, f"offerers:{siren}"),
        )

    offerer, claimants, of_offerer, history = call.read(read)
    accounts = call.platform.identity.find_all([*offerer.member_ids, *claimants])

    def known(people: Iterable[str]) -> list[FounderView]:
        return [FounderView.of(uid, accounts.get(uid)) for uid in people]

    return OffererPageView(
        offerer=QueuedOffererView.of(offerer, founder_of(offerer, accounts)),
        member_accounts=known(offerer.member_ids),
        claims=known(claimants),
        venues=of_offerer,
        bookings=count_bookings(call.platform.database, "offerer_siren", siren),
        acts=history,
    )


@routes.get("/v1/back-office/venues/{venue_id}", who=Who.OFFICE, refusals=(UnknownVenue,))
def read_venue_page(call: Call, venue_id: str) -> BackOfficeVenueView:
    """Show a venue: its bookings counted, its history."""

    def read(work: UnitOfWork) -> tuple[VenueView, list[ActView]]:
        return VenueView.of(venues.get(work, venue_id)), _history(work, f"venues:{venue_id}")

    venue, history = call.read(read)
    counts = count_bookings(call.platform.database, "venue_id", venue_id)
    return BackOfficeVenueView(venue=venue, bookings=counts, acts=history)


@routes.get("/v1/back-office/offers/{offer_id}", who=Who.PROFESSIONALS, refusals=(UnknownOffer,))
def read_offer_page(call: Call, offer_id: str) -> OfferPageView:
    """Show an offer in any state: its bookings counted, its history."""

    def read(work: UnitOfWork) -> tuple[OwnOfferView, list[ActView]]:
        offer = own_offer_view(work, offers.get(work, offer_id), now=call.now)
        return offer, _history(work, f"offers:{offer_id}")

    offer, history = call.read(read)
    counts = count_bookings(call.platform.database, "offer_id", offer_id)
    return OfferPageView(offer=offer, bookings=counts, acts=history)


@routes.get("/v1/back-office/bookings/{booking_id}", who=Who.MONEY, refusals=(UnknownBooking,))
def read_booking_page(call: Call, booking_id: str) -> BookingPageView:
    """Show a booking: the credit held for it, its history."""

    def read(work: UnitOfWork) -> BookingPageView:
        booking = bookings.get(work, booking_id)
        return BookingPageView(
            booking=OfficeBookingView.of(booking),
            hold=HeldView.of(holds.find_unverified(work, booking_id)),
            acts=_history(work, f"bookings:{booking_id}"),
        )

    return call.read(read)


def _history(work: UnitOfWork, target: str) -> list[ActView]:
    return [
        ActView.of(act) for act in islice(acts_found(work, target=target, page=_LATEST), _LATEST)
    ]
