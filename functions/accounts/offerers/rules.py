"""Rules of offerers: SIREN, status and membership."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from functions.accounts.numbers.rules import is_rid, is_siren, is_tahiti
from functions.accounts.offerers.models import (
    ApiKey,
    KeyScope,
    Offerer,
    OffererClaim,
    Professional,
)
from functions.kernel.errors import (
    Conflict,
    Forbidden,
    Malformed,
    NotFound,
    TooMany,
    Unauthenticated,
)
from functions.kernel.values import replace


class OffererIsClosed(Conflict):
    """This offerer is closed and cannot be validated."""

    code = "offerer_not_pending"


class SirenInvalid(Malformed):
    """This is no SIREN, nor a RID (postal codes 988) or TAHITI number (987)."""

    code = "siren_invalid"


class OffererExists(Conflict):
    """An offerer with this SIREN already exists."""

    code = "already_exists"


class UnknownOfferer(NotFound):
    """There is no such offerer."""

    code = "unknown_offerer"


class OffererDecided(Conflict):
    """This offerer does not wait for a decision; close it instead if it was validated."""

    code = "offerer_decided"


class TooManyClaims(Conflict):
    """At most `limit` of a person's offerers can wait for validation."""

    code = "too_many_claims"
    limit: int


class UnknownClaim(NotFound):
    """Nobody, or not this person, waits for this offerer to be validated."""

    code = "unknown_claim"


class SeveralClaims(Conflict):
    """Several people claim this SIREN: name the founder to validate."""

    code = "several_claims"
    founder_ids: Sequence[str]


class OffererNotValidated(Conflict):
    """The offerer must be validated first."""

    code = "offerer_not_validated"


class TooManyMembers(Conflict):
    """An offerer can have at most `limit` members and invitations."""

    code = "too_many_members"
    limit: int


class TooManyMemberships(Conflict):
    """A person can be a member of at most `limit` offerers."""

    code = "too_many_memberships"
    limit: int


class NotAMember(Forbidden):
    """Only a member of the offerer may do this."""

    code = "not_a_member"


class UnknownProfessional(NotFound):
    """There is no such professional."""

    code = "unknown_professional"


class ProfessionalSuspended(Forbidden):
    """This professional is suspended."""

    code = "professional_suspended"


class ScopeMissing(Forbidden):
    """This API key does not have the scope that this call needs."""

    code = "api_key_scope_missing"


class TooManyCalls(TooMany):
    """This API key has made its calls of this minute. Wait before the next one."""

    code = "too_many_calls"


MEMBER_ONLY = (NotAMember, ProfessionalSuspended)
"""The refusals of every route that acts for an offerer."""

BY_KEY = (*MEMBER_ONLY, ScopeMissing, TooManyCalls)
"""The refusals of routes that take an API key too."""

_KEY = "key~"


def key_actor(prefix: str) -> str:
    """Return the name under which an API key acts in place of a member's uid."""
    return f"{_KEY}{prefix}"


def prefix_of_actor(actor: str) -> str | None:
    """Return the prefix of the API key that acts, or None for a person."""
    return actor.removeprefix(_KEY) if actor.startswith(_KEY) else None


def check_key(key: ApiKey | None, siren: str, scope: KeyScope) -> None:
    """Check that an API key may do this for an offerer.

    Refuses Unauthenticated for a key that was revoked, ScopeMissing, NotAMember.
    """
    if key is None:
        raise Unauthenticated
    if scope not in key.scopes:
        raise ScopeMissing
    if key.siren != siren:
        raise NotAMember


MOST_MEMBERS = 50
"""The members and open invitations of an offerer: all are read and written in one commit."""

MOST_MEMBERSHIPS = 20
"""The offerers of a person, for the same reason."""


MOST_CLAIMS = 3
"""The pending claims of a person; claiming costs nothing, and each takes somebody's time."""


def is_claimable(offerer: Offerer) -> bool:
    """Return whether an offerer can be claimed: nobody who was validated acts for it."""
    return offerer.status != "validated" or not offerer.member_ids


def with_claim(professional: Professional, siren: str) -> Professional:
    """Add a pending claim. Refuses ProfessionalSuspended, TooManyClaims."""
    if professional.is_suspended:
        raise ProfessionalSuspended
    if len(professional.claimed_sirens) >= MOST_CLAIMS:
        raise TooManyClaims(limit=MOST_CLAIMS)
    return replace(professional, claimed_sirens=(*professional.claimed_sirens, siren))


def without_claim(professional: Professional, siren: str) -> Professional:
    """Remove a pending claim."""
    kept = tuple(other for other in professional.claimed_sirens if other != siren)
    return replace(professional, claimed_sirens=kept)


def as_claimed(offerer: Offerer, claim: OffererClaim) -> Offerer:
    """Return an offerer with the facts of a claim."""
    return replace(offerer, name=claim.name, postal_code=claim.postal_code, city=claim.city)


def reopened(offerer: Offerer) -> Offerer:
    """Return a rejected offerer as pending again, because somebody claims it once more."""
    if offerer.status != "rejected":
        return offerer
    return replace(offerer, status="pending", rejected_at=None, rejection_reason=None)


def set_aside(offerer: Offerer) -> Offerer:
    """Set a waiting offerer aside. Refuses OffererDecided."""
    if not offerer.is_waiting:
        raise OffererDecided
    if offerer.status == "set_aside":
        return offerer
    return replace(offerer, status="set_aside", revision=offerer.revision + 1)


def reject(offerer: Offerer, *, reason: str, now: datetime) -> Offerer:
    """Reject a waiting offerer; unchanged when already rejected. Refuses OffererDecided."""
    if offerer.status == "rejected":
        return offerer
    if not offerer.is_waiting:
        raise OffererDecided
    return replace(
        offerer,
        status="rejected",
        rejected_at=now,
        rejection_reason=reason,
        revision=offerer.revision + 1,
    )


def pick_founder(offerer: Offerer, claimants: Sequence[str], founder_id: str | None) -> str:
    """Return the claimant to validate: the one named, or the only one.

    Refuses UnknownClaim, SeveralClaims, OffererIsClosed when nobody claims a closed offerer.
    """
    if founder_id is not None:
        if founder_id not in claimants:
            raise UnknownClaim
        return founder_id
    if len(claimants) > 1:
        raise SeveralClaims(founder_ids=claimants)
    if not claimants:
        raise OffererIsClosed if offerer.status == "closed" else UnknownClaim
    return claimants[0]


def check_room(offerer: Offerer, *, invited: int = 0) -> None:
    """Check that an offerer may have one member more. Refuses TooManyMembers."""
    if len(offerer.member_ids) + invited >= MOST_MEMBERS:
        raise TooManyMembers(limit=MOST_MEMBERS)


def with_membership(professional: Professional, offerer: Offerer) -> Professional:
    """Add a membership. Refuses ProfessionalSuspended, TooManyMemberships."""
    if professional.is_suspended:
        raise ProfessionalSuspended
    if len(professional.sirens) >= MOST_MEMBERSHIPS:
        raise TooManyMemberships(limit=MOST_MEMBERSHIPS)
    closed = (offerer.siren,) if offerer.status == "closed" else ()
    return replace(
        professional,
        sirens=(*professional.sirens, offerer.siren),
        closed_sirens=(*professional.closed_sirens, *closed),
    )


def without_membership(professional: Professional, siren: str) -> Professional:
    """Remove a membership."""
    return replace(
        professional,
        sirens=tuple(other for other in professional.sirens if other != siren),
        closed_sirens=tuple(other for other in professional.closed_sirens if other != siren),
    )


def without_member(offerer: Offerer, uid: str) -> Offerer:
    """Remove a member of an offerer."""
    members = tuple(other for other in offerer.member_ids if other != uid)
    return replace(offerer, member_ids=members)


def close(offerer: Offerer) -> Offerer:
    """Close an offerer; unchanged when already closed."""
    if offerer.status == "closed":
        return offerer
    return replace(offerer, status="closed", revision=offerer.revision + 1)


def validate(offerer: Offerer, *, now: datetime) -> Offerer:
    """Validate an offerer."""
    return replace(offerer, status="validated", validated_at=now, revision=offerer.revision + 1)


def is_deserted(members: Iterable[Professional | None]) -> bool:
    """Return whether none of an offerer's members can act for it."""
    return all(member is None or member.is_suspended for member in members)


def check_siren(siren: str, *, postal_code: str = "") -> None:
    """Check that a number identifies an enterprise: a SIREN (INSEE). Refuses SirenInvalid.

    New Caledonia and French Polynesia have registers of their own: their enterprises have a RID
    (ISEE) or a TAHITI number (ISPF) instead.
    """
    is_local = {"987": is_tahiti, "988": is_rid}.get(postal_code[:3])
    if not (is_siren(siren) or (is_local is not None and is_local(siren))):
        raise SirenInvalid


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal, stored in place of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()
