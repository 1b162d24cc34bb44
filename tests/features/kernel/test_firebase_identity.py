"""While Firebase is not reached, nobody is refused: its calls can be tried again."""

import time
from collections.abc import Callable

import jwt
import pytest

from functions.kernel.errors import Unavailable
from functions.kernel.identity import IdentityProvider
from functions.kernel.identity.firebase import FirebaseIdentity

PROJECT = "demo-nowhere"


def token() -> str:
    """Return a token as the Auth emulator issues them, without a signature."""
    now = int(time.time())
    claims = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "ana",
        "iat": now,
        "auth_time": now,
        "exp": now + 60,
    }
    return jwt.encode(claims, "", algorithm="none")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda identity: identity.verify_current(token()), id="verify_current"),
        pytest.param(lambda identity: identity.find("ana"), id="find"),
        pytest.param(lambda identity: identity.find_by_email("ana@demo.test"), id="find_by_email"),
        pytest.param(lambda identity: identity.find_all(["ana"]), id="find_all"),
        pytest.param(lambda identity: identity.set_claims("ana", {}), id="set_claims"),
        pytest.param(lambda identity: identity.end_sessions("ana"), id="end_sessions"),
        pytest.param(lambda identity: identity.delete("ana"), id="delete"),
    ],
)
def test_calls_can_be_tried_again(
    call: Callable[[IdentityProvider], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens there.
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9")
    with pytest.raises(Unavailable):
        call(FirebaseIdentity(PROJECT))
