"""Whose bookings a professional asks for: whether they may, and by whose calendar."""

from functions.accounts.geography import zone_of
from functions.accounts.offerer_service import check_member
from functions.accounts.store import offerers, professionals, venues
from functions.booking.desk_store import SCOPES, Scope
from functions.booking.desk_wire import ScopeQuery
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import FieldError, InvalidFields
from functions.offers.store import offers


def scope_of(query: ScopeQuery) -> tuple[Scope, str]:
    """Return whose bookings are asked for. Refuses InvalidFields unless it is one."""
    given = [(scope, of) for scope in SCOPES if (of := getattr(query, scope)) is not None]
    if len(given) != 1:
        raise wrong("venue_id", "one of venue_id, offerer_siren, offer_id")
    return given[0]


def open_scope(work: UnitOfWork, scope: Scope, of: str, *, uid: str) -> str:
    """Return the time zone whose days are meant: the venue's, or that of the offerer's seat.

    Refuses UnknownVenue or UnknownOffer, then NotAMember.
    """
    work.prefetch(professionals.ref(uid))
    if scope == "venue_id":
        venue = venues.get(work, of)
        siren, zone = venue.offerer_siren, venue.time_zone
    elif scope == "offer_id":
        offer = offers.get(work, of)
        siren, zone = offer.offerer_siren, offer.place.time_zone
    else:
        check_member(work, of, uid=uid)
        return zone_of(offerers.get(work, of).postal_code)
    check_member(work, siren, uid=uid)
    return zone


def wrong(field: str, message: str) -> InvalidFields:
    """Return the refusal of a query that makes no sense as a whole."""
    return InvalidFields(errors=[FieldError(field, message)])
