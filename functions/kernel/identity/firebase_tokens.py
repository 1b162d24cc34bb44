"""ID tokens of Firebase Auth, verified with Google's public keys.

The checks are those that Firebase asks for where its Admin SDK is not used:
https://firebase.google.com/docs/auth/admin/verify-id-tokens. Importing the SDK only to verify
tokens would add some 130 ms of CPU to a cold start.
"""

from collections.abc import Mapping
from typing import Any

import jwt

from functions.kernel.errors import Unavailable
from functions.kernel.identity import Identity, InvalidToken

KEYS_URL = (
    "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
)

_KEYS_KEPT_SECONDS = 3600
"""Google publishes a key hours before it signs with it."""

_FETCH_SECONDS = 5
CLOCK_SKEW_SECONDS = 10
"""Firebase's clock may be ahead of ours by a few seconds when a token is used right away."""

_LONGEST_UID = 128
_REQUIRED = ("iss", "aud", "sub", "iat", "exp")

_OURS = frozenset(
    {
        *("iss", "aud", "sub", "iat", "exp", "auth_time", "user_id", "uid"),
        *("email", "email_verified", "name", "picture", "phone_number", "provider_id", "firebase"),
    }
)


class FirebaseTokens:
    """Verifies the ID tokens of the Firebase project `project`.

    With `is_emulated`, tokens need no signature, as the Auth emulator issues them.
    """

    def __init__(
        self, project: str, *, is_emulated: bool = False, keys_url: str = KEYS_URL
    ) -> None:
        self._project = project
        self._is_emulated = is_emulated
        # An unknown key id fetches the keys again, at most every 30 seconds.
        self._keys = jwt.PyJWKClient(keys_url, lifespan=_KEYS_KEPT_SECONDS, timeout=_FETCH_SECONDS)

    def verify(self, token: str) -> Identity:
        """Return the identity of an ID token's bearer. Raises InvalidToken.

        Raises Unavailable when Google's keys cannot be fetched. Revocation is not checked, because
        that takes a call for every request: a token lives an hour at most, and what a suspended
        person may do is decided by our own data.
        """
        try:
            claims = self._claims(token)
        except jwt.PyJWKClientConnectionError as fault:
            raise Unavailable("Google's keys") from fault
        # A token that is well formed but deeply nested ends in RecursionError.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as invalid:
            raise InvalidToken from invalid
        uid = claims["sub"]
        if not isinstance(uid, str) or not 0 < len(uid) <= _LONGEST_UID:
            raise InvalidToken
        return Identity(
            uid,
            str(claims.get("email", "")),
            claims.get("email_verified") is True,
            {name: value for name, value in claims.items() if name not in _OURS},
        )

    def _claims(self, token: str) -> Mapping[str, Any]:
        if self._is_emulated:
            key, signed = "", False
        else:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
                raise InvalidToken
            key, signed = self._keys.get_signing_key(header["kid"]).key, True
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=self._project,
            issuer=f"https://securetoken.google.com/{self._project}",
            leeway=CLOCK_SKEW_SECONDS,
            options={
                "verify_signature": signed,
                "require": list(_REQUIRED),
                "verify_exp": True,
                "verify_iat": True,
                "verify_aud": True,
                "verify_iss": True,
            },
        )
