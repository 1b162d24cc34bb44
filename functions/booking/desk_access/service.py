"""Access to the desk: who may call it, for which offerers, and whose bookings they may list.

A caller is a signed-in member of an offerer, or software that holds an offerer's API key. With both
a token and a key, the token counts. `Desk.standing` decides for countermarks, `open_scope` for
lists.
"""

from dataclasses import dataclass

from functions.accounts.api_keys.service import find_api_key
from functions.accounts.offerers.rules import ProfessionalSuspended, check_key
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import api_keys, offerers, professionals
from functions.accounts.places.rules import zone_of
from functions.accounts.venues.store import venues
from functions.booking.desk_access.models import Scope
from functions.kernel.database import Ref, UnitOfWork, is_id
from functions.kernel.errors import Unauthenticated
from functions.offers.store import offers


@dataclass(frozen=True, slots=True)
class Standing:
    """The offerers that a caller acts for, and which of them were closed."""

    sirens: tuple[str, ...]
    closed_sirens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A caller of the desk, by a user id or by an API key; the user id takes precedence."""

    uid: str | None = None
    api_key: str | None = None
    is_professional: bool = True
    """Whether the caller probably acts for an offerer: by the role in their token, or by a key.

    A token says what was true when it was issued; `standing` says what is true now.
    """

    @property
    def name(self) -> str:
        """A unique id of the caller: the user id, or the prefix of the API key.

        Refuses Unauthenticated if the API key is malformed.
        """
        if self.uid is not None:
            return f"uid~{self.uid}"
        prefix = (self.api_key or "").partition("_")[0]
        if not is_id(prefix):
            raise Unauthenticated
        return f"key~{prefix}"

    def refs(self) -> tuple[Ref, ...]:
        """Return the documents that `standing` reads. Refuses Unauthenticated."""
        kind, _, name = self.name.partition("~")
        return (professionals.ref(name) if kind == "uid" else api_keys.ref(name),)

    def standing(self, work: UnitOfWork) -> Standing:
        """Return the offerers that the caller acts for; none for a person without an offerer.

        Refuses Unauthenticated if the API key is wrong or was revoked, ScopeMissing,
        ProfessionalSuspended.
        """
        work.prefetch(*self.refs())
        if self.uid is not None:
            professional = professionals.find(work, self.uid)
            if professional is None:
                return Standing((), ())
            if professional.is_suspended:
                raise ProfessionalSuspended
            return Standing(professional.sirens, professional.closed_sirens)
        key = find_api_key(work, self.api_key or "")
        if key is None:
            raise Unauthenticated
        check_key(key, key.siren, "desk")
        return Standing((key.siren,), (key.siren,) if key.is_closed else ())


def open_scope(work: UnitOfWork, scope: Scope, of: str, *, uid: str) -> str:
    """Return the time zone of a list's calendar days: the venue's, or that of the offerer's seat.

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
