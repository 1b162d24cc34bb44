"""Rules of venues: the SIRET and the address."""

from functions.accounts.numbers.rules import is_digits, is_luhn_valid
from functions.kernel.errors import Conflict, Malformed, NotFound


class SiretInvalid(Malformed):
    """A SIRET must be the offerer's SIREN and five more digits with a valid check digit."""

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


_LA_POSTE = "356000000"
"""La Poste's SIREN; the digits of its SIRETs may instead sum to a multiple of five (INSEE)."""


def check_siret(siret: str, *, siren: str) -> None:
    """Check that a SIRET is the SIREN and five more digits with a valid check digit.

    Refuses SiretInvalid.
    """
    if not (is_digits(siret, count=14) and siret.startswith(siren)):
        raise SiretInvalid
    is_valid = is_luhn_valid(siret)
    if not is_valid and siren == _LA_POSTE:
        is_valid = sum(map(int, siret)) % 5 == 0
    if not is_valid:
        raise SiretInvalid
