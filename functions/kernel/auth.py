"""Authentication: the caller named by the Authorization header."""

from collections.abc import Callable

from functions.kernel.errors import Unauthenticated
from functions.kernel.identity import Identity, IdentityProvider, InvalidToken


def caller_of(
    authorization: str | None, identity: Callable[[], IdentityProvider]
) -> Identity | None:
    """Return the identity of the header's bearer token, or None when there is no header.

    Refuses Unauthenticated for an invalid token even where sign-in is optional, so that a client
    whose token has expired gets an error instead of an anonymous answer.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    try:
        return identity().verify(token.strip())
    except InvalidToken as invalid:
        raise Unauthenticated from invalid
