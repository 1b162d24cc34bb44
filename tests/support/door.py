"""A device at a door without a network, as any client could be written from the API's document."""

import base64
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from werkzeug.test import TestResponse

from functions.kernel.identifiers import new_id
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content
from tests.support.given import MEMBER


def derived(proof: str, use: str, length: int) -> bytes:
    """Return HKDF-SHA-256 (RFC 5869) without salt, of one block."""
    key = hmac.digest(bytes(32), proof.encode(), "sha256")
    return hmac.digest(key, f"culture pass door {use}".encode() + b"\x01", "sha256")[:length]


def plain(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def proof_of(payload: str) -> str:
    """Return the proof in the text of a QR code."""
    found = re.search("PROOF:([A-Z2-7]{26});", payload)
    assert found is not None
    return found[1]


def opened(sealed: str, proof: str) -> Any:
    """Return what the list has about a ticket. Raises InvalidTag with another proof."""
    content = plain(sealed)
    text = AESGCM(derived(proof, "seal", 32)).decrypt(content[:12], content[12:], None)
    return json.loads(text)


@dataclass
class Device:
    """A device at the door: its clock, the list it took, and the scans that wait on it."""

    platform: Platform
    name: str = "Porte A"
    clock_error: timedelta = timedelta()
    api_key: str | None = None
    as_of: str = ""
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The time by the device's clock."""
        return given.now(self.platform) + self.clock_error

    def take_list(self, stock_id: str, *, page_size: int = 500) -> int:
        """Take the whole list of a stock; return how many pages it had."""
        token: str | None = ""
        self.tickets, pages = {}, 0
        while token is not None:
            path = f"/v1/desk/door-list?stock_id={stock_id}&page_size={page_size}"
            page = content(self._call("GET", path + (f"&page_token={token}" if token else "")))
            self.as_of = self.as_of if token else page["as_of"]
            self.tickets |= {one["id"]: one for one in page["items"]}
            token, pages = page["next_page_token"], pages + 1
        return pages

    def check(self, payload: str) -> str:
        """Return the state of a scanned ticket by the list alone; "unknown" if it is not there."""
        key = base64.urlsafe_b64encode(derived(proof_of(payload), "id", 16)).decode().rstrip("=")
        return str(self.tickets.get(key, {"state": "unknown"})["state"])

    def scan(self, payload: str) -> str:
        """Scan a ticket and let its holder in; return the state that the device showed."""
        self.waiting.append(
            {
                "id": new_id(),
                "qr_payload": payload,
                "scanned_at": self.now.isoformat(),
                "list_as_of": self.as_of or self.now.isoformat(),
            }
        )
        return self.check(payload)

    def send(self) -> TestResponse:
        """Send the scans, which go on waiting."""
        body = {"device": self.name, "sent_at": self.now.isoformat(), "scans": self.waiting}
        return self._call("POST", "/v1/desk/scans", body)

    def undo(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        """Undo scans, sent or not; return what came of each."""
        body = {"device": self.name, "scans": [one["id"] for one in scans]}
        items: list[dict[str, Any]] = content(self._call("POST", "/v1/desk/scans/undo", body))[
            "items"
        ]
        return items

    def results(self) -> list[dict[str, Any]]:
        """Send the scans; return what came of each."""
        items: list[dict[str, Any]] = content(self.send())["items"]
        assert [one["id"] for one in items] == [one["id"] for one in self.waiting]
        return items

    def outcomes(self) -> list[str]:
        """Send the scans; return the outcome of each."""
        return [one["outcome"] for one in self.results()]

    def _call(self, method: str, path: str, body: object = None) -> TestResponse:
        if self.api_key is not None:
            return given.call(self.platform, method, path, body, X_Api_Key=self.api_key)
        return given.call(self.platform, method, path, body, uid=MEMBER)
