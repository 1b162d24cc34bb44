"""Cloud KMS on this machine, as far as the project calls it: a gRPC server with keys of its own."""

import hmac
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.cloud.kms_v1 import KeyManagementServiceClient
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceGrpcTransport,
)
from google.cloud.kms_v1.types import (
    DecryptRequest,
    DecryptResponse,
    EncryptRequest,
    EncryptResponse,
    MacSignRequest,
    MacSignResponse,
)

RING = "projects/demo/locations/europe-west1/keyRings/pass"
KEY = f"{RING}/cryptoKeys/ibans"
MAC_KEY = f"{RING}/cryptoKeys/iban-fingerprints/cryptoKeyVersions/1"

_SERVICE = "google.cloud.kms.v1.KeyManagementService"


class FakeKms:
    """Encrypts with the key that a request names; `asked` are the calls so far."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._keys: dict[str, bytes] = {}

    def encrypt(self, request: EncryptRequest, context: grpc.ServicerContext) -> EncryptResponse:  # noqa: ARG002
        self.asked.append("encrypt")
        nonce = secrets.token_bytes(12)
        extra = request.additional_authenticated_data
        sealed = AESGCM(self._key(request.name)).encrypt(nonce, request.plaintext, extra)
        return EncryptResponse(name=request.name, ciphertext=nonce + sealed)

    def decrypt(self, request: DecryptRequest, context: grpc.ServicerContext) -> DecryptResponse:
        self.asked.append("decrypt")
        nonce, rest = request.ciphertext[:12], request.ciphertext[12:]
        try:
            extra = request.additional_authenticated_data
            return DecryptResponse(
                plaintext=AESGCM(self._key(request.name)).decrypt(nonce, rest, extra)
            )
        except (InvalidTag, ValueError):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Decryption failed.")
            raise

    def mac_sign(self, request: MacSignRequest, context: grpc.ServicerContext) -> MacSignResponse:  # noqa: ARG002
        self.asked.append("mac_sign")
        mac = hmac.digest(self._key(request.name), request.data, "sha256")
        return MacSignResponse(name=request.name, mac=mac)

    def _key(self, name: str) -> bytes:
        return self._keys.setdefault(name, secrets.token_bytes(32))


@contextmanager
def running() -> Iterator[tuple[FakeKms, KeyManagementServiceClient]]:
    """Serve on a free port, and yield the server with a client of it."""
    fake = FakeKms()
    kinds: dict[str, tuple[Any, type, type]] = {
        "Encrypt": (fake.encrypt, EncryptRequest, EncryptResponse),
        "Decrypt": (fake.decrypt, DecryptRequest, DecryptResponse),
        "MacSign": (fake.mac_sign, MacSignRequest, MacSignResponse),
    }
    handlers = {
        name: grpc.unary_unary_rpc_method_handler(
            method,
            request_deserializer=asked.deserialize,  # type: ignore[attr-defined]
            response_serializer=answered.serialize,  # type: ignore[attr-defined]
        )
        for name, (method, asked, answered) in kinds.items()
    }
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(_SERVICE, handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    try:
        transport = KeyManagementServiceGrpcTransport(channel=channel)
        yield fake, KeyManagementServiceClient(transport=transport)
    finally:
        channel.close()
        server.stop(None).wait()
