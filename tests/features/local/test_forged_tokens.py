"""Tokens that the embedded identity provider did not issue, and the Authorization header."""

import base64
import hmac
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from functions.kernel.auth import caller_of
from functions.kernel.errors import Unauthenticated
from functions.kernel.identity import InvalidToken
from functions.kernel.identity.local import LocalIdentity
from tests.support.sign_in import (
    NOON,
    PASSWORD,
    opened_at,
    part,
)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def joined(header: Mapping[str, object], payload: Mapping[str, object]) -> str:
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"


def secret_of(folder: Path) -> bytes:
    with sqlite3.connect(folder / "accounts.sqlite3") as connection:
        (secret,) = connection.execute("SELECT secret FROM keys").fetchone()
    connection.close()
    assert isinstance(secret, bytes)
    return secret


def without_signature(token: str, _: bytes) -> str:
    return token.rsplit(".", 1)[0] + "."


def alg_none(token: str, _: bytes) -> str:
    return joined({**part(token, 0), "alg": "none"}, part(token, 1)) + "."


def alg_none_spelled_otherwise(token: str, _: bytes) -> str:
    return joined({**part(token, 0), "alg": "nOnE"}, part(token, 1)) + "."


def no_alg(token: str, _: bytes) -> str:
    return joined({"kid": part(token, 0)["kid"]}, part(token, 1)) + "."


def tampered(token: str, _: bytes) -> str:
    header, signature = token.split(".")[::2]
    payload = {**part(token, 1), "admin": True}
    return f"{header}.{encoded(json.dumps(payload).encode())}.{signature}"


def another_key(token: str, _: bytes) -> str:
    return signed(token, b"k" * 32)


def an_empty_key(token: str, _: bytes) -> str:
    signing = joined(part(token, 0), part(token, 1))
    return f"{signing}.{encoded(hmac.digest(b'', signing.encode(), 'sha256'))}"


def a_key_pair(token: str, _: bytes) -> str:
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(part(token, 1), pair, algorithm="RS256", headers={"kid": kid(token)})


def a_public_key_as_secret(token: str, _: bytes) -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing = joined(part(token, 0), part(token, 1))
    return f"{signing}.{encoded(hmac.digest(pem, signing.encode(), 'sha256'))}"


def stronger_algorithm(token: str, secret: bytes) -> str:
    signing = joined({**part(token, 0), "alg": "HS512"}, part(token, 1))
    return f"{signing}.{encoded(hmac.digest(secret, signing.encode(), 'sha512'))}"


def another_kid(token: str, secret: bytes) -> str:
    return jwt.encode(part(token, 1), secret, algorithm="HS256", headers={"kid": "other"})


def no_kid(token: str, secret: bytes) -> str:
    return jwt.encode(part(token, 1), secret, algorithm="HS256")


def another_audience(token: str, secret: bytes) -> str:
    return signed(token, secret, aud="demo-elsewhere")


def another_issuer(token: str, secret: bytes) -> str:
    return signed(token, secret, iss="https://securetoken.google.com/demo-elsewhere")


def not_yet_issued(token: str, secret: bytes) -> str:
    return signed(token, secret, iat=int(NOON.timestamp()) + 60)


def without_end(token: str, secret: bytes) -> str:
    return signed(token, secret, exp=None)


def another_account(token: str, secret: bytes) -> str:
    return signed(token, secret, sub="somebody", user_id="somebody")


def no_stamp(token: str, secret: bytes) -> str:
    return signed(token, secret, firebase={})


def deeply_nested(token: str, _: bytes) -> str:
    nested = encoded(b"[" * 100_000)
    return f"{nested}.{nested}.{token.rsplit('.', 1)[1]}"


def half_a_surrogate_pair(token: str, _: bytes) -> str:
    return token + "\ud800"


def signed(token: str, secret: bytes, **changes: object) -> str:
    payload = {
        name: value for name, value in (part(token, 1) | changes).items() if value is not None
    }
    return jwt.encode(payload, secret, algorithm="HS256", headers={"kid": kid(token)})


def kid(token: str) -> str:
    return str(part(token, 0)["kid"])


FORGERIES: list[Callable[[str, bytes], str]] = [
    *(without_signature, alg_none, alg_none_spelled_otherwise, no_alg, tampered, another_key),
    *(an_empty_key, a_key_pair, a_public_key_as_secret, stronger_algorithm, another_kid, no_kid),
    *(another_audience, another_issuer, not_yet_issued, without_end, another_account, no_stamp),
    *(deeply_nested, half_a_surrogate_pair),
]


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalIdentity, str, bytes]]:
    folder = tmp_path_factory.mktemp("genuine")
    identity = opened_at(folder, NOON)
    yield identity, identity.sign_up("ana@demo.test", PASSWORD).id_token, secret_of(folder)
    identity.close()


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_forged_token_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], forge: Callable[[str, bytes], str]
) -> None:
    identity, token, secret = genuine
    assert identity.verify(signed(token, secret)).email == "ana@demo.test"
    with pytest.raises(InvalidToken):
        identity.verify(forge(token, secret))


@pytest.mark.parametrize("character", range(0, 40, 3))
def test_a_token_with_any_character_of_its_signature_changed_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], character: int
) -> None:
    identity, token, _ = genuine
    body, signature = token.rsplit(".", 1)
    other = "A" if signature[character] != "A" else "B"
    changed = f"{body}.{signature[:character]}{other}{signature[character + 1 :]}"
    with pytest.raises(InvalidToken):
        identity.verify(changed)


# The Authorization header


def test_a_caller_is_known_by_the_bearer_token(genuine: tuple[LocalIdentity, str, bytes]) -> None:
    identity, token, _ = genuine
    for header in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token} "):
        caller = caller_of(header, lambda: identity)
        assert caller is not None
        assert caller.email == "ana@demo.test"


def test_without_a_header_nobody_is_asked() -> None:
    def unused() -> LocalIdentity:
        raise AssertionError

    assert caller_of(None, unused) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "{token}", "Bearer no"])
def test_a_header_that_does_not_hold_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], header: str
) -> None:
    identity, token, _ = genuine
    with pytest.raises(Unauthenticated):
        caller_of(header.replace("{token}", token), lambda: identity)
