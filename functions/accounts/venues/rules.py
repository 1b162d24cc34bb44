"""Rules of venues: the SIRET and the address."""

from functions.accounts.numbers.rules import is_establishment
from functions.kernel.errors import Conflict, Malformed, NotFound


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
