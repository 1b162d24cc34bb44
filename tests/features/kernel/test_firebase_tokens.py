"""ID tokens of Firebase, verified with keys that a server on this machine publishes."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from functions.kernel.errors import Unavailable
from functions.kernel.identity import InvalidToken
from functions.kernel.identity.firebase_tokens import FirebaseTokens

PROJECT = "culture-pass-tests"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextmanager
def published() -> Iterator[tuple[str, list[str]]]:
    """Serve the public key; yield its URL, and the paths of the requests for it."""
    asked: list[str] = []
    jwk = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
    content = json.dumps({"keys": [{**jwk, "kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def keys() -> Iterator[tuple[str, list[str]]]:
    with published() as server:
        yield server


def token(
    changed: dict[str, object] | None = None,
    *,
    key: rsa.RSAPrivateKey = KEY,
    kid: str | None = "k1",
) -> str:
    """Return a token of the project with claims that are `changed`, or left out for None."""
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "ana",
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "email": "ana@demo.test",
        "email_verified": True,
        "admin": True,
    }
    claims |= changed or {}
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, key, algorithm="RS256", headers={"kid": kid} if kid else None)


def test_token_of_the_project_speaks_for_its_account(keys: tuple[str, list[str]]) -> None:
    url, asked = keys
    tokens = FirebaseTokens(PROJECT, keys_url=url)
    identity = tokens.verify(token())
    assert (identity.uid, identity.email, identity.email_verified) == ("ana", "ana@demo.test", True)
    assert dict(identity.claims) == {"admin": True}
    tokens.verify(token({"sub": "ben"}))
    assert len(asked) == 1, "keys are kept"


def soon(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.mark.parametrize(
    "forged",
    [
        token(key=ANOTHER),
        token(kid="k2"),
        token(kid=None),
        token({"exp": soon(-60)}),
        token({"iat": soon(3600)}),
        token({"aud": "elsewhere"}),
        token({"iss": "https://securetoken.google.com/elsewhere"}),
        token({"sub": ""}),
        token({"sub": "x" * 129}),
        *(token({name: None}) for name in ("iss", "aud", "sub", "iat", "exp")),
        jwt.encode({"sub": "ana"}, "secret" * 10, algorithm="HS256", headers={"kid": "k1"}),
        token() + "x",
    ],
)
def test_forged_or_expired_token_is_invalid(keys: tuple[str, list[str]], forged: str) -> None:
    with pytest.raises(InvalidToken):
        FirebaseTokens(PROJECT, keys_url=keys[0]).verify(forged)


def test_unknown_key_is_looked_for_once_and_not_for_each_token(
    keys: tuple[str, list[str]],
) -> None:
    url, asked = keys
    tokens = FirebaseTokens(PROJECT, keys_url=url)
    for _ in range(5):
        with pytest.raises(InvalidToken):
            tokens.verify(token(kid="k2"))
    assert len(asked) <= 2


def test_keys_that_cannot_be_fetched_are_not_the_fault_of_the_token() -> None:
    tokens = FirebaseTokens(PROJECT, keys_url="http://127.0.0.1:9/keys")
    with pytest.raises(Unavailable):
        tokens.verify(token())
