"""Authentication: the caller named by the Authorization header."""

from collections.abc import Callable

from functions.kernel.errors import Unauthenticated
from functions.kernel.identity import AccountGone, Identity, IdentityProvider, InvalidToken


def caller_of(
    authorization: str | None,
    identity: Callable[[], IdentityProvider],
    *,
    is_admin_call: bool = False,
) -> Identity | None:
    """Return the identity of the header's bearer token, or None when there is no header.

    For a call of administrators, the provider is asked whether the token was revoked. Raises
    AccountGone for the token of a deleted account. Refuses Unauthenticated for an invalid token
    even where sign-in is optional, so that a client whose token has expired gets an error instead
    of an anonymous answer.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    try:
        provider = identity()
        verify = provider.verify_current if is_admin_call else provider.verify
        return verify(token.strip())
    except AccountGone:
        raise
    except InvalidToken as invalid:
        raise Unauthenticated from invalid
