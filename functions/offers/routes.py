"""The route table of offers; each subject adds its own routes."""

from functions.accounts.api_keys import service as api_keys_service
from functions.accounts.offerers.rules import key_actor
from functions.kernel.call import Call
from functions.kernel.http import Routes

routes = Routes("offers_api")


def actor_of(call: Call) -> str:
    """Return the uid of the caller, or the name of the API key they call with, which is counted.

    A token takes precedence. Refuses Unauthenticated, TooManyCalls.
    """
    if call.identity is not None:
        return call.identity.uid
    platform = call.platform
    prefix = api_keys_service.admit(
        platform.database,
        platform.leases,
        call.request.headers.get("X-Api-Key", ""),
        limit=platform.settings.calls_per_key,
        now=call.now,
    )
    return key_actor(prefix)
