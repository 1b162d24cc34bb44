"""While Firebase is not reached, nobody is refused: its calls can be tried again."""

from collections.abc import Callable

import pytest

from functions.kernel.errors import Unavailable
from functions.kernel.identity import IdentityProvider
from functions.kernel.identity.firebase import FirebaseIdentity
from tests.support.unsigned_tokens import unsigned_token

PROJECT = "demo-nowhere"


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            lambda identity: identity.verify_current(unsigned_token(PROJECT, "ana")),
            id="verify_current",
        ),
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
