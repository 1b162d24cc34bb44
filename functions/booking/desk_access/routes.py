"""Access to the desk: the caller of a request."""

from functions.accounts.api_keys import service as api_keys_service
from functions.booking.desk_access.service import Desk
from functions.kernel.call import Call


def desk_of(call: Call) -> Desk:
    """Return who calls the desk: the person who is signed in, or software with an API key."""
    api_key = call.request.headers.get("X-Api-Key")
    if call.identity is None:
        return Desk(api_key=api_key)
    is_professional = call.identity.claims.get("professional") is True
    return Desk(uid=call.identity.uid, api_key=api_key, is_professional=is_professional)


def admit(call: Call) -> None:
    """Count a call by an API key. Refuses TooManyCalls."""
    if call.identity is not None:
        return
    platform = call.platform
    api_keys_service.admit(
        platform.database,
        platform.leases,
        call.request.headers.get("X-Api-Key", ""),
        limit=platform.settings.calls_per_key,
        now=call.now,
    )
