"""Rules of venues: the SIRET, the address and its position, and edits."""

from functions.accounts.addresses.models import Position
from functions.accounts.numbers.rules import is_establishment
from functions.accounts.opening_hours.rules import check_opening_hours
from functions.accounts.places.rules import department_of
from functions.accounts.venues.models import EditVenue, Venue
from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.kernel.values import UNSET, chosen, replace


class SiretInvalid(Malformed):
    """A SIRET must be the offerer's SIREN and five digits, the last of them a check digit."""

    code = "siret_invalid"


class SiretOrComment(Malformed):
    """Give either a SIRET or a comment that says why there is none."""

    code = "siret_or_comment"


class UnknownPostalCode(Malformed):
    """No French department has this postal code."""

    code = "unknown_postal_code"


class PlaceIncomplete(Malformed):
    """Give both latitude and longitude, or neither."""

    code = "place_incomplete"


class VenueExists(Conflict):
    """A venue with this SIRET already exists."""

    code = "venue_exists"


class UnknownVenue(NotFound):
    """There is no such venue."""

    code = "unknown_venue"


def check_siret(siret: str, *, siren: str) -> None:
    """Check that a number is that of an establishment of the offerer. Refuses SiretInvalid.

    It is a SIRET, or a RIDET of New Caledonia, or a TAHITI-ITI of French Polynesia.
    """
    if not is_establishment(siret, of=siren):
        raise SiretInvalid


def may_relocate(command: EditVenue) -> bool:
    """Return whether an edit names an address or clears the coordinates, and gives no others."""
    place = (command.latitude, command.longitude)
    names_address = (command.address, command.postal_code, command.city) != (UNSET, UNSET, UNSET)
    return place == (None, None) or (place == (UNSET, UNSET) and names_address)


def is_relocated(venue: Venue, command: EditVenue) -> bool:
    """Return whether an edit needs another position for the venue, and gives none itself."""
    is_elsewhere = address_of(venue, command) != (venue.address, venue.postal_code, venue.city)
    return may_relocate(command) and (is_elsewhere or command.latitude is None)


def address_of(venue: Venue, command: EditVenue) -> tuple[str, str, str]:
    """Return the address, postal code and city of a venue after an edit."""
    return (
        chosen(command.address, venue.address),
        chosen(command.postal_code, venue.postal_code),
        chosen(command.city, venue.city),
    )


def edit(venue: Venue, command: EditVenue) -> Venue:
    """Apply an edit to a venue.

    Refuses SiretOrComment, PlaceIncomplete, UnknownPostalCode, OpeningHoursInvalid.
    """
    address, postal_code, city = address_of(venue, command)
    after = replace(
        venue,
        name=chosen(command.name, venue.name),
        comment=chosen(command.comment, venue.comment),
        address=address,
        postal_code=postal_code,
        city=city,
        contact=chosen(command.contact, venue.contact),
        opening_hours=chosen(command.opening_hours, venue.opening_hours),
        accessibility=chosen(command.accessibility, venue.accessibility),
    )
    if is_relocated(venue, command):
        after = _moved(venue, after, command)
    elif (command.latitude, command.longitude) != (UNSET, UNSET):
        after = replace(
            after,
            latitude=chosen(command.latitude, venue.latitude),
            longitude=chosen(command.longitude, venue.longitude),
            is_approximate=False,
        )
    return check(after)


def _moved(venue: Venue, after: Venue, command: EditVenue) -> Venue:
    """Return a venue at the position of another address.

    Within a city, the former position is closer than that of the city, but no longer exact.
    """
    position = command.located
    is_exact = position is not None and not position.is_approximate
    is_near = (after.postal_code, after.city) == (venue.postal_code, venue.city)
    if is_near and not is_exact and command.latitude is UNSET and venue.latitude is not None:
        return replace(after, is_approximate=True)
    return located(replace(after, latitude=None, longitude=None), position)


def located(venue: Venue, position: Position | None) -> Venue:
    """Return a venue at a position, if it has no coordinates of its own."""
    if venue.latitude is not None or venue.longitude is not None:
        return venue
    if position is None:
        return replace(venue, is_approximate=False)
    return replace(
        venue,
        latitude=position.latitude,
        longitude=position.longitude,
        is_approximate=position.is_approximate,
    )


def check(venue: Venue) -> Venue:
    """Return a venue whose facts agree, with department and time zone of its postal code.

    Refuses SiretOrComment, PlaceIncomplete, UnknownPostalCode, OpeningHoursInvalid.
    """
    if (venue.siret is None) == (venue.comment is None):
        raise SiretOrComment
    if (venue.latitude is None) != (venue.longitude is None):
        raise PlaceIncomplete
    department = department_of(venue.postal_code, venue.city)
    if department is None:
        raise UnknownPostalCode
    if venue.opening_hours is not None:
        check_opening_hours(venue.opening_hours)
    return replace(venue, department=department.code, time_zone=department.time_zone)
