"""Venues: SIRET, and the refusals."""

from functions.accounts.numbers.rules import is_digits, luhn_sum
from functions.kernel.errors import Conflict, Malformed, NotFound


class SiretInvalid(Malformed):
    """A SIRET has fourteen digits: the offerer's SIREN, and five with a right check digit."""

    code = "siret_invalid"


class SiretOrComment(Malformed):
    """A venue has either a SIRET or a comment that says why it has none."""

    code = "siret_or_comment"


class UnknownPostalCode(Malformed):
    """No department has this postal code."""

    code = "unknown_postal_code"


class PlaceIncomplete(Malformed):
    """A place has both a latitude and a longitude, or neither."""

    code = "place_incomplete"


class VenueExists(Conflict):
    """A venue with this SIRET exists already."""

    code = "venue_exists"


class UnknownVenue(NotFound):
    """There is no such venue."""

    code = "unknown_venue"


_LA_POSTE = "356000000"
"""La Poste's SIREN: the digits of its SIRETs sum to a multiple of five instead (INSEE)."""


def check_siret(siret: str, *, siren: str) -> None:
    """Refuse a SIRET that is not the SIREN and five digits more with a right check digit."""
    if not (is_digits(siret, 14) and siret.startswith(siren)):
        raise SiretInvalid
    right = luhn_sum(siret) % 10 == 0
    if not right and siren == _LA_POSTE:
        right = sum(map(int, siret)) % 5 == 0
    if not right:
        raise SiretInvalid
