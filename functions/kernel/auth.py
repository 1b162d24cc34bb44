"""Who is calling: the Authorization header, and nothing else."""

from collections.abc import Callable

from functions.kernel.errors import Unauthenticated
from functions.kernel.identity import Identity, IdentityProvider, InvalidToken


def caller_of(
    authorization: str | None, identity: Callable[[], IdentityProvider]
) -> Identity | None:
    """Return whom the header's bearer token speaks for, or None when there is no header.

    A header that is there must hold: raises Unauthenticated also where sign-in is optional, so that
    a client whose token has expired learns of it instead of being served as a stranger.
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
